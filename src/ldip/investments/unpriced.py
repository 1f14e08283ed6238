"""Investment in what the plan leaves out: places, and renewal once its own projects thin out (docs/method/uprisede-behov.md).

All amounts are zero in the plan's own run, where `pris_plasser`, `pris_fornyelse` and `pris_etterslep` are 0.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, product, step, total, weighted_sum
from ldip.investments.assets import LAW, written_off

PLAN = "planens tjenester/: plasser.pris."
RENEWAL = "planens investeringer.toml: reinvestering."
PLACES = "metode: uprisede-behov#plasser-som-mangler"
KEPT = "metode: uprisede-behov#fornyelse"
SUM = "metode: uprisede-behov#i-regnskapet"
COUNTED = "metode: uprisede-behov#egenfinansiering: teller høyst det regelen krever av dem selv"
T = ("tjeneste",)

GIVENS = (
    Given("pris_fornyelse", "flagg", "kjøringen med uprisede behov: fornyelse", group="variant"),
    Given("plass_mva_andel", "andel", PLAN + "mva_kompensasjon_andel", T),
    Given("plass_tilskuddsandel", "andel", PLAN + "tilskudd_andel", T),
    Given("plass_rentabel", "flagg", PLAN + "rentabel", T),
    Given("plass_levetid", "aar", PLAN + "anleggsklasse; " + LAW, T),
    Given("reinvestering_minst", "andel", RENEWAL + "minst"),
    Given("reinvestering_vedlikehold", "flagg", RENEWAL + "maales_mot"),
    Given("reinvestering_fra", "aar", RENEWAL + "fra (0: når prosjektene tynnes ut)"),
    Given("reinvestering_tynnes_ut", "andel", RENEWAL + "tynnes_ut"),
    Given("reinvestering_mva_andel", "andel", RENEWAL + "mva_kompensasjon_andel"),
    Given("reinvestering_levetid", "aar", RENEWAL + "anleggsklasse; " + LAW),
)


@step(unit="kr", source=PLACES + ": plasser som åpner i året · byggepris", axes=T, deflates=True)
def plassinvestering(bestilte_plasser_ib: Array, bygg_per_plass_fast: Array, byggekostnad_indeks_ub: Array) -> Array:
    """Gross cost of the places that open this year, VAT included. (batch, tjeneste)."""
    return bestilte_plasser_ib * bygg_per_plass_fast * byggekostnad_indeks_ub[:, None]


@step(unit="kr", source=LAW + "; innstilling aktivering = inkl_mva | ekskl_mva", axes=T)
def plassinvestering_aktivert(plassinvestering: Array, plass_mva_andel: Array, aktivering_ekskl_mva: Array) -> Array:
    """Depreciable cost of the places. (batch, tjeneste)."""
    return plassinvestering * (1.0 - plass_mva_andel * aktivering_ekskl_mva[:, None])


@step(unit="kr", source=LAW + ": lineært, senest fra året etter anskaffelsen", axes=T, whole=True)
def avskrivning_plasser(
    plassinvestering_aktivert: Array, plass_levetid: Array, kalenderaar: Array, avskrives_fra_ferdigaaret: Array
) -> Array:
    """Straight-line depreciation of the places. (år, batch, tjeneste)."""
    year = kalenderaar[:, :, None]
    return written_off(plassinvestering_aktivert, plass_levetid, year, year, avskrives_fra_ferdigaaret[:, :, None])


@step(unit="kr_fast", source=KEPT + ": egne prosjekter er alt som ikke er en løpende ramme")
def egne_prosjekter_fast(utgift_fast: Array, er_ramme: Array) -> Array:
    """Spending on the plan's own projects in fixed prices. (batch,)."""
    return weighted_sum("rp,rp->r", utgift_fast, 1.0 - er_ramme)


@step(unit="flagg", source=KEPT + ": fra året etter at planens egne prosjekter tynnes ut", whole=True)
def fornyelse_gjelder(
    egne_prosjekter_fast: Array,
    framskrevet_aar: Array,
    kalenderaar: Array,
    reinvestering_fra: Array,
    reinvestering_tynnes_ut: Array,
) -> Array:
    """1 in projected years after the last one in which projects spend the stated share of their mean year. (år, batch).

    The mean is over years with spending. A stated year goes before the rule."""
    spends = egne_prosjekter_fast > 0.0
    mean = egne_prosjekter_fast.sum(axis=0) / np.maximum(spends.sum(axis=0), 1)
    busy = spends & (egne_prosjekter_fast >= reinvestering_tynnes_ut * mean)
    later = np.logical_or.accumulate(busy[::-1], axis=0)[::-1]
    starts = np.where(reinvestering_fra > 0.0, kalenderaar >= reinvestering_fra, ~later)
    return np.asarray(starts * framskrevet_aar, dtype=np.float64)


@step(unit="kr", source=KEPT + ": minst · avskrivningene i anleggsregisteret, eller vedlikeholdsbehovet uten det driften betaler")
def fornyelseskrav(
    avskrivning_eksisterende: Array,
    avskrivning_prosjekt: Array,
    vedlikeholdsbehov: Array,
    vedlikehold_i_drift: Array,
    reinvestering_vedlikehold: Array,
    reinvestering_minst: Array,
) -> Array:
    """Least investment that keeps the plan's own assets. (batch,)."""
    written = weighted_sum("rk->r", avskrivning_eksisterende) + weighted_sum("rp->r", avskrivning_prosjekt)
    upkeep = np.maximum(vedlikeholdsbehov - vedlikehold_i_drift, 0.0)
    return reinvestering_minst * np.where(reinvestering_vedlikehold > 0.0, upkeep, written)


