"""Property tax by kind, integration grant and concession power (docs/method/inntekter.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, product, step, total, weighted_sum

PLAN = "planens inntekter.toml: "
KIND = ("eiendomstype",)

GIVENS = (
    Given("eiendom_takst", "kr", PLAN + "eiendom", KIND),
    Given("eiendom_faktor", "andel", "parameters/eiendomsskatt.toml", KIND),
    Given("eiendom_reduksjon", "andel", PLAN + "eiendomsskatt_reduksjon"),
    Given("eiendom_kontorjustering", "andel", PLAN + "eiendom", KIND),
    Given("eiendom_minste_skatt", "kr", "parameters/eiendomsskatt.toml", group="inntektssystem"),
    Given("eiendom_bunnfradrag", "kr", PLAN + "eiendom", KIND),
    Given("eiendom_antall", "antall", PLAN + "eiendom", KIND),
    Given("eiendom_promille", "andel", PLAN + "eiendom", KIND),
    Given("eiendomsskatt_fast", "kr_fast", PLAN + "eiendomsskatt"),
    Given("integrering_personer", "personer", PLAN + "integrering", ("integreringsaar",)),
    Given("integrering_sats", "kr_per_person_fast", PLAN + "integrering", ("integreringsaar",)),
    Given("konsesjonskraft_mwh", "antall", PLAN + "konsesjonskraft"),
    Given("konsesjonskraft_pris", "kr_per_mwh", PLAN + "konsesjonskraft"),
    Given("konsesjonskraft_kostnad", "kr_per_mwh", PLAN + "konsesjonskraft"),
    Given("konsesjonskraft_er_generell", "flagg", PLAN + "konsesjonskraft.linje"),
    Given("andre_generelle_driftsinntekter_fast", "kr_fast", PLAN),
)
OPENINGS = (Opening("kontorjustering_ib", "ingen kontorjustering ved åpning", "inntektssystem", start=0.0),)


@step(unit="andel", source="eigedomsskattelova § 8 A-4: kontorjustering av det opprinnelige grunnlaget", axes=KIND)
def kontorjustering_ub(kontorjustering_ib: Array, eiendom_kontorjustering: Array) -> Array:
    """Office adjustment of the assessed value so far, a share of the original. (batch, eiendomstype)."""
    return kontorjustering_ib + eiendom_kontorjustering


@step(unit="kr", source="eigedomsskattelova §§ 8 A-2 og 8 A-4; metode: inntekter#eiendomsskatt", axes=KIND)
def eiendom_grunnlag(eiendom_takst: Array, kontorjustering_ub: Array, eiendom_faktor: Array, eiendom_reduksjon: Array) -> Array:
    """Assessed value that counts: the lawful share, or the local reduction where that is larger, never both."""
    share = np.minimum(eiendom_faktor, 1.0 - eiendom_reduksjon[:, None])
    return eiendom_takst * (1.0 + kontorjustering_ub) * share


@step(unit="kr", source="eigedomsskattelova §§ 11 og 14: bunnfradrag, sats, ingen skatt under 300 kr", axes=KIND)
def eiendomsskatt_type(
    eiendom_grunnlag: Array,
    eiendom_bunnfradrag: Array,
    eiendom_antall: Array,
    eiendom_promille: Array,
    eiendom_minste_skatt: Array,
) -> Array:
    """Value less the allowance of each unit, times the rate; nothing when the mean bill is below the least."""
    tax = np.maximum(eiendom_grunnlag - eiendom_bunnfradrag * eiendom_antall, 0.0) * eiendom_promille
    return np.where(tax < eiendom_minste_skatt[:, None] * eiendom_antall, 0.0, tax)


eiendomsskatt_oppgitt = product(
    "eiendomsskatt_oppgitt", of=("eiendomsskatt_fast", "deflator_indeks_ub"), unit="kr", source="eigedomsskattelova"
)
eiendomsskatt_beregnet = total(
    "eiendomsskatt_beregnet",
    plus=("eiendomsskatt_oppgitt", "eiendomsskatt_type"),
    unit="kr",
    source="eigedomsskattelova; metode: inntekter#eiendomsskatt",
)
eiendomsskatt = total(
    "eiendomsskatt",
    plus=("eiendomsskatt_beregnet",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-6, linje 3",
    avvik=True,
    follows="eiendomsskattevekst",
)


@step(unit="kr", source="IMDi: integreringstilskudd etter år siden bosetting", deflates=True)
def integreringstilskudd(integrering_personer: Array, integrering_sats: Array, deflator_indeks_ub: Array) -> Array:
    """Grant for refugees in their first five years. (batch,)."""
    return weighted_sum("rk,rk->r", integrering_personer, integrering_sats) * deflator_indeks_ub


@step(unit="kr", source="vassdragsreguleringslova § 22: konsesjonskraft")
def konsesjonskraft(konsesjonskraft_mwh: Array, konsesjonskraft_pris: Array, konsesjonskraft_kostnad: Array) -> Array:
    """Volume times what the price exceeds the lawful cost by, negative where it does not. (batch,)."""
    return konsesjonskraft_mwh * (konsesjonskraft_pris - konsesjonskraft_kostnad)


@step(unit="kr", source="KOSTRA-forskriften vedlegg 1 og 2: funksjon 321, salg; § 5-6, linje 8", use_instead="konsesjonskraft")
def konsesjonskraft_som_salg(konsesjonskraft: Array, konsesjonskraft_er_generell: Array) -> Array:
    """Concession power as sale, unless the plan has it as general income. (batch,)."""
    return konsesjonskraft * (1.0 - konsesjonskraft_er_generell)


@step(unit="kr", source="planens valg: andre generelle driftsinntekter, § 5-4, linje 4", use_instead="konsesjonskraft")
def konsesjonskraft_som_generell(konsesjonskraft: Array, konsesjonskraft_er_generell: Array) -> Array:
    """Concession power as general income where the plan has it so. (batch,)."""
    return konsesjonskraft * konsesjonskraft_er_generell


andre_statlige_tilskudd = product(
    "andre_statlige_tilskudd",
    of=("andre_generelle_driftsinntekter_fast", "deflator_indeks_ub"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-4, linje 4",
)
andre_generelle_driftsinntekter = total(
    "andre_generelle_driftsinntekter",
    plus=("andre_statlige_tilskudd", "integreringstilskudd", "konsesjonskraft_som_generell"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-4, linje 4",
    avvik=True,
    follows="deflator_vekst",
)
