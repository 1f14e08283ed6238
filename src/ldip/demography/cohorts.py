"""Cohort-component steps by zone, sex and single age (docs/method/demografi.md; Preston et al. 2001 ch. 6).

Index 0 of `kjoenn` is women, 1 is men; the last age is open. A table's year t means 1 January t,
so it is read as `folketall_ib`. The identity of each year, sex and zone is kept by construction:
closing = opening + births − deaths + net moves.
"""

from __future__ import annotations

import numpy as np

from ldip.demography import housing
from ldip.demography.projection import moved, project, relative_survival, survivors
from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, Opening, Step, renamed, step, total, weighted_sum

__all__ = ["project"]

PLAN = "planens befolkning/"
FACTOR = "usikkerhetsfaktor i planen; 1 i basisforløpet"
CELLS = ("sone", "kjoenn", "alder")
CCM = "Preston, Heuveline & Guillot 2001, kap. 6; metode: demografi#steget-ett-år"

GIVENS = (
    Given("overlevelse", "andel", PLAN + "doedelighet.csv", ("kjoenn", "alder")),
    Given("fruktbarhet", "andel", PLAN + "fruktbarhet.csv", ("alder",)),
    Given("gutteandel", "andel", "befolkning.toml: gutter_per_jente"),
    Given("utflyttingsrate", "andel", PLAN + "utflytting.csv", CELLS, nature="egenskap"),
    Given("innflytting_bane", "personer", PLAN + "innflytting.csv eller flytting.csv", CELLS),
    Given("flyttetid_andel", "andel", "befolkning.toml: flyttetidspunkt"),
    Given("doedelighetsnivaa", "indeks", FACTOR, group="befolkning", factor=Factor("doedelighet", "lognormal", neutral=1.0)),
    Given("fruktbarhetsnivaa", "indeks", FACTOR, group="befolkning", factor=Factor("fruktbarhet", "lognormal", neutral=1.0)),
)
OPENINGS = (
    Opening("folketall_ib", "befolkning.toml: folketall"),
    Opening("folketall_egen_ib", "befolkning.toml: folketall, egen bane"),
)


@step(unit="andel", source="Brass 1971, logit-relasjon; metode: demografi#dødelighet", axes=("kjoenn", "alder"))
def overlevelse_justert(overlevelse: Array, doedelighetsnivaa: Array) -> Array:
    """Survival at the row's level of mortality. Shape (batch, kjoenn, alder)."""
    return relative_survival(overlevelse, doedelighetsnivaa[:, None, None])


@step(unit="andel", source=CCM, axes=("alder",))
def fruktbarhet_justert(fruktbarhet: Array, fruktbarhetsnivaa: Array) -> Array:
    """Births per woman by age at the row's level of fertility. Shape (batch, alder)."""
    return fruktbarhet * fruktbarhetsnivaa[:, None]


innflytting = total(
    "innflytting", plus=("innflytting_bane", "merinnflytting"), unit="personer", source="sum av planlagte innflyttere", axes=CELLS
)


@step(unit="personer", source="metode: demografi#grupper-som-ikke-eldes", axes=CELLS)
def ordinaert_folketall(folketall_ib: Array, saergruppe_ib: Array) -> Array:
    """Population 1 January without the groups that do not age."""
    return folketall_ib - saergruppe_ib


@step(unit="personer", source=CCM, axes=CELLS)
def flytting_start(
    ordinaert_folketall: Array, boligutflytting: Array, utflyttingsrate: Array, innflytting: Array, flyttetid_andel: Array
) -> Array:
    """Net moves before the year's deaths: half of all when moves are even, and moves to new dwellings."""
    staying = ordinaert_folketall - boligutflytting
    return moved(staying, utflyttingsrate, innflytting, flyttetid_andel[:, None, None, None]) - ordinaert_folketall


@step(unit="personer", source=CCM, axes=CELLS)
def risikofolketall(ordinaert_folketall: Array, flytting_start: Array) -> Array:
    """Population that lives through the year's deaths."""
    return ordinaert_folketall + flytting_start


@step(unit="personer", source=CCM, axes=CELLS)
def eldet(risikofolketall: Array, overlevelse_justert: Array) -> Array:
    """Survivors one year older; age 0 is empty. Shape (batch, sone, kjoenn, alder)."""
    return survivors(risikofolketall, overlevelse_justert[:, None])


@step(unit="personer", source=CCM, axes=("sone", "alder"))
def kvinner_i_risiko(
    risikofolketall: Array, eldet: Array, utflyttingsrate: Array, innflytting: Array, flyttetid_andel: Array
) -> Array:
    """Women by age, mean of the start and the end of the year. Shape (batch, sone, alder)."""
    share = flyttetid_andel[:, None, None]
    end = moved(eldet[:, :, 0], utflyttingsrate[:, :, 0], innflytting[:, :, 0], share)
    return (risikofolketall[:, :, 0] + end) / 2.0


