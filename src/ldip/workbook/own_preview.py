"""The first lines of a table of the workbook as they were understood."""

from __future__ import annotations

from typing import Final

from ldip.locales.written import separated
from ldip.plan.schema.fields import SCALE
from ldip.workbook.own_names import Names
from ldip.workbook.own_profile import AnyPart, Loans, Money
from ldip.workbook.own_terms import PREVIEWED, Block, Line, Preview
from ldip.workbook.own_words import text_of

MOST_YEARS: Final = 4
YEARS: Final = ("fast_til", "utloep")
LEFT_OUT: Final = "–"


def preview_of(part: AnyPart, block: Block, names: Names) -> Preview:
    """Name in the workbook, cell, name in the plan, group, and the first years in the table's own unit."""
    years = block.years[:MOST_YEARS]
    extras: list[str] = list(part.kolonner) if isinstance(part, Loans) else []
    unit = part.enhet if isinstance(part, Money | Loans) else "personer"
    heads = ("navn", "celle", "i planen", "gruppe", *(f"{y} ({unit})" for y in years), *extras)
    rows = tuple(_row(line, names, years, extras, SCALE.get(unit, 1.0)) for line in block.lines[:PREVIEWED])
    return Preview(block.key, block.sheet, tuple(map(str, heads)), rows, len(block.lines))


def _row(line: Line, names: Names, years: tuple[int, ...], extras: list[str], scale: float) -> tuple[str, ...]:
    values = (_shown(line.values[y] / scale) if y in line.values else "" for y in years)
    beside = (
        _shown(raw) if isinstance(raw, float) and name not in YEARS else text_of(raw)
        for name in extras
        for raw, _ in [line.extra.get(name, ("", ""))]
    )
    return (line.name, line.place, names.ids.get(line.name, LEFT_OUT), line.group, *values, *beside)


def _shown(value: float) -> str:
    whole, _, part = f"{value:,.6f}".partition(".")
    return separated(f"{whole}.{part}".rstrip("0").rstrip("."))
