"""prosjekter/*.toml: cost, progress, financing, places, operation, frames. Alternatives not chosen are left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from statistics import NormalDist

import numpy as np

from ldip.binding.bound import Binding, Origin, by_year_and_id, membership, per_id, plan_origin
from ldip.investments.openings import NEVER
from ldip.parameters import read as parameters
from ldip.plan.document import Plan
from ldip.plan.schema import files as f
from ldip.plan.schema.fields import DatedCost

ORIGIN = Origin("data", f.home_of(f.ProjectFile), "", "planens prosjekter")


def bind_projects(plan: Plan, b: Binding) -> None:
    """Bind every project and recurring frame, delayed by its `utsettes_aar`."""
    ids, projects = b.ids["prosjekt"], {i: p for i, p in plan.projects.items() if p.in_use}
    each = {i: plan_origin(p.kostnad, f.file_of(f.ProjectFile, i), "kostnad") for i, p in projects.items()}
    every = plan.projects  # when a project is built does not depend on whether it is the chosen alternative
    openings = {i: p.opening for i, p in every.items()}
    for name, (values, absent) in {**_values(plan, projects), **_effects(projects, openings)}.items():
        b.constant(name, per_id(ids, values, absent), ORIGIN)
        b.elements(name, each)
    _phases(plan, b, projects)
    _lifetimes(plan, b, projects)
    progress = {i: np.array(p.progress(b.years)) for i, p in every.items()}
    b.put_array("framdrift", by_year_and_id(b.years, ids, progress, 0.0), ORIGIN)
    years, opened = np.array(b.years)[:, None], per_id(ids, {i: opening[0] for i, opening in openings.items()}, 0.0)
    b.put_array("aapner_i_aar", (years == opened).astype(np.float64), ORIGIN)
    b.put_array("prosjekt_aapent", ((opened > 0.0) & (opened <= years)).astype(np.float64), ORIGIN)
    own = {i: p.tjeneste for i, p in projects.items() if p.tjeneste}
    b.constant("prosjekt_i_tjeneste", membership(b, "prosjekt", own), ORIGIN)
    _replaced(plan, b, projects)
    sold = {i: (years[:, 0] == p.salg.aar) * p.salg.kroner for i, p in projects.items() if p.salg}
    b.put_array("prosjektsalg_fast", by_year_and_id(b.years, ids, sold, 0.0), ORIGIN)
    b.put("kalenderaar", np.array(b.years, dtype=np.float64), Origin("data", "plan.toml", "tid", "årstallet"))


def _replaced(plan: Plan, b: Binding, projects: Mapping[str, f.ProjectFile]) -> None:
    """Buildings each project replaces, and the month it opens."""
    replaces = np.zeros((len(b.ids["bygg"]), len(b.ids["prosjekt"])))
    for i, p in projects.items():
        for building in p.erstatter if p.kapasitet is not None else ():
            replaces[b.ids["bygg"].index(building), b.ids["prosjekt"].index(i)] = 1.0
    b.constant("prosjekt_erstatter_bygg", replaces, ORIGIN)
    opens = {i: p.opening for i, p in plan.projects.items() if p.kapasitet is not None}
    month = {i: year * 12.0 + month - 1.0 for i, (year, month) in opens.items()}
    b.constant("prosjekt_aapner_maaned", per_id(b.ids["prosjekt"], month, NEVER), ORIGIN)


Values = dict[str, tuple[dict[str, float], float]]  # value by project, and the value of an absent project


def _values(plan: Plan, projects: Mapping[str, f.ProjectFile]) -> Values:
    framed = {i: float(p.kostnadsramme is not None) for i, p in projects.items()}
    return {
        "kostnad": ({i: p.kostnad.kroner for i, p in projects.items()}, 0.0),
        "kostnad_omregning": ({i: _reprice(p.kostnad, plan) for i, p in projects.items()}, 1.0),
        "kostnadsramme_fast": (_repriced({i: p.kostnadsramme for i, p in projects.items()}, plan), 0.0),
        "har_kostnadsramme": (framed, 0.0),
        "ferdig_aar": ({i: float(p.ferdig + p.utsettes_aar if p.ferdig else 0) for i, p in plan.projects.items()}, 0.0),
    }


def _effects(projects: Mapping[str, f.ProjectFile], openings: Mapping[str, tuple[int, int]]) -> Values:
    return {
        "driftskonsekvens_fdv_fast": ({i: _fdv(p) for i, p in projects.items()}, 0.0),
        "driftskonsekvens_stab_fast": ({i: _staff(p) for i, p in projects.items()}, 0.0),
        "andel_av_aapningsaaret": ({i: (13 - month) / 12.0 for i, (_, month) in openings.items()}, 1.0),
        "nettkm_per_krone": ({i: 1.0 / p.nettpris_per_km.kroner if p.nettpris_per_km else 0.0 for i, p in projects.items()}, 0.0),
    }


def _reprice(cost: DatedCost, plan: Plan) -> float:
    """Factor from an amount's price year to the plan's, by the known deflator; 1 for running prices."""
    base, known, year = plan.head.tid.prisnivaa, plan.head.tid.kunnskapsdato, cost.price_year
    if year is None or year == base:
        return 1.0
    return parameters.value("pris", "deflator", base, known).verdi / parameters.value("pris", "deflator", year, known).verdi


def _repriced(costs: Mapping[str, DatedCost | None], plan: Plan) -> dict[str, float]:
    """Amounts in the plan's prices by project, for the projects that have one."""
    return {i: c.kroner * _reprice(c, plan) for i, c in costs.items() if c is not None}


