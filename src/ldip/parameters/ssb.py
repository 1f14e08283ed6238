"""Settings of the client of Statistikkbanken, and the tables that are fetched for a municipality (parameters/ssb.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ldip.parameters.shipped import shipped


@dataclass(frozen=True)
class Settings:
    """Address, limits when the source states none, attempts and waits in seconds, and sizes in bytes."""

    adresse: str
    spraak: str
    celler: int
    kall: int
    vindu_sekunder: float
    forsoek: int
    vent_sekunder: float
    lengste_vent_sekunder: float
    tidsfrist_sekunder: float
    svar_byte: int
    holdbar_dager: int
    historie_aar: int
    noekkeltall_aar: int


@dataclass(frozen=True)
class Table:
    """A table to fetch: what it holds, the one to use where it does not exist, and the alternatives of a projection by code."""

    id: str
    hva: str
    navn: str
    ellers: str = ""
    alternativer: tuple[tuple[str, str], ...] = ()


@cache
def settings() -> Settings:
    """The shipped settings."""
    data = shipped("ssb")
    return Settings(**{k: v for k, v in data.items() if k != "tabell"})


@cache
def tables() -> tuple[Table, ...]:
    """The tables, in the order they are fetched."""
    found = []
    for row in shipped("ssb")["tabell"]:
        named = tuple((a["kode"], a["navn"]) for a in row.get("alternativer", ()))
        found.append(Table(**{**row, "alternativer": named}))
    return tuple(found)
