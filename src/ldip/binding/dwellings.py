"""Housing programme and groups that do not age, as arrays."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, plan_origin
from ldip.engine.graph import Array
from ldip.estimates.dwellings import dwelling_terms, spread
from ldip.parameters.demography import AGES, span
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.vectors import expand

FILE = "befolkning.toml"
PUPILS = (6, 15)


def bind_dwellings(plan: Plan, b: Binding, population: Array) -> None:
    """Bind the inputs of the housing steps; neutral where the plan has no programme."""
    p = plan.population
    zones, types = b.ids["sone"], b.ids["boligtype"]
    shape = (len(zones), len(types))
    none = Origin("data", FILE, "bolig", "ikke noe boligprogram")
    origin = plan_origin(p.bolig, FILE, "bolig") if p.bolig else none
    profiles = {d.id: spread(d.personer, population) for d in p.boligtyper}
    persons = np.array([profiles.get(i, np.zeros((2, AGES))) for i in types]).reshape(len(types), 2, AGES)
    b.constant("personer_per_bolig", persons, origin)
    b.elements("personer_per_bolig", {d.id: plan_origin(d, FILE, f"boligtyper.{d.id}") for d in p.boligtyper})
    b.derivations["personer_per_bolig"] = dwelling_terms
    base = np.zeros(shape)
    for row in p.bolig.basisbygging if p.bolig else ():
        base[zones.index(row.sone), types.index(row.boligtype)] += row.boliger
    b.constant("basisbygging", base, origin)
    b.put_array("boligprogram", _programme(plan, b, shape), Origin("data", "boligprogram.csv", "", "planens boligprogram"))
    b.constant("elevalder", span(*PUPILS), Origin("data", "", "", "opplæringslova § 2-1: elever i grunnskolen er 6–15 år"))
    b.open("boliger_ferdige_ib", base, origin)


def _programme(plan: Plan, b: Binding, shape: tuple[int, int]) -> Array:
    """Dwellings completed by year, (year,), delayed by `utsatt_aar` years; a fraction of a year is split between two years."""
    p = plan.population
    delay = p.bolig.utsatt_aar if p.bolig else 0.0
    whole, part = int(delay), delay - int(delay)
    values = np.zeros((len(b.years) + 1, *shape))
    for row in plan.table("boligprogram.csv", t.ProgrammeRow).rows:
        i = row.aar + whole - b.years[0]
        cell = b.ids["sone"].index(row.sone), b.ids["boligtype"].index(row.boligtype)
        if 0 <= i < len(b.years):
            values[(i, *cell)] += row.boliger * (1.0 - part)
            values[(i + 1, *cell)] += row.boliger * part
    return values[:-1]


def bind_special(plan: Plan, b: Binding) -> None:
    """Groups that do not age: persons 31 December by cell, and the opening."""
    zones = b.ids["sone"]
    values = np.zeros((len(b.years) + 1, len(zones), 2, AGES))
    for group in plan.population.saergrupper:
        profile = spread(group.profil, np.ones((2, AGES)))
        number = expand(group.antall, [*b.years, b.years[-1] + 1])
        values[:, zones.index(group.sone)] += number[:, None, None] * profile / profile.sum()
    found = plan.population.saergrupper
    origin = plan_origin(found[0], FILE, "saergrupper") if found else Origin("data", FILE, "saergrupper", "ingen særgrupper")
    b.put_array("saergruppe_bane", values[1:], origin)
    b.open("saergruppe_ib", values[0], origin)
