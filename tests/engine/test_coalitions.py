"""Coalitions of cause groups: a row takes each group's inputs and openings whole from one plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from ldip import Plan, simulate
from ldip.engine.graph import Array
from ldip.model.cause_groups import GROUPS
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.simulation.cases import Cases, product
from ldip.simulation.run_cases import run_cases
from ldip.simulation.simulate import simulate_plans

NEW, OLD, SERVICE, DELAY = "barnehage-ny", "lillebo-barnehage", "barnehage", 3
NAMES = (
    *("bygg_aapent", "bygg_andel_av_aaret", "kapasitet_bygg", "kapasitet_prosjekter", "kapasitet_ub", "byggdrift_fast_ub"),
    *("driftskonsekvens", "inndekningsbehov", "netto_driftsresultat", "laanegjeld_ub"),
)


def coalition(plans: tuple[Plan, Plan], groups: Iterable[str]) -> Mapping[str, Array]:
    """One row that takes `groups` from the second plan and the rest from the first; (year, *axes) by name."""
    cases = Cases.of(plans, product(variants=(plans[0].rules.variant,), groups=(tuple((g, 1) for g in groups),)))
    found = run_cases(cases, NAMES)
    return {n: found.series(n, 0) for n in NAMES}


def changed(plan: Plan, project: str, **fields: object) -> Plan:
    projects = {**plan.projects, project: plan.projects[project].model_copy(update=fields)}
    return replace(plan, folders={**plan.folders, "prosjekter": projects})


def with_loans(plan: Plan, rows: tuple[t.LoanRow, ...]) -> Plan:
    return replace(plan, tables={**plan.tables, "laan.csv": Table("laan.csv", rows)})


@pytest.fixture(scope="module")
def delayed(solvik: Plan) -> Plan:
    return changed(solvik, NEW, utsettes_aar=DELAY)


def test_the_old_building_stays_open_until_the_new_one_opens(solvik: Plan, delayed: Plan) -> None:
    """Delaying a project moves the opening of the new building and the closing of the old one together."""
    found, before = coalition((solvik, delayed), ["investeringstid"]), coalition((solvik, delayed), [])
    capacity, buildings = solvik.projects[NEW].kapasitet, {r.id: r for r in solvik.table("bygg.csv", t.BuildingRow).rows}
    assert capacity is not None
    opens, new, places = int(capacity.aapner[:4]), capacity.plasser, buildings[OLD].plasser
    year, service = {y: i for i, y in enumerate(solvik.years)}, sorted(solvik.services).index(SERVICE)
    old = list(buildings).index(OLD)
    for y in range(opens, opens + DELAY):
        assert before["bygg_aapent"][year[y], old] == 0.0 and found["bygg_aapent"][year[y], old] == 1.0
        lost, kept = before["kapasitet_prosjekter"], found["kapasitet_prosjekter"]
        assert lost[year[y], service] - kept[year[y], service] == new
        assert found["kapasitet_bygg"][year[y], service] - before["kapasitet_bygg"][year[y], service] == places
        assert found["kapasitet_ub"][year[y], service] == before["kapasitet_ub"][year[y], service] + places - new
    after = year[opens + DELAY]
    np.testing.assert_array_equal(found["bygg_aapent"][after:], before["bygg_aapent"][after:])
    np.testing.assert_array_equal(found["kapasitet_ub"][after:, service], before["kapasitet_ub"][after:, service])


def test_a_delay_is_one_group(solvik: Plan, delayed: Plan) -> None:
    """The group alone gives the delayed plan, and all other groups give the plan as it was, to the bit."""
    alone = {p: simulate(plan).row() for p, plan in (("before", solvik), ("after", delayed))}
    found = coalition((solvik, delayed), ["investeringstid"])
    rest = coalition((solvik, delayed), [g for g in GROUPS if g != "investeringstid"])
    for name in NAMES:
        np.testing.assert_array_equal(found[name], alone["after"][name][:, 0], err_msg=name)
        np.testing.assert_array_equal(rest[name], alone["before"][name][:, 0], err_msg=name)


def test_all_groups_of_a_plan_are_the_plan(solvik: Plan, delayed: Plan) -> None:
    rows = delayed.table("laan.csv", t.LoanRow).rows
    dearer = tuple(r.model_copy(update={"margin": r.margin + 0.3}) for r in rows)
    other = changed(with_loans(delayed, dearer), "skole-nord", utsettes_aar=1)
    whole = coalition((solvik, other), GROUPS)
    beside = simulate_plans([solvik, other], NAMES)[1]
    own = simulate(other).row()
    for name in NAMES:
        np.testing.assert_array_equal(whole[name], own[name][:, 0], err_msg=name)
        np.testing.assert_array_equal(beside[name], own[name][:, 0], err_msg=name)


def test_a_loan_is_one_group(solvik: Plan) -> None:
    """Balance, margin and binding of a loan move together, and nothing else does."""
    first, *rest = solvik.table("laan.csv", t.LoanRow).rows
    update = {"margin": first.margin + 0.5, "saldo": first.saldo * 1.1}
    other = with_loans(solvik, (first.model_copy(update=update), *rest))
    found, own = coalition((solvik, other), ["finans"]), simulate(other).row()
    for name in NAMES:
        np.testing.assert_array_equal(found[name], own[name][:, 0], err_msg=name)
