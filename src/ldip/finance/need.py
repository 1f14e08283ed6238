"""Inndekningsbehov: the demand of each adopted rule, and the saving that lets all of them hold.

Uses add, levels compete (docs/method/inndekningsbehov.md). Symbols: I, C, E, E_ikke, Z, A, F, B, q, g, ρ.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, largest, product, ratio, step, total, weighted_sum

DEMANDS = "metode: inndekningsbehov#reglene"
WINDOW = "metode: inndekningsbehov#vindu"
BEFORE = "metode: inndekningsbehov#resultat-før-ny-innsparing"
LOAN = "metode: finans#lånet-er-restposten"
NEW = "metode: inndekningsbehov#nytt-behov"
VARIANT = "metode: inndekningsbehov#variantene"
SHOWN = "metode: inndekningsbehov#behovet-i-andre-mål"
RULES = "planens handlingsregler.toml"

GIVENS = (
    Given("krav_ek_andel", "andel", RULES + ": egenkapitalfinansiering (q)"),
    Given("krav_resultat_andel", "andel", RULES + ": resultatgrad (g)"),
    Given("krav_gjeld_andel", "andel", RULES + ": gjeldsgrad (ρ)"),
    Given("har_krav_gjeld", "flagg", RULES + ": gjeldsgrad"),
    Given("vindu_ek", "antall", RULES + ": egenkapitalfinansiering.vindu", nature="kalender"),
    Given("vindu_resultat", "antall", RULES + ": resultatgrad.vindu", nature="kalender"),
    Given("framskrevet_aar", "flagg", "0 i år som er vedtatt i budsjett og økonomiplan"),
    Given("innsparing_realiseres", "flagg", "variant: realisert", group="variant"),
    Given("variant_statisk", "flagg", "variant: statisk", group="variant"),
    Given("jevn_innsparing_fast", "kr_fast", "variant: jevn, funnet ved halvering", group="variant", nature="mengde"),
    Given("jevn_gjelder", "flagg", "handlingsregler.toml: jevn_fra"),
)
OPENINGS = (
    Opening("innsparing_realisert_ib", "ingen realisert innsparing ved åpning", "prinsipper", start=0.0),
    Opening("nytt_realisert_ib", "ingen realisert innsparing ved åpning", "prinsipper", start=0.0),
)


def spread_evenly(amount: Array, deflator: Array, window: Array) -> Array:
    """Each window's sum in equal parts over its years, in fixed prices. All shapes (year, batch).

    Years with the same window number share a sum; with one year per window the amount is unchanged.
    """
    shape = np.broadcast_shapes(amount.shape, deflator.shape, window.shape)
    fixed = np.broadcast_to(amount / deflator, shape)
    number = np.broadcast_to(window, shape)
    if all(len(np.unique(number[:, row])) == shape[0] for row in range(shape[1] if window.shape[1] > 1 else 1)):
        return np.broadcast_to(amount, shape).copy()
    result = np.empty(shape)
    for t in range(shape[0]):
        same = number == number[t]
        alone = same.sum(axis=0) == 1
        total_fixed = np.zeros(shape[1:])
        for u in range(shape[0]):
            total_fixed = total_fixed + np.where(same[u], fixed[u], 0.0)
        mean = total_fixed / same.sum(axis=0) * np.broadcast_to(deflator, shape)[t]
        result[t] = np.where(alone, np.broadcast_to(amount, shape)[t], mean)
    return result


@step(unit="kr", source=WINDOW + ": mangelen i et vindu fordeles likt, faste priser", whole=True)
def krav_ek_i_vindu(
    investeringer_tellende: Array,
    egenfinansiering_tellende_annen: Array,
    krav_ek_andel: Array,
    deflator_indeks_ub: Array,
    vindu_ek: Array,
) -> Array:
    """q·C − E over the rule's window. Shape (year, batch)."""
    short = krav_ek_andel * investeringer_tellende - egenfinansiering_tellende_annen
    return spread_evenly(short, deflator_indeks_ub, vindu_ek)


@step(unit="kr", source=DEMANDS + ": o_ek = max(0, q·C − E)")
def overfoering_krav_ek(krav_ek_i_vindu: Array) -> Array:
    """Transfer that own financing demands. (batch,)."""
    return np.maximum(krav_ek_i_vindu, 0.0)


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


@step(unit="kr", source=WINDOW + ": g·B over regelens vindu", whole=True)
def krav_resultatgrad(
    sum_driftsinntekter: Array, krav_resultat_andel: Array, deflator_indeks_ub: Array, vindu_resultat: Array
) -> Array:
    """Net operating result that the demanded resultatgrad needs. Shape (year, batch)."""
    return spread_evenly(krav_resultat_andel * sum_driftsinntekter, deflator_indeks_ub, vindu_resultat)


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


@step(unit="andel", source=LOAN + ": σ·r, null når renteutgiftene er vedtatt")
def rente_marginal(rente_andel_av_opptak: Array, rente_nye_laan: Array, har_linje_renteutgifter: Array) -> Array:
    """Interest in the year on one more krone of loan. (batch,)."""
    return rente_andel_av_opptak * rente_nye_laan * (1.0 - har_linje_renteutgifter)


