"""The split of a change over causes: one cause gets all of its own, others nothing, and both ends are the plans run alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from ldip import Plan, simulate
from ldip.compare.causes import UNIONS
from ldip.compare.split import NEED, RUNNING, Measure, Split, split_plans
from ldip.errors import ModelError
from ldip.model.cause_groups import CAUSES, METHOD
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.simulation import shapley
from ldip.simulation.cases import Case, Cases, Index
from ldip.simulation.run_cases import run_and_search

from ..rules.perturb import trials
from .pairs import pair, wrong

SHOWN = (NEED, Measure("netto_driftsresultat", 2030), Measure("laanegjeld_ub", 2035))


def document(plan: Plan, file: str, **fields: object) -> Plan:
    return replace(plan, single={**plan.single, file: plan.single[file].model_copy(update=fields)})


def dearer_loans(plan: Plan) -> Plan:
    margin = plan.finance.nye_laan.margin.model_copy(update={"verdi": 2.5, "verdier": {}})
    return document(plan, "finans.toml", nye_laan=plan.finance.nye_laan.model_copy(update={"margin": margin}))


def later(plan: Plan, name: str, years: int) -> Plan:
    moved = plan.projects[name].model_copy(update={"utsettes_aar": years})
    return replace(plan, folders={**plan.folders, "prosjekter": {**plan.projects, name: moved}})


def cheaper(plan: Plan, name: str) -> Plan:
    cost = plan.projects[name].kostnad
    less = plan.projects[name].model_copy(update={"kostnad": cost.model_copy(update={"beloep": 0.85 * cost.beloep})})
    return replace(plan, folders={**plan.folders, "prosjekter": {**plan.projects, name: less}})


def measures(plan: Plan, share: float) -> Plan:
    rows = plan.table("tiltak.csv", t.MeasureRow).rows
    changed = tuple(r.model_copy(update={"beloep": r.beloep * share}) for r in rows)
    return replace(plan, tables={**plan.tables, "tiltak.csv": Table("tiltak.csv", changed)})


def of(split: Split, cause: str) -> np.ndarray:
    return np.asarray(split.shapley[split.causes.index(cause)])


# -- a change of one field ----------------------------------------------------------------------------------------------------


FIELDS = {
    "befolkning.toml: levealder_tillegg": "befolkning",
    "tjenester/barnehage: enhetskostnad.beloep": "tjenester",
    "inntekter.toml: behovsindeks.verdi": "inntektssystem",
    "forutsetninger.toml: nibor_paaslag.verdi": "makro",
    "prosjekter/barnehage-ny: kostnad.beloep": "investeringsvolum",
    "prosjekter/barnehage-ny: utsettes_aar": "investeringstid",
    "prosjekter/barnehage-ny: kapasitet.aapner": "investeringstid",
    "tiltak.csv:0: beloep": "tiltak",
    "drift.toml: effektivisering.sats.verdier.2026": "effektivisering",
    "handlingsregler.toml: innfasing_aar": "prinsipper",
    "plan.toml: tid.vedtatt_til": "prinsipper",
    "laan.csv:0: margin": "finans",
    "foretak/havn: laan_margin.verdi": "foretak",
    "vedtatt.csv:0: beloep": "vedtatt",
    "balanse.toml: utlaan": "aapningsbalanse",
}


def test_a_change_of_one_field_gives_all_to_its_group(solvik: Plan) -> None:
    """A field of every group by the whole split. That each field moves one group's inputs is tested for all (test_fields.py),
    and `python -m tests.compare.pairs felt` splits a change of every field."""
    found = {f"{x.file}: {'.'.join(map(str, x.path))}": x for x in trials(solvik, FIELDS) if x.moved}
    assert found.keys() == FIELDS.keys()
    for key, trial in found.items():
        assert trial.plan is not None
        split = split_plans(solvik, trial.plan, SHOWN)
        assert split.causes == (FIELDS[key],), key
        assert np.array_equal(split.shapley[0], split.change) and np.array_equal(split.in_order[0], split.change), key


def test_new_knowledge_is_a_cause_of_its_own(nordvik: Plan) -> None:
    """An older plan under newer rules moves that cause alone, and beside it new figures move their own."""
    span = nordvik.head.tid.model_copy(update={"kunnskapsdato": dt.date(2024, 10, 15)})
    older = document(nordvik, "plan.toml", tid=span)
    split = split_plans(older, nordvik, SHOWN)
    assert split.causes == ("regler",) and not split.knowledge_first
    assert np.array_equal(split.shapley[0], split.change) and (split.change != 0.0).any()
    both = split_plans(older, dearer_loans(nordvik), SHOWN)
    assert set(both.causes) == {"finans", "regler"}
    assert (
        abs(of(both, "finans")[0]) > 1e5 and abs(of(both, "regler")[0] - split.change[0]) < 0.2 * abs(of(both, "regler")[0]) + 1e4
    )
    assert not wrong(older, dearer_loans(nordvik), both)


# -- many causes --------------------------------------------------------------------------------------------------------------


def lines_apart(plan: Plan) -> Plan:
    """The plan with 2 million more dividends, 3 million more general income and half of the measures: effects that add up."""
    dividends, income = plan.finance.utbytter, plan.income.andre_generelle_driftsinntekter
    more = document(plan, "finans.toml", utbytter=dividends.model_copy(update={"verdi": (dividends.verdi or 0.0) + 2.0}))
    general = income.model_copy(update={"verdi": (income.verdi or 0.0) + 3.0})
    return measures(document(more, "inntekter.toml", andre_generelle_driftsinntekter=general), 0.5)


def test_in_an_additive_pair_each_cause_is_its_one_at_a_time_effect(nordvik: Plan) -> None:
    """The lasting need, and net result in fixed prices: 2 million of dividends are 2 million, and some interest, in every coalition."""
    split = split_plans(nordvik, lines_apart(nordvik), (NEED, Measure("netto_driftsresultat", 2027)))
    assert set(split.causes) == {"finans", "inntektssystem", "tiltak"}
    for part in (split.shapley, split.in_order):
        np.testing.assert_allclose(part[:, 1], split.alone[:, 1], rtol=1e-6)
        np.testing.assert_allclose(part[:, 0], split.alone[:, 0], rtol=1e-3)  # the funds' targets follow prices: almost additive
    assert of(split, "finans")[1] == pytest.approx(2e6, rel=0.1) and of(split, "inntektssystem")[1] == pytest.approx(3e6, rel=0.1)
    assert -2.5e6 < of(split, "finans")[0] < -1.9e6 and (np.abs(split.residual) < 1.0).all()


def test_changed_groups_alone_have_a_part(solvik: Plan) -> None:
    """A delayed and a cheaper project, dearer loans and other measures: four causes, and exactly nothing to the others."""
    b = measures(dearer_loans(cheaper(later(solvik, "barnehage-ny", 2), "skole-nord")), 1.2)
    split = split_plans(solvik, b, SHOWN, order=("tiltak", "finans"))
    assert split.causes == ("tiltak", "finans", "investeringsvolum", "investeringstid")
    assert {*split.causes, *split.dropped} == {*CAUSES} - {METHOD} and not wrong(solvik, b, split)
    first = split_plans(solvik, measures(solvik, 1.2), SHOWN)
    np.testing.assert_allclose(split.in_order[0], first.change, rtol=1e-9, atol=5e-3)
    assert (np.abs(split.shapley).max(axis=1) > 1e3).all()
    current = split_plans(solvik, b, SHOWN[1:], price_year=RUNNING)
    assert current.units == ("kr", "kr") and current.price_year == RUNNING
    assert current.before[0] == simulate(solvik).value("netto_driftsresultat", 2030)
    moved = split_plans(solvik, b, SHOWN, price_year=2030)
    level = simulate(solvik).value("deflator_indeks_ub", 2030)
    np.testing.assert_allclose(moved.shapley, split_plans(solvik, b, SHOWN).shapley * level, rtol=1e-9, atol=1e-2)


def test_a_project_in_one_plan_alone_is_volume(solvik: Plan) -> None:
    """Neither its progress nor its opening counts as timing; an alternative that is chosen instead is volume too."""
    without = {k: v for k, v in solvik.projects.items() if k != "barnehage-ny"}
    a = replace(solvik, folders={**solvik.folders, "prosjekter": without})
    assert split_plans(a, solvik).causes == split_plans(solvik, a).causes == ("investeringsvolum",)
    chosen = next((i for i, p in solvik.projects.items() if p.alternativ and p.alternativ.valgt), None)
    assert chosen, "Solvik har et alternativ som er valgt"
    taken = solvik.projects[chosen]
    assert taken.alternativ is not None
    p = taken.model_copy(update={"alternativ": taken.alternativ.model_copy(update={"valgt": False})})
    b = replace(solvik, folders={**solvik.folders, "prosjekter": {**solvik.projects, chosen: p}})
    assert split_plans(solvik, b).causes == ("investeringsvolum",)


@pytest.mark.parametrize("seed", [9])
def test_random_pairs(seed: int) -> None:
    """Projects, loans, services, adopted lines, zones and base year; `python -m tests.compare.pairs 200` splits two hundred."""
    a, b = pair(seed)
    year = max(a.years[0], b.years[0]) + 6
    split = split_plans(a, b, (NEED, Measure("netto_driftsresultat", year)))
    assert not wrong(a, b, split)
    assert len(split.causes) > 4


def test_more_causes_than_shapley_takes_have_super_groups(solvik: Plan) -> None:
    """Owen's value: unions share by Shapley, and within each its causes. With one cause a union it is Shapley's own."""
    rng = np.random.default_rng(3)
    values = {k: np.array([v]) for k, v in enumerate(rng.normal(size=16))}
    ordered = np.stack([values[k] for k in range(16)])
    one, apart = shapley.owen_shares([[0, 1, 2, 3]], values), shapley.owen_shares([[0], [1], [2], [3]], values)
    np.testing.assert_allclose(one, shapley.shares(ordered), atol=1e-12)
    np.testing.assert_allclose(apart, shapley.shares(ordered), atol=1e-12)
    halves = [[0, 2], [1, 3]]
    owen = shapley.owen_shares(halves, {k: values[k] for k in shapley.owen_coalitions(halves)})
    outer = shapley.shares(np.stack([values[k] for k in (0, 0b0101, 0b1010, 0b1111)]))
    np.testing.assert_allclose([owen[[0, 2]].sum(axis=0), owen[[1, 3]].sum(axis=0)], outer, atol=1e-12)
    assert {c for u in UNIONS for c in u} == {*CAUSES} - {METHOD}


def test_coalitions_that_share_values_have_the_bits_of_each_alone(solvik: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """Population and investment are computed once for each choice of their groups."""
    b = cheaper(later(document(solvik, "befolkning.toml", levealder_tillegg=0.5), "barnehage-ny", 2), "skole-nord")
    owed = (
        solvik.balance.kortsiktig_gjeld + 1.0
    )  # an opening balance that no demand reads, so that only the saving moves with rows
    groups = ("befolkning", "investeringsvolum", "investeringstid", "aapningsbalanse", "foretak")
    b = document(b, "balanse.toml", kortsiktig_gjeld=owed)
    index = Index.of(Case(groups=tuple((g, 1) for g in s)) for s in shapley.subsets(groups))
    names = ("netto_driftsresultat", "folketall_ub", "kapasitet_ub", "avskrivninger")
    found, needs = run_and_search(Cases.of([solvik, b], index), names)
    monkeypatch.setattr("ldip.simulation.shared.FEWEST", 10**9)
    whole, same = run_and_search(Cases.of([solvik, b], index), names, workers=1)
    assert np.array_equal(needs, same) and len(set(needs.round())) >= 8 and needs.all()
    for name in names:
        assert np.array_equal(found.values[name], whole.values[name]), name


def test_a_draw_is_split_on_its_own_shocks(nordvik: Plan) -> None:
    b = measures(dearer_loans(nordvik), 0.5)
    measure = Measure("netto_driftsresultat", 2030)
    split = split_plans(nordvik, b, (NEED, measure), draw=7, price_year=RUNNING)
    assert split.draw == 7 and set(split.causes) == {"finans", "tiltak"}
    runs = [simulate(p, draws=7, seed=nordvik.uncertainty.froe) for p in (nordvik, b)]
    np.testing.assert_allclose(
        [split.before[1], split.after[1]], [r.value("netto_driftsresultat", 2030, 7) for r in runs], rtol=1e-9
    )
    np.testing.assert_allclose([split.before[0], split.after[0]], [r.needs[6] for r in runs], atol=1.0)


def test_what_cannot_be_split_is_refused(nordvik: Plan) -> None:
    for given, words in (
        ({"measures": [Measure("netto_driftsresultat")]}, "mangler år"),
        ({"measures": [Measure("netto_driftsresultat", 1990)]}, "ikke i begge planene"),
        ({"measures": [Measure("laan_saldo_ub", 2030)]}, "har akser"),
        ({"measures": [Measure("laan_saldo_ub", 2030, axes=(("laan", "x"),))]}, "laan har ikke 'x'"),
        ({"order": ["makroo"]}, "mente du makro"),
        ({"price_year": 1950}, "ikke kjent"),
    ):
        with pytest.raises(ModelError, match=words):
            split_plans(nordvik, measures(nordvik, 2.0), **cast(Any, given))
    same = split_plans(nordvik, nordvik)
    assert same.causes == () and same.change == 0.0 and same.shapley.shape == (0, 1)
