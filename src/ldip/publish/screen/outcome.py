"""A plan against its accounts: one table a year, with the deviation of each line by cause."""

from __future__ import annotations

from rich.table import Table

from ldip.compare.outcome import LineOutcome, PlanOutcome
from ldip.compare.outcome_inputs import CAUSES
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.digits import grouped, money_decimals
from ldip.publish.screen.plain import plain_table
from ldip.uncertainty.summary import FEWEST

REST = "oevrig"


def outcome_tables(found: PlanOutcome) -> list[Table]:
    """The tables, oldest year first; amounts in million kroner."""
    width = money_decimals(max(abs(x.planned) for x in found.lines))
    return [_year(found, year, width) for year in found.years]


def _year(found: PlanOutcome, year: int, width: int) -> Table:
    names = [tr(f"outcome.{c}") for c in ("planned", "actual", "deviation", *CAUSES, REST)]
    table = plain_table(tr("outcome.title", year=year), [*names, *([tr("outcome.place")] if found.draws else [])])
    for line in (x for x in found.lines if x.year == year):
        cells = [grouped(v, width) for v in _settled(line, width)]
        table.add_row(label(line.name, language()), *cells, *([_place(line)] if found.draws else []))
    lacking = [tr("outcome.lacking", cause=tr(f"outcome.{c}")) for c, years in found.lacking.items() if year in years]
    base = [tr("outcome.base", year=year)] if year == found.plan.head.tid.prisnivaa else []
    table.caption, table.caption_justify = "\n".join([*base, *lacking]) or None, "left"
    return table


def _settled(line: LineOutcome, width: int) -> list[float]:
    """The amounts in million kroner as they are printed; what rounding leaves is in the rest, so that a row adds up."""
    planned, actual, *causes = (round(v / 1e6, width) for v in (line.planned, line.actual, *line.causes))
    return [planned, actual, actual - planned, *causes, actual - planned - sum(causes)]


def _place(line: LineOutcome) -> str:
    return "" if line.percentile is None else f"{line.percentile:.0f}"


def notes(found: PlanOutcome) -> list[str]:
    """The meaning of the columns, one sentence each."""
    keys = ["outcome.note.causes", "outcome.note.adopted", "outcome.note.place" if found.draws else "outcome.note.few"]
    return [tr(k, draws=found.draws, fewest=FEWEST) for k in keys]
