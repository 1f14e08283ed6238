"""A sheet as a grid of cells, turned where its records are columns, and the head of a table found by its headings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.tabular.places import letters
from ldip.tabular.terms import Question, Raw, Sheet, UnclearError
from ldip.workbook.own_profile import Part, Yearly
from ldip.workbook.own_terms import MOST_COLUMNS, MOST_ROWS
from ldip.workbook.own_words import loose, norm, same, text_of, year_in

ABOVE: Final = 6  # rows above a head that its title may be in


@dataclass(frozen=True)
class Grid:
    """Cells by row (from 1) and column (from 0); `turned` swaps them, and places are still those of the file."""

    sheet: Sheet
    turned: bool = False

    @cached_property
    def cells(self) -> Mapping[tuple[int, int], Raw]:
        """Cells that are not empty."""
        found = {
            (line, column): cell
            for line, row in self.sheet.rows
            for column, cell in enumerate(row)
            if not (isinstance(cell, str) and not cell.strip())
        }
        return {(c + 1, r - 1): v for (r, c), v in found.items()} if self.turned else found

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """Numbers of the rows that have a cell, in order."""
        return tuple(sorted({r for r, _ in self.cells}))

    @cached_property
    def width(self) -> int:
        """Number of columns."""
        return max((c for _, c in self.cells), default=-1) + 1

    def at(self, row: int, column: int) -> Raw:
        """A cell; empty text where there is none."""
        return self.cells.get((row, column), "")

    def text(self, row: int, column: int) -> str:
        """A cell as text."""
        return text_of(self.at(row, column))

    def place(self, row: int, column: int) -> str:
        """A cell as the file names it."""
        line, at = self._in_file(row, column)
        return f"{letters(at)}{line}"

    def _in_file(self, row: int, column: int) -> tuple[int, int]:
        """Line and column of a cell in the file."""
        return (column + 1, row - 1) if self.turned else (row, column)

    def is_percent(self, row: int, column: int) -> bool:
        """Whether the sheet shows a cell's number as per cent."""
        return self._in_file(row, column) in self.sheet.percent

    def is_formula(self, row: int, column: int) -> bool:
        """Whether a cell is a formula with a stored result."""
        return self._in_file(row, column) in self.sheet.formulas

    def line(self, row: int, column: int) -> int:
        """The line of the file that a cell is in."""
        return self._in_file(row, column)[0]

    def above(self, row: int) -> list[str]:
        """Texts of the cells of the rows just above a row, in order."""
        near = range(max(row - ABOVE, 1), row)
        return [self.text(r, c) for r in near for c in range(self.width) if (r, c) in self.cells]

    @cached_property
    def _spread(self) -> Mapping[tuple[int, int], Raw]:
        """The first cell of each merged area, in its other cells."""
        found: dict[tuple[int, int], Raw] = {}
        for r1, c1, r2, c2 in self.sheet.merged:
            top, left, bottom, right = (c1 + 1, r1 - 1, c2 + 1, r2 - 1) if self.turned else (r1, c1, r2, c2)
            if (bottom - top + 1) * (right - left + 1) <= MOST_COLUMNS * 4 and (top, left) in self.cells:
                first = self.cells[(top, left)]
                found |= {(r, c): first for r in range(top, bottom + 1) for c in range(left, right + 1)}
        return found

    def heading(self, row: int, column: int) -> Raw:
        """A cell of a heading; a merged one is in each of its cells."""
        return self.cells.get((row, column), self._spread.get((row, column), ""))

    def problem(self, cell: tuple[int, int], what: str, value: str = "", hint: str = "") -> Problem:
        """A problem of a cell, with sheet and cell."""
        return Problem(self.sheet.file, f"{self.sheet.name}!{self.place(*cell)}", what, value, hint, self.line(*cell))


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and the year and other words where it is a column of a year."""

    index: int
    heading: str
    texts: tuple[str, ...]
    year: int = 0
    beside: str = ""


@dataclass(frozen=True)
class Head:
    """The head of a table: its rows, the column of names and the others. `title` is the text above it."""

    rows: tuple[int, ...]
    label: int
    columns: tuple[Column, ...]
    title: str

    @property
    def years(self) -> tuple[Column, ...]:
        """Columns of years."""
        return tuple(c for c in self.columns if c.year)


def sheet_of(sheets: Iterable[Sheet], part: Part, file: str, key: str) -> Sheet:
    """The sheet of a part, by its name, or by its name without years. Errors: SourceError listing the sheets."""
    every = list(sheets)
    exact = [s for s in every if same(s.name, part.ark)]
    alike = exact or [s for s in every if loose(s.name) == loose(part.ark) and loose(part.ark)]
    if len(alike) == 1:
        found = alike[0]
        size = len(found.rows), max((len(r) for _, r in found.rows), default=0)
        if size[0] > MOST_ROWS or size[1] > MOST_COLUMNS:
            what = f"arket har flere enn {MOST_ROWS} rader eller {MOST_COLUMNS} kolonner"
            raise SourceError([Problem(file, found.name, what, f"{size[0]} × {size[1]}", "slett tomme rader og kolonner")])
        return found
    names = ", ".join(s.name for s in every)
    if not alike:
        hint = f"arkene heter {names}; rett ark i profilen, eller svar med {key}.ark"
        raise SourceError([Problem(file, f"{key}.ark", "arket finnes ikke i regnearket", part.ark, hint)])
    choices = tuple((s.name, s.name) for s in alike)
    problem = Problem(file, f"{key}.ark", "flere ark passer", ", ".join(s.name for s in alike), f"svar med {key}.ark")
    raise UnclearError([problem], (Question(f"{key}.ark", f"Hvilket ark er {key}?", choices),))


def head_of(grid: Grid, part: Part, key: str) -> Head:
    """The head of a part's table, found by its headings. Errors: SourceError naming the sheet."""
    after = _title_row(grid, part, key)
    found = [h for h in heads(grid, part.navn, part.overskriftsrader, isinstance(part, Yearly)) if h.rows[0] > after]
    if not found:
        what = f"fant ikke overskriften «{part.navn}»" if part.navn else "fant ingen rad med årstall"
        hint = "med årstall på samme rad; rett navn eller overskriftsrader i profilen" if isinstance(part, Yearly) else ""
        raise SourceError([Problem(grid.sheet.file, f"{grid.sheet.name}!", what, part.navn, hint or "rett navn i profilen")])
    return _chosen(found[0], part) if isinstance(part, Yearly) else found[0]


