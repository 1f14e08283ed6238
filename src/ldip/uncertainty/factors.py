"""The uncertain factors of a plan: which inputs they enter, and their yearly spread. The model declares them (`Given.factor`)."""

from __future__ import annotations

from ldip.model.catalogue import FACTORS
from ldip.plan.document import Plan
from ldip.plan.vectors import expand
from ldip.uncertainty.draws import FactorPath
from ldip.uncertainty.population import Settings, default_settings

HOUSING = "ferdigandel"


def factor_paths(plan: Plan) -> tuple[FactorPath, ...]:
    """The plan's uncertain factors with their yearly spread, for the plan's own years."""
    found = [
        FactorPath(f.id, FACTORS[f.id].name, tuple(expand(f.standardavvik, plan.years)), f.varighet)
        for f in plan.uncertainty.faktor
    ]
    housing = plan.population.bolig
    if housing is not None and housing.ferdigandel_standardavvik > 0.0:
        spread = (housing.ferdigandel_standardavvik,) * len(plan.years)
        found.append(FactorPath(HOUSING, FACTORS[HOUSING].name, spread, 0.0))
    return tuple(found)


def population_settings(plan: Plan, seed: int) -> Settings | None:
    """The calibrated uncertainty of the population with the plan's own changes; None where the plan has none."""
    found = plan.uncertainty.befolkning
    return None if found is None else default_settings(**found.changes, seed=seed)


def noise_of(plan: Plan) -> str:
    """Kind of uncertainty of the counts of people: normal, poisson or ingen."""
    found = plan.uncertainty.befolkning
    return found.tellestoey if found else "ingen"
