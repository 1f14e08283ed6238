"""Drawn factors as numbers to compare draws by: a factor's mean over the projected years, its path as regressors, and how far
a draw is from the middle."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray

Array = NDArray[np.float64]
ELEMENTS: Final = 60  # most elements with a regressor each; with more, only their mean counts
DETAILS: Final = ((None, ELEMENTS), (None, 0), (5, 0), (3, 0), (1, 0))  # shapes of a path (None: every year), and elements
STILL: Final = 1e-12


@dataclass(frozen=True)
class Deviation:
    """A factor in one draw: its mean over the projected years, the middle of all draws, and the share of draws below it."""

    factor: str
    value: float
    middle: float
    below: float

    @property
    def distance(self) -> float:
        """Distance of the draw from the middle in rank, 0 (the middle) to 1 (the outermost)."""
        return abs(2.0 * self.below - 1.0)


def levels(values: Mapping[str, Array], projected: NDArray[np.bool_]) -> dict[str, Array]:
    """Each factor's mean over the projected years and its elements, (draw,); values (year, draw, *element).

    Factors that are the same in all draws are left out."""
    found = {n: _flat(v[projected]).mean(axis=(0, 2)) for n, v in values.items()}
    return {n: v for n, v in found.items() if float(v.std()) > STILL}


def richest(values: Mapping[str, Array], fits: Callable[[int], bool]) -> dict[str, Array]:
    """The regressors of `features` with the most detail whose number fits; the least detail where none does."""
    found: dict[str, Array] = {}
    for shapes, elements in DETAILS:
        found = features(values, shapes, elements)
        if fits(sum(f.shape[1] for f in found.values())):
            break
    return found


def features(values: Mapping[str, Array], shapes: int | None = None, elements: int = ELEMENTS) -> dict[str, Array]:
    """Regressors of each factor, (draw, regressor): its mean path, by year or as a number of shapes, and the level of each of
    its elements where they are no more than `elements`.

    values (year, draw, *element). Regressors that are the same in all draws are left out."""
    found: dict[str, Array] = {}
    for name, v in values.items():
        flat = _flat(v)
        columns = _shapes(flat.mean(axis=2), shapes)
        if 1 < flat.shape[2] <= elements:
            columns = np.concatenate(
                (flat.mean(axis=0)[:, :-1], columns), axis=1
            )  # the last follows from the others and their mean
        moving = columns[:, columns.std(axis=0) > STILL]
        if moving.shape[1]:
            found[name] = moving
    return found


def deviations(scores: Mapping[str, Array], draw: int) -> tuple[Deviation, ...]:
    """Each factor in a draw (0 is the first), the one farthest from its middle first; scores (draw,)."""
    found = [Deviation(n, float(v[draw]), float(np.median(v)), _below(v, draw)) for n, v in scores.items()]
    return tuple(sorted(found, key=lambda d: (-d.distance, d.factor)))


def _below(scores: Array, draw: int) -> float:
    """Share of the draws below one, draws that are equal counted by half."""
    return float((scores < scores[draw]).mean() + 0.5 * (scores == scores[draw]).mean())


def _flat(values: Array) -> Array:
    """(year, draw, element) with all elements in one axis; one element where there are none."""
    return values.reshape(*values.shape[:2], -1)


def _shapes(path: Array, shapes: int | None) -> Array:
    """Paths (year, draw) by year, or projected on so many Legendre polynomials over the years, (draw, shape).

    A path that is the same every year is one number."""
    if bool((path == path[:1]).all()):
        return path[:1].T
    years = len(path)
    if shapes is None or shapes >= years:
        return path.T
    return np.asarray(path.T @ legendre.legvander(np.linspace(-1.0, 1.0, years), shapes - 1) / years)
