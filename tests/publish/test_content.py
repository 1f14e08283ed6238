"""One content, many renderers: the same digits on the terminal, in csv, in a workbook and to the browser, each from its address."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, replace
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook
from rich.table import Table as Screen

from ldip import Run
from ldip.errors import ModelError
from ldip.publish.content.appropriations import appropriation_table
from ldip.publish.content.cells import Cell, Column, Row, Table
from ldip.publish.content.headline import headline
from ldip.publish.content.judged import rulings
from ldip.publish.content.key_figures import key_figures
from ldip.publish.content.ratio_table import ratio_table, status_text
from ldip.publish.content.ratios import ratio_rows
from ldip.publish.content.statements import KASSE, Statement, View, entities_of, statement
from ldip.publish.content.surplus import surplus_table
from ldip.publish.content.years import years_table
from ldip.publish.digits import MINUS, Format, grouped
from ldip.publish.numbers import NEED, fetch
from ldip.publish.render.csv import as_csv
from ldip.publish.render.terminal import on_screen
from ldip.publish.render.xlsx import as_xlsx
from ldip.statements.entities import CONSOLIDATED
from ldip.statements.forms import FORMS
from ldip.web.inputs import _form

RUNS = ("baerum_run", "nordvik_run", "solvik_run")
VIEWS = (View(), View(fixed=True, unit="tusen", every_year=True), View(unit="kroner"))


def run_of(which: str, request: pytest.FixtureRequest) -> Run:
    run: Run = request.getfixturevalue(which)
    return run


def statements_of(run: Run, view: View) -> Iterator[Statement]:
    """Every form of every entity."""
    for entity in entities_of(run):
        for name in FORMS if entity == KASSE else CONSOLIDATED:
            yield statement(run, name, replace(view, entity=entity))


def tables_of(run: Run) -> list[Table]:
    return [ratio_table(run), years_table(run), surplus_table(run), appropriation_table(run), appropriation_table(run, VIEWS[1])]


def words(table: Table) -> list[list[str]]:
    return [[c.words for c in row.cells] for row in table.rows]


def on_terminal(table: Table) -> list[list[str]]:
    screen: Screen = on_screen(table)
    columns = [[str(c) for c in column.cells] for column in screen.columns]
    return [list(row) for row in zip(*columns, strict=True)]


def in_csv(table: Table) -> list[list[str]]:
    rows = list(csv.reader(io.StringIO(as_csv(table).removeprefix("\ufeff")), delimiter=";"))
    return [r for r in rows if not r[0].startswith("# ")][1:]


def assert_workbook(table: Table) -> None:
    """Each number of the sheet is the printed figure, and each address stands on the sheet of sources with its exact value."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(table)))
    rows = book.get_sheet_by_index(0).to_python()[3:]
    for row, written in zip(table.rows, rows, strict=False):
        for cell, found in zip(row.cells, written, strict=False):
            if cell.figure is None:
                assert str(found).strip() == cell.words.strip()
            else:
                assert isinstance(found, float)
                assert cell.format.words(Decimal(repr(found)).quantize(cell.figure)) == cell.words
    sources = {r[2]: r[3] for r in book.get_sheet_by_index(1).to_python()[1:]}
    told = {c.address: c.value for row in table.rows for c in row.cells if c.address}
    assert sources.keys() == told.keys()
    assert all(sources[a] == pytest.approx(v, rel=1e-15) for a, v in told.items())


@pytest.mark.parametrize("which", RUNS)
@pytest.mark.parametrize("view", VIEWS, ids=("mill", "tusen", "kroner"))
def test_every_renderer_prints_the_same_digits_of_every_statement(which: str, view: View, request: pytest.FixtureRequest) -> None:
    run = run_of(which, request)
    seen = 0
    for found in statements_of(run, view):
        sent = _form(found)
        printed = [[str(line.nr), line.navn, *line.trykt] for line in sent.linjer]
        assert words(found) == printed == on_terminal(found) == in_csv(found), found.title
        assert [c.etikett for c in sent.kolonner] == [c.label for c in found.columns[2:]]
        assert sent.stemmer and found.adds_up
        seen += len(printed)
    assert seen > 100


@pytest.mark.parametrize("which", RUNS)
def test_every_renderer_prints_the_same_digits_of_every_table(which: str, request: pytest.FixtureRequest) -> None:
    for found in tables_of(run_of(which, request)):
        assert words(found) == on_terminal(found) == in_csv(found), found.title


@pytest.mark.parametrize("which", RUNS)
def test_a_workbook_holds_the_figures_and_where_they_are_from(which: str, request: pytest.FixtureRequest) -> None:
    run = run_of(which, request)
    for found in (statement(run, "5-4"), statement(run, "5-8", View(fixed=True, unit="tusen")), *tables_of(run)):
        assert_workbook(found)


