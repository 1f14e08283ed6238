"""Wages, prices, rates and costs as they became, year by year (historikk.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ldip.errors import ModelError
from ldip.parameters.shipped import shipped

PERCENT = 0.01


@dataclass(frozen=True)
class Series:
    """A series by year, in the engine's unit (shares for per cent). `expected` has the expectation, where it is known."""

    name: str
    grows: bool
    values: Mapping[int, float]
    expected: Mapping[int, float]
    source: str
    anslag: bool

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the series, oldest first."""
        return tuple(self.values)


def series(name: str) -> Series:
    """A shipped series by name. Errors: ModelError for an unknown one."""
    found = shipped("historikk").get(name)
    if found is None:
        raise ModelError(f"parameters/historikk.toml: ukjent serie {name!r}")
    first, unit = int(found["foerste_aar"]), PERCENT if found["enhet"] == "prosent" else 1.0
    by_year = {first + i: float(v) * unit for i, v in enumerate(found["verdier"])}
    expected = {first + i: float(v) * unit for i, v in enumerate(found.get("anslagene", ()))}
    return Series(name, found["slag"] == "vekst", by_year, expected, str(found["kilde"]), bool(found["anslag"]))


def deflator_growth() -> dict[int, float]:
    """Growth of the municipal deflator as it became, share by year: the figure of each year that was known last (pris.toml)."""
    rows = sorted(shipped("pris")["deflator"]["verdier"], key=lambda r: (r["gjelder_fra"], str(r["kjent_fra"])))
    level = {int(r["gjelder_fra"]): float(r["verdi"]) for r in rows}
    return {y: level[y] / level[y - 1] - 1.0 for y in level if y - 1 in level}
