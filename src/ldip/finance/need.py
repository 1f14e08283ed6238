"""The demands of the adopted rules and the law on a year, and the need shown of it.

Uses add, levels compete (docs/method/inndekningsbehov.md). Symbols: I, C, E, E_ikke, Z, A, F, B, q, g, ρ. Each year is measured
alone; windows only judge (shortfalls.py). `policy.py` plays the year, `saving.py` holds the views.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, divide, largest, ratio, step, total

DEMANDS = "metode: inndekningsbehov#reglene"
BEFORE = "metode: inndekningsbehov#resultat-før-ny-innsparing"
LOAN = "metode: finans#lånet-er-restposten"
YEARLY = "metode: inndekningsbehov#kravet-hvert-år"
SHOWN = "metode: inndekningsbehov#behovet-i-andre-mål"
RULES = "planens handlingsregler.toml"

GIVENS = (
    Given("krav_ek_andel", "andel", RULES + ": egenkapitalfinansiering (q)"),
    Given("krav_ek_gulv_andel", "andel", RULES + ": egenkapitalfinansiering.gulv"),
    Given("krav_resultat_andel", "andel", RULES + ": resultatgrad (g)"),
    Given("krav_gjeld_andel", "andel", RULES + ": gjeldsgrad (ρ)"),
    Given("har_krav_gjeld", "flagg", RULES + ": gjeldsgrad"),
    Given("framskrevet_aar", "flagg", "0 i år som er vedtatt i budsjett og økonomiplan"),
)


@step(unit="kr", source=DEMANDS + ": o_ek = max(0, q·C − E)")
def overfoering_krav_ek(investeringer_tellende: Array, egenfinansiering_tellende_annen: Array, krav_ek_andel: Array) -> Array:
    """Transfer that own financing demands. (batch,)."""
    return np.maximum(krav_ek_andel * investeringer_tellende - egenfinansiering_tellende_annen, 0.0)


@step(unit="kr", source=DEMANDS + ": max(0, gulv·C − E)")
def overfoering_gulv_ek(
    investeringer_tellende: Array, egenfinansiering_tellende_annen: Array, krav_ek_gulv_andel: Array
) -> Array:
    """Transfer that the floor of own financing demands. (batch,)."""
    return np.maximum(krav_ek_gulv_andel * investeringer_tellende - egenfinansiering_tellende_annen, 0.0)


laanebehov_uten_overfoering = total(
    "laanebehov_uten_overfoering",
    plus=("sum_investeringsutgifter", "dekning_udekket", "underskudd_videreutlaan"),
    minus=("egenfinansiering_tellende_annen", "egenfinansiering_ikke_tellende", "overfoering_utenfor_regelen"),
    unit="kr",
    source=DEMANDS + ": I − E − E_ikke − Z",
)


@step(unit="kr", source=DEMANDS + ": o_gjeld = max(0, I − E − E_ikke − Z − (ρ·B − gjeld_ib + avdrag))")
def overfoering_krav_gjeld(
    laanebehov_uten_overfoering: Array,
    krav_gjeld_andel: Array,
    sum_driftsinntekter: Array,
    laanegjeld_ib: Array,
    avdrag_paa_laan: Array,
    har_krav_gjeld: Array,
) -> Array:
    """Transfer that the debt cap demands; zero without such a rule. (batch,)."""
    room = krav_gjeld_andel * sum_driftsinntekter - laanegjeld_ib + avdrag_paa_laan
    return np.maximum(laanebehov_uten_overfoering - room, 0.0) * har_krav_gjeld


@step(unit="kr", source=DEMANDS + ": o_laanetak = max(0, I − E − E_ikke − Z − laanetak); kommuneloven § 14-15")
def overfoering_krav_laanetak(laanebehov_uten_overfoering: Array, laanetak: Array) -> Array:
    """Transfer that the lawful loan cap demands. (batch,)."""
    return np.maximum(laanebehov_uten_overfoering - laanetak, 0.0)


felles_bruk = total(
    "felles_bruk",
    plus=("overfoering_utenfor_regelen", "planlagte_avsetninger", "fondsgulv_tillegg_sum"),
    unit="kr",
    source="metode: inndekningsbehov#felles-bruk: Z + A + F",
)
krav_egenkapitalfinansiering = total(
    "krav_egenkapitalfinansiering",
    plus=("overfoering_krav_ek", "felles_bruk"),
    unit="kr",
    source=DEMANDS + ": egenkapitalfinansiering",
)
krav_laanetak = total("krav_laanetak", plus=("overfoering_krav_laanetak", "felles_bruk"), unit="kr", source=DEMANDS + ": lånetak")
krav_gjeldsgrad = total(
    "krav_gjeldsgrad", plus=("overfoering_krav_gjeld", "felles_bruk"), unit="kr", source=DEMANDS + ": gjeldsgrad"
)


@step(unit="kr", source=DEMANDS + ": g·B")
def krav_resultatgrad(sum_driftsinntekter: Array, krav_resultat_andel: Array) -> Array:
    """Net operating result that the demanded resultatgrad needs. (batch,)."""
    return krav_resultat_andel * sum_driftsinntekter


krav_balanse = total(
    "krav_balanse",
    plus=("overfoering_utenfor_regelen", "planlagte_avsetninger"),
    unit="kr",
    source="kommuneloven § 14-10; " + DEMANDS + ": Z + A",
)
CANDIDATES = (
    "krav_egenkapitalfinansiering",
    "krav_laanetak",
    "krav_gjeldsgrad",
    "krav_resultatgrad",
    "krav_balanse",
)
ndr_krav = largest("ndr_krav", of=CANDIDATES, unit="kr", source=DEMANDS + ": den bindende regelen er den største")


def demanded(own: Array, debt: Array, lawful: Array) -> Array:
    """The largest of the transfers that own financing, the debt cap and the law demand: levels compete. (batch,)."""
    return np.maximum(np.maximum(own, debt), lawful)


def capped(level: Array, outside: Array, need: Array) -> Array:
    """A level of transfer and what the rule does not count, at most what investments use (§ 14-9)."""
    return np.minimum(level + outside, need)


@step(unit="kr", source=YEARLY + ": O* = max(0, q·C − E, gjeldstak, § 14-15) + Z, høyst det investeringene bruker")
def overfoering_krav(
    overfoering_krav_ek: Array,
    overfoering_krav_gjeld: Array,
    overfoering_krav_laanetak: Array,
    overfoering_utenfor_regelen: Array,
    finansieringsbehov: Array,
) -> Array:
    """Transfer that the year demands. (batch,)."""
    level = demanded(overfoering_krav_ek, overfoering_krav_gjeld, overfoering_krav_laanetak)
    return capped(level, overfoering_utenfor_regelen, finansieringsbehov)


@step(unit="kr", source=YEARLY + ": max(0, gulv·C − E, gjeldstak, § 14-15) + Z")
def overfoering_minst(
    overfoering_gulv_ek: Array,
    overfoering_krav_gjeld: Array,
    overfoering_krav_laanetak: Array,
    overfoering_utenfor_regelen: Array,
    finansieringsbehov: Array,
) -> Array:
    """Least transfer of a short year. (batch,)."""
    level = demanded(overfoering_gulv_ek, overfoering_krav_gjeld, overfoering_krav_laanetak)
    return capped(level, overfoering_utenfor_regelen, finansieringsbehov)


@step(unit="kr", source=YEARLY + "; kommuneloven § 14-15: det som ikke kan lånes")
def overfoering_lovlig(overfoering_krav_laanetak: Array, overfoering_utenfor_regelen: Array, finansieringsbehov: Array) -> Array:
    """Least transfer that the law allows. (batch,)."""
    return capped(overfoering_krav_laanetak, overfoering_utenfor_regelen, finansieringsbehov)


@step(unit="andel", source=LOAN + ": σ·r, null når renteutgiftene er vedtatt")
def rente_marginal(rente_andel_av_opptak: Array, rente_nye_laan: Array, har_linje_renteutgifter: Array) -> Array:
    """Interest in the year on one more krone of loan. (batch,)."""
    return rente_andel_av_opptak * rente_nye_laan * (1.0 - har_linje_renteutgifter)


@step(unit="kr", source=BEFORE + ": rente på gjeld ved årets start, redusert med σ·r·avdrag")
def renteutgifter_foer_nye_laan(
    renter_ved_aarets_start: Array,
    rente_marginal: Array,
    avdrag_paa_laan: Array,
    linje_renteutgifter: Array,
    har_linje_renteutgifter: Array,
) -> Array:
    """Interest before the year's own loan; the adopted line where there is one. (batch,)."""
    modelled = renter_ved_aarets_start - rente_marginal * avdrag_paa_laan
    return np.where(har_linje_renteutgifter > 0.0, linje_renteutgifter, modelled)


