"""The end of the year in whole plans: what is struck, what is not, and that money kinds stay apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ldip import Plan, Run, simulate
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Amount

MILL = 1e6


def amount(value: float) -> Amount:
    return Amount(enhet="mill. kr", priser="løpende", verdi=value, kilde="test")


def short(plan: Plan, more: float, **changes: Any) -> Plan:
    """The plan with dearer operations and other funds; a run shows its own path, where no saving fills the gap."""
    frames = plan.table("rammer.csv", t.FrameRow)
    costs = ("loenn", "sosiale", "kjoep", "overfoeringer")
    rows = tuple(r.model_copy(update={"beloep": r.beloep * (more if r.art in costs else 1.0)}) for r in frames.rows)
    single = dict(plan.single) | {"fond.toml": plan.funds.model_copy(update=changes)}
    return replace(plan, single=single, tables=dict(plan.tables) | {"rammer.csv": Table("rammer.csv", rows)})


def test_an_earmarked_transfer_is_not_struck_in_a_deficit(nordvik: Plan) -> None:
    """§ 4-3: a deficit strikes the free transfer and the allocations, never the earmarked money."""
    run = simulate(short(nordvik, 1.25, oeremerket_overfoering=amount(3.0)))
    short_years = [y for y in run.years if run.value("merforbruk_i_aaret", y) > 1.0]
    assert short_years
    for year in short_years:
        earmarked = 3.0 * MILL * run.value("deflator_indeks_ub", year)
        assert run.value("overfoering_fri", year) == 0.0
        assert run.value("overfoering_oeremerket", year) == pytest.approx(earmarked)
        assert run.value("overfoering_til_investering", year) == pytest.approx(earmarked)
        assert run.value("avsetning_disposisjonsfond", year) == 0.0


def test_earmarked_money_that_is_not_used_is_bound(nordvik: Plan) -> None:
    """§ 14-9 and § 14-10: more than investments use stays in operations, in a bound fund."""
    plain, much = simulate(nordvik), simulate(short(nordvik, 1.0, oeremerket_overfoering=amount(500.0)))
    year = nordvik.years[2]
    moved = much.value("overfoering_oeremerket", year)
    assert 0.0 < moved < 500.0 * MILL
    assert moved == pytest.approx(much.value("plass_til_oeremerket", year))
    bound = much.value("avsetning_bundne_driftsfond", year) - plain.value("avsetning_bundne_driftsfond", year)
    assert bound == pytest.approx(500.0 * MILL * much.value("deflator_indeks_ub", year) - moved)
    assert much.value("bruk_av_laan", year) == 0.0


def with_planned_use(plan: Plan, **more: Any) -> list[Any]:
    """The parts of disposisjonsfond with 2 mill. used of `fritt` each year."""
    return [f.model_copy(update={"bruk": amount(2.0), **more}) if f.id == "fritt" else f for f in plan.funds.disposisjonsfond]


def adopted_to_the_end(plan: Plan) -> Plan:
    """The plan with every year adopted: none is played as a revised budget."""
    tid = plan.head.tid.model_copy(update={"vedtatt_til": plan.years[-1]})
    return replace(plan, single=dict(plan.single) | {"plan.toml": plan.head.model_copy(update={"tid": tid})})


def next_part_used(run: Run, use: str) -> int:
    """The first year in which a deficit has taken what it may of `fritt`, and goes on to the next part."""
    return next(y for y in run.years if run.value(use, y, fond="bufferfond") > 1.0)


def test_what_next_years_budget_uses_is_kept(nordvik: Plan) -> None:
    """§ 4-3: a deficit uses disposisjonsfond, except what the next year's budget uses in operations."""
    run = simulate(adopted_to_the_end(short(nordvik, 1.1, disposisjonsfond=with_planned_use(nordvik))))
    year = next_part_used(run, "bruk_ved_merforbruk")
    kept = 2.0 * MILL * run.value("deflator_indeks_ub", year + 1)
    assert run.value("disposisjonsfond_ub", year, fond="fritt") == pytest.approx(kept)
    assert run.value("bruk_etter_plan", year + 1, fond="fritt") == pytest.approx(kept)
    nothing_planned = simulate(adopted_to_the_end(short(nordvik, 1.1)))
    year = next_part_used(nothing_planned, "bruk_ved_merforbruk")
    assert nothing_planned.value("disposisjonsfond_ub", year, fond="fritt") == pytest.approx(0.0, abs=0.01)


