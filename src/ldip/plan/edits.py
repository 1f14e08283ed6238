"""Edits of a plan held as bytes by path: a value, a year or a field of a TOML file, a cell or a row of a csv file, a file added
or removed.

The files keep their comments and layout, and an edited TOML file must parse to exactly the intended values. The same edits
give the same bytes, so a trial and the saved plan are equal.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from tomllib import TOMLDecodeError
from typing import Annotated, Any, Final, Literal, Union

from pydantic import AfterValidator, ConfigDict, Field, JsonValue, SkipValidation

from ldip.errors import PlanError, Problem
from ldip.plan.bounds import CSV_COLUMNS, TOML_WORD, plan_problems, value_problem
from ldip.plan.by_place import Setting, text_set, year_set, years_of
from ldip.plan.csvfile import bounded, decode
from ldip.plan.csvlines import CsvText, Record, joined, one_line, parse
from ldip.plan.memo import Recent
from ldip.plan.paths import path_fault
from ldip.plan.schema.fields import Strict
from ldip.plan.schema.tables import TABLES
from ldip.plan.tomlfile import loads
from ldip.plan.write import assign, edited_all
from ldip.tabular.lines import lines_of

Contents = Mapping[str, bytes]
Edits = dict[str, bytes | None]


def _held(path: str) -> str:
    """A path that a file of a plan can have. Errors: ValueError."""
    if fault := path_fault(path):
        raise ValueError(fault)
    return path


FilePath = Annotated[str, Field(pattern=r"^[a-z0-9_-]+(/[a-z0-9_-]+)*\.(toml|csv|md)$", max_length=200), AfterValidator(_held)]
Key = Union[Annotated[int, Field(ge=0, le=100_000)], Annotated[str, Field(min_length=1, max_length=TOML_WORD)]]
LONGEST_CELL: Final = 2000  # characters
CellText = Annotated[str, Field(max_length=LONGEST_CELL)]
Cells = Annotated[dict[Annotated[str, Field(max_length=100)], CellText], Field(max_length=CSV_COLUMNS)]
LARGEST: Final = 2**20
MOST: Final = 10**15  # of a value set for a year
MADE: Final = 512  # most edited files cached
_MADE: Final = Recent(MADE)


class _Edit(Strict):
    """An edit of a file."""

    model_config = ConfigDict(strict=False, str_strip_whitespace=False)  # text is stored unchanged
    fil: FilePath


def _as_text(value: JsonValue) -> JsonValue:
    """A value that can be written. Errors: ValueError for half of a surrogate pair, or a value beyond the limits."""
    if wrong := value_problem(value):
        raise ValueError(wrong)
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError("teksten har tegn som ikke kan lagres") from None
    return value


class SetValue(_Edit):
    """Set the value at a path of keys in a TOML file; without a value the key is removed."""

    slag: Literal["sett"] = "sett"
    noekkel: Annotated[list[Key], Field(min_length=1, max_length=20)]
    verdi: Annotated[SkipValidation[JsonValue], AfterValidator(_as_text)] = None  # a lever may hold a date as well


class SetYear(_Edit):
    """Set one year of the vector at a path of a TOML file; the others keep their values, except that those
    after the last given year follow it by the rule of the vector. Without a value the year is removed."""

    slag: Literal["aar"] = "aar"
    noekkel: Annotated[list[Key], Field(min_length=1, max_length=20)]
    aar: Annotated[int, Field(ge=1900, le=2200)]
    verdi: Annotated[int, Field(ge=-MOST, le=MOST)] | Annotated[float, Field(ge=-MOST, le=MOST, allow_inf_nan=False)] | None = (
        None
    )


class SetText(_Edit):
    """Set the value or the source at a path of a TOML file to a text, read as the kind of value that is there now."""

    slag: Literal["felt"] = "felt"
    noekkel: Annotated[list[Key], Field(min_length=1, max_length=20)]
    felt: Literal["verdi", "kilde"] = "verdi"
    tekst: CellText


class SetCell(_Edit):
    """Set a cell of a csv file; `rad` is the row's line number after the preceding edits."""

    slag: Literal["celle"] = "celle"
    rad: Annotated[int, Field(ge=1)]
    kolonne: Annotated[str, Field(max_length=100)]
    verdi: CellText


