"""Macro, income-system and finance inputs that are plain year vectors or parameters."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, expand, plan_origin
from ldip.engine.graph import Array
from ldip.parameters import read as parameters
from ldip.plan.document import Plan

EQUALISATION = ("utjevning_symmetrisk", "utjevning_tillegg", "utjevning_terskel", "utjevning_finansiering", "ingar_grense")


def bind_macro(plan: Plan, b: Binding) -> None:
    """forutsetninger.toml and the price curves of types."""
    m, file = plan.macro, "forutsetninger.toml"
    after = np.array([float(y > plan.head.tid.prisnivaa) for y in b.years])
    b.put("etter_prisaar", after, Origin("data", "plan.toml", "tid.prisnivaa", "planens prisår"))
    share = expand(m.deflator_loennsandel, b.years)
    curve = Origin("data", file, "deflator_loennsandel", "lønn og sosiale følger lønn, kjøp følger pris, resten deflatoren")
    b.put_array("loennskurv_utgift", np.stack([np.ones_like(share), np.ones_like(share), 0.0 * share, share], axis=1), curve)
    b.put_array("loennskurv_inntekt", np.stack([share] * 4, axis=1), curve)


def bind_income(plan: Plan, b: Binding) -> None:
    """inntekter.toml and the dated parameters of the income system."""
    income, file = plan.income, "inntekter.toml"
    nation = income.nasjonalt
    after = np.array([float(y > nation.aar) for y in b.years])
    b.put("vekst_frie_inntekter_teller", after, Origin("data", file, "nasjonalt.aar", "nivåenes år"))
    _real_growth(plan, b)
    july = income.innbyggere_1_juli_aaret_foer
    b.open("innbyggere_juli_ib", july.verdi or 0.0, plan_origin(july, file, "innbyggere_1_juli_aaret_foer"))
    for name in EQUALISATION:
        _parameter(plan, b, name)


def bind_uncertainty(plan: Plan, b: Binding) -> None:
    """Bind the kind of noise in counts (usikkerhet.toml); spreads are read by the draws."""
    found = plan.uncertainty.befolkning
    kind = ("ingen", "normal", "poisson").index(found.tellestoey) if found else 0
    origin = (
        plan_origin(found, "usikkerhet.toml", "befolkning") if found else Origin("data", "usikkerhet.toml", "", "ikke i planen")
    )
    b.put("tellestoey_art", np.full(len(b.years), float(kind)), origin)


def _real_growth(plan: Plan, b: Binding) -> None:
    vector, free = plan.income.nasjonalt.realvekst_frie_inntekter, plan.macro.kalibrering_realvekst
    values: Array = expand(vector, b.years)
    origin = plan_origin(vector, "inntekter.toml", "nasjonalt.realvekst_frie_inntekter")
    if free is not None:
        values = np.where(np.array(b.years) >= free.gjelder_fra, free.verdi * 0.01, values)
        origin = plan_origin(free, "forutsetninger.toml", "kalibrering_realvekst")
    b.put("realvekst_frie_inntekter", values, origin)


def _parameter(plan: Plan, b: Binding, name: str) -> None:
    known = plan.head.tid.kunnskapsdato
    found = [parameters.value("inntektssystem", name, y, known) for y in b.years]
    carried = parameters.is_continued("inntektssystem", name, b.years[-1], known)
    text = f"{found[-1].kilde}; kjent {found[-1].kjent_fra}" + ("; videreføres" if carried else "")
    origin = Origin("parameter", "parameters/inntektssystem.toml", name, text, carried or any(f.anslag for f in found))
    b.put(name, np.array([f.verdi for f in found]), origin)