ndr_uten_nye_laan = total(
    "ndr_uten_nye_laan",
    plus=(
        "sum_driftsinntekter",
        "renteinntekter",
        "utbytter",
        "gevinst_og_tap_finansielle_omloepsmidler",
        "innsparing_varig",
    ),
    minus=("driftsutgifter_rammer", "renteutgifter_foer_nye_laan", "avdrag_paa_laan"),
    unit="kr",
    source=BEFORE + ": ndr*",
)


@step(unit="kr", source=YEARLY + ": lånet når overføringen er O*")
def laan_ved_kravet(finansieringsbehov: Array, overfoering_krav: Array, laanetak: Array) -> Array:
    """Loan of the year when the demand is met. (batch,)."""
    return np.minimum(finansieringsbehov - overfoering_krav, laanetak)


@step(unit="kr", source=BEFORE + ": resultat med tidligere innsparing, uten ny, når overføringen er O*")
def ndr_foer(ndr_uten_nye_laan: Array, rente_marginal: Array, laan_ved_kravet: Array) -> Array:
    """Net operating result before new saving. (batch,)."""
    return ndr_uten_nye_laan - rente_marginal * laan_ved_kravet


over_eller_under_foer = total(
    "over_eller_under_kravet_foer",
    plus=("ndr_foer",),
    minus=("overfoering_krav", "planlagte_avsetninger", "fondsgulv_tillegg_sum"),
    unit="kr",
    source=YEARLY + ": S = ndr(lånet ved O*) − O* − A − F",
)


