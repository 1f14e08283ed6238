"""Funding of the investments: the lines of § 5-5 that pay for them, and the share that is borrowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.publish.digits import grouped
from ldip.simulation.run import Run
from ldip.statements.forms import form

LOAN: Final = "bruk_av_laan"
SPENT: Final = "sum_investeringsutgifter"
RECEIVED: Final = "sum_investeringsinntekter"
OWN: Final = ("bruk_bundne_investeringsfond", "bruk_ubundet_investeringsfond", "overfoering_til_investering")


@dataclass(frozen=True)
class PlannedLoan:
    """A planned loan: its year, kroner of that year, and its terms in words."""

    id: str
    name: str
    year: int
    amount: float
    terms: str


@dataclass(frozen=True)
class Funding:
    """The lines that pay for the investments in some year, loans last; the borrowed share over the plan, and a sentence.

    `loans` are the planned ones in order of year."""

    sources: tuple[str, ...]
    borrowed: float | None
    text: str
    loans: tuple[PlannedLoan, ...]


def funding(run: Run) -> Funding:
    """Funding of a run's investments."""
    lines = form("5-5").linjer
    paid = next(line for line in lines if line.steg == RECEIVED)
    named = [line.steg for line in lines if line.nr in {n for n, _ in paid.terms()} and line.steg != LOAN]
    sources = tuple(n for n in (*named, *OWN, LOAN) if run.series(n).any())
    deflator = run.series("deflator_indeks_ub")
    spent, borrowed = (float((run.series(n) / deflator).sum()) for n in (SPENT, LOAN))
    loans = planned_loans(run.plan)
    if spent <= 0.0:
        return Funding(sources, None, tr("finansiering.ingen"), loans)
    share = borrowed / spent
    return Funding(sources, share, tr("finansiering.laan", share=grouped(100.0 * share)), loans)


def planned_loans(plan: Plan) -> tuple[PlannedLoan, ...]:
    """The loans of laan.csv that are to be taken, in order of year."""
    rows = sorted((r for r in plan.table("laan.csv", t.LoanRow).rows if r.tas_opp), key=lambda r: r.tas_opp)
    return tuple(PlannedLoan(r.id, r.navn, r.tas_opp, r.saldo * SCALE[r.enhet], _terms(r)) for r in rows)


def _terms(row: t.LoanRow) -> str:
    """Years, repayment and interest of a loan."""
    life = tr("finansiering.aar", n=grouped(row.restloepetid))
    rate = tr(f"skjema.laan.rente.{row.rentetype}").lower()
    if row.rentetype == "fast":
        rate = tr("finansiering.fast", rente=grouped(row.fast_rente, 2), year=row.fast_til)
    return ", ".join((life, tr(f"skjema.laan.avdrag.{row.type}").lower(), rate))
