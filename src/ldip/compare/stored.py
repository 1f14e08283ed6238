"""«Ny metode» as a cause: figures stored of the first plan, and other figures by the program of today."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from ldip.compare.method import Stored, address_of, read_stored, with_method
from ldip.compare.split import Split
from ldip.errors import PlanError
from ldip.simulation.run import Run

RESULT: Final = Path("resultat") / "tall.json"
MOVED: Final = 0.5  # kroner, and far below the digits of a share when divided by a million


def with_stored(split: Split, today: Run, stored: Stored | None) -> Split:
    """The split with «Ny metode» first; unchanged where nothing is stored of this very plan and number, or the figures are alike.

    `today` is the run of the first plan."""
    if stored is None or stored.plan_hash != today.plan.content_hash:
        return split
    if any(address_of(m) not in stored.figures for m in split.measures):
        return split
    found = with_method(split, today, stored)
    least = [MOVED if unit.startswith("kr") else MOVED * 1e-6 for unit in split.units]
    return found if (np.abs(found.in_order[0]) > least).any() else split


def stored_beside(folder: Path) -> Stored | None:
    """The figures that `ldip run` has written beside a plan; None where there are none that can be read."""
    try:
        return read_stored((folder / RESULT).read_bytes(), RESULT.as_posix())
    except (OSError, PlanError):
        return None
