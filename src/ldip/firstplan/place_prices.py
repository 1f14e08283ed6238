"""Price of a missing place: buildings with known cost, in the plan's prices, and running the area."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.estimates.net_costs import leaf
from ldip.firstplan.writing import Cell, comma, sourced, toml_table
from ldip.pack import nation
from ldip.parameters.service_estimates import PlaceEstimate, places, table

MILLION: Final = "mill. kr"
Rows = list[tuple[str, Cell | Sequence[Cell]]]


def to_prices_of(year: int, since: int) -> Derivation:
    """Growth of the municipal deflator from a year to the plan's price year; beyond the known years the ends hold."""
    levels = nation.series("deflator")
    first, last = (min(max(y, min(levels)), max(levels)) for y in (since, year))
    terms = (leaf(f"deflatoren i {last}", levels[last]), leaf(f"deflatoren i {first}", levels[first]))
    source = "kommunal deflator, i mangel av en åpen serie for byggekostnader"
    value = levels[last].value / levels[first].value
    return Derivation("prisvekst", value, "forhold", source, f"{terms[0].name} / {terms[1].name}", True, terms)


def place_price(service: str, year: int) -> Derivation:
    """Mill. kr per place in the prices of a year: the mean of buildings with known cost. Errors: KeyError without places."""
    wanted = _held(service)
    built = [b for b in nation.unit_costs() if b.kind in wanted.bygg and b.per_place is not None]
    terms, values = [], []
    for b in built:
        growth = to_prices_of(year, b.ready)
        values.append((b.per_place or 0.0) * growth.value)
        text = f"{comma(b.cost or 0.0)} mill. på {b.places} plasser i {b.ready}"
        terms.append(Derivation(b.name, values[-1], MILLION, f"{text}, {b.source}", anslag=True))
    source = f"ført til {year}-kroner med kommunal deflator"
    name, text = f"byggepris per plass {service}", "snittet av " + ", ".join(t.name for t in terms)
    return Derivation(name, sum(values) / len(values), MILLION, source, text, True, tuple(terms))


def _held(service: str) -> PlaceEstimate:
    found = places(service)
    if found is None:
        raise KeyError(service)
    return found


def place_table(service: str, year: int) -> str:
    """[plasser] and [plasser.pris] of a service; empty for a service without places."""
    if places(service) is None:
        return ""
    held, told = _held(service), table("bygg")
    source = str(told["kilde"])
    kept = "[plasser]\n" + f"ledetid_aar = {held.ledetid:g}\n"
    for name, value in (("reserve", held.reserve), ("belegg", held.belegg)):
        kept += f'{name} = {{ enhet = "prosent", verdi = {value:g}, kilde = "Antatt: {source}", anslag = true }}\n'
    price = place_price(service, year)
    running = float(str(told["fdv_per_m2"])) * to_prices_of(year, int(str(told["fdv_prisaar"]))).value
    about: list[tuple[str, Cell]] = [
        ("m2_per_plass", held.m2),
        ("mva_kompensasjon_andel", float(str(told["mva_kompensasjon_andel"]))),
        ("tilskudd_andel", held.tilskudd or None),
        ("anleggsklasse", "institusjon" if service == "institusjon" else None),
    ]
    return (
        kept
        + "\n"
        + toml_table("[plasser.pris]", about)
        + _amount("[plasser.pris.bygg_per_plass]", round(price.value, 3), MILLION, year, sourced(price))
        + _amount(
            "[plasser.pris.fdv_per_m2]",
            round(running, -1),
            "kr",
            year,
            [("kilde", f"{told['fdv_kilde']}, ført til {year}-kroner"), ("anslag", True)],
        )
    )


def _amount(heading: str, value: float, unit: str, year: int, source: Rows) -> str:
    rows: Rows = [("beloep", value), ("enhet", unit), ("priser", f"{year}-kroner"), *source]
    return toml_table(heading, rows)