@pytest.mark.parametrize("which", RUNS)
@pytest.mark.parametrize("view", VIEWS[:2], ids=("loepende", "faste"))
def test_each_number_is_what_its_address_fetches(which: str, view: View, request: pytest.FixtureRequest) -> None:
    run = run_of(which, request)
    known = run.catalogue.steps
    addressed = 0
    for found in (*statements_of(run, view), *tables_of(run)):
        for row in found.rows:
            for cell in row.cells:
                if cell.address:
                    number = fetch(run, cell.address)
                    assert (number.value, number.unit, number.year) == (cell.value, cell.unit, cell.year), cell.address
                    assert (number.origin, number.anslag, number.source) == (cell.origin, cell.anslag, cell.note)
                    assert cell.prices != "" if cell.unit in ("kr", "kr_fast") else cell.prices == ""
                    addressed += 1
                elif cell.value is not None:
                    assert cell.value == 0.0 and f"foretak_{row.id}" not in known, "only a line the entity does not have"
    assert addressed > 1000


@pytest.mark.parametrize("which", RUNS)
def test_the_headline_prints_its_own_cells(which: str, request: pytest.FixtureRequest) -> None:
    run = run_of(which, request)
    head = headline(run)
    need = head.verdict.need
    for cell in (c for s in head.sentences for c in s.cells if c.address):
        assert fetch(run, cell.address).value == pytest.approx(cell.value, rel=1e-9)
    for sentence in head.sentences:
        assert all(c.words.lstrip(MINUS) in sentence.text for c in sentence.cells), sentence.text
    assert any(need.amount in s.cells for s in head.sentences)
    for figure in key_figures(run, head.verdict, internal=True):
        assert figure.number is None or fetch(run, figure.number.address).value == figure.number.value


def test_the_table_of_ratios_and_the_browser_say_the_same(solvik_run: Run) -> None:
    """One status: what is coloured in the table is what the browser is sent."""
    run = solvik_run
    by_id = {r.id: r for r in ratio_table(run).rows}
    judged = {r.id: r for r in rulings(run)}
    for told in ratio_rows(run):
        cells = [c for c in by_id[told.id].cells if c.address.startswith(f"{told.id}/")]
        assert [c.tone for c in cells] == [told.statuses[run.years.index(c.year or 0)] for c in cells]
        before, after = judged[told.id].before, judged[told.id].after
        texts = [c.text for c in by_id[told.id].cells]
        assert not judged[told.id].ruled or {status_text(before), before.when} <= set(texts)
        assert after is None or status_text(after) in texts or not judged[told.id].ruled


def test_earlier_figures_have_an_address_in_fixed_prices(solvik_run: Run) -> None:
    run = solvik_run
    running, fixed = (fetch(run, f"sum_driftsinntekter/2024/{s}") for s in ("regnskap", "regnskap_faste"))
    level = run.price_index(2024)
    assert level is not None and fixed.value == pytest.approx(running.value / level) and fixed.value != running.value
    assert (fixed.unit, fixed.address) == ("kr_fast", "sum_driftsinntekter/2024/regnskap_faste")
    with pytest.raises(ModelError, match="ukjent statistikk"):
        fetch(run, "sum_driftsinntekter/2026/regnskap_x")


def test_a_hidden_number_is_nowhere() -> None:
    hidden = Cell(text="", hidden=True)
    table = Table(id="t", title="=T", columns=(Column("a", "stub"), Column("2030")), rows=(Row((Cell(text="=x"), hidden)),))
    assert on_terminal(table) == [["=x", "–"]]
    assert in_csv(table) == [["'=x", ""]]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(as_xlsx(table))).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "=T" and rows[3][0] == "=x" and not any(rows[3][1:])


def test_content_is_frozen(nordvik_run: Run) -> None:
    found = statement(nordvik_run, "5-4")
    for part in (found, found.rows[0], found.rows[0].cells[2]):
        for one in fields(part):
            with pytest.raises(FrozenInstanceError):
                setattr(part, one.name, getattr(part, one.name))
    assert statement(nordvik_run, "5-4") == found and hash(found) == hash(statement(nordvik_run, "5-4"))


def test_markup_in_a_name_is_printed_as_it_stands() -> None:
    table = Table(id="t", title="[bold]T[/bold]", columns=(Column("a", "stub"),), rows=(Row((Cell(text="[red]x[/red]"),)),))
    assert on_terminal(table) == [["[red]x[/red]"]]


def test_a_point_is_moved_in_decimal_arithmetic() -> None:
    """450 000 kr is 0,45 mill. kr, and is read 0,5: a product of floats would give 0,4."""
    mill = Format("mill. kr", -6, 1)
    assert mill.words(mill.rounded(450_000.0)) == "0,5" and grouped(450_000.0 * 1e-6, 1) == "0,4"
    percent = Format("prosent", 2, 0)
    assert percent.words(percent.rounded(0.145)) == "15"


def test_the_need_has_one_name(nordvik_run: Run) -> None:
    assert headline(nordvik_run).verdict.need.amount.address.startswith(f"{NEED}/")
