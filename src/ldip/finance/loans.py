"""Loan book, interest, instalments and the minimum instalment of kommuneloven §14-18."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, product, ratio, step, total, weighted_sum

L = ("laan",)
A = ("laaneaargang",)
PLAN = "planens laan.csv"
METHOD = "metode: finans#lånebok"
LAW = "kommuneloven § 14-18"

GIVENS = (
    Given("laan_avdrag_plan", "kr", PLAN + ": saldo / restløpetid (serielån)", L),
    Given("laan_rente_fast", "andel", PLAN + ": fast_rente", L),
    Given("laan_er_fast", "flagg", PLAN + ": fast_til", L),
    Given("laan_margin", "andel", PLAN + ": margin", L),
    Given("laan_referanse_styringsrente", "flagg", PLAN + ": referanse", L),
    Given("laan_annuitet", "flagg", PLAN + ": type = annuitet", L),
    Given("laan_avdragsfritt", "flagg", PLAN + ": type = avdragsfritt", L),
    Given("laan_rest_aar", "aar", PLAN + ": restloepetid ved årets start", L),
    Given("nye_laan_annuitet", "flagg", "finans.toml: nye_laan.type = annuitet"),
    Given("nye_laan_minimum", "flagg", "finans.toml: nye_laan.type = minimum"),
    Given("laaneaargang_alder", "aar", "år siden opptaket ved årets start: 0, 1, …", A, group="prinsipper"),
    Given("nye_laan_margin", "andel", "finans.toml: nye_laan.margin"),
    Given("nye_laan_loepetid", "aar", "finans.toml: nye_laan.loepetid"),
    Given("videreutlaan_margin", "andel", "finans.toml: videreutlaan.margin"),
    Given("minimum_uten_ubrukte", "flagg", "finans.toml: minimumsavdrag.ubrukte_laanemidler"),
    Given("minimum_uten_under_utfoerelse", "flagg", "finans.toml: minimumsavdrag.anlegg_under_utfoerelse"),
    Given("avdrag_minst_minimum", "flagg", "finans.toml: avdragspolitikk"),
    Given("rente_andel_av_opptak", "andel", "finans.toml: rente_andel_av_aarets_opptak (σ)"),
)
OPENINGS = (
    Opening("laan_saldo_ib", "laan.csv: saldo"),
    Opening("laanegjeld_ib", "laan.csv: summen av saldo"),
    Opening("nye_laan_saldo_ib", "ingen nye lån ved åpning", "finans", start=0.0),
    Opening("nye_laan_opptak_ib", "ingen nye lån ved åpning", "finans", start=0.0),
    Opening("nye_laan_aargang_ib", "ingen nye lån ved åpning", "finans", start=0.0),
)


@step(unit="andel", source=METHOD + ": fast rente til bindingen løper ut, deretter referanserenten + margin", axes=L)
def laanerente(
    nibor_3m: Array,
    styringsrente: Array,
    laan_referanse_styringsrente: Array,
    laan_rente_fast: Array,
    laan_er_fast: Array,
    laan_margin: Array,
) -> Array:
    """Interest rate by existing loan, before swaps. (batch, laan)."""
    reference = np.where(laan_referanse_styringsrente > 0.0, styringsrente[:, None], nibor_3m[:, None])
    return np.where(laan_er_fast > 0.0, laan_rente_fast, reference + laan_margin)


@step(unit="andel", source=METHOD)
def rente_nye_laan(nibor_3m: Array, nye_laan_margin: Array) -> Array:
    """Interest rate on loans taken in the plan period. (batch,)."""
    return nibor_3m + nye_laan_margin


laanegjeld_sum_eksisterende = total(
    "laanegjeld_eksisterende_ub", plus=("laan_saldo_ub",), unit="kr", source="sum over lånene i laan.csv"
)
laanegjeld_ub = total(
    "laanegjeld_ub",
    plus=("laanegjeld_ib", "laaneopptak"),
    minus=("avdrag_paa_laan", "avdrag_i_investering"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-7; gjeld til egne investeringer",
)


@step(unit="kr", source=METHOD + ": serielån, annuitetslån med årets rente, eller avdragsfritt til det refinansieres", axes=L)
def laan_avdrag_planlagt(
    laan_saldo_ib: Array,
    laan_avdrag_plan: Array,
    laanerente: Array,
    laan_annuitet: Array,
    laan_avdragsfritt: Array,
    laan_rest_aar: Array,
) -> Array:
    """Scheduled instalments by existing loan. (batch, laan)."""
    annuity = annuity_instalment(laan_saldo_ib, laanerente, laan_rest_aar)
    paid = np.where(laan_annuitet > 0.0, annuity, np.minimum(laan_saldo_ib, laan_avdrag_plan))
    return np.where(laan_avdragsfritt > 0.0, 0.0, paid)


def annuity_instalment(balance: Array, rate: Array, years: Array) -> Array:
    """The instalment of a level yearly payment at the year's rate over the years that remain; all of it in the last year."""
    left = np.maximum(years, 1.0)
    return balance * np.where(rate == 0.0, 1.0 / left, divide(rate, np.expm1(left * np.log1p(rate)), 1.0))


