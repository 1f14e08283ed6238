"""Reading a plan folder: every problem is collected in one pass."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from ldip.errors import Problem, SourceError
from ldip.plan import messages
from ldip.plan.bounds import CACHED_BYTES, ROW_BYTES, capped, parsed_bytes, rows_problem
from ldip.plan.csvfile import decode, read_rows
from ldip.plan.document import Plan, Table, broken
from ldip.plan.folder import Folder, problems_of_size
from ldip.plan.locate import position
from ldip.plan.memo import Recent
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import FileRef, Strict
from ldip.plan.tomlfile import BoundError, loads
from ldip.plan.unused import references, unknown_file

M = TypeVar("M", bound=Strict)
Contents = Mapping[str, bytes]
PARSED: Final = 2048  # most files whose parsed form is cached
V = TypeVar("V")
_Read = tuple[tuple[V, tuple[Problem, ...]], int]  # a parsed file with its problems, and its estimated bytes
_READ: Final = Recent(PARSED, lambda read: cast(int, read[1]), CACHED_BYTES)


@dataclass
class Reading:
    """The files read so far, and their problems."""

    folder: Path
    contents: Contents = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    single: dict[str, Strict] = field(default_factory=dict)
    folders: dict[str, dict[str, Strict]] = field(default_factory=dict)
    tables: dict[str, Table[t.Row]] = field(default_factory=dict)
    schemas: dict[str, type[t.Row]] = field(default_factory=dict)
    read: dict[str, bytes] = field(default_factory=dict)
    partial: set[str] = field(default_factory=set)

    def plan(self) -> Plan:
        """The document; complete only when there are no problems."""
        return Plan(
            folder=self.folder,
            single=self.single,
            folders=self.folders,
            tables=self.tables,
            contents=self.read,
            partial=frozenset(self.partial),
        )


def read_folder(folder: Path) -> Reading:
    """Read all files of a folder, collecting problems instead of stopping."""
    return read_contents(Folder(folder, (".toml", ".csv")), folder)


def read_contents(contents: Contents, folder: Path) -> Reading:
    """Read a plan from its files' bytes by path, as `read_folder`; `folder` only names it. Parsed files are cached."""
    reading = Reading(folder, contents)
    if large := problems_of_size(contents):
        reading.problems += large
        return reading
    if "plan.toml" not in contents:
        hint = "oppgi mappen som har plan.toml, eller lag en ny plan med «ldip new»"
        reading.problems.append(Problem(str(folder), "", "fant ingen plan her", "", hint))
        return reading
    for name, model in f.SINGLE.items():
        if name in contents:
            if (found := _toml(reading, name, model)) is not None:
                reading.single[name] = found
        elif name not in f.OPTIONAL:
            reading.problems.append(Problem(name, "", "filen mangler", "", f"opprett {name}"))
    for name, model in f.FOLDERS.items():
        _folder(reading, name, model)
    for name, row in t.TABLES.items():
        if name in contents:
            _table(reading, name, row)
        elif name in t.REQUIRED:
            reading.problems.append(Problem(name, "", "filen mangler", "", f"opprett {name}"))
    _referenced(reading)
    _unknown_files(reading)
    reading.problems = capped(reading.problems)
    return reading


def problems_of(contents: Contents) -> Iterator[Problem]:
    """Problems of TOML files of a plan, each file alone."""
    for name, raw in contents.items():
        folder = name.rpartition("/")[0]
        model = f.FOLDERS.get(folder) if folder else f.SINGLE.get(name)
        if model is not None and name.endswith(".toml"):
            yield from _parsed(name, model, raw)[1]


def _raw(reading: Reading, name: str) -> bytes | None:
    """The bytes of a file; None, with its problem, for one that cannot be read."""
    try:
        raw = reading.read[name] = reading.contents[name]
    except SourceError as error:
        reading.problems += [replace(p, file=name) for p in error.problems]
        reading.partial.add(name)
        return None
    return raw


def _toml(reading: Reading, name: str, model: type[M]) -> M | None:
    raw = _raw(reading, name)
    if raw is None:
        return None
    found, problems = _parsed(name, model, raw)
    reading.problems += problems
    if problems:
        reading.partial.add(name)
    return cast("M | None", found)


def _parsed(name: str, model: type[Strict], raw: bytes) -> tuple[Strict | None, tuple[Problem, ...]]:
    """Document with its valid keys, and problems. Documents are frozen, so they are cached and shared."""
    found: _Read[Strict | None] = _READ.get((name, model, raw), lambda: (_document(name, model, raw), parsed_bytes(name, raw)))
    return found[0]


def _document(name: str, model: type[Strict], raw: bytes) -> tuple[Strict | None, tuple[Problem, ...]]:
    text, wrong = decode(raw, name)
    if wrong:
        return None, tuple(wrong)
    try:
        data = loads(unicodedata.normalize("NFC", text), name)
    except BoundError as error:
        return None, (error.problem,)
    except tomllib.TOMLDecodeError as error:
        return None, (_syntax(name, str(error)),)
    try:
        return model.model_validate(data), ()
    except ValidationError as error:
        problems = tuple(p for _, p in messages.problems(error, name, model))
        sound = _sound_part(model, data, {str(e["loc"][0]) for e in error.errors() if e["loc"]})
        return sound, problems


