"""bygg.csv of a first plan: as many places as are needed today, since no open table tells how many there are."""

from __future__ import annotations

import math
from typing import Final

from ldip.firstplan.costs import municipality
from ldip.firstplan.town import Town
from ldip.firstplan.users import users
from ldip.firstplan.writing import Cell, csv_text, head
from ldip.parameters.demography import AGES
from ldip.parameters.service_estimates import PlaceEstimate, places

COLUMNS: Final = ("id", "navn", "tjeneste", "plasser", "plasstype", "areal_m2", "anslag", "kilde")
NAMES: Final = {"grunnskole": "Skolene", "barnehage": "Barnehagene", "institusjon": "Institusjonene"}
ABOUT: Final = (
    "Regnet som nok i dag: plassene er behovet i første planår med reserve, rundet opp til hele klasser i skolen. "
    "Mangel kommer derfor bare av vekst. Bytt dem ut med plassene i byggene kommunen har; FDV ligger i rammene."
)
ENOUGH: Final = (
    "Regnet som nok i dag: {users:.0f} brukere med {reserve:g} prosent reserve og {use:g} prosent belegg, hele {unit:g}"
)


def buildings(town: Town) -> dict[str, str]:
    """bygg.csv."""
    rows = [_row(service, town, held) for service in NAMES if (held := places(service)) is not None]
    return {"bygg.csv": csv_text(head(town.name, town.pack, ABOUT), COLUMNS, rows)}


def _row(service: str, town: Town, held: PlaceEstimate) -> list[Cell]:
    most = _most_users(service, town)
    need = most * (1.0 + held.reserve / 100.0) / (held.belegg / 100.0)  # as the engine counts plassbehov
    count = max(math.ceil(need / held.enhet - 1e-9), 1) * held.enhet
    source = ENOUGH.format(users=most, reserve=held.reserve, use=held.belegg, unit=held.enhet)
    kind = "institusjon" if service == "institusjon" else ""
    return [f"{service}-i-dag", NAMES[service], service, count, kind, count * held.m2, True, source]


def _most_users(service: str, town: Town) -> float:
    """Users 1 January of the first year, or those of the same people a year older where they are more."""
    place = municipality(town)
    rates, people = users(service, place).rates, place.people
    older = [0.0, *people[: AGES - 2].tolist(), float(people[AGES - 2] + people[AGES - 1])]
    return max(
        sum(rate / 100.0 * float(sum(ages[first : last + 1])) for (first, last), rate in rates.items())
        for ages in (people, older)
    )
