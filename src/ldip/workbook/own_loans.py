"""A list of loans from the workbook, one a row or one a column, as rows of laan.csv."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.intake.own_rows import in_unit, row_edits
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, Edit
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.tabular.terms import Answers, Fault, Raw
from ldip.workbook.cells import words
from ldip.workbook.own_debt import with_debt
from ldip.workbook.own_grid import Column, Grid, Head, column_of, head_of
from ldip.workbook.own_names import Known, Names
from ldip.workbook.own_notes import formulas
from ldip.workbook.own_numbers import amounts_of
from ldip.workbook.own_profile import Loans
from ldip.workbook.own_sums import Row, control_of
from ldip.workbook.own_terms import Block, Line, Made
from ldip.workbook.own_words import matches, norm, text_of

FILE: Final = "laan.csv"
NUMERIC: Final = ("saldo", "rente", "margin", "restloepetid")
RATES: Final = ("rente", "margin")
KINDS: Final = {"fast": "fast", "flyt": "flytende", "p.t": "flytende", "nibor": "flytende", "pt": "flytende"}
TYPES: Final = {"serie": "serie", "annuitet": "annuitet", "avdragsfri": "avdragsfritt", "bullet": "avdragsfritt"}
YEAR: Final = re.compile(r"(?:19|20|21)\d\d")
DAYS: Final = 365.25
APART: Final = 1.5  # years between a term and an end that are more than rounding


@dataclass(frozen=True)
class Loan:
    """A loan as the workbook has it; `cells` are those of laan.csv."""

    line: Line
    saldo: float
    cells: Mapping[str, object]


def known_loans(plan: Plan) -> Known:
    """The plan's loans with their names."""
    rows = plan.table(FILE, t.LoanRow).rows if FILE in plan.tables else ()
    return Known({r.id: (r.navn,) for r in rows}, "lån", new=True)


def read_loans(grid: Grid, part: Loans, key: str, answers: Answers) -> Block:
    """The lines of a list of loans; `values` hold the balance under year 0. Errors: SourceError with every cell that is wrong."""
    head = head_of(grid, part, key)
    columns = _columns(grid, head, part, key)
    rows = [r for r in grid.rows if r > head.rows[-1] and grid.text(r, head.label)]
    rows = [r for r in rows if not matches(grid.text(r, head.label), part.utelat)]
    rows = [r for r in rows if any(grid.at(r, c.index) != "" for c in columns.values())]
    problems = [p for r in rows for p in _faults(grid, r, [head.label, *(c.index for c in columns.values())])]
    if problems:
        raise SourceError(problems)
    amounts: dict[tuple[int, int], float] = {}
    for name in (n for n in NUMERIC if n in columns):
        index = columns[name].index
        amounts |= amounts_of(
            grid,
            [r for r in rows if not _is_words(grid.at(r, index), name)],
            {index: columns[name].heading},
            answers,
            (),
            name in RATES,
        )
    saldo = columns["saldo"].index
    shown = [_row(grid, r, head, part, {saldo: amounts[(r, saldo)]} if (r, saldo) in amounts else {}) for r in rows]
    control = control_of(grid, shown, [saldo])
    loans = [r for r in shown if r.kind == "linje"]
    problems += control.problems
    empty = [
        grid.problem((r, saldo), f"{grid.text(r, head.label)} har ingen restgjeld", "", "fyll inn, eller før raden opp i utelat")
        for r in rows
        if (r, saldo) not in amounts and not matches(grid.text(r, head.label), part.summer)
    ]
    if problems := problems or empty:
        raise SourceError(problems)
    scale = Decimal(str(SCALE[part.enhet]))
    lines = [_line(grid, r, columns, amounts, float(Decimal(repr(r.amounts[saldo])) * scale), head.label) for r in loans]
    told = tuple(formulas(grid, amounts))
    return Block(key, grid.sheet.name, (), tuple(lines), control.met, told, as_of=_year_of(columns["saldo"].heading))


def _year_of(heading: str) -> int:
    found = YEAR.findall(heading)
    return int(found[-1]) if found else 0


def _row(grid: Grid, row: int, head: Head, part: Loans, amounts: Mapping[int, float]) -> Row:
    name = grid.text(row, head.label)
    return Row("sum" if matches(name, part.summer) else "linje" if amounts else "overskrift", row, name, amounts)


