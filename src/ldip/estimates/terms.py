"""Building derivations: leaves from the plan's tables and the shipped parameters, and nodes over them.

A formula uses the names of its terms, the four operations, `^`, `eksp`, `maks(a; b)` and `min(a; b)`; with the values of the
terms in place of their names it gives the value of the node."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ldip.estimates.derivation import Derivation
from ldip.parameters.demography import source
from ldip.plan.document import Plan
from ldip.plan.schema.fields import FileRef, Sourced

FILE = "befolkning.toml"
Derive = Callable[[Plan, int, Mapping[str, str]], Derivation | None]
"""(plan, year, element id by axis) → the derivation of one bound value; None where the plan gives the value itself."""


def leaf(name: str, value: float, unit: str, text: str, anslag: bool = False) -> Derivation:
    """A figure without terms; `text` is its source."""
    return Derivation(name, float(value), unit, text, anslag=anslag)


def given(name: str, value: float, unit: str, table: Sourced, key: str) -> Derivation:
    """A figure of a table of befolkning.toml, or of the file that it refers to."""
    place = table.fil if isinstance(table, FileRef) else f"{FILE}: {key}"
    return leaf(name, value, unit, f"{place} – {table.kilde}", table.anslag)


def parameter(name: str, value: float, unit: str, table: str, more: str = "") -> Derivation:
    """A figure of a table of parameters/demografi.toml."""
    text = f"demografi.toml: {table} – {source(table)}{f'; {more}' if more else ''}"
    return Derivation(name, float(value), unit, text, kind="parameter")


def node(name: str, value: float, unit: str, formula: str, *terms: Derivation, method: str = "") -> Derivation:
    """A figure computed from its terms; `method` is the section of docs/method/demografi.md. {0} is the first term's name."""
    rough, formula = any(t.anslag for t in terms), formula.format(*(t.name for t in terms))
    return Derivation(name, float(value), unit, f"metode: demografi#{method}" if method else "", formula, rough, terms)


def cell_of(at: Mapping[str, str]) -> tuple[int, int]:
    """Sex and age of an element as places in an array."""
    return "km".index(at["kjoenn"]), int(at["alder"])


def who(sex: int, age: int) -> str:
    """A cell in words."""
    return f"{('kvinner', 'menn')[sex]} {age} år"
