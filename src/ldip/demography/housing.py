"""Housing programme: dwellings built by zone and type bring people with an age profile (docs/method/demografi.md).

Dwellings steer where people live inside the municipality, only partly how many: the total follows with
the share `boligeffekt`, the rest is taken from all zones in proportion to their population.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, Opening, divide, step, total, weighted_sum

CELLS = ("sone", "kjoenn", "alder")
PROGRAMME = ("sone", "boligtype")
HOUSING = "metode: demografi#boligprogram"

GIVENS = (
    Given("boligprogram", "antall", "boligprogram.csv", PROGRAMME),
    Given("ferdigandel", "andel", "befolkning.toml: bolig.ferdigandel"),
    Given("boligfrafall", "andel", "befolkning.toml: bolig.frafall"),
    Given("innflytting_samme_aar", "andel", "befolkning.toml: bolig.innflytting_samme_aar"),
    Given("boligeffekt", "andel", "befolkning.toml: bolig.effekt_paa_totalen"),
    Given("personer_per_bolig", "antall", "befolkning.toml: boligtyper", ("boligtype", "kjoenn", "alder"), nature="egenskap"),
    Given("basisbygging", "antall", "befolkning.toml: bolig.basisbygging", PROGRAMME),
    Given("innflytterprofil", "andel", "innflyttere i basisbanen etter kjønn og alder", CELLS, nature="mengde"),
    Given(
        "folketall_basis", "personer", "basisforløpets folketall, brukt i trekningene", ("kjoenn", "alder"), group="befolkning"
    ),
    Given(
        "sjokk_ferdigandel",
        "andel",
        "usikkerhetsfaktor i planen; null i basisforløpet",
        group="befolkning",
        factor=Factor("ferdigandel", needs="boligprogram", points=True),
    ),
    Given("elevalder", "flagg", "elever i grunnskolen, 6–15 år", ("alder",), group="befolkning"),
)
OPENINGS = (
    Opening("boligkoe_ib", "ingen kø ved åpning", "befolkning", start=0.0),
    Opening("boliger_ferdige_ib", "befolkning.toml: bolig.basisbygging"),
    Opening("boliger_bygd_ib", "ingen boliger bygd etter planen ved åpning", "befolkning", start=0.0),
)


@step(unit="antall", source=HOUSING, axes=PROGRAMME)
def boliger_til_bygging(boligkoe_ib: Array, boligprogram: Array, boligfrafall: Array) -> Array:
    """Dwellings that can be finished in the year: those delayed and the year's programme less cancellations."""
    return boligkoe_ib + boligprogram * (1.0 - boligfrafall)[:, None, None]


@step(unit="antall", source=HOUSING, axes=PROGRAMME)
def boliger_ferdige_ub(boliger_til_bygging: Array, ferdigandel: Array, sjokk_ferdigandel: Array) -> Array:
    """Dwellings finished in the year; the share finished is between 0 and 1 also in the draws."""
    share = np.clip(ferdigandel + sjokk_ferdigandel, 0.0, 1.0)
    return boliger_til_bygging * share[:, None, None]


@step(unit="antall", source=HOUSING, axes=PROGRAMME)
def boligkoe_ub(boliger_til_bygging: Array, boliger_ferdige_ub: Array) -> Array:
    """Dwellings delayed to later years."""
    return boliger_til_bygging - boliger_ferdige_ub


@step(unit="antall", source=HOUSING, axes=("boligtype",))
def boliger_bygd_ub(boliger_bygd_ib: Array, boliger_ferdige_ub: Array) -> Array:
    """Dwellings finished since the plan began, all zones. (batch, boligtype)."""
    return boliger_bygd_ib + weighted_sum("rzb->rb", boliger_ferdige_ub)


@step(unit="antall", source=HOUSING, axes=PROGRAMME)
def boliger_innflyttet(boliger_ferdige_ub: Array, boliger_ferdige_ib: Array, innflytting_samme_aar: Array) -> Array:
    """Dwellings taken into use: some the year they are finished, the rest the year after."""
    same = innflytting_samme_aar[:, None, None]
    return same * boliger_ferdige_ub + (1.0 - same) * boliger_ferdige_ib


@step(unit="personer", source=HOUSING, axes=CELLS)
def innflytting_nye_boliger(boliger_innflyttet: Array, personer_per_bolig: Array) -> Array:
    """Persons who move into new dwellings, by the type's profile of sex and age."""
    return weighted_sum("rzb,rbka->rzka", boliger_innflyttet, personer_per_bolig)


@step(unit="personer", source=HOUSING, axes=CELLS)
def merinnflytting(
    innflytting_nye_boliger: Array, basisbygging: Array, personer_per_ny_bolig: Array, innflytterprofil: Array
) -> Array:
    """In-moves beyond what the base period's building already put into the zone's arrivals, by the arrivals' own profile."""
    contained = weighted_sum("rzb,rb->rz", basisbygging, personer_per_ny_bolig)
    return innflytting_nye_boliger - contained[:, :, None, None] * innflytterprofil


def taken_rate(extra: Array, effect: Array, present: Array) -> Array:
    """Share of those present who move to the new dwellings from the municipality's own zones.

    extra (…, sone, kjoenn, alder) in-moves beyond the base period's, effect (…,) the part that reaches
    the total, present (…, kjoenn, alder) the municipality's population. Returns (…, kjoenn, alder), at most 1.
    """
    wanted = (1.0 - effect)[..., None, None] * extra.sum(axis=-3)
    return np.minimum(divide(wanted, present, 0.0), 1.0)


@step(unit="andel", source=HOUSING, axes=("kjoenn", "alder"))
def boligrate(
    ordinaert_folketall: Array, merinnflytting: Array, boligeffekt: Array, folketall_basis: Array, trekning: Array
) -> Array:
    """Share who move out of every zone to the new dwellings; a draw takes the base case's population as its measure."""
    present = np.where(trekning[:, None, None] > 0.0, folketall_basis, ordinaert_folketall.sum(axis=1))
    return taken_rate(merinnflytting, boligeffekt, present)


@step(unit="personer", source=HOUSING, axes=CELLS)
def boligutflytting(ordinaert_folketall: Array, boligrate: Array) -> Array:
    """Moves out of every zone to the new dwellings, at the start of the year."""
    return ordinaert_folketall * boligrate[:, None]


boligflytting = total(
    "boligflytting", plus=("merinnflytting",), minus=("boligutflytting",), unit="personer", source=HOUSING, axes=CELLS
)


@step(unit="antall", source=HOUSING, axes=("boligtype",))
def elever_per_100_boliger(personer_per_bolig: Array, elevalder: Array) -> Array:
    """Pupils of the primary school (6–15 years) in 100 new dwellings of a type."""
    both = personer_per_bolig[:, :, 0] + personer_per_bolig[:, :, 1]
    return 100.0 * weighted_sum("rba,ra->rb", both, elevalder)


@step(unit="antall", source=HOUSING, axes=("boligtype",))
def personer_per_ny_bolig(personer_per_bolig: Array) -> Array:
    """Persons in a new dwelling of a type."""
    return weighted_sum("rbka->rb", personer_per_bolig)
