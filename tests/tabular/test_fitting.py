"""Figures in another unit or of another day than the reader counts in are never read as if they were its own."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest

from ldip.errors import SourceError
from ldip.sources import ledger
from ldip.sources.indicators import read_indicators
from ldip.sources.ledger_map import ColumnMap
from ldip.sources.municipal import read_municipal
from ldip.sources.project_list import read_project_list
from ldip.sources.project_map import ProjectMap
from ldip.sources.records import records_of
from ldip.sources.stocks import read_stocks
from ldip.tabular.units import stated_in

MAP = {"aargang": 2025, "region": "400100", "kolonner": {"art": "Konto", "funksjon": "Funksjon", "beloep": "Beløp"}}
PROJECTS = {"kolonner": {"prosjekt": "Prosjekt", "slag": "Type"}, "slag": {"Utgift": "varige_driftsmidler"}}
DEBT = "Netto lånegjeld i prosent av brutto driftsinntekter 2025"


def workbook(rows: list[list[object]], formats: dict[str, str]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, shown in formats.items():
        book.active[cell].number_format = shown
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def persons(heading: str, cell: object) -> list[tuple[int, float | None]]:
    found = records_of("a.csv", f"region;kjønn;alder;{heading}\n4001;Kvinner;0;{cell}\n4001;Kvinner;1;5\n".encode())
    return [(r.year, r.value) for r in found.records]


def amounts(text: str, enhet: str) -> dict[str, float]:
    found = ledger.read_ledger("a.csv", text.encode(), ColumnMap.model_validate(MAP | {"enhet": enhet}))
    assert not found.problems
    return {r.art: r.beloep for r in found.records}


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("Beløp (1000 kr)", "1000 kr"),
        ("i hele tusen", "1000 kr"),
        ("tkr", "1000 kr"),
        ("Beløp mill. kr", "mill. kr"),
        ("MNOK", "mill. kr"),
        ("Beløp i kroner", "kr"),
        ("Andel (%)", "prosent"),
        ("Budsjett 2026 i 2025-kroner", ""),
        ("Konto 21000", ""),
        ("Krets", ""),
        ("Beløp", ""),
    ],
)
def test_unit_of_a_heading(text: str, unit: str) -> None:
    assert stated_in(text) == unit


@pytest.mark.parametrize("cell", ["50 %", "12,5%"])
def test_per_cent_is_no_count_and_no_amount(cell: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="prosent"):
        persons("2026", cell)
    with pytest.raises(SourceError, match="prosent"):
        amounts(f"Konto;Funksjon;Beløp\n010;202;{cell}\n", "kr")
    (tmp_path / "k.csv").write_text(f"knr;innbyggere\n4001;{cell}\n", encoding="utf-8")
    with pytest.raises(SourceError, match="prosent"):
        read_municipal(tmp_path / "k.csv", ("innbyggere",))
    (tmp_path / "s.csv").write_text(f"knr;sex;age;2026\n4001;F;0;{cell}\n", encoding="utf-8")
    with pytest.raises(SourceError, match="prosent"):
        read_stocks(tmp_path / "s.csv")
    with pytest.raises(SourceError, match="prosent"):
        read_project_list("p.csv", f"Prosjekt;Type;2026\nA;Utgift;{cell}\n".encode(), ProjectMap.model_validate(PROJECTS))


def test_a_cell_shown_as_per_cent() -> None:
    rows = [["region", "kjønn", "alder", 2026], ["4001", "Kvinner", 0, 0.5], ["4001", "Kvinner", 1, 3]]
    with pytest.raises(SourceError, match=r"D2.*prosent"):
        records_of("a.xlsx", workbook(rows, {"D2": "0 %"}))


def test_key_figures_shown_as_per_cent(tmp_path: Path) -> None:
    wide = [["region", DEBT], ["4001 Porsgrunn", 0.812], ["4003 Skien", 90.5]]
    (tmp_path / "b.xlsx").write_bytes(workbook(wide, {"B2": "0.0%"}))
    assert [f.verdi for f in read_indicators(tmp_path / "b.xlsx").figures] == [81.2, 90.5]
    long = [["region", "nøkkeltall", "år", "verdi"], ["4001 Porsgrunn", DEBT.removesuffix(" 2025"), 2025, 0.812]]
    (tmp_path / "l.xlsx").write_bytes(workbook(long, {"D2": "0.0%"}))
    assert [f.verdi for f in read_indicators(tmp_path / "l.xlsx").figures] == [81.2]


@pytest.mark.parametrize(
    ("head", "enhet"),
    [
        ("Konto;Funksjon;Beløp (1000 kr)\n", "kr"),
        ("Konto;Funksjon;Beløp (kr)\n", "1000 kr"),
        ("Konto;Funksjon;Beløp\n;;mill. kr\n", "1000 kr"),
        ("Beløp i 1000 kr\n\nKonto;Funksjon;Beløp\n", "kr"),
    ],
)
def test_amounts_in_another_unit_than_the_map(head: str, enhet: str) -> None:
    with pytest.raises(SourceError, match="oppgitt i"):
        amounts(f"{head}010;202;5\n020;202;7\n", enhet)


@pytest.mark.parametrize(
    ("head", "enhet", "value"),
    [
        ("Konto;Funksjon;Beløp (1000 kr)\n", "1000 kr", 5.0),
        ("Konto;Funksjon;Beløp\n;;1000 kr\n", "1000 kr", 5.0),
        ("Beløp i 1000 kr\n\nKonto;Funksjon;Beløp\n", "1000 kr", 5.0),
        ("Regnskap i 2025-kroner\n\nKonto;Funksjon;Beløp\n", "kr", 0.005),
    ],
)
def test_amounts_in_the_unit_of_the_map(head: str, enhet: str, value: float) -> None:
    assert amounts(f"{head}010;202;5\n020;202;7\n", enhet)["010"] == value


@pytest.mark.parametrize("years", ["2026 (mill. kr);2027 (mill. kr)", "2026 i kr;2027 i kr", "2026 (1000 kr);2027 (kr)"])
def test_projects_in_another_unit_than_the_map(years: str) -> None:
    text = f"Prosjekt;Type;{years}\nA;Utgift;100;200\n"
    with pytest.raises(SourceError, match="oppgitt i"):
        read_project_list("p.csv", text.encode(), ProjectMap.model_validate(PROJECTS | {"enhet": "1000 kr"}))


@pytest.mark.parametrize("heading", ["Endring 2026", "Andel 2026 (prosent)", "Personer i 1000 2026", "Folketilvekst 2026"])
def test_what_is_no_count_of_people(heading: str) -> None:
    with pytest.raises(SourceError, match="antall"):
        persons(heading, 7)


def test_a_change_beside_the_counts_is_left_out() -> None:
    found = records_of("a.csv", "region;kjønn;alder;2025;2026;Endring 2026\n4001;Kvinner;0;100;110;10\n".encode())
    assert [(r.year, r.value) for r in found.records] == [(2025, 100.0), (2026, 110.0)]
    assert any("Endring 2026" in t for t in found.told)


def test_31_december_is_the_next_year() -> None:
    assert persons("31.12.2025", 9)[0] == (2026, 9.0)
    assert persons("01.01.2026", 9)[0] == (2026, 9.0)
    assert persons("1. januar 2026", 9)[0] == (2026, 9.0)
    with pytest.raises(SourceError, match="årsskifte"):
        persons("1.7.2026", 9)


@pytest.mark.parametrize(("day", "year"), [(dt.date(2025, 12, 31), 2026), (dt.date(2026, 1, 1), 2026), (dt.date(2026, 7, 1), 0)])
def test_dates_of_rows(day: dt.date, year: int) -> None:
    raw = workbook([["region", "kjønn", "alder", "år", "personer"], ["4001", "Kvinner", 0, day, 100]], {})
    if year:
        assert [r.year for r in records_of("a.xlsx", raw).records] == [year]
    else:
        with pytest.raises(SourceError, match="årsskifte"):
            records_of("a.xlsx", raw)
