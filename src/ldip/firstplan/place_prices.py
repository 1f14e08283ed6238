"""What a place that lacks is taken to cost: buildings with known cost, in the plan's prices, and running the area."""

from __future__ import annotations

from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.estimates.net_costs import leaf
from ldip.firstplan.writing import Cell, sourced, toml_table
from ldip.pack import nation
from ldip.parameters.service_estimates import PlaceEstimate, places, table

MILLION: Final = "mill. kr"


def to_prices_of(year: int, since: int) -> Derivation:
    """Growth of the municipal deflator from a year to the plan's price year; the last known growth goes on."""
    levels, growth = nation.series("deflator"), nation.series("deflatorvekst")
    last = max(levels)
    start = levels[min(max(since, min(levels)), last)]
    terms = [leaf(f"deflator {min(since, last)}", start), leaf(f"deflator {last}", levels[last])]
    value = levels[last].value / start.value
    for ahead in range(last + 1, year + 1):
        terms.append(leaf(f"vekst {ahead}", growth[ahead]))
        value *= 1.0 + growth[ahead].value / 100.0
    for _ in range(year + 1, since + 1):
        value /= 1.0 + growth[year].value / 100.0
    source = "kommunal deflator; byggekostnader har ingen egen åpen serie i pakken"
    return Derivation("prisvekst", value, "forhold", source, " · ".join(t.name for t in terms), True, tuple(terms))


def place_price(service: str, year: int) -> Derivation:
    """Mill. kr per place in the prices of a year: the mean of the buildings whose cost is known. Errors: KeyError without places."""
    wanted = _held(service)
    built = [b for b in nation.unit_costs() if b.kind in wanted.bygg and b.per_place is not None]
    terms, values = [], []
    for b in built:
        growth = to_prices_of(year, b.ready)
        values.append((b.per_place or 0.0) * growth.value)
        text = f"{b.cost:g} mill. på {b.places} plasser i {b.ready}".replace(".", ",", 1)
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


def _amount(heading: str, value: float, unit: str, year: int, source: list[tuple[str, Cell]]) -> str:
    rows: list[tuple[str, Cell]] = [("beloep", value), ("enhet", unit), ("priser", f"{year}-kroner"), *source]
    return toml_table(heading, rows)
