"""inntekter.toml and the parameters of the income system, as arrays."""

from __future__ import annotations

from typing import get_args

import numpy as np

from ldip.binding.bound import Binding, Origin, plan_origin
from ldip.binding.household import bind_household
from ldip.engine.graph import Array
from ldip.estimates.people import opening_stock
from ldip.parameters import income_system
from ldip.parameters import read as parameters
from ldip.parameters.demography import span
from ldip.plan.document import Plan
from ldip.plan.schema.fields import SCALE, CurrentCost
from ldip.plan.schema.files import IncomeFile, PartName
from ldip.plan.vectors import expand

FILE = "inntekter.toml"
PARTS: tuple[str, ...] = get_args(PartName)
FIRST_YEARS = tuple(f"aar-{k}" for k in range(1, 6))
NONE = Origin("data", FILE, "", "ikke i planen")
LEVEL_INPUTS = {
    "skatt_per_innbygger": "skatt_per_innbygger_landet_start",
    "innbyggertilskudd_per_innbygger": "innbyggertilskudd_per_innbygger_start",
    "utgiftsbehov_per_innbygger": "utgiftsbehov_per_innbygger_start",
}
EQUALISATION = ("utjevning_symmetrisk", "utjevning_tillegg", "utjevning_terskel", "utjevning_finansiering", "ingar_grense")
RULES = (*EQUALISATION, "deflatoravvik_samme_aar")


def bind_income(plan: Plan, b: Binding) -> None:
    """inntekter.toml and the dated parameters of the income system."""
    income = plan.income
    _growth(plan, b)
    _levels(plan, b)
    for name in RULES:
        _parameter(plan, b, name)
    july = income.innbyggere_1_juli_aaret_foer
    b.open("innbyggere_juli_ib", july.verdi or 0.0, plan_origin(july, FILE, "innbyggere_1_juli_aaret_foer"))
    _tax(income, b)
    _need(plan, b)
    _parts(plan, b)
    _property(plan, b)
    bind_household(plan, b)
    _integration(income, b)


def _growth(plan: Plan, b: Binding) -> None:
    """Growth of free income: the years after the levels' own, and the real growth."""
    nation, free = plan.income.nasjonalt, plan.macro.kalibrering_realvekst
    after = np.array([float(y > nation.aar) for y in b.years])
    b.put("vekst_frie_inntekter_teller", after, Origin("data", FILE, "nasjonalt.aar", "nivåenes år"))
    vector = nation.realvekst_frie_inntekter
    values: Array = expand(vector, b.years)
    origin = plan_origin(vector, FILE, "nasjonalt.realvekst_frie_inntekter")
    if free is not None:
        values = np.where(np.array(b.years) >= free.gjelder_fra, free.verdi * 0.01, values)
        origin = plan_origin(free, "forutsetninger.toml", "kalibrering_realvekst")
    b.put("realvekst_frie_inntekter", values, origin)


def _levels(plan: Plan, b: Binding) -> None:
    """National levels per inhabitant in their own year, and the free income they make together."""
    found = {key: _level(plan, key, parameter) for key, parameter in income_system.LEVELS.items()}
    n = len(b.years)
    for key, (value, origin) in found.items():
        b.put(LEVEL_INPUTS[key], np.full(n, value), origin)
    tax, grant = found["skatt_per_innbygger"], found["innbyggertilskudd_per_innbygger"]
    b.put("landet_frie_inntekter_start", np.full(n, tax[0] + grant[0]), tax[1])


