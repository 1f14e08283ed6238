"""When buildings are open: their own months, and a project that replaces one closes it in the month the project opens.

The months of buildings and those of projects are inputs of their own, so that a plan's projects can be tried on another plan's
buildings: the old building then closes when the new one opens (docs/method/tjenester.md).
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, step

BYGG = "bygg.csv: "
METHOD = "metode: tjenester#bygg-og-hendelser: bygg er åpne fra måneden de åpner til måneden de stenger"
B = ("bygg",)
NEVER = 10.0**6  # months since year 0: after every plan

GIVENS = (
    Given("bygg_aapner_maaned", "antall", BYGG + "aapner, måneder siden år 0", B),
    Given("bygg_stenger_maaned", "antall", BYGG + "stenger, måneder siden år 0", B),
    Given("prosjekt_erstatter_bygg", "flagg", "prosjekter/: erstatter", ("bygg", "prosjekt")),
    Given("prosjekt_aapner_maaned", "antall", "prosjekter/: aapner, måneder siden år 0", ("prosjekt",)),
)


@step(unit="antall", source=METHOD + "; et prosjekt stenger bygget det erstatter", axes=B)
def bygg_stengt_maaned(bygg_stenger_maaned: Array, prosjekt_erstatter_bygg: Array, prosjekt_aapner_maaned_brukt: Array) -> Array:
    """Month from which a building is closed, its own or that of the first project that replaces it. (batch, bygg)."""
    replaces = prosjekt_erstatter_bygg > 0.0
    rows = max(len(bygg_stenger_maaned), len(replaces), len(prosjekt_aapner_maaned_brukt))
    closed = np.minimum(np.broadcast_to(bygg_stenger_maaned, (rows, bygg_stenger_maaned.shape[1])), NEVER)
    for building, project in np.argwhere(replaces.any(axis=0)):  # few projects replace a building
        opens = np.where(replaces[:, building, project], prosjekt_aapner_maaned_brukt[:, project], NEVER)
        closed[:, building] = np.minimum(closed[:, building], opens)
    return np.asarray(closed)


@step(unit="flagg", source=METHOD, axes=B)
def bygg_aapent(bygg_aapner_maaned: Array, bygg_stengt_maaned: Array, kalenderaar: Array) -> Array:
    """1 when a building is open 31 December. (batch, bygg)."""
    end = kalenderaar[:, None] * 12.0 + 11.0
    return np.asarray((bygg_aapner_maaned <= end) & (end < bygg_stengt_maaned), dtype=np.float64)


@step(unit="andel", source=METHOD, axes=B)
def bygg_andel_av_aaret(bygg_aapner_maaned: Array, bygg_stengt_maaned: Array, kalenderaar: Array) -> Array:
    """Share of the year a building is open. (batch, bygg)."""
    return _share(bygg_aapner_maaned, bygg_stengt_maaned, kalenderaar)


@step(unit="andel", source=METHOD + "; året før", axes=B)
def bygg_andel_av_fjoraaret(bygg_aapner_maaned: Array, bygg_stengt_maaned: Array, kalenderaar: Array) -> Array:
    """Share of last year a building was open: what the frames of that year hold. (batch, bygg)."""
    return _share(bygg_aapner_maaned, bygg_stengt_maaned, kalenderaar - 1.0)


def _share(opens: Array, closes: Array, year: Array) -> Array:
    start = year[:, None] * 12.0
    return np.asarray(np.maximum(np.minimum(closes, start + 12.0) - np.maximum(opens, start), 0.0) / 12.0)
