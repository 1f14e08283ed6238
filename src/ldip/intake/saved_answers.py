"""Kept answers from Statistikkbanken: what each is, when it was fetched, and which uploads it makes."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ldip.errors import SourceError
from ldip.intake.own_terms import Upload
from ldip.locales import tr
from ldip.parameters.ssb import Table, settings, tables
from ldip.plan.bounds import TOML_BYTES
from ldip.plan.document import Plan
from ldip.plan.edits import Contents
from ldip.plan.schema import tables as t
from ldip.sources.jsonstat import categories
from ldip.tabular.files import json_of

KEPT: Final = "notater/kilder"
INDEX: Final = f"{KEPT}/ssb.toml"
UNSAFE: Final = re.compile(r"[^ -~æøåÆØÅ]|[\"\\\\]")  # what a TOML string on one line would need escaped
ABOUT: Final = "# Svar fra Statistikkbanken som planen har hentet, slik de kom. Skrives av «ldip hent ssb».\n"


@dataclass(frozen=True)
class Kept:
    """A kept answer: file, table, query, the day it was fetched, sha256 of its bytes, and the source's own date."""

    file: str
    table: str
    key: str
    day: dt.date
    sha256: str
    updated: str

    def holds(self, key: str, raw: bytes | None, today: dt.date, days: int) -> bool:
        """Whether the bytes are still the answer to the same question, fetched within some days."""
        fresh = 0 <= (today - self.day).days < days
        return fresh and key == self.key and raw is not None and hashlib.sha256(raw).hexdigest() == self.sha256


def index_of(contents: Contents) -> dict[str, Kept]:
    """The kept answers of a plan by file; none where the index is absent or broken, and all is then asked again."""
    raw = contents.get(INDEX, b"")
    try:
        rows = tomllib.loads(raw.decode("utf-8")).get("svar", []) if len(raw) <= TOML_BYTES else []
        found = [Kept(r["fil"], r["tabell"], r["spoerring"], r["hentet"], r["sha256"], r["oppdatert"]) for r in rows]
        return {k.file: k for k in found if isinstance(k.day, dt.date)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def index_text(kept: Mapping[str, Kept]) -> bytes:
    """The index as TOML."""
    out = [ABOUT]
    for k in sorted(kept.values(), key=lambda k: k.file):
        rows = {"fil": k.file, "tabell": k.table, "spoerring": k.key, "sha256": k.sha256, "oppdatert": k.updated}
        quoted = [f'{name} = "{UNSAFE.sub("", value)}"' for name, value in rows.items()]
        out.append("\n".join(["[[svar]]", *quoted, f"hentet = {k.day.isoformat()}", ""]))
    return "\n".join(out).encode("utf-8")


def uploads_of(files: Mapping[str, bytes], plan: Plan, told: list[str]) -> tuple[Upload, ...]:
    """Uploads of saved answers by their table; a file of another table is listed and not used."""
    found: list[Upload] = []
    for name, raw in files.items():
        number, data = _table_of(name, raw)
        table = next((x for x in tables() if number and number in (x.id, x.ellers)), None)
        if table is None:
            told.append(tr("fetch.unused", file=name))
            continue
        found += _uploads(plan, table, name, raw, (number, data))
    return tuple(found)


def _uploads(plan: Plan, table: Table, name: str, raw: bytes, answer: tuple[str, dict[str, Any]]) -> Iterator[Upload]:
    number, data = answer
    source = f"SSB tabell {number}"
    if table.hva == "folketall":
        yield Upload(name, raw, "ssb-folketall", source=source)
        if _lacks_history(plan):
            yield Upload(name, raw, "ssb-historie", source=source)
    elif table.hva == "noekkeltall":
        yield Upload(name, raw, "ssb-noekkeltall", source=f"SSB {number}, {str(data.get('updated', ''))[:10]}")
    else:
        for code, label in table.alternativer:
            for said in _alternatives(data):
                if code in said:
                    several = len(_alternatives(data)) > 1
                    yield Upload(name, raw, "ssb-framskriving", label, said if several else "", source)


def _table_of(name: str, raw: bytes) -> tuple[str, dict[str, Any]]:
    """Number of the table of a data set: as it states itself, else as the file is named; empty for anything else."""
    try:
        data = json_of(name, raw.decode("utf-8-sig"))
    except (SourceError, UnicodeDecodeError):
        data = None
    if not isinstance(data, dict):
        return _named(name), {}
    extension = data.get("extension")
    px = extension.get("px") if isinstance(extension, dict) else None
    stated = px.get("tableid") if isinstance(px, dict) else None
    return (stated if isinstance(stated, str) else _named(name)), data


def _named(name: str) -> str:
    found = re.search(r"(?<!\d)(\d{5})(?!\d)", name)
    return found[1] if found else ""


def _alternatives(data: dict[str, Any]) -> list[str]:
    """Labels of the figures of a projection."""
    try:
        return [label for _, label in categories(data["dimension"]["ContentsCode"])]
    except (KeyError, TypeError, AttributeError, ValueError):
        return [str(data.get("label", ""))]


def _lacks_history(plan: Plan) -> bool:
    """Whether the plan's own history is short of the years that its base period needs.

    A first plan's history already is SSB's, on today's borders, and is not replaced by one with the old borders."""
    if plan.population.historie is None:
        return False
    year = plan.population.dato.year
    have = {r.aar for r in plan.referenced("historie", t.HistoryRow).rows}
    return not set(range(year - settings().historie_aar, year)) <= have
