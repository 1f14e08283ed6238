"""Values of a factor in a block of draws, from its numbers (docs/method/usikkerhet.md)."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, sqrt
from statistics import NormalDist
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.parameters.correlation import Group
from ldip.uncertainty.draws import BLOCK, Block
from ldip.uncertainty.settings import SIZE_UNIT, FactorSettings, Part

Array = NDArray[np.float64]
NORMAL: Final = NormalDist()
Weights = tuple[tuple[str, float], ...]  # (stream, weight) of independent surprises


@dataclass(frozen=True)
class Where:
    """The municipality of a draw: its number and inhabitants, and the elements of the factor's axis with theirs (0 without)."""

    entity: str = ""
    inhabitants: float = 0.0
    elements: tuple[str, ...] = ()
    persons: tuple[float, ...] = ()


def values(s: FactorSettings, where: Where, block: Block, weights: Weights = (), spread: Array | None = None) -> Array:
    """The input's values for a whole block, (year or 1, 1024[, element]); 1 where all years are the same.

    `weights` mix the shared part's surprises with other factors'. `spread` is the input that `spread_in` names, (year, element).
    """
    x = deviation(s, where, block, weights)
    if s.distribution == "bernoulli":
        return _outcome(s, x, spread)
    if s.distribution == "empirisk":
        return _empirical(s, x)
    if s.declared.spread_in:
        return x
    neutral = s.declared.neutral
    if s.distribution == "lognormal":
        if s.floor == neutral:
            return np.exp(x) if neutral == 1.0 else np.asarray(neutral * np.exp(x / neutral))
        return np.asarray(neutral + s.floor * np.expm1(x / s.floor))
    return x if neutral == 0.0 else np.asarray(neutral + x)


def deviation(s: FactorSettings, where: Where, block: Block, weights: Weights = ()) -> Array:
    """The sum of a factor's parts, (year or 1, 1024[, element])."""
    total: Array | None = None
    for part in (p for p in s.parts if p.level != "element" and not p.zero):
        entity, size = ("", 1.0) if part.level == "nasjonal" else (where.entity, part.scale(where.inhabitants))
        found = path(part, entity, size, block, weights if part.level == "nasjonal" else (), s.freedom)
        total = found if total is None else total + found
    if total is None:
        total = np.zeros((1, BLOCK))
    element = s.part("element")
    if not s.declared.axis:
        return total
    whole: Array = total[:, :, None]
    if element is None or element.zero:
        return np.broadcast_to(whole, (*whole.shape[:2], len(where.elements)))
    if s.element_factor:
        return _around(whole, s, element, where, block)
    own = [path(element, e, 1.0, block, (), s.freedom) for e in where.elements]
    return whole + np.stack(own, axis=-1) if own else np.zeros((1, BLOCK, 0))


def path(p: Part, entity: str, size: float, block: Block, weights: Weights = (), freedom: float = inf) -> Array:
    """One part's path, (year, 1024), or (1, 1024) where it is the same every year."""
    if p.still:
        found = p.lasting * _mixed(block, p.stream, entity, 1, weights)
    else:
        z = _mixed(block, p.stream, entity, len(p.sd), weights)
        if freedom < inf:
            z = z * block.tails(p.stream, freedom, len(p.sd))
        found = np.empty_like(z)
        last = np.zeros(BLOCK)
        for t, sd in enumerate(p.sd):
            last = p.persistence * last + sd * z[t]
            found[t] = last
        if p.lasting:
            found = found + p.lasting * block.normals(f"{p.stream}_varig", entity)
    return found if size == 1.0 else np.asarray(size * found)


def _mixed(block: Block, stream: str, entity: str, years: int, weights: Weights) -> Array:
    """Surprises of a stream, (year, 1024): its own, or the weighted sum of independent ones that its correlations give."""
    if not weights:
        return block.normals(stream, entity, years)
    total: Array | None = None
    for name, weight in weights:
        part = weight * block.normals(name, entity, years)
        total = part if total is None else total + part
    assert total is not None
    return total


def _around(whole: Array, s: FactorSettings, element: Part, where: Where, block: Block) -> Array:
    """Elements around their municipality: each as a municipality of its size, with deviations that sum to none of it."""
    if len(where.elements) == 1:
        return whole
    extra = float(np.sqrt(s.element_factor**2 - 1.0))
    persons = np.array(where.persons, dtype=np.float64)
    found = [extra * path(element, f"{where.entity}/{i}", element.scale(n), block) for i, n in enumerate(where.persons)]
    zones = np.stack(found, axis=-1)
    share = persons / max(persons.sum(), 1.0)
    mean = (zones * share).sum(axis=-1, keepdims=True)  # moves between elements leave the total unchanged
    return np.asarray(whole + zones - mean, dtype=np.float64)


def _outcome(s: FactorSettings, x: Array, spread: Array | None) -> Array:
    """1 with the probability, else neutral; where the step has the probability, the outcome less its probability."""
    if not s.declared.spread_in:
        return np.where(x < _quantile(s.probability), 1.0, s.declared.neutral)
    assert spread is not None
    chance = np.clip(spread, 0.0, 1.0)
    limit = np.array([_quantile(float(p)) for p in chance.ravel()]).reshape(chance.shape)
    return np.asarray((x < limit[:, None]).astype(np.float64) - chance[:, None])


def _empirical(s: FactorSettings, x: Array) -> Array:
    """One of the outcomes, by their shares."""
    ends = np.cumsum(s.shares)[:-1]
    limits = np.array([_quantile(float(p)) for p in ends])
    return np.array(s.outcomes)[np.searchsorted(limits, x, side="right")]


def _quantile(p: float) -> float:
    return NORMAL.inv_cdf(p) if 0.0 < p < 1.0 else (inf if p >= 1.0 else -inf)


def weights_of(group: Group | None, name: str, streams: dict[str, str]) -> Weights:
    """The independent surprises that a factor's shared part is mixed of, by stream; none for a factor without a group."""
    return tuple((streams.get(f, f), w) for f, w in group.weights(name)) if group else ()


def interval(s: FactorSettings, after: int, inhabitants: float = SIZE_UNIT, share: float = 0.8) -> tuple[float, float]:
    """Ends of the central interval after a number of years of the plan, less the neutral value, in the input's unit.

    From the declared distribution by formula; of Student t as if it were normal."""
    sd = spread_after(s, after, inhabitants)
    z = NORMAL.inv_cdf(0.5 + share / 2.0)
    if s.distribution == "lognormal" and not s.declared.spread_in:
        low, high = (s.floor * float(np.expm1(e / s.floor)) for e in (-z * sd, z * sd))
        return low, high
    return -z * sd, z * sd


def spread_after(s: FactorSettings, after: int, inhabitants: float = SIZE_UNIT) -> float:
    """Standard deviation of the deviation after a number of years of the plan, parts together (closed form)."""
    parts = [p for p in s.parts if not (p.level == "element" and s.element_factor)]
    return sqrt(sum((p.scale(inhabitants) if p.level == "kommune" else 1.0) ** 2 * _variance(p, after) for p in parts))


def _variance(p: Part, after: int) -> float:
    kept = p.sd[: max(after, 1)]
    n = len(kept)
    return p.lasting**2 + sum((sd * p.persistence ** (n - 1 - t)) ** 2 for t, sd in enumerate(kept))
