"""A table of the workbook read by its part of the profile: lines with amounts by year, sums met, faults refused by cell."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.plan.schema.fields import SCALE
from ldip.tabular.terms import Answers, Fault, Question, Raw, UnclearError
from ldip.workbook.own_grid import Column, Grid, Head, column_of, columns_of, head_of
from ldip.workbook.own_notes import Notes, formulas
from ldip.workbook.own_numbers import amounts_of
from ldip.workbook.own_profile import GO_ON, SUMS, LeftOut, Money, Projects, Yearly
from ldip.workbook.own_sums import Control, Row, control_of
from ldip.workbook.own_terms import Block, Line
from ldip.workbook.own_words import loose, matches, same, text_of

NAMELESS: Final = "(uten navn)"
NAMED: Final = 8
Extra = Mapping[str, Sequence[Column]]


@dataclass(frozen=True)
class _Cells:
    """The rows of a table and their amounts by row and column, in the unit of the table."""

    head: Head
    rows: tuple[int, ...]
    amounts: Mapping[tuple[int, int], float]


def read_block(grid: Grid, part: Yearly, key: str, answers: Answers) -> Block:
    """The lines of a part. Errors: SourceError with every cell that is wrong, UnclearError for what can be read in two ways."""
    head = head_of(grid, part, key)
    _one_a_year(grid, head, key)
    extra = _extra(grid, head, part, key)
    cells = _cells(grid, head, part, extra, answers)
    rows = list(_rows(grid, cells, part))
    control = _controlled(grid, rows, part, [c.index for c in head.years])
    problems = list(control.problems)
    _ends(grid, rows, part, control, key)
    lines = _named(grid, list(_lines(grid, cells, part, extra)), problems)
    problems += _gaps(grid, cells, part, lines)
    problems += _row_sums(grid, head, part, cells, lines)
    if problems:
        raise SourceError(problems)
    kept = tuple(line for line in lines if not _is_out(line.name, part))
    out = {y: math.fsum(line.values.get(y, 0.0) for line in lines if _is_out(line.name, part)) for y in _years(head)}
    left = {y: v for y, v in out.items() if v}
    notes = Notes(grid, head, part, cells.rows)
    told = (*notes.hidden(), *formulas(grid, cells.amounts), *notes.unread(), *notes.outside_sums(control), *notes.left_out(left))
    return Block(key, grid.sheet.name, tuple(_years(head)), kept, control.met, told)


def _years(head: Head) -> list[int]:
    return sorted({c.year for c in head.years})


def _one_a_year(grid: Grid, head: Head, key: str) -> None:
    """Errors: UnclearError where a year has several columns and none is chosen."""
    several = Counter(c.year for c in head.years)
    if not (twice := [c for c in head.years if several[c.year] > 1]):
        return
    beside = list(dict.fromkeys(c.beside for c in twice if c.beside))
    places = ", ".join(grid.place(head.rows[-1], c.index) for c in twice[:NAMED])
    what, hint = f"året {twice[0].year} har flere kolonner", f"svar med {key}.kolonne, eller sett kolonne i profilen"
    if len({(c.year, c.beside) for c in twice}) < len(twice):
        hint = "gi kolonnene overskrifter som skiller dem, og sett overskriftsrader i profilen om de er på flere rader"
        raise SourceError([Problem(grid.sheet.file, f"{grid.sheet.name}!", what, places, hint)])
    problem = Problem(grid.sheet.file, f"{grid.sheet.name}!", what, places, hint)
    question = Question(f"{key}.kolonne", f"Hvilken kolonne i {grid.sheet.name} skal leses?", tuple((b, b) for b in beside))
    raise UnclearError([problem], (question,))


def _extra(grid: Grid, head: Head, part: Yearly, key: str) -> dict[str, list[Column]]:
    """The columns beside the years that the profile names; financing may have one under each year.

    Errors: SourceError for a heading that is not there."""
    wanted = {"sumkolonne": part.sumkolonne}
    if isinstance(part, Projects):
        wanted |= {"sektor": part.sektor, "tidligere": part.tidligere, "ferdig": part.ferdig}
        wanted |= {f"finansiering.{k}": v for k, v in part.finansiering.items()}
    every = {name: columns_of(head, heading) for name, heading in wanted.items() if heading}
    found = {n: c if n.startswith("finansiering.") else c[:1] for n, c in every.items()}
    if missing := [n for n, c in found.items() if not c]:
        said = ", ".join(c.heading for c in head.columns[:40])
        raise SourceError(
            Problem(grid.sheet.file, f"{key}.{n}", "fant ikke kolonnen i tabellen", wanted[n], f"overskriftene er {said}")
            for n in missing
        )
    return found


def _cells(grid: Grid, head: Head, part: Yearly, extra: Extra, answers: Answers) -> _Cells:
    """The rows of the table and their numbers. Errors: SourceError for faults and for text where a number belongs."""
    texts = {"sektor", "ferdig"}
    columns = [*head.years, *(c for n, own in extra.items() if n not in texts for c in own)]
    rows = tuple(_body(grid, head, part))
    used = [r for r in rows if not matches(grid.text(r, head.label), part.utelat)]
    problems = list(_faults(grid, used, [head.label, *(c.index for c in columns)]))
    try:
        amounts = amounts_of(grid, rows, {c.index: c.heading for c in columns}, answers, {*rows} - {*used})
    except SourceError as error:
        if problems:
            raise SourceError([*problems, *error.problems]) from None
        raise
    if problems:
        raise SourceError(problems)
    return _Cells(head, rows, amounts)


def _body(grid: Grid, head: Head, part: Yearly) -> Iterator[int]:
    """Rows under the head, to the row that ends the table or the head of another."""
    for row in grid.rows:
        if row <= head.rows[-1]:
            continue
        label = grid.text(row, head.label)
        if (
            part.slutt
            and part.slutt != GO_ON
            and (same(label, part.slutt) or (loose(part.slutt) and loose(label) == loose(part.slutt)))
        ):
            return
        again = [c for c in head.years if grid.at(row, c.index) == float(c.year) or grid.text(row, c.index) == str(c.year)]
        if len(again) > 1:
            return
        yield row


def _faults(grid: Grid, rows: Sequence[int], columns: Sequence[int]) -> Iterator[Problem]:
    """Error values and formulas without a result, in the cells that are read."""
    for row in rows:
        for column in columns:
            cell = grid.at(row, column)
            if isinstance(cell, Fault):
                error = cell.what == "feilverdi"
                what = "cellen har en feilverdi" if error else "formelen er ikke regnet ut"
                hint = "rett formelen" if error else "åpne arbeidsboken i Excel eller LibreOffice og lagre den på nytt"
                yield grid.problem((row, column), what, cell.text, hint)


def _rows(grid: Grid, cells: _Cells, part: Yearly) -> Iterator[Row]:
    """The rows as headings, lines and sums."""
    for r in cells.rows:
        label = grid.text(r, cells.head.label)
        amounts = {c.index: v for c in cells.head.years if (v := cells.amounts.get((r, c.index))) is not None}
        if not amounts:
            if label:
                yield Row("overskrift", r, label, {})
        elif not label or (_is_sum(label, part) and not matches(label, part.utelat)):
            yield Row("sum", r, label or NAMELESS, amounts)
        else:
            yield Row("linje", r, label, amounts)


def _is_sum(label: str, part: Yearly) -> bool:
    return matches(label, part.summer) and not any(same(label, n) for n in part.navn_i_planen)


def _is_out(name: str, part: Yearly) -> bool:
    """Whether a row is not part of the plan."""
    plain = name.partition(": ")[2] or name
    mapped = {n for n, v in part.navn_i_planen.items() if v == LeftOut}
    return matches(name, part.utelat) or matches(plain, part.utelat) or any(same(name, n) for n in mapped)


def _controlled(grid: Grid, rows: Sequence[Row], part: Yearly, columns: Sequence[int]) -> Control:
    """The sum rows held against the lines; rows left out are in the sums, or are outside the table."""
    with_all = control_of(grid, rows, columns)
    if not with_all.problems or not part.utelat:
        return with_all
    inside = [r for r in rows if r.kind != "linje" or not matches(r.name, part.utelat)]
    without = control_of(grid, inside, columns)
    return without if len(without.problems) < len(with_all.problems) else with_all


def _ends(grid: Grid, rows: Sequence[Row], part: Yearly, control: Control, key: str) -> None:
    """Errors: UnclearError for lines after the sum of all lines above, which are as a rule financing or another table."""
    after = [r for r in rows if r.kind == "linje" and 0 < control.total < r.number and not _is_out(r.name, part)]
    if not after or part.slutt:
        return
    first, cell = after[0], (after[0].number, 0)
    total = next(r.name for r in rows if r.number == control.total)
    what = f"raden kommer etter «{total}», som er summen av alle radene over"
    hint = f"svar med {key}.slutt={first.name} for å slutte der, eller {key}.slutt={GO_ON} når radene hører med"
    choices = ((first.name, f"les ikke «{first.name}» og radene etter"), (GO_ON, "radene hører med"))
    question = Question(f"{key}.slutt", f"Hører «{first.name}» ({grid.place(*cell)[1:]}) med i {key}?", choices)
    raise UnclearError([grid.problem(cell, what, first.name, hint)], (question,))


def _lines(grid: Grid, cells: _Cells, part: Yearly, extra: Extra) -> Iterator[Line]:
    """The lines with their groups, in kroner or persons."""
    scale = Decimal(str(SCALE[part.enhet])) * part.fortegn if isinstance(part, Money) else Decimal(part.fortegn)
    group = ""
    for row in _rows(grid, cells, part):
        if "sektor" in extra:
            group = grid.text(row.number, extra["sektor"][0].index) or group
        elif row.kind != "linje":
            group = row.name if row.kind == "overskrift" or not matches(row.name, SUMS) else ""
        if row.kind != "linje":
            continue
        places = {c.year: grid.place(row.number, c.index) for c in cells.head.years}
        values = {
            c.year: float(Decimal(repr(row.amounts[c.index])) * scale) + 0.0 for c in cells.head.years if c.index in row.amounts
        }
        beside = {n: (_cell(grid, cells, row.number, own), grid.place(row.number, own[0].index)) for n, own in extra.items()}
        label = grid.place(row.number, cells.head.label)
        yield Line(row.name, group, row.number, values, places, label, beside)


def _cell(grid: Grid, cells: _Cells, row: int, columns: Sequence[Column]) -> Raw:
    """A cell as the number that it was read as, or unchanged; several as their sum."""
    found = [cells.amounts[(row, c.index)] for c in columns if (row, c.index) in cells.amounts]
    return math.fsum(found) if found else grid.at(row, columns[0].index) if len(columns) == 1 else ""


def _named(grid: Grid, lines: Sequence[Line], problems: list[Problem]) -> list[Line]:
    """Lines under names of their own: one that several groups have is named with its group."""
    count = Counter(loose_name(line.name) for line in lines)
    named = [replace(x, name=f"{x.group}: {x.name}") if count[loose_name(x.name)] > 1 and x.group else x for x in lines]
    again: dict[str, Line] = {}
    for line in named:
        before = again.setdefault(loose_name(line.name), line)
        if before is not line:
            hint = "gi dem hvert sitt navn i regnearket, eller før opp den ene i utelat"
            what = f"navnet står også i {before.place}, og to rader legges ikke sammen"
            problems.append(Problem(grid.sheet.file, f"{grid.sheet.name}!{line.place}", what, line.name, hint, line.row))
    return named


def loose_name(name: str) -> str:
    """A name of a line for comparison; digits count, since «Barnehage 1» and «Barnehage 2» are two."""
    return " ".join(text_of(name).casefold().split())


def _gaps(grid: Grid, cells: _Cells, part: Yearly, lines: Sequence[Line]) -> Iterator[Problem]:
    """Years without a figure: no spending for a project, and missing in any other table."""
    if isinstance(part, Projects):
        return
    for line in lines:
        for c in cells.head.years:
            if c.year not in line.values and not _is_out(line.name, part):
                hint = "skriv 0 der det skal være null, eller før raden opp i utelat"
                yield grid.problem((line.row, c.index), f"{line.name} har ikke noe tall for {c.year}", "", hint)


def _row_sums(grid: Grid, head: Head, part: Yearly, cells: _Cells, lines: Sequence[Line]) -> Iterator[Problem]:
    """Rows whose own sum column is neither the sum of the years, nor that with what was spent before."""
    column = column_of(head, part.sumkolonne) if part.sumkolonne else None
    earlier = column_of(head, part.tidligere) if isinstance(part, Projects) and part.tidligere else None
    for line in lines if column is not None else ():
        given = cells.amounts.get((line.row, column.index)) if column else None
        years = math.fsum(cells.amounts.get((line.row, c.index), 0.0) for c in head.years)
        before = cells.amounts.get((line.row, earlier.index), 0.0) if earlier else 0.0
        if given is not None and column and min(abs(given - years), abs(given - years - before)) > 5e-6 * max(1.0, abs(given)):
            what = f"summen av årene er {years:g}, ikke det kolonnen «{column.heading}» har"
            yield grid.problem((line.row, column.index), what, f"{given:g}", "rett tallet eller formelen i regnearket")
