"""Shocks: chosen changes of the uncertain factors' inputs, kept in the base case and in every draw.

A shock works on the deviation that a factor's input holds. Several shocks of one factor are added first, then multiplied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np

from ldip.engine.graph import Array, Given
from ldip.errors import ModelError
from ldip.model.catalogue import FACTORS, factor_of
from ldip.plan.messages import nearest

Mode = Literal["legg_til", "gang"]
Form = Literal["nivaa", "ett", "bane"]
MODES: Final[tuple[str, ...]] = get_args(Mode)
FORMS: Final[tuple[str, ...]] = get_args(Form)
NEUTRAL: Final = {g.name: factor_of(g).neutral for g in FACTORS.values()}  # by the factor's input


@dataclass(frozen=True)
class Shock:
    """A change of one factor; `size` is in the unit of the factor's input, or one number for each year from the first.

    `legg_til` adds the size to the factor's deviation; `gang` multiplies the level behind it by 1 + size. `nivaa` is the same
    every year, `ett` the first year alone, `bane` a straight line that begins the year before the first, reaches the size in the
    last year and stays there. Years: from the first projected year to the plan's last, when left out. `element` is one element
    of the factor's axis, or all of them.
    """

    factor: str
    size: float | tuple[float, ...]
    mode: Mode = "legg_til"
    form: Form = "nivaa"
    from_year: int | None = None
    to_year: int | None = None
    element: str = ""


@dataclass(frozen=True, eq=False)
class Moved:
    """Shocks of one input put together, (year, 1, *axes): what is added to it, and then the factor on its level."""

    added: Array
    scaled: Array

    @property
    def key(self) -> bytes:
        """The values as bytes, for use as a key."""
        return self.added.tobytes() + self.scaled.tobytes()


def moved_inputs(
    shocks: Iterable[Shock], years: Sequence[int], first: int, ids: Mapping[str, tuple[str, ...]]
) -> dict[str, Moved]:
    """Shocks by the input they work on. `first` is the first projected year, or a year after the last where there is none.

    Errors: ModelError for an unknown factor, mode, form or element."""
    found: dict[str, Moved] = {}
    for s in shocks:
        given = _checked(s, ids)
        shape = (len(years), 1, *(len(ids.get(a, ())) for a in given.axes))
        move = found.setdefault(given.name, Moved(np.zeros(shape), np.ones(shape)))
        sizes = sizes_of(s, years, first)
        for i, place in enumerate(ids.get(given.axes[0], ()) if given.axes else ("",)):
            if s.element in ("", place):
                at = (slice(None), 0, i) if given.axes else (slice(None), 0)
                if s.mode == "gang":
                    move.scaled[at] *= _along(1.0 + sizes, move.scaled[at])
                else:
                    move.added[at] += _along(sizes, move.added[at])
    return found


def _along(sizes: Array, target: Array) -> Array:
    """Numbers by year in the shape of a part of an input, (year, *axes)."""
    return sizes.reshape(-1, *(1,) * (target.ndim - 1))


def _checked(s: Shock, ids: Mapping[str, tuple[str, ...]]) -> Given:
    """The input that a shock works on. Errors: ModelError for an unknown factor, mode, form or element."""
    if s.factor not in FACTORS:
        raise ModelError(f"ukjent faktor {s.factor!r}; {nearest(s.factor, list(FACTORS))}")
    given = FACTORS[s.factor]
    for value, words in ((s.mode, MODES), (s.form, FORMS)):
        if value not in words:
            raise ModelError(f"støt på {s.factor}: {value!r} er ukjent; {nearest(value, words)}")
    known = ids.get(given.axes[0], ()) if given.axes else ()
    if s.element and s.element not in known:
        raise ModelError(f"støt på {s.factor}: ukjent element {s.element!r}; {nearest(s.element, known)}")
    return given


def sizes_of(s: Shock, years: Sequence[int], first: int) -> Array:
    """Size of a shock by year, (year,); 0 in the years it does not work."""
    start = first if s.from_year is None else s.from_year
    end = years[-1] if s.to_year is None else s.to_year
    at, found = np.asarray(years), np.zeros(len(years))
    if isinstance(s.size, tuple):
        for year, size in zip(range(start, end + 1), s.size, strict=False):
            found[at == year] = size
        return found
    if s.form == "bane":
        return np.where(at < start, 0.0, s.size * np.clip((at - start + 1) / max(end - start + 1, 1), 0.0, 1.0))
    last = start if s.form == "ett" else end
    return np.where((at >= start) & (at <= last), s.size, 0.0)


def shocked(values: Array, moves: Sequence[Moved | None], neutral: float = 0.0) -> Array:
    """An input with the shocks of each row, (year, row, *axes); one move for each row, or one for all.

    A deviation from `neutral` 0 is a share of a level, so that the level is 1 + deviation."""
    if not any(moves):
        return values
    plain = next(m for m in moves if m)
    none = Moved(np.zeros_like(plain.added), np.ones_like(plain.scaled))
    alike = all(m is moves[0] for m in moves)
    each = [none if m is None else m for m in (moves[:1] if alike else moves)]
    out: Array = values + np.concatenate([m.added for m in each], axis=1)
    if all(bool((m.scaled == 1.0).all()) for m in each):
        return out
    base = 1.0 - neutral
    return np.asarray((out + base) * np.concatenate([m.scaled for m in each], axis=1) - base)
