"""Two plans side by side: the inputs that differ, in words, and the results in the years that are shown."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ldip.compare.plans import Bridge
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.content.cells import Table as Content
from ldip.publish.content.changes import Changed
from ldip.publish.content.comparison import Comparison
from ldip.publish.content.fetched import decimals
from ldip.publish.content.ratios import ratio_name
from ldip.publish.content.years import shown_years
from ldip.publish.digits import shown
from ldip.publish.numbers import Number, address, fetch
from ldip.publish.render.terminal import framed, on_screen
from ldip.publish.screen.plain import plain_table

MOST_ROWS = 60


def input_table(changes: Sequence[Changed], every: bool = False) -> Table:
    """Cause, input, before, after and source; the first rows where there are many, and how many more there are."""
    table = framed(tr("compare.inputs"))
    for head in ("group", "key", "before", "after", "source"):
        source = head == "source"
        table.add_column(tr(f"compare.{head}"), overflow="ellipsis" if source else "fold", no_wrap=source, max_width=36)
    rows = changes if every else changes[:MOST_ROWS]
    last = ""
    for c in rows:
        group = "" if c.group == last else c.group
        table.add_row(*map(escape, (group, c.name, c.before, c.after, c.source)))
        last = c.group
    left = len(changes) - len(rows)
    if left:
        table.caption, table.caption_justify = tr("compare.more", n=left), "left"
    return table


def result_table(bridge: Bridge) -> Table:
    """Results that differ, before and after by year; måltall under their names."""
    years = [y for y in shown_years(bridge.after) if y in bridge.years]
    table = plain_table(tr("compare.results"), years)
    names = {r.measured: ratio_name(r) for r in bridge.after.plan.rules.maaltall}
    for name in dict.fromkeys(c.name for c in bridge.results):
        for run, which in ((bridge.before, "before"), (bridge.after, "after")):
            cells = [_cell(fetch(run, address(name, y)), name in names, decimals(bridge.after)) for y in years]
            title = names.get(name, label(name, language())) if which == "before" else ""
            table.add_row(title, *cells, style="dim" if which == "before" else "bold")
    table.caption, table.caption_justify = tr("compare.order"), "left"
    return table


def _cell(number: Number, is_ratio: bool, width: int) -> str:
    if number.unit in ("kr", "kr_fast"):
        return shown(number, "mill. kr", width)
    return shown(number, decimals=2 if is_ratio else None)


def show_comparison(screen: Console, found: Comparison, every: bool = False, parts: Content | None = None) -> None:
    """Print a comparison: verdicts, sentences and table of the split, a cause by its parts, changed inputs, changed results."""
    if found.bridge.after.illustration:
        screen.print(found.bridge.after.illustration, style="bold", markup=False)
    screen.print(on_screen(found.verdicts))
    for i, sentence in enumerate(found.said["rekkefoelge"]):
        screen.print(sentence.text, style="bold" if i == 0 else "", soft_wrap=True, markup=False)
    screen.print(on_screen(found.table))
    if parts is not None:
        screen.print(on_screen(parts))
    screen.print(input_table(found.inputs, every))
    screen.print(result_table(found.bridge) if found.bridge.results else tr("compare.noresult"))
