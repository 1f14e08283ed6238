"""Reading a plan folder: everything that is wrong is collected in one pass."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError

from ldip.errors import Problem
from ldip.plan import files as f
from ldip.plan import messages
from ldip.plan import tables as t
from ldip.plan.csvfile import decode, read_rows
from ldip.plan.document import Plan, Table
from ldip.plan.fields import FileRef, Strict
from ldip.plan.locate import position

M = TypeVar("M", bound=Strict)


@dataclass
class Reading:
    """What has been read so far and what was wrong with it."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    single: dict[str, Strict] = field(default_factory=dict)
    services: dict[str, f.ServiceFile] = field(default_factory=dict)
    projects: dict[str, f.ProjectFile] = field(default_factory=dict)
    fees: dict[str, f.SelfCostFile] = field(default_factory=dict)
    levers: dict[str, f.LeverFile] = field(default_factory=dict)
    enterprises: dict[str, f.EnterpriseFile] = field(default_factory=dict)
    tables: dict[str, Table[t.Row]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    partial: set[str] = field(default_factory=set)

    def plan(self) -> Plan:
        """The document; complete only when there are no problems."""
        return Plan(
            folder=self.folder,
            single=self.single,
            services=self.services,
            projects=self.projects,
            tables=self.tables,
            fees=self.fees,
            levers=self.levers,
            enterprises=self.enterprises,
            texts=self.texts,
            partial=frozenset(self.partial),
        )


def read_folder(folder: Path) -> Reading:
    """Read all files, collecting problems instead of stopping."""
    reading = Reading(folder)
    if not (folder / "plan.toml").is_file():
        hint = "oppgi mappen som har plan.toml, eller lag en ny plan med «ldip new»"
        reading.problems.append(Problem(str(folder), "", "fant ingen plan her", "", hint))
        return reading
    for name, model in f.SINGLE.items():
        if (folder / name).is_file():
            if (found := _toml(reading, name, model)) is not None:
                reading.single[name] = found
        elif name not in f.OPTIONAL:
            reading.problems.append(Problem(name, "", "filen mangler", "", f"opprett {name}"))
    for name, model in f.FOLDERS.items():
        _folder(reading, name, model)
    for name, row in t.TABLES.items():
        if (folder / name).is_file():
            _table(reading, name, row)
        elif name in t.REQUIRED:
            reading.problems.append(Problem(name, "", "filen mangler", "", f"opprett {name}"))
    _referenced(reading)
    _unknown_files(reading)
    return reading


def _toml(reading: Reading, name: str, model: type[M]) -> M | None:
    text, problems = decode(reading.folder / name, name)
    reading.problems += problems
    if problems:
        return None
    reading.texts[name] = text
    try:
        data = tomllib.loads(unicodedata.normalize("NFC", text))
    except tomllib.TOMLDecodeError as error:
        reading.problems.append(_syntax(name, str(error)))
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        reading.problems += [p for _, p in messages.problems(error, name, model)]
        reading.partial.add(name)
        return _sound_part(model, data, {str(e["loc"][0]) for e in error.errors() if e["loc"]})


def _sound_part(model: type[M], data: dict[str, Any], wrong: set[str]) -> M:
    """The top-level keys that are in order, so that the checks between files can still use them."""
    sound = {
        name: TypeAdapter[Any](cast(Any, field.annotation)).validate_python(data[name])
        for name, field in model.model_fields.items()
        if name in data and name not in wrong
    }
    return cast(M, model.model_construct(_fields_set=set(sound), **sound))


def _syntax(name: str, text: str) -> Problem:
    import re

    found = re.search(r"line (\d+), column (\d+)", text)
    line, column = (int(found[1]), int(found[2])) if found else (0, 0)
    what = text.partition(" (at")[0]
    return Problem(name, "", f"ikke gyldig TOML: {what}", "", "rett linjen; tekst skal ha anførselstegn", line, column)


def _folder(reading: Reading, name: str, model: type[Strict]) -> None:
    for path in sorted((reading.folder / name).glob("*.toml")):
        file = f"{name}/{path.name}"
        found = _toml(reading, file, model)
        if not all(c.isdigit() or c == "-" or "a" <= c <= "z" for c in path.stem):
            hint = "bruk små bokstaver a–z, sifre og bindestrek i filnavnet"
            reading.problems.append(Problem(file, "", "filnavnet er ikke en gyldig id", path.stem, hint))
        if isinstance(found, f.ServiceFile):
            reading.services[path.stem] = found
        elif isinstance(found, f.ProjectFile):
            reading.projects[path.stem] = found
        elif isinstance(found, f.SelfCostFile):
            reading.fees[path.stem] = found
        elif isinstance(found, f.LeverFile):
            reading.levers[path.stem] = found
        elif isinstance(found, f.EnterpriseFile):
            reading.enterprises[path.stem] = found


def _table(reading: Reading, name: str, row: type[t.Row]) -> None:
    rows, lines, problems = read_rows(reading.folder / name, name, row)
    reading.tables[name] = Table(name, rows, lines)
    reading.problems += problems
    if problems:
        reading.partial.add(name)


def _referenced(reading: Reading) -> None:
    population = reading.single.get("befolkning.toml")
    if population is None:
        return
    taken: dict[str, type[t.Row]] = dict(t.TABLES)
    for key, row in t.REFERENCED.items():
        found: FileRef | list[FileRef] | None = getattr(population, key, None)
        several = isinstance(found, list)
        for i, reference in enumerate(found if isinstance(found, list) else [found]):
            if reference is None:
                continue
            if taken.setdefault(reference.fil, row) is not row:
                hint = "gi hvert formål sin egen fil"
                reading.problems.append(Problem("befolkning.toml", key, "filen brukes til to ting", reference.fil, hint))
            elif (reading.folder / reference.fil).is_file():
                _table(reading, reference.fil, row)
            else:
                hint = "legg filen i planmappen eller rett navnet"
                place = f"{key}.{i}.fil" if several else f"{key}.fil"
                reading.problems.append(Problem("befolkning.toml", place, "filen finnes ikke", reference.fil, hint))


def _unknown_files(reading: Reading) -> None:
    known = {*f.SINGLE, *t.TABLES, *reading.tables}
    if reading.partial & {"befolkning.toml"} or "befolkning.toml" not in reading.single:
        known |= {p.relative_to(reading.folder).as_posix() for p in (reading.folder / "befolkning").glob("*.csv")}
    for path in sorted(reading.folder.rglob("*")):
        name = path.relative_to(reading.folder).as_posix()
        inside = name.split("/")[0] in (*f.FOLDERS, "notater", "resultat")
        if path.suffix in (".toml", ".csv") and name not in known and not inside:
            reading.problems.append(Problem(name, "", "ukjent fil i planen", "", messages.nearest(name, sorted(known))))


def locate_all(problems: list[Problem], texts: dict[str, str]) -> Iterator[Problem]:
    """Add line and column to problems in TOML files."""
    for p in problems:
        if p.line or p.file not in texts or not p.key:
            yield p
        else:
            path: list[Any] = p.key.split(".")
            line, column = position(texts[p.file], path)
            yield replace(p, line=line, column=column)
