"""A year's wait of each project in one batch: the same as a plan changed alone; and the delivery limit, by accounts or adopted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ldip import Plan, Run, read_plan, simulate
from ldip.compare.delivery import delivery
from ldip.compare.one_year_later import LACKING, one_year_later
from ldip.plan.deadlines import can_wait
from ldip.plan.document import Table
from ldip.plan.moves import delayed, window
from ldip.plan.schema.fields import FixedCost
from ldip.plan.schema.tables import AdoptedRow, BuildingRow
from ldip.publish.content.timeline import timeline
from ldip.simulation.gaps import gaps
from ldip.simulation.places import service_places
from ldip.simulation.unpriced import unpriced

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NEAR = 1e4  # kroner: two searches of one root


@pytest.fixture(scope="module")
def town() -> Plan:
    return read_plan(EXAMPLES / "solvik")


@pytest.fixture(scope="module")
def run(town: Plan) -> Run:
    return simulate(town)


@pytest.mark.parametrize("name", ["barnehage-ny", "sykeheim-2"])
def test_a_row_is_the_plan_with_the_project_a_year_later(town: Plan, run: Run, name: str) -> None:
    row = next(r for r in one_year_later(town) if r.id == name)
    later = simulate(delayed(town, name, 1)[0])
    assert run.lasting.amount is not None and later.lasting.amount is not None
    assert row.need == pytest.approx(later.lasting.amount - run.lasting.amount, abs=NEAR)
    at = run.ids("tjeneste").index(town.projects[name].tjeneste or "")
    more = later.series(LACKING)[:, at] - run.series(LACKING)[:, at]
    assert row.places == pytest.approx(float(more.max())) and row.first == run.years[int((more >= 0.5).argmax())]


def test_a_project_that_waits_for_another_goes_with_it(town: Plan) -> None:
    later, follows = delayed(town, "barnehage-ny", 1)
    assert follows == ("sykeheim-2",) and delayed(town, "sykeheim-2", 1)[1] == ()
    assert {
        i: p.utsettes_aar - town.projects[i].utsettes_aar for i, p in later.projects.items() if p is not town.projects[i]
    } == {
        "barnehage-ny": 1,
        "sykeheim-2": 1,
    }


def test_only_what_can_still_be_put_off_has_a_row(town: Plan) -> None:
    rows = {r.id for r in one_year_later(town)}
    assert rows == {i for i in town.projects if can_wait(town, i)} and rows
    for name, p in town.projects.items():
        if p.settled or p.type == "ramme" or not p.in_use:
            assert name not in rows and (not (p.settled or p.type == "ramme") or len(set(window(town, name))) == 1)


def test_the_limit_is_the_most_the_accounts_show(run: Run) -> None:
    found = delivery(run)
    assert found is not None and (found.basis, found.year) == ("regnskap", 2024)
    assert found.amount > 30.4e6  # the amount of 2024 in later prices
    planned = run.series("investeringer_varige") / run.series("deflator_indeks_ub")
    assert found.above == tuple(y for y, v in zip(run.years, planned, strict=True) if v > found.amount + 1.0)
    assert found.current == pytest.approx(found.amount * run.series("deflator_indeks_ub"))


def test_without_accounts_it_is_the_most_that_is_adopted_and_without_either_there_is_none(town: Plan) -> None:
    bare = replace(town, tables={n: t for n, t in town.tables.items() if n != "regnskap.csv"})
    found = delivery(simulate(bare))
    adopted = bare.table("vedtatt.csv", AdoptedRow)
    if found is None:
        assert not [r for r in adopted.rows if r.linje == "investeringer_varige"]
    rows = tuple(r for r in adopted.rows if r.linje != "investeringer_varige")
    none = replace(bare, tables={**bare.tables, "vedtatt.csv": Table("vedtatt.csv", rows, tuple(range(len(rows))))})
    assert delivery(simulate(none)) is None
    big = read_plan(EXAMPLES / "baerum-2022")
    most = delivery(simulate(big))
    assert most is not None and (most.basis, most.year, most.above) == ("vedtatt", 2025, ())
    assert most.amount == pytest.approx(3200e6 / simulate(big).value("deflator_indeks_ub", 2025))


def test_the_plans_own_limit_goes_before_the_accounts(town: Plan) -> None:
    cost = FixedCost(beloep=40.0, enhet="mill. kr", priser="2026-kroner", kilde="Vedtak i kommunestyret", anslag=False)
    own = town.investment.model_copy(update={"leveringsevne": cost})
    run = simulate(replace(town, single={**town.single, "investeringer.toml": own}))
    found = delivery(run)
    assert found is not None and (found.basis, found.amount, found.source) == ("plan", 40e6, "Vedtak i kommunestyret")
    text = timeline(run, internal=True).limit
    assert (
        text is not None and text.text.startswith("Kommunen klarer å bygge for 40") and bool(text.exceeded) == bool(found.above)
    )


def test_places_without_a_project_cost_what_the_priced_run_pays(run: Run) -> None:
    found = {(g.kind, g.service, g.zone): g for g in gaps(simulate(read_plan(EXAMPLES / "baerum-2022")))}
    nursery = found["plasser", "barnehage", ""]
    assert nursery.places == pytest.approx(914.15, abs=0.01) and nursery.amount == pytest.approx(nursery.places * 775e3)
    assert sum(nursery.yearly) == pytest.approx(nursery.amount) and nursery.first == 2035
    school = [g for g in gaps(run) if g.service == "skole"]
    assert [(g.zone, g.first, g.last) for g in school] == [("nord", 2027, 2027)] and school[0].amount
    renewal = next(g for g in gaps(run) if g.kind == "fornyelse")
    assert renewal.places == 0.0 and renewal.amount == pytest.approx(sum(renewal.yearly))


def test_gaps_of_zones_sum_to_what_the_service_lacks(town: Plan) -> None:
    """Two zones that lack school places at the end share what the priced run builds, each by what it lacks."""
    rows = tuple(
        r.model_copy(update={"plasser": r.plasser / 2}) if r.tjeneste == "skole" else r
        for r in town.table("bygg.csv", BuildingRow).rows
    )
    table = town.tables["bygg.csv"]
    less = replace(town, tables={**town.tables, "bygg.csv": Table("bygg.csv", rows, table.lines)})
    run = simulate(less)
    found = [g for g in gaps(run) if g.service == "skole" and g.kind == "plasser"]
    short = {p.zone: p for p in service_places(run, "skole").short}
    assert len(found) == 2 and {g.zone for g in found} <= short.keys()
    a, b = found
    assert a.places / b.places == pytest.approx(short[a.zone].lacking[-1] / short[b.zone].lacking[-1])
    assert a.amount is not None and b.amount is not None and a.amount / b.amount == pytest.approx(a.places / b.places)
    lasting = unpriced(run).shortages["skole"]
    assert a.places + b.places == pytest.approx(lasting.built)
