"""«Ny metode»: figures stored when a plan was run, against its run by the program of today, as a cause of its own.

The cause comes before all others: from the stored figures to the same plan run today, and from there by the causes of the split.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from ldip.compare.measured import Measure
from ldip.compare.split import Split
from ldip.errors import ModelError, PlanError, Problem
from ldip.model.cause_groups import METHOD
from ldip.simulation.run import Run
from ldip.simulation.shapley import Values

NEED_ADDRESS: Final = "varig/basis"  # as the store keeps it
LARGEST: Final = 200 * 2**20  # bytes of a result file
LEAST: Final = 1e-9


@dataclass(frozen=True)
class Stored:
    """Figures as they were stored, in the engine's units by address (navn/år/basis), with the plan's hash and the version."""

    plan_hash: str
    version: str
    figures: Mapping[str, float]


def read_stored(raw: bytes, file: str = "tall.json") -> Stored:
    """The figures of a result file that `ldip run` wrote. Errors: PlanError for a file that is too large or of another form."""
    if len(raw) > LARGEST:
        raise PlanError([Problem(file, "", "filen er for stor", f"{len(raw)} byte", f"høyst {LARGEST} byte")])
    try:
        found = json.loads(raw)
        head = found["kjoering"]
        figures = {str(x["address"]): float(x["value"]) for x in found["tall"] if x["value"] is not None}
        return Stored(str(head["planhash"]), str(head["versjon"]), figures)
    except (ValueError, KeyError, TypeError, RecursionError):
        hint = "bruk resultat/tall.json som «ldip run» skrev"
        raise PlanError([Problem(file, "", "er ikke en resultatfil fra ldip", "", hint)]) from None


def address_of(measure: Measure) -> str:
    """Address that a measure is stored at."""
    if measure.is_need:
        return NEED_ADDRESS
    return "/".join([measure.name, str(measure.year), "basis", *(f"{a}={v}" for a, v in sorted(measure.axes))])


def with_method(split: Split, today: Run, stored: Stored) -> Split:
    """The split with `metode` as its first cause: from the figures stored of the first plan to its run today.

    `today` is that run, without new saving. Errors: ModelError when the stored figures are of another plan, or lack a measure."""
    if stored.plan_hash != today.plan.content_hash:
        raise ModelError("de lagrede tallene er av en annen versjon av planen")
    if lacking := [m for m in split.measures if address_of(m) not in stored.figures]:
        raise ModelError(f"{address_of(lacking[0])} er ikke lagret; kjør planen igjen med dagens program for å lagre den")
    moved = np.array([_moved(split, i, m, today, stored.figures[address_of(m)]) for i, m in enumerate(split.measures)])
    first: Values = moved[None]
    return replace(
        split,
        causes=(METHOD, *split.causes),
        before=split.before - moved,
        in_order=np.concatenate((first, split.in_order)),
        shapley=np.concatenate((first, split.shapley)),
        alone=np.concatenate((first, split.alone)),
    )


def _moved(split: Split, at: int, measure: Measure, today: Run, was: float) -> float:
    """Change of a measure by the program of today, in the prices of the split."""
    if measure.is_need:
        now = today.lasting.amount or 0.0
    else:
        assert measure.year is not None
        now = today.at(measure.name, measure.year, dict(measure.axes))
    change, value = now - was, float(split.before[at])
    if not split.price_year or not split.units[at].endswith("_fast"):
        return change
    if abs(now) > LEAST:  # the measure's own factor to the prices of the split
        return change * value / now
    level = today.price_index(split.price_year) or 1.0
    fixed = measure.is_need or today.unit(measure.name).endswith("_fast")
    return change * level / (1.0 if fixed else today.price_index(measure.year or split.price_year) or 1.0)
