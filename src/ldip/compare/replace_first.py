"""What to replace first: the estimates of a plan ranked by what ± their ordinary spread moves the headline.

Every estimate belongs to a group that one document of the municipality replaces (parameters/anslag.toml). Each component of a group
is tried up and down as a changed plan, all in one batch, and its effect is half the difference of the headline. Components and
groups are taken as independent, so effects are joined by the root of the sum of squares (docs/guide/anslag.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

How = Literal["balanse", "regnskap", "ssb", "bygg", "skriv"]
TOP: Final = 3  # replaced first, for the narrower range


@dataclass(frozen=True)
class Place:
    """A figure of the plan: its file, key (or name of the row), line, value as written, unit and source, and whether it is an
    estimate."""

    file: str
    key: str
    line: int
    value: str
    unit: str
    source: str
    anslag: bool


@dataclass(frozen=True)
class Component:
    """One way a group may differ from the municipality's own: ± `spread` in `unit` (prosent, prosentpoeng, aar or barn per
    kvinne), and half the difference of the headline, kr_fast, unsigned."""

    id: str
    spread: float
    unit: str
    effect: float
    source: str
    anslag: bool


@dataclass(frozen=True)
class Replacement:
    """A group with estimates left: number of `figures` that are estimates and that are the municipality's `own`, effect on the
    headline (kr_fast, unsigned), how it is replaced, and where its estimates stand."""

    id: str
    figures: int
    own: int
    spread: tuple[Component, ...]
    effect: float
    how: How
    places: tuple[Place, ...]


@dataclass(frozen=True)
class ReplaceFirst:
    """The ranked list of a plan. `base` is the headline, `low` and `high` its range with all groups together, and `low_after` and
    `high_after` when the first three are replaced; kr_fast, None without a headline.

    `figures` and `own` count over all groups; `rows` are the groups with estimates left, the greatest effect first, and `done`
    the groups that the plan has with none left."""

    base: float | None
    low: float | None
    high: float | None
    low_after: float | None
    high_after: float | None
    figures: int
    own: int
    rows: tuple[Replacement, ...]
    done: tuple[str, ...] = ()
