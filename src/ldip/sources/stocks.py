"""Stock files: persons 1 January by area, sex and single age for many years, wide or long, plain or gzipped."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.digits import LONGEST, is_digits
from ldip.errors import Problem, SourceError
from ldip.parameters.demography import AGES
from ldip.tabular.files import Mistakes, csv_rows, read_bytes, unzipped

AREA: Final = ("kommunenr", "knr", "sone", "region")
SEX: Final = ("sex", "kjoenn", "kjonn")
AGE: Final = ("age", "alder")
SEXES: Final = {"f": 0, "k": 0, "kvinner": 0, "2": 0, "m": 1, "menn": 1, "1": 1}


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


def read_text(path: Path) -> str:
    """The text of a plain or gzipped UTF-8 file. Errors: SourceError naming the file and the remedy."""
    try:
        return unzipped(path, read_bytes(path)).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceError([Problem(str(path), "", "filen er ikke UTF-8", "", "lagre den som UTF-8")]) from error


def read_stocks(path: Path) -> Stocks:
    """Read a stock file with one column for each year, or columns for year and persons.

    Columns: area (kommunenr, knr, sone, region; may be absent), sex (F/M, k/m), age, and years.
    Errors: SourceError with every malformed line, and nothing is returned.
    """
    text = read_text(path)
    delimiter = ";" if text.partition("\n")[0].count(";") else ","
    rows = list(csv_rows(path, text, delimiter))
    header = [h.strip().lower() for h in rows[0]] if rows else []
    sex, age = _column(header, SEX), _column(header, AGE)
    years = {int(h): k for k, h in enumerate(header) if is_digits(h) and len(h) == 4}
    year, persons = _column(header, ("aar", "year", "tid")), _column(header, ("personer", "persons", "value"))
    if sex is None or age is None or (not years and (year is None or persons is None)):
        hint = "kolonnene skal være område, kjønn, alder og ett år per kolonne, eller aar og personer"
        raise SourceError([Problem(str(path), "", "mangler kolonner", ", ".join(header), hint, 1)])
    layout = _Layout(_column(header, AREA), sex, age, years, year or 0, persons or 0)
    found: dict[tuple[str, int, int], dict[int, float]] = {}
    problems = Mistakes()
    for line, row in enumerate(rows[1:], start=2):
        try:
            if row:
                _take(found, layout, row)
        except (KeyError, ValueError, IndexError) as error:
            problems.append(
                Problem(str(path), "", f"linjen kan ikke leses ({error})", delimiter.join(row)[:60], "rett linjen", line)
            )
    if problems or not found:
        raise SourceError(problems.told() or [Problem(str(path), "", "filen har ingen rader", "", "legg inn folketallet")])
    return _gather(found)


@dataclass(frozen=True)
class _Layout:
    """Indices of the columns."""

    area: int | None
    sex: int
    age: int
    years: dict[int, int]
    year: int
    persons: int


def _take(found: dict[tuple[str, int, int], dict[int, float]], at: _Layout, row: list[str]) -> None:
    who = row[at.area].strip() if at.area is not None else "kommunen"
    cell = found.setdefault((who, SEXES[row[at.sex].strip().lower()], _age(row[at.age])), {})
    for year, column in at.years.items() if at.years else ((_year(row[at.year].strip()), at.persons),):
        value = float(row[column].replace(",", ".") or 0.0)
        if not 0.0 <= value < 1e9:
            raise ValueError(f"personer {row[column]}")
        if year in cell:
            raise ValueError(f"cellen står to ganger: {who} {year}")
        cell[year] = value


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(n) for n in names if n in header), None)


def _year(text: str) -> int:
    if not (is_digits(text) and len(text) == 4):
        raise ValueError(f"år {text[:20]}")
    return int(text)


def _age(text: str) -> int:
    digits = "".join(c for c in text if is_digits(c))
    value = int(digits[:LONGEST])
    if not 0 <= value <= AGES - 1:
        raise ValueError(f"alder {value}")
    return value


def _gather(found: dict[tuple[str, int, int], dict[int, float]]) -> Stocks:
    ids = tuple(sorted({k[0] for k in found}))
    years = tuple(sorted({y for cell in found.values() for y in cell}))
    cells = np.zeros((len(ids), len(years), 2, AGES))
    place = {i: k for k, i in enumerate(ids)}
    for (who, k, x), cell in found.items():
        cells[place[who], :, k, x] = [cell.get(y, 0.0) for y in years]
    return Stocks(ids, years, cells)