def _line(
    grid: Grid, row: Row, columns: Mapping[str, Column], amounts: Mapping[tuple[int, int], float], kroner: float, label: int
) -> Line:
    extra: dict[str, tuple[Raw, str]] = {}
    for name, c in columns.items():
        at = (row.number, c.index)
        extra[name] = (amounts.get(at, grid.at(*at)), grid.place(*at))
    shown = {n for n in RATES if n in columns and _is_shown(grid, row.number, columns[n].index)}
    extra |= {f"{n}_i_prosent": ("ja", extra[n][1]) for n in shown}
    place = grid.place(row.number, label)
    return Line(row.name, "", grid.line(row.number, label), {0: kroner}, {0: extra["saldo"][1]}, place, extra)


def _is_shown(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell is shown as per cent, whatever unit the other rates have."""
    return grid.is_percent(row, column) or grid.text(row, column).rstrip().endswith("%")


def _columns(grid: Grid, head: Head, part: Loans, key: str) -> dict[str, Column]:
    """Columns by what they hold. Errors: SourceError for headings that are not there."""
    found = {str(name): column_of(head, heading) for name, heading in part.kolonner.items()}
    if missing := [n for n, c in found.items() if c is None]:
        said = ", ".join(c.heading for c in head.columns[:40])
        wanted = {str(k): v for k, v in part.kolonner.items()}
        raise SourceError(
            Problem(
                grid.sheet.file, f"{key}.kolonner.{n}", "fant ikke kolonnen i tabellen", wanted[n], f"overskriftene er {said}"
            )
            for n in missing
        )
    return {n: c for n, c in found.items() if c is not None}


def _faults(grid: Grid, row: int, columns: list[int]) -> Iterator[Problem]:
    for column in columns:
        cell = grid.at(row, column)
        if isinstance(cell, Fault):
            what = "cellen har en feilverdi" if cell.what == "feilverdi" else "formelen er ikke regnet ut"
            yield grid.problem((row, column), what, cell.text, "rett formelen, eller lagre arbeidsboken på nytt i Excel")


def _is_words(cell: Raw, name: str) -> bool:
    """A term written with words, «25 år», which its own reader takes."""
    return isinstance(cell, str) and name == "restloepetid" and bool(re.fullmatch(r"\s*\d+([.,]\d+)?\s*år\s*", cell))


def loans_of(plan: Plan, part: Loans, block: Block, names: Names, given: tuple[str, str]) -> dict[str, Loan]:
    """Loans by id. Errors: SourceError with every cell that is no loan's."""
    file, source = given
    have = {r.id: r for r in plan.table(FILE, t.LoanRow).rows} if FILE in plan.tables else {}
    found: dict[str, Loan] = {}
    problems: list[Problem] = []
    for line in block.lines:
        if (i := names.ids.get(line.name)) is None:
            continue
        if i in found:
            what = f"er det samme lånet som {found[i].line.place}"
            problems.append(Problem(file, f"{block.sheet}!{line.place}", what, line.name, "gi det et navn for seg", line.row))
            continue
        try:
            found[i] = Loan(line, line.values[0], _loan_cells(plan, part, line, have.get(i), source))
        except _CellError as error:
            what, place, hint = error.args
            problems.append(Problem(file, f"{block.sheet}!{place}", what, "", hint, line.row))
    if problems:
        raise SourceError(problems)
    return found


class _CellError(ValueError):
    """A cell of a loan that cannot be used: message, place, remedy."""


def _loan_cells(plan: Plan, part: Loans, line: Line, have: t.LoanRow | None, source: str) -> dict[str, object]:
    """The cells of a loan that the workbook has; those it lacks are unchanged, or the schema's for a new loan."""
    kind, until = _kind(line, plan), _year(line, "fast_til")
    rate, term = _number(line, "rente"), _term(line, plan)
    cells: dict[str, object] = {} if have else {"navn": line.name}
    cells |= {"saldo": in_unit(line.values[0], part.enhet), "enhet": part.enhet, "restloepetid": term}
    cells |= {"rentetype": kind, "fast_rente": "", "fast_til": ""}
    if kind == "fast":
        if rate is None:
            raise _CellError(f"{line.name} har fast rente uten rentesats", line.place, "fyll inn renten")
        until = until or int(plan.years[0] + term - 1)
        cells |= {"fast_rente": _percent(line, "rente", rate, part), "fast_til": until}
    margin = _number(line, "margin")
    if margin is not None:
        cells["margin"] = _percent(line, "margin", margin, part)
    elif have is None:
        cells["margin"] = part.margin
    if text := _words(line, "type"):
        found = next((v for k, v in TYPES.items() if k in text), "")
        if not found:
            raise _CellError(f"ukjent lånetype «{text}»", line.extra["type"][1], "bruk serie, annuitet eller avdragsfritt")
        cells["type"] = found
        if found == "avdragsfritt":
            cells["forfaller"] = plan.years[0] + math.ceil(term) - 1
    return cells | {"anslag": "nei", "kilde": source}


def _kind(line: Line, plan: Plan) -> str:
    text = _words(line, "rentetype")
    if not text:
        return "fast" if (_year(line, "fast_til") or 0) >= plan.years[0] else "flytende"
    found = next((v for k, v in KINDS.items() if k in text), "")
    if not found:
        raise _CellError(f"ukjent rentetype «{text}»", line.extra["rentetype"][1], "bruk fast eller flytende")
    return found


def _term(line: Line, plan: Plan) -> float:
    """Remaining years from the start of the plan's first year."""
    given, _ = line.extra.get("restloepetid", ("", ""))
    if isinstance(given, str) and (typed := re.match(r"\s*(\d+(?:[.,]\d+)?)", given)):
        given = float(typed[1].replace(",", "."))
    term = round(given, 2) if isinstance(given, float) else None
    _, place = line.extra.get("utloep", ("", line.place))
    left = _until(line, plan)
    if term is not None and left is not None and abs(term - left) > APART:
        what = f"{line.name} har løpetid {words(term)} år, men utløp om {words(left)} år"
        raise _CellError(what, place, "rett cellen, eller ta løpetid eller utløp ut av kolonner i profilen")
    if (found := left if term is None else term) is None:
        raise _CellError(f"{line.name} har ingen løpetid", place, "fyll inn løpetid eller utløpsår")
    return found


def _until(line: Line, plan: Plan) -> float | None:
    """Years from the start of the plan's first year to the date or year that a loan ends."""
    raw, _ = line.extra.get("utloep", ("", ""))
    if isinstance(raw, dt.date):
        return round((dt.date(raw.year, raw.month, raw.day) - dt.date(plan.years[0], 1, 1)).days / DAYS, 2)
    year = _year(line, "utloep")
    return None if year is None else float(year - plan.years[0] + 1)


def _year(line: Line, name: str) -> int | None:
    raw, _ = line.extra.get(name, ("", ""))
    if isinstance(raw, dt.date):
        return raw.year
    found = YEAR.search(text_of(raw))
    return int(found[0]) if found else None


def _number(line: Line, name: str) -> float | None:
    raw, _ = line.extra.get(name, ("", ""))
    return raw if isinstance(raw, float) else None


def _words(line: Line, name: str) -> str:
    raw, _ = line.extra.get(name, ("", ""))
    return norm(text_of(raw))


def _percent(line: Line, name: str, value: float, part: Loans) -> float:
    share = part.rente_enhet == "andel" and f"{name}_i_prosent" not in line.extra
    return round(value * (100.0 if share else 1.0), 6)


def loan_edits(contents: Contents, plan: Plan, part: Loans, loans: Mapping[str, Loan], as_of: int) -> Made:
    """Edits of laan.csv, and of an estimated balance that the list then differs from; `as_of` is the year of the balances."""
    wanted: dict[tuple[str, ...], Mapping[str, object]] = {(i,): loan.cells for i, loan in loans.items()}
    before = plan.table(FILE, t.LoanRow).rows if FILE in plan.tables else ()
    others = [r for r in before if r.id not in loans]
    edits: list[Edit] = list(
        row_edits(contents, FILE, ("id",), wanted, lambda c: part.hele_listen or (c.get("id", ""),) in wanted)
    )
    told: list[str] = []
    if as_of and as_of != plan.years[0] - 1:
        told.append(tr("own_workbook.as_of", year=as_of, first=plan.years[0]))
    if any(loan.cells["rentetype"] == "flytende" and _number(loan.line, "rente") is not None for loan in loans.values()):
        told.append(tr("own_workbook.floating"))
    if bound := [x for x in loans.values() if x.cells["rentetype"] == "fast" and _year(x.line, "fast_til") is None]:
        names = ", ".join(f"«{x.line.name}» ({x.cells['fast_til']})" for x in bound)
        told.append(tr("own_workbook.bound", n=len(bound), names=names))
    if others:
        key = "own_workbook.loans_gone" if part.hele_listen else "own_workbook.loans_kept"
        told.append(tr(key, names=", ".join(f"«{r.navn}»" for r in others), n=len(others)))
    owed = math.fsum(loan.saldo for loan in loans.values())
    owed += 0.0 if part.hele_listen else math.fsum(r.saldo * SCALE[r.enhet] for r in others)
    more, lines = with_debt(plan, owed)
    return Made((*edits, *more), (*told, *lines))
