"""The columns before the plan: last adopted accounts and the budgets, given line by line, with the forms' sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Protocol

from ldip.plan.schema.fields import SCALE
from ldip.statements.forms import FORMS, Line, form

KINDS: Final = ("regnskap", "budsjett", "revidert")
NOISE: Final = 0.001  # kroner of binary fractions in a sum of lines
Key = tuple[str, str, int]


class Given(Protocol):
    """A line of the plan's earlier years."""

    @property
    def linje(self) -> str:
        """Name of the step."""

    @property
    def kolonne(self) -> str:
        """One of KINDS."""

    @property
    def aar(self) -> int:
        """Year."""

    @property
    def kilde(self) -> str:
        """Source text."""

    @property
    def anslag(self) -> bool:
        """Whether it is approximate."""

    @property
    def kroner(self) -> float:
        """The amount in kroner."""

    @property
    def beloep(self) -> float:
        """The amount in the row's unit."""

    @property
    def enhet(self) -> str:
        """The row's unit."""


@dataclass(frozen=True)
class Earlier:
    """A figure of an earlier year in kroner, in the sign of the step it belongs to; `rounding` is how far off it may be."""

    value: float
    source: str
    anslag: bool
    rounding: float = 0.0


def earlier(rows: Iterable[Given]) -> dict[Key, Earlier]:
    """Given lines by step, column and year, and every sum of a form whose lines are all given."""
    said = tuple(rows)
    digits = _decimals(said)
    found = {}
    for r in said:
        rounding = half_unit(r.enhet, digits[r.kolonne, r.aar, r.enhet])
        found[r.linje, r.kolonne, r.aar] = Earlier(r.kroner, f"regnskap.csv: {r.kilde}", r.anslag, rounding)
    for kind, year in sorted({(k, y) for _, k, y in found}):
        for name in FORMS:
            lines = {line.nr: line for line in form(name).linjer}
            for line in lines.values():
                _sum(line, lines, found, kind, year)
    return found


def _decimals(rows: Iterable[Given]) -> dict[tuple[str, int, str], int]:
    """Most decimals of a column's amounts in a unit: what the file rounds to."""
    most: dict[tuple[str, int, str], int] = {}
    for r in rows:
        key = (r.kolonne, r.aar, r.enhet)
        most[key] = max(most.get(key, 0), decimals(r.beloep))
    return most


def decimals(amount: float) -> int:
    """Decimals an amount is written with."""
    exponent = Decimal(repr(amount)).normalize().as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def half_unit(unit: str, digits: int) -> float:
    """Half the last digit of an amount in a money unit, kroner: how far off its rounding may leave it."""
    return 0.5 * SCALE[unit] * 10.0**-digits


def columns(found: Mapping[Key, Earlier]) -> list[tuple[str, int]]:
    """Columns in order of year, accounts before budgets."""
    return sorted({(k, y) for _, k, y in found}, key=lambda c: (c[1], KINDS.index(c[0])))


def disagreeing(found: Mapping[Key, Earlier]) -> Iterator[tuple[Key, float, float]]:
    """Given sums that differ from their lines by more than the file's rounding: key, given amount, sum of the lines."""
    for kind, year in columns(found):
        for name in FORMS:
            lines = {line.nr: line for line in form(name).linjer}
            for line in (x for x in lines.values() if x.sum):
                given, parts = found.get((line.steg, kind, year)), sum_of_parts(line, lines, found, kind, year)
                if given is None or parts is None:
                    continue
                allowed = given.rounding + sum(found[lines[nr].steg, kind, year].rounding for nr, _ in line.terms()) + NOISE
                if abs(given.value - parts) > allowed:
                    yield (line.steg, kind, year), given.value, parts


def _sum(line: Line, lines: Mapping[int, Line], found: dict[Key, Earlier], kind: str, year: int) -> None:
    if not line.sum or (line.steg, kind, year) in found:
        return
    for nr, _ in line.terms():
        _sum(lines[nr], lines, found, kind, year)
    total = sum_of_parts(line, lines, found, kind, year)
    if total is not None:
        parts = [found[lines[nr].steg, kind, year] for nr, _ in line.terms()]
        text, rough = f"regnskap.csv: sum av linje {line.sum} i oppstillingen", any(p.anslag for p in parts)
        found[line.steg, kind, year] = Earlier(total, text, rough, sum(p.rounding for p in parts))


def sum_of_parts(line: Line, lines: Mapping[int, Line], found: Mapping[Key, Earlier], kind: str, year: int) -> float | None:
    """Sum of a sum's lines in the step's own sign; None when a line is missing."""
    parts = [(sign * lines[nr].fortegn, found.get((lines[nr].steg, kind, year))) for nr, sign in line.terms()]
    given = [sign * part.value for sign, part in parts if part is not None]
    return line.fortegn * sum(given) if len(given) == len(parts) else None
