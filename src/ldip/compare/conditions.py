"""Conditions under which a plan fails: a box of at most three conditions on the factors, found by peeling the draws.

Half of the draws are peeled: from either side of a factor the twentieth of the draws that leaves the most failures per draw is
taken away, again and again. Of all boxes on the way the one with the highest correlation between being inside and failing is
chosen; one condition more must be worth it. Then its levels are moved to where that correlation is highest. Coverage and
density are counted in the other half, with the levels as they are printed. Source: Friedman and Fisher 1999, «Bump hunting in
high-dimensional data» (PRIM); Bryant and Lempert 2010.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ldip.uncertainty.summary import many_enough

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
Side = Literal["over", "under"]
Refusal = Literal["for_faa_trekninger", "ryker_for_sjelden", "ryker_nesten_alltid", "ingen_vilkaar"]
MOST: Final = 3  # conditions
CONSIDERED: Final = 6  # factors with the largest difference between failures and the rest
PEELED: Final = 0.05
SMALLEST: Final = 10  # draws of a half in a box
FEWEST_EACH: Final = 20  # failures, and draws that hold
WORTH: Final = 0.04  # gain in correlation that pays for a condition
SETTLED: Final = 2  # rounds in which the levels of the box are moved
LEVELS: Final = tuple(i / 50 for i in range(1, 50))  # quantiles tried as levels
BEYOND: Final = 3.0  # standard errors of no correlation that a box must be beyond


@dataclass(frozen=True)
class Condition:
    """A factor's score over or under a level, in the score's unit; `share` of all draws meet it."""

    factor: str
    side: Side
    level: float
    share: float = 0.0


@dataclass(frozen=True)
class Conditions:
    """The box with its `coverage` (share of the failures inside) and `density` (share of the inside that fails).

    `failing` is the share of all draws that fail. `refused` is the reason where there is no box."""

    box: tuple[Condition, ...]
    coverage: float
    density: float
    failing: float
    draws: int
    refused: Refusal | None = None


def conditions(scores: Mapping[str, Array], fails: Flags) -> Conditions:
    """The conditions in which draws fail. scores (draw,) by factor, fails (draw,)."""
    share, draws = float(fails.mean()) if len(fails) else 0.0, len(fails)
    none = Conditions((), 0.0, 0.0, share, draws)
    if refused := _refusal(fails):
        return replace(none, refused=refused)
    searched = np.arange(draws) % 2 == 0
    varying = {n: v for n, v in scores.items() if float(v.std()) > 0.0}
    found = _best_box({n: v[searched] for n, v in varying.items()}, fails[searched])
    printed = tuple(_printed(c, varying[c.factor]) for c in found)
    rest = {n: v[~searched] for n, v in varying.items()}
    inside = inside_of(rest, printed, int((~searched).sum()))
    if not printed or _correlation(inside, fails[~searched]) < BEYOND / np.sqrt(len(inside)):
        return replace(none, refused="ingen_vilkaar")
    coverage, density = coverage_density(inside, fails[~searched])
    return Conditions(printed, coverage, density, share, draws)


def _refusal(fails: Flags) -> Refusal | None:
    broken = int(fails.sum())
    if not many_enough(len(fails)):
        return "for_faa_trekninger"
    if broken < FEWEST_EACH:
        return "ryker_for_sjelden"
    return "ryker_nesten_alltid" if len(fails) - broken < FEWEST_EACH else None


def inside_of(scores: Mapping[str, Array], box: tuple[Condition, ...], draws: int) -> Flags:
    """Which draws meet every condition, (draw,)."""
    inside = np.ones(draws, dtype=bool)
    for c in box:
        inside &= scores[c.factor] > c.level if c.side == "over" else scores[c.factor] < c.level
    return inside


def coverage_density(inside: Flags, fails: Flags) -> tuple[float, float]:
    """Share of the failures that are inside, and share of the inside that fails; 0 where there is nothing to share."""
    hit = float((inside & fails).sum())
    return hit / max(float(fails.sum()), 1.0), hit / max(float(inside.sum()), 1.0)


def _printed(c: Condition, scores: Array) -> Condition:
    """A condition with its level as it is printed."""
    told = replace(c, level=rounded(c.level, scores))
    return replace(told, share=float(inside_of({c.factor: scores}, (told,), len(scores)).mean()))


def rounded(level: float, scores: Array) -> float:
    """A level with as many digits as the spread of the scores is worth: steps of at most a fifth of a standard deviation."""
    return float(round(level, -int(np.floor(np.log10(float(scores.std()) / 5.0)))))


def _best_box(scores: Mapping[str, Array], fails: Flags) -> tuple[Condition, ...]:
    """The box with the highest correlation with failing, less the worth of its conditions."""
    names = sorted(scores, key=lambda n: (-abs(_correlation_of(scores[n], fails)), n))[:CONSIDERED]
    best, box = 0.0, tuple[Condition, ...]()
    for count in range(1, MOST + 1):
        for chosen in combinations(names, count):
            for value, found in _peels({n: scores[n] for n in chosen}, fails):
                if value - WORTH * len(found) > best:
                    best, box = value - WORTH * len(found), found
    return _worth_it(scores, fails, _settled(scores, fails, box))


def _worth_it(scores: Mapping[str, Array], fails: Flags, box: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The box without conditions that add less than a condition must be worth, the least first."""
    without = {c: tuple(o for o in box if o != c) for c in box}
    value = {c: _correlation(inside_of(scores, rest, len(fails)), fails) for c, rest in without.items()}
    least = max(box, key=lambda c: value[c], default=None)
    if least is None or value[least] + WORTH <= _correlation(inside_of(scores, box, len(fails)), fails):
        return box
    return _worth_it(scores, fails, without[least])


