"""Users of the services of a first plan: use rates and weights by age, and the weighted users when the plan opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.estimates.net_costs import nation_persons
from ldip.estimates.services import SECTOR, Municipality, home_users, residents
from ldip.estimates.use_rates import Span, home_weights, kindergarten
from ldip.parameters.demography import AGES
from ldip.parameters.income_system import AGE_CRITERIA, cost_key

EVERYONE: Final[Span] = (0, AGES - 1)
PUPILS: Final[Span] = (6, 15)
KINDERGARTEN_WEIGHTS: Final[dict[Span, float]] = {(1, 2): 2.0, (3, 3): 1.5}
BY_KEY: Final[dict[str, Span]] = {"helse": EVERYONE, "sosial": (16, 66), "barnevern": (0, 24)}  # ages the cost key counts
ALL: Final = 100.0


@dataclass(frozen=True)
class Users:
    """Users per 100 persons and weights by age span, their derivation, and the weighted users 1 January of the first year."""

    rates: Mapping[Span, float]
    weights: Mapping[Span, float]
    source: Derivation
    count: float


def users(service: str, place: Municipality) -> Users:
    """Users of a service. Services without users of an age of their own count every inhabitant."""
    rates, weights, source = _known(service, place)
    return Users(rates, weights, source, _weighted(rates, weights, place))


def _known(service: str, place: Municipality) -> tuple[Mapping[Span, float], Mapping[Span, float], Derivation]:
    if service == "grunnskole":
        return (
            {PUPILS: ALL},
            {},
            _said("opplæringslova § 2-1: alle går på skole; utgiften er per innbygger 6–15 år"),
        )
    if service == "barnehage":
        found = kindergarten(place.own)
        return found.by_age, KINDERGARTEN_WEIGHTS, found.derivation
    if service == "institusjon":
        found = residents(place)
        return found.by_age, {}, found.derivation
    if service == "hjemmetjeneste":
        found = home_users(place)
        return found.by_age, home_weights(), found.derivation
    if service in BY_KEY:
        first, last = BY_KEY[service]
        return {(first, last): ALL}, _key_weights(service, place.year), _said(_key_source(place.year))
    return {EVERYONE: ALL}, {}, _said("utgift per innbygger; følger innbyggerne")


def _said(source: str) -> Derivation:
    return Derivation("brukere", ALL, "prosent", source, anslag=True)


def _key_source(year: int) -> str:
    return f"{cost_key(year).kilde}: alderskriteriene i sektoren og deres vekt per innbygger mot landets folketall"


@cache
def _key_weights(service: str, year: int) -> dict[Span, float]:
    """Weight of a criterion of the sector over its share of the nation's people of the ages that the sector counts; mean 1."""
    key, (first, last) = cost_key(year).keys[SECTOR[service]], BY_KEY[service]
    ages = {(a, b): key[c] for a, b, c in AGE_CRITERIA.values() if c in key and first <= a and b <= last}
    whole, people = sum(ages.values()), {s: nation_persons(*s) for s in ages}
    every = sum(people.values())
    return {s: round((w / whole) / (people[s] / every), 3) for s, w in ages.items()}


def _weighted(rates: Mapping[Span, float], weights: Mapping[Span, float], place: Municipality) -> float:
    by_age = [1.0] * AGES
    for (first, last), weight in weights.items():
        by_age[first : last + 1] = [weight] * (last + 1 - first)
    return float(sum(rate / 100.0 * by_age[age] * place.people[age] for (a, b), rate in rates.items() for age in range(a, b + 1)))
