"""Balances that a formula opens again after the first year."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce

import numpy as np

from ldip.engine.arrays import Mask, any_element
from ldip.engine.names import OPENING
from ldip.engine.schedule import Program


def opened_again(program: Program, lines: Mapping[str, Mask], start: Mask | None) -> dict[str, Mask]:
    """Later years and rows, (year, batch), in which each balance `x_ib` with an opening formula opens.

    These are where the row itself opens (`start`), and where plan lines open a balance that the formula reads. `lines` are the
    masks of plan lines, (year, batch or 1, *axes)."""
    found: dict[str, Mask] = {}
    for opening, versions in program.versions.items():
        if not opening.endswith(OPENING):
            continue
        read = {i for s in versions if s for i in s.inputs if not s.at_opening}
        masks = [any_element(mask) for i, mask in lines.items() if i in read and i.endswith("_ib")]
        masks += [] if start is None else [start]
        if any(m[1:].any() for m in masks):
            found[opening.removesuffix(OPENING) + "_ib"] = reduce(np.logical_or, masks)
    return found
