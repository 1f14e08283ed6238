"""Cost of the services of a first plan: net by service, and the unit cost of a weighted user in the plan's prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.estimates.finances import assets, worn
from ldip.estimates.net_costs import CARE
from ldip.estimates.sectors import fixed_share, sector_indices
from ldip.estimates.services import SECTOR, Municipality, net_per_inhabitant
from ldip.firstplan.by_type import gross
from ldip.firstplan.place_prices import to_prices_of
from ldip.firstplan.town import Town

MILLION: Final = 1e6
WRITTEN_OFF: Final = "avskrivninger"  # the service that takes depreciation out of the frames
OF_CARE: Final = ("institusjon", "hjemmetjeneste")


@dataclass(frozen=True)
class Costs:
    """Net operating cost per inhabitant by service in the accounts year, scaled by the level, and fixed shares of it.

    KOSTRA's net cost of a service has its depreciation, which no frame has; `written_off` is that of all services, kr."""

    place: Municipality
    net: Mapping[str, Derivation]
    fixed: Mapping[str, Derivation]
    level: Derivation
    prices: Derivation
    written_off: Derivation

    def net_total(self, service: str) -> float:
        """Net cost of a service, kr of the accounts year."""
        return self.net[service].value * self.place.persons(0, 105)

    def unit(self, service: str, users: float) -> Derivation:
        """Net cost of a weighted user in the prices of the first plan year, kr."""
        net = self.net[service]
        who = Derivation("brukere", users, "vektede brukere", "folketall · bruksrate · vekt ved første planårs begynnelse")
        people = Derivation("innbyggere", self.place.persons(0, 105), "personer", "SSB tabell 07459, 1. januar")
        every = sum(self.net_total(s) for s in self.net)
        share = Derivation("andelen som er avskrivninger", self.written_off.value / every, "andel", self.written_off.formula)
        value = self.net_total(service) / users * (1.0 - share.value) * self.prices.value if users else 0.0
        text = f"{net.name} × {people.name} / {who.name} × (1 − {share.name}) × {self.prices.name}"
        return Derivation(f"enhetskostnad {service}", value, "kr", "", text, True, (net, people, who, share, self.prices))


def costs(town: Town, level: Derivation) -> Costs:
    """Every service at the level. What the municipality's own whole tells is not scaled: it is the level already."""
    place = municipality(town)
    found = net_per_inhabitant(place)
    if not level_is_known(place):
        found = {s: _scaled(d, level) for s, d in found.items()}
    prices = to_prices_of(town.first_year, town.accounts_year)
    return Costs(place, found, _fixed(place), level, prices, _written_off(place, found))


def _written_off(place: Municipality, net: Mapping[str, Derivation]) -> Derivation:
    """Depreciation in the services' net cost, kr: the assets that the income has left, at what a booked krone is written off.

    Operating income is about the gross expenditure of the services."""
    people = place.persons(0, 105)
    spent = sum(gross(s, d.value * people, place) for s, d in net.items())
    income = Derivation("brutto driftsutgifter i tjenestene", spent, "kr", "om lag driftsinntektene", anslag=True)
    held, off = assets(place.number), worn()
    text = f"{income.name} × {held.name} × {off.name}"
    source = "KOSTRA fører avskrivninger på tjenestene (art 590); rammene har dem ikke"
    return Derivation("avskrivninger i tjenestene", spent * held.value * off.value, "kr", source, text, True, (income, held, off))


def municipality(town: Town) -> Municipality:
    """A town as the estimates of services know it."""
    now, before = town.stocks[town.years.index(town.first_year)], town.stocks[town.years.index(town.accounts_year)]
    july = (now + before).sum(axis=0) / 2.0
    return Municipality(town.number, now.sum(axis=0), july, town.first_year, town.need, town.sectors, town.own)


def level_is_known(place: Municipality) -> bool:
    """Whether own key figures tell what all services cost together."""
    return place.accounts.total is not None


def _scaled(net: Derivation, level: Derivation) -> Derivation:
    text = f"{net.formula} × {level.name}"
    return Derivation(net.name, net.value * level.value, net.unit, net.source, text, True, (*net.terms, level))


def _fixed(place: Municipality) -> dict[str, Derivation]:
    indices = sector_indices(place.need, place.july, place.year, place.sectors)
    found = {s: fixed_share(sector, indices[sector], place.july, place.year) for s, sector in SECTOR.items()}
    return {s: d for s, d in found.items() if s != CARE} | dict.fromkeys(OF_CARE, found[CARE])
