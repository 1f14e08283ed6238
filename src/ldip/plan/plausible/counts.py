"""The people of the plan: against the municipality's own in the data pack, women against men, and one age against the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.pack.figures import by_municipality, tables
from ldip.pack.municipalities import Municipality, of_number
from ldip.pack.people import stocks
from ldip.parameters.demography import AGES
from ldip.parameters.plausible import rules
from ldip.plan.document import Plan, Table
from ldip.plan.plausible.caution import Caution, Words, number, short
from ldip.plan.plausible.common import given as values_of
from ldip.plan.schema import tables as t

KNOWN: Final = "kommunetall"
SEXES: Final = "kjoenn"
AGE: Final = "alder"
OLD: Final = 85
PACK_YEAR: Final = 2026
INDEX: Final = "inntekter.toml:behovsindeks"


def _known(plan: Plan) -> Iterator[Caution]:
    """Inhabitants and index of need of a plan that is no illustration."""
    place = _municipality(plan)
    if place is None:
        return
    rule, stock = rules()[KNOWN], plan.referenced("folketall", t.StockRow)
    people, year = plan.inhabitants, plan.population.dato.year
    apart = rule.grenser["innbyggere"] + rule.grenser["per_aar"] * abs(year - PACK_YEAR)
    if people > 0.0 and abs(100.0 * (people / place.inhabitants - 1.0)) > apart:
        words = (
            ("verdi", number(people, 0)),
            ("kommune", place.name),
            ("kjent", number(place.inhabitants, 0)),
            ("aar", str(PACK_YEAR)),
            ("ganger", short(round(people / place.inhabitants, 2))),
        )
        line = _largest(stock)
        yield Caution(stock.file, "personer", KNOWN, f"{stock.file}: personer", words, number(people, 0), "innbyggere", line)
    yield from _index(plan, place)


def _index(plan: Plan, place: Municipality) -> Iterator[Caution]:
    published = by_municipality("behovsindeks.csv").get(place.number)
    if published is None:
        return
    known, limit = float(published[str(PACK_YEAR)]), rules()[KNOWN].grenser["behovsindeks"]
    for found in values_of(plan, INDEX):
        if abs(100.0 * (found.value / known - 1.0)) > limit:
            words = (
                ("verdi", short(found.value)),
                ("kommune", place.name),
                ("kjent", short(known)),
                ("aar", str(PACK_YEAR)),
                ("kilde", tables()["behovsindeks.csv"].kilde),
            )
            yield Caution(found.file, found.key, KNOWN, found.place, words, short(found.value), "behovsindeks")


def _municipality(plan: Plan) -> Municipality | None:
    if plan.head.illustrasjon:
        return None
    return of_number(plan.head.kommune.kommunenummer)


def _sexes(plan: Plan) -> Iterator[Caution]:
    """More men than women among the oldest, in the opening population and in each year of its history."""
    rule, stock, history = rules()[SEXES], plan.referenced("folketall", t.StockRow), plan.referenced("historie", t.HistoryRow)
    counted = {(stock.file, plan.population.dato.year): (_old(stock.numbered()), _largest(stock))}
    by_year: dict[int, list[tuple[int, t.HistoryRow]]] = {}
    for line, row in history.numbered():
        if row.alder >= OLD:
            by_year.setdefault(row.aar, []).append((line, row))
    counted |= {(history.file, year): (_old(rows), rows[0][0]) for year, rows in by_year.items()}
    for (file, year), (old, line) in counted.items():
        few = sum(old.values()) < rule.grenser["personer"]
        words = (("aar", str(year)), ("menn", number(old["m"], 0)), ("kvinner", number(old["k"], 0)), ("alder", str(OLD)))
        place, value = f"{file}: {year}", f"{number(old['m'], 0)} menn"
        if not few and old["m"] > rule.high * old["k"]:
            yield Caution(file, "kjoenn", SEXES, place, words, value, "flere", line)
        elif file == stock.file and (few or old["m"] > rule.low * old["k"]) and (known := _swapped(plan, stock)):
            yield Caution(file, "kjoenn", SEXES, place, words + known, value, "byttet", line)


def _swapped(plan: Plan, stock: Table[t.StockRow]) -> Words:
    """The municipality's own oldest in the data pack, where the people fit it better with the sexes swapped; else nothing."""
    place, year = _municipality(plan), plan.population.dato.year
    if place is None or year not in (own := stocks(place.number)).years:
        return ()
    known = own.cells[0, own.years.index(year)]
    given = np.stack([_by_age(stock, sex)[0] for sex in "km"])
    if np.abs(given[::-1] - known).sum() >= 0.5 * np.abs(given - known).sum():
        return ()
    women, men = known[:, OLD:].sum(axis=1)
    return (("kommune", place.name), ("kjent_m", number(men, 0)), ("kjent_k", number(women, 0)))


def _old(rows: Iterable[tuple[int, t.StockRow | t.HistoryRow]]) -> Mapping[str, float]:
    """Persons of the oldest ages by sex."""
    found = {"k": 0.0, "m": 0.0}
    for _, row in rows:
        if row.alder >= OLD:
            found[row.kjoenn] += row.personer
    return found


def _ages(plan: Plan) -> Iterator[Caution]:
    """Persons of one age far from those of the ages beside it."""
    rule, stock = rules()[AGE], plan.referenced("folketall", t.StockRow)
    for sex in "km":
        persons, lines = _by_age(stock, sex)
        for age in range(1, AGES - 1):
            beside, own = (persons[age - 1], persons[age + 1]), persons[age]
            above = own >= rule.grenser["personer"] and own > rule.high * max(beside)
            below = min(beside) >= rule.grenser["personer"] and own < min(beside) / rule.high
            if above or below:
                words = (
                    ("kjoenn", "kvinner" if sex == "k" else "menn"),
                    ("alder", str(age)),
                    ("verdi", number(own, 0)),
                    ("foer", number(beside[0], 0)),
                    ("etter", number(beside[1], 0)),
                )
                place = f"{stock.file}: {sex} {age}"
                yield Caution(stock.file, "personer", AGE, place, words, number(own, 0), sex, lines.get(age, 0))


def _by_age(stock: Table[t.StockRow], sex: str) -> tuple[NDArray[np.float64], dict[int, int]]:
    """Persons of a sex by age, and the first line of each age."""
    persons, lines = np.zeros(AGES), dict[int, int]()
    for line, row in stock.numbered():
        if row.kjoenn == sex:
            persons[row.alder] += row.personer
            lines.setdefault(row.alder, line)
    return persons, lines


def _largest(stock: Table[t.StockRow]) -> int:
    """Line of the most persons."""
    return max(((r.personer, line) for line, r in stock.numbered()), default=(0.0, 0))[1]


RULES: Final = (_known, _sexes, _ages)
