"""Plans of different structure on one batch axis, and cases: every product of plans, draws, levers, decisions and shocks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from ldip import Plan, Run, explain, simulate
from ldip.engine.graph import Array
from ldip.engine.restart import frontier, given, of_line, reached
from ldip.errors import ModelError
from ldip.model.catalogue import catalogue
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.simulation.align import union_axes
from ldip.simulation.batches import Span, spans
from ldip.simulation.cases import Case, Cases, Index, Ints, product
from ldip.simulation.inputs import Kept, holding, no_shocks, program_of, run_rows, totals_with_lines, variant_inputs
from ldip.simulation.run_cases import run_cases
from ldip.simulation.simulate import HEADLINES, range_of_need, simulate_plans

SCALAR = tuple(n for n, v in catalogue().steps.items() if not v[0].axes)
KEEP = ("netto_driftsresultat", "laanegjeld_ub", "innbyggere_gruppe_ub", "folketall_ub", "investeringer_varige", "nytt")


def dearer(plan: Plan, add: float = 0.7) -> Plan:
    """The plan with other prices and less return on deposits."""
    growth = plan.macro.loennsvekst.model_copy(
        update={"verdi": plan.macro.loennsvekst.at(plan.years[-1]) * 100 + add, "verdier": {}}
    )
    macro = plan.macro.model_copy(update={"loennsvekst": growth})
    return replace(plan, single={**plan.single, "forutsetninger.toml": macro})


def fewer_homes(plan: Plan) -> Plan:
    """The plan with another population: a smaller share of the dwellings brings people in."""
    housing = plan.population.bolig
    assert housing is not None
    changed = housing.model_copy(update={"effekt_paa_totalen": 0.5 * housing.effekt_paa_totalen})
    return replace(plan, single={**plan.single, "befolkning.toml": plan.population.model_copy(update={"bolig": changed})})


def same(a: Array, b: Array, what: object = "") -> None:
    np.testing.assert_array_equal(a, b, err_msg=str(what))


def test_three_unlike_plans_equal_each_alone(baerum: Plan, nordvik: Plan, solvik: Plan) -> None:
    """Different years, zones, dwellings, services, projects, loans and funds in one batch; nothing changes."""
    plans = (baerum, nordvik, solvik)
    together = simulate_plans(plans, SCALAR)
    for plan, got in zip(plans, together, strict=True):
        alone = simulate(plan).row()
        for name in SCALAR:
            np.testing.assert_allclose(got[name], alone[name][:, 0], rtol=1e-12, atol=1e-3, err_msg=name)


def test_maaltall_that_differ_split_the_batch(baerum: Plan, nordvik: Plan) -> None:
    got = simulate_plans([baerum, nordvik, baerum], ["resultatgrad", "egenkapitalfinansiering"])
    assert got[0]["resultatgrad"].shape == (20,)
    np.testing.assert_array_equal(got[0]["egenkapitalfinansiering"], got[2]["egenkapitalfinansiering"])
    assert got[1]["egenkapitalfinansiering"][0] != got[0]["egenkapitalfinansiering"][0]


def test_coalitions_pick_groups_from_plans(nordvik: Plan) -> None:
    """With only one group changed, a row that takes that group from B is B; one that does not is A."""
    finance = nordvik.finance.model_copy(
        update={"innskuddsmargin": nordvik.finance.innskuddsmargin.model_copy(update={"verdi": 1.0})}
    )
    other = replace(nordvik, single={**nordvik.single, "finans.toml": finance})
    cases = Cases.of([nordvik, other], product(variants=("realisert",), groups=((), (("finans", 1),))))
    got = run_cases(cases, ["netto_driftsresultat"])
    for row, plan in enumerate((nordvik, other)):
        alone = simulate(plan).row(0, "realisert")["netto_driftsresultat"][:, 0]
        np.testing.assert_allclose(got.series("netto_driftsresultat", row), alone, rtol=1e-12)


def test_absent_projects_are_zero_and_their_properties_copied(nordvik: Plan) -> None:
    others = {k: v for k, v in nordvik.projects.items() if k != "skole-nord"}
    without = replace(nordvik, folders=dict(nordvik.folders) | {"prosjekter": others})
    bound = Cases.of([without, nordvik], product(plans=(0, 1))).bound(())[0]
    place, values = bound.ids["prosjekt"].index("skole-nord"), bound.inputs(bound.whole).values
    assert values["kostnad"][0, 0, place] == 0.0 < values["kostnad"][0, 1, place]
    assert values["levetid"][0, 0, place] == 50.0 and values["levetid"].shape[1] == 1
    got = simulate_plans([without, nordvik], ["investeringer_varige"])
    assert got[0]["investeringer_varige"].sum() < got[1]["investeringer_varige"].sum()


def test_plans_get_their_own_lasting_need_beside_others(baerum: Plan, nordvik: Plan, solvik: Plan) -> None:
    """Each by the level a run of it alone finds, and a draw keeps the level of its base case."""
    plans, names = (nordvik, dearer(nordvik), solvik, baerum), ["netto_driftsresultat", "varig_innsparing_fast"]
    index = product(plans=range(4), variants=("varig", "uten_innsparing"), draws=(0, 2))
    found = run_cases(Cases.of(plans, index), names)
    for i, plan in enumerate(plans):
        alone = simulate(plan)
        assert alone.lasting.amount is not None
        for draw in (0, 2):
            saved, plain = (int(index.where(plan=i, variant=v, draw=draw)[0]) for v in ("varig", "uten_innsparing"))
            np.testing.assert_allclose(found.series("varig_innsparing_fast", saved), alone.lasting.amount, atol=1.0)
            assert (found.series("varig_innsparing_fast", plain) == 0.0).all()
        row = alone.series("netto_driftsresultat", 0, "varig")
        saved = int(index.where(plan=i, variant="varig", draw=0)[0])
        np.testing.assert_allclose(found.series("netto_driftsresultat", saved), row, rtol=1e-9, atol=5.0)


def test_range_needs_a_free_parameter(nordvik: Plan) -> None:
    assert range_of_need(nordvik) is None


def test_union_keeps_order() -> None:
    assert union_axes([{"a": ("x", "y")}, {"a": ("z", "x"), "b": ()}]) == {"a": ("x", "y", "z"), "b": ()}


def test_carried_residuals_in_a_plan_and_in_a_batch(nordvik: Plan) -> None:
    """A wage residual of the adopted year that the plan carries on stays the same amount in every later year."""
    table = nordvik.table("vedtatt.csv", t.AdoptedRow)
    rows = tuple(r.model_copy(update={"videre": "nominelt"}) if r.linje == "loennsutgifter_rammer" else r for r in table.rows)
    carried = replace(nordvik, tables={**nordvik.tables, "vedtatt.csv": Table("vedtatt.csv", rows)})
    run = simulate(carried)
    residual = run.row()["avvik_loennsutgifter_rammer"][:, 0]
    assert residual[0] != 0.0
    assert (residual == residual[0]).all()
    node = explain(run, "loennsutgifter_rammer", 2030, depth=1)
    assert next(c for c in node.children if c.name.startswith("avvik_")).source.startswith("vedtatt.csv")
    plain = simulate(nordvik)
    grown = plain.row()["avvik_loennsutgifter_rammer"][:, 0]
    np.testing.assert_allclose(grown[1:], grown[:-1] * (1.0 + plain.series("loennsvekst")[1:]), rtol=1e-12)
    together = simulate_plans([carried, nordvik], ["netto_driftsresultat"])
    for plan, got in zip((carried, nordvik), together, strict=True):
        np.testing.assert_allclose(got["netto_driftsresultat"], simulate(plan).row()["netto_driftsresultat"][:, 0], rtol=1e-12)


# -- the index table -----------------------------------------------------------------------------------------------------------


def test_the_index_says_what_a_row_is() -> None:
    index = product(plans=(0, 1), variants=("uten_innsparing", "varig"), draws=range(3), levers=((), ("a",)))
    assert len(index) == 24 and index.where(plan=1, variant="uten_innsparing", levers=("a",)).tolist() == [18, 19, 20]
    assert index[19] == Case(1, "uten_innsparing", draw=1, levers=("a",)) == list(index)[19]
    assert set(index.where(draw=2).tolist()) == {i for i, d in enumerate(index.column("draw")) if d == 2}
    assert index.column("levers")[-1] == ("a",) and index.where(decision="x").size == 0
    again = Index.of(index)
    assert list(again) == list(index) and len(again.kinds) == 8
    both = index + Index.of([Case(shock=("rente",))])
    assert both[24].shock == ("rente",) and both.where(shock=("rente",)).tolist() == [24]
    for ask in (index.column, lambda name: index.where(**{name: 0})):
        with pytest.raises(ModelError, match="ukjent kolonne 'plann'"):
            ask("plann")


def test_rows_that_cannot_be_made_are_refused(nordvik: Plan) -> None:
    for case, words in (
        (Case(plan=1), "plan 1 finnes ikke"),
        (Case(levers=("x",)), "ikke sagt hvordan"),
        (Case(decision="x"), "ikke sagt hvordan"),
        (Case(groups=(("makroo", 0),)), "mente du makro"),
        (Case(groups=(("makro", 3),)), "fra plan 3"),
    ):
        with pytest.raises(ModelError, match=words):
            Cases.of([nordvik], [case])
    cases = Cases.of([nordvik], [Case()])
    with pytest.raises(ModelError, match="ikke er med"):
        cases.only(Index.of([Case(levers=("x",))]))
    for case, words in ((Case(variant="vari"), "mente du varig"), (Case(shock=("rentee",)), "mente du rente")):
        with pytest.raises(ModelError, match=words):
            run_cases(Cases.of([nordvik], [case]), ["nytt"])
    found = run_cases(cases, ["nytt", "laan_saldo_ub"])
    assert len(cases) == 1 and found.value("nytt", 2030) == found.series("nytt")[4]
    loan = cases.ids["laan"][0]
    assert found.value("laan_saldo_ub", 2026, laan=loan) == found.series("laan_saldo_ub")[0, 0]
    for ask, words in (
        (lambda: found.value("nyttt", 2030), "mente du nytt"),
        (lambda: found.value("nytt", 2090), "året 2090"),
        (lambda: found.value("nytt", 2030, laan="x"), "har akser"),
        (lambda: found.value("laan_saldo_ub", 2030, laan="x"), "har ikke"),
    ):
        with pytest.raises(ModelError, match=words):
            ask()


# -- products: a row is what it is alone --------------------------------------------------------------------------------------


def test_draws_of_two_plans_are_the_draws_of_each(solvik: Plan) -> None:
    """Draws × plans: the same shocks in both, and each row bit for bit that of a run of the plan alone, blocks apart too."""
    plans, draws = (solvik, dearer(solvik)), (*range(1, 41), 1025, 1030)
    got = run_cases(Cases.of(plans, product(plans=(0, 1), draws=draws)), KEEP)
    for place, plan in enumerate(plans):
        alone = simulate(plan, draws=1030, keep=KEEP)
        rows = got.cases.index.where(plan=place)
        for name in KEEP:
            same(got.values[name][:, rows], alone.uncertain[name][:, np.array(draws) - 1], (place, name))
    first, second = (got.values["folketall_ub"][:, got.cases.index.where(plan=p)] for p in (0, 1))
    same(first, second)  # wages do not move people: one population, computed once


def test_draws_of_plans_with_other_people(solvik: Plan) -> None:
    """Two populations in one set, and some rows of each draw; workers and the order of rows change no bit."""
    plans = (solvik, fewer_homes(solvik))
    index = Index.of(
        Case(plan=p, draw=d, variant=v) for d in (9, 3, 400, 0) for v in ("realisert", "uten_innsparing") for p in (1, 0)
    )
    got = run_cases(Cases.of(plans, index), KEEP)
    for place, plan in enumerate(plans):
        run = simulate(plan, draws=400, keep=KEEP)
        for row in index.where(plan=place):
            case = index[int(row)]
            for name in KEEP:
                same(got.values[name][:, row], run.series(name, case.draw, case.variant), (case, name))
    many = product(plans=(0, 1), draws=(*range(300), 1025))
    one, three = (run_cases(Cases.of(plans, many), KEEP[:2], workers=w) for w in (1, 3))
    for name in KEEP[:2]:
        same(one.values[name], three.values[name])


def test_draws_of_coalitions_and_decisions(solvik: Plan) -> None:
    """A coalition of everything from B is B; a decision is the plan it makes; both by draw."""
    other = dearer(fewer_homes(solvik))
    changed = (("makro", 1), ("befolkning", 1))
    groups = ((), changed[:1], changed[1:], changed)
    coalitions = Cases.of([solvik, other], product(groups=groups, draws=range(8)))
    got = run_cases(coalitions, KEEP)
    for members, plan in (((), solvik), (changed, other)):
        run = simulate(plan, draws=7, keep=KEEP)
        for name in KEEP:
            rows = coalitions.index.where(groups=members)
            same(got.values[name][:, rows[:1]], run.base[name], name)
            same(got.values[name][:, rows[1:]], run.uncertain[name], name)
    people = [got.values["folketall_ub"][:, coalitions.index.where(groups=g)] for g in groups]
    same(people[0], people[1])
    same(people[2], people[3])
    assert (people[0] != people[2]).any()
    decided = Cases.of([solvik], product(decisions=("", "dyrt"), draws=(0, 5)), decide=lambda plan, name: dearer(plan))
    found = run_cases(decided, KEEP)
    for row, (plan, draw) in enumerate(((solvik, 0), (solvik, 5), (dearer(solvik), 0), (dearer(solvik), 5))):
        run = simulate(plan, draws=5, keep=KEEP)
        for name in KEEP:
            same(found.values[name][:, row], run.series(name, draw), (row, name))


def test_many_draws_share_their_inputs_and_few_are_pooled(solvik: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """How rows are put together changes no bit."""
    cases = Cases.of([solvik, dearer(solvik)], product(plans=(0, 1), draws=range(12), variants=("uten_innsparing", "realisert")))
    whole = run_cases(cases, KEEP)
    monkeypatch.setattr("ldip.simulation.batches.ALONE", 1)
    monkeypatch.setattr("ldip.simulation.batches.POOLED", 5)
    monkeypatch.setattr("ldip.simulation.batches.WIDEST", 7)
    cut = run_cases(cases, KEEP)
    for name in KEEP:
        same(whole.values[name], cut.values[name], name)


def test_a_block_of_people_is_freed_when_its_draws_are_run(nordvik: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[Span] = []

    def remembering(draws: Ints, seed: int, workers: int, opposite: bool) -> Iterator[Span]:
        kept.extend(spans(draws, seed, workers, opposite))
        return iter(kept)

    monkeypatch.setattr("ldip.simulation.run_cases.spans", remembering)
    run_cases(Cases.of([nordvik], product(draws=(1, 1025, 2049))), ["nytt"])
    assert len(kept) == 3 and not any(s.people or s.block.streams for s in kept)


def test_a_stress_in_a_draw_adds_to_it(solvik: Plan) -> None:
    names = ("styringsrente", "avkastning", "folketall_ub")
    got = run_cases(Cases.of([solvik], product(shocks=((), ("rente", "egenkapital")), draws=(0, 3))), names)
    calm, hit = (got.cases.index.where(shock=s) for s in ((), ("rente", "egenkapital")))
    moved = got.values["styringsrente"][:, hit] - got.values["styringsrente"][:, calm]
    assert moved == pytest.approx(np.repeat([[0.0]] + [[0.02]] * 19, 2, axis=1))
    same(got.values["folketall_ub"][:, hit], got.values["folketall_ub"][:, calm])


def test_plans_of_other_years_keep_their_own_draws(nordvik: Plan) -> None:
    """A plan that starts later, and one that ends sooner, have the shocks and people of a run alone in their own years."""
    head = nordvik.head.model_copy(update={"tid": nordvik.head.tid.model_copy(update={"antall_aar": 8})})
    short = replace(nordvik, single={**nordvik.single, "plan.toml": head})
    got = run_cases(Cases.of([short, nordvik], product(plans=(0, 1), draws=(0, 2))), ("folketall_ub", "styringsrente"))
    for place, plan in enumerate((short, nordvik)):
        run = simulate(plan, draws=2, keep=("folketall_ub", "styringsrente"))
        for row in got.cases.index.where(plan=place):
            for name in ("folketall_ub", "styringsrente"):
                same(got.series(name, int(row)), run.series(name, got.cases.index[int(row)].draw), (place, name))


def test_draws_of_plans_from_different_first_years(baerum: Plan, solvik: Plan) -> None:
    """Both have the shocks of a run alone in their own years. The noise of counts is keyed by a cell's place among the zones, so
    that all numbers of a draw are equal for the plan whose zones stand first."""
    shocks = ("styringsrente", "fruktbarhetsnivaa", "doedelighetsnivaa", "flyttesjokk")
    names = (*shocks, "folketall_ub", "netto_driftsresultat")
    plans = (solvik, baerum)
    cases = Cases.of(plans, product(plans=(0, 1), draws=(0, 2)), seed=5)
    got = run_cases(cases, names)
    assert got.years == tuple(range(2022, 2046)) and cases.years_of(0) == tuple(solvik.years)
    for place, plan in enumerate(plans):
        run = simulate(plan, draws=2, seed=5, keep=names)
        zones = [cases.ids["sone"].index(i) for i in run.ids("sone")]
        for row in cases.index.where(plan=place):
            draw = cases.index[int(row)].draw
            for name in names if place == 0 or draw == 0 else shocks:
                found = got.series(name, int(row))
                found = found[:, zones] if "sone" in run.axes(name) else found
                np.testing.assert_allclose(found, run.series(name, draw), rtol=1e-9, atol=1e-3, err_msg=f"{place} {draw} {name}")


def test_certain_people_and_exact_counts_beside_uncertain_ones(nordvik: Plan) -> None:
    found = nordvik.uncertainty.befolkning
    assert found is not None
    exact = found.model_copy(update={"tellestoey": "poisson"})
    plans = [
        replace(nordvik, single={**nordvik.single, "usikkerhet.toml": nordvik.uncertainty.model_copy(update={"befolkning": p})})
        for p in (None, exact, found)
    ]
    got = run_cases(Cases.of(plans, product(plans=range(3), draws=(1, 2))), ["folketall_ub"]).values["folketall_ub"]
    for place, plan in enumerate(plans):
        same(got[:, 2 * place : 2 * place + 2], simulate(plan, draws=2, keep=["folketall_ub"]).uncertain["folketall_ub"])
    with pytest.raises(ModelError, match="høyst 200 trekninger"):
        run_cases(Cases.of(plans, product(plans=range(3), draws=(201,))), ["nytt"])


# -- starting from a finished run ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("which", ["baerum_run", "nordvik_run", "solvik_run"])
def test_a_start_from_a_finished_run_gives_the_bits_of_a_whole_one(which: str, request: pytest.FixtureRequest) -> None:
    """Random changes of inputs, openings and lines; every name of the model, and from a run that kept only some names."""
    run = request.getfixturevalue(which)
    bound, rng = run.bound, np.random.default_rng(15)
    inputs, n = bound.inputs(bound.whole), len(run.years)
    extra = no_shocks(n, bound.ids) | variant_inputs(["realisert"], n)
    names = run.all_names
    whole = run_rows(bound.catalogue, inputs, names, extra, 1)
    used = sorted(program_of(bound.catalogue, inputs, names).givens.keys() & inputs.values.keys())
    saved: list[int] = []
    for _ in range(12):
        values, openings, lines = dict(inputs.values), dict(inputs.openings), dict(inputs.lines)
        for name in rng.choice(used, rng.integers(0, 3), replace=False):
            values[name] = values[name] * (1.0 + 0.01 * rng.uniform(0.1, 1.0))
        for name in rng.choice(sorted(openings), rng.integers(0, 2), replace=False):
            openings[name] = openings[name] * 1.001
        for name in rng.choice(sorted(lines), rng.integers(0, 2), replace=False):
            lines[name] = replace(lines[name], value=lines[name].value * 1.001)
        other = replace(inputs, values=values, openings=openings, lines=lines)
        part = rng.choice(names, 200, replace=False)
        for kept in (whole, {k: whole[k] for k in part}):
            start = Kept(bound.catalogue, inputs, extra, kept)
            again = run_rows(bound.catalogue, other, names, extra, 1, start)
            for name, expected in run_rows(bound.catalogue, other, names, extra, 1).items():
                same(again[name], expected, name)
            saved.append(len(holding(bound.catalogue, start, other, extra)))
    assert max(saved) > 500 > min(saved)


def test_cases_start_from_a_run_of_the_plan(solvik: Plan, nordvik: Plan) -> None:
    """Variants, stresses, draws and another plan, with and without a start; what a start cannot serve is run whole."""
    every_name = simulate(solvik).all_names
    start = run_cases(Cases.of([solvik], [Case()]), every_name).kept()
    index = Index.of([Case(), Case(variant="uten_innsparing"), Case(shock=("rente",)), Case(draw=2), Case(plan=1), Case(plan=2)])
    cases = Cases.of([solvik, dearer(solvik), fewer_homes(solvik)], index)
    for names in (KEEP, ("resultatgrad", "laanegjeld_ib")):
        plain, started = run_cases(cases, names), run_cases(cases, names, start=start)
        for name in names:
            same(plain.values[name], started.values[name], name)
    apart = Cases.of([solvik, nordvik], product(plans=(0, 1)))
    plain, started = run_cases(apart, KEEP[:2]), run_cases(apart, KEEP[:2], start=start)
    for name in KEEP[:2]:
        same(plain.values[name], started.values[name], name)
    drawn = run_cases(Cases.of([solvik], [Case(draw=1)]), ["nytt"])
    with pytest.raises(ModelError, match="bare startes fra et basisforløp"):
        drawn.kept()


def test_what_must_be_kept_to_start_from_is_enough(baerum_run: Run) -> None:
    """With only the frontier kept, nothing outside what the change reaches is computed."""
    bound = baerum_run.bound
    inputs, n = bound.inputs(bound.whole), len(bound.years)
    extra = no_shocks(n, bound.ids) | variant_inputs(["realisert"], n)
    for changed in (
        "styringsrente_bane",
        "kostnad",
        "folketall_ib",
        "sjokk_frie_inntekter",
        "innsparing_realiseres",
        "disposisjonsfond_ib",
    ):
        reach = reached(bound.catalogue, [changed])
        edge = frontier(program_of(bound.catalogue, inputs, HEADLINES), reach)
        held = run_rows(bound.catalogue, inputs, edge, extra, 1)
        hold = given(held, reach, totals_with_lines(bound.catalogue, inputs))
        work = program_of(bound.catalogue, inputs, HEADLINES, hold)
        assert {x for x in work.versions if not x.endswith("_aapning")} <= reach, changed
        whole = run_rows(bound.catalogue, inputs, HEADLINES, extra, 1)
        for name, values in run_rows(bound.catalogue, inputs, HEADLINES, extra | hold, 1).items():
            same(values, whole[name], (changed, name))


def test_a_line_reaches_the_total_its_residual_and_what_follows(nordvik_run: Run) -> None:
    steps = nordvik_run.catalogue
    found = reached(steps, of_line("loennsutgifter_rammer"))
    assert {"avvik_loennsutgifter_rammer", "avvik_loennsutgifter_rammer_ub", "avvik_loennsutgifter_rammer_ib"} <= found
    assert {"loennsutgifter_rammer", "netto_driftsresultat", "laanegjeld_ib"} <= found and "folketall_ub" not in found
    assert reached(steps, ["brukere_aapning"]) >= {"brukere_ib"} and reached(steps, []) == frozenset()
