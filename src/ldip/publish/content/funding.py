"""Funding of the investments: the lines of § 5-5 that pay for them, and the share that is borrowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.locales import tr
from ldip.publish.digits import grouped
from ldip.simulation.run import Run
from ldip.statements.forms import form

LOAN: Final = "bruk_av_laan"
SPENT: Final = "sum_investeringsutgifter"
RECEIVED: Final = "sum_investeringsinntekter"
OWN: Final = ("bruk_bundne_investeringsfond", "bruk_ubundet_investeringsfond", "overfoering_til_investering")


@dataclass(frozen=True)
class Funding:
    """The lines that pay for the investments in some year, loans last; the borrowed share over the plan, and a sentence."""

    sources: tuple[str, ...]
    borrowed: float | None
    text: str


def funding(run: Run) -> Funding:
    """Funding of a run's investments."""
    lines = form("5-5").linjer
    paid = next(line for line in lines if line.steg == RECEIVED)
    named = [line.steg for line in lines if line.nr in {n for n, _ in paid.terms()} and line.steg != LOAN]
    sources = tuple(n for n in (*named, *OWN, LOAN) if run.series(n).any())
    deflator = run.series("deflator_indeks_ub")
    spent, borrowed = (float((run.series(n) / deflator).sum()) for n in (SPENT, LOAN))
    if spent <= 0.0:
        return Funding(sources, None, tr("finansiering.ingen"))
    share = borrowed / spent
    return Funding(sources, share, tr("finansiering.laan", share=grouped(100.0 * share)))