def _sound_part(model: type[M], data: dict[str, Any], wrong: set[str]) -> M:
    """The document's valid top-level keys, for the checks between files; access to others raises NotReadError."""
    sound = {
        name: TypeAdapter[Any](cast(Any, field.annotation)).validate_python(data[name])
        for name, field in model.model_fields.items()
        if name in data and name not in wrong
    }
    found: M = broken(model).model_construct(_fields_set=set(sound), **sound)
    for name in wrong:  # a default must not replace a key that could not be read
        found.__dict__.pop(name, None)
    return found


def _syntax(name: str, text: str) -> Problem:
    found = re.search(r"line (\d+), column (\d+)", text)
    line, column = (int(found[1]), int(found[2])) if found else (0, 0)
    what = text.partition(" (at")[0]
    return Problem(name, "", f"ikke gyldig TOML: {what}", "", "rett linjen; tekst skal ha anførselstegn", line, column)


def _folder(reading: Reading, name: str, model: type[Strict]) -> None:
    documents = reading.folders[name] = {}
    inside = sorted(n for n in reading.contents if n.startswith(f"{name}/") and n.endswith(".toml") and n.count("/") == 1)
    for path in map(PurePosixPath, inside):
        file = str(path)
        found = _toml(reading, file, model)
        if not all("0" <= c <= "9" or c == "-" or "a" <= c <= "z" for c in path.stem):
            hint = "bruk små bokstaver a–z, sifre og bindestrek i filnavnet"
            reading.problems.append(Problem(file, "", "filnavnet er ikke en gyldig id", path.stem, hint))
        if found is not None:
            documents[path.stem] = found


def _table(reading: Reading, name: str, row: type[t.Row]) -> None:
    raw = _raw(reading, name)
    if raw is None:
        return
    together = [*reading.tables, name]
    if large := rows_problem(reading.read, together):
        reading.problems.append(large)
        reading.partial.add(name)
        return
    reading.tables[name], problems = _parsed_rows(name, row, raw)
    reading.schemas[name] = row
    reading.problems += problems
    if problems:
        reading.partial.add(name)


def _parsed_rows(name: str, row: type[t.Row], raw: bytes) -> tuple[Table[t.Row], tuple[Problem, ...]]:
    """Valid rows, and problems. The table is cached and shared by all plans that have the same file."""

    def made() -> _Read[Table[t.Row]]:
        rows, lines, problems = read_rows(raw, name, row)
        return (Table(name, rows, lines), tuple(problems)), len(raw) + len(rows) * ROW_BYTES

    return _READ.get((name, row, raw), made)[0]


def _referenced(reading: Reading) -> None:
    population = reading.single.get("befolkning.toml")
    if population is None:
        return
    taken: dict[str, type[t.Row]] = dict(t.TABLES)
    for key, row in t.REFERENCED.items():
        found: FileRef | list[FileRef] | None = population.__dict__.get(key)  # None for a key that could not be read
        several = isinstance(found, list)
        for i, reference in enumerate(found if isinstance(found, list) else [found]):
            if reference is None:
                continue
            if taken.setdefault(reference.fil, row) is not row:
                hint = "gi hvert formål sin egen fil"
                reading.problems.append(Problem("befolkning.toml", key, "filen brukes til to ting", reference.fil, hint))
            elif reference.fil in reading.contents:
                _table(reading, reference.fil, row)
            else:
                hint = "legg filen i planmappen eller rett navnet"
                place = f"{key}.{i}.fil" if several else f"{key}.fil"
                reading.problems.append(Problem("befolkning.toml", place, "filen finnes ikke", reference.fil, hint))


def _unknown_files(reading: Reading) -> None:
    known = {*f.SINGLE, *t.TABLES, *reading.tables}
    if reading.partial & {"befolkning.toml"} or "befolkning.toml" not in reading.single:
        known |= {n for n in reading.contents if n.startswith("befolkning/") and n.endswith(".csv")}
    population = reading.single.get("befolkning.toml")
    absent = [n for n in references(population) if n not in reading.contents]
    for name in sorted(reading.contents):
        inside = name.split("/")[0] in (*f.FOLDERS, "notater", "resultat")
        if name.endswith((".toml", ".csv")) and name not in known and not inside:
            reading.problems.append(unknown_file(name, reading.contents[name], population, sorted(known), absent))


def located(problems: Iterable[Problem], plan: Plan) -> Iterator[Problem]:
    """Problems with line and column where they are in TOML files."""
    for p in problems:
        text = "" if p.line or not p.key or not p.file.endswith(".toml") else plan.text(p.file)
        line, column = position(text, p.key.split(".")) if text else (p.line, p.column)
        yield replace(p, line=line, column=column)
