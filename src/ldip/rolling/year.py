"""One year's move of a plan: the plan, its own run, and the closing values of the year that has passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np

from ldip.pack import nation
from ldip.parameters import read as parameters
from ldip.plan.document import Plan
from ldip.plan.edits import DropRow, Edit, SetCell, SetValue
from ldip.plan.schema.fields import SCALE
from ldip.simulation.run import Run

DIGITS: Final = 15  # significant digits that are written, so that a moved year is the same to the krone
DEFLATOR: Final = "deflator_indeks_ub"
BUILDING: Final = "byggekostnad_indeks_ub"
WAGES: Final = "loenn_indeks_ub"
PRICES: Final = "pris_indeks_ub"


@dataclass(frozen=True, eq=False)
class Year:
    """A plan that is moved from its first year to the next. `edits` are gathered by the parts, `told` is what they did."""

    plan: Plan
    run: Run
    known: dt.date
    edits: list[Edit] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    @property
    def past(self) -> int:
        """The year that has passed: the first of the plan."""
        return self.plan.years[0]

    @property
    def first(self) -> int:
        """The new first year."""
        return self.past + 1

    @property
    def source(self) -> str:
        """Source text of a figure that the old plan computed."""
        return f"Regnet av planen {self.plan.years[0]}–{self.plan.years[-1]} ved utgangen av {self.past}, ikke regnskap"

    def closed(self, name: str, **axes: str) -> float:
        """A quantity of the year that has passed, in the engine's unit."""
        return self.run.at(name, self.past, axes)

    def coming(self, name: str, **axes: str) -> float:
        """A quantity of the new first year as the old plan has it."""
        return self.run.at(name, self.first, axes)

    def elements(self, name: str, year: int) -> dict[tuple[str, ...], float]:
        """Every element of a quantity in a year of the old plan, by the ids of its axes in their order."""
        values = self.run.series(name)[self.run.year_index(year)]
        ids = [self.run.ids(axis) for axis in self.run.axes(name)]
        return {tuple(i[k] for i, k in zip(ids, at, strict=True)): float(v) for at, v in np.ndenumerate(values)}

    @property
    def old_prices(self) -> int:
        """The old price year."""
        return self.plan.head.tid.prisnivaa

    @property
    def new_prices(self) -> int:
        """The new price year, as far from the first year as the old one."""
        return self.old_prices + 1

    @property
    def labels(self) -> tuple[str, str]:
        """The price basis of the old and of the new plan as they are written."""
        return f"{self.old_prices}-kroner", f"{self.new_prices}-kroner"

    @cached_property
    def deflator_known(self) -> bool:
        """Whether the deflator of both price years is known on the new date."""
        return {self.old_prices, self.new_prices} <= set(_deflator(self.known))

    def growth(self, index: str) -> float:
        """Price level of the new price year relative to the old: the known deflator, else the old plan's own index."""
        if index == DEFLATOR and self.deflator_known:
            levels = _deflator(self.known)
            return levels[self.new_prices] / levels[self.old_prices]
        return self.run.at(index, self.new_prices, {})

    def set(self, file: str, path: Sequence[str | int], value: Any) -> None:
        """Set a value of a TOML file."""
        self.edits.append(SetValue(fil=file, noekkel=list(path), verdi=value))

    def cell(self, file: str, line: int, column: str, value: str) -> None:
        """Set a cell of a csv file."""
        self.edits.append(SetCell(fil=file, rad=line, kolonne=column, verdi=value))

    def drop(self, file: str, lines: Sequence[int]) -> None:
        """Remove rows of a csv file by their lines, given in order and before any is gone."""
        self.edits.extend(DropRow(fil=file, rad=line) for line in reversed(lines))


def _deflator(known: dt.date) -> Mapping[int, float]:
    """Known levels of the deflator: the parameter file's on the date, carried on by the pack's where it was known."""
    found = {v.gjelder_fra: v.verdi for v in parameters.known_history("pris", "deflator", known)}
    later = {y: f.value for y, f in nation.series("deflator").items() if f.known <= known and y not in found}
    return {**found, **later}


def number(value: float) -> float:
    """A number as it is written in TOML: all digits that carry, a whole number without noise."""
    return float(f"{value:.{DIGITS}g}")


def text(value: float) -> str:
    """A number as it is written in a csv file with decimal comma."""
    shown = f"{value:.{DIGITS}g}"
    if "e" in shown:
        shown = f"{value:.12f}".rstrip("0").rstrip(".")
    return shown.replace(".", ",")


def in_unit(kroner: float, unit: str) -> float:
    """Kroner in the unit of a table."""
    return kroner / SCALE[unit]