def _level(plan: Plan, key: str, parameter: str) -> tuple[float, Origin]:
    """A level, kroner per inhabitant: the plan's own, else the newest shipped one, moved to its year by the deflator."""
    nation = plan.income.nasjonalt
    given: CurrentCost | None = getattr(nation, key)
    if given is not None:
        return given.kroner, plan_origin(given, FILE, f"nasjonalt.{key}")
    newest = income_system.level_known(parameter, nation.aar, plan.head.tid.kunnskapsdato)
    moved = newest.gjelder_fra != nation.aar
    text = newest.kilde + (f"; fra {newest.gjelder_fra} med kommunal deflator" if moved else "")
    origin = Origin("parameter", "parameters/inntektssystem.toml", parameter, text, newest.anslag or moved)
    return newest.verdi * _deflated(newest.gjelder_fra, nation.aar, plan), origin


def _parameter(plan: Plan, b: Binding, name: str) -> None:
    known = plan.head.tid.kunnskapsdato
    found = [parameters.value("inntektssystem", name, y, known) for y in b.years]
    carried = parameters.is_continued("inntektssystem", name, b.years[-1], known)
    text = f"{found[-1].kilde}; kjent {found[-1].kjent_fra}" + ("; videreføres" if carried else "")
    origin = Origin("parameter", "parameters/inntektssystem.toml", name, text, carried or any(f.anslag for f in found))
    b.put(name, np.array([f.verdi for f in found]), origin)


def _tax(income: IncomeFile, b: Binding) -> None:
    goal = income.skatt_mot
    origin = plan_origin(goal, FILE, "skatt_mot") if goal else NONE
    years = np.array(b.years, dtype=float)
    way = np.clip((years - goal.fra + 1.0) / (goal.til - goal.fra + 1.0), 0.0, 1.0) if goal else np.zeros(len(years))
    b.put("skatteandel_drift", way, origin)


def _criterion_ages() -> Array:
    """1 where a single age belongs to an age criterion, (alderskriterium, alder)."""
    return np.array([span(a, z) for a, z, _ in income_system.AGE_CRITERIA.values()])


def _need(plan: Plan, b: Binding) -> None:
    """The need index by age, unit costs, and the nation's population around each year."""
    need, member = plan.income.behov, _criterion_ages()
    key = income_system.cost_key(need.noekkel_aar if need else income_system.latest_key())
    weights = key.total_weights()
    key_origin = Origin(
        "parameter", "kostnadsnoekkel.toml", str(key.year), f"{key.kilde}; kjent {key.kjent_fra}", need is not None
    )
    text, known, fact = income_system.nation_source()
    land = Origin("parameter", "landet.toml", "folketall", f"{text}; kjent {known}", b.years[-1] > fact)
    b.constant("kriteriemedlem", member, key_origin)
    b.constant("kriterievekt", key.age_weights(), key_origin)
    b.put("basiskriterium_vekt", np.full(len(b.years), weights["basis"]), key_origin)
    years = np.array(b.years, dtype=float)
    july = (income_system.nation(years - 1.0) + income_system.nation(years)) / 2.0
    b.put_array("landet_alder_juli", july, land)
    b.put_array("landet_alder_endring", income_system.nation(years + 1.0) - income_system.nation(years), land)
    stock = opening_stock(plan, b.ids["sone"]).sum(axis=(0, 1))
    own = (member * stock).sum(axis=1)
    base_year = float(need.indeks_aar if need else b.years[0])
    at = (income_system.nation(np.array([base_year - 1.0])) + income_system.nation(np.array([base_year])))[0] / 2.0
    origin = plan_origin(need, FILE, "behov") if need else NONE
    people = plan_origin(plan.population.folketall, "befolkning.toml", "folketall")
    b.constant("alder_i_indeksaaret", own, people)
    b.constant("landet_alder_i_indeksaaret", at, land)
    b.open("alder_juli_ib", own, people)
    n = len(b.years)
    b.put("indeks_foelger_alder", np.full(n, float(need is not None)), origin)
    b.put("landet_i_indeksaaret", np.full(n, at.sum()), land)
    _costs(plan, b)


