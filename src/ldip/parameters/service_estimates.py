"""Estimates of services that no open table has by municipality: types, steps, places (tjenesteanslag.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ldip.parameters.shipped import shipped

FILE: Final = "tjenesteanslag"
EXPENDITURE: Final = ("loenn", "sosiale", "kjoep", "overfoeringer")
INCOME: Final = ("stat", "andre", "brukerbetalinger", "salg")


@dataclass(frozen=True)
class Split:
    """Shares of gross expenditure by type of expenditure (sum 1) and of income."""

    spent: Mapping[str, float]
    earned: Mapping[str, float]

    @property
    def net(self) -> float:
        """Net over gross."""
        return 1.0 - sum(self.earned.values())

    def without(self, kind: str) -> Split:
        """The same without one type of expenditure, the others in their own proportions."""
        rest = 1.0 - self.spent[kind]
        return Split({k: 0.0 if k == kind else v / rest for k, v in self.spent.items()}, self.earned)


@dataclass(frozen=True)
class PlaceEstimate:
    """Per cent of reserve and of highest occupancy, lead time in years, m² of a place, places built at a time, and share granted.

    `bygg` are the kinds of building whose price is the price of a place."""

    reserve: float
    belegg: float
    ledetid: float
    bygg: tuple[str, ...]
    m2: float
    enhet: float
    tilskudd: float = 0.0


@cache
def split(service: str) -> Split:
    """Types of a service's gross frame. Errors: KeyError for an unknown service."""
    row = shipped(FILE)["artsdeling"][service]
    whole = sum(row[k] for k in EXPENDITURE)
    return Split({k: row[k] / whole for k in EXPENDITURE}, {k: row[k] / whole for k in INCOME})


def split_source() -> str:
    """The source of the splits."""
    return str(shipped(FILE)["artsdeling"]["kilde"])


@cache
def places(service: str) -> PlaceEstimate | None:
    """Estimates of a service's places; None for a service without places."""
    row = shipped(FILE)["plasser"].get(service)
    return None if row is None else PlaceEstimate(**{**row, "bygg": tuple(row["bygg"])})


def table(name: str) -> Mapping[str, object]:
    """A table of the file: selvkost, trinn, bygg."""
    found: Mapping[str, object] = shipped(FILE)[name]
    return found


def institution_population() -> tuple[Mapping[str, float], str]:
    """The nation's inhabitants by age when the residents of 2010 were counted, and the source."""
    row = shipped(FILE)["institusjon_2010"]
    return row["folketall"], str(row["kilde"])
