"""Uprisede behov: what the plan leaves out, by hand and as laws over the examples and variations of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest

from ldip import ModelError, Plan, Run, simulate, unpriced
from ldip.locales import speaking
from ldip.plan.checks.run import check_plan
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.publish.content.unpriced import unpriced_need
from ldip.simulation.cases import Case, Cases, Index
from ldip.simulation.inputs import PRICED, priced_inputs
from ldip.simulation.lasting import lasting, trial_of
from ldip.simulation.run_cases import Results, needs, run_cases

from .accounts import NAMES, assert_accounts

FLOWS = ("plassinvestering", "uprisede_lokaler", "uprisede_bemanning")
EXAMPLES = ("baerum_run", "nordvik_run", "solvik_run")
VARIATIONS = 200
TOGETHER = 8  # pairs of plans in one batch
ZERO = ("uprisede_investeringer", "uprisede_avskrivninger", "uprisede_mva", "uprisede_tilskudd", "uprisede_vedlikehold")


def priced(plan: Plan, names: Sequence[str], rows: Sequence[tuple[str, ...]] = (PRICED,)) -> Results:
    return run_cases(Cases.of([plan], Index.of([Case(priced=r) for r in rows])), names)


def with_prices(plan: Plan, service: str, **prices: Any) -> Plan:
    s = plan.services[service]
    price = s.plasser.pris.model_copy(update=prices) if prices else None
    changed = s.model_copy(update={"plasser": s.plasser.model_copy(update={"pris": price})})
    return replace(plan, folders={**plan.folders, "tjenester": {**plan.services, service: changed}})


def with_fewer(plan: Plan, taken: dict[str, float]) -> Plan:
    """The plan with places taken out of the largest building of each service, in every year."""
    table = plan.table("bygg.csv", t.BuildingRow)
    largest = {s: max((r for r in table.rows if r.tjeneste == s), key=lambda r: r.plasser).id for s in taken}
    rows = tuple(
        r.model_copy(update={"plasser": max(r.plasser - taken[r.tjeneste], 0.0)}) if r.id == largest.get(r.tjeneste) else r
        for r in table.rows
    )
    return replace(plan, tables={**plan.tables, "bygg.csv": Table("bygg.csv", rows, table.lines)})


def with_more_users(plan: Plan, factors: dict[str, float]) -> Plan:
    """The plan with a larger reserve, so that the same users need more places and the frames do not move."""
    found = dict(plan.services)
    for service, factor in factors.items():
        s = found[service]
        share = 100.0 if s.plasser.reserve.enhet == "prosent" else 1.0
        reserve = s.plasser.reserve.model_copy(update={"verdi": (s.plasser.reserve.verdi or 0.0) + share * factor})
        found[service] = s.model_copy(update={"plasser": s.plasser.model_copy(update={"reserve": reserve})})
    return replace(plan, folders={**plan.folders, "tjenester": found})


@pytest.mark.parametrize("which", EXAMPLES)
def test_the_plans_own_run_has_none_of_it(which: str, request: pytest.FixtureRequest) -> None:
    row = request.getfixturevalue(which).row()
    assert all(not row[n].any() for n in (*ZERO, *FLOWS, "uprisede_plasser_ub", "leide_plasser", "uprisede_fordelt"))


@pytest.mark.parametrize("which", EXAMPLES)
def test_a_row_that_prices_nothing_has_the_bits_of_the_plans_own(which: str, request: pytest.FixtureRequest) -> None:
    """Also beside rows that price something, where the steps are not left out."""
    run: Run = request.getfixturevalue(which)
    mixed = priced(run.plan, tuple(run.kept), [(), PRICED])
    for name in run.kept:
        np.testing.assert_array_equal(mixed.series(name), run.series(name), err_msg=name)


@pytest.mark.parametrize("which", EXAMPLES)
def test_the_priced_run_balances(which: str, request: pytest.FixtureRequest) -> None:
    plan = request.getfixturevalue(which).plan
    for names in (PRICED[:1], PRICED[:2], PRICED):
        assert_accounts(dict(priced(plan, NAMES, [names]).values))


def test_a_part_is_the_mean_of_its_effect_over_every_order(solvik_run: Run) -> None:
    found = unpriced(solvik_run)
    amount: dict[frozenset[str], float] = {}
    for names in (n for k in range(len(PRICED) + 1) for n in combinations(PRICED, k)):
        inputs = solvik_run.bound.inputs(solvik_run.results.kinds[0].picks)
        amount[frozenset(names)] = lasting(trial_of(solvik_run.catalogue, inputs, priced=names)).amount or 0.0
    for part in found.parts:
        steps = [
            amount[frozenset(o[: o.index(part.id) + 1])] - amount[frozenset(o[: o.index(part.id)])] for o in permutations(PRICED)
        ]
        assert part.amount == pytest.approx(sum(steps) / len(steps), abs=1e3)


@pytest.mark.parametrize("which", EXAMPLES)
def test_the_parts_sum_to_the_difference(which: str, request: pytest.FixtureRequest) -> None:
    found = unpriced(request.getfixturevalue(which))
    assert [p.id for p in found.parts] == list(PRICED)
    assert found.base.amount is not None
    assert found.amount == pytest.approx(found.base.amount + sum(p.amount for p in found.parts), abs=1e-3)


def test_baerum_lacks_914_kindergarten_places_and_has_1855_idle_in_school(baerum_run: Run) -> None:
    found = unpriced(baerum_run)
    assert {i: round(n) for i, n in found.places.items()} == {"barnehage": 914}
    assert found.shortages["barnehage"].built == pytest.approx(found.shortages["barnehage"].lasting)
    assert round(found.idle["grunnskole"]) == 1855
    assert found.lacking == () and not found.first
    assert found.parts[0].amount > 0.0
    # Shortages that pass are named with their place and year, and build nothing.
    assert set(found.passing) == {"barnehage", "bolig-nedsatt", "omsorg"}
    assert (round(found.passing["omsorg"].unmet), found.passing["omsorg"].unmet_in) == (40, 2030)


def test_what_the_places_cost_by_hand(baerum: Plan) -> None:
    """115 places open in 2035 and 369 in 2036: 0.775 mill. each in construction prices, then 13 m² at 950 kr each."""
    names = ("varig_plassmangel", *FLOWS, "byggekostnad_indeks_ub", "deflator_indeks_ub", "uprisede_avskrivninger")
    found = priced(baerum, (*names, "uprisede_mva", "uprisede_fordelt"))
    years = list(baerum.years)
    at = sorted(baerum.services).index("barnehage")
    lasting = found.series("varig_plassmangel")[:, at]
    index, prices = found.series("byggekostnad_indeks_ub"), found.series("deflator_indeks_ub")
    opened = {y: lasting[years.index(y)] - lasting[years.index(y) - 1] for y in (2034, 2035, 2036)}
    assert [round(v) for v in opened.values()] == [0, 115, 369]
    for year, n in opened.items():
        k = years.index(year)
        assert found.series("plassinvestering")[k].sum() == pytest.approx(n * 775e3 * index[k])
        assert found.series("uprisede_mva")[k] == pytest.approx(n * 775e3 * index[k] * 0.18)
        assert found.series("uprisede_lokaler")[k].sum() == pytest.approx(lasting[k] * 13 * 950 * prices[k])
    assert not found.series("uprisede_bemanning").any()  # the frame follows the children already
    k = years.index(2036)
    spent = found.series("plassinvestering")[k - 1].sum()
    assert found.series("uprisede_avskrivninger")[k] == pytest.approx(spent / 40.0)  # formålsbygg, from the year after
    assert found.series("uprisede_fordelt")[k, at].sum() == pytest.approx(found.series("uprisede_lokaler")[k, at])


def test_places_follow_the_lead_time_where_the_service_says_so(baerum: Plan) -> None:
    late = with_prices(baerum, "barnehage", aapner="etter_ledetid")
    found = priced(late, ("uprisede_plasser_ub", "varig_plassmangel"))
    at = sorted(baerum.services).index("barnehage")
    built, lasting = found.series("uprisede_plasser_ub")[:, at], found.series("varig_plassmangel")[:, at]
    np.testing.assert_array_equal(built[5:], lasting[:-5])
    assert round(unpriced(simulate(late)).shortages["barnehage"].late) == 430
    texts = unpriced_need(simulate(late)).texts
    assert any("Ledetiden er ikke ute i 2041" in s and "430" in s for s in texts)


def test_a_service_without_a_price_is_named(baerum: Plan) -> None:
    run = simulate(with_prices(baerum, "barnehage"))
    found = unpriced(run)
    assert found.lacking == ("barnehage",) and found.places == {}
    assert found.amount == found.base.amount
    with speaking("nb"):
        assert any(s.startswith("Kan ikke prises: Barnehage 994 i 2040") for s in unpriced_need(run).texts)


def test_a_backlog_without_a_norm_is_named(nordvik_run: Run) -> None:
    found = unpriced(nordvik_run)
    assert [p.stated for p in found.parts] == [True, True, False]
    assert found.first
    with speaking("nb"):
        texts = unpriced_need(nordvik_run).texts
    assert texts[0].startswith("Hovedtall, med uprisede behov") and any("Etterslepet er ikke priset" in s for s in texts)


def test_small_counts_are_not_given_away(solvik_run: Run) -> None:
    public, internal = unpriced_need(solvik_run), unpriced_need(solvik_run, internal=True)
    gone = {*internal.found.shortages, *internal.found.idle} - {*public.found.shortages, *public.found.idle}
    assert gone <= {i for i, s in solvik_run.plan.services.items() if s.nivaaer}


def test_a_price_is_complete(baerum: Plan) -> None:
    lacking = {
        "plasser.pris": with_prices(baerum, "barnehage", bygg_per_plass=None),
        "plasser.pris.m2_per_plass": with_prices(baerum, "barnehage", m2_per_plass=None),
        "plasser.pris.fdv_per_m2": with_prices(baerum, "barnehage", fdv_per_m2=None),
        "plasser.pris.anleggsklasse": with_prices(baerum, "barnehage", anleggsklasse="telt"),
    }
    assert list(check_plan(baerum)) == []
    for key, plan in lacking.items():
        assert [(p.file, p.key) for p in check_plan(plan)] == [("tjenester/barnehage.toml", key)]


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ModelError, match="plasser"):
        priced_inputs([("plaser",)], 3)


def test_rows_price_each_their_own(solvik: Plan) -> None:
    names = (*ZERO, *FLOWS, "netto_driftsresultat", "laanegjeld_ub")
    rows: list[tuple[str, ...]] = [(), ("plasser",), ("etterslep",), ("fornyelse", "etterslep"), PRICED]
    together = priced(solvik, names, rows)
    for i, row in enumerate(rows):
        alone = priced(solvik, names, [row])
        for name in names:
            np.testing.assert_array_equal(together.series(name, i), alone.series(name), err_msg=f"{name} {row}")


def test_renewal_holds_investment_at_depreciation(nordvik: Plan) -> None:
    """From the year after the projects thin out, investment is the register's depreciation and that of the renewal before."""
    names = ("investeringer_varige", "avskrivninger", "fornyelse_gjelder", "avskrivning_fornyelse", "fornyelseskrav")
    found = priced(nordvik, names, [("fornyelse",)])
    on = found.series("fornyelse_gjelder") > 0.0
    assert next(y for y, v in zip(nordvik.years, on, strict=True) if v) == 2030  # the school is paid by 2029
    needed = found.series("fornyelseskrav") + found.series("avskrivning_fornyelse")
    np.testing.assert_allclose(found.series("investeringer_varige")[on], needed[on], rtol=1e-12)


