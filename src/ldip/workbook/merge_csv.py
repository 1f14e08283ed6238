"""Changes of a workbook in a csv file as edits, upon the file as it is now: rows are found again by what they held."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ldip.plan.csvfile import ROW_KEYS, cell_text, decode
from ldip.plan.csvlines import parse
from ldip.plan.edits import LONGEST_CELL, DropRow, Edit, NewRow, SetCell
from ldip.workbook.cells import words
from ldip.workbook.merge_toml import CONFLICT, REMEDY
from ldip.workbook.seen import Added, Seen
from ldip.workbook.table_grids import csv_values
from ldip.workbook.terms import Field


@dataclass
class CsvEdits:
    """The edits of a csv file; `lines` has the line of each row of the workbook's own version in the file after them, and
    `new` the rows added, in order."""

    edits: list[Edit] = field(default_factory=list)
    lines: dict[int, int] = field(default_factory=dict)
    new: list[Added] = field(default_factory=list)


@dataclass(frozen=True)
class _File:
    """A csv file: its delimiter, and its cells and values by line and column."""

    delimiter: str
    rows: Mapping[int, Mapping[str, str]]
    values: Mapping[int, Mapping[str, object]]


def _read(raw: bytes, file: str, fields: Mapping[str, Field]) -> _File:
    text, _ = decode(raw, file)
    table = parse(text)
    found = csv_values(table, fields)
    return _File(table.delimiter, {n: cells for n, cells, _ in found}, {n: values for n, _, values in found})


def csv_edits(file: str, base: bytes, now: bytes | None, fields: Mapping[str, Field], seen: Seen) -> CsvEdits:
    """The edits of one file; conflicts become problems of `seen`."""
    found = CsvEdits()
    was, has = _read(base, file, fields), _read(now or b"", file, fields)
    found.lines = {n: n for n in was.rows} if base == now else _matched(file, was, has)
    for t in (t for t in seen.touches if t.file == file):
        column, line = str(t.path[0]), found.lines.get(t.line)
        if line is None:
            seen.wrong(t.where, column, f"raden {CONFLICT}, eller tatt bort", "", REMEDY)
            continue
        current = has.values[line][column]
        if current == t.after:
            continue
        if current != t.before:
            seen.wrong(t.where, column, CONFLICT, words(current), REMEDY)
        elif (text := _text(t.after, t.where, column, has.delimiter, seen)) is not None:
            found.edits.append(SetCell(fil=file, rad=line, kolonne=column, verdi=text))
    drops = []
    for g in (g for g in seen.gone if g.file == file):
        line = found.lines.get(g.line)
        if line is not None and has.rows[line] != was.rows[g.line]:
            seen.wrong(g.where, "", f"raden {CONFLICT}", g.name, "hent en ny bok, og ta raden bort der")
        elif line is not None:
            drops.append(line)
    drops.sort()
    found.edits += [DropRow(fil=file, rad=n) for n in reversed(drops)]
    gone = set(drops)
    found.lines = {n: line - bisect_left(drops, line) for n, line in found.lines.items() if line not in gone}
    _add(file, has.delimiter, seen, found)
    return found


def _add(file: str, delimiter: str, seen: Seen, found: CsvEdits) -> None:
    for a in (a for a in seen.added if a.file == file):
        cells = {}
        for path, value in a.values.items():
            text = _text(value, a.places[path], str(path[0]), delimiter, seen)
            if text is not None:
                cells[str(path[0])] = text
        found.edits.append(NewRow(fil=file, celler=cells))
        found.new.append(a)


def _text(value: Any, where: str, column: str, delimiter: str, seen: Seen) -> str | None:
    """The text of a csv cell; None, with its problem, for one that is too long."""
    text = "" if value is None else cell_text(value, delimiter)
    if len(text) > LONGEST_CELL:
        seen.wrong(where, column, "teksten er for lang", text, f"bruk høyst {LONGEST_CELL} tegn")
        return None
    return text


def _matched(file: str, was: _File, has: _File) -> dict[int, int]:
    """The lines of rows in a file that has been changed: by all they hold, then by what identifies them where that is unique."""
    free: dict[Any, list[int]] = {}
    for n, cells in has.rows.items():
        free.setdefault(tuple(sorted(cells.items())), []).append(n)
    found: dict[int, int] = {}
    for n, cells in was.rows.items():
        if lines := free.get(tuple(sorted(cells.items()))):
            found[n] = lines.pop(0)
    keys = ROW_KEYS.get(file, ())
    ours = _unique(was, [n for n in was.rows if n not in found], keys)
    theirs = _unique(has, sorted(set(has.rows) - set(found.values())), keys)
    return found | {n: theirs[key] for key, n in ours.items() if key in theirs}


def _unique(file: _File, lines: Sequence[int], keys: Sequence[str]) -> dict[tuple[str, ...], int]:
    every = [tuple(file.rows[n].get(k, "") for k in keys) for n in lines]
    count = Counter(every)
    return {key: n for key, n in zip(every, lines, strict=True) if keys and count[key] == 1}
