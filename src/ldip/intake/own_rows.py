"""Edits of the rows of a csv file by key: cells that differ, rows that are new, rows that are gone; comments and order stay."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from typing import Final

from ldip.plan.csvfile import cell_text, decode, delimiter_of
from ldip.plan.csvlines import parse
from ldip.plan.edits import Contents, DropRow, Edit, NewFile, NewRow, SetCell
from ldip.plan.schema.fields import SCALE

Cells = Mapping[str, object]
Key = tuple[str, ...]
DECIMALS: Final = {"kr": 2, "1000 kr": 5, "mill. kr": 8}  # to the øre


def in_unit(kroner: float, unit: str) -> float:
    """An amount in one of a plan's units, to the øre."""
    return round(kroner / SCALE[unit], DECIMALS[unit]) + 0.0


def rows_of(contents: Contents, file: str) -> list[tuple[int, dict[str, str]]]:
    """(line, cells by column) of the rows of a file; none where it is absent."""
    raw = contents.get(file)
    if raw is None:
        return []
    text, _ = decode(raw, file)
    return parse(text).by_column()


def row_edits(
    contents: Contents, file: str, key: tuple[str, ...], wanted: Mapping[Key, Cells], ours: Callable[[dict[str, str]], bool]
) -> list[Edit]:
    """Edits that make the rows of a file that are `ours` those of `wanted` by their key columns; other rows are untouched.

    A row that is there keeps its line and the cells that `wanted` does not name."""
    delimiter = delimiter_of(contents.get(file), file)
    edits: list[Edit] = []
    gone: list[int] = []
    met: set[Key] = set()
    for line, cells in rows_of(contents, file):
        if not ours(cells):
            continue
        place = tuple(cells.get(c, "") for c in key)
        if place not in wanted or place in met:
            gone.append(line)
            continue
        met.add(place)
        for column, value in wanted[place].items():
            text = cell_text(value, delimiter)
            if cells.get(column, "") != text:
                edits.append(SetCell(fil=file, rad=line, kolonne=column, verdi=text))
    edits += [DropRow(fil=file, rad=line) for line in reversed(gone)]
    for place, values in wanted.items():
        if place not in met:
            cells = dict(zip(key, place, strict=True)) | {c: cell_text(v, delimiter) for c, v in values.items()}
            edits.append(NewRow(fil=file, celler=cells))
    return edits


def new_table(file: str, about: str, key: tuple[str, ...], wanted: Mapping[Key, Cells]) -> NewFile:
    """A csv file with a comment, its columns in the order of `key` and the first row, and the rows."""
    columns = [*key, *next(iter(wanted.values()), {})]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(columns)
    for place, values in wanted.items():
        writer.writerow([*place, *(cell_text(v, ";") for v in values.values())])
    return NewFile(fil=file, tekst=f"{about}\n{out.getvalue()}")
