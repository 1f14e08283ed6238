"""Net operating cost of a year per inhabitant by service, from KOSTRA's key figures of the nation or of one municipality.

KOSTRA prints some services per inhabitant of an age group, some per inhabitant, and some only as a share of the whole. The whole
is the amount that gives every printed share: each share with its last digit bounds it from both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from ldip.estimates.derivation import Derivation
from ldip.pack import nation, people
from ldip.pack.figures import Figure
from ldip.parameters.income_system import AGE_CRITERIA, nation_source
from ldip.parameters.income_system import nation as nation_by_age

UNIT: Final = "kr per innbygger"
OSLO: Final = "0301"
REST: Final = "Landet u/Oslo"
CARE: Final = "omsorg"  # institutions and services at home, which KOSTRA tells as one
OTHER: Final = "annet"
COUNTY: Final = "fylkesoppgaver"  # Oslo is its own county
BY_AGE: Final = {"grunnskole": ("grunnskole_per_6_15", 6, 15), "barnehage": ("barnehage_per_1_5", 1, 5)}
PER_HEAD: Final = {
    CARE: "netto_drift_pleie_og_omsorg",
    "helse": "netto_drift_kommunehelse",
    "sosial": "netto_drift_sosial",
    "barnevern": "netto_drift_barnevern",
    "kultur": "kultur_per_innbygger",
    "administrasjon": "netto_drift_administrasjon",
}
SHARES: Final = {
    "grunnskole": "grunnskole_andel",
    "barnehage": "barnehage_andel",
    CARE: "omsorg_andel",
    "helse": "kommunehelse_andel",
    "kultur": "kultur_andel",
}
HALF: Final = 0.05  # per cent: half the last digit that KOSTRA prints
WHOLE: Final = "det beløpet som gir alle andelene slik KOSTRA trykker dem"
Persons = Callable[[int, int], float]  # inhabitants of an age span, both ends included


@dataclass(frozen=True)
class Accounts:
    """Net operating cost per inhabitant by service where it is known, and of all services together."""

    services: Mapping[str, Derivation]
    total: Derivation | None


def leaf(name: str, figure: Figure) -> Derivation:
    """A figure as a leaf of a derivation."""
    return Derivation(name, figure.value, figure.unit, figure.source, anslag=figure.anslag)


def accounts(figures: Mapping[str, Figure], persons: Persons, whose: str) -> Accounts:
    """Costs by service from key figures. `persons` are at the end of the year, as KOSTRA divides; `whose` names the place."""
    found = {s: _of_age(s, figures[name], (first, last), persons, whose) for s, (name, first, last) in _held(BY_AGE, figures)}
    found |= {s: leaf(f"{whose} netto driftsutgift til {s}", figures[n]) for s, n in PER_HEAD.items() if n in figures}
    total = whole(found, figures, whose)
    for service, name in SHARES.items() if total is not None else ():
        if service not in found and name in figures and total is not None:
            share = leaf(f"andelen til {service}", figures[name])
            source = f"KOSTRA: netto driftsutgift til {service} i prosent av samlet netto driftsutgift"
            value, text = total.value * share.value / 100.0, f"{total.name} × {share.name}"
            found[service] = Derivation(
                f"{whose} netto driftsutgift til {service}", value, UNIT, source, text, True, (total, share)
            )
    return Accounts(found, total)


def _held(by_age: Mapping[str, tuple[str, int, int]], figures: Mapping[str, Figure]) -> list[tuple[str, tuple[str, int, int]]]:
    return [(s, at) for s, at in by_age.items() if at[0] in figures]


def _of_age(service: str, figure: Figure, span: tuple[int, int], persons: Persons, whose: str) -> Derivation:
    """A cost per inhabitant of an age group as a cost per inhabitant."""
    ages = f"{span[0]}–{span[1]} år"
    cost = leaf(f"{whose} netto driftsutgift til {service} per innbygger {ages}", figure)
    share = Derivation(f"andelen {ages}", persons(*span) / persons(0, 105), "andel", "SSB tabell 07459, utgangen av året")
    text = f"{cost.name} × {share.name}"
    name = f"{whose} netto driftsutgift til {service}"
    return Derivation(name, cost.value * share.value, UNIT, "", text, cost.anslag, (cost, share))


def whole(known: Mapping[str, Derivation], figures: Mapping[str, Figure], whose: str) -> Derivation | None:
    """Net operating cost of all services per inhabitant: the middle of what every printed share allows; None without shares."""
    low, high, terms = 0.0, np.inf, []
    for service, name in SHARES.items():
        if service in known and name in figures:
            share, cost = figures[name].value, known[service]
            low, high = max(low, 100.0 * cost.value / (share + HALF)), min(high, 100.0 * cost.value / (share - HALF))
            terms += [cost, leaf(f"andelen til {service}", figures[name])]
    if not terms:
        return None
    value, text = (low + high) / 2.0, "midt mellom det minste og det største beløpet som gir andelene"
    source = f"{WHOLE}; usikkerhet {abs(high - low) / 2.0:.0f} kr"
    return Derivation(f"{whose} samlede netto driftsutgift", value, UNIT, source, text, True, tuple(terms))


def nation_persons(first: int, last: int) -> float:
    """The nation's inhabitants at the end of KOSTRA's last year. Errors: KeyError for a span that is no sum of criteria."""
    counts = nation_by_age(np.array([nation_source()[2]]))[0]
    spans = {(a, b): n for (a, b, _), n in zip(AGE_CRITERIA.values(), counts.tolist(), strict=True)}
    held = [(a, b) for a, b in spans if first <= a and b <= last]
    if not held or min(a for a, _ in held) != first or max(b for _, b in held) != last:
        raise KeyError((first, last))
    return float(sum(spans[span] for span in held))


def rest_persons(first: int, last: int) -> float:
    """The nation's inhabitants without Oslo's."""
    oslo = people.stocks(OSLO).cells[0, -1]
    return nation_persons(first, last) - float(oslo[:, first : last + 1].sum())


def _figures(area: str) -> dict[str, Figure]:
    wanted = (*(n for n, *_ in BY_AGE.values()), *PER_HEAD.values(), *SHARES.values())
    return {n: nation.figure(n, area=area) for n in wanted if n in nation.names(area)}


@cache
def of_the_nation() -> dict[str, Derivation]:
    """The nation's net operating cost per inhabitant by service; together they are the nation's whole.

    «annet» is what is left of the whole of the nation without Oslo, and «fylkesoppgaver» what then is left of the nation's: the
    tasks that Oslo has as a county, spread on all inhabitants."""
    all_of_it = accounts(_figures(nation.COUNTRY), nation_persons, "landets")
    rest = accounts(_figures(REST), rest_persons, "landets uten Oslo")
    assert all_of_it.total is not None and rest.total is not None  # the pack has the shares; a test holds it
    found = dict(all_of_it.services)
    others = tuple(rest.services.get(s, d) for s, d in found.items())
    name, source = "landets netto driftsutgift til resten", "KOSTRA: det som er igjen når tjenestene med egne tall er trukket fra"
    left = rest.total.value - sum(d.value for d in others)
    found[OTHER] = Derivation(name, left, UNIT, source, f"{rest.total.name} − tjenestene med egne tall", True, (rest.total,))
    county = all_of_it.total.value - sum(d.value for d in found.values())
    source = "KOSTRA: landet med Oslo mindre landet uten Oslo"
    text = f"{all_of_it.total.name} − alle kommunale tjenester"
    found[COUNTY] = Derivation("Oslos fylkesoppgaver på alle innbyggere", county, UNIT, source, text, True, (all_of_it.total,))
    return found


def nation_total() -> float:
    """The nation's net operating cost per inhabitant, all services."""
    return sum(d.value for d in of_the_nation().values())
