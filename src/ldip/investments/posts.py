"""The other lines of §5-5 that the plan states directly, in fixed prices, and the loan cap's base."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, product, step, total

FORM = "budsjett- og regnskapsforskriften § 5-5, linje "
PLAN = "planens investeringer.toml"
NAMES = (
    ("tilskudd_til_andres_investeringer", "2"),
    ("aksjer_og_andeler", "3"),
    ("aksjer_i_eiendomsselskap", "3"),
    ("utlaan_av_egne_midler", "4"),
    ("avdrag_i_investering", "5"),
    ("salg_av_varige_driftsmidler", "9"),
    ("salg_av_finansielle_anleggsmidler", "10"),
    ("utdeling_fra_selskaper", "11"),
    ("mottatte_avdrag_egne_utlaan", "12"),
    ("videreutlaan", "15"),
    ("avdrag_videreutlaan", "17"),
    ("mottatte_avdrag_videreutlaan", "18"),
    ("avsetning_bundne_investeringsfond", "21"),
    ("planlagt_bruk_bundne_investeringsfond", "22"),
    ("planlagt_avsetning_ubundet_investeringsfond", "23"),
    ("planlagt_bruk_ubundet_investeringsfond", "24"),
)

GIVENS = (
    *(Given(n + "_fast", "kr_fast", f"{PLAN}: {n}") for n, _ in NAMES),
    Given("salg_tomteandel", "andel", f"{PLAN}: salg_tomteandel"),
)

SALE = "salg_av_varige_driftsmidler"  # the plan's own amount and what projects sell
SHARES = "aksjer_og_andeler"  # the plan's own amount and all shares of a property company (§ 14-15 second paragraph)
posts = tuple(
    product(n + "_oppgitt" * (n in (SALE, SHARES)), of=(n + "_fast", "deflator_indeks_ub"), unit="kr", source=FORM + line)
    for n, line in NAMES
)
salg_av_varige_driftsmidler = total(SALE, plus=(SALE + "_oppgitt", "prosjektsalg"), unit="kr", source=FORM + "9", avvik=True)
aksjer_og_andeler = total(
    SHARES, plus=(SHARES + "_oppgitt", "aksjer_i_eiendomsselskap"), unit="kr", source=FORM + "3", avvik=True
)

sum_investeringsutgifter = total(
    "sum_investeringsutgifter",
    plus=(
        "investeringer_varige",
        "tilskudd_til_andres_investeringer",
        "aksjer_og_andeler",
        "utlaan_av_egne_midler",
        "avdrag_i_investering",
    ),
    unit="kr",
    source=FORM + "6",
)
ikke_laanbare_utgifter = total(
    "ikke_laanbare_utgifter",
    plus=("aksjer_og_andeler", "utlaan_av_egne_midler", "avdrag_i_investering"),
    minus=("aksjer_i_eiendomsselskap",),
    unit="kr",
    source="kommuneloven § 14-15: lån bare til varige driftsmidler, rene eiendomsselskap og tilskudd etter § 14-16",
)


@step(unit="kr", source="kommuneloven § 14-15 første og andre ledd; budsjett- og regnskapsforskriften § 2-6")
def laanetak(
    investeringer_varige: Array,
    tilskudd_til_andres_investeringer: Array,
    aksjer_i_eiendomsselskap: Array,
    mva_kompensasjon_investering: Array,
) -> Array:
    """Most that may be financed by loan: own assets less VAT compensation, a property company, grants by §14-16. (batch,)."""
    lawful = investeringer_varige + tilskudd_til_andres_investeringer + aksjer_i_eiendomsselskap
    return np.maximum(lawful - mva_kompensasjon_investering, 0.0)


@step(unit="kr", source="budsjett- og regnskapsforskriften § 5-5, linje 16; kommuneloven § 14-17")
def bruk_av_laan_videreutlaan(videreutlaan: Array) -> Array:
    """On-lending is financed by its own loans. (batch,)."""
    return videreutlaan * 1.0


netto_utgifter_videreutlaan = total(
    "netto_utgifter_videreutlaan",
    plus=("videreutlaan", "avdrag_videreutlaan"),
    minus=("bruk_av_laan_videreutlaan", "mottatte_avdrag_videreutlaan"),
    unit="kr",
    source=FORM + "19",
)


@step(unit="kr", source="kommuneloven § 14-17: mottatte avdrag bare til avdrag eller nye utlån")
def avsetning_videreutlaan(netto_utgifter_videreutlaan: Array) -> Array:
    """Received instalments not used go to a bound investment fund. (batch,)."""
    return np.maximum(-netto_utgifter_videreutlaan, 0.0)


@step(unit="kr", source="kommuneloven § 14-17")
def underskudd_videreutlaan(netto_utgifter_videreutlaan: Array) -> Array:
    """Instalments on on-lending loans that received instalments do not cover. (batch,)."""
    return np.maximum(netto_utgifter_videreutlaan, 0.0)
