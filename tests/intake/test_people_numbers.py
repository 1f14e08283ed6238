"""Numbers of municipalities by date: a number that did not exist has no inhabitants, whatever the source answers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ldip.errors import PlanError
from ldip.intake.people_choice import of_home
from ldip.intake.places import Home, Place, place_of
from ldip.intake.population import Order, import_population
from ldip.pack.municipalities import all_municipalities
from ldip.sources.codes import CodeHistory, shipped
from ldip.sources.records import Record, Table
from ldip.tabular.terms import UnclearError
from tests.intake.people import plan_of, rows, snapshot, source, totals

YEARS = range(2007, 2026)
HISTORY = Order("historie", "prøve")
STOCK = Order("folketall", "prøve")
MUNICIPALITIES = all_municipalities()
ANY = CodeHistory((), "ingen")


def answered(number: str, numbers: set[str]) -> Table:
    """A source's answer for some numbers: people in the years the number was in use, and 0 in the others."""
    used = {f.number: (f.first, f.last) for f in shipped().formers if f.current == number}
    made = [
        Record(n, sex, age, age, y, "", 50.0 if used[n][0] <= y <= used[n][1] else 0.0)
        for n in sorted(numbers)
        for y in YEARS
        for sex in "km"
        for age in (0, 1)
    ]
    return Table("tall.json", tuple(made))


def changed(number: str) -> set[str]:
    """Numbers other than today's that a municipality had in the years."""
    return {f.number for y in YEARS for f in shipped().on(number, y)} - {number}


def test_most_municipalities_had_another_number() -> None:
    assert len(MUNICIPALITIES) == 357 and sum(bool(changed(m.number)) for m in MUNICIPALITIES) == 276


@pytest.mark.parametrize("county", sorted({m.number[:2] for m in MUNICIPALITIES}))
def test_zeros_of_todays_number_are_refused_naming_what_to_fetch(county: str) -> None:
    """All 357: asked by today's number alone, the years before it are refused; asked by every number, all years are read."""
    for m in (m for m in MUNICIPALITIES if m.number.startswith(county)):
        home = Home(m.number, m.name, shipped(), {})
        others = changed(m.number)
        table = answered(m.number, {m.number})
        if not others:
            assert {r.year for r in of_home(table, table.records, home).records} == set(YEARS)
            continue
        with pytest.raises(PlanError) as caught:
            of_home(table, table.records, home)
        told = str(caught.value)
        assert f"nummeret {m.number} fantes ikke før" in told and others <= set(re.findall(r"\b\d{4}\b", told)), told
        table = answered(m.number, {m.number, *others})
        found = of_home(table, table.records, home).records
        assert {r.year for r in found} == set(YEARS) and all(r.value for r in found)


def test_merged_numbers_are_added_and_one_that_lacks_is_named(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "3203", "Asker")
    parts = {"0220": 10.0, "0627": 5.0, "0628": 2.0}
    text = "".join(rows(n, range(2016, 2020), v) for n, v in parts.items())
    text += rows("3025", range(2020, 2024), 17) + rows("3203", range(2024, 2027), 17)
    done = import_population(plan, source(tmp_path, text), HISTORY)
    assert totals(plan, done.file) == {str(y): 17.0 * 212 for y in range(2016, 2026)}
    before = snapshot(plan)
    for left_out in parts:
        some = "".join(line + "\n" for line in text.splitlines() if not line.startswith(left_out))
        with pytest.raises(PlanError, match=f"og {left_out} mangler → hent også {left_out} \\(til 2019\\)"):
            import_population(plan, source(tmp_path, some), HISTORY)
    assert snapshot(plan) == before


def test_split_numbers_are_weighted_and_the_share_is_reported(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "1508", "Ålesund")
    text = rows("1507", range(2020, 2024), 10) + rows("1508 Ålesund", [2024, 2025, 2026], 5)
    done = import_population(plan, source(tmp_path, text), HISTORY)
    assert totals(plan, done.file) == {str(y): 5.0 * 212 for y in range(2020, 2026)}
    assert any("1507" in line and "50 %" in line and "2020–2023" in line for line in done.told)


def test_a_series_on_todays_borders_is_read_as_that(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "3203", "Asker")
    done = import_population(plan, source(tmp_path, rows("K-3203", range(2016, 2027), 17)), HISTORY)
    assert totals(plan, done.file) == {str(y): 17.0 * 212 for y in range(2016, 2026)}
    assert any("dagens grenser" in line and "0220, 0627 og 0628" in line for line in done.told)


