"""Edits by place made into values to set: one year of a vector, and a field typed as text.

The file decides the form: a year that one value holds for becomes a table of years, with every other year unchanged, and a text
is read as the kind of value that is there now. The same edits of the same file give the same values.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ldip.digits import is_digits
from ldip.plan.csvfile import TRUE_FALSE
from ldip.plan.schema.fields import MOST_YEARS
from ldip.plan.tomlfile import loads
from ldip.tabular.numbers import parse

Key = str | int
Setting = tuple[list[Key], Any]  # a path and its value; None removes the key
LAST: Final = "siste"  # the rule that carries the last given value on
VALUES: Final = ("verdi", "beloep")  # the key of the value in a table that holds one


def years_of(contents: Mapping[str, bytes]) -> range:
    """The plan's years by its own file, before any edit; empty where it does not tell."""
    try:
        span = loads(contents["plan.toml"].decode("utf-8-sig"))["tid"]
        return range(int(span["foerste_aar"]), int(span["foerste_aar"]) + min(int(span["antall_aar"]), MOST_YEARS))
    except (LookupError, TypeError, ValueError):
        return range(0)


def node_at(data: Any, path: Sequence[Key]) -> Any:
    """The value at a path of a TOML file; None where there is none."""
    for key in path:
        inside = key in data if isinstance(data, Mapping) else isinstance(data, list) and isinstance(key, int) and key < len(data)
        data = data[key] if inside else None
    return data


def year_set(data: Any, path: Sequence[Key], year: int, value: float | None, years: range) -> list[Setting]:
    """The values that give one year of the vector at a path, and leave every other year of the plan as it was.

    `years` are the plan's; empty where the plan does not tell. Without a value, a given year is taken away."""
    table = node_at(data, path)
    vector = isinstance(table, Mapping) and any(k in table for k in ("verdi", "verdier"))
    values = [*path, "verdier"] if vector else [*path]
    given = _by_year(table.get("verdier") if vector else table)
    alone: list[Setting] = [([*values, str(year)], value)]
    if value is None:
        return alone if year in given else []
    whole, beyond = (table.get("verdi"), table.get("videre")) if vector else (None, None)
    last = max(given, default=None)
    if (last is not None and year <= last) or (whole is None and not beyond):
        return alone
    rest = whole if whole is not None else given[last] if last is not None and beyond != "null" else 0.0
    first = (years[0] if years else year) if last is None else last + 1
    filled = dict.fromkeys(range(first, year), rest) | {year: value}
    if not years or year < years[-1]:
        filled[year + 1] = rest
    if whole is None:
        return [([*values, str(y)], v) for y, v in filled.items()]
    table_of = {str(y): v for y, v in filled.items()}
    return [([*path, "verdi"], None), (values, table_of), ([*path, "videre"], LAST)]


def text_set(data: Any, path: Sequence[Key], field: str, text: str) -> list[Setting]:
    """The value or the source that a text gives at a path, as the kind of value that is there now; a text that is none is kept,
    so that the check locates it."""
    found = node_at(data, path)
    table = isinstance(found, Mapping) and not _is_years(found)
    if field == "kilde":
        return [([*path, "kilde"] if table else [*path[:-1], "kilde"], text)]
    inner = next((k for k in VALUES if k in found), "") if table else ""
    return [([*path, inner] if inner else [*path], _like(found[inner] if inner else found, text))]


def _like(now: Any, text: str) -> Any:
    """A text as a value of the same kind as the present one."""
    said = text.strip()
    if isinstance(now, bool):
        return TRUE_FALSE.get(said.lower(), text)
    if isinstance(now, int | float):
        read = parse(said)
        value = None if read.ambiguous else read.comma if read.comma is not None else read.point
        return text if value is None else int(value) if value.is_integer() and isinstance(now, int) else value
    if isinstance(now, dt.date) and not isinstance(now, dt.datetime):
        try:
            return dt.date.fromisoformat(said)
        except ValueError:
            return text
    return text


def _is_years(table: Mapping[str, Any]) -> bool:
    return bool(table) and all(is_digits(str(k)) for k in table)


def _by_year(table: Any) -> dict[int, Any]:
    return {int(k): v for k, v in table.items() if is_digits(str(k))} if isinstance(table, Mapping) else {}
