"""Net operating cost per inhabitant of a municipality's services: the nation's times the need index, or its own key figures.

Oslo's tasks as a county are left out, as its county tax is: neither is open.
The need index carries both the age mix and the drawbacks of small size (`basis`), so nothing else is adjusted for: no cost is
counted twice (docs/method/tjenesteanslag.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from ldip.engine.graph import Array
from ldip.estimates.derivation import Derivation
from ldip.estimates.net_costs import (
    CARE,
    COUNTY,
    OTHER,
    UNIT,
    Accounts,
    Persons,
    accounts,
    leaf,
    nation_persons,
    of_the_nation,
)
from ldip.estimates.sectors import sector_indices
from ldip.estimates.use_rates import Rates, Span, home, home_weights, institution, used
from ldip.pack import nation
from ldip.pack.figures import Figure
from ldip.parameters.service_estimates import split

HOME, INSTITUTION = "hjemmetjeneste", "institusjon"
SERVICES: Final = (
    "grunnskole",
    "barnehage",
    INSTITUTION,
    HOME,
    "helse",
    "sosial",
    "barnevern",
    "kultur",
    "administrasjon",
    OTHER,
)
SECTOR: Final = {
    "grunnskole": "grunnskole",
    "barnehage": "barnehage",
    CARE: "pleie_omsorg",
    "helse": "kommunehelse",
    "sosial": "sosialhjelp",
    "barnevern": "barnevern",
    "administrasjon": "administrasjon_landbruk",
}
DAYS: Final = 365.0
DAY: Final = "institusjon_per_doegn"


@dataclass(frozen=True)
class Municipality:
    """Inputs of the estimates of services: persons by single age 1 January of the first plan year and 1 July before,
    (alder,), the total need index of the first plan year, published sector indices, and own key figures by the pack's names."""

    number: str
    people: Array
    july: Array
    year: int
    need: Derivation
    sectors: Mapping[str, Derivation] = field(default_factory=dict)
    own: Mapping[str, Figure] = field(default_factory=dict)

    def persons(self, first: int, last: int) -> float:
        """Inhabitants of an age span, both ends included."""
        return float(self.people[first : last + 1].sum())

    @cached_property
    def accounts(self) -> Accounts:
        """Costs from the own key figures."""
        return accounts(self.own, self.persons, "kommunens")


def net_per_inhabitant(place: Municipality) -> dict[str, Derivation]:
    """Net operating cost per inhabitant by service the year before the first plan year, kr of that year.

    What own key figures tell goes before the nation's; where they tell the whole, the others share the rest."""
    found = _estimated(place) | dict(place.accounts.services)
    if place.accounts.total is not None:
        found = _within(found, place.accounts)
    return _care_split(place, found)


def _estimated(place: Municipality) -> dict[str, Derivation]:
    """The nation's cost times the index of its sector; what no sector index covers is the nation's per inhabitant."""
    indices = sector_indices(place.need, place.july, place.year, place.sectors)
    return {s: _indexed(s, d, indices) for s, d in of_the_nation().items() if s != COUNTY}


def _indexed(service: str, cost: Derivation, indices: Mapping[str, Derivation]) -> Derivation:
    name = f"netto driftsutgift til {service} per innbygger"
    if service not in SECTOR:
        return Derivation(name, cost.value, UNIT, "ingen indeks dekker tjenesten; som landet", cost.name, True, (cost,))
    index = indices[SECTOR[service]]
    return Derivation(name, cost.value * index.value, UNIT, "", f"{cost.name} × {index.name}", True, (cost, index))


def _within(found: Mapping[str, Derivation], own: Accounts) -> dict[str, Derivation]:
    """Scale what is estimated so that all services make up the municipality's own whole."""
    total, known = own.total, own.services
    assert total is not None
    guessed = {s: d for s, d in found.items() if s not in known}
    left = total.value - sum(d.value for s, d in found.items() if s in known)
    factor = left / sum(d.value for d in guessed.values())
    name, text = "det som er igjen til tjenestene uten egne tall", f"{total.name} − tjenestene med egne tall"
    rest = Derivation(name, left, UNIT, "", text, True, (total,))
    scaled = {
        s: Derivation(d.name, d.value * factor, UNIT, "", f"{d.name} på landets nivå, skalert til {rest.name}", True, (d, rest))
        for s, d in guessed.items()
    }
    return dict(found) | scaled


def _care_split(place: Municipality, found: Mapping[str, Derivation]) -> dict[str, Derivation]:
    """Institutions and services at home apart: the nation's cost of each by the own users, scaled to the cost of care."""
    care, parts = found[CARE], care_parts(place.own)
    weights = {
        INSTITUTION: _users(residents(place).by_age, {}, place.persons),
        HOME: _users(home_users(place).by_age, home_weights(), place.persons),
    }
    size = {s: parts[s].value * weights[s] for s in parts}
    whole = sum(size.values())
    text = f"{care.name} delt etter {{0}} per bruker og egne brukere etter alder"
    split_up = {
        s: Derivation(
            f"netto driftsutgift til {s} per innbygger",
            care.value * size[s] / whole,
            UNIT,
            "",
            text.format(parts[s].name),
            True,
            (care, parts[s]),
        )
        for s in parts
    }
    every = dict(found) | split_up
    return {s: every[s] for s in SERVICES}


def residents(place: Municipality) -> Rates:
    """Residents of institutions per 100 by age: the nation's rates, or those that fit the municipality's own figure."""
    return institution(place.own, place.persons if "institusjon_80" in place.own else nation_persons)


def home_users(place: Municipality) -> Rates:
    """Users of services at home per 100 by age: the nation's rates, or those that fit the municipality's own figures."""
    own = {"hjemmetjeneste_80", "hjemmetjeneste_0_66_av_brukere"} & place.own.keys()
    return home(place.own, place.persons if own else nation_persons)


def _users(rates: Mapping[Span, float], weights: Mapping[Span, float], persons: Persons) -> float:
    return sum(r / 100.0 * weights.get(s, 1.0) * persons(*s) for s, r in rates.items())


def care_parts(own: Mapping[str, Figure]) -> dict[str, Derivation]:
    """Net cost of a resident of an institution, at the municipality's own cost of a day where it is known, and of the nation's
    weighted user of services at home."""
    at_home = _at_home(_resident(nation.figure(DAY), "landets"))
    return {INSTITUTION: _resident(used(DAY, own), "kommunens" if DAY in own else "landets"), HOME: at_home}


def _resident(cost: Figure, whose: str) -> Derivation:
    day = leaf(f"{whose} utgift per oppholdsdøgn i institusjon", cost)
    paid = split(INSTITUTION).earned
    fees = paid["brukerbetalinger"] / (1.0 - paid["andre"])
    return Derivation(
        f"{whose} utgift til en beboer i institusjon",
        day.value * DAYS * (1.0 - fees),
        "kr per beboer",
        "brukerbetalingenes andel som i Bærum-eksempelet",
        f"{day.name} × 365 − brukerbetalinger",
        True,
        (day,),
    )


def _at_home(resident: Derivation) -> Derivation:
    people, care = nation_persons(0, 105), of_the_nation()[CARE]
    residents = _users(institution({}, nation_persons).by_age, {}, nation_persons)
    users = _users(home({}, nation_persons).by_age, home_weights(), nation_persons)
    return Derivation(
        "landets utgift til en bruker av hjemmetjenester",
        (care.value * people - resident.value * residents) / users,
        "kr per bruker",
        "vektet med timer etter alder",
        f"{care.name} − {resident.name}",
        True,
        (care, resident),
    )
