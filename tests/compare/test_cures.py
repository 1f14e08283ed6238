"""Places judged by zone with decision years, and what can close a gap, counted by hand on small changes of the examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldip import Plan, Run, read_plan, simulate
from ldip.compare.cure_ways import Way, ways
from ldip.compare.cures import Cure, cures, with_way
from ldip.plan.schema.tables import BuildingEventRow
from ldip.simulation.cases import Case, Cases
from ldip.simulation.places import before_threshold, judged, service_places, steps_of
from ldip.simulation.run_cases import needs
from tests.demography.plans import changed


def cure(plan: Plan, service: str, kind: str) -> Cure:
    return next(c for c in cures(plan, service_places(simulate(plan), service)).found if c.way.kind == kind)


def test_a_zone_that_lacks_is_not_enough(solvik_run: Run) -> None:
    """The north has 175 places for 186.3 in 2026; the municipality has 515 for 471."""
    school = judged(solvik_run)["skole"]
    north = school.short[0]
    assert [p.zone for p in school.short] == ["nord"] and [p.zone for p in school.judged] == ["sentrum", "nord", "soer"]
    assert (north.first, north.last, north.peak) == (2026, 2027, 2026)
    assert north.worst == pytest.approx(186.2742 - 175, abs=1e-3)
    assert north.coverage[0] == pytest.approx(175 / 186.2742, abs=1e-4)  # 94 per cent
    assert school.whole.first == 2026 and school.whole.places[0] > school.whole.need[0]
    assert school.outside == 0.0


def test_decision_years_follow_the_lead_time(solvik_run: Run) -> None:
    """Kindergarten: places are lacking from 2027, the lead time is 5 years, the plan begins in 2026; care: 2029 and 4."""
    found = judged(solvik_run)
    kindergarten, care = found["barnehage"], found["omsorg"]
    assert (kindergarten.whole.first, kindergarten.whole.decide, kindergarten.whole.late) == (2027, 2022, True)
    assert kindergarten.earliest == 2026 + 5
    assert (care.whole.first, care.whole.late) == (2029, True)
    assert found["sfo"].short == () and found["sfo"].whole.decide is None and found["sfo"].whole.worst < 0.0


def test_half_years_of_lead_time_are_rounded_towards_the_safe_side(baerum_run: Run) -> None:
    """4.5 years: a decision now opens after five; one for 2035 must be taken in 2030."""
    places = baerum_run.plan.services["grunnskole"].plasser
    assert places is not None and places.ledetid_aar == 4.5
    assert judged(baerum_run)["grunnskole"].earliest == 2022 + 5


def test_every_step_of_the_capacity_has_its_cause(solvik_run: Run) -> None:
    at = solvik_run.ids("tjeneste").index("skole")
    steps = steps_of(solvik_run, "skole")
    told = [(s.year, round(s.places), s.name, s.kind, s.zone) for s in steps]
    assert told == [
        (2028, 90, "Ny skole på Nordbyen", "prosjekt", "nord"),
        (2031, -10, "Sør skole", "rehabilitering", "soer"),
        (2033, 10, "Sør skole", "rehabilitering_slutt", "soer"),
    ]
    change = solvik_run.series("kapasitet_ub")[-1, at] - solvik_run.series("kapasitet_ub")[0, at]
    assert sum(s.places for s in steps) == pytest.approx(change)


def test_a_replaced_building_is_told(solvik_run: Run) -> None:
    assert [(s.places, s.kind) for s in steps_of(solvik_run, "barnehage")] == [(54.0, "prosjekt"), (-24.0, "erstattet")]


def test_the_old_principle_is_the_need_without_the_threshold(tmp_path: Path, baerum: Plan) -> None:
    way = Way("grep", {"id": "terskel-82-holdt"}, grips=("terskel-82-holdt",))
    after = with_way(baerum, way)
    assert after is not None and before_threshold(baerum) == {}
    old, new = before_threshold(after)["omsorg"], service_places(simulate(after), "omsorg").whole.need
    assert (old > new).all()
    assert old == pytest.approx(service_places(simulate(baerum), "omsorg").whole.need)


def test_a_project_moved_earlier_by_hand(solvik: Plan) -> None:
    """Places are lacking from 2027; the project begins in 2028 and opens in 2030. The first open year is 2026: two years."""
    found = cure(solvik, "barnehage", "tidligere")
    assert (found.way.words["n"], found.way.opens) == (2, 2028)
    assert (found.places, found.year) == (30.0, 2028)  # 54 new, and the 24 that they replace are gone
    assert (found.first, found.last) == (2028, 2029) and found.left == pytest.approx(4.09, abs=0.01)  # 2027 is as before
    plan = with_way(solvik, found.way)
    assert plan is not None and plan.projects["barnehage-ny"].utsettes_aar == -2
    both = needs(Cases.of([solvik, plan], [Case(plan=0), Case(plan=1)]))
    assert found.need == pytest.approx(both[1] - both[0], abs=2e4)


def test_rented_places_close_what_passes(solvik: Plan) -> None:
    """17 places of 90 000 kroner for three years: 16.6 are lacking at most, and none after."""
    found = cure(solvik, "barnehage", "leie")
    assert (found.way.words["n"], found.way.words["first"], found.way.words["last"]) == (17, 2027, 2029)
    assert (found.places, found.left) == (17.0, 0.0) and found.need is not None and found.need > 0.0
    plan = with_way(solvik, found.way)
    assert plan is not None
    row = plan.table("bygghendelser.csv", BuildingEventRow).rows[-1]
    assert (row.beloep, row.enhet) == (17 * 90_000, "kr")


def test_the_reserve_is_places_already_built(solvik: Plan) -> None:
    """Pupils of the north in 2026 are 177.4: the reserve of 5 per cent is 8.87 places, and 2.4 are still lacking."""
    found = cure(solvik, "skole", "reserve")
    assert found.places == pytest.approx(186.2742 / 1.05 * 0.05, abs=1e-3)
    assert found.left == pytest.approx(186.2742 / 1.05 - 175, abs=1e-3) and found.need == pytest.approx(0.0, abs=1.0)


def test_only_what_serves_the_service_is_there(baerum: Plan, baerum_run: Run) -> None:
    """Eight levers are tried on care; those that save money only, and projects of other services, are not cures."""
    found = cures(baerum, judged(baerum_run)["omsorg"])
    grips = {g for c in found.found for g in c.way.grips}
    assert grips == {"terskel-82-holdt", "terskel-82-rekalibrert", "mindre-ledig-kapasitet", "flere-friske-aar"}
    moved = {c.way.words["id"] for c in found.found if c.way.kind == "tidligere"}
    assert moved and all(baerum.projects[str(i)].tjeneste == "omsorg" for i in moved)
    assert [round(c.left) for c in found.found] == sorted(round(c.left) for c in found.found)
    assert not list(ways(baerum, judged(baerum_run)["grunnskole"]))  # nothing is lacking there


def test_a_place_that_is_a_right_is_no_cure(nordvik: Plan) -> None:
    found = cures(nordvik, service_places(simulate(nordvik), "skole"))
    assert found.found and not [c for c in found.found if c.way.kind == "bruk"]


def test_new_places_open_after_the_lead_time(tmp_path: Path) -> None:
    """The north without its new school: the lack is for good, and the new places are those of the worst year, in 2030."""
    plan = changed(tmp_path, "solvik", ("prosjekter/skole-nord.toml", "plasser = 90", "plasser = 0"))
    found = cure(plan, "skole", "nye_plasser")
    assert (found.way.zone, found.way.opens, found.way.words["n"]) == ("nord", 2030, 18)  # 192.9 − 175 in 2032
    assert found.left == pytest.approx(188.13 - 175, abs=0.1)  # 2029, before they can open
    made = with_way(plan, found.way)
    assert made is not None
    new = made.projects["nye-plasser-skole-nord"]
    assert new.kostnad.kroner == 18 * 1.5e6 and new.kapasitet is not None and new.kapasitet.sone == "nord"
    assert read_plan(plan.folder).projects.keys() == plan.projects.keys()  # nothing is written
