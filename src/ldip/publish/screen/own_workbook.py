"""A municipality's own workbook on the terminal: its first lines as understood, and its totals against the plan's."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from ldip.locales import tr
from ldip.plan.inputs import readable_key
from ldip.publish.digits import grouped
from ldip.publish.screen.plain import plain_table
from ldip.workbook.own_terms import Choice, Difference, Preview

DECIMALS = {"kr": 2, "1000 kr": 1, "mill. kr": 2, "personer": 0}


def preview_table(found: Preview) -> Table:
    """The first lines of a table of the workbook."""
    others = [readable_key(h) for h in found.heads[1:]]
    table = plain_table(tr("own_workbook.preview", key=found.key, sheet=found.sheet, n=found.count), others)
    for first, *rest in found.rows:
        table.add_row(first, *rest)
    return table


def choice_table(choices: Sequence[Choice]) -> Table:
    """The choices of a proposed profile with what each rests on."""
    table = plain_table(tr("own_workbook.choices"), [tr(f"own_workbook.head.{k}") for k in ("value", "sure", "basis")])
    for c in choices:
        table.add_row(c.key, c.value, tr(f"own_workbook.sure.{c.sure}"), c.basis)
    return table


def difference_table(differences: Sequence[Difference]) -> Table:
    """Totals of the workbook beside the plan's before and after."""
    heads = ("unit", "theirs", "before", "after", "left")
    table = plain_table(tr("own_workbook.differences"), [tr(f"own_workbook.head.{k}") for k in heads])
    for d in differences:
        table.add_row(_line(d), d.unit, *(_shown(v, d.unit) for v in (d.theirs, d.before, d.after, d.left)))
    return table


def cause_lines(differences: Sequence[Difference]) -> list[str]:
    """The causes of each difference that is left, with its amounts."""
    found = ((d, "; ".join(f"{c.text} {_shown(c.amount, d.unit)}" for c in d.causes)) for d in differences)
    return [tr("own_workbook.causes", line=_line(d), unit=d.unit, causes=causes) for d, causes in found if causes]


def _line(d: Difference) -> str:
    return f"{d.line} {d.year}" if d.year else d.line


def _shown(value: float | None, unit: str) -> str:
    return "–" if value is None else grouped(value, DECIMALS[unit])