@step(unit="kr", source=SHOWN + ": uten ny innsparing, det året mangler til reglene; null i vedtatte år")
def behov_uten_innsparing(ndr_krav: Array, ndr_foer: Array, framskrevet_aar: Array) -> Array:
    """Amount that the year lacks of its binding rule, without new saving. (batch,)."""
    return np.maximum(ndr_krav - ndr_foer, 0.0) * framskrevet_aar


inndekningsbehov_andel = ratio(
    "inndekningsbehov_andel",
    "inndekningsbehov",
    "sum_driftsutgifter",
    unit="andel",
    source=SHOWN + ": i prosent av driftsutgiftene",
)


@step(unit="kr_per_person_fast", source=SHOWN + ": per innbygger i faste priser")
def inndekningsbehov_per_innbygger(inndekningsbehov_fast: Array, innbyggere_ib: Array) -> Array:
    """The need per inhabitant 1 January. (batch,)."""
    return divide(inndekningsbehov_fast, innbyggere_ib, 0.0)


@step(unit="kr_per_aarsverk_fast", source=SHOWN + ": per årsverk i faste priser")
def inndekningsbehov_per_aarsverk(inndekningsbehov_fast: Array, aarsverk_sum: Array) -> Array:
    """The need per FTE. (batch,)."""
    return divide(inndekningsbehov_fast, aarsverk_sum, 0.0)


@step(unit="andel", source="metode: inndekningsbehov#ukonkretiserte-kutt: merkes over 1 prosent av driftsutgiftene")
def ukonkretisert_andel(ukonkretisert_innsparing: Array, sum_driftsutgifter: Array) -> Array:
    """Cuts without a measure as a share of operating expenditure. (batch,)."""
    return divide(ukonkretisert_innsparing, sum_driftsutgifter, 0.0)
