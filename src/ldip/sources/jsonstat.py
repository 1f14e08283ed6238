"""JSON-stat 2.0 as exported from Statistikkbanken (tables 07459, 10826, 14288, 14746), as population records.

Values are stored in row-major order over the dimensions in `id`; `value` is a list, or an object by position when
sparse (json-stat.org, full format 2.0).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.sources.records import Record, Table, ages, sex_of, without_sums
from ldip.sources.stocks import read_text
from ldip.tabular.files import SOURCE_ROWS, Mistakes, json_of

AGAIN: Final = "last ned filen på nytt"
MOST_DIMENSIONS: Final = 20
GREATEST: Final = 1e15  # of any figure that Statistikkbanken has
ROLES: Final = {
    "region": ("region", "bydel", "bydeler"),
    "sex": ("kjonn", "kjønn", "kjoenn"),
    "age": ("alder",),
    "year": ("tid", "år", "aar"),
    "contents": ("contentscode", "statistikkvariabel"),
}


def read_jsonstat(path: Path) -> Table:
    """Read a data set. Errors: SourceError when it is not JSON-stat 2.0, lacks a dimension or has a value missing."""
    data = json_of(path, read_text(path))
    if not isinstance(data, dict) or data.get("class") != "dataset" or not {"id", "size", "dimension", "value"} <= data.keys():
        raise SourceError([Problem(str(path), "", "filen er ikke JSON-stat 2.0", "", "velg formatet json-stat2 ved nedlasting")])
    said = [str(d) for d in data["id"]] if isinstance(data["id"], list) else []
    role = {key: next((d for d in said if str(d).lower() in names), "") for key, names in ROLES.items()}
    lacking = [k for k in ("age", "year") if not role[k]]
    if lacking:
        names = {"age": "alder", "year": "år"}
        hint = "velg dimensjonene alder og år ved uttrekket"
        raise SourceError([Problem(str(path), "dimension", "mangler dimensjon", names[k], hint) for k in lacking])
    dimensions, codes = dimensions_of(str(path), data)
    return without_sums(str(path), list(_records(str(path), dict(zip(dimensions, codes, strict=True)), data, role)))


def dimensions_of(file: str, data: dict[str, Any]) -> tuple[list[str], list[list[tuple[str, str]]]]:
    """The dimensions of a data set, and the codes and labels of each.

    Errors: SourceError when it has another shape, or more cells than are read: a sparse set can state any number of them."""
    try:
        dimensions = [str(d) for d in data["id"]]
        codes = [categories(data["dimension"][d]) for d in dimensions]
        values = data["value"]
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise SourceError([Problem(file, "dimension", "har en annen form enn JSON-stat 2.0", str(error)[:60], AGAIN)]) from None
    cells = prod(len(c) for c in codes)
    if cells > SOURCE_ROWS or len(set(dimensions)) < len(dimensions) or len(dimensions) > MOST_DIMENSIONS:
        raise SourceError([Problem(file, "size", f"flere enn {SOURCE_ROWS} celler", "", "velg færre verdier ved uttrekket")])
    if not isinstance(values, list | dict) or (isinstance(values, list) and len(values) != cells):
        count = str(len(values)) if isinstance(values, list) else ""
        raise SourceError([Problem(file, "value", "antall tall stemmer ikke med size", count, AGAIN)])
    return dimensions, codes


def number_at(file: str, values: list[Any] | dict[str, Any], position: int) -> float | None:
    """The number of a cell; None for one that is missing. Errors: SourceError for anything but a finite number."""
    value = values[position] if isinstance(values, list) else values.get(str(position))
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= GREATEST:
        raise SourceError([Problem(file, "value", "er ikke et tall som kan leses", str(value)[:40], AGAIN)])
    return float(value)


def categories(dimension: dict[str, Any]) -> list[tuple[str, str]]:
    """Codes and labels in order; a dimension of one value may lack `index`."""
    category = dimension.get("category", {})
    label: dict[str, str] = category.get("label", {})
    index = category.get("index", list(label))
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)
    return [(str(c), str(label.get(c, c))) for c in codes]


def _records(file: str, codes: dict[str, list[tuple[str, str]]], data: dict[str, Any], role: dict[str, str]) -> Iterator[Record]:
    stated = data["size"] if isinstance(data["size"], list) else []
    if len(stated) != len(codes):
        raise SourceError([Problem(file, "size", "antall dimensjoner stemmer ikke med id", str(len(stated)), AGAIN)])
    for (d, found), size in zip(codes.items(), stated, strict=True):
        if len(found) != size:
            raise SourceError([Problem(file, d, "antall verdier stemmer ikke med size", str(len(found)), AGAIN)])
    problems = Mistakes()
    for position, cell in enumerate(product(*codes.values())):
        value = number_at(file, data["value"], position)
        at = dict(zip(codes, cell, strict=True))
        if value is None:
            text = ", ".join(label for _, label in cell)
            problems.append(Problem(file, "value", "tallet mangler hos kilden", text, "velg bort cellen ved uttrekket"))
            continue
        try:
            yield _record(at, role, value)
        except ValueError as error:
            problems.append(Problem(file, "dimension", str(error)[:80], "", AGAIN))
    if problems:
        raise SourceError(problems.told())


def _record(at: dict[str, tuple[str, str]], role: dict[str, str], value: float) -> Record:
    code, label = at.get(role["region"], ("", ""))
    sex = sex_of(at[role["sex"]][0]) if role["sex"] else ""
    age_code, age_label = at[role["age"]]
    first, last = ages(age_code if age_code[:1].isdigit() and "-" not in age_label else age_label)
    if "eldre" in age_label.lower() or "+" in age_code:
        first, last = ages(age_label if any(c.isdigit() for c in age_label) else age_code)
    contents = at[role["contents"]][1] if role["contents"] else ""
    return Record(code.removeprefix("K-"), sex, first, last, int(at[role["year"]][0][:4]), contents, value, label)
