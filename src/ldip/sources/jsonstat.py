"""The dimensions and cells of JSON-stat 2.0 as Statistikkbanken answers with it.

Values are stored in row-major order over the dimensions in `id`; `value` is a list, or an object by position when
sparse (json-stat.org, full format 2.0).
"""

from __future__ import annotations

from math import prod
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.tabular.files import SOURCE_ROWS

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