def _phases(plan: Plan, b: Binding, projects: Mapping[str, f.ProjectFile]) -> None:
    """Bind spread and bias by phase where the project gives no spread, and amounts appropriated before the plan."""
    ids, year, known = b.ids["prosjekt"], b.years[0], plan.head.tid.kunnskapsdato
    source = "metode: investeringer#usikker-kostnad: Concept 51; tallene for tidlige faser er forslag"
    phase = Origin("parameter", "parameters/prosjektfase.toml", "", source, anslag=True)
    delayed = replace(phase, kilde="metode: investeringer#forsinkelse")

    def of(p: f.ProjectFile, what: str) -> float:
        return parameters.value("prosjektfase", f"{what}_{p.fase.lower()}", year, known).verdi

    def own(p: f.ProjectFile) -> float:  # a recurring frame costs exactly its appropriation
        return p.spredning if p.spredning is not None else 0.0 if p.type == "ramme" else of(p, "spredning")

    spread = {i: own(p) for i, p in projects.items()}
    b.constant("kostnadsspredning", per_id(ids, spread, 0.0), phase)
    b.constant("kostnadsskjevhet", per_id(ids, {i: of(p, "skjevhet") for i, p in projects.items()}, 1.0), phase)
    two = parameters.value("prosjektfase", "forsinkelse_to_aar", year, known).verdi
    late = {i: 0.0 if p.type == "ramme" else of(p, "forsinkelse") for i, p in projects.items()}
    for name, part in (("forsinkelse_terskel", 1.0), ("forsinkelse_terskel_to_aar", two)):
        b.constant(name, per_id(ids, {i: _threshold(v * part) for i, v in late.items()}, NEVER), delayed)
    before = _repriced({i: p.tidligere_bevilget for i, p in projects.items()}, plan)
    appropriated = Origin("data", f.home_of(f.ProjectFile), "tidligere_bevilget", "bevilget før planen")
    b.open("bevilget_ib", per_id(ids, before, 0.0), appropriated)


def _threshold(probability: float) -> float:
    """The standard normal number that is exceeded with a probability; NEVER for 0."""
    return NormalDist().inv_cdf(1.0 - probability) if probability > 0.0 else NEVER


def _lifetimes(plan: Plan, b: Binding, projects: Mapping[str, f.ProjectFile]) -> None:
    known, lives = plan.head.tid.kunnskapsdato, "parameters/avskrivning.toml"
    by_class = {
        k: np.array([parameters.value("avskrivning", k, y, known).verdi for y in b.years])
        for k in {p.anleggsklasse for p in projects.values()}
    }
    life = {i: by_class[p.anleggsklasse] for i, p in projects.items()}
    law = Origin("parameter", lives, "", "budsjett- og regnskapsforskriften § 3-4")
    b.put_array("levetid", by_year_and_id(b.years, b.ids["prosjekt"], life, 1.0), law)


def _fdv(p: f.ProjectFile) -> float:
    return p.drift.fdv_per_m2.kroner * p.drift.m2_netto if p.drift and p.drift.fdv_per_m2 else 0.0


def _staff(p: f.ProjectFile) -> float:
    per_place = p.drift.bemanning_per_plass if p.drift else None
    return per_place.kroner * p.kapasitet.plasser if per_place and p.kapasitet else 0.0
