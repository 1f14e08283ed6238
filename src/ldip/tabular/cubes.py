"""Cubes as long sheets: JSON-stat 1 and 2 (json-stat.org), as Statistikkbanken gives them.

A dimension is two columns, its codes under its name and its texts under "<name> (tekst)"; the last column is the value. Values
lie in row-major order over the dimensions; a cube may be sparse, with values by position. A missing value is "..", never 0.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.tabular import files
from ldip.tabular.headings import TEXTS
from ldip.tabular.terms import Raw, Role, Sheet

AGAIN: Final = "last ned filen på nytt"
VALUE: Final = "value"
UNIT: Final = "enhet"
MOST_DIMENSIONS: Final = 20
GREATEST: Final = 1e15  # of any figure that Statistikkbanken has
NO_FIGURE: Final = ".."
NO_FIGURES: Final = (".", "..", ":")
SYMBOLS: Final = (*NO_FIGURES, "-")  # Statistikkbanken's reasons that there is no figure
ROLES: Final[tuple[Role, ...]] = ("geo", "time", "metric")
USUAL: Final[Mapping[str, Role]] = {  # in Statistikkbanken's tables without roles
    "region": "geo",
    "tid": "time",
    "år": "time",
    "contentscode": "metric",
    "statistikkvariabel": "metric",
}


@dataclass(frozen=True)
class Dimension:
    """A dimension: its name, its codes and texts in order, its role, and the units of its categories by code."""

    name: str
    categories: tuple[tuple[str, str], ...]
    role: Role = ""
    units: Mapping[str, str] = field(default_factory=dict)


def long_sheet(file: str, dimensions: Sequence[Dimension], values: Iterator[Raw], told: tuple[str, ...] = ()) -> Sheet:
    """The cells of a cube as rows under a heading row, in the order of the cube: row n is value n - 1."""
    unit = next((d for d in dimensions if d.units), None)
    header: list[Raw] = [h for d in dimensions for h in (d.name, d.name + TEXTS)]
    roles = {2 * i: d.role for i, d in enumerate(dimensions) if d.role}
    rows: list[tuple[int, tuple[Raw, ...]]] = [(1, (*header, *((UNIT,) if unit else ()), VALUE))]
    at = 0 if unit is None else list(dimensions).index(unit)
    for line, (cell, value) in enumerate(
        zip(itertools.product(*(d.categories for d in dimensions)), values, strict=True), start=2
    ):
        known: tuple[Raw, ...] = () if unit is None else (unit.units.get(cell[at][0], ""),)
        rows.append((line, (*itertools.chain.from_iterable(cell), *known, value)))
    return Sheet(file, "", tuple(rows), roles=roles, told=told)


def bounded(file: str, dimensions: Sequence[Dimension]) -> int:
    """The number of cells. Errors: SourceError for more than are read: a sparse cube can state any number of them."""
    cells = prod(len(d.categories) for d in dimensions)
    columns = 2 * len(dimensions) + 2
    if len(dimensions) > MOST_DIMENSIONS or cells >= files.SOURCE_ROWS or cells * columns > files.SOURCE_CELLS:
        most = min(files.SOURCE_ROWS, files.SOURCE_CELLS // columns)
        raise SourceError([Problem(file, "size", f"flere enn {most} celler", "", "velg færre verdier ved uttrekket")])
    if len({d.name for d in dimensions}) < len(dimensions):
        raise SourceError([Problem(file, "dimension", "to dimensjoner har samme navn", "", AGAIN)])
    if any(len({c for c, _ in d.categories}) < len(d.categories) for d in dimensions):
        raise SourceError([Problem(file, "dimension", "en dimensjon har samme kode to ganger", "", AGAIN)])
    return cells


def read_jsonstat(file: str, text: str) -> tuple[Sheet, ...]:
    """The data sets of a JSON-stat document of version 1 or 2. Errors: SourceError for one of another form."""
    data = files.json_of(file, text)
    found = list(_datasets(data))
    if not found:
        hint = "velg formatet json-stat2, csv eller xlsx ved nedlasting"
        raise SourceError([Problem(file, "", "filen er ikke JSON-stat", "", hint)])
    sheets: list[Sheet] = []
    for data in found:
        sheets.append(_dataset(file, data))
        if sum(len(s.rows) for s in sheets) > files.SOURCE_ROWS:  # each sparse one may state many cells
            raise files.too_large(file, "celler i alt", files.SOURCE_ROWS)
    return tuple(sheets)


def _datasets(data: Any) -> Iterator[dict[str, Any]]:
    """Version 2 has class "dataset"; version 1 is an object of data sets by name, or one alone."""
    if not isinstance(data, dict):
        return
    if data.get("class", "dataset") == "dataset" and "dimension" in data:
        yield data
    elif "class" not in data:
        yield from (d for d in data.values() if isinstance(d, dict) and "dimension" in d)


def _dataset(file: str, data: dict[str, Any]) -> Sheet:
    try:
        dimensions = _dimensions(data)
        sizes = [int(n) for n in _of(data, "size")]
        values, status = data["value"], data.get("status")
    except (KeyError, TypeError, AttributeError, ValueError, IndexError) as error:
        raise SourceError([Problem(file, "dimension", "har en annen form enn JSON-stat", str(error)[:60], AGAIN)]) from None
    for dimension, size in itertools.zip_longest(dimensions, sizes):
        if dimension is None or size is None:
            what = "antall dimensjoner stemmer ikke med id"
            raise SourceError([Problem(file, "size", what, str(len(sizes)), AGAIN)])
        if len(dimension.categories) != size:
            what = "antall verdier stemmer ikke med size"
            raise SourceError([Problem(file, dimension.name, what, str(len(dimension.categories)), AGAIN)])
    cells = bounded(file, dimensions)
    if not isinstance(values, list | dict) or (isinstance(values, list) and len(values) != cells):
        count = str(len(values)) if isinstance(values, list) else ""
        raise SourceError([Problem(file, VALUE, "antall tall stemmer ikke med size", count, AGAIN)])
    if isinstance(values, dict):
        _positions(file, values, cells)
    found = (_value(file, values, status, i) for i in range(cells))
    return long_sheet(file, dimensions, found, tuple(_statuses(status)))


def _of(data: dict[str, Any], key: str) -> list[Any]:
    """A list of the data set; version 1 has it inside `dimension`."""
    found = data[key] if key in data else data["dimension"][key]
    if not isinstance(found, list):
        raise TypeError(key)
    return found


def _dimensions(data: dict[str, Any]) -> list[Dimension]:
    held = data.get("role", data["dimension"].get("role")) or {}
    if len(_of(data, "id")) > MOST_DIMENSIONS:
        raise ValueError(f"flere enn {MOST_DIMENSIONS} dimensjoner")
    role: dict[str, Role] = {str(d): r for r in ROLES for d in held.get(r, ()) if d in _of(data, "id")}
    for key in map(str, _of(data, "id")):
        usual = USUAL.get("region" if "region" in key.lower() else key.lower(), "")
        if usual and usual not in role.values():
            role.setdefault(key, usual)
    found = []
    for key in map(str, _of(data, "id")):
        stated = data["dimension"][key]
        categories = tuple(_categories(stated))
        units = stated.get("category", {}).get("unit") or {}
        words = {str(c): str(u.get("base") or u.get("label") or "") for c, u in units.items()}
        named = str(stated.get("label") or key)
        found.append(Dimension(named, categories, role.get(key, ""), words))
    names = Counter(d.name for d in found)
    ids = map(str, _of(data, "id"))
    return [d if names[d.name] == 1 else Dimension(k, d.categories, d.role, d.units) for d, k in zip(found, ids, strict=True)]


def _categories(dimension: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Codes and texts in order; a dimension of one value may lack `index`."""
    category = dimension.get("category", {})
    label: dict[str, Any] = category.get("label", {})
    index = category.get("index", list(label))
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)
    if isinstance(index, dict) and len(set(index.values())) < len(index):
        raise ValueError("index")
    for code in codes:
        if not isinstance(code, str | int):
            raise TypeError(str(code)[:40])
        yield str(code), str(label.get(str(code), code))


