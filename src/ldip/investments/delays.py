"""Delayed projects: spending, completion, openings and sales moved by whole years in an uncertain row.

Only what happens after the adopted years moves; those years keep what was adopted. A moved path holds the same shares, so a
project that is finished within the plan's years costs the same in fixed prices. Recurring frames are not delayed
(docs/method/investeringer.md).
"""

from __future__ import annotations

import numpy as np

from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, step

PHASE = "parameters/prosjektfase.toml: "
METHOD = "metode: investeringer#forsinkelse"
P = ("prosjekt",)
MOST = 2  # years
LATE = Factor("forsinkelse", "normal", "prosjekt", "prosjekter", spread_in="forsinkelse_terskel", needs="kostnadsspredning")

GIVENS = (
    Given("forsinkelse_terskel", "antall", PHASE + "forsinkelse", P),
    Given("forsinkelse_terskel_to_aar", "antall", PHASE + "forsinkelse, forsinkelse_to_aar", P),
    Given(
        "sjokk_forsinkelse",
        "antall",
        "usikkerhetsfaktor; null i basisforløpet",
        P,
        "investeringstid",
        factor=LATE,
    ),
)


@step(unit="aar", source=METHOD + ": ett eller to år etter fasens sannsynlighet", axes=P, whole=True)
def forsinkelse(sjokk_forsinkelse: Array, forsinkelse_terskel: Array, forsinkelse_terskel_to_aar: Array) -> Array:
    """Years a project is delayed, the same in every year; 0 in the base case. (år, batch, prosjekt).

    The shock is a standard normal number; the thresholds are its percentiles that leave the phase's probability above."""
    late = (sjokk_forsinkelse > forsinkelse_terskel).astype(np.float64) + (sjokk_forsinkelse > forsinkelse_terskel_to_aar)
    return np.repeat(late.max(axis=0, keepdims=True), len(late), axis=0)


def moved(values: Array, years: Array, projected: Array) -> Array:
    """Values (år, batch, prosjekt) of projected years (år, batch) moved `years` later; those of adopted years are kept."""
    if not years.any():
        return values
    moving = values * projected[..., None]
    found = (values - moving) + np.where(years == 0.0, moving, 0.0)
    for late in range(1, MOST + 1):
        found[late:] += np.where(years[late:] == late, moving[:-late], 0.0)
    return np.asarray(found)


def moves(at: Array, year: Array, projected: Array) -> Array:
    """Whether what happens in year `at` (år, batch, prosjekt) is after the adopted years."""
    adopted = (year * (1.0 - projected)).max(axis=0)
    return np.asarray(at > adopted[None, :, None], dtype=np.float64)


@step(unit="andel", source=METHOD + ": utgiften etter de vedtatte årene flyttes", axes=P, whole=True)
def framdrift_brukt(framdrift: Array, forsinkelse: Array, framskrevet_aar: Array) -> Array:
    """Share of the cost in each year after any delay. (år, batch, prosjekt)."""
    return moved(framdrift, forsinkelse, framskrevet_aar)


@step(unit="kr_fast", source=METHOD + ": salget kommer når prosjektet har frigjort det som selges", axes=P, whole=True)
def prosjektsalg_brukt_fast(prosjektsalg_fast: Array, forsinkelse: Array, framskrevet_aar: Array) -> Array:
    """Sales that projects make possible, after any delay. (år, batch, prosjekt)."""
    return moved(prosjektsalg_fast, forsinkelse, framskrevet_aar)


@step(unit="flagg", source=METHOD + ": åpningen flyttes", axes=P, whole=True)
def aapner_i_aar_brukt(aapner_i_aar: Array, forsinkelse: Array, framskrevet_aar: Array) -> Array:
    """1 in the year a project opens, after any delay. (år, batch, prosjekt)."""
    return moved(aapner_i_aar, forsinkelse, framskrevet_aar)


@step(unit="flagg", source=METHOD + ": åpningen flyttes", axes=P, whole=True)
def prosjekt_aapent_brukt(prosjekt_aapent: Array, aapner_i_aar: Array, aapner_i_aar_brukt: Array) -> Array:
    """1 from the year a project opens, after any delay. (år, batch, prosjekt)."""
    before = prosjekt_aapent - np.cumsum(aapner_i_aar, axis=0)
    return before + np.cumsum(aapner_i_aar_brukt, axis=0)


@step(unit="antall", source=METHOD + ": et bygg som erstattes, stenger når prosjektet åpner", axes=P, whole=True)
def prosjekt_aapner_maaned_brukt(
    prosjekt_aapner_maaned: Array, forsinkelse: Array, kalenderaar: Array, framskrevet_aar: Array
) -> Array:
    """Month a project opens, counted from year 0, after any delay. (år, batch, prosjekt)."""
    return prosjekt_aapner_maaned + 12.0 * forsinkelse * moves(prosjekt_aapner_maaned // 12.0, kalenderaar, framskrevet_aar)


@step(unit="aar", source=METHOD + ": ferdigåret flyttes", axes=P, whole=True)
def ferdig_aar_brukt(ferdig_aar: Array, forsinkelse: Array, kalenderaar: Array, framskrevet_aar: Array) -> Array:
    """Year a project is finished after any delay; 0 for recurring frames. (år, batch, prosjekt)."""
    return ferdig_aar + forsinkelse * moves(ferdig_aar, kalenderaar, framskrevet_aar)
