"""Population files in the shape of public sources: each of the field files, and three more of every kind, gives the right figures."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from ldip.errors import PlanError, SourceError
from ldip.intake.population import Order, import_population
from ldip.sources.records import read_records
from ldip.sources.stocks import read_stocks
from tests.intake.people import HEAD, SEXES, cube, plan_of, rows, snapshot, source, totals

STOCK = Order("folketall", "SSB tabell 07459", today=dt.date(2026, 11, 29))
HISTORY = Order("historie", "SSB tabell 07459", today=dt.date(2026, 11, 29))


@pytest.mark.parametrize(
    ("file", "number", "name", "date"),
    [
        ("07459_latin1.csv", "4001", "Porsgrunn", "2026-01-01"),
        ("07459_langformat.csv", "4001", "Porsgrunn", "2026-01-01"),
        ("07459_ssb_oppsett.xlsx", "4001", "Porsgrunn", "2026-01-01"),
        ("kommunenr_301.xlsx", "0301", "Oslo", "2026-01-01"),
        ("aar_som_dato.xlsx", "4001", "Porsgrunn", "2026-01-01"),
        ("navn_med_periode.csv", "4001", "Porsgrunn", "2022-01-01"),
    ],
)
def test_stocks_of_the_field(field: Path, tmp_path: Path, file: str, number: str, name: str, date: str) -> None:
    plan = plan_of(tmp_path, number, name, date)
    done = import_population(plan, field / file, STOCK)
    assert (done.rows, done.year, done.persons) == (212, int(date[:4]), 21_200.0)
    assert sum(totals(plan, done.file).values()) == 21_200.0
    assert (plan / done.raw).read_bytes() == (field / file).read_bytes()


def test_a_lost_zero_is_reported(field: Path, tmp_path: Path) -> None:
    done = import_population(plan_of(tmp_path, "0301", "Oslo"), field / "kommunenr_301.xlsx", STOCK)
    assert any("301" in line and "0301" in line for line in done.told)


def test_px_is_read_and_what_it_lacks_is_named(field: Path, tmp_path: Path) -> None:
    table = read_records(field / "07459.px")
    assert [(r.region, r.label, r.sex, r.first, r.year, r.value) for r in table.records] == [
        ("4001", "Porsgrunn", sex, age, 2026, 100.0) for sex in "km" for age in (0, 1)
    ]
    plan = plan_of(tmp_path)
    before = snapshot(plan)
    with pytest.raises(PlanError, match=r"har 4 celler av 212: tall mangler \(verdi: kvinner 2–105 år; menn 2–105 år\)"):
        import_population(plan, field / "07459.px", STOCK)
    assert snapshot(plan) == before


def test_zeros_before_the_number_are_no_history(field: Path, tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    before = snapshot(plan)
    with pytest.raises(PlanError) as caught:
        import_population(plan, field / "07459_nuller_foer_nummeret.json", HISTORY)
    told = str(caught.value)
    assert "nummeret 4001 fantes ikke før 2024, og 0 i 2015–2023 er ikke folketall" in told
    assert "hent også 3806 (2020–2023) og 0805 (til 2019)" in told
    assert snapshot(plan) == before


def test_three_numbers_by_date(field: Path, tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    done = import_population(plan, field / "07459_tre_nummer.json", HISTORY)
    assert totals(plan, done.file) == {str(y): 4_240.0 for y in range(2015, 2026)}


def test_a_stock_file_with_holes(field: Path) -> None:
    with pytest.raises(SourceError) as caught:
        read_stocks(field / "folketall_med_hull.csv")
    assert {(p.value, p.line) for p in caught.value.problems} == {("3201 F 30 2026", 32), ("3203 M 40", 0)}


# Three more of each kind, written here.


def _workbook(path: Path, cells: list[list[object]], more: dict[str, object] | None = None) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy", **(more or {})}) as book:
        page = book.add_worksheet("Personer")
        for r, row in enumerate(cells):
            page.write_row(r, 0, row)
    return path


def _long(region: object, year: object, head: list[object] | None = None) -> list[list[object]]:
    made: list[list[object]] = [head or ["region", "kjønn", "alder", "år", "personer"]]
    return made + [[region, s, a, year, 100] for s in SEXES for a in range(106)]


WIDE = [f"{s};{a} år;100\n" for s in SEXES for a in range(106)]


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "iso-8859-1", "utf-8-sig"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "tall.csv"
    path.write_bytes(("region;kjønn;alder;Personer 2026\n" + "".join(f"4001 Porsgrunn;{r}" for r in WIDE)).encode(encoding))
    assert import_population(plan_of(tmp_path), path, STOCK).persons == 21_200.0


@pytest.mark.parametrize(
    "head",
    [
        '"07459: Befolkning, etter region, kjønn, alder og år"\n\n"region";"kjønn";"alder";"2026"\n',
        "sep=;\nKommune;Kjønn;Alder;1.1.2026\n",
        "Uttrekk fra Statistikkbanken\n;;;\nregion;kjønn;alder;Folkemengde 1. januar 2026\n",
    ],
)
def test_headers_of_wide_tables(tmp_path: Path, head: str) -> None:
    path = source(tmp_path, "".join(f"4001 Porsgrunn;{r}" for r in WIDE), head=head)
    assert import_population(plan_of(tmp_path), path, STOCK).persons == 21_200.0


@pytest.mark.parametrize("heading", ["Folkemengde", "07459: Befolkning", "Personer"])
def test_value_columns_by_the_titles_of_tables(tmp_path: Path, heading: str) -> None:
    path = source(tmp_path, rows("4001 Porsgrunn", [2026], 100), head=f"region;kjønn;alder;år;{heading}\n")
    assert import_population(plan_of(tmp_path), path, STOCK).persons == 21_200.0


@pytest.mark.parametrize("region", [301, "301", "K-0301", "0301 Oslo", "Oslo kommune", "Oslo municipality", "Oslo", "0301"])
def test_ways_to_write_a_municipality(tmp_path: Path, region: object) -> None:
    text = rows(str(region), [2026], 100)
    path = source(tmp_path, text) if isinstance(region, str) else _workbook(tmp_path / "tall.xlsx", _long(region, 2026))
    assert import_population(plan_of(tmp_path, "0301", "Oslo"), path, STOCK).persons == 21_200.0


@pytest.mark.parametrize(
    ("year", "more"),
    [
        (dt.date(2026, 1, 1), {}),
        (dt.date(2026, 1, 1), {"date_1904": True}),
        ("01.01.2026", {}),
    ],
)
def test_ways_to_write_a_year(tmp_path: Path, year: object, more: dict[str, object]) -> None:
    path = _workbook(tmp_path / "tall.xlsx", _long("4001", year), more)
    assert import_population(plan_of(tmp_path), path, STOCK).persons == 21_200.0


@pytest.mark.parametrize(
    ("name", "date"),
    [("Porsgrunn (-2019)", 2018), ("Porsgrunn (2020-2023)", 2021), ("Porsgrunn (2024-)", 2025), ("Porsgrunn", 2019)],
)
def test_names_with_their_periods(tmp_path: Path, name: str, date: int) -> None:
    plan = plan_of(tmp_path, date=f"{date}-01-01")
    assert import_population(plan, source(tmp_path, rows(name, [date], 100)), STOCK).persons == 21_200.0


def test_the_three_names_of_a_source_with_zeros_beside(tmp_path: Path) -> None:
    """As the source's texts: every name has every year, and 0 outside its period."""
    spans = {"Porsgrunn (-2019)": (0, 2019), "Porsgrunn (2020-2023)": (2020, 2023), "Porsgrunn": (2024, 9999)}
    text = "".join(rows(n, range(2015, 2026), lambda s, a, y, b=b: 20.0 * (b[0] <= y <= b[1])) for n, b in spans.items())
    plan = plan_of(tmp_path)
    done = import_population(plan, source(tmp_path, text), HISTORY)
    assert totals(plan, done.file) == {str(y): 4_240.0 for y in range(2015, 2026)}


