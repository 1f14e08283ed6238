"""A year to decide in that has passed is never printed as one that is to come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ldip import Plan, Run, simulate
from ldip.plan.deadlines import due_projects
from ldip.plan.moves import begins
from ldip.plan.plausible.dates import first_open_year
from ldip.publish.content.bracket import bracket
from ldip.publish.content.composition import need_composition
from ldip.publish.content.due import decisions
from ldip.publish.content.places import places_table
from ldip.publish.content.timeline import waited_projects
from ldip.publish.content.waited import waiting_sentence
from ldip.publish.screen.service_need import need_table
from ldip.web.numbers import about


def with_lead_time(plan: Plan, service: str, years: float) -> Plan:
    found = plan.services[service]
    assert found.plasser is not None
    places = found.plasser.model_copy(update={"ledetid_aar": years})
    inside = {**plan.folders["tjenester"], service: found.model_copy(update={"plasser": places})}
    return replace(plan, folders={**plan.folders, "tjenester": inside})


def titles(run: Run) -> dict[str, str]:
    return {i: str(need_table(run, i).title) for i in run.ids("tjeneste") if run.plan.services[i].plasser is not None}


@pytest.mark.parametrize("lead_time", [0.0, 1.0, 4.0])
def test_the_title_says_too_late_when_the_year_has_passed(solvik: Plan, lead_time: float) -> None:
    run = simulate(with_lead_time(solvik, "barnehage", lead_time))
    short, opens = 2027, first_open_year(run.plan)
    assert run.value("mangelaar", run.years[0], tjeneste="barnehage") == short and opens == 2026
    title = titles(run)["barnehage"]
    if short - lead_time < opens:
        assert f"For sent – mangler fra {short}. Fristen var {short - lead_time:.0f}" in title
        assert f"nye plasser kan tidligst åpne i {opens + lead_time:.0f}" in title
    elif short - lead_time == opens:
        assert f"Vedtak om nye plasser må tas i {opens}" in title
    else:
        assert f"Vedtak om nye plasser senest {short - lead_time:.0f}" in title


def test_no_title_asks_for_a_decision_in_the_past(solvik: Plan, baerum: Plan) -> None:
    for plan in (solvik, baerum):
        run = simulate(plan)
        opens = first_open_year(plan)
        for service, title in titles(run).items():
            decide = run.value("beslutningsaar", run.years[0], tjeneste=service)
            assert ("Vedtak om nye plasser" in title) == (decide >= opens), title
            assert ("For sent" in title) == (0.0 < decide < opens), title


def test_the_pages_know_the_first_open_year(solvik: Plan) -> None:
    assert about(simulate(solvik)).aapent_fra == first_open_year(solvik) == 2026


def delayed(plan: Plan, project: str, years: int) -> Plan:
    moved = plan.projects[project].model_copy(update={"utsettes_aar": plan.projects[project].utsettes_aar + years})
    return replace(plan, folders={**plan.folders, "prosjekter": {**plan.folders["prosjekter"], project: moved}})


def test_a_project_is_due_its_lead_time_before_it_opens(baerum: Plan) -> None:
    found = {d.id: d for d in due_projects(baerum)}
    # taarnet-skole opens in 2027, and a school takes 4.5 years; barnehager-1 opens in 2026, and a kindergarten 5
    assert (found["taarnet-skole"].year, found["taarnet-skole"].late) == (2022, False)
    assert (found["barnehager-1"].year, found["barnehager-1"].late) == (2021, True)
    assert "gullhaugveien" not in found and "ungdomsskole-oest" not in found, "a contract, and one that can wait"
    later = {d.id: d for d in due_projects(delayed(baerum, "barnehager-1", 1))}
    assert (later["barnehager-1"].year, later["barnehager-1"].late) == (2022, False)
    assert "taarnet-skole" not in {d.id for d in due_projects(delayed(baerum, "taarnet-skole", 1))}
    assert begins(delayed(baerum, "taarnet-skole", 1).projects["taarnet-skole"]) == 2026


@pytest.mark.parametrize("name", ["solvik", "baerum", "nordvik"])
def test_oversikt_the_timeline_and_behov_tell_the_same(name: str, request: pytest.FixtureRequest) -> None:
    """Kroner of a year's delay and the years that are too late, on the three pages that print them."""
    run = simulate(request.getfixturevalue(name))
    due, waits = decisions(run, internal=True)[1], {r.id: r for r in waited_projects(run, internal=True).rows}
    projects = [d for d in due if d.kind == "prosjekt"]
    assert all(d.cost.value == (waits[d.id].need if d.id in waits else None) for d in projects)
    places = {s.id: s for s in places_table(run, internal=True).services}
    for row in waits.values():
        late = (
            {p.first for p in (*places[row.service].zones, places[row.service].whole) if p.late}
            if row.service in places
            else set()
        )
        assert row.short is None or row.short in late
        assert ("For sent" in row.text) == (row.short is not None)
    for d in due:
        if d.kind == "tjeneste":
            assert d.late == (places[d.id].decision is not None and "For sent" in str(places[d.id].decision))
            assert d.text.removeprefix("Mangler ").removeprefix("opptil ").split(" ")[0] in places[d.id].said[0]


def test_what_is_due_is_told_and_shielded_costs_are_not(solvik: Plan) -> None:
    run = simulate(solvik)
    year, found = decisions(run, internal=True)
    assert year == first_open_year(solvik) and [d.late for d in found] == sorted((d.late for d in found), reverse=True)
    told = {d.id: d for d in found}
    assert (
        told["barnehage"].text == "Mangler opptil 17 plasser fra 2027 til 2029." and told["barnehage-ny"].cost.value is not None
    )
    hidden = solvik.projects["barnehage-ny"].model_copy(update={"skjermet": True})
    inside = {**solvik.folders["prosjekter"], "barnehage-ny": hidden}
    shielded = simulate(replace(solvik, folders={**solvik.folders, "prosjekter": inside}))
    costs = {d.id: d.cost for d in decisions(shielded)[1]}
    assert costs["barnehage-ny"].value is None and costs["barnehage-ny"].words == "–"


def test_the_bracket_says_the_sum_of_the_card(solvik: Plan) -> None:
    run = simulate(solvik)
    found, root = bracket(run), run.lasting.binding
    assert found is not None and root is not None and (found.first, found.last) == (root.first, root.last)
    assert found.lacks.words in found.text and f"I {root.first}–{root.last} mangler {found.lacks.words} mill." in found.sentence


def test_waiting_spends_the_funds_and_the_parts_close(solvik: Plan) -> None:
    run = simulate(solvik)
    said, parts = waiting_sentence(run), need_composition(run)
    assert said is not None and "Venter vi 4 år" in said.text and str((run.waiting[-1].full or 0) + 4) in said.text
    assert parts is not None and parts.closes.text.endswith("Avvik 0 kr.")
