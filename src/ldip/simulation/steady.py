"""Variant jevn: the least constant saving that meets every rule, solved for many base cases at once.

The level is solved in a row's base case, without shocks and draws, and kept under them. The search starts from one run of
the base cases; only values that depend on the saving are recomputed for a level.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.engine.restart import frontier, reached
from ldip.engine.schedule import Catalogue
from ldip.simulation.inputs import STEADY, ModelInputs, no_shocks, of_rows, program_of, run_rows, variant_inputs

Levels = Sequence[float]
RULES: Final = ("nytt", "jevn_gjelder")
TRIED: Final = 64  # levels tried in each pass
FIRST, MOST, NEAR, SMALL = 1e6, 1e14, 1e-3, 1e-6  # kr_fast


def solve_steady(steps: Catalogue, inputs: ModelInputs, rows: int = 1) -> list[float]:
    """The level of each row of inputs, kr_fast, within 0.001 krone; a row that no level solves gets more than 1e14.

    Each pass tries 64 levels of every unanswered row on one batch axis."""
    held = _unmoved(steps, inputs, rows)
    searches = [_search() for _ in range(rows)]
    asked = {row: list(next(s)) for row, s in enumerate(searches)}
    found = [0.0] * rows
    while asked:
        places = [row for row, levels in asked.items() for _ in levels]
        answers = iter(_holds(steps, inputs, held, places, [v for levels in asked.values() for v in levels]))
        for row, levels in list(asked.items()):
            try:
                asked[row] = list(searches[row].send([next(answers) for _ in levels]))
            except StopIteration as end:
                found[row] = float(end.value)
                del asked[row]
    return found


def _search() -> Generator[Levels, list[bool], float]:
    """Tests whether levels meet every rule, and returns the least that does."""
    low, high = 0.0, FIRST
    while not (yield [high])[0]:
        low, high = high, high * 4.0
        if high > MOST:
            return high
    if low == 0.0 and (yield [0.0])[0]:
        return 0.0
    while high - low > NEAR:
        levels = np.linspace(low, high, TRIED + 2)[1:-1]
        good = yield list(levels)
        first = int(np.argmax(good)) if any(good) else len(levels)
        low, high = (low if first == 0 else float(levels[first - 1])), (high if first == len(levels) else float(levels[first]))
    return high


def _unmoved(steps: Catalogue, inputs: ModelInputs, rows: int) -> dict[str, Array]:
    """Values that no level changes and that the other values are computed from, (year, row or 1, *axes)."""
    names = frontier(program_of(steps, inputs, RULES), reached(steps, [STEADY]))
    n = len(inputs.years)
    return run_rows(steps, inputs, names, no_shocks(n, inputs.ids) | variant_inputs(["jevn"], n), rows)


def _holds(steps: Catalogue, inputs: ModelInputs, held: Mapping[str, Array], rows: Sequence[int], levels: Levels) -> list[bool]:
    """Whether each level meets every rule in the row it is tried in."""
    n, count = len(inputs.years), len(levels)
    extra = no_shocks(n, inputs.ids) | variant_inputs(["jevn"] * count, n, levels)
    extra |= {name: of_rows(v, rows) for name, v in held.items()}
    work = program_of(steps, inputs, RULES, held)
    values = run_rows(steps, inputs.of_rows(rows, work), RULES, extra, count)
    need = np.broadcast_to(values["nytt"], (n, count)) * values["jevn_gjelder"]
    return [bool(v) for v in np.atleast_1d(np.all(need <= SMALL, axis=0))]