@pytest.mark.parametrize("absent", [0.0, None])
def test_numbers_by_date_with_zeros_or_nothing_beside(tmp_path: Path, absent: float | None) -> None:
    spans = {"0219": (2005, 2019), "3024": (2020, 2023), "3201": (2024, 2026), "0301": (2005, 2026)}
    text = cube(
        dict.fromkeys(spans, "Bærum"), range(2016, 2027), lambda r, y: 30.0 if spans[r][0] <= y <= spans[r][1] else absent
    )
    path = tmp_path / "tabell.json"
    path.write_text(text, encoding="utf-8")
    plan = plan_of(tmp_path, "3201", "Bærum")
    done = import_population(plan, path, HISTORY)
    assert totals(plan, done.file) == {str(y): 6_360.0 for y in range(2016, 2026)}


@pytest.mark.parametrize("missing", ["", "..", ":", "."])
def test_a_missing_figure_is_never_zero(tmp_path: Path, missing: str) -> None:
    text = rows("4001", [2026], lambda s, a, y: missing if (s, a) == ("Menn", 40) else 100.0)
    plan = plan_of(tmp_path)
    before = snapshot(plan)
    with pytest.raises(PlanError) as caught:
        import_population(plan, source(tmp_path, text), STOCK)
    (problem,) = caught.value.problems
    assert problem.message == "tallet mangler" and problem.value == "4001 menn 40 år 2026" and problem.line == 2 + 106 + 40
    assert snapshot(plan) == before


def test_a_missing_figure_in_a_workbook_is_named_by_its_cell(tmp_path: Path) -> None:
    cells = _long("4001", 2026)
    cells[31][4] = ""
    with pytest.raises(PlanError, match=r"Personer!E32: tallet mangler"):
        import_population(plan_of(tmp_path), _workbook(tmp_path / "tall.xlsx", cells), STOCK)


def test_a_figure_that_another_municipality_lacks_is_no_matter(tmp_path: Path) -> None:
    text = rows("4001", [2026], 100) + rows("0301", [2026], lambda s, a, y: "..")
    done = import_population(plan_of(tmp_path), source(tmp_path, text, head=HEAD), STOCK)
    assert done.persons == 21_200.0 and any("1 andre områder" in line for line in done.told)


def test_zero_is_a_figure_when_the_file_has_it(tmp_path: Path) -> None:
    text = rows("4001", [2026], lambda s, a, y: 0.0 if a > 100 else 100.0)
    assert import_population(plan_of(tmp_path), source(tmp_path, text), STOCK).persons == 20_200.0