@step(unit="personer", source=CCM, axes=("sone", "kjoenn"))
def foedte(kvinner_i_risiko: Array, fruktbarhet_justert: Array, gutteandel: Array) -> Array:
    """Births by sex. Shape (batch, sone, kjoenn)."""
    births = weighted_sum("rza,ra->rz", kvinner_i_risiko, fruktbarhet_justert)
    both = np.empty((max(len(births), len(gutteandel)), births.shape[1], 2))
    both[..., 0] = births * (1.0 - gutteandel)[:, None]
    both[..., 1] = births * gutteandel[:, None]
    return both


@step(unit="personer", source=CCM, axes=CELLS)
def overlevende(eldet: Array, foedte: Array, overlevelse_justert: Array) -> Array:
    """Population at year end before the moves of the year end: survivors and surviving newborns."""
    newborn = foedte * overlevelse_justert[:, None, :, 0]
    rows = max(len(eldet), len(newborn))
    result = np.array(np.broadcast_to(eldet, (rows, *eldet.shape[1:])))
    result[..., 0] = newborn
    return result


@step(unit="personer", source=CCM, axes=CELLS)
def flytting_slutt(overlevende: Array, utflyttingsrate: Array, innflytting: Array, flyttetid_andel: Array) -> Array:
    """Net moves in the second half of the year, or all of them when they come at year end."""
    return moved(overlevende, utflyttingsrate, innflytting, 1.0 - flyttetid_andel[:, None, None, None]) - overlevende


netto_flytting = total(
    "netto_flytting",
    plus=("flytting_start", "flytting_slutt", "saerflytting", "justering", "sjokkflytting", "tellestoey"),
    unit="personer",
    source=CCM,
    axes=CELLS,
)
folketall_ub = total(
    "folketall_ub",
    plus=("overlevende", "flytting_slutt", "justering", "sjokkflytting", "tellestoey", "saergruppe_ub"),
    unit="personer",
    source=CCM,
    axes=CELLS,
)


@step(unit="personer", source=CCM, axes=("sone", "kjoenn"))
def doede(risikofolketall: Array, foedte: Array, overlevende: Array) -> Array:
    """Deaths: those exposed and births less survivors."""
    exposed = weighted_sum("rzka->rzk", risikofolketall)
    return exposed + foedte - weighted_sum("rzka->rzk", overlevende)


doede_sum = total("doede_sum", plus=("doede",), unit="personer", source=CCM + ": sum over soner og kjønn")


@step(unit="personer", source=CCM, axes=CELLS)
def utflytting(ordinaert_folketall: Array, overlevende: Array, utflyttingsrate: Array, flyttetid_andel: Array) -> Array:
    """Out-moves by rate, where gross rates are given: persons of both halves of the year."""
    share = flyttetid_andel[:, None, None, None]
    return utflyttingsrate * (share * ordinaert_folketall + (1.0 - share) * overlevende)


innbyggere_ub = total("innbyggere_ub", plus=("folketall_ub",), unit="personer", source="sum av folketall_ub")


@step(unit="personer", source="åpning av innbyggere_ub", name="innbyggere_aapning")
def innbyggere_aapning(folketall_ib: Array) -> Array:
    """Inhabitants 1 January of the first year."""
    return weighted_sum("rzka->r", folketall_ib)


# Our own path beside an imported or pinned one: the same formulas on a second chain, without import or pinning.
_OWN = frozenset(
    {
        "ordinaert_folketall",
        "boligrate",
        "boligutflytting",
        "flytting_start",
        "risikofolketall",
        "eldet",
        "kvinner_i_risiko",
        "foedte",
        "overlevende",
    }
)


def _own(original: Step) -> Step:
    inputs = tuple("folketall_egen_ib" if i == "folketall_ib" else i for i in original.inputs)
    return renamed(original, f"{original.name}_egen", tuple(f"{i}_egen" if i in _OWN else i for i in inputs))


OWN_CHAIN = tuple(
    _own(s)
    for s in (
        ordinaert_folketall,
        housing.boligrate,
        housing.boligutflytting,
        flytting_start,
        risikofolketall,
        eldet,
        kvinner_i_risiko,
        foedte,
        overlevende,
        flytting_slutt,
    )
)
folketall_egen_ub = total(
    "folketall_egen_ub",
    plus=("overlevende_egen", "flytting_slutt_egen", "saergruppe_ub"),
    unit="personer",
    source=CCM,
    axes=CELLS,
)
innbyggere_egen_ub = total("innbyggere_egen_ub", plus=("folketall_egen_ub",), unit="personer", source="sum av folketall_egen_ub")