class NewRow(_Edit):
    """Add a row to a csv file."""

    slag: Literal["ny_rad"] = "ny_rad"
    celler: Cells


class DropRow(_Edit):
    """Remove a row of a csv file; `rad` is its line number after the preceding edits."""

    slag: Literal["fjern_rad"] = "fjern_rad"
    rad: Annotated[int, Field(ge=1)]


class NewFile(_Edit):
    """Add a file, or replace its whole text."""

    slag: Literal["ny_fil"] = "ny_fil"
    tekst: Annotated[str, Field(max_length=LARGEST)]


class DropFile(_Edit):
    """Remove a file."""

    slag: Literal["fjern_fil"] = "fjern_fil"


Edit = Annotated[Union[SetValue, SetYear, SetText, SetCell, NewRow, DropRow, NewFile, DropFile], Field(discriminator="slag")]
RowEdit = Union[SetCell, NewRow, DropRow]
ValueEdit = Union[SetValue, SetYear, SetText]


def apply(contents: Contents, edits: Sequence[Edit]) -> dict[str, bytes]:
    """The plan's files after the edits, applied in order for each file. Errors: PlanError with every edit that failed."""
    after: dict[str, bytes] = dict(contents)
    problems: list[Problem] = []
    for file in dict.fromkeys(e.fil for e in edits):
        own = tuple(e for e in edits if e.fil == file)
        try:
            result = _file(file, contents.get(file), own, years_of(contents))
        except PlanError as error:
            problems += error.problems
            continue
        if result is None:
            after.pop(file, None)
        else:
            after[file] = result
    if problems := problems or plan_problems({n: len(raw) for n, raw in after.items()}):
        raise PlanError(problems)
    return after


def changed_files(before: Contents, after: Contents) -> Edits:
    """Bytes of every file that differs, None for a removed one: the changes that a store commits."""
    gone: Edits = {n: None for n in before if n not in after}
    return {n: b for n, b in after.items() if before.get(n) != b} | gone


def _file(file: str, raw: bytes | None, edits: Sequence[Edit], years: range) -> bytes | None:
    """One file after its edits."""
    current = raw
    for _, run in groupby(edits, _kind):
        group = list(run)
        last, rows = group[-1], [e for e in group if isinstance(e, SetCell | NewRow | DropRow)]
        if isinstance(last, NewFile):
            current = last.tekst.encode("utf-8")
        elif isinstance(last, DropFile):
            current = None
        elif rows and (current is not None or file in TABLES):
            current = _csv(file, _header(file, rows) if current is None else current, rows)
        elif current is None:
            raise PlanError([Problem(file, "", "filen finnes ikke i planen", "", "legg den til først")])
        else:
            current = _toml(file, current, [e for e in group if isinstance(e, SetValue | SetYear | SetText)], years)
    return current


def _header(file: str, rows: Sequence[RowEdit]) -> bytes:
    """Header of a new csv file: the required columns, and those the new rows fill."""
    said = {k for e in rows if isinstance(e, NewRow) for k in e.celler}
    return (";".join(n for n, f in TABLES[file].model_fields.items() if f.is_required() or n in said) + "\n").encode()


def _kind(edit: Edit) -> type[Strict]:
    """The kind of an edit; adjacent edits of one kind are made together: all row edits are one kind, and all value edits."""
    if isinstance(edit, SetCell | NewRow | DropRow):
        return SetCell
    return SetValue if isinstance(edit, SetYear | SetText) else type(edit)


def _toml(file: str, raw: bytes, edits: Sequence[ValueEdit], years: range) -> bytes:
    """Set values in a TOML file; results are cached, since parsing the layout is slow."""
    return _MADE.get((file, raw, years, tuple(repr(e) for e in edits)), lambda: _toml_made(file, raw, edits, years))


def _toml_made(file: str, raw: bytes, edits: Sequence[ValueEdit], years: range) -> bytes:
    text, problems = decode(raw, file)
    if problems or not file.endswith(".toml"):
        raise PlanError(problems or [Problem(file, "", "er ikke en TOML-fil", "", "bruk celle, ny_rad eller fjern_rad for csv")])
    return edited_all(text, list(_settings(text, edits, years, file)), file).encode("utf-8")


