"""A municipality's figures from Statistikkbanken: fetched within the API's limits, kept with date and hash, and read as uploads.

The answers are kept in the plan's notater/kilder as they came, with an index; one that is fresh is used without asking again."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from ldip.errors import PlanError, Problem, SourceError
from ldip.intake.own_reading import codes_in
from ldip.intake.own_terms import Upload
from ldip.intake.people_files import raw_name
from ldip.intake.saved_answers import KEPT, Kept, index_of, index_text, uploads_of
from ldip.locales import tr
from ldip.locales.written import separated
from ldip.parameters.ssb import Settings, Table, tables
from ldip.plan.bounds import NOTE_BYTES
from ldip.plan.document import Plan
from ldip.plan.edits import Contents
from ldip.plan.read import read_contents
from ldip.sources.pxweb import PxWeb
from ldip.sources.pxweb_answers import UnknownTableError
from ldip.sources.pxweb_choice import Municipality, chosen
from ldip.sources.pxweb_split import cells
from ldip.tabular.files import read_bytes

HERE: Final = Path("planen")
MOST_SAVED: Final = 100  # files of a folder of saved answers


@dataclass
class Fetched:
    """Uploads for `own_figures.proposed`, the answers to keep by path in the plan, and what was done, in words."""

    uploads: tuple[Upload, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)


def fetched(contents: Contents, bank: PxWeb, today: dt.date | None = None) -> Fetched:
    """The figures of the plan's municipality. Errors: PlanError, and then nothing is to be kept."""
    day = today or dt.date.today()
    plan = plan_in(contents)
    known = index_of(contents)
    done = Fetched()
    index: dict[str, Kept] = dict(known)
    place = municipality(contents, plan, bank.settings)
    for table in tables():
        for name, code in _files(table):
            key = f"{bank.address} {table.id} {code} {place.number} {place.year}"
            file = f"{KEPT}/{name}"
            if (old := known.get(file)) and old.holds(key, contents.get(file), day, bank.settings.holdbar_dager):
                done.files[file] = contents[file]
                done.told.append(tr("fetch.kept", table=old.table, date=old.day.isoformat()))
                continue
            found = _one(bank, table, place, code, done)
            if found is not None:
                done.files |= _set_aside(contents, file, old, found[0])
                done.files[file], (number, updated) = found
                index[file] = Kept(file, number, key, day, hashlib.sha256(done.files[file]).hexdigest(), updated)
    done.uploads = uploads_of({Path(n).name: raw for n, raw in done.files.items()}, plan, done.told)
    done.files[f"{KEPT}/ssb.toml"] = index_text(index)
    return done


def _set_aside(contents: Contents, file: str, old: Kept | None, new: bytes) -> dict[str, bytes]:
    """A file of the plan that the answer's name would overwrite and that is no earlier answer, by the name it is kept under."""
    held = contents.get(file)
    if held is None or held == new or (old is not None and old.sha256 == hashlib.sha256(held).hexdigest()):
        return {}
    others = {name: contents[name] for name in contents if name.startswith(f"{KEPT}/") and name != file}
    return {raw_name({**others, file: b""}, file.rpartition("/")[2], held): held}


def plan_in(contents: Contents) -> Plan:
    """The plan to fetch for. Errors: PlanError."""
    reading = read_contents(contents, HERE)
    if reading.problems:
        raise PlanError(reading.problems)
    return reading.plan()


def municipality(contents: Contents, plan: Plan, settings: Settings) -> Municipality:
    """The plan's municipality with its numbers by year, and every other's number today."""
    codes, number = codes_in(contents), plan.head.kommune.kommunenummer
    numbers = tuple(f.number for f in codes.numbers(number))
    everyone = tuple(sorted({f.current for f in codes.formers} | {number}))
    entity = "kommunekasse" if plan.head.kommune.enhet == "kommunekasse" else "konsern"
    return Municipality(number, numbers, everyone, plan.population.dato.year, entity, settings)


def _files(table: Table) -> Iterator[tuple[str, str]]:
    """(file name, alternative) of what is fetched from a table."""
    if not table.alternativer:
        yield f"ssb-{table.id}.json", ""
    for code, _ in table.alternativer:
        yield f"ssb-{table.id}-{code.lower()}.json", code


def _one(bank: PxWeb, table: Table, place: Municipality, code: str, done: Fetched) -> tuple[bytes, tuple[str, str]] | None:
    """Text of an answer, its table and when the source updated it; None where the source has no such table."""
    for number in filter(None, (table.id, table.ellers)):
        try:
            metadata = bank.metadata(number)
        except UnknownTableError:
            continue
        try:
            selection = chosen(table, metadata, place, code)
        except SourceError as error:
            if table.hva != "noekkeltall":
                raise
            done.told += [str(p) for p in error.problems]  # no figure of the plan is computed from key figures
            return None
        answer = bank.data(metadata, selection)
        if len(answer.text) > NOTE_BYTES:
            hint = "last ned færre tall, og bruk --fra-filer"
            raise PlanError(
                [Problem(f"tabell {number}", "", "svaret er større enn planen tar vare på", str(len(answer.text)), hint)]
            )
        shown = {"cells": separated(f"{cells(selection):,}"), "parts": answer.parts, "updated": answer.updated[:10] or "?"}
        done.told.append(tr("fetch.fetched", table=f"{number} {code}".strip(), **shown))
        return answer.text, (number, answer.updated)
    done.told.append(tr("fetch.none", table=table.id))
    return None


def saved(folder: Path, contents: Contents) -> Fetched:
    """Saved answers of a folder as uploads, without a network. Errors: PlanError."""
    if not folder.is_dir():
        raise PlanError([Problem(str(folder), "", "mappen finnes ikke", "", "oppgi mappen med svarene fra Statistikkbanken")])
    done = Fetched()
    files: Mapping[str, bytes] = {p.name: read_bytes(p) for p in sorted(folder.glob("*.json"))[:MOST_SAVED]}
    if not files:
        hint = "lagre svarene som json-stat2 (.json) i mappen"
        raise PlanError([Problem(str(folder), "", "mappen har ingen svar fra Statistikkbanken", "", hint)])
    done.uploads = uploads_of(files, plan_in(contents), done.told)
    done.files = {raw_name(contents, name, files[name]): files[name] for name in dict.fromkeys(u.name for u in done.uploads)}
    if not done.uploads:
        raise PlanError(
            [Problem(str(folder), "", "ingen av filene er tabeller planen henter tall fra", ", ".join(files)[:80], _known())]
        )
    return done


def _known() -> str:
    return f"tabellene er {', '.join(n for t in tables() for n in (t.id, t.ellers) if n)}"