def test_a_revised_budget_keeps_it_below_the_floor_only(nordvik: Plan) -> None:
    """§ 14-5: a projected year may change the next year's budget for what stands above the floor, not for what stands below."""
    above = simulate(short(nordvik, 1.1, disposisjonsfond=with_planned_use(nordvik)))
    year = next_part_used(above, "bruk_under_gulv")
    assert year > nordvik.head.tid.vedtatt_til
    assert above.value("disposisjonsfond_ub", year, fond="fritt") == pytest.approx(0.0, abs=0.01)
    below = simulate(short(nordvik, 1.1, disposisjonsfond=with_planned_use(nordvik, gulv=amount(9.0))))
    year = next_part_used(below, "bruk_under_gulv")
    kept = 2.0 * MILL * below.value("deflator_indeks_ub", year + 1)
    assert below.value("bruk_under_gulv", year, fond="fritt") > MILL
    assert below.value("disposisjonsfond_ub", year, fond="fritt") == pytest.approx(kept)


def test_the_year_end_form_follows_a_deficit(nordvik: Plan) -> None:
    """§ 5-9: what the rules ask for is budgeted, struck in the order of the law, and the rest is carried."""
    run = simulate(short(nordvik, 1.25))
    for year in run.years:
        if run.value("merforbruk_i_aaret", year) > 1.0:
            asked = run.value("overfoering_budsjettert", year)
            assert run.value("strykning_overfoering", year) == pytest.approx(asked)
            assert run.value("budsjettavvik_drift", year) < 0.0
            assert run.value("fremfoert_merforbruk", year) == pytest.approx(-run.value("merforbruk_i_aaret", year))
    assert max(run.value("strykning_overfoering", y) for y in run.years) > MILL


def account(run: Run, *names: str) -> np.ndarray[Any, Any]:
    parts = [run.series(n.lstrip("-")) * (-1.0 if n.startswith("-") else 1.0) for n in names]
    return np.asarray(np.sum(parts, axis=0))


@pytest.mark.parametrize("which", ["baerum_run", "nordvik_run", "solvik_run"])
def test_money_kinds_never_cross(which: str, request: pytest.FixtureRequest) -> None:
    """§ 14-9: operating funds move only by the operating account, investment funds only by the investment account."""
    run: Run = request.getfixturevalue(which)
    start = {n: run.series(n + "_ib")[0].sum() for n in ("disposisjonsfond", "bundne_driftsfond", "merforbruk")}
    operating = account(run, "disposisjonsfond_sum_ub", "bundne_driftsfond_ub", "-merforbruk_ub")
    opened = start["disposisjonsfond"] + start["bundne_driftsfond"] - start["merforbruk"]
    moved = np.diff(operating, prepend=opened)
    assert moved == pytest.approx(account(run, "netto_driftsresultat", "-overfoering_til_investering"), abs=0.01)
    funds = account(run, "ubundet_investeringsfond_ub", "bundne_investeringsfond_ub", "-udekket_ub")
    begun = sum(run.series(n + "_ib")[0] for n in ("ubundet_investeringsfond", "bundne_investeringsfond"))
    change = np.diff(funds, prepend=begun - run.series("udekket_ib")[0])
    assert change == pytest.approx(account(run, "netto_investering", "overfoering_til_investering"), abs=0.01)


def test_investment_money_never_reaches_operations(nordvik: Plan) -> None:
    """§ 14-9: a sale, a grant or an investment fund lifts no line above netto driftsresultat in the year it comes."""
    year = nordvik.years[5]
    plain = simulate(short(nordvik, 1.25))
    posts = dict(nordvik.investment.poster) | {
        "salg_av_varige_driftsmidler": Amount(
            enhet="mill. kr",
            priser="løpende",
            verdier={str(y): 40.0 if y == year else 0.0 for y in nordvik.years},
            videre="siste",
            kilde="test",
        )
    }
    sold = short(nordvik, 1.25)
    sold = replace(
        sold, single=dict(sold.single) | {"investeringer.toml": nordvik.investment.model_copy(update={"poster": posts})}
    )
    run = simulate(sold)
    assert run.value("sum_investeringsinntekter", year) != plain.value("sum_investeringsinntekter", year)
    assert run.value("sum_driftsinntekter", year) == plain.value("sum_driftsinntekter", year)
    assert run.value("brutto_driftsresultat", year) == plain.value("brutto_driftsresultat", year)
    assert run.value("merforbruk_i_aaret", year) > 0.0
    assert run.value("disposisjonsfond_sum_ub", year) == plain.value("disposisjonsfond_sum_ub", year)
