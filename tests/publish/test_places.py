"""The words on need and places: the same judgement in the sentence, the tag, the count of the strip and on the command line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ldip import Plan, Run, simulate
from ldip.plan.schema.tables import BuildingRow
from ldip.publish.content.cures import cure_table
from ldip.publish.content.key_figures import key_figures
from ldip.publish.content.places import PlacesTable, ServiceRow, places_table, short_services
from ldip.publish.content.verdict import verdict
from ldip.publish.screen.service_need import need_table


@pytest.fixture(scope="module")
def table(solvik_run: Run) -> PlacesTable:
    return places_table(solvik_run, internal=True)


def row(table: PlacesTable, service: str) -> ServiceRow:
    return next(r for r in table.services if r.id == service)


def test_a_service_that_lacks_places_in_one_zone_is_short(table: PlacesTable) -> None:
    school = row(table, "skole")
    assert school.said == (
        "Grunnskole mangler 11 plasser i Nordbyen fra 2026 til 2027.",
        "Ledige plasser i andre soner hjelper ikke.",
        "For sent i Nordbyen – mangler fra 2026. Fristen var 2022, og nye plasser kan tidligst åpne i 2030.",
    )
    assert (school.tag.kind, school.tag.text) == ("brudd", "Mangler i 1 av 3 soner")
    assert school.decision is not None and school.decision.text == "For sent i Nordbyen – mangler fra 2026"
    assert [z.name for z in school.zones] == ["Sentrum", "Nordbyen", "Sør"]
    assert school.wanted is not None and (school.wanted.zone, school.wanted.year, school.wanted.places) == ("nord", 2030, 12)
    assert [s.text for s in school.steps] == [
        "+90 Ny skole på Nordbyen",
        "−10 Sør skole rehabiliteres",
        "+10 Sør skole er rehabilitert",
    ]


def test_the_worst_comes_first_and_one_with_room_says_so(table: PlacesTable) -> None:
    assert [r.id for r in table.services][:3] == ["barnehage", "skole", "omsorg"]
    assert row(table, "sfo").said[0].endswith("har nok plasser i alle år til og med 2045.") and len(row(table, "sfo").said) == 1
    assert (row(table, "sfo").tag.kind, row(table, "bolig-nedsatt").tag.kind) == ("ok", "obs")  # 53 free, and less than one


def test_strip_page_and_command_line_count_the_same(solvik_run: Run, table: PlacesTable) -> None:
    short = [r.id for r in table.services if r.short]
    assert sorted(short) == list(short_services(solvik_run, internal=True)) == ["barnehage", "omsorg", "skole"]
    strip = {f.id: f for f in key_figures(solvik_run, verdict(solvik_run, True), True)}["plasser"]
    assert (strip.count, strip.of) == (len(short), len(table.services))
    for r in table.services:
        title = str(need_table(solvik_run, r.id, internal=True).title)
        assert title.startswith(" ".join(r.said).removesuffix("."))
        assert ("mangler" in title) == (r.id in short)


def test_coverage_is_what_is_there_of_what_is_needed(table: PlacesTable) -> None:
    north = row(table, "skole").zones[1]
    assert north.coverage[0] == pytest.approx(0.9395, abs=1e-4) and north.coverage[2] == pytest.approx(265 / north.need[2])
    assert all(c is None or c > 0.0 for r in table.services for c in r.whole.coverage)


def test_several_zones_are_listed_the_worst_first(solvik: Plan) -> None:
    """Half of each school is out of use from the start: every zone lacks, and the sentence names all three."""
    rows = solvik.table("bygg.csv", BuildingRow).rows
    fewer = tuple(r.model_copy(update={"plasser": r.plasser / 2}) if r.tjeneste == "skole" else r for r in rows)
    table = replace(solvik.tables["bygg.csv"], rows=fewer)
    plan = replace(solvik, tables={**solvik.tables, "bygg.csv": table})
    found = row(places_table(simulate(plan), internal=True), "skole")
    assert found.tag.text == "Mangler i 3 av 3 soner"
    assert found.said[0].startswith("Grunnskole mangler 113 plasser i Sentrum fra 2026") and " og " in found.said[0]


def test_small_counts_are_left_out_and_named(solvik_run: Run) -> None:
    public, all_of = places_table(solvik_run), places_table(solvik_run, internal=True)
    hidden = {r.id for r in all_of.services} - {r.id for r in public.services}
    assert {solvik_run.plan.services[i].navn for i in hidden} == set(public.hidden)


def test_cures_have_names_places_and_kroner(solvik_run: Run) -> None:
    found = cure_table(solvik_run, "barnehage")
    first = found.rows[0]
    assert first.name == "Lei 17 plasser 2027–2029" and first.detail == "fra 2027 · lukker gapet" and first.closes
    assert first.need_text == "+0,4" and first.places == 17.0
    assert found.said == "1 av 3 lukker gapet alene. Det mangler 17 plasser på det meste."
    moved = next(r for r in found.rows if r.way.kind == "tidligere")
    assert moved.name == "Åpne Ny barnehage i sentrum 2 år før" and moved.detail == "fra 2028 · 4 mangler fortsatt på det meste"
    assert cure_table(solvik_run, "sfo").said == "Ingen plasser mangler, så det er ikke noe gap å lukke."