def variations(plan: Plan, rng: np.random.Generator) -> tuple[Plan, Plan]:
    """A plan that may lack places, and the same plan lacking more."""
    sizes = {s: sum(r.plasser for r in plan.table("bygg.csv", t.BuildingRow).rows if r.tjeneste == s) for s in plan.services}
    able = [i for i, s in plan.services.items() if s.plasser and s.plasser.pris and sizes[i] > 0.0 and s.plasser.reserve.given]
    base = with_fewer(plan, {i: float(rng.uniform(0.0, 0.15) * sizes[i]) for i in able})
    chosen = [i for i in able if rng.random() < 0.6] or able[:1]
    if rng.random() < 0.5:
        return base, with_fewer(base, {i: float(rng.uniform(0.0, 0.2) * sizes[i]) for i in chosen})
    return base, with_more_users(base, {i: float(rng.uniform(0.0, 0.15)) for i in chosen})


@pytest.mark.parametrize("which", ["baerum", "nordvik", "solvik"])
def test_more_missing_places_never_lower_uprisede_behov(which: str, request: pytest.FixtureRequest) -> None:
    """Nor any year's building or operation."""
    plan: Plan = request.getfixturevalue(which)
    rng = np.random.default_rng([7, len(which)])
    pairs = [variations(plan, rng) for _ in range(-(-VARIATIONS // 3))]
    more = 0
    for first in range(0, len(pairs), TOGETHER):
        plans = [p for pair in pairs[first : first + TOGETHER] for p in pair]
        cases = Cases.of(plans, [Case(plan=i, priced=PRICED) for i in range(len(plans))])
        found, levels = run_cases(cases, (*FLOWS, "plassmangel")), needs(cases)
        for few in range(0, len(plans), 2):
            for name in (*FLOWS, "plassmangel"):
                assert np.all(found.series(name, few + 1) >= found.series(name, few) - 1e-3), name
            assert levels[few + 1] >= levels[few] - 1e-2
            more += levels[few + 1] > levels[few] + 1.0
    assert more > 20


def test_places_never_move_the_plans_own_need(solvik: Plan) -> None:
    few, many = variations(solvik, np.random.default_rng(1))
    assert simulate(few).lasting.amount == simulate(many).lasting.amount


def test_a_sum_that_does_not_close_as_printed_says_why(solvik_run: Run, nordvik_run: Run) -> None:
    """Solvik's 7,2 + 0,3 − 0,3 + 2,3 is printed beside 9,4; Nordvik's printed parts add up."""
    told = {n: [t for t in unpriced_need(run).texts if "avrunding" in t] for n, run in (("s", solvik_run), ("n", nordvik_run))}
    assert told["n"] == [] and [t.startswith("Fordelt") for t in told["s"]] == [True]
