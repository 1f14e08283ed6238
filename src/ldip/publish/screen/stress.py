"""A plan under stress: the need and the måltall of the headline year, base case beside each stress."""

from __future__ import annotations

from rich.table import Table

from ldip.compare.stress import Stressed, stress_name
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.schema.fields import READING
from ldip.publish.content.fetched import decimals
from ldip.publish.content.ratios import ratio_name
from ldip.publish.digits import grouped
from ldip.publish.screen.plain import plain_table

MONEY = (
    "inndekningsbehov_fast",
    "netto_driftsresultat",
    "renteutgifter",
    "laanegjeld_ub",
    "disposisjonsfond_sum_ub",
    "merforbruk_ub",
)


def stress_table(found: Stressed, year: int) -> Table:
    """One column a stress; amounts in million kroner."""
    run, width = found.run, decimals(found.run)
    table = plain_table(tr("stress.title", year=year, variant=run.variant), [stress_name(r) for r in found.rows])
    for name in MONEY:
        unit = f" ({tr('stress.fixed', prices=run.plan.head.tid.prisnivaa)})" if name.endswith("_fast") else ""
        table.add_row(label(name, language()) + unit, *(grouped(found.value(name, year, r) / 1e6, width) for r in found.rows))
    for ratio in run.plan.rules.maaltall:
        scale = READING[ratio.enhet]
        cells = (grouped(found.value(ratio.measured, year, r) / scale, ratio.desimaler) for r in found.rows)
        table.add_row(f"{ratio_name(ratio)} ({ratio.enhet})", *cells)
    table.caption, table.caption_justify = tr("stress.note"), "left"
    return table
