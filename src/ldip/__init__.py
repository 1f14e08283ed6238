"""LDIP: a municipality's long-term operating and investment plan, computed and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ldip.version import VERSION

__version__ = VERSION
__all__ = [
    "AdoptedBridge",
    "Bridge",
    "Caution",
    "LdipError",
    "ModelError",
    "Plan",
    "PlanError",
    "Problem",
    "Run",
    "SolverError",
    "SourceError",
    "Trace",
    "Unpriced",
    "adopted_bridge",
    "cautions",
    "check",
    "compare_plans",
    "explain",
    "read_plan",
    "simulate",
    "stress",
    "unpriced",
]

if TYPE_CHECKING:
    from ldip.binding.reading import check, read_plan
    from ldip.compare.adopted_bridge import AdoptedBridge, adopted_bridge
    from ldip.compare.plans import Bridge, compare_plans
    from ldip.compare.stress import stress
    from ldip.errors import LdipError, ModelError, PlanError, Problem, SolverError, SourceError
    from ldip.plan.document import Plan
    from ldip.plan.plausible.caution import Caution
    from ldip.simulation.explain import Trace, explain
    from ldip.simulation.plausible import cautions
    from ldip.simulation.run import Run
    from ldip.simulation.simulate import simulate
    from ldip.simulation.unpriced import Unpriced, unpriced

_HOMES = {
    "AdoptedBridge": "ldip.compare.adopted_bridge",
    "adopted_bridge": "ldip.compare.adopted_bridge",
    "Bridge": "ldip.compare.plans",
    "compare_plans": "ldip.compare.plans",
    "Caution": "ldip.plan.plausible.caution",
    "Plan": "ldip.plan.document",
    "Run": "ldip.simulation.run",
    "Trace": "ldip.simulation.explain",
    "cautions": "ldip.simulation.plausible",
    "check": "ldip.binding.reading",
    "explain": "ldip.simulation.explain",
    "read_plan": "ldip.binding.reading",
    "simulate": "ldip.simulation.simulate",
    "stress": "ldip.compare.stress",
    "Unpriced": "ldip.simulation.unpriced",
    "unpriced": "ldip.simulation.unpriced",
}


def __getattr__(name: str) -> Any:
    """Import a public name when first used, so that `ldip --help` starts fast."""
    import importlib

    if name not in __all__:
        raise AttributeError(name)
    return getattr(importlib.import_module(_HOMES.get(name, "ldip.errors")), name)
