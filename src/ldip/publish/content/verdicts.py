"""The verdicts on two plans side by side: law, måltall, the need, what binds, and the måltall one by one."""

from __future__ import annotations

from collections.abc import Callable

from ldip.locales import tr
from ldip.publish.content.cells import NOTHING, Cell, Column, Row, Table
from ldip.publish.content.demands import capital
from ldip.publish.content.judged import Ruling
from ldip.publish.content.verdict import Verdict, held


def verdicts_table(before: Verdict, after: Verdict, ends: tuple[str, str]) -> Table:
    """A row for each part of the verdict, with both plans' words; måltall that either plan has follow."""
    both = (before, after)
    lines: tuple[tuple[str, Callable[[Verdict], str]], ...] = (
        ("law", _law),
        ("held", lambda v: _held(v, after=False)),
        ("held_after", lambda v: _held(v, after=True)),
        ("need", _need),
        ("full", lambda v: str(v.need.full or NOTHING)),
        ("binds", _binds),
        ("one_off", lambda v: v.need.one_off_sum.words if v.need.amount.value is not None else NOTHING),
    )
    rows = [Row((Cell(text=tr(f"verdicts.{key}")), *(Cell(text=say(v)) for v in both)), id=key) for key, say in lines]
    rulings = [{r.id: r for r in v.rulings if r.ruled} for v in both]
    for name in dict.fromkeys((*rulings[1], *rulings[0])):
        own = [r.get(name) for r in rulings]
        title = next(r.name for r in reversed(own) if r is not None)
        rows.append(Row((Cell(text=title), *(_ruling(r) for r in own)), id=name))
    return Table(
        id="dommer",
        title=tr("verdicts.title"),
        columns=(Column(kind="stub", wraps=True), *(Column(e, "words", wraps=True) for e in ends)),
        rows=tuple(rows),
    )


def _law(found: Verdict) -> str:
    law = found.law
    if law.before is None:
        return tr("verdicts.lawful", n=law.years)
    return tr("verdicts.unlawful", year=law.before, n=law.lawful, of=law.years)


def _held(found: Verdict, after: bool) -> str:
    n, of = held(found.rulings, after)
    if not of or (after and found.need.state != "innsparing"):
        return NOTHING
    return tr("verdicts.of", n=n, of=of)


def _need(found: Verdict) -> str:
    need = found.need
    if need.amount.value is None:
        return tr(f"verdicts.{need.state}")
    key = "verdicts.room" if need.state == "handlingsrom" else "verdicts.amount"
    return tr(key, v=need.size, year=need.prices)


def _binds(found: Verdict) -> str:
    binding = found.need.binding
    return NOTHING if binding is None else f"{capital(binding.short)}, {binding.when}"


def _ruling(found: Ruling | None) -> Cell:
    """The worst value and when, with the status without new saving; words where a plan does not have the måltall."""
    if found is None:
        return Cell(text=tr("compare.change.absent"))
    worst = found.before
    return Cell(
        text=tr("verdicts.worst", v=worst.worst.words, when=worst.when, status=tr(f"status.{worst.status}")), tone=worst.status
    )
