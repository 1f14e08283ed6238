"""Cohort-component steps with end-of-year moves (population.md §2; Preston et al. 2001 ch. 6).

Index 0 of `kjoenn` is women, 1 is men; the last age is open. A table's year t means 1 January t,
so it is read as `folketall_ib`. The identity of each year, sex and zone is kept by construction:
closing = opening + births − deaths + net moves.
"""

from __future__ import annotations

import numpy as np

from ldip.demography.projection import project, survivors
from ldip.graph import Array, Given, renamed, step, total, weighted_sum

__all__ = ["project"]

PLAN = "planens befolkning/"
CELLS = ("sone", "kjoenn", "alder")
CCM = "Preston, Heuveline & Guillot 2001, kap. 6; metode: demografi"

GIVENS = (
    Given("overlevelse", "andel", PLAN + "doedelighet.csv", ("kjoenn", "alder"), "befolkning"),
    Given("fruktbarhet", "andel", PLAN + "fruktbarhet.csv", ("alder",), "befolkning"),
    Given("gutteandel", "andel", "befolkning.toml: gutter_per_jente", (), "befolkning"),
    Given("netto_flytting_bane", "personer", PLAN + "flytting.csv", CELLS, "befolkning", "mengde"),
    Given("flytteprofil", "andel", "fordeling av tilpasset flytting på kjønn og alder", CELLS, "befolkning"),
    Given("folketall_importert", "personer", PLAN + "framskriving.csv", CELLS, "befolkning", "mengde"),
    Given("har_importert", "flagg", PLAN + "framskriving.csv", (), "befolkning"),
    Given("folketall_laast", "personer", "befolkning.toml: laast_totalt", (), "befolkning"),
    Given("har_laast", "flagg", "befolkning.toml: laast_totalt", (), "befolkning"),
    Given("sjokk_folketall", "andel", "usikkerhetsfaktor i planen; null i basisforløpet", (), "befolkning"),
)


@step(unit="personer", source=CCM, axes=CELLS)
def eldet(folketall_ib: Array, overlevelse: Array) -> Array:
    """Survivors one year older, before moves; age 0 is empty. Shape (batch, sone, kjoenn, alder)."""
    return survivors(folketall_ib, overlevelse[:, None])


@step(unit="personer", source=CCM, axes=("sone", "kjoenn"))
def foedte(folketall_ib: Array, eldet: Array, fruktbarhet: Array, gutteandel: Array) -> Array:
    """Births by sex from women at risk, mean of opening and surviving women. Shape (batch, sone, kjoenn)."""
    women = (folketall_ib[:, :, 0, :] + eldet[:, :, 0, :]) / 2.0
    births = weighted_sum("rza,ra->rz", women, fruktbarhet)
    both = np.empty((max(len(births), len(gutteandel)), births.shape[1], 2))
    both[..., 0] = births * (1.0 - gutteandel)[:, None]
    both[..., 1] = births * gutteandel[:, None]
    return both


@step(unit="personer", source=CCM, axes=CELLS)
def overlevende(eldet: Array, foedte: Array, overlevelse: Array) -> Array:
    """Population at year end before moves: survivors and surviving newborns."""
    newborn = foedte * overlevelse[:, None, :, 0]
    rows = max(len(eldet), len(newborn))
    result = np.array(np.broadcast_to(eldet, (rows, *eldet.shape[1:])))
    result[..., 0] = newborn
    return result


@step(unit="indeks", source="metode: usikkerhet, felles folketallsnivå")
def folketallsnivaa_ub(folketallsnivaa_ib: Array, sjokk_folketall: Array) -> Array:
    """Accumulated uncertain level of the population, 1 in the base case. Shape (batch,)."""
    return folketallsnivaa_ib * (1.0 + sjokk_folketall)


@step(unit="personer", source="metode: demografi, låst totaltall", axes=CELLS)
def laasetillegg(
    overlevende: Array,
    netto_flytting_bane: Array,
    flytteprofil: Array,
    folketall_laast: Array,
    har_laast: Array,
    folketallsnivaa_ib: Array,
) -> Array:
    """Extra net moves that bring the total to the pinned path, by the moving profile."""
    if not har_laast.any():  # nothing to reach: no adjustment in any row
        return np.zeros(np.broadcast_shapes(overlevende.shape, flytteprofil.shape))
    own = weighted_sum("rzka->r", overlevende) + weighted_sum("rzka->r", netto_flytting_bane)
    gap = (folketall_laast * folketallsnivaa_ib - own) * har_laast
    return flytteprofil * gap[:, None, None, None]


@step(unit="personer", source=CCM, axes=CELLS)
def flytting_foer_sjokk(
    overlevende: Array,
    netto_flytting_bane: Array,
    laasetillegg: Array,
    folketall_importert: Array,
    har_importert: Array,
    folketallsnivaa_ib: Array,
) -> Array:
    """Net moves: what an imported projection implies, else the base path with the pinning adjustment."""
    imported = har_importert > 0.0
    if not imported.any():  # the same for all rows in nearly every batch; spares two passes over every cell
        return netto_flytting_bane + laasetillegg
    implied = folketall_importert * folketallsnivaa_ib[:, None, None, None] - overlevende
    if imported.all():
        return implied
    return np.where(imported[:, None, None, None], implied, netto_flytting_bane + laasetillegg)


@step(unit="personer", source="metode: usikkerhet, felles folketallsnivå", axes=CELLS)
def netto_flytting(overlevende: Array, flytting_foer_sjokk: Array, sjokk_folketall: Array) -> Array:
    """Net moves with the uncertain level, which changes every cell by the same share."""
    return flytting_foer_sjokk + sjokk_folketall[:, None, None, None] * (overlevende + flytting_foer_sjokk)


@step(unit="personer", source=CCM, axes=CELLS)
def folketall_ub(overlevende: Array, netto_flytting: Array) -> Array:
    """Population 31 December, equal to 1 January of next year."""
    return overlevende + netto_flytting


@step(unit="personer", source=CCM, axes=("sone", "kjoenn"))
def doede(folketall_ib: Array, foedte: Array, overlevende: Array) -> Array:
    """Deaths: opening population and births less survivors."""
    opening = weighted_sum("rzka->rzk", folketall_ib)
    return opening + foedte - weighted_sum("rzka->rzk", overlevende)


innbyggere_ub = total("innbyggere_ub", plus=("folketall_ub",), unit="personer", source="sum av folketall_ub")


@step(unit="personer", source="åpning av innbyggere_ub", name="innbyggere_aapning")
def innbyggere_aapning(folketall_ib: Array) -> Array:
    """Inhabitants 1 January of the first year."""
    return weighted_sum("rzka->r", folketall_ib)


# Our own path beside an imported one: the same formulas on a second chain, without import or pinning.
eldet_egen = renamed(eldet, "eldet_egen", ("folketall_egen_ib", "overlevelse"))
foedte_egen = renamed(foedte, "foedte_egen", ("folketall_egen_ib", "eldet_egen", "fruktbarhet", "gutteandel"))
overlevende_egen = renamed(overlevende, "overlevende_egen", ("eldet_egen", "foedte_egen", "overlevelse"))
folketall_egen_ub = renamed(folketall_ub, "folketall_egen_ub", ("overlevende_egen", "netto_flytting_bane"))
innbyggere_egen_ub = total("innbyggere_egen_ub", plus=("folketall_egen_ub",), unit="personer", source="sum av folketall_egen_ub")
