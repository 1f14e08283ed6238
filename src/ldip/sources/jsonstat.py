"""JSON-stat 2.0 as exported from Statistikkbanken (tables 07459, 10826, 14288, 14746), as population records.

Values are stored in row-major order over the dimensions in `id`; `value` is a list, or an object by position when
sparse (json-stat.org, full format 2.0).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.sources.records import Record, Table, ages, sex_of, without_sums
from ldip.sources.stocks import read_text

AGAIN: Final = "last ned filen på nytt"
ROLES: Final = {
    "region": ("region", "bydel", "bydeler"),
    "sex": ("kjonn", "kjønn", "kjoenn"),
    "age": ("alder",),
    "year": ("tid", "år", "aar"),
    "contents": ("contentscode", "statistikkvariabel"),
}


def read_jsonstat(path: Path) -> Table:
    """Read a data set. Errors: SourceError when it is not JSON-stat 2.0, lacks a dimension or has a value missing."""
    try:
        data = json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise SourceError(
            [Problem(str(path), "", f"ikke gyldig JSON: {error.msg}", "", "last ned filen på nytt", error.lineno)]
        ) from error
    if not isinstance(data, dict) or data.get("class") != "dataset" or not {"id", "size", "dimension", "value"} <= data.keys():
        raise SourceError([Problem(str(path), "", "filen er ikke JSON-stat 2.0", "", "velg formatet json-stat2 ved nedlasting")])
    role = {key: next((d for d in data["id"] if str(d).lower() in names), "") for key, names in ROLES.items()}
    lacking = [k for k in ("age", "year") if not role[k]]
    if lacking:
        names = {"age": "alder", "year": "år"}
        hint = "velg dimensjonene alder og år ved uttrekket"
        raise SourceError([Problem(str(path), "dimension", "mangler dimensjon", names[k], hint) for k in lacking])
    return without_sums(str(path), list(_records(str(path), data, role)))


def categories(dimension: dict[str, Any]) -> list[tuple[str, str]]:
    """Codes and labels in order; a dimension of one value may lack `index`."""
    category = dimension.get("category", {})
    label: dict[str, str] = category.get("label", {})
    index = category.get("index", list(label))
    codes = sorted(index, key=index.__getitem__) if isinstance(index, dict) else list(index)
    return [(str(c), str(label.get(c, c))) for c in codes]


def _records(file: str, data: dict[str, Any], role: dict[str, str]) -> Iterator[Record]:
    dimensions: list[str] = data["id"]
    codes = [categories(data["dimension"][d]) for d in dimensions]
    size = 1
    for d, found, stated in zip(dimensions, codes, data["size"], strict=True):
        if len(found) != stated:
            raise SourceError([Problem(file, d, "antall verdier stemmer ikke med size", str(len(found)), AGAIN)])
        size *= stated
    values = data["value"]
    if isinstance(values, list) and len(values) != size:
        raise SourceError([Problem(file, "value", "antall tall stemmer ikke med size", str(len(values)), AGAIN)])
    problems = []
    for position, cell in enumerate(product(*codes)):
        value = values[position] if isinstance(values, list) else values.get(str(position))
        at = dict(zip(dimensions, cell, strict=True))
        if value is None:
            text = ", ".join(label for _, label in cell)
            problems.append(Problem(file, "value", "tallet mangler hos kilden", text, "velg bort cellen ved uttrekket"))
            continue
        yield _record(at, role, float(value))
    if problems:
        raise SourceError(problems)


def _record(at: dict[str, tuple[str, str]], role: dict[str, str], value: float) -> Record:
    code, label = at.get(role["region"], ("", ""))
    sex = sex_of(at[role["sex"]][0]) if role["sex"] else ""
    age_code, age_label = at[role["age"]]
    first, last = ages(age_code if age_code[:1].isdigit() and "-" not in age_label else age_label)
    if "eldre" in age_label.lower() or "+" in age_code:
        first, last = ages(age_label if any(c.isdigit() for c in age_label) else age_code)
    contents = at[role["contents"]][1] if role["contents"] else ""
    return Record(code.removeprefix("K-"), sex, first, last, int(at[role["year"]][0][:4]), contents, value, label)