def _settings(text: str, edits: Sequence[ValueEdit], years: range, file: str) -> Iterator[Setting]:
    """The values that edits set, in order; an edit by place is read against the file as it is after those before it."""
    if all(isinstance(e, SetValue) for e in edits):
        yield from ((list(e.noekkel), e.verdi) for e in edits if isinstance(e, SetValue))
        return
    try:
        data = loads(text)
    except TOMLDecodeError as error:
        raise PlanError([Problem(file, "", "filen er ikke gyldig TOML", str(error)[:60], "rett filen som tekst først")]) from None
    for e in edits:
        for path, value in _set_by(e, data, years):
            assign(data, path, copy.deepcopy(value), file)
            yield path, value


def _set_by(e: ValueEdit, data: Any, years: range) -> list[Setting]:
    if isinstance(e, SetYear):
        return year_set(data, e.noekkel, e.aar, e.verdi, years)
    return text_set(data, e.noekkel, e.felt, e.tekst) if isinstance(e, SetText) else [(list(e.noekkel), e.verdi)]


def _csv(file: str, raw: bytes, edits: Sequence[RowEdit]) -> bytes:
    """Set cells, drop rows and add rows; all other lines are unchanged."""
    text, problems = bounded(raw, file)
    if problems or not file.endswith(".csv"):
        raise PlanError(problems or [Problem(file, "", "er ikke en csv-fil", "", "bruk sett for TOML")])
    table = parse(text)
    if table.header is None:
        raise PlanError([Problem(file, "", "filen er tom", "", "legg til en overskriftsrad")])
    heads = table.columns
    known = TABLES[file].model_fields if file in TABLES else {}
    if more := list(dict.fromkeys(k for e in edits for k in _columns(e) if k not in heads and k in known)):
        heads += more  # earlier rows are then shorter and have no cell in the new columns
        _replace(table, table.header, joined(heads, table.delimiter))
    wrong = {k for e in edits for k in _columns(e) if k not in heads}
    if wrong:
        raise PlanError([Problem(file, ", ".join(sorted(wrong)), "ukjent kolonne", "", f"kolonnene er {', '.join(heads)}")])
    for e in edits:
        table = _row_edit(e, table, heads)
    return "".join(table.lines).encode("utf-8")


def _row_edit(e: RowEdit, table: CsvText, heads: Sequence[str]) -> CsvText:
    """The table after an edit of a row. A cell is set without moving the rows under it, so that they keep their numbers."""
    if isinstance(e, SetCell):
        row = _row_of(e, table)
        cells = row.cells + [""] * (len(heads) - len(row.cells))
        cells[heads.index(e.kolonne)] = one_line(e.verdi)
        _replace(table, row, joined(cells, table.delimiter))
        return replace(table, rows=[replace(r, cells=cells) if r is row else r for r in table.rows])
    if isinstance(e, DropRow):
        row = _row_of(e, table)
        del table.lines[row.line - 1 : row.line - 1 + row.height]
        kept = (r for r in table.rows if r is not row)
        return replace(table, rows=[r if r.line < row.line else replace(r, line=r.line - row.height) for r in kept])
    table.end_last_line()
    cells = [one_line(e.celler.get(h, "")) for h in heads]
    table.lines.append(joined(cells, table.delimiter) + table.ending)
    return replace(table, rows=[*table.rows, Record(len(table.lines), 1, cells)])


def _replace(table: CsvText, row: Record, text: str) -> None:
    """Write a row in the place of one; lines that it no longer needs are left blank."""
    old = table.raw(row)
    ending = old[len(old.rstrip("\r\n")) :]
    lines = lines_of(text + ending)
    lines += [ending] * (row.height - len(lines)) if ending else []
    table.lines[row.line - 1 : row.line - 1 + row.height] = lines


def _columns(e: RowEdit) -> tuple[str, ...]:
    """The columns an edit names."""
    return (e.kolonne,) if isinstance(e, SetCell) else tuple(e.celler) if isinstance(e, NewRow) else ()


def _row_of(e: SetCell | DropRow, table: CsvText) -> Record:
    row = next((r for r in table.rows if r.line == e.rad), None)
    if row is None:
        raise PlanError([Problem(e.fil, "rad", "raden finnes ikke i filen", str(e.rad), "last siden på nytt", e.rad)])
    if row.fault:
        raise PlanError([Problem(e.fil, "rad", row.fault, "", "rett raden i filens tekst først", e.rad)])
    return row
