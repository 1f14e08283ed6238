"""The layout of a plan's workbook: the rows of a sheet, the sheet that carries the plan, and the names of the sheets."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, TypeVar

from ldip.plan.archive import packed, unpacked
from ldip.workbook.terms import Grid

ID_ROW, HELP_ROW, KEY_ROW, HEAD_ROW, FIRST_ROW = 0, 1, 2, 3, 4  # rows of a sheet, from 0
SPARE: Final = 25  # free rows under the last one
CARRIER: Final = "ldip"  # the hidden sheet with the plan that the workbook was made from
MARK: Final = "ldip-arbeidsbok"
VERSION: Final = "1"
CODES: Final = "Koder"
LONGEST_NAME: Final = 31  # characters of a sheet's name
CHUNK: Final = 30_000  # characters in a cell of the carrier
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']")
T = TypeVar("T")
Block = tuple[int, int, int, int]  # first row, first column, last row, last column


def free_rows(grid: Grid) -> range:
    """The free rows under a sheet's own."""
    first = FIRST_ROW + len(grid.rows)
    return range(first, first + SPARE)


def sheet_names(grids: Iterable[Grid]) -> dict[str, str]:
    """The name of each sheet by the id of its grid: readable, no longer than a spreadsheet allows, and each its own."""
    names: dict[str, str] = {}
    taken = {n.casefold() for n in (CARRIER, CODES)}
    for grid in grids:
        whole = _FORBIDDEN.sub(" ", grid.title)
        name, n = shortened(whole), 2
        while name.casefold() in taken:
            name, n = f"{whole[:27]} ({n})", n + 1
        taken.add(name.casefold())
        names[grid.id] = name
    return names


def shortened(title: str) -> str:
    """A title within the length of a sheet's name: the part after the last dot is kept whole."""
    if len(title) <= LONGEST_NAME:
        return title
    head, dot, tail = title.rpartition(" · ")
    room = LONGEST_NAME - len(dot + tail) - 1
    return f"{head[:room].rstrip()}…{dot}{tail}" if dot and room > 0 else f"{title[: LONGEST_NAME - 1].rstrip()}…"


def carried(contents: Mapping[str, bytes]) -> list[str]:
    """A plan's files as the texts of cells."""
    text = base64.b64encode(packed(contents)).decode()
    return [text[i : i + CHUNK] for i in range(0, len(text), CHUNK)]


def carried_back(chunks: Iterable[str]) -> dict[str, bytes]:
    """The files that a workbook carries. Errors: ValueError for texts that are no such thing, SourceError for files that are
    no plan within the limits."""
    return unpacked(base64.b64decode("".join(chunks), validate=True))


def digest_of(contents: Mapping[str, bytes]) -> str:
    """sha256 of the files that a workbook is made from."""
    return hashlib.sha256(packed(contents)).hexdigest()


def blocks(marked: Mapping[tuple[int, int], T]) -> Iterator[tuple[T, Block]]:
    """Cells with the same mark, gathered into rectangles: runs along a row, joined with the same run of the row above."""
    open_: dict[tuple[int, int, T], tuple[int, int]] = {}
    for row, cells in groupby(sorted(marked), key=lambda at: at[0]):
        runs = list(_runs(row, [c for _, c in cells], marked))
        for key in [k for k, (_, last) in open_.items() if last < row - 1 or k not in runs]:
            first, last = open_.pop(key)
            yield key[2], (first, key[0], last, key[1])
        for key in runs:
            open_[key] = (open_[key][0], row) if key in open_ else (row, row)
    for key, (first, last) in open_.items():
        yield key[2], (first, key[0], last, key[1])


def _runs(row: int, columns: Sequence[int], marked: Mapping[tuple[int, int], T]) -> Iterator[tuple[int, int, T]]:
    start = columns[0]
    for before, after in zip(columns, (*columns[1:], -1), strict=True):
        if after != before + 1 or marked[row, after] != marked[row, start]:
            yield start, before, marked[row, start]
            start = after
