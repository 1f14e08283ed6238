"""The need index from the own age mix against the nation's, and the cost of demography (docs/method/inntekter.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, kept, step, weighted_sum

IS = "inntektssystemet, Grønt hefte; metode: inntekter#"
AGE = ("alderskriterium",)
PLAN = "planens inntekter.toml: behov"
LAND = "parameters/landet.toml"

GIVENS = (
    Given("behovsindeks", "indeks", "planens inntekter.toml: behovsindeks"),
    Given("indeks_foelger_alder", "flagg", PLAN),
    Given("kriteriemedlem", "andel", "parameters/kostnadsnoekkel.toml", ("alderskriterium", "alder"), group="inntektssystem"),
    Given("kriterievekt", "andel", "parameters/kostnadsnoekkel.toml", AGE),
    Given("alder_i_indeksaaret", "personer", "folketall på folketallets dato etter alderskriterium", AGE),
    Given("landet_alder_i_indeksaaret", "personer", LAND + ": 1. juli i indeksens år", AGE),
    Given("landet_alder_juli", "personer", LAND + ": 1. juli året før", AGE, group="inntektssystem"),
    Given("landet_alder_endring", "personer", LAND + ": endring gjennom året", AGE, group="inntektssystem"),
    Given("basiskriterium_start", "indeks", PLAN),
    Given("basiskriterium_vekt", "andel", "parameters/kostnadsnoekkel.toml"),
    Given("landet_i_indeksaaret", "personer", LAND),
    Given(
        "enhetskostnad_noekkel",
        "kr_per_person_fast",
        "parameters/kostnadsnoekkel.toml: enhetskostnad",
        AGE,
        group="inntektssystem",
    ),
    Given("kostnadsnoekkel_omregning", "indeks", "deflator fra kostnadsnøkkelens prisår til planens"),
    Given("landet_frie_inntekter_start", "kr_per_person_fast", PLAN),
    Given("vekst_dekker_demografi", "flagg", "inntekter.toml: nasjonalt.vekstbane"),
    Given("realvekst_frie_inntekter", "andel", "inntekter.toml [nasjonalt]"),
)
OPENINGS = (Opening("alder_juli_ib", "befolkning.toml: folketall etter alderskriterium"),)


@step(unit="personer", source=IS + "behovsindeks-og-utgiftsutjevning: alder 1. juli, snitt av begge årsskifter", axes=AGE)
def alder_juli_ub(folketall_alder_ib: Array, folketall_alder_ub: Array, kriteriemedlem: Array) -> Array:
    """Persons by age criterion 1 July; next year's index reads it as `alder_juli_ib`. (batch, alderskriterium)."""
    return weighted_sum("ra,rca->rc", (folketall_alder_ib + folketall_alder_ub) / 2.0, kriteriemedlem)


@step(unit="indeks", source=IS + "behovsindeks-og-utgiftsutjevning: x = (C/N) / (C_landet/N_landet)", axes=AGE)
def kriterieforhold(alder_juli_ib: Array, landet_alder_juli: Array) -> Array:
    """Own share of each age criterion against the nation's. (batch, alderskriterium)."""
    return share_ratio(alder_juli_ib, landet_alder_juli)


def weighed(weights: Array, indices: Array) -> Array:
    """Sum of weights (kriterium,) times indices (kriterium, …): a need index (Grønt hefte, kostnadsnøkkelen)."""
    return weighted_sum("c,ck->k", weights, indices)


def share_ratio(own: Array, nation: Array) -> Array:
    """Share of own inhabitants over share of the nation's; last axis is the criteria."""
    mine = divide(own, own.sum(axis=-1, keepdims=True), 0.0)
    theirs = divide(nation, nation.sum(axis=-1, keepdims=True), 0.0)
    return divide(mine, theirs, 1.0)


@step(unit="indeks", source=IS + "behovsindeks-og-utgiftsutjevning: egen aldersfordeling mot landets i indeksens år", axes=AGE)
def kriterieforhold_start(alder_i_indeksaaret: Array, landet_alder_i_indeksaaret: Array) -> Array:
    """Own share of each age criterion against the nation's in the year of the stated index. (batch, alderskriterium)."""
    return share_ratio(alder_i_indeksaaret, landet_alder_i_indeksaaret)


@step(unit="personer", source=IS + "behovsindeks-og-utgiftsutjevning: folketallet i indeksens år")
def innbyggere_i_indeksaaret(alder_i_indeksaaret: Array) -> Array:
    """Inhabitants in the year of the stated index. (batch,)."""
    return np.asarray(alder_i_indeksaaret.sum(axis=-1))


@step(unit="indeks", source=IS + "behovsindeks-og-utgiftsutjevning: basis faller som 1/N")
def basiskriterium(
    basiskriterium_start: Array,
    innbyggere_i_indeksaaret: Array,
    landet_i_indeksaaret: Array,
    alder_juli_ib: Array,
    landet_alder_juli: Array,
) -> Array:
    """The criterion that is the same for every municipality, per inhabitant against the nation. (batch,)."""
    people, nation = weighted_sum("rc->r", alder_juli_ib), weighted_sum("rc->r", landet_alder_juli)
    own, theirs = divide(innbyggere_i_indeksaaret, people, 1.0), divide(nation, landet_i_indeksaaret, 1.0)
    return basiskriterium_start * own * theirs


