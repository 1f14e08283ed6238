"""Self-cost areas: fee base, fees and the fund that closes within five years (selvkostforskriften)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, step, total, weighted_sum

LAW = "selvkostforskriften"
PLAN = "planens selvkost/: "
S = ("selvkostomraade",)

GIVENS = (
    Given("selvkost_loenn_fast", "kr_fast", PLAN + "loenn", S),
    Given("selvkost_kjoep_fast", "kr_fast", PLAN + "kjoep", S),
    Given("selvkost_indirekte_fast", "kr_fast", PLAN + "indirekte_kostnad", S),
    Given("selvkost_avskrivning_plan", "kr", PLAN + "bokfoert / restlevetid", S),
    Given("abonnenter", "personer", PLAN + "abonnenter", S),
    Given("gebyrinntekt_fast", "kr_fast", PLAN + "gebyrinntekt", S),
    Given("gebyr_er_oppgitt", "flagg", PLAN + "gebyrinntekt", S, nature="egenskap"),
    Given("aar_til_fondet_lukkes", "aar", PLAN + "fond_lukkes", S),
    Given("swap_5aar", "andel", "forutsetninger.toml: swap_5aar; uten den pengemarkedsrenten"),
    Given("kalkylerente_nibor", "flagg", "parameters/selvkost.toml", group="makro"),
    Given("kalkylerente_paaslag", "andel", "parameters/selvkost.toml", group="makro"),
)
OPENINGS = (
    Opening("selvkost_eksisterende_ib", "selvkost/: bokfoert"),
    Opening("gebyrbalanse_ib", "selvkost/: fond"),
    Opening("selvkost_ny_verdi_ib", "ingen nye anlegg ved åpning", "investeringsvolum", start=0.0),
)


@step(unit="andel", source=LAW + " § 5: femårs swap + 0,5 til og med 2025, 3 md. NIBOR + 0,7 fra 2026")
def kalkylerente(
    nibor_3m: Array, swap_5aar: Array, swapavvik: Array, kalkylerente_nibor: Array, kalkylerente_paaslag: Array
) -> Array:
    """Calculatory interest by the rule of the year. (batch,)."""
    return np.where(kalkylerente_nibor > 0.0, nibor_3m, swap_5aar + swapavvik) + kalkylerente_paaslag


@step(unit="kr", source=LAW + " § 3: direkte driftsutgifter, lønn", axes=S, deflates=True)
def selvkost_loenn(selvkost_loenn_fast: Array, loenn_indeks_ub: Array) -> Array:
    """Wages with social costs of the area, beside the frames. (batch, selvkostomraade)."""
    return selvkost_loenn_fast * loenn_indeks_ub[:, None]


@step(unit="kr", source=LAW + " § 3: direkte driftsutgifter, kjøp, og drift av anlegg som åpner", axes=S, deflates=True)
def selvkost_kjoep(
    selvkost_kjoep_fast: Array,
    driftskonsekvens_fdv_fast: Array,
    prosjekt_andel_av_aaret: Array,
    prosjekt_i_selvkost: Array,
    pris_indeks_ub: Array,
) -> Array:
    """Purchases of the area, beside the frames, with the operation of its projects. (batch, selvkostomraade)."""
    opened = weighted_sum("rp,rsp->rs", driftskonsekvens_fdv_fast * prosjekt_andel_av_aaret, prosjekt_i_selvkost)
    return (selvkost_kjoep_fast + opened) * pris_indeks_ub[:, None]


@step(unit="kr", source=LAW + " § 3: indirekte driftsutgifter", axes=S, deflates=True)
def selvkost_indirekte(selvkost_indirekte_fast: Array, deflator_indeks_ub: Array) -> Array:
    """Indirect cost. (batch, selvkostomraade)."""
    return selvkost_indirekte_fast * deflator_indeks_ub[:, None]


@step(unit="kr", source=LAW + " § 4: avskrivning av anlegg i åpningsbalansen", axes=S)
def selvkost_avskrivning_eksisterende(selvkost_eksisterende_ib: Array, selvkost_avskrivning_plan: Array) -> Array:
    """Depreciation of what was there when the plan began. (batch, selvkostomraade)."""
    return np.minimum(selvkost_eksisterende_ib, selvkost_avskrivning_plan)


@step(unit="kr", source=LAW + " § 4", axes=S)
def selvkost_eksisterende_ub(selvkost_eksisterende_ib: Array, selvkost_avskrivning_eksisterende: Array) -> Array:
    """Book value of what was there when the plan began. (batch, selvkostomraade)."""
    return selvkost_eksisterende_ib - selvkost_avskrivning_eksisterende


@step(unit="andel", source=LAW + " § 4: anleggsbidrag og tilskudd trekkes fra", axes=("selvkostomraade", "prosjekt"))
def selvkost_prosjektandel(
    prosjekt_i_selvkost: Array, tilskuddsandel: Array, tilskudd_innvilget: Array, utbyggerbidragsandel: Array
) -> Array:
    """Share of a project's cost that users pay for. (batch, selvkostomraade, prosjekt)."""
    own = 1.0 - tilskuddsandel * tilskudd_innvilget - utbyggerbidragsandel
    return prosjekt_i_selvkost * own[:, None]


