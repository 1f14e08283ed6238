"""A year to decide in that has passed is never printed as one that is to come."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ldip import Plan, Run, simulate
from ldip.plan.plausible.dates import first_open_year
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
        assert f"For sent – mangler fra {short}, fristen var {short - lead_time:.0f}" in title
    else:
        assert f"Plassmangel fra {short}, må bestemmes innen {short - lead_time:.0f}" in title


def test_no_title_asks_for_a_decision_in_the_past(solvik: Plan, baerum: Plan) -> None:
    for plan in (solvik, baerum):
        run = simulate(plan)
        opens = first_open_year(plan)
        for service, title in titles(run).items():
            decide = run.value("beslutningsaar", run.years[0], tjeneste=service)
            assert ("må bestemmes innen" in title) == (decide >= opens), title
            assert ("For sent" in title) == (0.0 < decide < opens), title


def test_the_pages_know_the_first_open_year(solvik: Plan) -> None:
    assert about(simulate(solvik)).aapent_fra == first_open_year(solvik) == 2026
