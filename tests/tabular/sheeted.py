"""Sheets for tests, from rows of cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ldip.tabular.terms import Raw, Sheet


def sheet(rows: Sequence[Sequence[Raw]], name: str = "Ark1", cells: bool = True, **more: Any) -> Sheet:
    """A sheet of a workbook; empty rows keep their numbers and are left out."""
    kept = tuple(
        (i, tuple(float(c) if isinstance(c, int) else c for c in row))
        for i, row in enumerate(rows, start=1)
        if any(c != "" for c in row)
    )
    return Sheet("bok.xlsx" if cells else "fil.csv", name, kept, cells=cells, **more)


def csv(text: str, delimiter: str = ";", **more: Any) -> Sheet:
    """A sheet of a text file."""
    return sheet([line.split(delimiter) for line in text.strip("\n").split("\n")], "", cells=False, **more)
