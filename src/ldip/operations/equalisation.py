"""Income equalisation and the national settlement over all municipalities (docs/method/inntekter.md).

The steps of the nation have the axis `kommune` and form a sub-graph of their own: sums over all
municipalities are made here, never between the rows of the batch.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, divide, product, step, total, weighted_sum

IS = "inntektssystemet, Grønt hefte; metode: inntekter#"
K = ("kommune",)
RULES = "parameters/inntektssystem.toml"
FILE = "fil over kommunene"

RULE_GIVENS = (
    Given("utjevning_symmetrisk", "andel", RULES, group="inntektssystem"),
    Given("utjevning_tillegg", "andel", RULES, group="inntektssystem"),
    Given("utjevning_terskel", "andel", RULES, group="inntektssystem"),
    Given("ingar_grense", "kr_per_person", RULES, group="inntektssystem"),
)
NATIONAL_GIVENS = (
    Given("kommune_innbyggere", "personer", FILE + ": innbyggere 1. januar", K, "inntektssystem", "mengde"),
    Given("kommune_innbyggere_juli", "personer", FILE + ": innbyggere 1. juli året før", K, "inntektssystem", "mengde"),
    Given("kommune_skatt", "kr", FILE + ": skatt", K, "inntektssystem", "mengde"),
    Given("kommune_behovsindeks", "indeks", FILE + ": behovsindeks", K, "inntektssystem"),
    Given("kommune_privatskoleelever", "personer", FILE + ": elever i private og statlige skoler", K, "inntektssystem", "mengde"),
    Given("privatskole_sats", "kr_per_person", "Grønt hefte: korreksjonsordningen", (), "inntektssystem"),
    Given("kommune_grunnlagsvekst", "kr_per_person", FILE + ": vekst i tilskudd per innbygger", K, "inntektssystem"),
    Given("kommune_oevrige_tilskudd", "kr", FILE + ": øvrige deler av rammetilskuddet", K, "inntektssystem", "mengde"),
    Given("landet_innbyggertilskudd", "kr_per_person", RULES, (), "inntektssystem"),
    Given("landet_utgiftsbehov", "kr_per_person", RULES, (), "inntektssystem"),
    Given("indeks_er_offisiell", "flagg", "1 når indeksen er offisiell eller filen ikke har alle kommuner", (), "inntektssystem"),
    Given("landssnitt_gitt", "kr_per_person", "oppgitt for en fil som ikke har alle kommuner; 0 ellers", (), "inntektssystem"),
    Given("finansiering_gitt", "kr_per_person", "oppgitt for en fil som ikke har alle kommuner", (), "inntektssystem"),
    Given("finansiering_er_gitt", "flagg", "1 når finansieringen er oppgitt", (), "inntektssystem"),
)


def symmetric_part(own: Array, mean: Array, rate: Array) -> Array:
    """Symmetric equalisation, both signs: s·(A − t). kr per inhabitant."""
    return rate * (mean - own)


def extra_part(own: Array, mean: Array, rate: Array, threshold: Array) -> Array:
    """Extra compensation below the threshold: k·max(0, h·A − t). kr per inhabitant."""
    return rate * np.maximum(threshold * mean - own, 0.0)


@step(unit="kr_per_person", source=IS + "hele-landet: A = ΣT/Σn", axes=())
def landssnitt_skatt(kommune_skatt: Array, kommune_innbyggere: Array, landssnitt_gitt: Array) -> Array:
    """National tax per inhabitant, from the file or as given. (batch,)."""
    found = divide(weighted_sum("rk->r", kommune_skatt), weighted_sum("rk->r", kommune_innbyggere), 0.0)
    return np.where(landssnitt_gitt > 0.0, landssnitt_gitt, found)


@step(unit="kr_per_person", source=IS + "hele-landet: t = T/n", axes=K)
def kommune_skatt_per_innbygger(kommune_skatt: Array, kommune_innbyggere: Array) -> Array:
    """Own tax per inhabitant. (batch, kommune)."""
    return divide(kommune_skatt, kommune_innbyggere, 0.0)


@step(unit="kr_per_person", source=IS + "hele-landet: symmetrisk utjevning", axes=K)
def kommune_symmetrisk(kommune_skatt_per_innbygger: Array, landssnitt_skatt: Array, utjevning_symmetrisk: Array) -> Array:
    """Symmetric part. (batch, kommune)."""
    return symmetric_part(kommune_skatt_per_innbygger, landssnitt_skatt[:, None], utjevning_symmetrisk[:, None])


@step(unit="kr_per_person", source=IS + "hele-landet: tilleggskompensasjon", axes=K)
def kommune_tillegg(
    kommune_skatt_per_innbygger: Array, landssnitt_skatt: Array, utjevning_tillegg: Array, utjevning_terskel: Array
) -> Array:
    """Extra compensation. (batch, kommune)."""
    mean, rate, threshold = (v[:, None] for v in (landssnitt_skatt, utjevning_tillegg, utjevning_terskel))
    return extra_part(kommune_skatt_per_innbygger, mean, rate, threshold)


@step(unit="kr_per_person", source=IS + "hele-landet: f, likt trekk per innbygger, også for mottakere")
def finansiering_per_innbygger(
    kommune_tillegg: Array, kommune_innbyggere: Array, finansiering_gitt: Array, finansiering_er_gitt: Array
) -> Array:
    """Deduction that finances the extra compensation. (batch,)."""
    paid = weighted_sum("rk,rk->r", kommune_tillegg, kommune_innbyggere)
    found = divide(paid, weighted_sum("rk->r", kommune_innbyggere), 0.0)
    return np.where(finansiering_er_gitt > 0.0, finansiering_gitt, found)


@step(unit="kr_per_person", source=IS + "hele-landet: e = s·(A − t) + tillegg − f, ikke avrundet", axes=K)
def kommune_inntektsutjevning_per_innbygger(
    kommune_symmetrisk: Array, kommune_tillegg: Array, finansiering_per_innbygger: Array
) -> Array:
    """Net income equalisation per inhabitant. (batch, kommune)."""
    return kommune_symmetrisk + kommune_tillegg - finansiering_per_innbygger[:, None]


kommune_inntektsutjevning = product(
    "kommune_inntektsutjevning",
    of=("kommune_inntektsutjevning_per_innbygger", "kommune_innbyggere"),
    unit="kr",
    source=IS + "hele-landet: folketall 1. januar; summen over landet er null",
    axes=K,
)


@step(unit="indeks", source=IS + "hele-landet: Σ(I − 1)·N = 0 over landet", axes=K)
def kommune_indeks_normert(kommune_behovsindeks: Array, kommune_innbyggere_juli: Array, indeks_er_offisiell: Array) -> Array:
    """Need index scaled so that its mean over the inhabitants 1 July is 1; an official index is kept. (batch, kommune)."""
    weighed = weighted_sum("rk,rk->r", kommune_behovsindeks, kommune_innbyggere_juli)
    mean = divide(weighed, weighted_sum("rk->r", kommune_innbyggere_juli), 1.0)
    scale = np.where(indeks_er_offisiell > 0.0, 1.0, mean)
    return divide(kommune_behovsindeks, scale[:, None], 1.0)


@step(unit="kr", source=IS + "hele-landet: trekk per elev, fordelt tilbake etter behov", axes=K)
def kommune_korreksjon(
    kommune_privatskoleelever: Array, privatskole_sats: Array, kommune_indeks_normert: Array, kommune_innbyggere_juli: Array
) -> Array:
    """Correction for private and state schools; sums to zero. (batch, kommune)."""
    need = kommune_indeks_normert * kommune_innbyggere_juli
    drawn = privatskole_sats[:, None] * kommune_privatskoleelever
    return divide(weighted_sum("rk->r", drawn), weighted_sum("rk->r", need), 0.0)[:, None] * need - drawn


@step(unit="kr", source=IS + "hele-landet: (I − 1)·U·N + korreksjon", axes=K)
def kommune_utgiftsutjevning(
    kommune_indeks_normert: Array, landet_utgiftsbehov: Array, kommune_innbyggere_juli: Array, kommune_korreksjon: Array
) -> Array:
    """Expenditure equalisation; sums to zero. (batch, kommune)."""
    return (kommune_indeks_normert - 1.0) * landet_utgiftsbehov[:, None] * kommune_innbyggere_juli + kommune_korreksjon


@step(unit="kr", source=IS + "hele-landet: INGAR, brutto mindre likt trekk per innbygger", axes=K)
def kommune_ingar(kommune_grunnlagsvekst: Array, kommune_innbyggere_juli: Array, ingar_grense: Array) -> Array:
    """Transition scheme: no one's growth per inhabitant is more than the limit below the nation's; sums to zero."""
    people = weighted_sum("rk->r", kommune_innbyggere_juli)
    nation = divide(weighted_sum("rk,rk->r", kommune_grunnlagsvekst, kommune_innbyggere_juli), people, 0.0)
    gross = np.maximum((nation - ingar_grense)[:, None] - kommune_grunnlagsvekst, 0.0) * kommune_innbyggere_juli
    return gross - divide(weighted_sum("rk->r", gross), people, 0.0)[:, None] * kommune_innbyggere_juli


@step(unit="kr", source=IS + "hele-landet: likt beløp per innbygger 1. juli året før", axes=K)
def kommune_innbyggertilskudd(landet_innbyggertilskudd: Array, kommune_innbyggere_juli: Array) -> Array:
    """Base grant. (batch, kommune)."""
    return landet_innbyggertilskudd[:, None] * kommune_innbyggere_juli


kommune_rammetilskudd = total(
    "kommune_rammetilskudd",
    plus=(
        "kommune_innbyggertilskudd",
        "kommune_utgiftsutjevning",
        "kommune_ingar",
        "kommune_oevrige_tilskudd",
        "kommune_inntektsutjevning",
    ),
    unit="kr",
    source=IS + "hele-landet",
    axes=K,
)
kommune_frie_inntekter = total(
    "kommune_frie_inntekter", plus=("kommune_rammetilskudd", "kommune_skatt"), unit="kr", source=IS + "hele-landet", axes=K
)
NATIONAL_STEPS = (
    landssnitt_skatt,
    kommune_skatt_per_innbygger,
    kommune_symmetrisk,
    kommune_tillegg,
    finansiering_per_innbygger,
    kommune_inntektsutjevning_per_innbygger,
    kommune_inntektsutjevning,
    kommune_indeks_normert,
    kommune_korreksjon,
    kommune_utgiftsutjevning,
    kommune_ingar,
    kommune_innbyggertilskudd,
    kommune_rammetilskudd,
    kommune_frie_inntekter,
)
