"""Notes on the reading of a table for its user: hidden rows, columns not read, rows outside the sums, rows left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ldip.locales import tr
from ldip.plan.schema.fields import SCALE
from ldip.workbook.own_grid import Grid, Head, columns_of
from ldip.workbook.own_profile import Money, Projects, Yearly
from ldip.workbook.own_sums import Control

NAMED: Final = 8


@dataclass(frozen=True)
class Notes:
    """Notes on a table that was read."""

    grid: Grid
    head: Head
    part: Yearly
    rows: Sequence[int]

    def hidden(self) -> Iterator[str]:
        """Hidden rows, columns and sheets, which are read like the others."""
        sheet = self.grid.sheet
        if rows := [str(r) for r in self.rows if r in sheet.hidden_rows and not self.grid.turned]:
            yield tr("own_workbook.hidden_rows", sheet=sheet.name, rows=", ".join(rows[:NAMED]), n=len(rows))
        hidden = [c.heading for c in self.head.years if c.index in sheet.hidden_columns and not self.grid.turned]
        if hidden:
            yield tr("own_workbook.hidden_columns", sheet=sheet.name, columns=", ".join(hidden[:NAMED]))
        if sheet.hidden:
            yield tr("own_workbook.hidden_sheet", sheet=sheet.name)

    def unread(self) -> Iterator[str]:
        """Columns with numbers that are not read."""
        named = [self.part.sumkolonne]
        if isinstance(self.part, Projects):
            named += [self.part.sektor, self.part.tidligere, self.part.ferdig, *self.part.finansiering.values()]
        read = {c.index for h in named if h for c in columns_of(self.head, h)}
        left = [c for c in self.head.columns if not c.year and c.index not in read and self._has_numbers(c.index)]
        if left:
            yield tr("own_workbook.unread", columns=", ".join(f"«{c.heading}»" for c in left[:NAMED]))

    def _has_numbers(self, column: int) -> bool:
        return any(isinstance(self.grid.at(r, column), float) for r in self.rows)

    def outside_sums(self, control: Control) -> Iterator[str]:
        """Rows that no sum includes, or that the table has no sums."""
        if control.uncovered and control.met:
            places = [self.grid.place(r, self.head.label) for r in sorted(control.uncovered)]
            yield tr("own_workbook.no_sum", sheet=self.grid.sheet.name, cells=", ".join(places[:NAMED]), n=len(places))
        elif not control.met:
            yield tr("own_workbook.no_sums", sheet=self.grid.sheet.name)

    def left_out(self, left: Mapping[int, float]) -> Iterator[str]:
        """The amount of the rows left out in the first year that has any."""
        unit = self.part.enhet if isinstance(self.part, Money) else "personer"
        for year, value in list(left.items())[:1]:
            shown = f"{value / SCALE.get(unit, 1.0):.1f}".replace(".", ",")
            yield tr("own_workbook.left_out", sheet=self.grid.sheet.name, amount=shown, unit=unit, year=year)


def formulas(grid: Grid, cells: Iterable[tuple[int, int]]) -> Iterator[str]:
    """The number of cells that are formulas: their stored results are read."""
    found = sorted(c for c in cells if grid.is_formula(*c))
    if found:
        yield tr("own_workbook.formulas", sheet=grid.sheet.name, n=len(found), first=grid.place(*found[0]))
