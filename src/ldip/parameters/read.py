"""Dated parameters: the newest value known at a date and in force in a year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from ldip.errors import ModelError
from ldip.parameters.shipped import content_hash as content_hash
from ldip.parameters.shipped import shipped

AREAS = ("inntektssystem", "avskrivning", "pris", "prosjektfase", "selvkost")


@dataclass(frozen=True)
class Dated:
    """One value with the year it is in force from, the date it was known, source and flag."""

    gjelder_fra: int
    kjent_fra: dt.date
    verdi: float
    kilde: str
    anslag: bool = False


@cache
def _area(area: str) -> dict[str, tuple[Dated, ...]]:
    return {n: tuple(Dated(**v) for v in t["verdier"]) for n, t in shipped(area).items()}


def names(area: str) -> tuple[str, ...]:
    """Names of the parameters in an area."""
    return tuple(_area(area))


def known_history(area: str, name: str, known_at: dt.date) -> tuple[Dated, ...]:
    """Values known at a date, the newest for each year, ordered by year."""
    newest: dict[int, Dated] = {}
    for v in sorted(_area(area)[name], key=lambda v: v.kjent_fra):
        if v.kjent_fra <= known_at:
            newest[v.gjelder_fra] = v
    return tuple(newest[y] for y in sorted(newest))


@cache
def value(area: str, name: str, year: int, known_at: dt.date) -> Dated:
    """The value in force in `year` as known at `known_at`. Errors: ModelError when none was known."""
    found = [v for v in known_history(area, name, known_at) if v.gjelder_fra <= year]
    if not found:
        raise ModelError(f"{area}.{name}: ingen verdi for {year} var kjent {known_at}")
    return found[-1]


@cache
def exact(area: str, name: str, year: int, known_at: dt.date) -> Dated:
    """The value of a series for a year of its own, never carried on. Errors: ModelError when the year has none."""
    found = next((v for v in known_history(area, name, known_at) if v.gjelder_fra == year), None)
    if found is None:
        raise ModelError(f"{area}.{name}: ingen verdi for {year} var kjent {known_at}, og serien føres ikke videre")
    return found


def is_continued(area: str, name: str, year: int, known_at: dt.date) -> bool:
    """Whether `year` lies after the year whose rules were known, so that the value is carried on."""
    return year > known_at.year + 1
