"""Change of use rates over time: trend, target, shifted ages and thresholds, as arrays by service."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ldip.binding.bound import Binding, Origin, belongs, by_year_and_id, origins_by_id, per_id, plan_origin
from ldip.engine.graph import Array
from ldip.parameters.demography import AGES, span
from ldip.plan import measures
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import RatePath, ServiceFile, home_of
from ldip.plan.vectors import expand

SERVICES = Origin("data", home_of(ServiceFile), "", "planens tjenester")


def bind_rates(plan: Plan, b: Binding) -> None:
    """Bind the rate paths; neutral (level 1, no shift, no threshold) where a service declares none."""
    services, ids, years = plan.services, b.ids["tjeneste"], np.array(b.years)
    each = origins_by_id(services, ServiceFile)
    by_year: dict[str, Callable[[ServiceFile], Array]] = {
        "bruksrate_trend": lambda s: _growth(s.bruksrate_bane, b.years),
        "bruksrate_mot_maal": lambda s: _towards(s.bruksrate_bane, b.years),
        "terskel_i_kraft": lambda s: (years >= s.terskel.fra).astype(float) if s.terskel else 0.0 * years,
        "terskel_starter": lambda s: (years == max(s.terskel.fra, b.years[0])).astype(float) if s.terskel else 0.0 * years,
        "forebygging_fast": lambda s: _prevention(plan, s, b.years),
    }
    for name, of in by_year.items():
        b.put_array(name, by_year_and_id(b.years, ids, {i: of(s) for i, s in services.items()}, 0.0), SERVICES)
        b.elements(name, each)
    b.constant("bruksrate_maal", per_id(ids, {i: _goal(s.bruksrate_bane) for i, s in services.items()}, 1.0), SERVICES)
    b.elements("bruksrate_maal", each)
    under = np.zeros((len(ids), AGES))
    for i, s in services.items():
        if s.terskel is not None:
            under[ids.index(i), s.terskel.fra_alder : s.terskel.til_alder] = 1.0
    b.constant("terskel_under", under, SERVICES)
    _zones(plan, b)


def bind_workforce(plan: Plan, b: Binding) -> None:
    """Bind the labour market; neutral where the plan has no arbeidskraft.toml."""
    found, n, file = plan.workforce, len(b.years), "arbeidskraft.toml"
    none = Origin("data", file, "", "ikke i planen")
    inside = span(found.fra_alder, found.til_alder) if found else np.zeros(AGES)
    origin = plan_origin(found, file, "") if found else none
    b.constant("arbeidsalder", inside, origin)
    b.put("har_arbeidskraft", np.full(n, float(found is not None)), origin)


def _zones(plan: Plan, b: Binding) -> None:
    """Bind the zone of buildings and projects; a service has zones when its buildings have."""
    rows, projects = plan.table("bygg.csv", t.BuildingRow).rows, plan.projects
    origin = Origin("data", "bygg.csv", "sone", "hvor bygg og prosjekter ligger")
    b.constant("bygg_i_sone", belongs(b.ids["sone"], b.ids["bygg"], {r.id: r.sone for r in rows}), origin)
    places = {i: p.kapasitet.sone if p.kapasitet else None for i, p in projects.items()}
    b.constant("prosjekt_i_sone", belongs(b.ids["sone"], b.ids["prosjekt"], places), origin)
    has = {r.tjeneste: 1.0 for r in rows if r.sone}
    b.constant("plasser_har_sone", per_id(b.ids["tjeneste"], has, 0.0), SERVICES)


def _prevention(plan: Plan, s: ServiceFile, years: tuple[int, ...]) -> Array:
    """The measure's amount by year, (year,), shifted by the delay before it takes effect."""
    out = np.zeros(len(years))
    if s.forebygging is None:
        return out
    rules = measures.rules_of(plan)
    for r in measures.acting_rows(plan):
        if r.id == s.forebygging.tiltak and r.type == "varig":
            out[max(r.aar + s.forebygging.forsinkelse_aar - years[0], 0) :] = rules.kroner(r)
    return out


def _growth(path: RatePath | None, years: tuple[int, ...]) -> Array:
    """Growth of the trend by year, (year,); 0 in the first plan year, where the plan's own rates apply."""
    if path is None or path.vekst is None:
        return np.zeros(len(years))
    values = expand(path.vekst, years)
    values[0] = 0.0
    return values


def _towards(path: RatePath | None, years: tuple[int, ...]) -> Array:
    """Share of the distance from trend to target by year, (year,); 1 from the target year."""
    if path is None or path.maal is None or path.maal_aar is None:
        return np.zeros(len(years))
    distance = max(path.maal_aar - years[0], 1)
    return np.clip((np.array(years, dtype=float) - years[0]) / distance, 0.0, 1.0)


def _goal(path: RatePath | None) -> float:
    return path.maal if path is not None and path.maal is not None else 1.0
