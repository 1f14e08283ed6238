"""Måltall over the draws: where each level holds, the chance of it, and the first year it is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ldip.compare.judged import judged_years, misses
from ldip.plan.memo import remembered
from ldip.plan.schema.files import Ratio
from ldip.simulation.run import Run
from ldip.statements.adopted import target_of
from ldip.uncertainty.chances import Chance, Kept, chance, first_broken

Level = Literal["maal", "gulv", "tak"]
LOW: Final[tuple[Level, ...]] = ("maal", "gulv")


@dataclass(frozen=True, eq=False)
class DrawnRule:
    """A level of a måltall over the draws: `held` (year, draw) by the run's years, and the years in which it is judged.

    The first level is the one the verdict holds a måltall to: its target, or its floor or cap where it has no target."""

    ratio: Ratio
    level: Level
    held: Kept
    years: tuple[int, ...]
    judged: tuple[int, ...]

    @property
    def counted(self) -> Kept:
        """Flags of where it is kept, of the years it is judged, (judged year, draw)."""
        return self.held[[self.years.index(y) for y in self.judged]]

    @property
    def always(self) -> NDArray[np.bool_]:
        """Flags of the draws where it is kept in all the years it is judged, (draw,)."""
        return np.asarray(self.counted.all(axis=0))

    @property
    def chance(self) -> Chance:
        """The chance that it holds: in each of the run's years, and in all the years it is judged."""
        return Chance(chance(self.held).yearly, chance(self.counted).every)

    @property
    def first(self) -> tuple[float, ...]:
        """Share of the draws in which each judged year is the first broken, and last the share in which none is."""
        return tuple(first_broken(self.counted).tolist())


@remembered
def drawn_rules(run: Run) -> tuple[DrawnRule, ...]:
    """Every level of every måltall of a run with draws, in the plan's order; a måltall without any level has none."""
    if not run.draws:
        return ()
    return tuple(_rule(run, r, level) for r in run.plan.rules.maaltall for level in levels_of(r))


def levels_of(ratio: Ratio) -> tuple[Level, ...]:
    """The levels a måltall is held to, the verdict's own first."""
    return tuple(n for n in LOW if ratio.has(n)) or (("tak",) if ratio.has("tak") else ())


def firsts(rules: Sequence[DrawnRule]) -> tuple[DrawnRule, ...]:
    """The first level of each måltall."""
    return tuple(r for i, r in enumerate(rules) if i == 0 or rules[i - 1].ratio is not r.ratio)


def all_at_once(rules: Sequence[DrawnRule]) -> Chance | None:
    """The chance that the first levels of all måltall hold: in each year, and each in all the years it is judged."""
    ours = firsts(rules)
    if not ours:
        return None
    yearly = chance(np.logical_and.reduce([r.held for r in ours])).yearly
    return Chance(yearly, float(np.logical_and.reduce([r.counted.all(axis=0) for r in ours]).mean()))


def _rule(run: Run, ratio: Ratio, level: Level) -> DrawnRule:
    levels = dict.fromkeys((level, *(("tak",) if ratio.has("tak") else ())))
    missed = np.logical_or.reduce([misses(ratio, n, run.uncertain) for n in levels])
    only = target_of(ratio).only
    counts: NDArray[np.bool_] = np.array([only in (None, y) for y in run.years])[:, None]
    return DrawnRule(ratio, level, ~(missed & counts), run.years, judged_years(run.plan, ratio, run.variant))
