"""A run whose numbers overflow, as a problem located at the most extreme number of the plan that is not hidden.

A hidden amount beside a number of one's own would be found by trying which of them is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from ldip.binding.bound import Binding, Origin
from ldip.engine.graph import Array
from ldip.engine.schedule import Catalogue
from ldip.errors import NotFiniteError, PlanError, Problem
from ldip.plan.document import Plan
from ldip.plan.schema.files import ProjectFile, file_of
from ldip.plan.shield import shield_of
from ldip.simulation.bound_plans import BoundPlans


@contextmanager
def extremes_told(bound: BoundPlans) -> Iterator[None]:
    """Run what is inside. Errors: PlanError with the place of the most extreme input when a result overflows."""
    try:
        with np.errstate(over="raise"):
            yield
    except (FloatingPointError, NotFiniteError) as error:
        hidden = frozenset(file for plan in bound.plans for file in _hidden(plan))
        found = (x for b in bound.bindings for x in _furthest(b, bound.catalogue) if x[2].file not in hidden)
        _, value, origin = max(found, key=lambda x: x[0])
        hint = "se etter feil enhet eller desimaltegn" + (", også i skjermede prosjekter" if hidden else "")
        why = f" ({error})" if isinstance(error, NotFiniteError) else ""
        text = f"tallene gir et resultat som er for stort til å regnes{why}"
        shown = f"{value:g} i kroner, andeler eller år"
        problem = Problem(origin.file, origin.key, text, shown, hint)
        raise PlanError([problem]) from error


def _hidden(plan: Plan) -> Iterator[str]:
    return (file_of(ProjectFile, i) for i in shield_of(plan).hidden)


def _furthest(b: Binding, catalogue: Catalogue) -> Iterator[tuple[float, float, Origin]]:
    """The value furthest from 1 in powers of ten, by input that a file gives: (powers, value, origin)."""
    for name, values in {**b.values, **b.openings}.items():
        origin = b.origins.get(name)
        if origin is not None and origin.file and (found := _powers(values)):
            powers, value, place = found
            axes = catalogue.axes_of(name)
            ids = [b.ids[axis][i] for axis, i in zip(axes, place[values.ndim - len(axes) :], strict=True)]
            own = b.element_origins.get(name, {})
            yield powers, value, next((own[i] for i in ids if i in own), origin)
    for (name, _, _), origin in b.line_origins.items():
        if found := _powers(b.lines[name].value):
            yield found[0], found[1], origin


def _powers(values: Array) -> tuple[float, float, tuple[int, ...]] | None:
    """The greatest power of ten from 1 among values that are not zero, its value and its index; None where all are zero."""
    if not (values != 0.0).any():
        return None
    powers = np.where(values == 0.0, 0.0, np.abs(np.log10(np.abs(np.where(values == 0.0, 1.0, values)))))
    place = tuple(int(i) for i in np.unravel_index(int(powers.argmax()), powers.shape))
    return float(powers[place]), float(values[place]), place
