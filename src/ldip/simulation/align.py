"""Plans of different structure on one batch axis (architecture decision 8).

Axes become the union of stable element ids. A `mengde` is 0 where a plan lacks the element; an
`egenskap` is copied from the plan that has it, a `flyt` is a mengde and a `forloep` an egenskap that is also 0 outside the
plan's years, and a `kalender` continues by one a year. Every input and opening belongs to one cause group
(model/inputs.py), and a batch row picks each group from one plan. Plans with different first years align on
the earlier one: the later plan's opening balances are masked lines in the year the plan opens. Amounts in fixed prices
follow the price year of the plan that a row takes its prices from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from ldip.model.cause_groups import GROUPS
from ldip.model.inputs import Declared
from ldip.simulation.price_base import fixed_names, price_levels

SAID: Final = ("carry", "nominal", "passing")  # of the years after lines, in the engine's order
COPIED: Final = ("egenskap", "forloep")
PASSING: Final = ("flyt", "forloep")
CONTINUED: Final = ("carry", "nominal")  # apply to a plan's own years and those after them
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


class Bound(Protocol):
    """The parts of a binding on the union of axes that alignment reads."""

    years: tuple[int, ...]
    values: dict[str, Floats]
    openings: dict[str, Floats]
    lines: dict[str, Any]
    absent: dict[str, frozenset[str]]


def union_axes(axes: Sequence[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    """Union of element ids by axis, in order of first occurrence."""
    names = dict.fromkeys(n for a in axes for n in a)
    return {n: tuple(dict.fromkeys(i for a in axes for i in a.get(n, ()))) for n in names}


def union_years(plans: Sequence[Bound]) -> tuple[int, ...]:
    """From the earliest first year to the latest last year."""
    return tuple(range(min(p.years[0] for p in plans), max(p.years[-1] for p in plans) + 1))


@dataclass(frozen=True)
class Aligned:
    """Several plans' inputs, stacked by plan: values (plan, year, *axes), openings (plan, *axes)."""

    years: tuple[int, ...]
    ids: Mapping[str, tuple[str, ...]]
    first_years: tuple[int, ...]
    declared: Mapping[str, Declared]
    values: Mapping[str, Floats]
    openings: Mapping[str, Floats]
    masks: Mapping[str, Bools]
    amounts: Mapping[str, Floats]
    more: tuple[Mapping[str, Floats], ...]  # of the years after lines, each by name
    alike: frozenset[str]  # inputs and openings that are the same in all plans
    rebased: frozenset[str]  # those in fixed prices, where the plans' price years differ
    levels: Floats  # price level of each plan's price year, (plan,)

    @property
    def names(self) -> frozenset[str]:
        """Every input and opening."""
        return frozenset({*self.values, *self.openings})

    def rows(self, selection: NDArray[np.int64]) -> dict[str, Any]:
        """Arrays for a batch whose rows pick groups from plans; selection (row, group) holds plan numbers.

        Returns values (year, row or 1, *axes), openings (row or 1, *axes), masks, amounts and more of lines,
        by name, and `start` (year, row), true in the year each row opens.
        """
        pick: dict[str, NDArray[np.int64]] = {g: _one_if_same(selection[:, i]) for i, g in enumerate(GROUPS)}
        values = {n: np.moveaxis(self._of(n, v, pick), 0, 1) for n, v in self.values.items()}
        openings = {n: self._of(n, v, pick) for n, v in self.openings.items()}
        chosen = pick["vedtatt"]
        masks, amounts, *more = (
            {n: np.moveaxis(v[chosen], 0, 1) for n, v in part.items()} for part in (self.masks, self.amounts, *self.more)
        )
        start = self._start(selection[:, GROUPS.index("befolkning")])
        if len(set(self.first_years)) > 1:
            self._reopen(pick, openings, masks, amounts)
        return {"values": values, "openings": openings, "masks": masks, "amounts": amounts, "more": more, "start": start}

    def _of(self, name: str, by_plan: Floats, pick: Mapping[str, NDArray[np.int64]]) -> Floats:
        """An input or opening of each row, (row or 1, …); one row where all plans have the same."""
        plans = pick[self.declared[name].group]
        if name not in self.rebased:
            return by_plan[:1] if name in self.alike else by_plan[plans]
        owners, base = np.broadcast_arrays(plans, pick["makro"])
        level = self.levels[base] / self.levels[owners]
        return np.asarray(by_plan[owners] * level.reshape(-1, *(1,) * (by_plan.ndim - 1)))

    def _reopen(self, pick: Mapping[str, NDArray[np.int64]], openings: dict[str, Floats], *lines: dict[str, Any]) -> None:
        """Add the opening balances as masked lines in the year the plan they come from opens."""
        masks, amounts = lines
        for n, v in openings.items():
            opens = self._start(pick[self.declared[n].group])
            opens = opens.reshape(*opens.shape, *(1,) * (v.ndim - 1))
            masks[n] = np.broadcast_to(opens, (*opens.shape[:2], *v.shape[1:]))
            amounts[n] = np.broadcast_to(v, (len(self.years), *v.shape))

    def _start(self, plans: NDArray[np.int64]) -> Bools:
        first = np.array(self.first_years)[plans]
        return np.asarray(np.array(self.years)[:, None] == first[None, :])


