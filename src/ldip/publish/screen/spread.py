"""Måltall beside KOSTRA's 10–90 percentile: what others have, without colour and without a verdict."""

from __future__ import annotations

from rich.table import Table

from ldip.compare.spread import Spread, spread_of
from ldip.locales import tr
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import READING
from ldip.plan.schema.files import Ratio
from ldip.publish.content.ratios import ratio_name
from ldip.publish.digits import grouped
from ldip.publish.numbers import address, fetch
from ldip.publish.screen.plain import plain_table
from ldip.simulation.run import Run


def spread_table(run: Run) -> Table | None:
    """The plan's måltall in its first and headline year against the municipalities' newest year; None without figures."""
    years = list(dict.fromkeys((run.years[0], run.plan.shown_year)))
    rows = run.plan.table("kostra.csv", t.KostraRow).rows
    heads = [
        *(str(y) for y in years),
        tr("spread.year"),
        "p10",
        tr("spread.median"),
        "p90",
        *(tr("spread.place", year=y) for y in years),
    ]
    table = plain_table(tr("spread.title"), heads)
    for ratio in run.plan.rules.maaltall:
        found = spread_of(rows, [ratio.id, ratio.bibliotek or ratio.id])
        if found is not None:
            own = [fetch(run, address(ratio.id, y)).value / READING[ratio.enhet] for y in years]
            table.add_row(f"{ratio_name(ratio)} ({ratio.enhet})", *_cells(ratio, found, own))
    table.caption, table.caption_justify = tr("spread.note"), "left"
    return table if table.row_count else None


def _cells(ratio: Ratio, found: Spread, own: list[float]) -> list[str]:
    numbers = [grouped(v, ratio.desimaler) for v in (*own, found.p10, found.p50, found.p90)]
    places = [tr(f"spread.{found.place(v)}", share=grouped(found.below(v) * 100)) for v in own]
    seen = tr("spread.of", year=found.year, n=found.count)
    return [*numbers[: len(own)], seen, *numbers[len(own) :], *places]
