"""bygg.csv, bygghendelser.csv and sambruk.csv: places, opening months and cost."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, membership, per_id
from ldip.investments.openings import NEVER
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t

ORIGIN = Origin("data", "bygg.csv", "", "planens bygg")
EVENTS = Origin("data", "bygghendelser.csv", "", "rehabilitering, midlertidige plasser, utleie og leie")


def bind_buildings(plan: Plan, b: Binding) -> None:
    """Places, area (m²) and operating cost by building, and its stated opening and closing months."""
    ids, rows = b.ids["bygg"], plan.table("bygg.csv", t.BuildingRow).rows
    each = {r.id: Origin("data", "bygg.csv", r.id, r.kilde, r.anslag) for r in rows}
    b.constant("bygg_drift_fast", per_id(ids, {r.id: r.areal_m2 * r.drift_per_m2 for r in rows}, 0.0), ORIGIN)
    b.elements("bygg_drift_fast", each)
    opens = {r.id: float(months(r.aapner, 0)) for r in rows}
    closes = {r.id: float(months(r.stenger, int(NEVER))) for r in rows}
    b.constant("bygg_aapner_maaned", per_id(ids, opens, 0.0), ORIGIN)
    b.constant("bygg_stenger_maaned", per_id(ids, closes, NEVER), ORIGIN)
    b.constant("bygg_i_tjeneste", membership(b, "bygg", {r.id: r.tjeneste for r in rows}), ORIGIN)
    _events(plan, b)
    shared = np.zeros((len(b.ids["tjeneste"]), len(ids)))
    for (service, building), places in shared_places(plan).items():
        shared[b.ids["tjeneste"].index(service), ids.index(building)] = places
    b.constant("sambruksplasser", shared, Origin("data", "sambruk.csv", "", "plasser i bygg som deles etter tid på dagen"))


def months(text: str, never: int) -> int:
    """Months since year 0 of `YYYY` or `YYYY-MM`; `never` when empty."""
    return int(text[:4]) * 12 + (int(text[5:]) - 1 if len(text) > 4 else 0) if text else never


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
    """Places a service gets in a shared building: the least of its blocks, since it needs all of them."""
    found: dict[tuple[str, str], float] = {}
    for r in plan.table("sambruk.csv", t.SharedUseRow).rows:
        key = (r.tjeneste, r.bygg)
        found[key] = min(found.get(key, r.plasser), r.plasser)
    return found
