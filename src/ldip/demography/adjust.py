"""Year-end adjustments: groups that do not age, external projections, pinned totals and groups, zones raked.

A draw does not follow the external projection again: it keeps the relative change that the base
case made (`justeringsfaktor`), so shocks to births, deaths and moves carry through.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, Opening, divide, step, total, weighted_sum

CELLS = ("sone", "kjoenn", "alder")
PIN = "metode: demografi#låsing-til-en-framskriving"

GIVENS = (
    Given("saergruppe_bane", "personer", "befolkning.toml: saergrupper", CELLS),
    Given("soneandel", "andel", "sonens andel av folketallet i startåret", ("sone",)),
    Given("flytteprofil", "andel", "fordeling av tilpasset flytting på kjønn og alder", CELLS, nature="mengde"),
    Given("folketall_importert", "personer", "framskrivingen i bruk", ("kjoenn", "alder")),
    Given("har_importert", "flagg", "framskrivingen i bruk", nature="egenskap"),
    Given("gruppe_laast", "personer", "framskrivingen i bruk, aldersgrupper", ("aldersgruppe",), nature="egenskap"),
    Given("har_gruppe_laast", "flagg", "framskrivingen i bruk, aldersgrupper", nature="egenskap"),
    Given("folketall_laast", "personer", "befolkning.toml: laast_totalt", nature="egenskap"),
    Given("har_laast", "flagg", "befolkning.toml: laast_totalt", nature="egenskap"),
    Given("justeringsfaktor", "indeks", "basisforløpets tilpasning, brukt i trekningene", CELLS, group="befolkning"),
    Given("justeringstillegg", "personer", "basisforløpets tilpasning der egen bane er tom", CELLS, group="befolkning"),
    Given("trekning", "antall", "trekningens nummer; 0 i basisforløpet", group="befolkning"),
)
OPENINGS = (Opening("saergruppe_ib", "befolkning.toml: saergrupper"),)


@step(unit="personer", source="befolkning.toml: saergrupper", axes=CELLS)
def saergruppe_ub(saergruppe_bane: Array) -> Array:
    """Persons in groups that do not age (students, institutions, asylum), 31 December."""
    return saergruppe_bane


@step(unit="personer", source="metode: demografi#grupper-som-ikke-eldes", axes=CELLS)
def saerflytting(saergruppe_ub: Array, saergruppe_ib: Array) -> Array:
    """Net moves of the groups that do not age: new persons take the place of those who grow older."""
    return saergruppe_ub - saergruppe_ib


egen_slutt = total(
    "egen_slutt", plus=("overlevende", "flytting_slutt"), unit="personer", source="metode: demografi#steget-ett-år", axes=CELLS
)


@step(unit="personer", source="metode: demografi#låsing-til-en-framskriving: raking av sonene", axes=CELLS)
def importtillegg(
    egen_slutt: Array, saergruppe_ub: Array, folketall_importert: Array, har_importert: Array, soneandel: Array
) -> Array:
    """Adjustment of the zones to the imported population by sex and age; each zone keeps its share of the cell."""
    if not har_importert.any():
        return np.zeros(np.broadcast_shapes(egen_slutt.shape, folketall_importert[:, None].shape))
    whole = weighted_sum("rzka->rka", egen_slutt)[:, None]
    share = np.where(whole == 0.0, soneandel[:, :, None, None], divide(egen_slutt, whole, 0.0))
    wanted = (folketall_importert - weighted_sum("rzka->rka", saergruppe_ub))[:, None]
    return (wanted * share - egen_slutt) * har_importert[:, None, None, None]


@step(unit="personer", source=PIN, axes=CELLS)
def gruppetillegg(
    egen_slutt: Array, saergruppe_ub: Array, gruppe_laast: Array, har_gruppe_laast: Array, gruppetilhoerighet: Array
) -> Array:
    """Adjustment of each age group to the projection in use, proportional within the group."""
    if not har_gruppe_laast.any():
        return np.zeros(egen_slutt.shape)
    own = weighted_sum("rzka,rga->rg", egen_slutt, gruppetilhoerighet)
    wanted = gruppe_laast - weighted_sum("rzka,rga->rg", saergruppe_ub, gruppetilhoerighet)
    factor = weighted_sum("rg,rga->ra", divide(wanted, own, 1.0), gruppetilhoerighet)
    return egen_slutt * ((factor - 1.0) * har_gruppe_laast[:, None])[:, None, None, :]


@step(unit="personer", source=PIN, axes=CELLS)
def laasetillegg(egen_slutt: Array, saergruppe_ub: Array, flytteprofil: Array, folketall_laast: Array, har_laast: Array) -> Array:
    """Extra net moves that bring the total to the pinned path, by the moving profile."""
    if not har_laast.any():  # nothing to reach: no adjustment in any row
        return np.zeros(np.broadcast_shapes(egen_slutt.shape, flytteprofil.shape))
    own = weighted_sum("rzka->r", egen_slutt) + weighted_sum("rzka->r", saergruppe_ub)
    gap = (folketall_laast - own) * har_laast
    return flytteprofil * gap[:, None, None, None]


plantillegg = total(
    "plantillegg", plus=("importtillegg", "gruppetillegg", "laasetillegg"), unit="personer", source=PIN, axes=CELLS
)


@step(unit="personer", source=PIN, axes=CELLS)
def justering(egen_slutt: Array, plantillegg: Array, justeringsfaktor: Array, justeringstillegg: Array, trekning: Array) -> Array:
    """The adjustment of the plan, and in a draw the base case's relative adjustment."""
    if not trekning.any():
        return plantillegg + np.zeros(np.broadcast_shapes(plantillegg.shape, justeringsfaktor.shape))
    drawn = egen_slutt * (justeringsfaktor - 1.0) + justeringstillegg
    return np.where(trekning[:, None, None, None] > 0.0, drawn, plantillegg)


@step(unit="indeks", source=PIN, axes=CELLS)
def justering_relativ(egen_slutt: Array, plantillegg: Array) -> Array:
    """The base case's adjustment as a factor, 1 where the own path is empty; what draws take over."""
    return divide(egen_slutt + plantillegg, egen_slutt, 1.0)


@step(unit="personer", source=PIN, axes=CELLS)
def justering_absolutt(egen_slutt: Array, plantillegg: Array) -> Array:
    """The base case's adjustment where the own path is empty."""
    return np.where(egen_slutt == 0.0, plantillegg, 0.0)
