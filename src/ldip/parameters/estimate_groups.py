"""Groups of estimates that one document replaces, with ordinary spreads and how a plan is changed by them (anslag.toml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, Final, Literal

from ldip.parameters.shipped import shipped

FILE: Final = "anslag"
How = Literal["balanse", "regnskap", "ssb", "bygg", "skriv"]
Way = Literal["faktor", "tillegg", "per_innbygger", "folketall", "fordeling"]


@dataclass(frozen=True)
class Change:
    """One way a group may differ from the municipality's own: ± `spredning` in `enhet`, applied to `gjelder` by `maate`.

    `velg` chooses rows by column, `kostra` services that are compared with a sector. `stoerrelse_eksponent` scales the spread
    by (inhabitants, at most `stoerrelse_tak`) / 10 000 to that power. `anslag`: the spread is our judgement."""

    id: str
    maate: Way
    gjelder: tuple[str, ...]
    spredning: float
    enhet: str
    kilde: str
    anslag: bool = False
    velg: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    kostra: tuple[str, ...] = ()
    stoerrelse_eksponent: float = 0.0
    stoerrelse_tak: float = 10_000.0

    def size(self, inhabitants: float) -> float:
        """The spread in a municipality of a size."""
        return float(self.spredning * (min(max(inhabitants, 1.0), self.stoerrelse_tak) / 10_000.0) ** self.stoerrelse_eksponent)


@dataclass(frozen=True)
class Group:
    """Figures that belong together, how they are replaced and how they may differ."""

    id: str
    hvordan: How
    figurer: tuple[str, ...]
    endringer: tuple[Change, ...]

    def covers(self, file: str, key: str) -> bool:
        """Whether a figure at a place belongs to the group."""
        return any(fnmatchcase(f"{file}:{key}", p) for p in self.figurer)


@cache
def groups() -> dict[str, Group]:
    """Groups by id, in the order of the file."""
    return {
        i: Group(i, g["hvordan"], tuple(g["figurer"]), tuple(_changes(g.get("endringer", ())))) for i, g in shipped(FILE).items()
    }


def _changes(rows: Iterable[Mapping[str, Any]]) -> Iterable[Change]:
    for row in rows:
        lists: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
        yield Change(**{**lists, "velg": {k: tuple(v) for k, v in lists.get("velg", {}).items()}})


@cache
def group_of(file: str, key: str) -> str:
    """The group of a figure; empty for a choice or a national assumption."""
    return next((g.id for g in groups().values() if g.covers(file, key)), "")
