"""Amendments as content: the lines of each proposal with their amounts by year, the balance, and the plan with carried lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from ldip.compare.amendments import Carried
from ldip.locales import tr
from ldip.plan.amendments import Amendment, Fallen, balance, budget_years, lines_of, proposals_of, unbalanced
from ldip.plan.schema.amendments import AmendmentFile
from ldip.publish.content.cells import Cell, Column, Row, Sentence, Table
from ldip.publish.content.fetched import identity, millions
from ldip.publish.content.verdict import Verdict
from ldip.publish.digits import Format
from ldip.simulation.run import Run

ZERO: Final = Decimal(0)
LEAST: Final = 1  # decimals of a line: a group moves less than a million


@dataclass(frozen=True)
class Proposal:
    """A proposal: its lines, the sum of each budget year as printed, and whether and where it lacks money, in words."""

    id: str
    said: AmendmentFile
    lines: tuple[Amendment, ...]
    sums: tuple[Cell, ...]
    lacking: Mapping[int, float]
    balance: str


def proposals(run: Run) -> tuple[Proposal, ...]:
    """Every proposal of the plan of a run."""
    years, every = budget_years(run.plan), lines_of(run.plan).values()
    found = []
    for i, said in proposals_of(run.plan).items():
        own = tuple(a for a in every if a.proposal == i)
        lacks = unbalanced(own, years)
        found.append(Proposal(i, said, own, sums_of(run, balance(own, years)), lacks, balance_words(run, lacks, years)))
    return tuple(found)


def sums_of(run: Run, sums: Mapping[int, float]) -> tuple[Cell, ...]:
    """Sums by year in running kroner."""
    return tuple(amount(run, v, y) for y, v in sums.items())


def amount(run: Run, kroner: float, year: int) -> Cell:
    """An amount of a proposal; it is stated, so it has no address."""
    return Cell(kroner, format=_format(run), year=year, unit="kr", prices=tr("form.running"))


def _format(run: Run) -> Format:
    return Format("mill. kr", -6, max(LEAST, millions(run).decimals or 0))


def signed(cell: Cell) -> str:
    """An amount with a plus where more money is out."""
    return f"+{cell.words}" if (cell.figure or 0) > 0 else cell.words


def balance_words(run: Run, lacking: Mapping[int, float], years: Sequence[int]) -> str:
    """«I balanse alle fire år», or the first year that lacks money with the amount, and how many others."""
    if not lacking:
        return tr("endring.balanse", n=len(years))
    (year, kroner), *others = lacking.items()
    words = {"v": amount(run, kroner, year).words, "year": year, "n": len(others)}
    return tr("endring.mangler.flere" if others else "endring.mangler", **words)


def amendment_tables(run: Run) -> tuple[Table, ...]:
    """A table for each proposal: one row a line, its sum, and what the balance is."""
    return tuple(_table(run, p) for p in proposals(run))


def _table(run: Run, p: Proposal) -> Table:
    years = budget_years(run.plan)
    heads = [Column(tr("endring.nr"), "stub"), Column(tr("endring.hva"), "words", wraps=True), Column(tr("endring.del"), "words")]
    rows = [_row(run, a, years) for a in p.lines]
    total = (Cell(), Cell(text=tr("endring.sum")), Cell(), *(Cell(text=signed(c)) for c in p.sums), Cell())
    return Table(
        id=f"endringsforslag_{p.id}",
        title=tr("endring.tittel", name=p.said.navn, group=p.said.gruppe),
        columns=(*heads, *(Column(str(y), year=y) for y in years), Column(tr("endring.status"), "words")),
        rows=(*rows, Row(total, "sum")),
        notes=(p.balance, tr("endring.note"), *((p.said.beskrivelse,) if p.said.beskrivelse else ())),
        run=identity(run),
    )


def _row(run: Run, a: Amendment, years: Sequence[int]) -> Row:
    numbers = (Cell(text=signed(amount(run, a.kroner.get(y, 0.0), y))) for y in years)
    words = (Cell(text=str(a.place + 1)), Cell(text=a.line.tekst), Cell(text=tr(f"endring.del.{a.line.del_}")))
    return Row((*words, *numbers, Cell(text=tr(f"endring.status.{a.line.status or 'aapen'}"))), id=a.id)


def motion(run: Run, p: Proposal) -> tuple[str, ...]:
    """The proposal as text for the meeting: a heading and one paragraph a line, with the amounts."""
    years = budget_years(run.plan)
    head = tr("endring.tittel", name=p.said.navn, group=p.said.gruppe)
    return (head, *(_paragraph(run, a, years) for a in p.lines), tr("endring.tekst.sum", balance=p.balance))


def _paragraph(run: Run, a: Amendment, years: Sequence[int]) -> str:
    parts = (f"{y}: {signed(amount(run, a.kroner.get(y, 0.0), y))}" for y in years)
    text = tr("endring.tekst.linje", n=a.place + 1, text=a.line.tekst.rstrip("."), amounts=", ".join(parts))
    return f"{text} {a.line.grense}".strip()


def standing_sentences(before: Verdict, after: Verdict, run: Run, carried: Carried) -> tuple[Sentence, ...]:
    """The plan after the votes: the need before and after, the balance, and the lines that fall away."""
    years = budget_years(run.plan)
    first, last = before.need.amount, after.need.amount
    said = []
    if first.value is not None and last.value is not None:
        change = (last.figure or ZERO) - (first.figure or ZERO)
        moved = Cell(settled=int(change.scaleb(last.format.decimals or 0)), format=last.format)
        words = {"after": last.words, "before": first.words, "change": signed(moved), "prices": after.need.prices}
        said.append(Sentence(tr("endring.staar", **words), (first, last)))
    said.append(Sentence(balance_words(run, carried.lacking, years)))
    return (*said, *(Sentence(t) for t in fallen_words(carried.fallen)))


def fallen_words(fallen: Iterable[Fallen]) -> tuple[str, ...]:
    """The carried lines that fall away, and why."""
    return tuple(tr("endring.faller", line=x.line.line.tekst, by=x.by.line.tekst, group=x.by.said.gruppe) for x in fallen)
