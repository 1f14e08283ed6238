"""The back-test of the macro factors: how often the outcome fell inside the 80 % band, by horizon."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from ldip.glossary import glossary, label
from ldip.locales import language, tr
from ldip.publish.digits import grouped
from ldip.publish.screen.plain import plain_table
from ldip.uncertainty.backfactors import FactorRow


def factor_table(rows: Sequence[FactorRow]) -> Table:
    """One row a factor, part and horizon; bias and band in percentage points."""
    heads = [tr(f"backf.{h}") for h in ("part", "launches", "horizon", "n", "inside", "bias", "band")]
    table = plain_table(tr("backf.title"), heads)
    before = ""
    for r in rows:
        term = f"faktor_{r.factor}"
        name = label(term if term in glossary() else r.factor, language())
        cells = (
            tr(f"backf.{r.part}"),
            f"{r.launches[0]}–{r.launches[-1]}",
            str(r.horizon),
            str(len(r.launches)),
            grouped(100.0 * r.inside),
            grouped(100.0 * r.bias, 1),
            tr("backf.to", low=grouped(100.0 * r.low, 1), high=grouped(100.0 * r.high, 1)),
        )
        table.add_row(name if name != before else "", *cells)
        before = name
    table.caption, table.caption_justify = tr("backf.note"), "left"
    return table
