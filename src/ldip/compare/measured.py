"""Measures of many rows of one batch: quantities and måltall in a year, and the lasting need, in the prices of one year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ldip.engine.units import FIXED_PRICES, NOMINAL_PRICES
from ldip.errors import ModelError
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.simulation.cases import Cases, Index
from ldip.simulation.inputs import LASTING, PLAIN
from ldip.simulation.run_cases import Results, run_and_search, run_cases
from ldip.simulation.shapley import Values
from ldip.statements.prices import PRICES, price_index

RUNNING: Final = 0  # as price year: running kroner


@dataclass(frozen=True)
class Measure:
    """A quantity or måltall in a year, (axis, element) where it has axes, seen by a variant; without a year the lasting need."""

    name: str = LASTING
    year: int | None = None
    variant: str = PLAIN
    axes: tuple[tuple[str, str], ...] = ()

    @property
    def is_need(self) -> bool:
        """Whether it is the lasting need."""
        return self.year is None


NEED: Final = Measure()


@dataclass(frozen=True, eq=False)
class Measured:
    """Values of measures by row, (row, measure), with units. Money is in prices of `price_year`, or running where it is 0."""

    values: Values
    units: tuple[str, ...]
    price_year: int


def names_of(measures: Iterable[Measure]) -> tuple[str, ...]:
    """The names that a run must keep for measures."""
    return tuple(dict.fromkeys((*PRICES, *(m.name for m in measures if not m.is_need))))


def check(measures: Sequence[Measure], plans: Sequence[Plan]) -> None:
    """Refuse measures that the plans do not share. Errors: ModelError for a year that a plan lacks, or a need with a year."""
    for m in measures:
        if m.is_need and (m.name != LASTING or m.axes):
            raise ModelError(f"{m.name} mangler år")
        for p in plans if m.year is not None else ():
            if m.year not in p.years:
                raise ModelError(f"{m.name}: året {m.year} er ikke i begge planene; {p.head.navn} har {p.years[0]}–{p.years[-1]}")


def measured(cases: Cases, measures: Sequence[Measure], plans: Sequence[Plan], price_year: int | None) -> Measured:
    """Values of every row of cases. `plans` are the two ends; the newest price year of these is used when none is given.

    Errors: ModelError for an unknown quantity or element, or a price year without known prices."""
    names = names_of(measures)
    views = dict.fromkeys(m.variant for m in measures if not m.is_need)
    plain, needs = run_and_search(cases, names) if any(m.is_need for m in measures) else (run_cases(cases, names), np.zeros(0))
    found = {v: plain if v == PLAIN else run_cases(_seen(cases, v), names) for v in views}
    newest = max(p.head.tid.prisnivaa for p in plans)
    to_newest = _level(plain, newest)
    rescale = 1.0 if not price_year else _moved(plain, newest, price_year, plans)
    columns, units = [], []
    if any(p.first_projected > p.years[-1] for p in plans):
        needs = np.full(len(cases), np.nan)  # a plan without a projected year has no need
    for m in measures:
        values, unit = (needs, "kr_fast") if m.is_need else _values(found[m.variant], m)
        if unit in FIXED_PRICES:
            values = values * to_newest * rescale
        elif unit in NOMINAL_PRICES and price_year != RUNNING:
            values = values / _level(plain, m.year) * to_newest * rescale
            unit = f"{unit}_fast"
        columns.append(values)
        units.append(unit)
    return Measured(np.stack(columns, axis=1), tuple(units), newest if price_year is None else price_year)


def _seen(cases: Cases, variant: str) -> Cases:
    """The rows seen by a variant of the need; lasting needs that are found already are not searched for again."""
    kinds = tuple(replace(k, variant=variant) for k in cases.index.kinds)
    return cases.only(Index(kinds, cases.index.kind, cases.index.draw))


def _values(found: Results, m: Measure) -> tuple[Values, str]:
    """A measure of every row, and its unit."""
    steps, ids = found.kinds[0].bound.catalogue, found.cases.ids
    if m.name not in found.values:
        raise ModelError(f"ukjent størrelse {m.name!r}; {nearest(m.name, sorted(found.values))}")
    wanted, said = steps.axes_of(m.name), dict(m.axes)
    if set(wanted) != set(said):
        raise ModelError(f"{m.name} har akser {wanted}; oppgi {', '.join(f'{a}=…' for a in wanted) or 'ingen'}")
    if absent := [a for a in wanted if said[a] not in ids[a]]:
        raise ModelError(f"{absent[0]} har ikke {said[absent[0]]!r}; {nearest(said[absent[0]], ids[absent[0]])}")
    assert m.year is not None
    values = found.values[m.name][found.years.index(m.year)]
    for a in wanted:  # the axes come after the rows, and each choice removes one
        values = values[:, ids[a].index(said[a])]
    return np.asarray(values), steps.unit_of(m.name) or ""


def _level(found: Results, year: int | None) -> Values:
    """Price level of a year in each row, 1 in the row's own price year, (row,)."""
    if year not in found.years:  # the year before all plans, which is then the price year of all
        return np.ones(len(found.cases))
    return np.asarray(found.values[PRICES[0]][found.years.index(year)])


def _moved(found: Results, newest: int, price_year: int, plans: Sequence[Plan]) -> float:
    """Price level of the price year against the newest plan's, by that plan's own deflator."""
    last = next(i for i, p in enumerate(plans) if p.head.tid.prisnivaa == newest)
    row = 0 if last == 0 else len(found.cases) - 1
    index, growth = (
        {y: float(v) for y, v in zip(found.years, found.values[n][:, row], strict=True) if y in plans[last].years} for n in PRICES
    )
    level = price_index(price_year, newest, plans[last].head.tid.kunnskapsdato, index, growth)
    if level is None:
        raise ModelError(f"prisene i {price_year} er ikke kjent; velg et år fra {min(index)} til {max(index)}")
    return level
