"""Weights of users: ages, levels of need, hours, rights, norms, area."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, membership, origins_by_id, per_id
from ldip.binding.service_rates import SERVICES
from ldip.engine.graph import Array
from ldip.parameters.demography import AGES
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import ServiceFile

LIST = Origin("data", "behovsliste.csv", "", "antall per år og nivå, aldri personer")


def level_ids(plan: Plan) -> tuple[str, ...]:
    """Levels of need as elements of their own: `tjeneste-nivaa`."""
    return tuple(level_id(i, n.id) for i, s in sorted(plan.services.items()) for n in s.nivaaer)


def level_id(service: str, level: str) -> str:
    """Id of a service's level on the axis of levels."""
    return f"{service}-{level}"


def bind_users(plan: Plan, b: Binding) -> None:
    """Bind the weights; neutral (weight 1, no rights, norms or hours) where a service declares none."""
    services, ids = plan.services, b.ids["tjeneste"]
    each = origins_by_id(services, ServiceFile)
    for name, by_age in _by_age(plan, b).items():
        b.constant(name, by_age, SERVICES)
        b.elements(name, each)
    hours = {i: 52.0 / (s.timer.timer_per_aarsverk * s.timer.direkte_andel) for i, s in services.items() if s.timer}
    b.constant("aarsverk_per_ukestime", per_id(ids, hours, 0.0), SERVICES)
    b.elements("aarsverk_per_ukestime", each)
    _levels(plan, b)


def _by_age(plan: Plan, b: Binding) -> dict[str, Array]:
    """Weights, rights, norms and hours by service and single age; 0 where a service has none, the weight 1."""
    shape = (len(b.ids["tjeneste"]), AGES)
    names = ("rettighetsandel", "arealnorm", "klassestoerrelse", "barn_per_voksen", "barn_per_pedagog", "timer_per_uke")
    found = {n: np.zeros(shape) for n in names}
    found["kostnadsvekt"] = np.ones(shape)
    for i, s in plan.services.items():
        row = b.ids["tjeneste"].index(i)
        spans = [("kostnadsvekt", w.ages, w.vekt) for w in s.vekter]
        spans += [("rettighetsandel", r.ages, r.prosent * 0.01) for r in s.rett]
        spans += [("arealnorm", a.ages, a.m2) for a in s.arealnorm]
        spans += [("klassestoerrelse", c.ages, c.elever) for c in s.klasser]
        spans += [("barn_per_voksen", n.ages, n.per_aarsverk) for n in s.normer]
        spans += [("barn_per_pedagog", n.ages, n.per_aarsverk) for n in s.pedagognormer]
        spans += [("timer_per_uke", h.ages, h.timer) for h in (s.timer.rater if s.timer else [])]
        for name, ages, value in spans:
            found[name][row, ages] = value
    return found


def _levels(plan: Plan, b: Binding) -> None:
    """Levels of need, their opening counts, and the new users of behovsliste.csv."""
    ids = b.ids["behovsnivaa"]
    levels = {level_id(i, n.id): (i, n) for i, s in plan.services.items() for n in s.nivaaer}
    member = membership(b, "behovsnivaa", {name: service for name, (service, _) in levels.items()})
    b.constant("nivaa_i_tjeneste", member, SERVICES)
    b.constant("nivaa_vekt", per_id(ids, {k: n.vekt for k, (_, n) in levels.items()}, 1.0), SERVICES)
    b.constant("nivaa_avgang", per_id(ids, {k: n.avgang for k, (_, n) in levels.items()}, 0.0), SERVICES)
    b.open("behovsliste_ib", per_id(ids, {k: n.antall for k, (_, n) in levels.items()}, 0.0), LIST)
    new = np.zeros((len(b.years), len(ids)))
    for row in plan.table("behovsliste.csv", t.NeedListRow).rows:
        new[b.years.index(row.aar), ids.index(level_id(row.tjeneste, row.nivaa))] += row.nye
    b.put_array("nivaa_nye", new, LIST)
