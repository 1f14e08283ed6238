"""Checks that a spreadsheet makes while somebody types: lists to choose from, and colours for what is empty, wrong or uneven."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ldip.tabular.places import letters
from ldip.workbook.layout import CODES, FIRST_ROW, Block, blocks, free_rows
from ldip.workbook.terms import NO, YES, Field, Grid

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

LONGEST_LIST: Final = 255  # characters of a list inside a validation
EMPTY: Final = {"bg_color": "#F8CBAD"}
WRONG: Final = {"bg_color": "#FFD966", "font_color": "#9C0006"}
UNEVEN: Final = {"bg_color": "#FFE699"}
Format = Callable[..., Any]


def add_checks(sheet: Worksheet, grid: Grid, codes: Mapping[str, int], look: Format) -> None:
    """Add the checks of a sheet. `codes` has the length of each list of codes, in the order of the sheet of codes."""
    fields = dict(_fields(grid))
    for choices, block in blocks({at: c for at, f in fields.items() if (c := choices_of(f, codes))}):
        sheet.data_validation(*block, _validation(choices, codes))
    last = len(grid.columns) - 1
    for _, block in blocks({at: "tom" for at, f in fields.items() if f.required}):
        own = _place(block)
        filled = f"COUNTA(${letters(1)}{block[0] + 1}:${letters(last)}{block[0] + 1})>0" if grid.form != "noekler" else "TRUE"
        rule = f"=AND(ISBLANK({own}),{filled})"
        sheet.conditional_format(*block, {"type": "formula", "criteria": rule, "format": look(**EMPTY)})
    numeric = {at: (f.low, f.high) for at, f in fields.items() if f.kind in ("tall", "heltall")}
    for (low, high), block in blocks(numeric):
        sheet.conditional_format(
            *block, {"type": "formula", "criteria": _outside(_place(block), low, high), "format": look(**WRONG)}
        )
    for keys in grid.sums:
        _sum(sheet, grid, keys, look)


def choices_of(field: Field, codes: Mapping[str, int]) -> tuple[str, ...]:
    """The words a cell is chosen from: the words of the schema, ja and nei, or `=` with the name of a list of codes."""
    if field.kind == "liste":
        return ()
    if field.kind == "ja_nei":
        return (YES, NO)
    if field.choices:
        return tuple(c for c in field.choices if c) if field.kind == "tekst" else ()
    return ("=", field.refers) if field.refers in codes else ()


def _fields(grid: Grid) -> Iterator[tuple[tuple[int, int], Field]]:
    """The type of every cell to fill in, those of the free rows included where a column has one type."""
    for c, column in enumerate(grid.columns):
        if column.role != "verdi":
            continue
        for r, row in enumerate(grid.rows, start=FIRST_ROW):
            if column.key in row.cells:
                yield (r, c), row.cells[column.key].field
        for r in free_rows(grid):
            yield (r, c), column.field


def _validation(choices: tuple[str, ...], codes: Mapping[str, int]) -> dict[str, Any]:
    if choices[0] == "=":
        place = 2 * list(codes).index(choices[1])
        source: Any = f"={CODES}!${letters(place)}$2:${letters(place)}${codes[choices[1]] + 1}"
        kind = "warning"  # a new code is allowed: the plan may get what it names in another sheet
    else:
        source, kind = list(choices), "stop"
        if len(",".join(choices)) > LONGEST_LIST:
            return {"validate": "any"}
    return {"validate": "list", "source": source, "error_type": kind, "ignore_blank": True}


def _outside(own: str, low: float | None, high: float | None) -> str:
    wrong = [f"{own}<{low!r}"] * (low is not None) + [f"{own}>{high!r}"] * (high is not None)
    bounds = f",AND(ISNUMBER({own}),OR({','.join(wrong)}))" if wrong else ""
    return f"=OR(ISTEXT({own}){bounds})"


def _sum(sheet: Worksheet, grid: Grid, keys: tuple[str, ...], look: Format) -> None:
    """Colour shares that do not add up to 1, except in a recurring frame, whose amount is for each year."""
    places = [i for i, c in enumerate(grid.columns) if c.key in keys]
    kind = next((i for i, c in enumerate(grid.columns) if c.key == "type"), None)
    if not places or not grid.rows:
        return
    row, first, last = FIRST_ROW + 1, letters(min(places)), letters(max(places))
    area = f"${first}{row}:${last}{row}"
    frame = f',${letters(kind)}{row}<>"ramme"' if kind is not None else ""
    rule = f"=AND(COUNT({area})>0,ABS(SUM({area})-1)>0.000001{frame})"
    block = (FIRST_ROW, min(places), free_rows(grid)[-1], max(places))
    sheet.conditional_format(*block, {"type": "formula", "criteria": rule, "format": look(**UNEVEN)})


def _place(block: Block) -> str:
    return f"{letters(block[1])}{block[0] + 1}"
