"""Services, buildings, projects, frames and measures."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, by_year_and_id, expand, per_id, plan_origin
from ldip.binding.service_rates import bind_rates
from ldip.graph import Array
from ldip.parameters import read as parameters
from ldip.parameters.demography import AGES
from ldip.plan import files as f
from ldip.plan import tables as t
from ldip.plan.document import Plan


def bind_services(plan: Plan, b: Binding) -> None:
    """tjenester/*.toml and bygg.csv"""
    ids, services, n = b.ids["tjeneste"], plan.services, len(b.years)
    origin = Origin("data", "tjenester/", "", "planens tjenester")
    each = {i: plan_origin(s, f"tjenester/{i}.toml", "") for i, s in services.items()}
    simple: dict[str, tuple[dict[str, float], float]] = {
        "telles_ved_aarsslutt": ({i: float(s.telledato == "aarsslutt") for i, s in services.items()}, 0.0),
        "plassbasert": ({i: float(s.plasser is not None) for i, s in services.items()}, 0.0),
        "aarsverk_per_bruker": ({i: s.aarsverk_per_bruker for i, s in services.items()}, 0.0),
        "enhetskostnad_fast": ({i: s.enhetskostnad.kroner for i, s in services.items()}, 0.0),
        "bemanning_foelger_befolkning": ({i: float(s.bemanning_foelger == "befolkning") for i, s in services.items()}, 0.0),
        "innsparingsvekt": ({i: s.innsparingsvekt for i, s in services.items()}, 1.0),
    }
    for name, (values, absent) in simple.items():
        b.constant(name, per_id(ids, values, absent), origin)
        b.elements(name, each)
    vectors = {
        "reserve": ({i: expand(s.plasser.reserve, b.years) for i, s in services.items() if s.plasser}, 0.0),
        "belegg": ({i: expand(s.plasser.belegg, b.years) for i, s in services.items() if s.plasser}, 1.0),
        "standardvekst_rate": ({i: expand(s.standardvekst, b.years) for i, s in services.items() if s.standardvekst}, 0.0),
        "oppgaveendring_fast": ({i: expand(s.oppgaveendring, b.years) for i, s in services.items() if s.oppgaveendring}, 0.0),
    }
    for name, (by_id, absent) in vectors.items():
        b.put_array(name, by_year_and_id(b.years, ids, by_id, absent), origin)
        b.elements(name, each)
    rates = np.zeros((n, len(ids), AGES))
    groups = np.zeros((len(ids), AGES))
    for i, s in services.items():
        rates[:, ids.index(i)] = _rates(s, b.years)
        if s.dekning:
            groups[ids.index(i), s.dekning.fra_alder : s.dekning.til_alder + 1] = 1.0
    b.put_array("bruksrate", rates, origin)
    b.elements("bruksrate", each)
    b.constant("dekningsgruppe", groups, origin)
    bind_rates(plan, b)
    _buildings(plan, b)


def _rates(s: f.ServiceFile, years: tuple[int, ...]) -> Array:
    base = np.zeros(AGES)
    for r in s.bruksrate:
        base[r.fra_alder : r.til_alder + 1] = r.prosent * 0.01
    change = expand(s.bruksrate_utvikling, years) if s.bruksrate_utvikling else np.ones(len(years))
    return change[:, None] * base


def _buildings(plan: Plan, b: Binding) -> None:
    ids, rows = b.ids["bygg"], plan.table("bygg.csv", t.BuildingRow).rows
    origin = Origin("data", "bygg.csv", "", "planens bygg")
    each = {r.id: Origin("data", "bygg.csv", r.id, r.kilde, r.anslag) for r in rows}
    years = np.array(b.years)
    b.constant("bygg_kapasitet", per_id(ids, {r.id: r.plasser for r in rows}, 0.0), origin)
    b.elements("bygg_kapasitet", each)
    opened = {r.id: ((years >= r.aapner) & ((r.stenger == 0) | (years < r.stenger))).astype(float) for r in rows}
    b.put_array("bygg_aapent", by_year_and_id(b.years, ids, opened, 0.0), origin)
    b.constant("bygg_i_tjeneste", _membership(b, "bygg", {r.id: r.tjeneste for r in rows}), origin)


def _membership(b: Binding, axis: str, service: dict[str, str]) -> Array:
    member = np.zeros((len(b.ids["tjeneste"]), len(b.ids[axis])))
    for i, name in service.items():
        member[b.ids["tjeneste"].index(name), b.ids[axis].index(i)] = 1.0
    return member


def bind_projects(plan: Plan, b: Binding) -> None:
    """prosjekter/*.toml"""
    ids, projects = b.ids["prosjekt"], plan.projects
    origin = Origin("data", "prosjekter/", "", "planens prosjekter")
    each = {i: plan_origin(p.kostnad, f"prosjekter/{i}.toml", "kostnad") for i, p in projects.items()}
    for name, (values, absent) in _project_values(plan).items():
        b.constant(name, per_id(ids, values, absent), origin)
        b.elements(name, each)
    known, lives = plan.head.tid.kunnskapsdato, "parameters/avskrivning.toml"
    life = {
        i: np.array([parameters.value("avskrivning", p.anleggsklasse, y, known).verdi for y in b.years])
        for i, p in projects.items()
    }
    law = Origin("parameter", lives, "", "budsjett- og regnskapsforskriften § 3-4")
    b.put_array("levetid", by_year_and_id(b.years, ids, life, 1.0), law)
    progress = {i: _progress(p, b.years) for i, p in projects.items()}
    b.put_array("framdrift", by_year_and_id(b.years, ids, progress, 0.0), origin)
    opens = {i: np.array([float(y == _opening(p)[0]) for y in b.years]) for i, p in projects.items()}
    open_ = {i: np.array([float(0 < _opening(p)[0] <= y) for y in b.years]) for i, p in projects.items()}
    b.put_array("aapner_i_aar", by_year_and_id(b.years, ids, opens, 0.0), origin)
    b.put_array("prosjekt_aapent", by_year_and_id(b.years, ids, open_, 0.0), origin)
    member = _membership(b, "prosjekt", {i: p.tjeneste for i, p in projects.items() if p.tjeneste})
    b.constant("prosjekt_i_tjeneste", member, origin)
    none = Origin("data", "prosjekter/", "", "ingen utsatt utgift ved åpning")
    b.open("utgift_utsatt_ib", np.zeros(len(ids)), none)
    b.put("kalenderaar", np.array(b.years, dtype=np.float64), Origin("data", "plan.toml", "tid", "årstallet"))


def _project_values(plan: Plan) -> dict[str, tuple[dict[str, float], float]]:
    """Values by project that do not change over the years, and what an absent project counts as."""
    projects, base = plan.projects, plan.head.tid.prisnivaa
    return {
        "kostnad": ({i: p.kostnad.kroner for i, p in projects.items()}, 0.0),
        "kostnad_omregning": ({i: _reprice(p.kostnad.priser, base, plan) for i, p in projects.items()}, 1.0),
        "mva_andel": ({i: p.finansiering.mva_kompensasjon_andel for i, p in projects.items()}, 0.0),
        "tilskuddsandel": ({i: p.finansiering.tilskudd_andel for i, p in projects.items()}, 0.0),
        "tilskudd_sannsynlighet": ({i: p.finansiering.tilskudd_sannsynlighet for i, p in projects.items()}, 1.0),
        "rentabel": ({i: float(p.rentabel) for i, p in projects.items()}, 0.0),
        "tomteandel": ({i: p.finansiering.tomteandel for i, p in projects.items()}, 0.0),
        "ferdig_aar": ({i: float(p.ferdig or 0) for i, p in projects.items()}, 0.0),
        "prosjekt_plasser": ({i: p.kapasitet.plasser if p.kapasitet else 0.0 for i, p in projects.items()}, 0.0),
        "driftskonsekvens_fdv_fast": ({i: _fdv(p) for i, p in projects.items()}, 0.0),
        "driftskonsekvens_stab_fast": ({i: _staff(p) for i, p in projects.items()}, 0.0),
        "andel_av_aapningsaaret": ({i: (13 - _opening(p)[1]) / 12.0 for i, p in projects.items()}, 1.0),
    }


def _reprice(prices: str, base: int, plan: Plan) -> float:
    year, known = int(prices[:4]), plan.head.tid.kunnskapsdato
    if year == base:
        return 1.0
    return parameters.value("pris", "deflator", base, known).verdi / parameters.value("pris", "deflator", year, known).verdi


def _progress(p: f.ProjectFile, years: tuple[int, ...]) -> Array:
    given = {int(y): v for y, v in p.framdrift.items()}
    last = max(given, default=0)
    beyond = given[last] if given and p.videre in ("siste", "videreføres") else 0.0
    return np.array([given.get(y, beyond if y > last else 0.0) for y in years])


def _opening(p: f.ProjectFile) -> tuple[int, int]:
    return (int(p.kapasitet.aapner[:4]), int(p.kapasitet.aapner[5:])) if p.kapasitet else (0, 1)


def _fdv(p: f.ProjectFile) -> float:
    return p.drift.fdv_per_m2.kroner * p.drift.m2_netto if p.drift and p.drift.fdv_per_m2 else 0.0


def _staff(p: f.ProjectFile) -> float:
    has = p.drift and p.drift.bemanning_per_plass and p.kapasitet
    return p.drift.bemanning_per_plass.kroner * p.kapasitet.plasser if has else 0.0  # type: ignore[union-attr]


def bind_frames(plan: Plan, b: Binding) -> None:
    """rammer.csv: opening frames, gross."""
    rows = plan.table("rammer.csv", t.FrameRow).rows
    out = np.zeros((len(b.ids["tjeneste"]), 4))
    income = np.zeros((len(b.ids["tjeneste"]), 4))
    for r in rows:
        target, arts = (out, t.EXPENDITURE) if r.art in t.EXPENDITURE else (income, t.INCOME)
        target[b.ids["tjeneste"].index(r.tjeneste), arts.index(r.art)] += r.kroner
    rough = any(r.anslag for r in rows)
    origin = Origin("data", "rammer.csv", "", rows[0].kilde if rows else "", rough)
    b.open("ramme_utgift_ib", out, origin)
    b.open("ramme_inntekt_ib", income, origin)


def bind_measures(plan: Plan, b: Binding) -> None:
    """tiltak.csv: a lasting measure holds its level until its next row."""
    ids, rows = b.ids["tiltak"], plan.table("tiltak.csv", t.MeasureRow).rows
    lasting, once = np.zeros((len(b.years), len(ids))), np.zeros((len(b.years), len(ids)))
    without = np.zeros(len(ids))
    for r in sorted(rows, key=lambda r: r.aar):
        i, k = ids.index(r.id), b.years.index(r.aar)
        if r.type == "engangs":
            once[k, i] = r.kroner
        else:
            lasting[k:, i] = r.kroner
        without[i] = float(r.type == "ukonkretisert")
    origin = Origin("data", "tiltak.csv", "", "planens tiltak")
    each = {r.id: Origin("data", "tiltak.csv", r.id, r.kilde, r.anslag) for r in rows}
    for name, array in (("tiltak_varig_fast", lasting), ("tiltak_engang_fast", once)):
        b.put_array(name, array, origin)
        b.elements(name, each)
    b.constant("tiltak_ukonkretisert", without, origin)
    b.constant("tiltak_i_tjeneste", _membership(b, "tiltak", {r.id: r.tjeneste for r in rows}), origin)
    b.open("tiltak_varig_ib", np.zeros(len(ids)), Origin("data", "tiltak.csv", "", "tiltak før planperioden ligger i rammene"))
