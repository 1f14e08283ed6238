"""Age groupings that ship with the program (aldersgrupper.toml); a plan may name one or define its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ldip.parameters.shipped import shipped


@dataclass(frozen=True)
class Grouping:
    """A named set of age groups. `partial` means that it does not cover all ages."""

    id: str
    name: str
    source: str
    groups: tuple[tuple[str, str, int, int], ...]  # id, name, first, last
    partial: bool = False


@cache
def groupings() -> dict[str, Grouping]:
    """Every shipped grouping by id."""
    read = shipped("aldersgrupper")
    return {
        key: Grouping(
            key,
            t["navn"],
            t["kilde"],
            tuple((g["id"], g["navn"], g["fra"], g["til"]) for g in t["grupper"]),
            t.get("delmengde", False),
        )
        for key, t in read.items()
    }


def members() -> dict[str, tuple[str, int, int]]:
    """Every group of every grouping: `gruppering-gruppe` → name, first and last age."""
    return {f"{g.id}-{i}": (name, a, b) for g in groupings().values() for i, name, a, b in g.groups}
