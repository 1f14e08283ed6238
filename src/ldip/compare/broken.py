"""Rules over many rows of one plan: the måltall, the demands behind the need, and the years in which each is broken.

A måltall is broken below its floor, or below its target where it has no floor, and above its cap. A demand of the need is broken
when it lacks money at the row's saving; the target of a rule that also has a floor is no breach, but is listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from ldip.compare.judged import Flags, has_level, judged_years, misses
from ldip.engine.graph import Array
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.plan.schema.files import Ratio
from ldip.simulation.cases import Case, Cases
from ldip.simulation.demands import SHORT, lacking, lacking_names
from ldip.simulation.inputs import ModelInputs
from ldip.simulation.run_cases import Results
from ldip.simulation.simulate import ratios_of

Sort = Literal["maaltall", "krav", "dom"]
VERDICT: Final = "dom"  # the plan as a whole: any måltall or demand that counts


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule over rows: `broken` (year, row). `counts` is true where a breach of it is a breach of the plan."""

    id: str
    sort: Sort
    broken: Flags
    counts: bool = True

    def first(self, years: tuple[int, ...], row: int) -> int | None:
        """The first year it is broken in a row; None where it holds."""
        at = np.flatnonzero(self.broken[:, row])
        return years[int(at[0])] if len(at) else None


def rules_of(plan: Plan, variant: str, values: Mapping[str, Array], short: Mapping[str, Array]) -> tuple[Rule, ...]:
    """Every rule of a plan over rows of one variant, the måltall first, and last the plan as a whole.

    `values` and `short` are (year, row) by name: kept quantities, and shortfalls of the demands."""
    years = tuple(plan.years)
    found = [_ratio(plan, r, years, variant, values) for r in plan.rules.maaltall if has_level(r)]
    asked = {d: v for d, v in short.items() if np.isfinite(v).any()}
    found += [Rule(d, "krav", v > SHORT, not _softer(d, short)) for d, v in asked.items()]
    counted = [r.broken for r in found if r.counts]
    return (*found, Rule(VERDICT, "dom", np.logical_or.reduce(counted))) if counted else tuple(found)


@remembered
def judged_names(plan: Plan) -> tuple[str, ...]:
    """Names to keep of rows so that their rules can be judged."""
    return tuple(dict.fromkeys((*ratios_of(plan), *lacking_names(_base(plan)))))


def short_of(results: Results, values: Mapping[str, Array]) -> dict[str, Array]:
    """Amounts that the demands of the first row's plan lack in rows, from kept `judged_names`, (year, row)."""
    kind = results.kinds[0]
    return lacking(kind.bound.inputs(kind.picks), values)


def _base(plan: Plan) -> ModelInputs:
    (bound,) = Cases.of([plan], [Case()]).bound(())
    return bound.inputs(bound.whole)


def _softer(demand: str, short: Mapping[str, Array]) -> bool:
    """Whether a demand is the target of a rule that also has a floor."""
    floor = short.get(demand.removesuffix("_maal") + "_gulv") if demand.endswith("_maal") else None
    return floor is not None and bool(np.isfinite(floor).any())


def _ratio(plan: Plan, ratio: Ratio, years: tuple[int, ...], variant: str, values: Mapping[str, Array]) -> Rule:
    levels = [n for n in ("gulv" if ratio.has("gulv") else "maal", "tak") if ratio.has(n)]
    broken = np.logical_or.reduce([misses(ratio, n, values) for n in levels])
    judged = np.isin(years, judged_years(plan, ratio, variant))
    return Rule(ratio.id, "maaltall", broken & judged[:, None])