@step(unit="andel", source=KEPT + ": det som fornyes, skal selv fornyes: avskrivning per fornyet krone")
def fornyelsespaaslag(
    reinvestering_minst: Array,
    reinvestering_vedlikehold: Array,
    reinvestering_mva_andel: Array,
    reinvestering_levetid: Array,
    aktivering_ekskl_mva: Array,
) -> Array:
    """Addition of a renewed krone to the demand of each year of its lifetime. (batch,)."""
    booked = 1.0 - reinvestering_mva_andel * aktivering_ekskl_mva
    return reinvestering_minst * (1.0 - reinvestering_vedlikehold) * booked / reinvestering_levetid


@step(unit="kr", source=KEPT + ": det som mangler opp til kravet", whole=True)
def uprisede_fornyelse(
    pris_fornyelse: Array,
    fornyelse_gjelder: Array,
    fornyelseskrav: Array,
    fornyelsespaaslag: Array,
    investeringsutgift: Array,
    reinvestering_levetid: Array,
) -> Array:
    """Renewal beyond the plan's own investment. (år, batch).

    A year's demand includes the depreciation of renewal in the years before it."""
    own = weighted_sum("yrp->yr", investeringsutgift)
    found: list[Array] = []
    for t in range(len(own)):
        kept = sum(
            (a * fornyelsespaaslag[u] * (t - u <= reinvestering_levetid[u]) for u, a in enumerate(found)), fornyelseskrav[t]
        )
        found.append(np.maximum(kept - own[t], 0.0) * fornyelse_gjelder[t] * pris_fornyelse[t])
    return np.stack(np.broadcast_arrays(*found))


@step(unit="kr", source=LAW + "; innstilling aktivering = inkl_mva | ekskl_mva")
def fornyelse_aktivert(uprisede_fornyelse: Array, reinvestering_mva_andel: Array, aktivering_ekskl_mva: Array) -> Array:
    """Depreciable cost of renewal. (batch,)."""
    return uprisede_fornyelse * (1.0 - reinvestering_mva_andel * aktivering_ekskl_mva)


@step(unit="kr", source=LAW + ": lineært, senest fra året etter anskaffelsen", whole=True)
def avskrivning_fornyelse(
    fornyelse_aktivert: Array, reinvestering_levetid: Array, kalenderaar: Array, avskrives_fra_ferdigaaret: Array
) -> Array:
    """Straight-line depreciation of renewal. (år, batch)."""
    return written_off(fornyelse_aktivert, reinvestering_levetid, kalenderaar, kalenderaar, avskrives_fra_ferdigaaret)


uprisede_investeringer = total(
    "uprisede_investeringer", plus=("plassinvestering", "uprisede_fornyelse"), unit="kr", source=SUM + ": § 5-5 linje 1"
)
uprisede_avskrivninger = total(
    "uprisede_avskrivninger", plus=("avskrivning_plasser", "avskrivning_fornyelse"), unit="kr", source=SUM + ": § 5-6 linje 14"
)
mva_plasser = product(
    "mva_plasser", of=("plassinvestering", "plass_mva_andel"), unit="kr", source=SUM + ": § 5-5 linje 7", axes=T, deflates=False
)
mva_fornyelse = product(
    "mva_fornyelse",
    of=("uprisede_fornyelse", "reinvestering_mva_andel"),
    unit="kr",
    source=SUM + ": § 5-5 linje 7",
    deflates=False,
)
uprisede_mva = total("uprisede_mva", plus=("mva_plasser", "mva_fornyelse"), unit="kr", source=SUM + ": § 5-5 linje 7")
uprisede_tilskudd = product(
    "uprisede_tilskudd",
    of=("plassinvestering", "plass_tilskuddsandel"),
    unit="kr",
    source=SUM + ": § 5-5 linje 8",
    axes=T,
    deflates=False,
)
uprisede_rentable = product(
    "uprisede_rentable", of=("plassinvestering", "plass_rentabel"), unit="kr", source=SUM + ": rentable", axes=T, deflates=False
)


@step(unit="kr", source=COUNTED, axes=T)
def mva_plasser_tellende(mva_plasser: Array, plassinvestering: Array, krav_ek_andel: Array, plass_rentabel: Array) -> Array:
    """VAT compensation on counted places, at most the share of their cost that the rule demands. (batch, tjeneste)."""
    return np.minimum(mva_plasser, plassinvestering * krav_ek_andel[:, None]) * (1.0 - plass_rentabel)


@step(unit="kr", source=COUNTED)
def mva_fornyelse_tellende(mva_fornyelse: Array, uprisede_fornyelse: Array, krav_ek_andel: Array) -> Array:
    """VAT compensation on renewal, at most the share of its cost that the rule demands. (batch,)."""
    return np.minimum(mva_fornyelse, uprisede_fornyelse * krav_ek_andel)


uprisede_mva_tellende = total(
    "uprisede_mva_tellende", plus=("mva_plasser_tellende", "mva_fornyelse_tellende"), unit="kr", source=COUNTED
)


@step(unit="kr", source=COUNTED, axes=T)
def uprisede_tilskudd_tellende(
    uprisede_tilskudd: Array,
    mva_plasser_tellende: Array,
    plassinvestering: Array,
    krav_ek_andel: Array,
    teller_mva: Array,
    plass_rentabel: Array,
) -> Array:
    """Grants on counted places, at most what the rule demands of their cost beyond counted VAT. (batch, tjeneste)."""
    room = plassinvestering * krav_ek_andel[:, None] - mva_plasser_tellende * teller_mva[:, None]
    return np.minimum(uprisede_tilskudd, np.maximum(room, 0.0)) * (1.0 - plass_rentabel)
