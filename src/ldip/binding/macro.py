"""Macro, income-system and finance inputs that are plain year vectors or parameters."""

from __future__ import annotations

import numpy as np

from ldip.binding.bound import Binding, Origin, expand, plan_origin
from ldip.engine.graph import Array
from ldip.parameters import read as parameters
from ldip.plan.document import Plan
from ldip.plan.schema.fields import UnitCost

EQUALISATION = ("utjevning_symmetrisk", "utjevning_tillegg", "utjevning_terskel", "utjevning_finansiering", "ingar_grense")


def bind_macro(plan: Plan, b: Binding) -> None:
    """forutsetninger.toml and the price curves of types."""
    m, file = plan.macro, "forutsetninger.toml"
    b.series("loennsvekst_bane", m.loennsvekst, file, "loennsvekst")
    b.series("prisvekst", m.prisvekst, file, "prisvekst")
    b.series("byggekostnadsvekst", m.byggekostnadsvekst, file, "byggekostnadsvekst")
    b.series("deflator_loennsandel", m.deflator_loennsandel, file, "deflator_loennsandel")
    b.series("styringsrente_bane", m.styringsrente, file, "styringsrente")
    b.series("nibor_paaslag", m.nibor_paaslag, file, "nibor_paaslag")
    after = np.array([float(y > plan.head.tid.prisnivaa) for y in b.years])
    b.put("etter_prisaar", after, Origin("data", "plan.toml", "tid.prisnivaa", "planens prisår"))
    index = Origin("data", "plan.toml", "tid.prisnivaa", "1 i planens prisår")
    for name in ("deflator_indeks_ib", "loenn_indeks_ib", "pris_indeks_ib", "byggekostnad_indeks_ib", "frie_inntekter_indeks_ib"):
        b.open(name, 1.0, index)
    share = expand(m.deflator_loennsandel, b.years)
    curve = Origin("data", file, "deflator_loennsandel", "lønn og sosiale følger lønn, kjøp følger pris, resten deflatoren")
    b.put_array("loennskurv_utgift", np.stack([np.ones_like(share), np.ones_like(share), 0.0 * share, share], axis=1), curve)
    b.put_array("loennskurv_inntekt", np.stack([share] * 4, axis=1), curve)


def bind_income(plan: Plan, b: Binding) -> None:
    """inntekter.toml and the dated parameters of the income system."""
    income, file = plan.income, "inntekter.toml"
    nation = income.nasjonalt
    for name in ("skatt_per_innbygger", "innbyggertilskudd_per_innbygger", "utgiftsbehov_per_innbygger"):
        cost: UnitCost = getattr(nation, name)
        target = {"skatt_per_innbygger": "skatt_per_innbygger_landet"}.get(name, name) + "_start"
        b.put(target, np.full(len(b.years), cost.kroner), plan_origin(cost, file, f"nasjonalt.{name}"))
    after = np.array([float(y > nation.aar) for y in b.years])
    b.put("vekst_frie_inntekter_teller", after, Origin("data", file, "nasjonalt.aar", "nivåenes år"))
    _real_growth(plan, b)
    b.series("skatteandel", income.skatt_i_prosent_av_landet, file, "skatt_i_prosent_av_landet")
    b.series("behovsindeks", income.behovsindeks, file, "behovsindeks")
    for name in ("andre_rammetilskudd", "eiendomsskatt", "andre_skatteinntekter", "andre_generelle_driftsinntekter"):
        b.series(name + "_fast", getattr(income, name), file, name)
    for name in EQUALISATION:
        _parameter(plan, b, name)


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


def bind_finance(plan: Plan, b: Binding) -> None:
    """finans.toml"""
    fin, file = plan.finance, "finans.toml"
    b.series("nye_laan_margin", fin.nye_laan.margin, file, "nye_laan.margin")
    terms = plan_origin(fin.nye_laan, file, "nye_laan.loepetid")
    b.put("nye_laan_loepetid", np.full(len(b.years), fin.nye_laan.loepetid), terms)
    b.series("videreutlaan_margin", fin.videreutlaan.margin, file, "videreutlaan.margin")
    b.series("utlaansmargin", fin.videreutlaan.utlaansmargin, file, "videreutlaan.utlaansmargin")
    policy = Origin("data", file, "avdragspolitikk", fin.avdragspolitikk)
    b.put("avdrag_minst_minimum", np.full(len(b.years), float(fin.avdragspolitikk == "minst_minimumsavdrag")), policy)
    b.series("rente_andel_av_opptak", fin.rente_andel_av_aarets_opptak, file, "rente_andel_av_aarets_opptak")
    b.series("innskuddsmargin", fin.innskuddsmargin, file, "innskuddsmargin")
    b.series("forventet_avkastning", fin.forventet_avkastning, file, "forventet_avkastning")
    n, minimum = len(b.years), fin.minimumsavdrag
    for name, key in (
        ("minimum_uten_ubrukte", "ubrukte_laanemidler"),
        ("minimum_uten_under_utfoerelse", "anlegg_under_utfoerelse"),
    ):
        said = getattr(minimum, key)
        b.put(name, np.full(n, float(said == "uten")), Origin("data", file, f"minimumsavdrag.{key}", said))
    cover = Origin("data", file, "merforbruk_dekkes_over", f"{fin.merforbruk_dekkes_over} år")
    b.put("inndekning_over_aar", np.full(n, float(fin.merforbruk_dekkes_over)), cover)
    kinds = {"nye_laan_annuitet": "annuitet", "nye_laan_minimum": "minimum"}
    for name, kind in kinds.items():
        b.put(name, np.full(len(b.years), float(fin.nye_laan.type == kind)), plan_origin(fin.nye_laan, file, "nye_laan.type"))
    b.maybe("rentekompensasjon_grunnlag", fin.rentekompensasjon_grunnlag, file, "rentekompensasjon_grunnlag")
    b.series("utbytter_fast", fin.utbytter, file, "utbytter")
