"""Plans of different structure on one batch axis (architecture decision 8).

Axes become the union of stable element ids. A `mengde` is 0 where a plan lacks the element; an
`egenskap` is copied from the plan that has it, a `flyt` is a mengde and a `forloep` an egenskap that is also 0 outside the
plan's years, and a `kalender` continues by one a year. Every input and opening belongs to one cause group
(model/inputs.py), and a batch row picks each group from one plan. Plans with different first years align on
the earlier one: the later plan's opening balances are masked lines in the year the plan opens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from ldip.model.cause_groups import GROUPS
from ldip.model.inputs import Declared

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

    def rows(self, selection: NDArray[np.int64]) -> dict[str, Any]:
        """Arrays for a batch whose rows pick groups from plans; selection (row, group) holds plan numbers.

        Returns values (year, row or 1, *axes), openings (row, *axes), masks, amounts and more of lines,
        by name, and `start` (year, row), true in the year each row opens.
        """
        pick: dict[str, NDArray[np.int64]] = {g: selection[:, i] for i, g in enumerate(GROUPS)}
        values = {n: _shared(self._by_row(v, pick[self.declared[n].group])) for n, v in self.values.items()}
        openings = {n: v[pick[self.declared[n].group]] for n, v in self.openings.items()}
        masks = {n: self._by_row(m, pick["vedtatt"]) for n, m in self.masks.items()}
        amounts = {n: self._by_row(a, pick["vedtatt"]) for n, a in self.amounts.items()}
        more = [{n: self._by_row(c, pick["vedtatt"]) for n, c in part.items()} for part in self.more]
        start = self._start(pick["befolkning"])
        if len(set(self.first_years)) > 1:
            for n, v in self.openings.items():
                chosen = pick[self.declared[n].group]
                opens = self._start(chosen).reshape(len(self.years), len(chosen), *(1,) * (v.ndim - 1))
                masks[n] = np.broadcast_to(opens, (len(self.years), len(chosen), *v.shape[1:]))
                amounts[n] = np.broadcast_to(v[chosen], masks[n].shape)
        return {"values": values, "openings": openings, "masks": masks, "amounts": amounts, "more": more, "start": start}

    def _start(self, plans: NDArray[np.int64]) -> Bools:
        first = np.array(self.first_years)[plans]
        return np.asarray(np.array(self.years)[:, None] == first[None, :])

    @staticmethod
    def _by_row(by_plan: NDArray[Any], plans: NDArray[np.int64]) -> NDArray[Any]:
        return np.moveaxis(by_plan[plans], 0, 1)


def _shared(rows: Floats) -> Floats:
    """The first row alone where all rows are equal, so that nothing is computed twice."""
    return rows[:, :1] if bool((rows == rows[:, :1]).all()) else rows


def align(plans: Sequence[Bound], ids: Mapping[str, tuple[str, ...]], declared: Mapping[str, Declared]) -> Aligned:
    """Stack plans that are bound on the same ids."""
    years = union_years(plans)
    values = {
        n: np.stack([_padded(p.values[n][:, 0], p.years, years, declared[n].nature) for p in plans]) for n in plans[0].values
    }
    for n, stacked in values.items():
        if declared[n].nature in COPIED:
            _copy_absent(stacked, plans, ids, declared[n].axes, lead=2)
    openings = {n: np.stack([p.openings[n][0] for p in plans]) for n in plans[0].openings}
    names = sorted({n for p in plans for n in p.lines})
    masks = {n: np.stack([_line(p, n, years, "mask", plans) for p in plans]).astype(bool) for n in names}
    amounts = {n: np.stack([_line(p, n, years, "value", plans) for p in plans]) for n in names}
    more = tuple({n: found for n in names if (found := _said(plans, n, years, what)) is not None} for what in SAID)
    return Aligned(years, ids, tuple(p.years[0] for p in plans), declared, values, openings, masks, amounts, more)


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
