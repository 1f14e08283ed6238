"""Values that depend on few of the cause groups, computed once for each choice of these among the rows of a batch.

Coalitions differ in every group, but the population follows from one group and investment from two or three. Rows are pure, so
this changes the speed and no bit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.engine.graph import Array
from ldip.engine.restart import frontier, given, of_line, reached
from ldip.model.cause_groups import GROUPS
from ldip.simulation.bound_plans import BoundPlans
from ldip.simulation.inputs import VARIANT_INPUTS, of_rows, program_of, run_rows, totals_with_lines

Ints = NDArray[np.int64]
FIRST: Final = ("befolkning", "tjenester", "investeringsvolum", "investeringstid")  # groups that much follows from alone
FEWEST: Final = 4  # times as many rows as choices for the detour to pay


def shared_values(bound: BoundPlans, picks: Ints, keep: Collection[str], extra: Mapping[str, Array]) -> dict[str, Array]:
    """Values (year, row, *axes) that follow from the groups of FIRST alone, for rows that pick groups from plans (row, group).

    `extra` are the arrays added to the batch; what differs between its rows counts as changed, and so does the saving, which a
    search tries many levels of. Empty where nothing is saved."""
    columns = [GROUPS.index(g) for g in FIRST]
    choices, first, which = np.unique(picks[:, columns], axis=0, return_index=True, return_inverse=True)
    if bound.aligned is None or len(picks) < FEWEST * len(choices):
        return {}
    few = picks[first].copy()
    few[:, [i for i in range(len(GROUPS)) if i not in columns]] = picks[0, [i for i in range(len(GROUPS)) if i not in columns]]
    inputs = bound.inputs(few)
    varying = {n for n, v in extra.items() if v.shape[1] > 1}
    moved = reached(bound.catalogue, _others(bound, picks, columns) | varying | {*VARIANT_INPUTS})
    edge = frontier(program_of(bound.catalogue, inputs, keep), moved)
    found = run_rows(bound.catalogue, inputs, edge, _of_first(extra), len(few))
    held = given(found, moved, totals_with_lines(bound.catalogue, inputs))
    return {n: of_rows(v, which.ravel()) for n, v in held.items()}


def _others(bound: BoundPlans, picks: Ints, columns: list[int]) -> set[str]:
    """Inputs, openings and lines that differ between the rows by other groups."""
    assert bound.aligned is not None
    varying = {GROUPS[i] for i in range(len(GROUPS)) if i not in columns and bool((picks[:, i] != picks[0, i]).any())}
    names = {n for n in bound.aligned.names if bound.aligned.declared[n].group in varying} - bound.aligned.alike
    if len(set(bound.aligned.first_years)) > 1:  # then even equal balances open in different years
        names |= {n for n in bound.aligned.openings if bound.aligned.declared[n].group in varying}
    if "makro" in varying:
        names |= bound.aligned.rebased
    return names.union(*(of_line(n) for n in bound.aligned.masks if "vedtatt" in varying))


def _of_first(extra: Mapping[str, Array]) -> dict[str, Array]:
    """The arrays of the first row, of those that differ between the rows."""
    return {n: v[:, :1] for n, v in extra.items()}
