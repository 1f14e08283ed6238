"""Places the plan lacks: which of them last, when they can open, and what is rented (docs/method/uprisede-behov.md).

Nothing here counts in the plan's own run: `pris_plasser` is 0 there, and 1 in the run that prices what the plan leaves out.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, step, total

PLAN = "planens tjenester/: plasser.pris."
METHOD = "metode: uprisede-behov#plasser-som-mangler"
T = ("tjeneste",)

GIVENS = (
    Given("pris_plasser", "flagg", "kjøringen med uprisede behov: plasser", group="variant"),
    Given("bygg_per_plass_fast", "kr_per_person_fast", PLAN + "bygg_per_plass", T),
    Given("har_byggepris", "flagg", PLAN + "bygg_per_plass", T),
    Given("leie_per_plass_fast", "kr_per_person_fast", PLAN + "leie_per_plass", T),
    Given("har_leiepris", "flagg", PLAN + "leie_per_plass", T),
    Given("m2_per_plass", "m2", PLAN + "m2_per_plass", T),
    Given("plass_fdv_per_m2_fast", "kr_per_m2_fast", PLAN + "fdv_per_m2", T),
    Given("plass_bemanning_fast", "kr_per_person_fast", PLAN + "bemanning_per_plass", T),
    Given("har_plassbemanning", "flagg", PLAN + "bemanning_per_plass", T),
    Given("plass_etter_ledetid", "flagg", PLAN + "aapner", T),
)
OPENINGS = (Opening("bestilte_plasser_ib", "ingen plasser bestilt ved åpning", "tjenester", start=0.0),)


@step(unit="plasser", source=METHOD + ": det en sone mangler i året og i alle år etter", axes=("tjeneste", "sone"), whole=True)
def varig_plassmangel_sone(plassmangel_sone: Array) -> Array:
    """Places that a zone lacks in the year and in every later year. (år, batch, tjeneste, sone)."""
    return lasting(plassmangel_sone)


varig_plassmangel_soner = total(
    "varig_plassmangel_soner", plus=("varig_plassmangel_sone",), unit="plasser", source="sum over sonene", axes=T
)


@step(unit="plasser", source=METHOD + ": det som mangler i året og i alle år etter, sone for sone", axes=T, whole=True)
def varig_plassmangel(plassbehov: Array, kapasitet_ub: Array, varig_plassmangel_soner: Array, plasser_har_sone: Array) -> Array:
    """Places lacking in the year and in every later year, never fewer than the year before. (år, batch, tjeneste).

    Where places have zones, what lasts is counted in each: a lack that passes in one is none that begins in another."""
    whole = lasting(np.maximum(plassbehov - kapasitet_ub, 0.0))
    return np.asarray(np.where(plasser_har_sone > 0.0, varig_plassmangel_soner, whole))


def lasting(lacking: Array) -> Array:
    """The least of a year and every later year, (år, …)."""
    return np.minimum.accumulate(lacking[::-1], axis=0)[::-1]


@step(
    unit="plasser",
    source=METHOD + ": mangelen i kjøringen som priser den",
    axes=T,
    only_with={"pris_plasser": ("plassmangel",)},
)
def plassmangel_som_prises(plassmangel: Array, pris_plasser: Array, har_byggepris: Array) -> Array:
    """Places lacking in the run that prices them; nothing is read of the services elsewhere. (batch, tjeneste).

    A shortage that is not read is a single zero, which the last term gives the services' shape."""
    return plassmangel * pris_plasser[:, None] + 0.0 * har_byggepris


@step(
    unit="plasser",
    source=METHOD + ": den varige mangelen i kjøringen som priser den",
    axes=T,
    only_with={"pris_plasser": ("varig_plassmangel",)},
)
def varig_plassmangel_som_prises(varig_plassmangel: Array, pris_plasser: Array, har_byggepris: Array) -> Array:
    """Places lacking for good in the run that prices them, read as `plassmangel_som_prises`. (batch, tjeneste)."""
    return varig_plassmangel * pris_plasser[:, None] + 0.0 * har_byggepris


@step(
    unit="plasser", source=METHOD + ": åpner når de mangler, tidligst ledetiden etter første framskrevne år", axes=T, whole=True
)
def uprisede_plasser_ub(
    varig_plassmangel_som_prises: Array,
    ledetid: Array,
    framskrevet_aar: Array,
    har_byggepris: Array,
    plass_etter_ledetid: Array,
) -> Array:
    """Places built since the plan began for the lasting shortage. (år, batch, tjeneste).

    They open in the year they are lacking, at the earliest the lead time after the first projected year; with
    `plass_etter_ledetid` always the lead time after they are lacking. A decision gives no place the same year."""
    years = np.arange(len(varig_plassmangel_som_prises))[:, None, None]
    lead = np.maximum(np.ceil(ledetid), 1.0)
    first = np.where(framskrevet_aar.any(axis=0), framskrevet_aar.argmax(axis=0), len(years))[None, :, None]
    shape = np.broadcast_shapes(varig_plassmangel_som_prises.shape, lead.shape, first.shape)
    before = np.maximum(years - np.broadcast_to(lead, shape), 0.0).astype(np.int64)
    lacking = np.broadcast_to(varig_plassmangel_som_prises, shape)
    wanted = np.where(plass_etter_ledetid > 0.0, np.take_along_axis(lacking, before, axis=0), lacking)
    return np.where(years >= first + lead, wanted, 0.0) * har_byggepris


@step(unit="plasser", source=METHOD + ": bestilt ved årets slutt, betales året etter", axes=T, whole=True)
def bestilte_plasser_ub(uprisede_plasser_ub: Array) -> Array:
    """Places that open, and are paid for, next year. (år, batch, tjeneste)."""
    return np.diff(uprisede_plasser_ub, axis=0, append=uprisede_plasser_ub[-1:])


@step(unit="plasser", source=METHOD + ": det som ikke er bygd, leies der tjenesten har en leiepris", axes=T)
def leide_plasser(
    plassmangel_som_prises: Array, uprisede_plasser_ub: Array, har_leiepris: Array, framskrevet_aar: Array
) -> Array:
    """Places rented in the year. (batch, tjeneste)."""
    short = np.maximum(plassmangel_som_prises - uprisede_plasser_ub, 0.0) * har_leiepris
    return short * framskrevet_aar[:, None]