def _costs(plan: Plan, b: Binding) -> None:
    """Unit costs moved to the plan's price year by the deflator, and the nation's free income per inhabitant."""
    costs, price_year, text = income_system.unit_costs()
    to_plan = _deflated(price_year, plan.head.tid.prisnivaa, plan)
    origin = Origin("parameter", "kostnadsnoekkel.toml", "enhetskostnad", text, True)
    b.constant("enhetskostnad_noekkel", costs, origin)
    prices = Origin("data", "forutsetninger.toml", "prisvekst", "kjent deflator, så planens prisvekst", True)
    b.put("kostnadsnoekkel_omregning", np.full(len(b.years), to_plan), prices)


def _deflated(given: int, wanted: int, plan: Plan) -> float:
    """Price level of year `wanted` relative to year `given`: the known deflator first, then the plan's own price growth."""
    known = plan.head.tid.kunnskapsdato
    history = {v.gjelder_fra: v.verdi for v in parameters.known_history("pris", "deflator", known)}
    last = max(history)
    growth = {y: float(v) for y, v in zip(plan.years, expand(plan.macro.prisvekst, plan.years), strict=True)}

    def level(year: int) -> float:
        if year <= last:
            return history.get(year, history[min(history)])
        return level(year - 1) * (1.0 + growth.get(year, next(iter(growth.values()))))

    return level(wanted) / level(given)


def _parts(plan: Plan, b: Binding) -> None:
    """Stated parts of the block grant."""
    found = plan.income.rammetilskudd
    values = np.zeros((len(b.years), len(PARTS)))
    indexed = np.zeros((len(b.years), len(PARTS)))
    origins: dict[str, Origin] = {}
    for part in found:
        k = PARTS.index(part.del_)
        values[:, k] = expand(part, b.years)
        indexed[:, k] = float(part.follows_prices)
        origins[part.del_] = plan_origin(part, FILE, f"rammetilskudd.{part.del_}")
    b.put_array("tilskuddsdel_beloep", values, NONE)
    b.elements("tilskuddsdel_beloep", origins)
    b.put_array("tilskuddsdel_prisjusteres", indexed, NONE)


def _property(plan: Plan, b: Binding) -> None:
    kinds = {p.id: p for p in plan.income.eiendom}
    ids, n = b.ids["eiendomstype"], len(b.years)
    factor, allowance = np.zeros((n, len(ids))), np.zeros((n, len(ids)))
    for k, p in ((ids.index(i), p) for i, p in kinds.items()):
        factor[:, k] = income_system.property_limits()[p.type].faktor
        since = np.array(b.years) >= (p.bunnfradrag_fra or b.years[0])
        allowance[:, k] = p.bunnfradrag * SCALE[p.enhet] * since
    least = Origin("parameter", "eiendomsskatt.toml", "felles.minste_skatt_kr", "eigedomsskattelova § 14")
    b.put("eiendom_minste_skatt", np.full(n, income_system.property_rules()["minste_skatt_kr"]), least)
    law = Origin("parameter", "eiendomsskatt.toml", "faktor", "eigedomsskattelova § 8 A-2")
    b.put_array("eiendom_faktor", factor, law)
    b.put_array("eiendom_bunnfradrag", allowance, NONE)
    b.elements("eiendom_bunnfradrag", {i: plan_origin(p, FILE, f"eiendom.{i}") for i, p in kinds.items()})


def _integration(income: IncomeFile, b: Binding) -> None:
    found, n = income.integrering, len(b.years)
    people, rates = np.zeros((n, 5)), np.zeros(5)
    if found is not None:
        settled = np.concatenate([found.bosatte_foer[::-1], expand(found.bosatte, b.years)])
        people = np.stack([settled[4 - k : 4 - k + n] for k in range(5)], axis=1)
        rates = np.array(found.satser) * SCALE[found.enhet]
    origin = plan_origin(found, FILE, "integrering") if found else NONE
    b.put_array("integrering_personer", people, origin)
    b.constant("integrering_sats", rates, origin)
