"""Stock files: persons 1 January by area, sex and single age for many years, of any format, wide or long."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.errors import Problem, SourceError
from ldip.parameters.demography import AGES
from ldip.sources.ages import single_age
from ldip.tabular.files import MOST_PROBLEMS, Mistakes
from ldip.tabular.read import read_table_file
from ldip.tabular.terms import NO_ANSWERS, Answers, Shape, Table, Wanted

SEXES: Final = {"f": 0, "k": 0, "kvinner": 0, "kvinne": 0, "2": 0, "m": 1, "menn": 1, "mann": 1, "1": 1}
LETTERS: Final = "FM"
MOST_NAMED: Final = 5
NATIONS: Final = frozenset({"0", "00", "0000", "EAK"})
MOST: Final = 1e9
WHOLE: Final = "kommunen"
HINT: Final = "hent tallet: en celle som er tom eller mangler, er ikke null personer"
SHAPE: Final = Shape(
    columns=(
        Wanted("kommunenr", ("kommunenr", "knr", "kommunenummer", "sone", "region"), "kode", required=False, role="geo"),
        Wanted("kjønn", ("sex", "kjønn", "kjoenn", "kjonn"), "tekst"),
        Wanted("alder", ("age", "alder"), "tekst"),
        Wanted("år", ("aar", "år", "year", "tid"), "aar", role="time", counted=True),
        Wanted("personer", ("personer", "persons", "value", "antall", "folketall"), "tall", unit="antall"),
    ),
    wide=Wanted("personer", (), "tall", unit="antall", counted=True),
)


@dataclass(frozen=True)
class Stocks:
    """Persons 1 January. cells (area, year, kjoenn, alder), women first, last age open."""

    ids: tuple[str, ...]
    years: tuple[int, ...]
    cells: NDArray[np.float64]

    def only(self, keep: list[str]) -> Stocks:
        """Select the named areas, in that order. Errors: KeyError for an unknown area."""
        place = {i: k for k, i in enumerate(self.ids)}
        return Stocks(tuple(keep), self.years, self.cells[[place[i] for i in keep]])

    def empty_since(self, year: int) -> tuple[str, ...]:
        """Areas without people in some year from `year` on: a number that did not exist, for which a source answers zero."""
        used = np.array([y >= year for y in self.years])
        return tuple(i for i, totals in zip(self.ids, self.cells.sum(axis=(2, 3)), strict=True) if not totals[used].all())


def read_stocks(path: Path, answers: Answers = NO_ANSWERS) -> Stocks:
    """Read a stock file with one column for each year, or columns for year and persons.

    Columns: area (kommunenr, knr, sone, region; may be absent), sex (F/M, k/m), age 0 to 105, and years. Every area has every
    sex, age and year. Errors: SourceError with every malformed line and every cell that is empty, missing or given twice, and
    nothing is returned.
    """
    table = read_table_file(path, SHAPE, answers)
    areas = table.texts("kommunenr") if "kommunenr" in table.columns else (WHOLE,) * len(table.lines)
    ids = tuple(sorted(set(areas)))
    if whole := [(a, b) for a, b in itertools.pairwise(ids) if a.isdigit() and b.startswith(a)] + [
        (a, "") for a in NATIONS & set(ids)
    ]:
        what = "filen har både et område og deler av det, eller hele landet"
        shown = ", ".join(" og ".join(filter(None, pair)) for pair in whole[:MOST_NAMED])
        raise SourceError([Problem(table.file, "", what, shown, "behold områder av ett slag")])
    rows = _rows(table, areas, {name: k for k, name in enumerate(ids)})
    years, keys, values = _cells(table, rows)
    line_of = np.repeat(np.arange(len(rows)), len(keys) // max(len(rows), 1))
    problems = Mistakes()
    _take_out_of_range(table, values, line_of, problems)
    count = np.bincount(keys, minlength=len(ids) * 2 * AGES * len(years))
    if count.max(initial=0) > 1:
        again = np.setdiff1d(np.arange(len(keys)), np.unique(keys, return_index=True)[1])
        for k in np.unique(line_of[again]):
            problems.append(_problem(table, "cellen står to ganger", _named(ids, rows[k]), "ta ut den ene raden", int(k)))
    for k in np.flatnonzero(np.isnan(values)):
        cell = f"{_named(ids, rows[line_of[k]])} {years[keys[k] % len(years)]}"
        problems.append(_problem(table, "tallet mangler", cell, HINT, int(line_of[k])))
    _take_absent(table, ids, years, count.reshape(-1, len(years)) == 0, problems)
    cells = np.full(len(count), np.nan)
    cells[keys] = values
    found = np.ascontiguousarray(cells.reshape(len(ids), 2, AGES, len(years)).transpose(0, 3, 1, 2))
    if problems:
        raise SourceError(problems.told())
    return Stocks(ids, years, found)


Indices = NDArray[np.intp]


def _rows(table: Table, areas: Sequence[str], place: dict[str, int]) -> Indices:
    """A row number of area, sex and age for each line. Errors: SourceError with every line that cannot be read."""
    sexes, ages = table.texts("kjønn"), [c or t for t, c in zip(table.texts("alder"), table.texts("alder_kode"), strict=True)]
    sex_of = {t: SEXES.get(t.strip().lower(), -1) for t in set(sexes)}
    age_of = {t: single_age(t) for t in set(ages)}
    who = np.array([place[a] for a in areas], dtype=np.intp)
    sex = np.array([sex_of[t] for t in sexes], dtype=np.intp)
    age = np.array([age_of[t] for t in ages], dtype=np.intp)
    problems = Mistakes()
    for k in np.flatnonzero((sex < 0) | (age < 0)):
        cell = f"{areas[int(k)]} {sexes[int(k)]} {ages[int(k)]}"[:60]
        problems.append(_problem(table, "kjønnet eller alderen kan ikke leses", cell, "kjønn F/M, alder 0 til 105", int(k)))
    if problems:
        raise SourceError(problems.told())
    return (who * 2 + sex) * AGES + age


def _cells(table: Table, rows: Indices) -> tuple[tuple[int, ...], Indices, NDArray[np.float64]]:
    """Years, and the place and value of every cell. Errors: SourceError for two columns of a year, or a year missing."""
    if table.wide:
        columns = {w.year: w.values for w in table.wide}
        if len(columns) < len(table.wide):
            label = ", ".join(f"{w.year} {w.label}" for w in table.wide)[:80]
            raise SourceError([Problem(table.file, "", "filen har flere kolonner for samme år", label, "ta ut alle på én nær")])
        years = tuple(sorted(columns))
        values = np.array([columns[y] for y in years], dtype=np.float64).T
        return years, (rows[:, None] * len(years) + np.arange(len(years))).ravel(), values.ravel()
    found = table.numbers("år")
    problems = [_problem(table, "året mangler", "", "fyll ut året", k) for k, y in enumerate(found) if y is None]
    if problems:
        raise SourceError(problems[:MOST_PROBLEMS])
    years = tuple(sorted({int(y) for y in found if y is not None}))
    place = {y: k for k, y in enumerate(years)}
    at = np.array([place[int(y or 0)] for y in found], dtype=np.intp)
    return years, rows * len(years) + at, np.array(table.numbers("personer"), dtype=np.float64)


def _take_out_of_range(table: Table, values: NDArray[np.float64], line_of: Indices, problems: Mistakes) -> None:
    for k in np.flatnonzero((values < 0.0) | (values >= MOST)):
        problems.append(_problem(table, "er ikke et antall personer", f"{values[k]:g}", "rett tallet", int(line_of[k])))


def _take_absent(
    table: Table, ids: tuple[str, ...], years: tuple[int, ...], absent: NDArray[np.bool_], problems: Mistakes
) -> None:
    """Rows without a line, and years of a row without one."""
    whole = absent.all(axis=1)
    for row in np.flatnonzero(whole):
        problems.append(Problem(table.file, "", "raden mangler", _named(ids, int(row)), HINT))
    some = np.logical_and(absent, np.logical_not(np.reshape(whole, (-1, 1))))
    for row, year in zip(*np.nonzero(some), strict=True):
        problems.append(Problem(table.file, "", "raden mangler", f"{_named(ids, int(row))} {years[year]}", HINT))


def _named(ids: tuple[str, ...], row: int) -> str:
    """Area, sex and age of a row."""
    area, rest = divmod(int(row), 2 * AGES)
    return f"{ids[area]} {LETTERS[rest // AGES]} {rest % AGES}"


def _problem(table: Table, what: str, value: str, hint: str, row: int) -> Problem:
    return Problem(table.file, "", what, value, hint, table.lines[row])