@step(unit="kr", source=METHOD + ": annuitet på hver årgang av nye lån", axes=A)
def nye_laan_annuitetsavdrag(
    nye_laan_aargang_ib: Array,
    rente_nye_laan: Array,
    nye_laan_loepetid: Array,
    laaneaargang_alder: Array,
    nye_laan_annuitet: Array,
) -> Array:
    """Instalment by vintage under the annuity policy; 0 under the others. (batch, laaneaargang)."""
    if not nye_laan_annuitet.any():
        return nye_laan_aargang_ib * 0.0
    left = nye_laan_loepetid[:, None] - laaneaargang_alder
    paid = annuity_instalment(nye_laan_aargang_ib, rente_nye_laan[:, None], left)
    return paid * nye_laan_annuitet[:, None]


@step(unit="kr", source=METHOD + ": serielån over løpetiden, annuitet, eller bare minimumsavdraget")
def nye_laan_avdrag_planlagt(
    nye_laan_saldo_ib: Array,
    nye_laan_serieavdrag: Array,
    nye_laan_annuitetsavdrag: Array,
    nye_laan_annuitet: Array,
    nye_laan_minimum: Array,
) -> Array:
    """Scheduled instalments on loans taken in the plan period, by the plan's policy. (batch,)."""
    annuity = weighted_sum("ra->r", nye_laan_annuitetsavdrag)
    paid = np.minimum(nye_laan_saldo_ib, np.where(nye_laan_annuitet > 0.0, annuity, nye_laan_serieavdrag))
    return paid * (1.0 - nye_laan_minimum)


@step(unit="kr", source=METHOD + ": årgangene av nye lån; det som betales ut over planen, fordeles etter restgjeld", axes=A)
def nye_laan_aargang_ub(
    nye_laan_aargang_ib: Array, nye_laan_annuitetsavdrag: Array, nye_laan_saldo_ub: Array, laaneopptak_felles: Array
) -> Array:
    """Closing balance by vintage, the newest first; they sum to the new loans. (batch, laaneaargang)."""
    left = nye_laan_aargang_ib - nye_laan_annuitetsavdrag
    scale = divide(nye_laan_saldo_ub - laaneopptak_felles, weighted_sum("ra->r", left), 0.0)
    older = left * scale[:, None]
    out = np.empty((max(len(older), len(laaneopptak_felles)), older.shape[1]))
    out[:, 0] = laaneopptak_felles
    out[:, 1:] = older[:, :-1]
    out[:, -1] += older[:, -1]
    return out


@step(unit="kr", source=METHOD + ": det som er tatt opp hvert år, det nyeste først", axes=A)
def nye_laan_opptak_ub(nye_laan_opptak_ib: Array, laaneopptak_felles: Array) -> Array:
    """Loans taken in the plan period by vintage, the newest first. (batch, laaneaargang)."""
    out = np.empty((max(len(nye_laan_opptak_ib), len(laaneopptak_felles)), nye_laan_opptak_ib.shape[1]))
    out[:, 0] = laaneopptak_felles
    out[:, 1:] = nye_laan_opptak_ib[:, :-1]
    return out


