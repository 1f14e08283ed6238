"""The header of a sheet: on any row, after title rows, in one to three rows; and where the wanted columns are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from ldip.tabular.headings import text_of, year_in
from ldip.tabular.matching import Found, find
from ldip.tabular.terms import Answers, Raw, Shape, Sheet

SEARCHED: Final = 200  # non-empty rows from the top
DEPTH: Final = 3
MOST_TRIED: Final = 150_000  # cells of all headers tried: a table has its header far up, or few columns
# Statistikkbanken's titles list the dimensions in the order of the table: «…, etter region, kjønn og år».
DIMENSIONS: Final = re.compile(r"\b(?:etter|by)\s+(.+)$", re.IGNORECASE)


@dataclass(frozen=True)
class Header:
    """A header: its first and last row (indices of the sheet's rows), and by column its heading and its cells from top down."""

    first: int
    last: int
    headings: tuple[str, ...]
    cells: tuple[tuple[Raw, ...], ...]
    found: Found
    told: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoHeader:
    """The row that comes nearest to a header: its line, its headings, and the names that it lacks."""

    line: int = 0
    headings: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    score: int = -1


@dataclass
class _Search:
    sheet: Sheet
    shape: Shape
    answers: Answers
    nearest: NoHeader = field(default_factory=NoHeader)
    valueless: Header | None = None  # the first that lacks only its value column


def header_of(sheet: Sheet, shape: Shape, answers: Answers) -> Header | NoHeader:
    """The first rows of a sheet that have every required column."""
    search = _Search(sheet, shape, answers)
    tried = 0
    for last in range(min(len(sheet.rows), SEARCHED)):
        if tried > MOST_TRIED:
            break
        for depth in range(1, min(DEPTH, last + 1) + 1):
            tried += len(sheet.rows[last][1])
            header = _tried(search, last - depth + 1, last)
            if header is not None:
                header = _lowered(search, header)
                return _raised(search, header) if header.found.years else header
    return search.valueless or search.nearest


def _tried(search: _Search, first: int, last: int) -> Header | None:
    sheet = search.sheet
    cells = _columns(sheet, first, last)
    told: tuple[str, ...] = ()
    cells, named = _named_by_title(sheet, first, cells)
    if sum(any(text_of(c) for c in column) for column in cells) < min(2, len(search.shape.columns)):
        return None
    if named:
        told = (f"kolonnene {', '.join(named)} har ingen overskrift i arket; navnene er tatt fra tabellens tittel",)
    headings = tuple(" ".join(dict.fromkeys(t for c in column if (t := text_of(c)))) for column in cells)
    found = find(sheet, cells, headings, search.shape, search.answers)
    if not found.lacking:
        return Header(first, last, headings, cells, found, told)
    if found.valueless and found.places and not search.valueless:
        search.valueless = Header(first, last, headings, cells, found, told)
    score = len(found.places) * 10 + len(found.years) - (last - first)
    if found.places and score > search.nearest.score:
        search.nearest = NoHeader(sheet.rows[last][0], tuple(h for h in headings if h), found.lacking, score)
    return None


def _lowered(search: _Search, header: Header) -> Header:
    """The same header with the row below, when that row has its years and no label."""
    below = header.last + 1
    if search.shape.wide is None or header.found.years or below >= len(search.sheet.rows):
        return header
    labels = [c for w in search.shape.columns if w.kind != "tall" and (c := header.found.places.get(w.name, -1)) >= 0]
    cells = search.sheet.rows[below][1]
    if not labels or any(text_of(cells[c]) for c in labels if c < len(cells)):
        return header
    deeper = _tried(search, header.first, below)
    return deeper if deeper is not None and deeper.found.years else header


def _raised(search: _Search, header: Header) -> Header:
    """The same header with the rows above that name groups of its year columns («Regnskap», «Personer»)."""
    best = header
    while best.first > 0 and best.last - best.first + 1 < DEPTH:
        above = search.sheet.rows[best.first - 1][1]
        years = {y.column for y in best.found.years}
        if not any(text_of(above[c]) for c in years if c < len(above)) or any(isinstance(c, float) for c in above):
            break
        if all(year_in(above[c]) for c in years if c < len(above) and text_of(above[c])):
            break  # another row of years is the values of a table above
        taller = _tried(search, best.first - 1, best.last)
        if taller is None:
            break
        best = taller
    return best


def _columns(sheet: Sheet, first: int, last: int) -> tuple[tuple[Raw, ...], ...]:
    """The cells of the rows by column, merged and repeated labels of upper rows filled to the right."""
    rows = [list(cells) for _, cells in sheet.rows[first : last + 1]]
    width = max(len(r) for r in rows)
    rows = [r + [""] * (width - len(r)) for r in rows]
    years = [c for c, cell in enumerate(rows[-1]) if year_in(cell)]
    start = years[0] if years else 0
    for at, row in enumerate(rows[:-1]):
        source, line = -1, sheet.rows[first + at][0]
        merged = {left: right for top, left, bottom, right in reversed(sheet.merged) if top <= line <= bottom}
        alone = sum(bool(text_of(c)) for c in row) == 1
        for column in range(width):
            if text_of(row[column]):
                source = -1 if alone and column == 0 else column  # a title is no label
            elif source < 0 or source < start <= column or not text_of(rows[-1][column]):
                continue
            elif _reaches(merged, source, column):
                row[column] = row[source]
    return tuple(zip(*rows, strict=True))


def _reaches(merged: Mapping[int, int], source: int, column: int) -> bool:
    """Whether a label of an upper header row covers a column: to the end of its merged cells, or to the next label."""
    end = merged.get(source)
    return end is None or column <= end


def _named_by_title(
    sheet: Sheet, first: int, cells: tuple[tuple[Raw, ...], ...]
) -> tuple[tuple[tuple[Raw, ...], ...], tuple[str, ...]]:
    """Headings of leading columns that have none, from the list of dimensions in a title above."""
    blank = next((i for i, column in enumerate(cells) if any(text_of(c) for c in column)), len(cells))
    if not 0 < blank < len(cells):
        return cells, ()
    names = dimensions_of_title([text_of(c) for _, row in sheet.rows[:first] for c in row if text_of(c)])
    if len(names) <= blank:
        return cells, ()
    depth = len(cells[0])
    named = tuple((*("",) * (depth - 1), name) for name in names[:blank])
    return named + cells[blank:], names[:blank]


def dimensions_of_title(texts: Sequence[str]) -> tuple[str, ...]:
    """The dimensions that a title lists after «etter»; none without such a title."""
    for text in texts:
        if found := DIMENSIONS.search(text):
            return tuple(n.strip() for n in re.split(r",|\s+og\s+|\s+and\s+", found[1]) if n.strip())
    return ()