def _positions(file: str, values: dict[str, Any], cells: int) -> None:
    for key in values:
        if not (key.isascii() and key.isdecimal() and int(key) < cells):
            raise SourceError([Problem(file, VALUE, "er ikke plassen til et tall", key[:40], AGAIN)])


def _value(file: str, values: list[Any] | dict[str, Any], status: Any, position: int) -> Raw:
    value = values[position] if isinstance(values, list) else values.get(str(position))
    reason = _status(status, position)
    if value == 0 and reason in NO_FIGURES:
        return reason  # a zero in place of the figure that there is none of
    if value is None:
        return reason if reason in SYMBOLS else NO_FIGURE
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= GREATEST:
        raise SourceError([Problem(file, VALUE, "er ikke et tall som kan leses", str(value)[:40], AGAIN)])
    return float(value)


def _status(status: Any, position: int) -> str:
    if isinstance(status, dict):
        return str(status.get(str(position), ""))
    if isinstance(status, list):
        return str(status[position]) if position < len(status) else ""
    return status if isinstance(status, str) else ""


def _statuses(status: Any) -> Iterator[str]:
    """A remark for each status that is no reason for a missing figure, as preliminary figures."""
    found = status.values() if isinstance(status, dict) else status if isinstance(status, list) else ()
    counts = Counter(str(s) for s in found if s and str(s) not in SYMBOLS)
    yield from (f"{n} tall har merknaden «{s[:40]}»" for s, n in itertools.islice(counts.items(), 10))
