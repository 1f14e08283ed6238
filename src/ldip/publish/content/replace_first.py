"""Estimates to replace first as content: how many figures are national levels, the range they leave, and the ranked groups.

The headline in the range is the verdict's own number (docs/guide/anslag.md)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from ldip.compare.replace_first import Component, ReplaceFirst, Replacement, ranked
from ldip.locales import tr
from ldip.parameters.estimate_groups import How
from ldip.plan.document import Plan
from ldip.plan.figures import Figure, figures_of
from ldip.plan.memo import remembered
from ldip.publish.content.cells import Cell, Column, Row, Sentence, Table
from ldip.publish.content.fetched import identity, millions, price_basis
from ldip.publish.content.verdict import national_line, verdict
from ldip.publish.digits import grouped
from ldip.simulation.run import Run

SHOWN: Final = 7  # rows that a run prints
WHOLE: Final = 10.0  # from this size a spread is printed without decimals


@dataclass(frozen=True)
class Group:
    """A group to replace: names in the reader's language, counts, effect, spread and remedy in words, and the files it is in."""

    id: str
    name: str
    figures: int
    own: int
    effect: Cell
    spread: str
    how: How
    remedy: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class ToReplace:
    """The ranked list of a run. `base` is the verdict's number; the range with all estimates, and after the first three.

    `said` are the sentences in the order they are printed; `done` names the groups with none left. `table` has the
    first rows, `whole` all."""

    grunnlag: str
    figures: int
    own: int
    base: Cell
    low: Cell
    high: Cell
    low_after: Cell
    high_after: Cell
    rows: tuple[Group, ...]
    done: tuple[str, ...]
    said: tuple[Sentence, ...]
    table: Table
    whole: Table


@remembered
def to_replace(run: Run) -> ToReplace:
    """Ranked list of estimates of the plan of a run."""
    found = ranked(run.plan)
    base = verdict(run).quoted
    ends = (found.low, found.high, found.low_after, found.high_after)
    low, high, low_after, high_after = (_beside(run, base, found.base, end) for end in ends)
    rows = tuple(_group(run, r) for r in found.rows)
    range_ = (low, high, low_after, high_after)
    return ToReplace(
        run.plan.head.grunnlag,
        found.figures,
        found.own,
        base,
        *range_,
        rows=rows,
        done=tuple(tr(f"anslag.{i}") for i in found.done),
        said=tuple(_said(run.plan, found, range_)),
        table=_table(run, rows[:SHOWN], len(rows)),
        whole=_table(run, rows, len(rows)),
    )


def _beside(run: Run, base: Cell, ranked_base: float | None, end: float | None) -> Cell:
    """An end of the range, at its distance from the verdict's number."""
    value = None if base.value is None or ranked_base is None or end is None else base.value + end - ranked_base
    return Cell(value, format=base.format, unit="kr_fast", prices=price_basis(run, "kr_fast"))


def _group(run: Run, r: Replacement) -> Group:
    files = tuple(name for name, _ in Counter(f.file for f in r.places).most_common())
    named = ", ".join(dict.fromkeys(f"{f.partition('/')[0]}/" if "/" in f else f for f in files))
    return Group(
        r.id,
        tr(f"anslag.{r.id}"),
        r.figures,
        r.own,
        Cell(r.effect, format=millions(run), unit="kr_fast", prices=price_basis(run, "kr_fast")),
        ", ".join(_spread(r.id, c) for c in r.spread),
        r.how,
        tr(f"anslag.hvordan.{r.how}", filer=named),
        files,
    )


def _spread(group: str, c: Component) -> str:
    digits = 0 if c.spread >= 10.0 else 1
    return tr(
        "anslag.spenn", navn=tr(f"anslag.{group}.{c.id}"), tall=grouped(c.spread, digits), enhet=tr(f"anslag.enhet.{c.unit}")
    )


def _said(plan: Plan, found: ReplaceFirst, ends: tuple[Cell, ...]) -> list[Sentence]:
    said = [national_line(plan) or Sentence(tr("anslag.antall", n=grouped(found.figures), m=grouped(found.figures + found.own)))]
    low, high, low_after, high_after = ends
    if low.value is not None and found.rows:
        words = {"low": low.words, "high": high.words, "low_after": low_after.words, "high_after": high_after.words}
        said.append(Sentence(tr("anslag.spennet", **words), ends))
    return said


def _table(run: Run, shown: tuple[Group, ...], count: int) -> Table:
    """The groups that move the headline the most, of a number of groups."""
    heads = (
        Column(kind="stub", wraps=True),
        Column(tr("anslag.kol.virkning")),
        Column(tr("anslag.kol.antall")),
        Column(tr("anslag.kol.hvordan"), "words", wraps=True),
    )
    lines = tuple(
        Row((Cell(text=g.name), Cell(text=f"± {g.effect.words}"), Cell(text=grouped(g.figures)), Cell(text=g.remedy)), id=g.id)
        for g in shown
    )
    rest = count - len(shown)
    notes = (tr("anslag.resten", n=rest),) if rest > 0 else ()
    return Table(id="anslag", title=tr("anslag.tittel"), columns=heads, rows=lines, notes=notes, run=identity(run))


def estimates_table(plan: Plan, every: bool = False) -> Table:
    """Every estimate of a plan (with `every`, every sourced figure) with its place, value and source."""
    found = [f for f in figures_of(plan) if every or f.anslag]
    heads = (
        Column(kind="stub", wraps=True),
        Column(tr("anslag.kol.verdi")),
        Column(tr("anslag.kol.merke"), "words"),
        Column(tr("anslag.kol.kilde"), "words", wraps=True),
    )
    return Table(id="alle-anslag", title=tr("anslag.alle"), columns=heads, rows=tuple(_figure(f) for f in found))


def _figure(f: Figure) -> Row:
    place = f"{f.file}:{f.line}" if f.line else f.file
    mark = tr("explain.rough") if f.anslag else ""
    value = " ".join(filter(None, (f.value, f.unit)))
    return Row((Cell(text=f"{place} {f.key}"), Cell(text=value), Cell(text=mark), Cell(text=f.source)), id=f"{f.file}:{f.key}")
