"""Rate binding, swaps, refinancing and net debt: the quantities finansreglementet limits."""

from __future__ import annotations

from ldip.engine.graph import Array, Given, ratio, step, total, weighted_sum

L = ("laan",)
PLAN = "planens laan.csv"
RULES = "kommuneloven § 14-13; finansreglementet"
KOSTRA = "KOSTRA, SSBs definisjon av netto lånegjeld og netto renteeksponering"

GIVENS = (
    Given("swap_rente", "andel", PLAN + ": swap_rente", L),
    Given("swap_i_kraft", "flagg", PLAN + ": swap_til", L),
    Given("laan_forfaller_neste_aar", "flagg", PLAN + ": forfaller", L),
    Given("laan_er_sertifikat", "flagg", PLAN + ": sertifikat", L),
    Given("rentekompensasjon_grunnlag", "kr", "finans.toml: rentekompensasjon_grunnlag"),
    Given("renteandel_av_kapital", "andel", "finans.toml: kapitalforvaltning.renteandel"),
)


@step(unit="kr", source="byttet betaler fast og mottar flytende; regnes på lånet ved årets start", axes=L)
def renter_swap(laan_saldo_ib: Array, swap_rente: Array, swap_i_kraft: Array, nibor_3m: Array) -> Array:
    """Addition of a swap to the interest of its loan; negative when the floating rate is above the fixed. (batch, laan)."""
    return laan_saldo_ib * (swap_rente - nibor_3m[:, None]) * swap_i_kraft


@step(unit="kr", source=RULES + ": gjeld uten fast rente eller rentebytte", axes=L)
def laan_flytende_ub(laan_saldo_ub: Array, laan_er_fast: Array, swap_i_kraft: Array) -> Array:
    """Closing balance of existing loans whose rate floats. (batch, laan)."""
    return laan_saldo_ub * (1.0 - laan_er_fast) * (1.0 - swap_i_kraft)


gjeld_flytende_ub = total(
    "gjeld_flytende_ub", plus=("laan_flytende_ub", "nye_laan_saldo_ub"), unit="kr", source=RULES + ": nye lån er flytende"
)
andel_flytende_ub = ratio(
    "andel_flytende_ub", "gjeld_flytende_ub", "laanegjeld_ub", unit="andel", source=RULES + ": andel med flytende rente"
)


@step(unit="kr", source=RULES + ": lån som forfaller innen tolv måneder og må refinansieres")
def refinansieres_neste_aar_ub(laan_saldo_ub: Array, laan_forfaller_neste_aar: Array) -> Array:
    """Existing loans that fall due next year. (batch,)."""
    return weighted_sum("rl,rl->r", laan_saldo_ub, laan_forfaller_neste_aar)


andel_refinansieres_ub = ratio(
    "andel_refinansieres_ub",
    "refinansieres_neste_aar_ub",
    "laanegjeld_ub",
    unit="andel",
    source=RULES + ": refinansieringsrisiko",
)


@step(unit="kr", source=RULES + ": sertifikatlån, kortere løpetid enn tolv måneder")
def sertifikatlaan_ub(laan_saldo_ub: Array, laan_er_sertifikat: Array) -> Array:
    """Certificates in the loan book, rolled over until they are repaid. (batch,)."""
    return weighted_sum("rl,rl->r", laan_saldo_ub, laan_er_sertifikat)


andel_sertifikat_ub = ratio(
    "andel_sertifikat_ub", "sertifikatlaan_ub", "laanegjeld_ub", unit="andel", source=RULES + ": andel sertifikatlån"
)
netto_laanegjeld_ub = total(
    "netto_laanegjeld_ub",
    plus=("laanegjeld_ub", "videreutlaan_gjeld_ub"),
    minus=("utlaan_ub", "ubrukte_laanemidler_ub"),
    unit="kr",
    source=KOSTRA,
)
selvkost_verdi_ub = total(
    "selvkost_verdi_ub",
    plus=("selvkost_eksisterende_ub", "selvkost_ny_verdi_ub"),
    unit="kr",
    source="selvkostforskriften § 4: restverdi som gebyrene forrenter",
)


@step(unit="kr", source=KOSTRA + ": kapittel 10, 11, 12 og 15 mindre likviditetslån og ubrukte lånemidler")
def rentebaerende_likviditet_ub(
    bankinnskudd_ub: Array, forvaltningskapital_ub: Array, renteandel_av_kapital: Array, ubrukte_laanemidler_ub: Array
) -> Array:
    """Bank and interest-bearing securities less overdraft and unused loans; shares bear no interest. (batch,)."""
    return bankinnskudd_ub + forvaltningskapital_ub * renteandel_av_kapital - ubrukte_laanemidler_ub


netto_renteeksponering_ub = total(
    "netto_renteeksponering_ub",
    plus=("netto_laanegjeld_ub",),
    minus=("selvkost_verdi_ub", "rentekompensasjon_grunnlag", "rentebaerende_likviditet_ub"),
    unit="kr",
    source=KOSTRA,
)
