"""Financial income, net operating result and the year's loan (docs/method/finans.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, divide, pick, product, ratio, step, total

ART = "budsjett- og regnskapsforskriften § 5-6, linje "
PLAN = "planens finans.toml"

GIVENS = (Given("utbytter_fast", "kr_fast", PLAN + ": utbytter"),)


utbytter_oppgitt = product("utbytter_oppgitt", of=("utbytter_fast", "deflator_indeks_ub"), unit="kr", source=PLAN + ": utbytter")
utbytter = total("utbytter", plus=("utbytter_oppgitt",), unit="kr", source=ART + "18", avvik=True, follows="deflator_vekst")
gevinst = product(
    "gevinst_og_tap_finansielle_omloepsmidler",
    of=("forvaltningskapital_ib", "avkastning"),
    unit="kr",
    source=ART + "19; markedsverdien endres også når gevinsten ikke er realisert (§ 3-3)",
)


def loan_as_residual(need: Array, uses: Array, result: Array, margin: Array, cap: Array) -> Array:
    """Loan that closes the year when interest on it counts in the same result (closed form). (batch,)."""
    free = divide(need + uses - result, 1.0 - margin, 0.0)
    return np.minimum(np.maximum(free, 0.0), np.minimum(need, cap))


@step(unit="kr", source="metode: finans#lånet-er-restposten: vedtatte år, (I − E + A + F − ndr*)/(1 − σ·r)")
def laan_som_restpost(
    finansieringsbehov: Array,
    disponeringer_foer_overfoering: Array,
    ndr_uten_nye_laan: Array,
    rente_marginal: Array,
    laanetak: Array,
) -> Array:
    """Loan of an adopted year: what result and other sources leave, at most the lawful cap. (batch,)."""
    return loan_as_residual(finansieringsbehov, disponeringer_foer_overfoering, ndr_uten_nye_laan, rente_marginal, laanetak)


@step(unit="kr", source="metode: finans#lånet-er-restposten; kommuneloven § 14-15")
def bruk_av_laan(
    laan_som_restpost: Array,
    finansieringsbehov: Array,
    overfoering_i_revidert_budsjett: Array,
    laanetak: Array,
    framskrevet_aar: Array,
    overfoering_vedtatt_fri: Array,
    har_linje_overfoering_til_investering: Array,
) -> Array:
    """Loan used: what the transfer of the budget leaves, at most the lawful cap. (batch,)."""
    adopted = har_linje_overfoering_til_investering > 0.0
    transfer = np.where(adopted, overfoering_vedtatt_fri, overfoering_i_revidert_budsjett)
    left = np.minimum(np.maximum(finansieringsbehov - transfer, 0.0), laanetak)
    return np.where(adopted | (framskrevet_aar > 0.0), left, laan_som_restpost)


@step(unit="kr", source="budsjett- og regnskapsforskriften § 2-6; uten linje tas det opp det som brukes")
def laaneopptak(bruk_av_laan: Array) -> Array:
    """Loans taken for own investments. (batch,)."""
    return bruk_av_laan * 1.0


@step(unit="kr", source="årets nye innsparing fordeles som rammene", axes=("utgiftsart",))
def innsparing_per_art(innsparing_i_aaret: Array, innsparing_artsandel: Array) -> Array:
    """The year's saving by type of expenditure. (batch, utgiftsart)."""
    return innsparing_i_aaret[:, None] * innsparing_artsandel


ARTS = ("loennsutgifter", "sosiale_utgifter", "kjoep_av_varer_og_tjenester", "overfoeringer_til_andre")
savings = tuple(
    pick(f"innsparing_{name}", "innsparing_per_art", i, unit="kr", source=ART + str(10 + i)) for i, name in enumerate(ARTS)
)
expenditure = tuple(
    total(name, plus=(f"{name}_rammer",), minus=(f"innsparing_{name}",), unit="kr", source=ART + str(10 + i))
    for i, name in enumerate(ARTS)
)
sum_driftsutgifter = total("sum_driftsutgifter", plus=(*ARTS, "avskrivninger"), unit="kr", source=ART + "15")
brutto_driftsresultat = total(
    "brutto_driftsresultat", plus=("sum_driftsinntekter",), minus=("sum_driftsutgifter",), unit="kr", source=ART + "16"
)
netto_finansutgifter = total(
    "netto_finansutgifter",
    plus=("renteinntekter", "utbytter", "gevinst_og_tap_finansielle_omloepsmidler"),
    minus=("renteutgifter", "avdrag_paa_laan"),
    unit="kr",
    source=ART + "22",
)


@step(unit="kr", source=ART + "23: avskrivninger har ikke virkning på netto driftsresultat", use_instead="avskrivninger")
def motpost_avskrivninger(avskrivninger: Array) -> Array:
    """Depreciation reversed. (batch,)."""
    return avskrivninger * 1.0


netto_driftsresultat = total(
    "netto_driftsresultat",
    plus=("brutto_driftsresultat", "netto_finansutgifter", "motpost_avskrivninger"),
    unit="kr",
    source=ART + "24",
)
netto_driftsresultat_andel = ratio(
    "netto_driftsresultat_andel",
    "netto_driftsresultat",
    "sum_driftsinntekter",
    unit="andel",
    source="TBU: netto driftsresultat i prosent av driftsinntektene",
)
sum_bevilgninger_netto = total(
    "sum_bevilgninger_netto",
    plus=(*ARTS, "andre_generelle_driftsinntekter"),
    minus=("andre_overfoeringer_fra_staten", "overfoeringer_fra_andre", "brukerbetalinger", "salgs_og_leieinntekter"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-4, linje 6",
)
sum_netto_driftsutgifter = total(
    "sum_netto_driftsutgifter",
    plus=("sum_bevilgninger_netto", "avskrivninger"),
    unit="kr",
    source="budsjett- og regnskapsforskriften § 5-4, linje 8",
)