def _title_row(grid: Grid, part: Part, key: str) -> int:
    if not part.etter:
        return 0
    for like in (same, lambda a, b: loose(a) == loose(b)):
        for row, column in sorted(grid.cells):
            if like(grid.text(row, column), part.etter):
                return row
    hint = f"rett etter i profilen ({key})"
    raise SourceError([Problem(grid.sheet.file, f"{grid.sheet.name}!", "fant ikke tittelen over tabellen", part.etter, hint)])


def heads(grid: Grid, name: str, deep: int, yearly: bool) -> Iterator[Head]:
    """Heads of tables in the order of the sheet: with the heading `name` where it is given, and years where `yearly`."""
    last = 0
    rows = grid.rows
    for like in (same, lambda a, b: bool(loose(b)) and loose(a) == loose(b)):
        for i, row in enumerate(rows):
            if row <= last:
                continue
            columns = [c for c in range(grid.width) if like(text_of(grid.heading(row, c)), name)] if name else [-1]
            for label in columns[:1]:
                blocks = [rows[max(s, 0) : max(s, 0) + deep] for s in range(i - deep + 1, i + 1)]
                made = [m for b in blocks if len(b) == deep and row in b and (m := _made(grid, b, label)) is not None]
                best = max(made, key=lambda h: len(h.years), default=None)
                if best is not None and (not yearly or len(best.years) >= (1 if name else 2)):
                    last = best.rows[-1]
                    yield best
        if last:
            return


def _made(grid: Grid, block: tuple[int, ...], label: int) -> Head | None:
    """The head made of some rows; without a label column, the nearest column of text left of the years is one."""
    raws = [_filled(grid, block, i, label) for i in range(len(block))]
    columns = tuple(_column(c, [r.get(c, "") for r in raws]) for c in range(grid.width))
    used = tuple(c for c in columns if c.heading)
    if label < 0:
        first = next((c.index for c in used if c.year), 0)
        below = [r for r in grid.rows if r > block[-1]][:40]
        texts = {c: len({grid.text(r, c) for r in below if isinstance(grid.at(r, c), str)} - {""}) for c in range(first)}
        label = max(texts, key=lambda c: (texts[c], -c), default=-1)  # names are many; other text beside them is the same words
        if label < 0 or not texts[label]:
            return None
    return Head(block, label, tuple(c for c in used if c.index != label), " ".join(grid.above(block[0])))


def _filled(grid: Grid, block: tuple[int, ...], i: int, label: int) -> dict[int, Raw]:
    """A row of headings. In all but the last, a heading goes on over the empty cells to its right that have one below."""
    row = {c: grid.heading(block[i], c) for c in range(grid.width) if grid.heading(block[i], c) != ""}
    if i == len(block) - 1:
        return row
    carried: Raw = ""
    for c in range(max(label, -1) + 1, grid.width):
        carried = row.get(c, carried)
        if c not in row and carried != "" and grid.heading(block[i + 1], c) != "":
            row[c] = carried
    return row


def _column(index: int, raws: list[Raw]) -> Column:
    texts = tuple(dict.fromkeys(t for r in raws if (t := text_of(r))))
    found = [year_in(r) for r in raws]
    years = {y for y, _ in found if y}
    if len(years) != 1:
        return Column(index, " ".join(texts), texts)
    beside = " ".join(rest if y else text_of(r) for (y, rest), r in zip(found, raws, strict=True) if rest or not y)
    return Column(index, " ".join(texts), texts, years.pop(), " ".join(beside.split()))


def _chosen(head: Head, part: Yearly) -> Head:
    """The head with the columns of the chosen heading beside the year."""
    if not part.kolonne:
        return head
    keep = [
        c if not c.year or norm(part.kolonne) in (norm(c.beside), loose(c.beside)) else replace(c, year=0) for c in head.columns
    ]
    return replace(head, columns=tuple(keep))


def column_of(head: Head, heading: str) -> Column | None:
    """The column of a heading; None where there is none."""
    return next(iter(columns_of(head, heading)), None)


def columns_of(head: Head, heading: str) -> list[Column]:
    """The columns of a heading, exact before one with other digits: several where it is under each year."""
    for like in (norm, loose):
        wanted = like(heading)
        found = [c for c in head.columns if wanted and wanted in (like(c.heading), *map(like, c.texts))]
        if found:
            return found
    return []
