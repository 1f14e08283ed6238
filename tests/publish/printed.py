"""What a table prints, as plain text."""

from __future__ import annotations

import io

from rich.console import Console


def text_of(*renderables: object, width: int = 220) -> str:
    """Print and give back the text."""
    console = Console(width=width, record=True, file=io.StringIO())
    for renderable in renderables:
        console.print(renderable)
    return console.export_text()
