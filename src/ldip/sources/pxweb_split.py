"""Selections cut to the limit of cells, and the data sets of the parts put together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from ldip.errors import Problem, SourceError
from ldip.sources.jsonstat import categories
from ldip.tabular.files import SOURCE_ROWS

Selection = Mapping[str, tuple[str, ...]]


def cells(selection: Selection) -> int:
    """Cells of a selection: the product of the values of its variables."""
    return prod(len(codes) for codes in selection.values())


def split(selection: Selection, most: int) -> list[Selection]:
    """Selections of at most `most` cells that together are the whole, each cell once: the variable of most values is halved.

    Errors: SourceError for more cells than are read at all."""
    if cells(selection) > SOURCE_ROWS:
        hint = "velg færre verdier"
        raise SourceError([Problem("uttrekk", "", f"flere enn {SOURCE_ROWS} celler", str(cells(selection)), hint)])
    return list(_halved(selection, max(most, 1)))


def _halved(selection: Selection, most: int) -> Iterator[Selection]:
    if cells(selection) <= most:
        yield selection
        return
    widest = max(selection, key=lambda name: len(selection[name]))
    codes = selection[widest]
    middle = len(codes) // 2
    for half in (codes[:middle], codes[middle:]):
        yield from _halved({**selection, widest: half}, most)


def joined(name: str, selection: Selection, parts: Sequence[tuple[Selection, dict[str, Any]]]) -> dict[str, Any]:
    """One JSON-stat data set of the parts, in the order of the first part's dimensions and the selection's values.

    Errors: SourceError when the parts have different dimensions."""
    first = parts[0][1]
    order = [str(d) for d in first["id"]]
    if any([str(d) for d in found["id"]] != order for _, found in parts):
        raise SourceError([Problem(name, "id", "delene av uttrekket har ulike dimensjoner", "", "prøv igjen senere")])
    codes = {d: selection.get(d) or tuple(c for c, _ in categories(first["dimension"][d])) for d in order}
    place = {d: {c: i for i, c in enumerate(codes[d])} for d in order}
    steps = {d: prod(len(codes[later]) for later in order[i + 1 :]) for i, d in enumerate(order)}
    values: list[Any] = [None] * prod(len(c) for c in codes.values())
    labels: dict[str, dict[str, str]] = {d: {} for d in order}
    for _, found in parts:
        own = [categories(found["dimension"][d]) for d in order]
        for d, pairs in zip(order, own, strict=True):
            labels[d] |= dict(pairs)
        held = found["value"]
        for position, cell in enumerate(product(*own)):
            at = sum(place[d][code] * steps[d] for d, (code, _) in zip(order, cell, strict=True))
            values[at] = held[position] if isinstance(held, list) else held.get(str(position))
    dimension = {
        d: {**first["dimension"][d], "category": {"index": {c: i for i, c in enumerate(codes[d])}, "label": labels[d]}}
        for d in order
    }
    kept = {k: v for k, v in first.items() if k not in ("size", "dimension", "value", "status")}
    return {**kept, "size": [len(codes[d]) for d in order], "dimension": dimension, "value": values}
