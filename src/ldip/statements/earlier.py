"""The columns before the plan: last adopted accounts and the budgets, given line by line, with the forms' sums."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from ldip.statements.forms import FORMS, Line, form

KINDS: Final = ("regnskap", "budsjett", "revidert")
ROUNDING: Final = 1e5  # kroner for each line: accounts may be given in tenths of a million
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


@dataclass(frozen=True)
class Earlier:
    """A figure of an earlier year in kroner, in the sign of the step it belongs to."""

    value: float
    source: str
    anslag: bool


def earlier(rows: Iterable[Given]) -> dict[Key, Earlier]:
    """Given lines by step, column and year, and every sum of a form whose lines are all given."""
    found = {(r.linje, r.kolonne, r.aar): Earlier(r.kroner, f"regnskap.csv: {r.kilde}", r.anslag) for r in rows}
    for kind, year in sorted({(k, y) for _, k, y in found}):
        for name in FORMS:
            lines = {line.nr: line for line in form(name).linjer}
            for line in lines.values():
                _sum(line, lines, found, kind, year)
    return found


def columns(found: Mapping[Key, Earlier]) -> list[tuple[str, int]]:
    """Columns in order of year, accounts before budgets."""
    return sorted({(k, y) for _, k, y in found}, key=lambda c: (c[1], KINDS.index(c[0])))


def disagreeing(found: Mapping[Key, Earlier]) -> Iterator[tuple[Key, float, float]]:
    """Given sums that differ from their lines by more than rounding: key, given amount, sum of the lines."""
    for kind, year in columns(found):
        for name in FORMS:
            lines = {line.nr: line for line in form(name).linjer}
            for line in (x for x in lines.values() if x.sum):
                given, parts = found.get((line.steg, kind, year)), sum_of_parts(line, lines, found, kind, year)
                if given is not None and parts is not None and abs(given.value - parts) > ROUNDING * len(line.terms()):
                    yield (line.steg, kind, year), given.value, parts


def _sum(line: Line, lines: Mapping[int, Line], found: dict[Key, Earlier], kind: str, year: int) -> None:
    if not line.sum or (line.steg, kind, year) in found:
        return
    for nr, _ in line.terms():
        _sum(lines[nr], lines, found, kind, year)
    total = sum_of_parts(line, lines, found, kind, year)
    if total is not None:
        rough = any(found[lines[nr].steg, kind, year].anslag for nr, _ in line.terms())
        found[line.steg, kind, year] = Earlier(total, f"regnskap.csv: sum av linje {line.sum} i oppstillingen", rough)


def sum_of_parts(line: Line, lines: Mapping[int, Line], found: Mapping[Key, Earlier], kind: str, year: int) -> float | None:
    """Sum of a sum's lines in the step's own sign; None when a line is missing."""
    parts = [(sign * lines[nr].fortegn, found.get((lines[nr].steg, kind, year))) for nr, sign in line.terms()]
    given = [sign * part.value for sign, part in parts if part is not None]
    return line.fortegn * sum(given) if len(given) == len(parts) else None
