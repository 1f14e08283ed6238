"""Numbers of a column of the workbook: those the file stores as numbers, and text that can be read in one way only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ldip.errors import Problem
from ldip.tabular.terms import NONE_KNOWN, Answers, Fault
from ldip.workbook.own_grid import Grid

PLAIN: Final = re.compile(r"-?\d+(,\d+)?")


def amounts_of(
    grid: Grid, cells: Sequence[tuple[int, int]], heading: str, asked: tuple[str, Answers]
) -> tuple[dict[tuple[int, int], float], list[Problem]]:
    """Numbers by cell, and a problem for each text that is none."""
    found: dict[tuple[int, int], float] = {}
    problems: list[Problem] = []
    for cell in cells:
        raw = grid.at(*cell)
        if isinstance(raw, float):
            found[cell] = raw
        elif isinstance(raw, str) and raw.strip() not in NONE_KNOWN:
            plain = re.sub(r"[\s'’]|kr\.?", "", raw.replace("\u2212", "-"))
            if plain == "-":
                found[cell] = 0.0
            elif PLAIN.fullmatch(plain):
                found[cell] = float(plain.replace(",", "."))
            else:
                problems.append(grid.problem(cell, "er ikke et tall", raw[:60], "skriv tallet som et tall i regnearket"))
        elif not isinstance(raw, str | Fault):
            problems.append(grid.problem(cell, "er en dato, ikke et beløp", str(raw), "rett cellen i regnearket"))
    return found, problems