@step(unit="kr", source=LAW + " § 4: avskrivning av nye anlegg", axes=S)
def selvkost_avskrivning_ny(avskrivning_prosjekt: Array, selvkost_prosjektandel: Array) -> Array:
    """Depreciation of the plan's own projects. (batch, selvkostomraade)."""
    return weighted_sum("rp,rsp->rs", avskrivning_prosjekt, selvkost_prosjektandel)


@step(unit="kr", source=LAW + " § 4: investert i området", axes=S)
def selvkost_investert(aktivert: Array, selvkost_prosjektandel: Array) -> Array:
    """Spending that becomes the area's assets. (batch, selvkostomraade)."""
    return weighted_sum("rp,rsp->rs", aktivert, selvkost_prosjektandel)


selvkost_ny_verdi_ub = total(
    "selvkost_ny_verdi_ub",
    plus=("selvkost_ny_verdi_ib", "selvkost_investert"),
    minus=("selvkost_avskrivning_ny",),
    axes=S,
    unit="kr",
    source=LAW + " § 4",
)


@step(unit="kr", source=LAW + " § 5: gjennomsnittlig restverdi · kalkylerente", axes=S)
def kalkulatorisk_rente(
    selvkost_eksisterende_ib: Array,
    selvkost_eksisterende_ub: Array,
    selvkost_ny_verdi_ib: Array,
    selvkost_ny_verdi_ub: Array,
    kalkylerente: Array,
) -> Array:
    """Calculatory interest on the mean book value of the year. (batch, selvkostomraade)."""
    opening, closing = selvkost_eksisterende_ib + selvkost_ny_verdi_ib, selvkost_eksisterende_ub + selvkost_ny_verdi_ub
    return (opening + closing) / 2.0 * kalkylerente[:, None]


gebyrgrunnlag = total(
    "gebyrgrunnlag",
    plus=(
        "selvkost_loenn",
        "selvkost_kjoep",
        "selvkost_indirekte",
        "selvkost_avskrivning_eksisterende",
        "selvkost_avskrivning_ny",
        "kalkulatorisk_rente",
    ),
    axes=S,
    unit="kr",
    source=LAW + " §§ 3–5: selvkost",
)


@step(unit="kr", source=LAW + " § 9: fondet og underskuddet forrentes med kalkylerenten, her på inngående saldo", axes=S)
def selvkostfond_rente(gebyrbalanse_ib: Array, kalkylerente: Array) -> Array:
    """Interest to the fund; negative on a deficit carried forward. (batch, selvkostomraade)."""
    return gebyrbalanse_ib * kalkylerente[:, None]


@step(
    unit="kr", source=LAW + " § 8: overskudd tilbakeføres innen fem år; oppgitt gebyr der planen har det", axes=S, deflates=True
)
def gebyrinntekt(
    gebyrgrunnlag: Array,
    gebyrbalanse_ib: Array,
    selvkostfond_rente: Array,
    aar_til_fondet_lukkes: Array,
    gebyrinntekt_fast: Array,
    gebyr_er_oppgitt: Array,
    deflator_indeks_ub: Array,
) -> Array:
    """Fees of the year: stated, or cost less an equal part of the fund each year until it closes. (batch, selvkostomraade)."""
    closing = gebyrgrunnlag - (gebyrbalanse_ib + selvkostfond_rente) / aar_til_fondet_lukkes
    return np.where(gebyr_er_oppgitt > 0.0, gebyrinntekt_fast * deflator_indeks_ub[:, None], closing)


gebyrbalanse_ub = total(
    "gebyrbalanse_ub",
    plus=("gebyrbalanse_ib", "selvkostfond_rente", "gebyrinntekt"),
    minus=("gebyrgrunnlag",),
    axes=S,
    unit="kr",
    source=LAW + " § 8: fond, eller fremført underskudd når den er negativ",
)


def growth_of_fund(before: Array, after: Array) -> Array:
    """Growth of the part above zero; 0 when it has fallen."""
    return np.asarray(np.maximum(np.maximum(after, 0.0) - np.maximum(before, 0.0), 0.0))


@step(unit="kr", source=LAW + " § 8: avsetning til bundet driftsfond", axes=S)
def avsetning_selvkostfond(gebyrbalanse_ib: Array, gebyrbalanse_ub: Array) -> Array:
    """Growth of the fund; a deficit is a memorandum item and no fund. (batch, selvkostomraade)."""
    return growth_of_fund(gebyrbalanse_ib, gebyrbalanse_ub)


@step(unit="kr", source=LAW + " § 8: bruk av bundet driftsfond", axes=S)
def bruk_selvkostfond(gebyrbalanse_ib: Array, gebyrbalanse_ub: Array) -> Array:
    """Fall of the fund. (batch, selvkostomraade)."""
    return growth_of_fund(gebyrbalanse_ub, gebyrbalanse_ib)


@step(unit="kr_per_person", source="metode: drift#selvkost: gebyr per abonnent", axes=S)
def gebyr_per_abonnent(gebyrinntekt: Array, abonnenter: Array) -> Array:
    """Mean fee of a subscriber. (batch, selvkostomraade)."""
    return divide(gebyrinntekt, abonnenter, 0.0)
