"""Other parts of the block grant, INGAR, growth shown three ways, and marginal effects (docs/method/inntekter.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, divide, kept, step

IS = "inntektssystemet, Grønt hefte; metode: inntekter#"
PLAN = "planens inntekter.toml: "

GIVENS = (
    Given("tilskuddsdel_beloep", "kr", PLAN + "rammetilskudd", ("tilskuddsdel",)),
    Given("tilskuddsdel_prisjusteres", "flagg", PLAN + "rammetilskudd", ("tilskuddsdel",), nature="egenskap"),
    Given("ingar_i_bruk", "flagg", PLAN + "ingar"),
    Given("ingar_trekk_per_innbygger", "kr_per_person", PLAN + "ingar"),
)


@step(unit="kr", source=IS + "delene-av-rammetilskuddet: tabell C-k og kap. 571", axes=("tilskuddsdel",), deflates=True)
def tilskuddsdeler(tilskuddsdel_beloep: Array, tilskuddsdel_prisjusteres: Array, deflator_indeks_ub: Array) -> Array:
    """Parts that are stated amounts; a flag on each states whether it follows prices or stays nominal. (batch, tilskuddsdel)."""
    return tilskuddsdel_beloep * (1.0 + tilskuddsdel_prisjusteres * (deflator_indeks_ub - 1.0)[:, None])


@step(unit="kr_per_person", source=IS + "ingar: innbyggertilskudd og utgiftsutjevning per innbygger")
def tilskudd_per_innbygger(
    innbyggertilskudd_per_innbygger: Array, behovsindeks_brukt: Array, utgiftsbehov_per_innbygger: Array
) -> Array:
    """Own grant per inhabitant that INGAR looks at. (batch,)."""
    return innbyggertilskudd_per_innbygger + (behovsindeks_brukt - 1.0) * utgiftsbehov_per_innbygger


tilskuddsgrunnlag = kept("tilskuddsgrunnlag", "tilskudd_per_innbygger", unit="kr_per_person", source=IS + "ingar: eget grunnlag")
landsgrunnlag = kept(
    "landsgrunnlag", "innbyggertilskudd_per_innbygger", unit="kr_per_person", source=IS + "ingar: landets grunnlag"
)


@step(unit="kr_per_person", source=IS + "ingar: høyst grensen under landets vekst")
def ingar_brutto_per_innbygger(
    tilskuddsgrunnlag_ib: Array,
    tilskuddsgrunnlag_ub: Array,
    landsgrunnlag_ib: Array,
    landsgrunnlag_ub: Array,
    ingar_grense: Array,
) -> Array:
    """Shortfall of own growth against the nation's less the limit. (batch,)."""
    nation, own = landsgrunnlag_ub - landsgrunnlag_ib, tilskuddsgrunnlag_ub - tilskuddsgrunnlag_ib
    return np.maximum(nation - ingar_grense - own, 0.0)


@step(unit="kr", source=IS + "ingar: brutto mindre likt trekk per innbygger")
def ingar(
    ingar_brutto_per_innbygger: Array, ingar_trekk_per_innbygger: Array, innbyggere_juli_ib: Array, ingar_i_bruk: Array
) -> Array:
    """Net transition grant. (batch,)."""
    return (ingar_brutto_per_innbygger - ingar_trekk_per_innbygger) * innbyggere_juli_ib * ingar_i_bruk


frie_inntekter_fjor = kept("frie_inntekter_fjor", "frie_inntekter", unit="kr", source="årets frie inntekter, til neste år")


@step(unit="kr", source="oppgaveendringer i rammetilskuddet")
def oppgavetilskudd_i_aar(tilskuddsdeler: Array) -> Array:
    """Grant for changed tasks, the last part. (batch,)."""
    return tilskuddsdeler[:, -1]


oppgavetilskudd = kept("oppgavetilskudd", "oppgavetilskudd_i_aar", unit="kr", source="oppgaveendringer, til neste år")


@step(unit="andel", source="Grønt hefte: vekst i frie inntekter, nominell")
def vekst_frie_inntekter_nominell(frie_inntekter: Array, frie_inntekter_fjor_ib: Array) -> Array:
    """Growth from last year in running prices. (batch,)."""
    return divide(frie_inntekter, frie_inntekter_fjor_ib, 1.0) - 1.0


@step(unit="andel", source="Grønt hefte: vekst i frie inntekter, reell")
def vekst_frie_inntekter_reell(vekst_frie_inntekter_nominell: Array, deflator_vekst: Array) -> Array:
    """Growth less the municipal deflator. (batch,)."""
    return (1.0 + vekst_frie_inntekter_nominell) / (1.0 + deflator_vekst) - 1.0


@step(unit="andel", source="Grønt hefte: vekst i frie inntekter, oppgavekorrigert")
def vekst_frie_inntekter_oppgavekorrigert(
    frie_inntekter: Array,
    frie_inntekter_fjor_ib: Array,
    oppgavetilskudd_ub: Array,
    oppgavetilskudd_ib: Array,
    deflator_vekst: Array,
) -> Array:
    """Real growth without the grant for changed tasks. (batch,)."""
    comparable = frie_inntekter - (oppgavetilskudd_ub - oppgavetilskudd_ib)
    return divide(comparable, frie_inntekter_fjor_ib, 1.0) / (1.0 + deflator_vekst) - 1.0


@step(unit="andel", source=IS + "små-endringer: 1 − s over terskelen, 1 − s − k under")
def marginal_skattekrone(
    skatt_per_innbygger: Array,
    skatt_per_innbygger_landet: Array,
    utjevning_symmetrisk: Array,
    utjevning_tillegg: Array,
    utjevning_terskel: Array,
) -> Array:
    """Part kept of one more krone of own tax, the national average held. (batch,)."""
    below = skatt_per_innbygger < utjevning_terskel * skatt_per_innbygger_landet
    return 1.0 - utjevning_symmetrisk - np.where(below, utjevning_tillegg, 0.0)


@step(unit="kr", source=IS + "små-endringer: ett prosentpoeng av landets skatt per innbygger")
def marginal_skattepoeng(marginal_skattekrone: Array, skatt_per_innbygger_landet: Array, innbyggere_ib: Array) -> Array:
    """Part kept of one more point of the tax ratio. (batch,)."""
    return 0.01 * marginal_skattekrone * skatt_per_innbygger_landet * innbyggere_ib


@step(unit="kr_per_person", source=IS + "små-endringer: skatt, utjevning, innbyggertilskudd og (I − 1)·U")
def marginal_innbygger(skatt_per_innbygger: Array, inntektsutjevning_per_innbygger: Array, tilskuddsgrunnlag_ub: Array) -> Array:
    """One more average inhabitant who pays the own average tax, once both population dates count. (batch,)."""
    return skatt_per_innbygger + inntektsutjevning_per_innbygger + tilskuddsgrunnlag_ub


@step(unit="kr", source=IS + "små-endringer: −0,01 · U · N")
def marginal_indeks(utgiftsbehov_per_innbygger: Array, innbyggere_juli_ib: Array) -> Array:
    """Effect of a need index 0.01 lower. (batch,)."""
    return -0.01 * utgiftsbehov_per_innbygger * innbyggere_juli_ib