@step(unit="kr", source=BEFORE + ": rente på gjeld ved årets start, redusert med σ·r·avdrag")
def renteutgifter_foer_nye_laan(
    renter_laan: Array,
    renter_nye_laan: Array,
    renter_videreutlaan: Array,
    rente_marginal: Array,
    avdrag_paa_laan: Array,
    linje_renteutgifter: Array,
    har_linje_renteutgifter: Array,
) -> Array:
    """Interest before the year's own loan; the adopted line where there is one. (batch,)."""
    opening = weighted_sum("rl->r", renter_laan) + renter_nye_laan + renter_videreutlaan
    modelled = opening - rente_marginal * avdrag_paa_laan
    return np.where(har_linje_renteutgifter > 0.0, linje_renteutgifter, modelled)


ndr_uten_nye_laan = total(
    "ndr_uten_nye_laan",
    plus=(
        "sum_driftsinntekter",
        "renteinntekter",
        "utbytter",
        "gevinst_og_tap_finansielle_omloepsmidler",
        "innsparing_jevn",
    ),
    minus=("driftsutgifter_rammer", "renteutgifter_foer_nye_laan", "avdrag_paa_laan"),
    unit="kr",
    source=BEFORE + ": ndr*",
)


def loan_as_residual(need: Array, uses: Array, result: Array, margin: Array, cap: Array) -> Array:
    """Loan that closes the year when interest on it counts in the same result (closed form). (batch,)."""
    free = divide(need + uses - result, 1.0 - margin, 0.0)
    return np.minimum(np.maximum(free, 0.0), np.minimum(need, cap))


@step(unit="kr", source=LOAN + ": (I − E + A + F − ndr*)/(1 − σ·r), uten ny innsparing")
def bruk_av_laan_foer(
    finansieringsbehov: Array,
    disponeringer_foer_overfoering: Array,
    ndr_uten_nye_laan: Array,
    rente_marginal: Array,
    laanetak: Array,
) -> Array:
    """Loan of the year without new saving. (batch,)."""
    return loan_as_residual(finansieringsbehov, disponeringer_foer_overfoering, ndr_uten_nye_laan, rente_marginal, laanetak)


@step(unit="kr", source=BEFORE + ": resultat med tidligere innsparing, uten ny")
def ndr_foer(ndr_uten_nye_laan: Array, rente_marginal: Array, bruk_av_laan_foer: Array) -> Array:
    """Net operating result before new saving. (batch,)."""
    return ndr_uten_nye_laan - rente_marginal * bruk_av_laan_foer


@step(unit="kr", source=NEW + ": nytt = max(0, ndr_krav − ndr_foer); null i vedtatte år")
def nytt(ndr_krav: Array, ndr_foer: Array, framskrevet_aar: Array) -> Array:
    """New need of the year. (batch,)."""
    return np.maximum(ndr_krav - ndr_foer, 0.0) * framskrevet_aar


nytt_realisert = product("nytt_realisert", of=("nytt", "innsparing_realiseres"), unit="kr", source=VARIANT + ": realisert")


@step(unit="kr", source=VARIANT + ": nytt_ub = nytt", name="nytt_realisert_ub")
def nytt_realisert_ub(nytt_realisert: Array) -> Array:
    """The year's new saving, which enters next year's frames. (batch,)."""
    return nytt_realisert * 1.0


@step(unit="kr", source=VARIANT + ": jevn", deflates=True)
def innsparing_jevn(jevn_innsparing_fast: Array, jevn_gjelder: Array, deflator_indeks_ub: Array) -> Array:
    """Constant saving in fixed prices from the stated year. (batch,)."""
    return jevn_innsparing_fast * jevn_gjelder * deflator_indeks_ub


@step(unit="kr", source=VARIANT + ": innsparing_ib·(1 + prisvekst)")
def innsparing_ib_prisjustert(innsparing_realisert_ib: Array, deflator_vekst: Array) -> Array:
    """Earlier realised saving in this year's prices. (batch,)."""
    return innsparing_realisert_ib * (1.0 + deflator_vekst)


innsparing_realisert_ub = total(
    "innsparing_realisert_ub",
    plus=("innsparing_ib_prisjustert", "nytt_realisert"),
    unit="kr",
    source=VARIANT + ": innsparing_ub = innsparing_ib·(1 + prisvekst) + nytt",
)
innsparing_i_aaret = total("innsparing_i_aaret", plus=("nytt_realisert", "innsparing_jevn"), unit="kr", source=VARIANT)


@step(unit="kr", source=VARIANT + ": statisk viser nytt, realisert innsparing_ub, jevn det faste nivået")
def inndekningsbehov(nytt: Array, variant_statisk: Array, innsparing_realisert_ub: Array, innsparing_jevn: Array) -> Array:
    """The yearly cost reduction needed for the adopted rules to hold. (batch,)."""
    return nytt * variant_statisk + innsparing_realisert_ub + innsparing_jevn


@step(unit="kr_fast", source=SHOWN + ": faste priser", deflates=True)
def inndekningsbehov_fast(inndekningsbehov: Array, deflator_indeks_ub: Array) -> Array:
    """The need in prices of the plan's price year. (batch,)."""
    return inndekningsbehov / deflator_indeks_ub


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
