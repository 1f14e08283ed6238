"""Imported population held against what is already known: the plan's own figures, and the municipality's registered population.

Nothing is changed and nothing refused: what is unlikely is reported with what is usual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.locales import tr
from ldip.locales.written import separated
from ldip.pack import people
from ldip.pack.municipalities import of_number
from ldip.parameters.demography import AGES

WIDEST: Final = 1.6  # times the known population, or its inverse: more than any municipality has changed in ten years
JUMP: Final = 0.12  # of the persons in one year: the largest change of a municipality of some size without new borders is 7 %
SMALL: Final = 1000  # inhabitants; below this a single event may change a tenth
BANDS: Final = (0, 20, 45, 67, 80, 90)  # first ages: wide enough that chance and a few years matter little
# Share of the known difference between the sexes that must be found with the opposite sign. Of the 357 municipalities, none is
# taken for swapped against its own figures a year or five before (one against ten), and 355 are found when they are swapped.
LIKE: Final = 0.5
POWERS: Final = (10.0, 100.0, 1000.0)
OLD: Final = 85  # from this age on women are about two of three
OLD_PERSONS: Final = 50
OLD_SHARE: Final = 0.45

People = NDArray[np.float64]  # (2, AGES): women first


def unusual(number: str, found: Mapping[int, People], own: Mapping[int, People]) -> list[str]:
    """Notes on totals, jumps and sexes of persons by year that are unlike the plan's own figures (`own`, by year) and the
    registered population of the municipality with a number."""
    told: list[str] = []
    registered = known_people(number)
    for name, known in (("import.registered", registered), ("import.own", own)):
        if known:
            pairs = [(y, cells, nearest(known, y)) for y, cells in found.items()]
            told = [*_totals(name, pairs), *_swapped(name, pairs)]
        if told:
            break
    if not (registered or own):
        told += _few_old_women(found)
    return [*told, *_jumps(found)]


def known_people(number: str) -> dict[int, People]:
    """Registered persons 1 January by year of a municipality of today; none for another number."""
    if of_number(number) is None:
        return {}
    stocks = people.stocks(number)
    return {y: stocks.cells[0, k] for k, y in enumerate(stocks.years)}


def nearest(known: Mapping[int, People], year: int) -> tuple[int, People]:
    """The year with figures that is closest to a year, and its figures."""
    best = min(known, key=lambda y: (abs(y - year), y))
    return best, known[best]


def _totals(name: str, pairs: list[tuple[int, People, tuple[int, People]]]) -> Iterator[str]:
    """A note on the first year whose total is far from the known one, with the power of ten that would bring it there."""
    for year, cells, (known_year, known) in pairs:
        total, usual = float(cells.sum()), float(known.sum())
        if not usual or 1.0 / WIDEST <= total / usual <= WIDEST:
            continue
        shown = {"year": year, "persons": _shown(total), "known": _shown(usual), "known_year": known_year}
        ratio = max(total / usual, usual / total) if total else 0.0
        power = next((p for p in POWERS if 1.0 / WIDEST <= ratio / p <= WIDEST), None)
        hint = tr("import.power", power=_shown(power)) if power else ""
        yield f"{tr(name, **shown)}{hint}"
        return


def _swapped(name: str, pairs: list[tuple[int, People, tuple[int, People]]]) -> Iterator[str]:
    """A note where the sexes fit the known figures better when they change places, whatever the total is."""
    for year, cells, (known_year, known) in pairs:
        if not cells.sum() or not known.sum():
            continue
        found, usual = _between(cells), _between(known)
        if float(found @ usual) < -LIKE * float(usual @ usual):
            women = (float(cells[0, OLD:].sum()), float(known[0, OLD:].sum()))
            men = (float(cells[1, OLD:].sum()), float(known[1, OLD:].sum()))
            shown = {
                "women": _shown(women[0]),
                "men": _shown(men[0]),
                "known_women": _shown(women[1]),
                "known_men": _shown(men[1]),
            }
            yield tr("import.swapped", year=year, known_year=known_year, age=OLD, **shown)
            return


def _between(cells: People) -> NDArray[np.float64]:
    """Women less men by band of ages, as shares of all persons."""
    shares = np.add.reduceat(cells / cells.sum(), BANDS, axis=1)
    return np.asarray(shares[0] - shares[1], dtype=np.float64)


def _few_old_women(found: Mapping[int, People]) -> Iterator[str]:
    """A note where the oldest are mostly men, and nothing is known of the municipality."""
    for year, cells in found.items():
        women, men = (float(c[OLD:].sum()) for c in cells)
        if women + men >= OLD_PERSONS and women < OLD_SHARE * (women + men):
            yield tr("import.oldmen", year=year, age=OLD, women=_shown(women), men=_shown(men))
            return


def _jumps(found: Mapping[int, People]) -> Iterator[str]:
    """Notes on changes from one year to the next that only new borders make."""
    totals = {y: float(c.sum()) for y, c in sorted(found.items())}
    for year, persons in totals.items():
        before = totals.get(year - 1, 0.0)
        if before >= SMALL and abs(persons / before - 1.0) > JUMP:
            yield tr("import.jump", year=year, before=_shown(before), persons=_shown(persons))


def stacked(cells: Mapping[tuple[int, str, str, int], float]) -> dict[int, People]:
    """Persons by year as arrays, from cells by year, zone, sex (k, m) and age."""
    found: dict[int, People] = {}
    for (year, _, sex, age), value in cells.items():
        found.setdefault(year, np.zeros((2, AGES)))[0 if sex == "k" else 1, age] += value
    return found


def _shown(value: float) -> str:
    return separated(f"{value:,.0f}")
