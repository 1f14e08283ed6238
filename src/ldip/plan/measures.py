"""Which measures of tiltak.csv are in effect, and with which amount: by status, and decided or realised.

A measure without a status is in effect (docs/method/drift.md#tiltak)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from ldip.plan.document import Plan, Table
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE

FILE: Final = "tiltak.csv"
PROPOSED: Final = "foreslaatt"
DROPPED: Final = "droppet"
ACTING: Final = ("vedtatt", "iverksatt", "realisert")  # in effect where the plan has no rule of its own
STARTED: Final = ("iverksatt", "realisert")
LASTING: Final = ("varig", "ukonkretisert")


@dataclass(frozen=True)
class Rules:
    """Statuses in effect, and whether a realised amount replaces the decided one."""

    acting: frozenset[str]
    realised: bool

    def acts(self, row: t.MeasureRow) -> bool:
        """Whether a row's measure is in effect in the run."""
        return not row.status or row.status in self.acting

    def kroner(self, row: t.MeasureRow) -> float:
        """The amount of a row that is used, kroner in fixed prices: the realised one where it is known."""
        known = row.realisert if self.realised else None
        return row.kroner if known is None else known * SCALE[row.enhet]


def rules_of(plan: Plan) -> Rules:
    """The plan's rules of drift.toml, or the default: decided measures, with realised amounts where they are known."""
    own = plan.operations.tiltak
    return Rules(frozenset(own.virker if own else ACTING), own.realisert_erstatter if own else True)


def by_year(plan: Plan) -> list[t.MeasureRow]:
    """Every row, oldest first."""
    return sorted(plan.table(FILE, t.MeasureRow).rows, key=lambda r: r.aar)


def acting_rows(plan: Plan) -> list[t.MeasureRow]:
    """Rows of the measures in effect, oldest first."""
    rules = rules_of(plan)
    return [r for r in by_year(plan) if rules.acts(r)]


def used(plan: Plan) -> list[tuple[t.MeasureRow, float]]:
    """Rows in effect in the plan years, oldest first, each with its kroner less the measure's level before the plan.

    What a measure had reached before the first plan year is in the frames already."""
    rules, first = rules_of(plan), plan.years[0]
    before: dict[str, float] = {}
    found: list[tuple[t.MeasureRow, float]] = []
    for row in acting_rows(plan):
        value, lasts = rules.kroner(row), row.type in LASTING
        if row.aar >= first:
            found.append((row, value - before.get(row.id, 0.0) if lasts else value))
        elif lasts:
            before[row.id] = value
    return found


def with_only(plan: Plan, keep: Callable[[t.MeasureRow], bool]) -> Plan:
    """The plan with only the rows that `keep` chooses, and all of them in effect."""
    table = plan.table(FILE, t.MeasureRow)
    every = zip(table.lines or (0,) * len(table.rows), table.rows, strict=True)
    kept = tuple((n, r.model_copy(update={"status": ""})) for n, r in every if keep(r))
    rows, lines = tuple(r for _, r in kept), tuple(n for n, _ in kept)
    return replace(plan, tables={**plan.tables, FILE: Table(FILE, rows, lines)})