def _one_if_same(plans: NDArray[np.int64]) -> NDArray[np.int64]:
    """The plan alone where all rows pick the same, so that nothing is computed twice."""
    return plans[:1] if bool((plans == plans[:1]).all()) else plans


def align(plans: Sequence[Bound], ids: Mapping[str, tuple[str, ...]], declared: Mapping[str, Declared]) -> Aligned:
    """Stack plans that are bound on the same ids."""
    years = union_years(plans)
    values = {n: _stacked(plans, n, years, declared[n].nature) for n in plans[0].values}
    for n, stacked in values.items():
        if declared[n].nature in COPIED and stacked.flags.writeable:
            _copy_absent(stacked, plans, ids, declared[n].axes, lead=2)
    openings = {n: _opened(plans, n) for n in plans[0].openings}
    names = sorted({n for p in plans for n in p.lines})
    masks = {n: np.stack([_line(p, n, years, "mask", plans) for p in plans]).astype(bool) for n in names}
    amounts = {n: np.stack([_line(p, n, years, "value", plans) for p in plans]) for n in names}
    more = tuple({n: found for n in names if (found := _said(plans, n, years, what)) is not None} for what in SAID)
    stacked_all = {**values, **openings}
    alike = frozenset(n for n, v in stacked_all.items() if _all_same(v))
    levels = price_levels(plans)
    rebased = (fixed_names() & stacked_all.keys()) if bool((levels != 1.0).any()) else frozenset()
    first = tuple(p.years[0] for p in plans)
    return Aligned(years, ids, first, declared, values, openings, masks, amounts, more, alike, rebased, levels)


def _stacked(plans: Sequence[Bound], name: str, years: tuple[int, ...], nature: str) -> Floats:
    """An input by plan; one array where all plans share it, since its parts are cached by what they are bound from."""
    first = plans[0]
    if all(p.values[name] is first.values[name] and p.years == first.years for p in plans):
        return _for_all(first.values[name][:, 0], len(plans))
    return np.stack([_padded(p.values[name][:, 0], p.years, years, nature) for p in plans])


def _opened(plans: Sequence[Bound], name: str) -> Floats:
    """An opening by plan; one array where all plans share it."""
    first = plans[0].openings[name]
    if all(p.openings[name] is first for p in plans):
        return _for_all(first[0], len(plans))
    return np.stack([p.openings[name][0] for p in plans])


def _for_all(values: Floats, plans: int) -> Floats:
    """The same values for every plan, without a copy."""
    return np.broadcast_to(values, (plans, *values.shape))


def _all_same(by_plan: Floats) -> bool:
    """Whether all plans have the same values."""
    return by_plan.strides[0] == 0 or all(np.array_equal(by_plan[0], one) for one in by_plan[1:])


def _said(plans: Sequence[Bound], name: str, years: tuple[int, ...], what: str) -> Floats | None:
    """A part of a name's lines by plan; None where no plan has it."""
    if all(name not in p.lines or getattr(p.lines[name], what) is None for p in plans):
        return None
    return np.stack([_line(p, name, years, what, plans) for p in plans])


def _padded(values: Floats, own: tuple[int, ...], years: tuple[int, ...], nature: str) -> Floats:
    """Values for the union of years; outside its own years a plan repeats its first or last year.

    A `flyt` and a `forloep` are zero there, and a `kalender` continues by one a year.
    """
    place = np.array(years) - own[0]
    inside = np.clip(place, 0, len(own) - 1)
    result: Floats = values[inside]
    beyond = (place - inside).reshape(-1, *(1,) * (values.ndim - 1))
    if nature in PASSING:
        return np.where(beyond == 0, result, 0.0)
    return np.asarray(result + beyond) if nature == "kalender" else result


def _line(plan: Bound, name: str, years: tuple[int, ...], what: str, plans: Sequence[Bound]) -> Floats:
    found = plan.lines.get(name)
    if found is None or getattr(found, what) is None:
        shape = next(p.lines[name].mask.shape for p in plans if name in p.lines)
        return np.zeros((len(years), *shape[2:]))
    own = getattr(found, what)[:, 0]
    result = np.zeros((len(years), *own.shape[1:]))
    first = plan.years[0] - years[0]
    result[first : first + len(own)] = own
    if what in CONTINUED:
        result[first + len(own) :] = own[-1]
    return result


def _copy_absent(
    stacked: Floats, plans: Sequence[Bound], ids: Mapping[str, tuple[str, ...]], axes: tuple[str, ...], lead: int
) -> None:
    """Copy an egenskap of absent elements from the first plan that has them, axis by axis."""
    for position, axis in enumerate(axes):
        for place, element in enumerate(ids[axis]):
            lacking = [i for i, p in enumerate(plans) if element in p.absent.get(axis, frozenset())]
            owner = next((i for i in range(len(plans)) if i not in lacking), None)
            if lacking and owner is not None:
                at = (slice(None),) * (position + lead - 1) + (place,)
                for i in lacking:
                    stacked[i][at] = stacked[owner][at]
