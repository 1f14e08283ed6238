"""The plain table of the terminal: a column of names, and figures to the right."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from ldip.publish.render.terminal import framed


def plain_table(title: str, heads: Iterable[object], min_width: int | None = None) -> Table:
    """A table with a column of names and one column a head, figures to the right."""
    table = framed(title, min_width)
    table.add_column("")
    for head in heads:
        table.add_column(str(head), justify="right", no_wrap=True)
    return table
