"""KOSTRA's unit costs of services: net spending of a sector per inhabitant of the ages it serves (noekkeltall.toml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ldip.parameters.demography import AGES
from ldip.parameters.shipped import shipped


@dataclass(frozen=True)
class UnitCost:
    """A unit cost: its id in noekkeltall.toml and the data pack, sector, ages (both included), unit and names in exports."""

    id: str
    sektor: str
    fra_alder: int
    til_alder: int
    enhet: str
    navn: tuple[str, ...]


@cache
def unit_costs() -> dict[str, UnitCost]:
    """Unit costs by id."""
    found = {n: row for n, row in shipped("noekkeltall").items() if "sektor" in row}
    return {
        n: UnitCost(n, row["sektor"], row["fra_alder"], row.get("til_alder", AGES - 1), row["enhet"], tuple(row["navn"]))
        for n, row in found.items()
    }
