"""Plans at the edges of the lasting need: nothing projected, nothing that can be met, a start too late, few years."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tests.finance.test_closing import adopted_to_the_end, short

from ldip import Plan, Run, simulate
from ldip.errors import ModelError
from ldip.plan.schema.ratios import Ratio
from ldip.simulation.demands import shifted
from ldip.simulation.lasting import levels_of
from ldip.simulation.roots import find_roots
from ldip.simulation.run_cases import needs


def asking(plan: Plan, **row: Any) -> Plan:
    """The plan with one demanded måltall more."""
    ratio = Ratio.model_validate({"id": "fondstak", "navn": "Fond", "enhet": "mill. kr", "kilde": "prøve", "krav": True, **row})
    rules = plan.rules.model_copy(update={"maaltall": [*plan.rules.maaltall, ratio]})
    return replace(plan, single=dict(plan.single) | {"handlingsregler.toml": rules})


def of_years(plan: Plan, n: int) -> Plan:
    tid = plan.head.tid.model_copy(update={"antall_aar": n})
    return replace(plan, single=dict(plan.single) | {"plan.toml": plan.head.model_copy(update={"tid": tid})})


def test_a_plan_without_projected_years_has_no_need(nordvik: Plan) -> None:
    run = simulate(adopted_to_the_end(nordvik), draws=3)
    found = run.lasting
    assert (found.amount, found.roots, found.binding, found.start, found.full, found.end) == (None, (), None, None, None, None)
    assert run.waiting == () and levels_of(run.trial) == [0.0]
    assert run.needs.tolist() == [0.0, 0.0, 0.0]
    assert not run.series("innsparing_varig", variant="varig").any()
    assert run.series("gap_fast", variant="aar_for_aar").tolist() == [0.0] * len(run.years)


def test_a_plan_that_no_saving_within_reach_mends(nordvik: Plan) -> None:
    """Three times the cost: two fifths of it is not enough. Each demand is named with its years; there is no amount."""
    run = simulate(short(nordvik, 3.0))
    found = run.lasting
    assert found.amount is None and found.binding is None
    met = {r.id for r in found.roots if r.state == "alltid"}
    assert met == {"gjeldstak", "sluttkrav"}, "no loan is left to take, and 2026 leaves no fund to keep"
    assert {r.id for r in found.unreachable} == {r.id for r in found.roots} - met >= {"lov", "resultat_maal"}
    law = next(r for r in found.roots if r.id == "lov")
    assert law.broken[0] == found.full and law.broken[-1] == run.years[-1]
    assert run.waiting == () and needs(run.results.cases).tolist() == [0.0]


def test_a_run_without_draws_has_no_spread_of_needs(nordvik: Plan) -> None:
    assert simulate(nordvik).needs.shape == (0,)


@pytest.mark.parametrize(("years", "full", "width"), [(6, 2030, 2), (5, 2030, 1), (4, 2029, 1), (3, 2028, 1)])
def test_few_years_shorten_the_window_then_the_phase_in(nordvik: Plan, years: int, full: int, width: int) -> None:
    """2026 is adopted. Of five projected years two are measured, of four one; with fewer the saving is phased in faster."""
    found = simulate(of_years(nordvik, years)).lasting
    assert (found.start, found.full, found.end) == (2027, full, 2025 + years)
    root = next(r for r in found.roots if r.id == "resultat_maal")
    if root.state == "rot":
        assert root.first is not None and root.last is not None and root.last - root.first + 1 == width


def test_a_start_too_late_is_told_and_has_no_amount(nordvik: Plan) -> None:
    """Deep in deficit, with the cost of waiting four years: the law is broken in years no saving reaches any more."""
    run = simulate(short(nordvik, 1.25))
    assert run.lasting.amount is not None
    later = run.waiting[-1]
    assert later.waited == 4 and later.amount is None and "lov" in later.late


def test_the_phase_in_moves_with_its_start() -> None:
    assert shifted([0.0, 0.25, 0.5, 0.75, 1.0], 2)[:, 0].tolist() == [0.0, 0.0, 0.0, 0.25, 0.5]
    assert shifted([0.0, 0.5, 1.0], 4)[:, 0].tolist() == [0.0, 0.0, 0.0]


def test_doing_nothing_adds_to_the_gap(solvik_run: Run) -> None:
    """opphopet_mangel: without saving debt and interest gather, so a late year lacks more than when each year is met."""
    added = solvik_run.accumulated
    assert added.shape == (len(solvik_run.years),) and np.abs(added[0]) < 0.5
    own = solvik_run.series("gap_fast", variant="uten_innsparing")
    assert added == pytest.approx(own - solvik_run.series("gap_fast", variant="aar_for_aar"))


def test_the_rule_that_binds_a_year(nordvik_run: Run, nordvik: Plan) -> None:
    """A year that its own money carries says so; a dearer plan does not."""
    assert nordvik_run.binding_rule(2040) == "resultatgrad (oppfylt)"
    assert simulate(short(nordvik, 1.25)).binding_rule(2040) == "egenkapitalfinansiering"
    with pytest.raises(ModelError):
        nordvik_run.binding_rule(2100)


def test_a_demand_that_saving_makes_harder_is_named_and_left_out(nordvik: Plan, nordvik_run: Run) -> None:
    """«Fond høyst 300 mill.» holds when little is saved and breaks when much is: never a silent answer."""
    run = simulate(asking(nordvik, uttrykk="disposisjonsfond_sum_ub", tak=300.0))
    state = next(r for r in run.lasting.roots if r.id == "maaltall.fondstak")
    assert state.state == "uoppnaaelig" and state in run.lasting.unreachable and state.broken
    assert run.lasting.amount == nordvik_run.lasting.amount


def test_a_demand_that_holds_on_both_sides_of_a_breach_is_ambiguous(nordvik: Plan, nordvik_run: Run) -> None:
    """A result 20 mill. away from nil, to either side: kept by much room and by much saving, broken between."""
    run = simulate(
        asking(
            nordvik, uttrykk="max(netto_driftsresultat, 0 - netto_driftsresultat)", gulv=20.0, gjelder="siste_aar", siste_aar=2035
        )
    )
    (found,) = run.lasting.ambiguous
    assert found.id == "maaltall.fondstak" and found.amount is None
    assert run.lasting.amount == nordvik_run.lasting.amount


def test_a_maaltall_of_one_year_is_measured_in_that_year(nordvik: Plan) -> None:
    run = simulate(asking(nordvik, uttrykk="netto_driftsresultat", gulv=40.0, gjelder="siste_aar", siste_aar=2035))
    found = run.lasting.binding
    assert found is not None and found.id == "maaltall.fondstak" and (found.first, found.last) == (2035, 2035)
    assert run.value("netto_driftsresultat", 2035) < 40e6
    assert run.at("netto_driftsresultat", 2035, {"variant": "varig"}) == pytest.approx(40e6, abs=1.0)


def test_the_search_ends_where_numbers_are_too_large_to_narrow() -> None:
    """Above 10^16 kroner two neighbouring numbers are further apart than a root is narrowed to: the nearest is taken."""
    found = find_roots(lambda levels, rows: (1e17 - levels)[None], np.array([1e18]), 9)
    assert found.level[0, 0] == pytest.approx(1e17, rel=1e-12)
