"""A net cost of a service as gross expenditure and income by type, as in the example from Bærum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ldip.estimates.net_costs import OTHER, nation_persons
from ldip.estimates.services import Municipality
from ldip.estimates.use_rates import used
from ldip.firstplan.place_prices import to_prices_of
from ldip.parameters.service_estimates import EXPENDITURE, split, table

THOUSAND: Final = 1000.0
TRANSFERS: Final = "overfoeringer"
BENEFITS: Final = "sosialhjelp_stoenad"
PURE: Final = ("helse", "barnevern")  # the row of the example that they share has social benefits as its transfers


def by_type(service: str, net: float, place: Municipality) -> dict[str, float]:
    """Gross kr by type of expenditure and income from a net cost; they differ by it."""
    if service == "barnehage":
        return _kindergarten(net, place)
    if service == "sosial":
        return _social(net, place)
    found = _spread(service, net, without=TRANSFERS if service in PURE else "")
    return _with_utilities(found, place) if service == OTHER else found


def gross(service: str, net: float, place: Municipality) -> float:
    """Gross expenditure of a service, kr."""
    return sum(v for k, v in by_type(service, net, place).items() if k in EXPENDITURE)


def _spread(service: str, net: float, without: str = "") -> dict[str, float]:
    """A net cost as the example's types; `without` leaves out one type of expenditure that other services of its row have."""
    held = split(service)
    held = held.without(without) if without else held
    gross = net / held.net
    return {k: gross * v for k, v in {**held.spent, **held.earned}.items()}


def _kindergarten(net: float, place: Municipality) -> dict[str, float]:
    """Own kindergartens as the example's, and grants to private ones as transfers: the net cost of a child is the same."""
    own = used("kommunal_barnehage", place.own).value / 100.0
    found = _spread("barnehage", net * own)
    return {**found, TRANSFERS: found[TRANSFERS] + net * (1.0 - own)}


def _social(net: float, place: Municipality) -> dict[str, float]:
    """Benefits as transfers, and the rest by the example's types without them."""
    told = place.own.get(BENEFITS)
    paid = min(told.value * THOUSAND if told is not None else _national_benefits(net), net)
    found = _spread("sosial", net - paid, without=TRANSFERS)
    return {**found, TRANSFERS: paid}


def _national_benefits(net: float) -> float:
    """The nation's share of benefits in the net cost of the sector."""
    benefits, people = used(BENEFITS, {}).value * THOUSAND, nation_persons(0, 105)
    return net * benefits / people / used("netto_drift_sosial", {}).value


def _with_utilities(found: Mapping[str, float], place: Municipality) -> dict[str, float]:
    """Water and sewage at cost: as much fees as expenditure, so that gross income is right and net is not moved."""
    held = table("selvkost")
    prices = to_prices_of(place.year - 1, int(str(held["prisaar"]))).value
    cost = float(str(held["kr_per_innbygger"])) * prices * place.persons(0, 105)
    return {**found, "kjoep": found["kjoep"] + cost, "salg": found["salg"] + cost}
