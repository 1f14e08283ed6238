"""Change of use rates over time: trend, target, shifted ages and thresholds, as arrays by service."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ldip.binding.bound import Binding, Origin, belongs, by_year_and_id, expand, per_id, plan_origin
from ldip.engine.graph import Array
from ldip.parameters.demography import AGES, span
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import RatePath, ServiceFile, file_of, home_of

ORIGIN = Origin("data", home_of(ServiceFile), "", "planens tjenester")


def bind_rates(plan: Plan, b: Binding) -> None:
    """Bind the rate paths; neutral (level 1, no shift, no threshold) where a service declares none."""
    services = plan.services
    _vector(b, services, "bruksrate_trend", lambda s: _growth(s, b), 0.0)
    _vector(b, services, "bruksrate_mot_maal", lambda s: _towards(s.bruksrate_bane, b.years), 0.0)
    _single(b, services, "bruksrate_maal", lambda s: _goal(s.bruksrate_bane), 1.0)
    years = np.array(b.years)
    _vector(b, services, "terskel_i_kraft", lambda s: (years >= s.terskel.fra).astype(float) if s.terskel else 0.0 * years, 0.0)
    start = b.years[0]

    def starts(s: ServiceFile) -> Array:
        return (years == max(s.terskel.fra, start)).astype(float) if s.terskel else 0.0 * years

    _vector(b, services, "terskel_starter", starts, 0.0)
    under = np.zeros((len(b.ids["tjeneste"]), AGES))
    for i, s in services.items():
        if s.terskel is not None:
            under[b.ids["tjeneste"].index(i), s.terskel.fra_alder : s.terskel.til_alder] = 1.0
    b.constant("terskel_under", under, ORIGIN)
    _vector(b, services, "forebygging_fast", lambda s: _prevention(plan, s, b.years), 0.0)
    _norms(b, services)
    _zones(plan, b)


def _single(
    b: Binding, services: Mapping[str, ServiceFile], name: str, of: Callable[[ServiceFile], float], absent: float
) -> None:
    b.constant(name, per_id(b.ids["tjeneste"], {i: of(s) for i, s in services.items()}, absent), ORIGIN)
    b.elements(name, {i: plan_origin(s, file_of(ServiceFile, i), "") for i, s in services.items()})


def _vector(
    b: Binding, services: Mapping[str, ServiceFile], name: str, of: Callable[[ServiceFile], Array], absent: float
) -> None:
    b.put_array(name, by_year_and_id(b.years, b.ids["tjeneste"], {i: of(s) for i, s in services.items()}, absent), ORIGIN)
    b.elements(name, {i: plan_origin(s, file_of(ServiceFile, i), "") for i, s in services.items()})


def bind_workforce(plan: Plan, b: Binding) -> None:
    """Bind the labour market; neutral where the plan has no arbeidskraft.toml."""
    found, n, file = plan.workforce, len(b.years), "arbeidskraft.toml"
    none = Origin("data", file, "", "ikke i planen")
    inside = span(found.fra_alder, found.til_alder) if found else np.zeros(AGES)
    origin = plan_origin(found, file, "") if found else none
    b.constant("arbeidsalder", inside, origin)
    b.put("har_arbeidskraft", np.full(n, float(found is not None)), origin)


def _norms(b: Binding, services: Mapping[str, ServiceFile]) -> None:
    """Class sizes and staffing norms by single age; 0 where a service has none."""
    shape = (len(b.ids["tjeneste"]), AGES)
    size, ratio = np.zeros(shape), np.zeros(shape)
    for i, s in services.items():
        row = b.ids["tjeneste"].index(i)
        for c in s.klasser:
            size[row, c.fra_alder : c.til_alder + 1] = c.elever
        for norm in s.normer:
            ratio[row, norm.fra_alder : norm.til_alder + 1] = norm.per_aarsverk
    origins = {i: plan_origin(s, file_of(ServiceFile, i), "") for i, s in services.items()}
    for name, values in (("klassestoerrelse", size), ("barn_per_voksen", ratio)):
        b.constant(name, values, ORIGIN)
        b.elements(name, origins)


def _zones(plan: Plan, b: Binding) -> None:
    """Bind the zone of buildings and projects; a service has zones when its buildings have."""
    rows, projects = plan.table("bygg.csv", t.BuildingRow).rows, plan.projects
    origin = Origin("data", "bygg.csv", "sone", "hvor bygg og prosjekter ligger")
    b.constant("bygg_i_sone", belongs(b.ids["sone"], b.ids["bygg"], {r.id: r.sone for r in rows}), origin)
    places = {i: p.kapasitet.sone if p.kapasitet else None for i, p in projects.items()}
    b.constant("prosjekt_i_sone", belongs(b.ids["sone"], b.ids["prosjekt"], places), origin)
    has = {r.tjeneste: 1.0 for r in rows if r.sone}
    b.constant("plasser_har_sone", per_id(b.ids["tjeneste"], has, 0.0), ORIGIN)


def _prevention(plan: Plan, s: ServiceFile, years: tuple[int, ...]) -> Array:
    """The measure's amount by year, (year,), shifted by the delay before it takes effect."""
    out = np.zeros(len(years))
    if s.forebygging is None:
        return out
    rows = [r for r in plan.table("tiltak.csv", t.MeasureRow).rows if r.id == s.forebygging.tiltak and r.type == "varig"]
    for r in sorted(rows, key=lambda r: r.aar):
        out[max(r.aar + s.forebygging.forsinkelse_aar - years[0], 0) :] = r.kroner
    return out


def _growth(s: ServiceFile, b: Binding) -> Array:
    """Growth of the trend by year, (year,); 0 in the first plan year, where the plan's own rates apply."""
    path = s.bruksrate_bane
    if path is None or path.vekst is None:
        return np.zeros(len(b.years))
    values = expand(path.vekst, b.years)
    values[0] = 0.0
    return values


def _towards(path: RatePath | None, years: tuple[int, ...]) -> Array:
    """Share of the distance from trend to target by year, (year,); 1 from the target year."""
    if path is None or path.maal is None or path.maal_aar is None:
        return np.zeros(len(years))
    span = max(path.maal_aar - years[0], 1)
    return np.clip((np.array(years, dtype=float) - years[0]) / span, 0.0, 1.0)


def _goal(path: RatePath | None) -> float:
    return path.maal if path is not None and path.maal is not None else 1.0
