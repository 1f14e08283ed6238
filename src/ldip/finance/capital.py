"""Long-term capital management: market value, spending rule, a reserve against price falls, and a path of losses.

Market-based financial current assets are carried at market value, so gains and losses, realised or not, go through operations
every year (forskriften § 3-3). A spending rule takes out a steady part; the rest moves the reserve.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, Opening, ratio, step, total, weighted_sum

PLAN = "finans.toml: kapitalforvaltning."
LAW = "kommuneloven § 14-13; finansreglementet for langsiktige midler"
FACTOR = "usikkerhetsfaktor i planen; null i basisforløpet"
RETURN = Factor("avkastning", "student_t", correlated="makro", needs="forventet_avkastning", points=True)
F = ("fond",)
T = ("tapsaar",)

GIVENS = (
    Given("forventet_avkastning", "andel", "planens finans.toml: forventet_avkastning"),
    Given("sjokk_avkastning", "andel", FACTOR, group="makro", factor=RETURN),
    Given("tap_i_aaret", "andel", PLAN + "tapsbane fra tap_inntreffer"),
    Given("tap_inntreffer", "flagg", PLAN + "tap_inntreffer"),
    Given("uttak_alt", "flagg", PLAN + "uttak: hele avkastningen"),
    Given("uttak_realavkastning", "flagg", PLAN + "uttak: forventet realavkastning"),
    Given("uttaksandel_oppgitt", "andel", PLAN + "uttaksandel"),
    Given("er_kursreserve", "flagg", PLAN + "kursreserve", F),
    Given("tapsbane", "andel", PLAN + "tapsbane: avkastning i hvert år", T),
    Given("tapsbane_gjelder", "flagg", PLAN + "tapsbane: år banen har", T),
    Given("har_portefoelje", "flagg", PLAN + "verdi", nature="egenskap"),
    Given("portefoelje_tilfoert_fast", "kr_fast", PLAN + "tilfoersel"),
    Given("fond_markedsforvaltet", "flagg", "fond.toml: markedsforvaltet", F),
    Given("ubundet_markedsforvaltet", "flagg", "fond.toml: ubundet_markedsforvaltet"),
)
OPENINGS = (Opening("portefoelje_ib", "finans.toml: kapitalforvaltning.verdi"),)


@step(unit="andel", source=LAW + ": forventet avkastning, eller tapsbanen i årene den inntreffer")
def avkastning(forventet_avkastning: Array, sjokk_avkastning: Array, tap_i_aaret: Array, tap_inntreffer: Array) -> Array:
    """Return of the year on managed capital. (batch,)."""
    return np.where(tap_inntreffer > 0.0, tap_i_aaret, forventet_avkastning) + sjokk_avkastning


@step(unit="andel", source=LAW + ": uttaksregel, forventet realavkastning eller en fast andel av verdien")
def uttaksandel(
    forventet_avkastning: Array, deflator_vekst: Array, uttak_realavkastning: Array, uttaksandel_oppgitt: Array
) -> Array:
    """Share of market value that operations spend under the rule. (batch,)."""
    real = np.maximum(forventet_avkastning - deflator_vekst, 0.0)
    return np.where(uttak_realavkastning > 0.0, real, uttaksandel_oppgitt)


@step(unit="kr", source=LAW + ": det driften bruker av kapitalen; uten uttaksregel hele årets avkastning")
def uttak_av_kapital(
    forvaltningskapital_ib: Array,
    uttaksandel: Array,
    uttak_alt: Array,
    gevinst_og_tap_finansielle_omloepsmidler: Array,
) -> Array:
    """Spent by operations. (batch,)."""
    return np.where(uttak_alt > 0.0, gevinst_og_tap_finansielle_omloepsmidler, forvaltningskapital_ib * uttaksandel)


avkastning_over_uttak = total(
    "avkastning_over_uttak",
    plus=("gevinst_og_tap_finansielle_omloepsmidler",),
    minus=("uttak_av_kapital",),
    unit="kr",
    source=LAW + ": positiv til kursreserven, negativ fra den",
)


@step(unit="kr", source=LAW + ": avkastning over uttaket settes av til kursreserven", axes=F)
def avsetning_kursreserve(avkastning_over_uttak: Array, er_kursreserve: Array) -> Array:
    """Allocation to the reserve. (batch, fond)."""
    return np.maximum(avkastning_over_uttak, 0.0)[:, None] * er_kursreserve


@step(unit="kr", source=LAW + ": avkastning under uttaket dekkes av kursreserven", axes=F)
def bruk_kursreserve_oensket(avkastning_over_uttak: Array, er_kursreserve: Array) -> Array:
    """Wanted use of the reserve; a shortfall reduces the result. (batch, fond)."""
    return np.maximum(-avkastning_over_uttak, 0.0)[:, None] * er_kursreserve


@step(unit="kr", source=LAW + ": penger ut av eller inn i kapitalen ut over avkastning og uttak", deflates=True)
def portefoelje_tilfoert(portefoelje_tilfoert_fast: Array, deflator_indeks_ub: Array) -> Array:
    """Money moved into managed capital from the bank; negative out. (batch,)."""
    return portefoelje_tilfoert_fast * deflator_indeks_ub


@step(unit="kr", source="budsjett- og regnskapsforskriften § 3-3: markedsbaserte finansielle omløpsmidler til virkelig verdi")
def portefoelje_ub(
    portefoelje_ib: Array, avkastning_over_uttak: Array, portefoelje_tilfoert: Array, har_portefoelje: Array
) -> Array:
    """Market value 31 December of a portfolio with its own opening value. (batch,)."""
    return (portefoelje_ib + avkastning_over_uttak + portefoelje_tilfoert) * har_portefoelje


@step(unit="kr", source="porteføljen, eller ubundet investeringsfond og fond merket markedsforvaltet")
def forvaltningskapital_ub(
    disposisjonsfond_ub: Array,
    fond_markedsforvaltet: Array,
    ubundet_investeringsfond_ub: Array,
    ubundet_markedsforvaltet: Array,
    portefoelje_ub: Array,
) -> Array:
    """Long-term managed capital at market value. (batch,)."""
    value = ubundet_investeringsfond_ub * ubundet_markedsforvaltet + portefoelje_ub
    for i in range(disposisjonsfond_ub.shape[1]):
        value = value + disposisjonsfond_ub[:, i] * fond_markedsforvaltet[:, i]
    return value


@step(unit="kr", source="porteføljen, eller ubundet fond og fond merket markedsforvaltet, ved åpning", at_opening=True)
def forvaltningskapital_aapning(
    disposisjonsfond_ib: Array,
    fond_markedsforvaltet: Array,
    ubundet_investeringsfond_ib: Array,
    ubundet_markedsforvaltet: Array,
    portefoelje_ib: Array,
) -> Array:
    """Long-term managed capital when the plan opens. (batch,)."""
    value = np.zeros(disposisjonsfond_ib.shape[0])
    for i in range(disposisjonsfond_ib.shape[1]):
        value = value + disposisjonsfond_ib[:, i] * fond_markedsforvaltet[:, i]
    return value + ubundet_investeringsfond_ib * ubundet_markedsforvaltet + portefoelje_ib


@step(unit="kr", source=LAW + ": saldo på fondet som bærer kurssvingninger")
def kursreserve_ub(disposisjonsfond_ub: Array, er_kursreserve: Array) -> Array:
    """Balance of the reserve. (batch,)."""
    return weighted_sum("rf,rf->r", disposisjonsfond_ub, er_kursreserve)


@step(unit="kr", source=LAW + ": kapital · (1 − laveste verdi på tapsbanen med uttak, av startverdien)")
def kursreserve_behov_ub(forvaltningskapital_ub: Array, uttaksandel: Array, tapsbane: Array, tapsbane_gjelder: Array) -> Array:
    """Reserve that a path of losses starting next year would use, spending kept up. (batch,)."""
    factor = 1.0 + (tapsbane - uttaksandel[:, None]) * tapsbane_gjelder
    value, lowest = np.ones(factor.shape[0]), np.ones(factor.shape[0])
    for i in range(factor.shape[1]):
        value = value * factor[:, i]
        lowest = np.minimum(lowest, value)
    return forvaltningskapital_ub * (1.0 - lowest)


kursreserve_over_behov_ub = total(
    "kursreserve_over_behov_ub",
    plus=("kursreserve_ub",),
    minus=("kursreserve_behov_ub",),
    unit="kr",
    source=LAW + ": margin til tapsbanen",
)
kursreserve_dekning_ub = ratio(
    "kursreserve_dekning_ub", "kursreserve_ub", "kursreserve_behov_ub", unit="andel", source=LAW + ": kursreserve mot tapsbanen"
)