@step(unit="kr", source=METHOD + ": serielån, like deler av hver årgang til løpetiden er ute")
def nye_laan_serieavdrag(nye_laan_opptak_ib: Array, laaneaargang_alder: Array, nye_laan_loepetid: Array) -> Array:
    """Instalment of the year on vintages that are not yet repaid. (batch,)."""
    running = laaneaargang_alder < nye_laan_loepetid[:, None]
    return weighted_sum("ra->r", nye_laan_opptak_ib * running) / nye_laan_loepetid


planlagt_avdrag = total(
    "planlagt_avdrag",
    plus=("laan_avdrag_planlagt", "nye_laan_avdrag_planlagt"),
    unit="kr",
    source=METHOD,
    avvik=True,
)


@step(unit="aar", source="kommuneloven 1992 § 50 nr. 7: levetidene veid med bokført verdi")
def vektet_levetid(bokfoert_eksisterende_ib: Array, avskrivning_aarlig_ib: Array) -> Array:
    """Remaining lifetime of the assets in the opening balance, weighted by book value. (batch,)."""
    years = divide(bokfoert_eksisterende_ib, avskrivning_aarlig_ib, 0.0)
    return divide(weighted_sum("rk,rk->r", bokfoert_eksisterende_ib, years), weighted_sum("rk->r", bokfoert_eksisterende_ib), 0.0)


@step(unit="kr", source=LAW + " første ledd: avskrivninger · lånegjeld 1.1. / avskrivbare anleggsmidler 1.1.", first=2020)
def minimumsavdrag(
    avskrivninger: Array,
    laanegjeld_ib: Array,
    avskrivbare_anleggsmidler_ib: Array,
    ubrukte_laanemidler_ib: Array,
    anlegg_under_utfoerelse_ib: Array,
    minimum_uten_ubrukte: Array,
    minimum_uten_under_utfoerelse: Array,
) -> Array:
    """Smallest lawful instalment from book values when the year opens. (batch,).

    The law does not state whether unused loans are debt and assets under construction are assets; both count by default."""
    debt = laanegjeld_ib - ubrukte_laanemidler_ib * minimum_uten_ubrukte
    assets = avskrivbare_anleggsmidler_ib - anlegg_under_utfoerelse_ib * minimum_uten_under_utfoerelse
    return divide(avskrivninger * debt, assets, 0.0)


@step(unit="kr", source="kommuneloven 1992 § 50 nr. 7: gjeld / vektet levetid, til og med 2019", last=2019, name="minimumsavdrag")
def minimumsavdrag_foer_2020(laanegjeld_ib: Array, vektet_levetid: Array) -> Array:
    """The rule of the former act. (batch,)."""
    return divide(laanegjeld_ib, vektet_levetid, 0.0)


implisitt_avdragstid = ratio(
    "implisitt_avdragstid",
    "avskrivbare_anleggsmidler_ib",
    "avskrivninger",
    unit="aar",
    source=LAW + ": avdragstiden formelen gir, lik for all gjeld",
)
avdrag_over_minimum = total(
    "avdrag_over_minimum", plus=("avdrag_paa_laan",), minus=("minimumsavdrag",), unit="kr", source=LAW + ": margin til minimum"
)


@step(unit="kr", source=LAW + "; avdragspolitikk minst_minimumsavdrag")
def avdrag_tillegg(minimumsavdrag: Array, planlagt_avdrag: Array, laanegjeld_ib: Array, avdrag_minst_minimum: Array) -> Array:
    """Instalment above the schedule needed to reach the minimum, never more than the debt. (batch,)."""
    owed = np.minimum(minimumsavdrag, laanegjeld_ib)
    return np.maximum(owed - planlagt_avdrag, 0.0) * avdrag_minst_minimum


