"""The economic level of a first plan: choices, municipalities with open figures of their own, the example's shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from ldip.parameters.shipped import shipped

FILE: Final = "finansnivaa"


@dataclass(frozen=True)
class Choice:
    """A choice of the program: value, unit, source and reason."""

    verdi: float
    enhet: str
    kilde: str


@dataclass(frozen=True)
class ExampleLoan:
    """A loan of the example: `saldo` mill. kr, `restloepetid` years, `margin` per cent, years of a fixed rate (0: floating)."""

    id: str
    navn: str
    saldo: float
    restloepetid: int
    margin: float
    bundet_aar: int


@dataclass(frozen=True)
class ExampleAsset:
    """An asset class of the example: booked value in mill. kr and years left to depreciate."""

    klasse: str
    bokfoert: float
    restlevetid: float


def choice(name: str) -> Choice:
    """A choice by name. Errors: KeyError for one that does not exist."""
    return Choice(**shipped(FILE)["valg"][name])


@cache
def own_figures(number: str) -> Mapping[str, Mapping[int, float]]:
    """Open KOSTRA figures of a municipality by name and year; empty for most. The last year is the file's last."""
    held = shipped(FILE)["egne"]
    years: list[int] = held["aar"]
    found: dict[str, list[float]] = held["kommune"].get(number, {})
    return {name: dict(zip(years[-len(values) :], values, strict=True)) for name, values in found.items()}


def own_source() -> str:
    """The source of the municipalities' own figures."""
    return str(shipped(FILE)["egne"]["kilde"])


def example(name: str) -> float:
    """An amount of the example in mill. kr, or a share."""
    return float(shipped(FILE)["eksempel"][name])


def terms(name: str) -> float:
    """Terms of the example's loans: years, or margins in per cent."""
    return float(shipped(FILE)["eksempel"]["vilkaar"][name])


def example_source() -> str:
    """The source of the example's figures."""
    return str(shipped(FILE)["eksempel"]["kilde"])


@cache
def example_loans() -> tuple[ExampleLoan, ...]:
    """The example's loans."""
    return tuple(ExampleLoan(**row) for row in _rows("laan"))


@cache
def example_assets() -> tuple[ExampleAsset, ...]:
    """The example's depreciable assets by class."""
    return tuple(ExampleAsset(**row) for row in _rows("anlegg"))


def _rows(name: str) -> list[dict[str, Any]]:
    return list(shipped(FILE)["eksempel"][name])
