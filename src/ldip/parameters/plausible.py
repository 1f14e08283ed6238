"""Rules of plausibility and the usual span of fields: limits, customary values and sources are data (rimelighet.toml)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from ldip.locales import language
from ldip.parameters.read import Dated, known_history, names
from ldip.parameters.shipped import shipped

FILE: Final = "rimelighet"
LEVELS: Final = "kostranivaa"


@dataclass(frozen=True)
class Rule:
    """A rule: its limits in `enhet`, the customary value in words by language, the source, and whether it needs a run."""

    id: str
    krever: Literal["plan", "kjøring"]
    enhet: str
    grenser: Mapping[str, float]
    navn: Mapping[str, str]
    vanlig: Mapping[str, str]
    kilde: str
    noekler: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The rule's name in the reader's language."""
        return self.navn[language()]

    @property
    def usual(self) -> str:
        """The customary value in the reader's language."""
        return self.vanlig[language()]

    @property
    def low(self) -> float:
        """The lower limit. Errors: KeyError for a rule without one."""
        return self.grenser["lav"]

    @property
    def high(self) -> float:
        """The upper limit. Errors: KeyError for a rule without one."""
        return self.grenser["hoey"]


@dataclass(frozen=True)
class Span:
    """The customary span of a field, in per cent or kroner, and whether it is a yearly growth or interest rate."""

    felt: str
    minst: float
    hoeyst: float
    rate: bool = False

    def mistaken(self, value: float, *factors: float) -> float:
        """The first factor that brings a value from outside the span to inside it; 0 for a value inside, or with none."""
        size = abs(value)
        if size == 0.0 or self.minst <= size <= self.hoeyst:
            return 0.0
        return next((f for f in factors if self.minst <= size * f <= self.hoeyst), 0.0)


@cache
def rules() -> dict[str, Rule]:
    """Rules by id, in the order of the file."""
    found = shipped(FILE)["regel"]
    return {i: Rule(id=i, **{**row, "noekler": tuple(row.get("noekler", ()))}) for i, row in found.items()}


@cache
def spans(kind: Literal["prosentfelt", "beloepsfelt"]) -> tuple[Span, ...]:
    """Spans by field, `file:key`; a folder is `folder/*`."""
    groups = shipped(FILE)[kind]
    return tuple(Span(f, g["minst"], g["hoeyst"], g.get("rate", False)) for g in groups for f in g["felt"])


@cache
def sectors() -> dict[str, str]:
    """Names of the sectors with a national level, by id."""
    return {i: str(shipped(LEVELS)[i]["beskrivelse"]) for i in names(LEVELS)}


def national_level(sector: str, year: int) -> Dated:
    """Net spending per inhabitant of the nation in the year nearest to `year`, kroner of that year.

    Also a level published after the plan's date of knowledge: no number of the plan is computed from it."""
    history = known_history(LEVELS, sector, dt.date.max)
    return min(history, key=lambda v: (abs(v.gjelder_fra - year), v.gjelder_fra))
