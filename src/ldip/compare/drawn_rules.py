"""Måltall over the draws: where each level holds, the chance of it, and the first year it is broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ldip.binding.rules import phases
from ldip.engine.graph import Array
from ldip.plan.memo import remembered
from ldip.plan.schema.files import Ratio
from ldip.simulation.inputs import PLAIN
from ldip.simulation.run import Run
from ldip.statements.adopted import level_name, target_of
from ldip.statements.status import TOLERANCE
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


def judged_years(run: Run, ratio: Ratio) -> tuple[int, ...]:
    """The years a måltall is judged in, as the verdict judges it: the projected ones, and with new saving those whose window is
    within the years of the whole saving. One that holds for a single year is judged in it."""
    found, only = phases(run.plan), target_of(ratio).only
    if only is not None or found.start is None or found.full is None:
        return tuple(y for y in run.years if only in (None, y))
    first = found.start if run.variant == PLAIN else min(found.full + ratio.snitt - 1, run.years[-1])
    return tuple(y for y in run.years if first <= y <= (found.end or run.years[-1]))


def _rule(run: Run, ratio: Ratio, level: Level) -> DrawnRule:
    values = run.uncertain[ratio.measured]
    slack = TOLERANCE * np.maximum(1.0, np.abs(values))
    held = np.ones(values.shape, dtype=bool)
    if level in LOW:
        held &= values >= _level(run, ratio, level) - slack
    if ratio.has("tak"):
        held &= values <= _level(run, ratio, "tak") + slack
    only = target_of(ratio).only
    counts: NDArray[np.bool_] = np.array([only in (None, y) for y in run.years])[:, None]
    return DrawnRule(ratio, level, np.asarray(held | ~counts), run.years, judged_years(run, ratio))


def _level(run: Run, ratio: Ratio, level: str) -> Array | float:
    """A level in the engine's unit; (year, draw) where it follows the state."""
    if level in ratio.follows_state:
        return run.uncertain[level_name(ratio, level)]
    return float(getattr(target_of(ratio), level))
