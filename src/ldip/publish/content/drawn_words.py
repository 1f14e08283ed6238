"""Words and cells that all content about draws shares: shares as «NN av 100», the names of the two paths, too few draws."""

from __future__ import annotations

from typing import Final

from ldip.locales import tr
from ldip.publish.content.cells import Cell, Sentence, Tone
from ldip.publish.content.demands import amount_cell
from ldip.publish.digits import Format, grouped
from ldip.publish.numbers import LASTING
from ldip.simulation.run import Run
from ldip.uncertainty.summary import FEWEST, many_enough

IN_HUNDRED: Final = Format("prosent", 2, 0)
GOOD: Final = 80  # of 100, from which a chance is green, and yellow from
POOR: Final = 60


def share_cell(share: float, judged: bool = False) -> Cell:
    """A share of the draws in whole per cent; with `judged`, its tone follows the printed number."""
    found = Cell(share, format=IN_HUNDRED, unit="andel")
    if not judged or found.figure is None:
        return found
    tone: Tone = "nådd" if found.figure >= GOOD else "over gulv" if found.figure >= POOR else "brutt"
    return Cell(share, format=IN_HUNDRED, unit="andel", tone=tone)


def path_name(run: Run) -> str:
    """The path a run shows, in words: without new saving, or with the plan's lasting saving."""
    if run.variant != LASTING:
        return tr("usikker.sti.uten")
    return tr("usikker.sti.med", v=amount_cell(run, run.lasting.amount).words)


def seen(run: Run) -> dict[str, str]:
    """The axis of an address of a run's draws: none on the plan's own path."""
    return {"variant": LASTING} if run.variant == LASTING else {}


def too_few(run: Run) -> Sentence | None:
    """That there are too few draws to state chances; None where there are enough."""
    return None if many_enough(run.draws) else Sentence(tr("usikker.for_faa", n=grouped(run.draws), least=FEWEST))


def drawn_note(run: Run) -> str:
    """Number of draws and seed, as a note under a table."""
    return tr("usikker.note", n=grouped(run.draws), froe=run.seed)
