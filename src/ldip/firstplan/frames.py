"""rammer.csv of a first plan: the net cost of each service as gross expenditure and income by type."""

from __future__ import annotations

from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.firstplan.by_type import by_type
from ldip.firstplan.costs import MILLION, WRITTEN_OFF, Costs
from ldip.firstplan.town import Town
from ldip.firstplan.writing import Cell, amount, csv_text, head
from ldip.parameters.service_estimates import split_source

COLUMNS: Final = ("tjeneste", "art", "beloep", "enhet", "priser", "anslag", "kilde")
PLACES: Final = 6  # decimals of mill. kr: one krone, so that printed key figures come out to their digit


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
        for kind, kroner in by_type(service, costs.net_total(service), costs.place).items():
            rows.append([service, kind, round(kroner / MILLION, PLACES), "mill. kr", "løpende", True, source])
    off = costs.written_off
    rows.append([WRITTEN_OFF, "kjoep", round(-off.value / MILLION, PLACES), "mill. kr", "løpende", True, brief(off)])
    return csv_text(about, COLUMNS, rows)


def brief(derivation: Derivation) -> str:
    """The formula with the values of its terms, without where they come from."""
    text = derivation.formula
    for term in derivation.terms:
        text = text.replace(term.name, f"{term.name} {amount(term.value, '')}", 1)
    return text