@step(unit="indeks", source=IS + "behovsindeks-og-utgiftsutjevning: alderskriteriene følger folketallet, andre kriterier holdes")
def behovsindeks_alder(
    behovsindeks: Array,
    kriterievekt: Array,
    kriterieforhold: Array,
    kriterieforhold_start: Array,
    basiskriterium: Array,
    basiskriterium_start: Array,
    basiskriterium_vekt: Array,
) -> Array:
    """The stated index moved by the own age mix against the nation's and by size. (batch,)."""
    ages = weighted_sum("rc,rc->r", kriterievekt, kriterieforhold - kriterieforhold_start)
    return behovsindeks + ages + basiskriterium_vekt * (basiskriterium - basiskriterium_start)


@step(unit="indeks", source=IS + "behovsindeks-og-utgiftsutjevning")
def behovsindeks_brukt(behovsindeks: Array, behovsindeks_alder: Array, indeks_foelger_alder: Array) -> Array:
    """The index in use: as stated, or following the age mix where the plan sets it. (batch,)."""
    return np.where(indeks_foelger_alder > 0.0, behovsindeks_alder, behovsindeks)


behovsindeks_forrige = kept(
    "behovsindeks_forrige",
    "behovsindeks_brukt",
    unit="indeks",
    source=IS + "behovsindeks-og-utgiftsutjevning: årets indeks, til neste år",
)


@step(
    unit="kr_per_person_fast", source="TBU: kostnad per innbygger i planens prisår; metode: inntekter#demografikostnad", axes=AGE
)
def enhetskostnad_alder(enhetskostnad_noekkel: Array, kostnadsnoekkel_omregning: Array) -> Array:
    """Unit costs of the key carried to the plan's price year by the deflator. (batch, alderskriterium)."""
    return enhetskostnad_noekkel * kostnadsnoekkel_omregning[:, None]


@step(unit="kr_fast", source="TBU: merkostnad = Σ c·ΔN i faste priser; metode: inntekter#demografikostnad")
def demografikostnad_egen(
    folketall_alder_ib: Array, folketall_alder_ub: Array, kriteriemedlem: Array, enhetskostnad_alder: Array
) -> Array:
    """Cost of the year's change in own population at constant standard. (batch,)."""
    change = weighted_sum("ra,rca->rc", folketall_alder_ub - folketall_alder_ib, kriteriemedlem)
    return weighted_sum("rc,rc->r", change, enhetskostnad_alder)


@step(unit="kr_fast", source="TBU: merkostnad = Σ c·ΔN i faste priser; metode: inntekter#demografikostnad")
def demografikostnad_landet(landet_alder_endring: Array, enhetskostnad_alder: Array) -> Array:
    """Cost of the year's change in the nation's population at constant standard. (batch,)."""
    return weighted_sum("rc,rc->r", landet_alder_endring, enhetskostnad_alder)


@step(unit="andel", source="metode: inntekter#landets-vei: veksten dekker så vidt landets demografi", deflates=True)
def realvekst_demografi(
    demografikostnad_landet: Array, landet_frie_inntekter_start: Array, landet_alder_juli: Array, landet_alder_endring: Array
) -> Array:
    """Real growth per inhabitant when the state pays exactly for the nation's demography. (batch,)."""
    people = weighted_sum("rc->r", landet_alder_juli)
    income = landet_frie_inntekter_start * people
    growth = divide(weighted_sum("rc->r", landet_alder_endring), people, 0.0)
    return (1.0 + divide(demografikostnad_landet, income, 0.0)) / (1.0 + growth) - 1.0


@step(unit="andel", source="metode: inntekter#landets-vei: nasjonalt scenario")
def realvekst_brukt(
    realvekst_frie_inntekter: Array, realvekst_demografi: Array, vekst_dekker_demografi: Array, sjokk_realvekst: Array
) -> Array:
    """Real growth in national free income per inhabitant: stated, or what covers demography, and its deviation. (batch,)."""
    return np.where(vekst_dekker_demografi > 0.0, realvekst_demografi, realvekst_frie_inntekter) + sjokk_realvekst


@step(unit="kr_fast", source="metode: inntekter#demografikostnad: ΔI·U·N", deflates=True)
def demografi_indeksvirkning(
    behovsindeks_brukt: Array,
    behovsindeks_forrige_ib: Array,
    utgiftsbehov_per_innbygger: Array,
    innbyggere_juli_ib: Array,
    deflator_indeks_ub: Array,
) -> Array:
    """Payment from the income system for the change in the own age mix against the nation's. (batch,)."""
    change = (behovsindeks_brukt - behovsindeks_forrige_ib) * utgiftsbehov_per_innbygger * innbyggere_juli_ib
    return change / deflator_indeks_ub


@step(unit="kr_fast", source="metode: inntekter#demografikostnad: likt beløp per innbygger og (I − 1)·U", deflates=True)
def demografi_folketallsvirkning(
    innbyggere_ib: Array,
    innbyggere_ub: Array,
    innbyggertilskudd_per_innbygger: Array,
    behovsindeks_brukt: Array,
    utgiftsbehov_per_innbygger: Array,
    deflator_indeks_ub: Array,
) -> Array:
    """Grant that comes with more inhabitants. (batch,)."""
    each = innbyggertilskudd_per_innbygger + (behovsindeks_brukt - 1.0) * utgiftsbehov_per_innbygger
    return (innbyggere_ub - innbyggere_ib) * each / deflator_indeks_ub


@step(unit="kr_fast", source="metode: inntekter#demografikostnad: det inntektssystemet ikke dekker")
def demografi_ukompensert(
    demografikostnad_egen: Array, demografi_indeksvirkning: Array, demografi_folketallsvirkning: Array
) -> Array:
    """Own demography cost that neither the index nor more inhabitants pay for. (batch,)."""
    return demografikostnad_egen - demografi_indeksvirkning - demografi_folketallsvirkning