def test_both_borders_in_one_file_are_never_added(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    both = rows("0805", [2018, 2019], 10) + rows("4001", [2018, 2019, 2026], 12)
    with pytest.raises(UnclearError) as caught:
        import_population(plan, source(tmp_path, both), HISTORY)
    (question,) = caught.value.questions
    assert question.key == "velg.grenser" and [k for k, _ in question.choices] == ["datoens", "dagens"]
    for answer, each in (("datoens", 10.0), ("dagens", 12.0)):
        order = Order("historie", "prøve", svar={"velg.grenser": answer, "velg.overlapp": "ny"})
        done = import_population(plan, source(tmp_path, both), order)
        assert totals(plan, done.file) == dict.fromkeys(("2018", "2019"), each * 212)


def test_a_year_of_zeros_of_a_number_in_use_is_refused(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    for order, text in (
        (STOCK, rows("4001", [2026], 0)),
        (HISTORY, rows("4001", [2024, 2025], lambda s, a, y: y - 2024.0)),
    ):
        with pytest.raises(PlanError, match="0 er ikke et folketall"):
            import_population(plan, source(tmp_path, text), order)


def test_a_file_without_regions_with_zeros_is_refused(tmp_path: Path) -> None:
    text = "".join(line.partition(";")[2] + "\n" for line in rows("x", [2026], 0).splitlines())
    with pytest.raises(PlanError, match="alle tall er 0 i 2026"):
        import_population(plan_of(tmp_path), source(tmp_path, text, head="kjønn;alder;år;personer\n"), STOCK)


def test_the_plan_of_an_earlier_number_goes_by_what_it_was_then(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, "3024", "Bærum", "2022-01-01")
    done = import_population(plan, source(tmp_path, rows("0219", [2019], 9) + rows("3024", [2020, 2021], 10)), HISTORY)
    assert totals(plan, done.file) == {"2019": 9.0 * 212, "2020": 2120.0, "2021": 2120.0}
    with pytest.raises(PlanError, match=r"0 i 2019 er ikke folketall → hent også 0219 \(til 2019\)"):
        import_population(plan, source(tmp_path, rows("3024", [2019, 2020], lambda s, a, y: 5.0 * (y > 2019))), HISTORY)


@pytest.mark.parametrize(
    ("number", "name", "other"), [("1818", "Herøy", "1515"), ("1515", "Herøy", "1818"), ("3419", "Våler", "3114")]
)
def test_a_name_of_two_municipalities_is_asked(tmp_path: Path, number: str, name: str, other: str) -> None:
    plan = plan_of(tmp_path, number, name)
    file = source(tmp_path, rows(name, [2026], 100))
    with pytest.raises(UnclearError, match=f"flere kommuner heter {name}") as caught:
        import_population(plan, file, STOCK)
    (question,) = caught.value.questions
    assert question.key == "velg.kommune" and {number, other} == {k for k, _ in question.choices}
    done = import_population(plan, file, Order("folketall", "prøve", svar={"velg.kommune": number}))
    assert done.persons == 21_200.0
    with pytest.raises(PlanError, match="kommunen finnes ikke i filen"):
        import_population(plan, file, Order("folketall", "prøve", svar={"velg.kommune": other}))


@pytest.mark.parametrize("region", ["Herøy (Nordland)", "Herøy kommune (Nordland)", "1818 Herøy", "Herøy (1818)"])
def test_a_county_or_a_number_tells_which(tmp_path: Path, region: str) -> None:
    text = rows(region, [2026], 100) + rows("Herøy (Møre og Romsdal)", [2026], 7) + rows("1515", [2026], 8)
    assert import_population(plan_of(tmp_path, "1818", "Herøy"), source(tmp_path, text), STOCK).persons == 21_200.0


@pytest.mark.parametrize("region", ["Kautokeino", "Guovdageaidnu", "Guovdageaidnu - Kautokeino", "KAUTOKEINO"])
def test_names_in_several_languages(tmp_path: Path, region: str) -> None:
    plan = plan_of(tmp_path, "5612", "Guovdageaidnu - Kautokeino")
    assert import_population(plan, source(tmp_path, rows(region, [2026], 10)), STOCK).persons == 2120.0


@pytest.mark.parametrize(
    ("text", "name", "first", "last", "county"),
    [
        ("Porsgrunn (2020-2023)", "porsgrunn", 2020, 2023, ""),
        ("Porsgrunn (-2019)", "porsgrunn", 0, 2019, ""),
        ("Våler (Viken) (2020-2023)", "valer", 2020, 2023, "viken"),
        ("Asker (2024–)", "asker", 2024, 9999, ""),
        ("Asker (t.o.m. 2019)", "asker", 0, 2019, ""),
        ("Nes (Akershus)", "nes", 0, 9999, "akershus"),
    ],
)
def test_periods_and_counties_of_names(text: str, name: str, first: int, last: int, county: str) -> None:
    assert place_of(text, text) == Place("", frozenset({name}), first, last, county)


def test_a_number_of_another_municipality_with_the_same_name_is_not_it(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="kommunen finnes ikke i filen"):
        import_population(plan_of(tmp_path), source(tmp_path, rows("0301 Porsgrunn", [2026])), STOCK)