def _settled(scores: Mapping[str, Array], fails: Flags, box: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The box with each level moved, out or in, to where the correlation is highest with the other levels as they are."""
    found = list(box)
    for at in list(range(len(box))) * SETTLED:
        c = found[at]
        rest = inside_of(scores, tuple(o for i, o in enumerate(found) if i != at), len(fails))
        values = scores[c.factor]
        levels = [c.level, *np.quantile(values, LEVELS).tolist()]
        sides = (rest & (values > v if c.side == "over" else values < v) for v in levels)
        found[at] = replace(c, level=levels[int(np.argmax([_correlation(s, fails) for s in sides]))])
    return tuple(found)


def _peels(scores: Mapping[str, Array], fails: Flags) -> Iterator[tuple[float, tuple[Condition, ...]]]:
    """Every box on the way from all draws to the smallest, with its correlation with failing."""
    inside, levels = np.ones(len(fails), dtype=bool), dict[tuple[str, Side], float]()
    while True:
        cuts = [cut for n, v in scores.items() for cut in _cuts(n, v, inside)]
        cuts = [c for c in cuts if SMALLEST <= int(c[2].sum()) < int(inside.sum())]
        if not cuts:
            return
        at, level, inside = max(cuts, key=lambda c: float(fails[c[2]].mean()))
        levels[at] = level
        yield _correlation(inside, fails), tuple(Condition(n, side, v) for (n, side), v in levels.items())


def _cuts(name: str, values: Array, inside: Flags) -> Iterator[tuple[tuple[str, Side], float, Flags]]:
    """A twentieth of the inside taken from the low side and from the high side of a factor."""
    within = values[inside]
    taken = int(PEELED * len(within))
    within.partition((taken, len(within) - 1 - taken))
    low, high = float(within[taken]), float(within[-1 - taken])
    yield (name, "over"), low, inside & (values > low)
    yield (name, "under"), high, inside & (values < high)


def _correlation(inside: Flags, fails: Flags) -> float:
    """Correlation of being inside and failing; 0 where either is the same for all draws."""
    return _correlation_of(inside.astype(np.float64), fails)


def _correlation_of(values: Array, fails: Flags) -> float:
    a, b = values - values.mean(), fails - fails.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 0.0 else 0.0
