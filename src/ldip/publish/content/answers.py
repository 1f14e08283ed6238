"""Answers to questions as tables with every digit: one row a quantity and element, one column a year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.content.cells import Cell, Column, Row, Table
from ldip.publish.content.fetched import identity, price_basis
from ldip.publish.questions import Answer, Question, answers_to
from ldip.simulation.run import Run


def answer_table(run: Run, title: str, questions: Sequence[Question], internal: bool) -> Table:
    """The answers of one run; hidden numbers are left out."""
    return _by_year(run, title, [("", run, a) for q in questions for a in answers_to(run, q, internal)])


def sides_table(title: str, sides: Sequence[tuple[str, Run]], questions: Sequence[Question]) -> Table:
    """The public answers of several runs, each row with what its run is called; of the last run as a table."""
    return _by_year(sides[-1][1], title, [(side, run, a) for side, run in sides for q in questions for a in answers_to(run, q)])


def _by_year(run: Run, title: str, found: Iterable[tuple[str, Run, Answer]]) -> Table:
    found = list(found)
    years = sorted({y for _, _, a in found for y in a.years})
    stubs = (Column(tr(f"file.{head}"), "stub", wraps=True) for head in ("name", "element", "unit"))
    return Table(
        id="svar",
        title=title,
        columns=(*stubs, *(Column(str(y), year=y) for y in years)),
        rows=tuple(_row(of, side, a, years) for side, of, a in found),
        run=identity(run),
    )


def _row(run: Run, side: str, answer: Answer, years: Iterable[int]) -> Row:
    at = {y: i for i, y in enumerate(answer.years)}
    name = label(answer.name, language())
    place = ", ".join([*([side] if side else []), *(f"{a}={v}" for a, v in sorted(answer.axes.items()))])
    stub = (name if not answer.drawn else f"{name} {answer.statistic}", place, answer.unit)
    basis = price_basis(run, answer.unit)
    numbers = (_cell(answer, at[y], basis) if y in at else Cell() for y in years)
    return Row((*(Cell(text=t) for t in stub), *numbers), id=answer.name)


def _cell(answer: Answer, place: int, prices: str) -> Cell:
    value, year = answer.values[place], answer.years[place]
    return Cell(
        value=value,
        address="" if value is None else answer.address(year),
        year=year,
        unit=answer.unit,
        prices=prices,
        origin=answer.natures[place],
        anslag=answer.anslag,
        hidden=value is None,
    )
