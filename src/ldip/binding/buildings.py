"""bygg.csv, bygghendelser.csv and sambruk.csv: what is open, when, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ldip.binding.bound import Binding, Origin, by_year_and_id, membership, per_id
from ldip.engine.graph import Array
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t

ORIGIN = Origin("data", "bygg.csv", "", "planens bygg")
EVENTS = Origin("data", "bygghendelser.csv", "", "rehabilitering, midlertidige plasser, utleie og leie")


def bind_buildings(plan: Plan, b: Binding) -> None:
    """Places, area and operation by building; a building that a project replaces closes when the project opens."""
    ids, rows = b.ids["bygg"], plan.table("bygg.csv", t.BuildingRow).rows
    each = {r.id: Origin("data", "bygg.csv", r.id, r.kilde, r.anslag) for r in rows}
    closing = closings(plan)
    values = {
        "bygg_kapasitet": {r.id: r.plasser for r in rows},
        "bygg_areal": {r.id: r.areal_m2 for r in rows},
        "bygg_drift_fast": {r.id: r.areal_m2 * r.drift_per_m2 for r in rows},
        "bygg_bemanning_fast": {r.id: r.bemanning for r in rows},
        "bygg_institusjon": {r.id: float(r.plasstype == "institusjon") for r in rows},
    }
    for name, by_id in values.items():
        b.constant(name, per_id(ids, by_id, 0.0), ORIGIN)
        b.elements(name, each)
    years = np.array(b.years)
    share = {r.id: open_share(r, closing.get(r.id, ""), years) for r in rows}
    at_end = {r.id: open_at_end(r, closing.get(r.id, ""), years) for r in rows}
    b.put_array("bygg_andel_av_aaret", by_year_and_id(b.years, ids, share, 0.0), ORIGIN)
    b.put_array("bygg_aapent", by_year_and_id(b.years, ids, at_end, 0.0), ORIGIN)
    b.constant("bygg_i_tjeneste", membership(b, "bygg", {r.id: r.tjeneste for r in rows}), ORIGIN)
    _opening_level(plan, b, rows, closing)
    _events(plan, b)
    shared = np.zeros((len(b.ids["tjeneste"]), len(ids)))
    for (service, building), places in shared_places(plan).items():
        shared[b.ids["tjeneste"].index(service), ids.index(building)] = places
    b.constant("sambruksplasser", shared, Origin("data", "sambruk.csv", "", "plasser i bygg som deles etter tid på dagen"))


def closings(plan: Plan) -> dict[str, str]:
    """Month a building closes, by the plan or because a chosen project replaces it, whichever comes first."""
    found = {r.id: r.stenger for r in plan.table("bygg.csv", t.BuildingRow).rows if r.stenger}
    for p in plan.projects.values():
        if p.in_use and p.kapasitet is not None:
            year, month = p.opening
            for building in p.erstatter:
                found[building] = min(found.get(building, "9999"), f"{year:04d}-{month:02d}")
    return found


def months(text: str, never: int) -> int:
    """Months since year 0 of `YYYY` or `YYYY-MM`; `never` when empty."""
    return int(text[:4]) * 12 + (int(text[5:]) - 1 if len(text) > 4 else 0) if text else never


def open_share(row: t.BuildingRow, closes: str, years: Array) -> Array:
    """Share of each year a building is open."""
    first, last = np.maximum(months(row.aapner, 0), years * 12), np.minimum(months(closes, 10**6), years * 12 + 12)
    return np.asarray(np.maximum(last - first, 0) / 12.0)


def open_at_end(row: t.BuildingRow, closes: str, years: Array) -> Array:
    """1 when a building is open 31 December."""
    end = years * 12 + 11
    return np.asarray((months(row.aapner, 0) <= end) & (end < months(closes, 10**6)), dtype=np.float64)


def _opening_level(plan: Plan, b: Binding, rows: tuple[t.BuildingRow, ...], closing: Mapping[str, str]) -> None:
    """Cost and rent of the year before the first: what the frames hold already."""
    last = np.array(b.years[0] - 1)
    cost, rent = np.zeros(len(b.ids["tjeneste"])), np.zeros(len(b.ids["tjeneste"]))
    rented = plan.operations.internhusleie
    for r in rows:
        s, part = plan.services[r.tjeneste], float(open_share(r, closing.get(r.id, ""), last))
        place = b.ids["tjeneste"].index(r.tjeneste)
        cost[place] += part * (r.areal_m2 * r.drift_per_m2 + r.bemanning * (s.bemanning_foelger == "kapasitet"))
        if rented and r.tjeneste != rented.utleier:
            rent[place] += part * r.areal_m2 * rented.sats_per_m2.kroner
            rent[b.ids["tjeneste"].index(rented.utleier)] -= part * r.areal_m2 * rented.sats_per_m2.kroner
    b.open("byggdrift_fast_ib", cost, ORIGIN)
    b.open("internhusleie_ib", rent, ORIGIN)


def _events(plan: Plan, b: Binding) -> None:
    ids, years = b.ids["bygg"], np.array(b.years)
    size = {r.id: r.plasser for r in plan.table("bygg.csv", t.BuildingRow).rows}
    places, cost, lease = (np.zeros((len(years), len(ids))) for _ in range(3))
    after = np.zeros(len(ids))
    for e in plan.table("bygghendelser.csv", t.BuildingEventRow).rows:
        at, on = ids.index(e.bygg), (years >= e.fra) & (years <= e.til)
        cost[:, at] += on * e.kroner * (-1.0 if e.hendelse == "utleid" else 1.0)
        if e.hendelse == "leie":
            lease[:, at] += on * e.kroner
            after[at] = max(after[at], float(e.til - b.years[-1]))
        else:
            amount = size[e.bygg] if e.plasser is None else e.plasser
            places[:, at] += on * amount * (1.0 if e.hendelse == "midlertidig" else -1.0)
    for name, array in (("bygg_plassendring", places), ("bygghendelse_fast", cost), ("leie_fast", lease)):
        b.put_array(name, array, EVENTS)
    b.constant("leieaar_etter_planen", after, EVENTS)


def shared_places(plan: Plan) -> dict[tuple[str, str], float]:
    """Places a service gets in a shared building: the fewest of its blocks, for it needs them all."""
    found: dict[tuple[str, str], float] = {}
    for r in plan.table("sambruk.csv", t.SharedUseRow).rows:
        key = (r.tjeneste, r.bygg)
        found[key] = min(found.get(key, r.plasser), r.plasser)
    return found
