"""The first year each måltall is broken over the draws: in how many of 100, and in how many it never is."""

from __future__ import annotations

from dataclasses import dataclass

from ldip.compare.drawn_rules import drawn_rules, firsts
from ldip.locales import tr
from ldip.publish.content.cells import Cell, Column, Row, Sentence, Table
from ldip.publish.content.chances import rule_name
from ldip.publish.content.drawn_words import drawn_note, path_name, share_cell, too_few
from ldip.publish.content.fetched import identity
from ldip.simulation.run import Run


@dataclass(frozen=True)
class BrokenRow:
    """A måltall: the share of draws in which each year of the run is the first broken (no number outside those it is judged in),
    and in which it never is."""

    id: str
    name: str
    yearly: tuple[Cell, ...]
    never: Cell
    ever: Cell


@dataclass(frozen=True)
class Broken:
    """First years broken on the path of a run, the måltall broken most often first."""

    path: str
    years: tuple[int, ...]
    rows: tuple[BrokenRow, ...]
    said: tuple[Sentence, ...]
    table: Table | None


def first_years(run: Run) -> Broken:
    """First years broken in a run with draws; only a sentence where there are too few."""
    if few := too_few(run):
        return Broken(path_name(run), run.years, (), (few,), None)
    rows = []
    for rule in firsts(drawn_rules(run)):
        found = dict(zip(rule.judged, rule.first, strict=False))
        yearly = tuple(share_cell(found[y]) if y in found else Cell() for y in run.years)
        never = rule.first[-1]
        rows.append(BrokenRow(rule.ratio.measured, rule_name(rule), yearly, share_cell(never), share_cell(1.0 - never)))
    rows.sort(key=lambda r: r.never.value or 0.0)
    return Broken(path_name(run), run.years, tuple(rows), _said(run, rows), _table(run, rows) if rows else None)


def _said(run: Run, rows: list[BrokenRow]) -> tuple[Sentence, ...]:
    """The måltall that is broken most often, and the year in which that begins most often."""
    if not rows or (rows[0].ever.value or 0.0) == 0.0:
        return (Sentence(tr("usikker.brudd.ingen", sti=path_name(run))),) if rows else ()
    worst = rows[0]
    at = max(range(len(run.years)), key=lambda i: worst.yearly[i].value or 0.0)
    words = {"navn": worst.name, "p": worst.ever.words, "aar": run.years[at], "q": worst.yearly[at].words}
    return (Sentence(tr("usikker.brudd", sti=path_name(run), **words), (worst.ever, worst.yearly[at])),)


def _table(run: Run, rows: list[BrokenRow]) -> Table:
    heads = (Column(tr("usikker.kol.maaltall"), "stub", wraps=True), *(Column(str(y), year=y) for y in run.years))
    return Table(
        id=f"foerste-brudd-{run.variant}",
        title=tr("usikker.brudd.tittel", sti=path_name(run)),
        columns=(*heads, Column(tr("usikker.kol.aldri"))),
        rows=tuple(Row((Cell(text=r.name), *r.yearly, r.never), id=r.id) for r in rows),
        notes=(drawn_note(run),),
        run=identity(run),
    )
