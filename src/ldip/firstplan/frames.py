"""rammer.csv of a first plan: the net cost of each service as gross expenditure and income by type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.estimates.net_costs import OTHER, nation_persons
from ldip.estimates.services import Municipality
from ldip.estimates.use_rates import used
from ldip.firstplan.costs import MILLION, Costs
from ldip.firstplan.place_prices import to_prices_of
from ldip.firstplan.town import Town
from ldip.firstplan.writing import Cell, amount, csv_text, head
from ldip.parameters.service_estimates import split, split_source, table

COLUMNS: Final = ("tjeneste", "art", "beloep", "enhet", "priser", "anslag", "kilde")
PLACES: Final = 6  # decimals of mill. kr: one krone, so that printed key figures come out to their digit
THOUSAND: Final = 1000.0
TRANSFERS: Final = "overfoeringer"
BENEFITS: Final = "sosialhjelp_stoenad"


def frame_table(town: Town, costs: Costs) -> str:
    """The frames of every service, running prices of the accounts year."""
    about = head(
        town.name,
        town.pack,
        f"Bruttorammer {town.accounts_year}, løpende kroner: netto driftsutgift delt på arter som i eksempelet fra Bærum. "
        "Vann, avløp og avfall står med like stor utgift og inntekt. Bytt dem ut med kommunens regnskap.",
    )
    rows: list[list[Cell]] = []
    for service in costs.net:
        source = f"{brief(costs.net[service])}; kildene står i tjenester/{service}.toml; {split_source()}"
        for kind, kroner in by_type(service, town, costs).items():
            rows.append([service, kind, round(kroner / MILLION, PLACES), "mill. kr", "løpende", True, source])
    return csv_text(about, COLUMNS, rows)


def brief(derivation: Derivation) -> str:
    """The formula with the values of its terms, without where they come from."""
    text = derivation.formula
    for term in derivation.terms:
        text = text.replace(term.name, f"{term.name} {amount(term.value, '')}", 1)
    return text


def by_type(service: str, town: Town, costs: Costs) -> dict[str, float]:
    """Gross kr by type of expenditure and income; they differ by the net cost."""
    net = costs.net_total(service)
    if service == "barnehage":
        return _kindergarten(net, costs.place)
    if service == "sosial":
        return _social(net, costs.place)
    found = _spread(service, net, without=TRANSFERS if service in ("helse", "barnevern") else "")
    return _with_utilities(found, town, costs.place) if service == OTHER else found


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


def _with_utilities(found: Mapping[str, float], town: Town, place: Municipality) -> dict[str, float]:
    """Water and sewage at cost: as much fees as expenditure, so that gross income is right and net is not moved."""
    held = table("selvkost")
    prices = to_prices_of(town.accounts_year, int(str(held["prisaar"]))).value
    cost = float(str(held["kr_per_innbygger"])) * prices * place.persons(0, 105)
    return {**found, "kjoep": found["kjoep"] + cost, "salg": found["salg"] + cost}