avdrag_paa_laan = total(
    "avdrag_paa_laan",
    plus=("planlagt_avdrag", "avdrag_tillegg"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-6, linje 21; § 14-18",
)


@step(unit="andel", source=METHOD + ": avvik fra planen fordeles etter restgjeld, nedover etter planlagt avdrag")
def avdragsavvik_andel(
    avdrag_paa_laan: Array,
    avdrag_i_investering: Array,
    laan_avdrag_planlagt: Array,
    nye_laan_avdrag_planlagt: Array,
    laan_saldo_ib: Array,
    nye_laan_saldo_ib: Array,
) -> Array:
    """Extra instalment as a share of remaining debt (positive) or of the schedule (negative). (batch,)."""
    scheduled = weighted_sum("rl->r", laan_avdrag_planlagt) + nye_laan_avdrag_planlagt
    owed = weighted_sum("rl->r", laan_saldo_ib) + nye_laan_saldo_ib
    extra = avdrag_paa_laan + avdrag_i_investering - scheduled
    return np.where(extra > 0.0, divide(extra, owed - scheduled, 0.0), divide(extra, scheduled, 0.0))


@step(unit="kr", source=METHOD, axes=L)
def laan_saldo_ub(laan_saldo_ib: Array, laan_avdrag_planlagt: Array, avdragsavvik_andel: Array, laan_opptak: Array) -> Array:
    """Closing balance by loan with terms of its own. (batch, laan)."""
    share = avdragsavvik_andel[:, None]
    base = np.where(share > 0.0, laan_saldo_ib - laan_avdrag_planlagt, laan_avdrag_planlagt)
    return laan_saldo_ib + laan_opptak - laan_avdrag_planlagt - share * base


@step(unit="kr", source=METHOD)
def nye_laan_saldo_ub(
    nye_laan_saldo_ib: Array, nye_laan_avdrag_planlagt: Array, avdragsavvik_andel: Array, laaneopptak_felles: Array
) -> Array:
    """Closing balance of loans taken in the plan period. (batch,)."""
    share = avdragsavvik_andel
    base = np.where(share > 0.0, nye_laan_saldo_ib - nye_laan_avdrag_planlagt, nye_laan_avdrag_planlagt)
    return nye_laan_saldo_ib + laaneopptak_felles - nye_laan_avdrag_planlagt - share * base


@step(unit="kr", source=METHOD + ": rente på lånene ved årets start", axes=L)
def renter_laan(laan_saldo_ib: Array, laanerente: Array) -> Array:
    """Interest by existing loan on the opening balance. (batch, laan)."""
    return laan_saldo_ib * laanerente


renter_nye_laan = product("renter_nye_laan", of=("nye_laan_saldo_ib", "rente_nye_laan"), unit="kr", source=METHOD)


@step(unit="kr", source="kommuneloven § 14-17; renter på lån til videreutlån")
def renter_videreutlaan(videreutlaan_gjeld_ib: Array, nibor_3m: Array, videreutlaan_margin: Array) -> Array:
    """Interest paid on on-lending loans. (batch,)."""
    return videreutlaan_gjeld_ib * (nibor_3m + videreutlaan_margin)


@step(unit="kr", source="metode: finans#lånet-er-restposten: andelen σ av årets netto opptak")
def renter_aarets_opptak(
    rente_andel_av_opptak: Array, rente_nye_laan: Array, bruk_av_laan: Array, avdrag_paa_laan: Array
) -> Array:
    """Interest on the stated share of the year's net uptake. (batch,)."""
    return rente_andel_av_opptak * rente_nye_laan * (bruk_av_laan - avdrag_paa_laan)


renter_ved_aarets_start = total(
    "renter_ved_aarets_start",
    plus=("renter_laan", "renter_swap", "renter_nye_laan", "renter_videreutlaan", "renter_trekk"),
    unit="kr",
    source=METHOD + ": rente på gjeld, rentebytter og overtrekk ved årets start",
)
renteutgifter = total(
    "renteutgifter",
    plus=("renter_ved_aarets_start", "renter_aarets_opptak"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-6, linje 20",
    avvik=True,
)
