"""Financing of §5-5 before transfer and loan: what investments need from the two (docs/method/finans.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, product, step, total

FORM = "budsjett- og regnskapsforskriften § 5-5, linje "
RULE = "metode: inndekningsbehov#egenfinansiering-som-teller: E; handlingsregelen sier hva som teller"
COUNTED = (
    ("mva", "mva_kompensasjon_tellende"),
    ("tilskudd", "tilskudd_tellende"),
    ("salg", "salg_av_varige_driftsmidler"),
    ("salg_finansielle", "salg_av_finansielle_anleggsmidler"),
    ("utdeling", "utdeling_fra_selskaper"),
    ("mottatte_avdrag", "mottatte_avdrag_egne_utlaan"),
    ("bundne_fond", "bruk_bundne_investeringsfond"),
    ("ubundet_fond", "bruk_ubundet_etter_plan"),
)
INCOME = (
    "mva_kompensasjon_investering",
    "tilskudd_fra_andre",
    "salg_av_varige_driftsmidler",
    "salg_av_finansielle_anleggsmidler",
    "utdeling_fra_selskaper",
    "mottatte_avdrag_egne_utlaan",
)

GIVENS = tuple(Given(f"teller_{key}", "flagg", f"handlingsregler.toml: teller {key}") for key, _ in COUNTED)
OPENINGS = (Opening("ubundet_investeringsfond_planlagt_ib", "balanse.toml: ubundet_investeringsfond"),)


@step(unit="kr", source=FORM + "22: fondet kan ikke brukes ned under null")
def bruk_bundne_investeringsfond(planlagt_bruk_bundne_investeringsfond: Array, bundne_investeringsfond_ib: Array) -> Array:
    """Use of bound investment funds, at most the balance. (batch,)."""
    return np.minimum(planlagt_bruk_bundne_investeringsfond, bundne_investeringsfond_ib)


@step(unit="kr", source=FORM + "24: fondet kan ikke brukes ned under null")
def bruk_ubundet_etter_plan(planlagt_bruk_ubundet_investeringsfond: Array, ubundet_investeringsfond_planlagt_ib: Array) -> Array:
    """Use of the free investment fund, at most the balance after planned moves. (batch,)."""
    return np.minimum(planlagt_bruk_ubundet_investeringsfond, ubundet_investeringsfond_planlagt_ib)


frie_investeringsinntekter = total(
    "frie_investeringsinntekter",
    plus=INCOME,
    minus=("avsetning_bundne_investeringsfond",),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 2-5: inntekter i investeringsregnskapet",
)


@step(unit="kr", source=FORM + "23; § 4-2: bare inntekter i investering, aldri løpende inntekter eller lån, kan avsettes")
def avsetning_ubundet_etter_plan(planlagt_avsetning_ubundet_investeringsfond: Array, frie_investeringsinntekter: Array) -> Array:
    """Planned allocation to the free investment fund, at most the investment income. (batch,)."""
    return np.minimum(planlagt_avsetning_ubundet_investeringsfond, np.maximum(frie_investeringsinntekter, 0.0))


ubundet_planlagt = total(
    "ubundet_investeringsfond_planlagt_ub",
    plus=("ubundet_investeringsfond_planlagt_ib", "avsetning_ubundet_etter_plan"),
    minus=("bruk_ubundet_etter_plan",),
    unit="kr",
    source="metode: finans#finansiering-av-investeringene: fondet etter planen, så kravet i et vindu kan regnes uten rekursjon",
)


@step(unit="kr", source=FORM + "24: høyst det som står på fondet")
def bruk_ubundet_mulig(bruk_ubundet_etter_plan: Array, ubundet_investeringsfond_ib: Array) -> Array:
    """Planned use of the free investment fund, at most its balance. (batch,)."""
    return np.minimum(bruk_ubundet_etter_plan, ubundet_investeringsfond_ib)


bruk_ubundet_investeringsfond = total(
    "bruk_ubundet_investeringsfond",
    plus=("bruk_ubundet_mulig",),
    minus=("strykning_bruk_ubundet",),
    unit="kr",
    source=FORM + "24",
)
bruk_ubundet_bortfalt = total(
    "bruk_ubundet_bortfalt",
    plus=("bruk_ubundet_etter_plan",),
    minus=("bruk_ubundet_investeringsfond",),
    unit="kr",
    source="metode: finans#finansiering-av-investeringene: planlagt bruk som er strøket eller ikke har dekning",
)
plass_til_oeremerket = total(
    "plass_til_oeremerket",
    plus=("sum_investeringsutgifter", "underskudd_videreutlaan", "avsetning_ubundet_etter_plan"),
    minus=("frie_investeringsinntekter", "bruk_bundne_investeringsfond"),
    unit="kr",
    source="kommuneloven § 14-9: det investeringene bruker",
)


@step(unit="kr", source="§ 4-3: øremerkede midler strykes ikke; kommuneloven § 14-9: høyst det investeringene bruker")
def overfoering_oeremerket(overfoering_oeremerket_planlagt: Array, plass_til_oeremerket: Array) -> Array:
    """Transfer of earmarked current income, which a deficit does not strike. (batch,)."""
    return np.minimum(overfoering_oeremerket_planlagt, np.maximum(plass_til_oeremerket, 0.0))


egenfinansiering_alle = total(
    "egenfinansiering_alle",
    plus=("frie_investeringsinntekter", "bruk_bundne_investeringsfond", "bruk_ubundet_mulig", "overfoering_oeremerket"),
    minus=("avsetning_ubundet_etter_plan",),
    unit="kr",
    source="metode: finans#finansiering-av-investeringene: kilder før fri overføring og lån",
)
bortfalt = product("bortfalt_bruk_i_regelen", of=("bruk_ubundet_bortfalt", "teller_ubundet_fond"), unit="kr", source=RULE)
counted = tuple(product(f"{key}_i_regelen", of=(name, f"teller_{key}"), unit="kr", source=RULE) for key, name in COUNTED)
egenfinansiering_tellende_annen = total(
    "egenfinansiering_tellende_annen",
    plus=(*(f"{key}_i_regelen" for key, _ in COUNTED), "overfoering_oeremerket"),
    unit="kr",
    source="metode: inndekningsbehov#egenfinansiering-som-teller: E",
)
egenfinansiering_ikke_tellende = total(
    "egenfinansiering_ikke_tellende",
    plus=("egenfinansiering_alle",),
    minus=("egenfinansiering_tellende_annen",),
    unit="kr",
    source="metode: inndekningsbehov#egenfinansiering-som-teller: E_ikke",
)
overfoering_utenfor_regelen = total(
    "overfoering_utenfor_regelen",
    plus=("ikke_laanbare_utgifter", "dekning_udekket", "underskudd_videreutlaan"),
    unit="kr",
    source="metode: inndekningsbehov#felles-bruk: Z, det overføringen må dekke, men som regelen ikke teller",
)
finansieringsrest = total(
    "finansieringsrest",
    plus=("sum_investeringsutgifter", "dekning_udekket", "underskudd_videreutlaan"),
    minus=("egenfinansiering_alle",),
    unit="kr",
    source="metode: finans#finansiering-av-investeringene: I − E",
)


@step(unit="kr", source="metode: finans#finansiering-av-investeringene")
def finansieringsbehov(finansieringsrest: Array) -> Array:
    """Amount that transfer and loan must pay. (batch,)."""
    return np.maximum(finansieringsrest, 0.0)


@step(unit="kr", source="budsjett- og regnskapsforskriften § 4-6: udisponert går til ubundet investeringsfond")
def udisponert_i_investering(finansieringsrest: Array) -> Array:
    """Sources above expenditure, before strikes. (batch,)."""
    return np.maximum(-finansieringsrest, 0.0)


@step(unit="kr", source="kommuneloven § 14-11: udekket dekkes i neste års investeringsbudsjett")
def dekning_udekket(udekket_ib: Array) -> Array:
    """Earlier uncovered investment to be covered this year. (batch,)."""
    return udekket_ib * 1.0
