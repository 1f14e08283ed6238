"""Tables on the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich import box
from rich.markup import escape
from rich.table import Table as Screen
from rich.text import Text

from ldip.publish.content.cells import Cell, Column, Table, Tone

COLOUR: Final[Mapping[Tone, str]] = {"": "", "nådd": "green", "over gulv": "yellow", "brutt": "red", "uten mål": "dim"}
WEIGHT: Final = {"line": "", "sum": "bold", "adopted": "dim"}


def framed(title: str, min_width: int | None = None, show_lines: bool = False) -> Screen:
    """An empty table in the frame that every table of figures has."""
    return Screen(
        title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, min_width=min_width, show_lines=show_lines
    )


def on_screen(table: Table, min_width: int | None = None) -> Screen:
    """A table as the terminal prints it."""
    screen = framed(escape(table.title), min_width)
    for column in table.columns:
        _head(screen, column)
    for row in table.rows:
        screen.add_row(*(_cell(c) for c in row.cells), style=WEIGHT[row.kind])
    if table.notes:
        screen.caption, screen.caption_justify = escape("\n".join(table.notes)), "left"
    return screen


def _head(screen: Screen, column: Column) -> None:
    number = column.kind == "number"
    screen.add_column(
        "" if column.kind == "stub" else escape(column.label),  # the title names the rows
        justify="right" if number else "left",
        no_wrap=not column.wraps,
        overflow="fold" if number and column.wraps else "ellipsis",
    )


def _cell(cell: Cell) -> Text:
    return Text(cell.words, style=COLOUR[cell.tone])
