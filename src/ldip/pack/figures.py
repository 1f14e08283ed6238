"""Tables of the data pack: found, read and dated in one place. Nothing here needs a network."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One published figure. `unit` in words, `source` with table and year, `known` the day it was published.

    `anslag` is whether the source is uncertain or preliminary rather than final."""

    value: float
    unit: str
    source: str
    known: dt.date
    anslag: bool = False


@dataclass(frozen=True)
class Table:
    """One entry of the manifest."""

    fil: str
    innhold: str
    kilde: str
    dato: dt.date
    lisens: str
    hentet_gjennom: str
    rader: int
    sha256: str


@cache
def manifest() -> dict[str, Any]:
    """The parsed pakke.toml: versjon, tabell and viser_til."""
    return tomllib.loads(raw("pakke.toml").decode("utf-8"))


def pack_version() -> str:
    """The version of the pack, year and month."""
    return str(manifest()["versjon"])


@cache
def tables() -> dict[str, Table]:
    """The tables by file name."""
    return {t["fil"]: Table(**t) for t in manifest()["tabell"]}


def raw(name: str) -> bytes:
    """The bytes of a file of the pack."""
    return files("ldip.pack").joinpath("data", name).read_bytes()


@cache
def text(name: str) -> str:
    """The text of a table, unzipped."""
    found = raw(name)
    return (gzip.decompress(found) if name.endswith(".gz") else found).decode("utf-8")


@cache
def records(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a table by column. Not for the population, whose text is cut (ldip.pack.people)."""
    return tuple(csv.DictReader(io.StringIO(text(name))))


@cache
def by_municipality(name: str) -> dict[str, dict[str, str]]:
    """The rows of a table by municipality number."""
    return {r["kommunenr"]: r for r in records(name)}
