"""A known table as the grid of a sheet: titles, headers, units, sums, notes and defects around the same figures."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field, replace

from tests.tabular.content import UNREADABLE, Content, Style, year_cell

CLEAN = (
    "",
    "",
    "",
    "",
    "",
    "",
    "fjernet null",
    "skjulte rader",
    "sumrad",
    "delsummer",
    "merknader",
    "gjentatt overskrift",
    "andre ark",
    "uten navn",
)
BROKEN = ("feilcelle", "uberegnet", "like kolonner", "gal sum", "blandet", "potens", "grupper", "tekst", "dato", "to ark")
TITLES = (
    "Kommunens økonomi, alle beløp",
    "12345: Tall for kommunen, etter region, kjønn, år og statistikkvariabel",
    "Skrevet ut 3.4.2026",
    "Nordvik kommune",
)


@dataclass(frozen=True)
class Number:
    """A figure: a number of the workbook, or the text of a csv."""

    value: float
    percent: bool = False


@dataclass(frozen=True)
class Defect:
    """An error value or a formula without a result."""

    text: str
    formula: bool = False


@dataclass
class Grid:
    """Rows of cells (None is empty), and what a workbook knows of them."""

    rows: list[list[object]]
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # first row, first column, last row, last column
    hidden: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    others: list[str] = field(default_factory=list)  # more sheets: «om» before this one, «lik» after it
    order: list[int] = field(default_factory=list)  # the content's row of each label row


@dataclass(frozen=True)
class Made:
    """A grid, its defect, and the answers that a user who knows the file gives."""

    content: Content
    grid: Grid
    defect: str
    clean: bool
    answers: dict[str, str]


@dataclass(frozen=True)
class Ink:
    """How figures become cells: numbers of a workbook, or texts."""

    style: Style
    native: bool
    zero_dash: bool
    mixed: random.Random | None = None  # some of the workbook's numbers are texts

    def cell(self, value: object) -> object:
        """A figure's cell."""
        if self.zero_dash and value == 0.0:
            return self.style.missing
        as_text = self.mixed is not None and self.mixed.random() < 0.3
        if self.native and isinstance(value, float | int) and not as_text:
            return Number(float(value), self.style.after.endswith("%"))
        assert value is None or isinstance(value, float | int)
        return self.style.text(value)


def made(r: random.Random, content: Content, book: bool) -> Made:
    """Lay a table out."""
    defect = r.choice(CLEAN) if r.random() < 0.7 else r.choice(BROKEN)
    native = book and r.random() < 0.6
    if not book and defect in ("skjulte rader", "andre ark", "to ark", "uberegnet", "dato"):
        defect = ""
    if defect in ("fjernet null",) and not book:
        defect = ""
    mixed = native and r.random() < 0.2
    ink = Ink(content.style, native, content.dash_is_zero, r if mixed else None)
    content, texts, defect = _with_defect(r, content, defect, ink)
    answers = {"sumrader": "utelat"} if defect == "gal sum" else {"ark": "Tall"} if defect == "to ark" else {}
    grid = Grid([])
    _titles(r, grid)
    _header(r, content, grid, defect, book)
    head = list(grid.rows[-1])
    if r.random() < 0.1:
        grid.rows.append([*[None] * len(content.headings), *["kr"] * len(content.columns)])
    _rows(r, content, grid, texts, defect, head, book)
    _sums(content, grid, defect, ink)
    last = len(grid.rows)
    _more(r, content, grid, head, book)
    _under(r, grid, defect)
    if book and r.random() < 0.1:
        grid.hidden_columns = {r.randrange(len(content.headings))}
    if defect == "skjulte rader":
        grid.hidden = {i for i in range(last - len(content.labels), last) if r.random() < 0.3} or {last - 1}
    grid.others = {"andre ark": ["om"], "to ark": ["lik"]}.get(defect, [])
    clean = defect in CLEAN and ((native and not mixed) or content.style.plain)
    return Made(content, grid, defect, clean, {"desimal": content.style.answer, **answers})


def _with_defect(r: random.Random, content: Content, defect: str, ink: Ink) -> tuple[Content, list[list[object]], str]:
    """The cells of the figures, one of them spoilt, and the content that is then known."""
    style = content.style
    figures = [list(row) for row in content.figures]
    cells = [[ink.cell(v) for v in row] for row in figures]
    row, column = r.randrange(len(cells)), r.randrange(len(cells[0]))
    spoilt: object = None
    if defect == "feilcelle":
        spoilt = Defect(r.choice(("#N/A", "#DIV/0!", "#REF!", "#VALUE!")))
    elif defect == "uberegnet":
        spoilt = Defect("=1+1", formula=True)
    elif defect == "potens":
        spoilt = "1,23E+09"
    elif defect == "grupper":
        spoilt = "1.23.456"
    elif defect == "tekst":
        spoilt = r.choice(("ca. 12", "12 mill.", "se note", "12*", "inf", "NaN", "1/2"))
    elif defect == "dato":
        spoilt = dt.date(2026, 5, 1)
    elif defect == "blandet":
        other = replace(style, decimal="." if style.decimal == "," else ",", group="", decimals=1)
        held = style.decimals in (1, 2) and any(
            isinstance(v, float) for i, x in enumerate(figures) for j, v in enumerate(x) if j == column and i != row
        )
        if ink.native or not held:
            return content, cells, ""
        spoilt = other.text(12.5)
    if spoilt is not None:
        figures[row][column] = UNREADABLE
        cells[row][column] = spoilt
    return replace(content, figures=figures), cells, defect


def _titles(r: random.Random, grid: Grid) -> None:
    count = r.choice((0, 0, 1, 1, 2, 3))
    for title in r.sample(TITLES, count):
        grid.rows.append([title])
    if count and r.random() < 0.7:
        grid.rows.append([])


def _header(r: random.Random, content: Content, grid: Grid, defect: str, book: bool) -> None:
    labels = [_worded(r, h) for h in content.headings]
    unit = r.choice(("", "", "", " (kr)", " (1000 kr)"))
    if content.form != "wide":
        value = "Verdi" if content.form == "long" else "Beløp"
        values: list[object] = [_worded(r, value) + unit]
        if defect == "like kolonner":
            values.append(_worded(r, value))
        grid.rows.append([*labels, *values])
    else:
        how = r.choice(("text", "text", "number", "dotted", "date") if book else ("text", "text", "dotted", "named"))
        years = [year_cell(r, y, how) for y, _ in content.columns]
        groups = [g for _, g in content.columns]
        if defect == "like kolonner":
            years, groups = [*years, years[-1]], [*groups, groups[-1]]
        if not any(groups):
            grid.rows.append(
                [*labels, *years] if how != "text" or r.random() < 0.7 else [*labels, *(f"Beløp {y}" for y in years)]
            )
            if grid.rows[-1][len(labels)] != years[0]:
                content.columns[:] = [(y, "Beløp") for y, _ in content.columns]
        elif how == "text" and r.random() < 0.4:
            grid.rows.append([*labels, *(f"{g} {y}" for y, g in zip(years, groups, strict=True))])
        else:
            _double(r, content, grid, labels, years, groups, book)


def _double(
    r: random.Random, content: Content, grid: Grid, labels: list[str], years: list[object], groups: list[str], book: bool
) -> None:
    """Groups over years, a group named once or over each of its years, labels in the upper row or the lower."""
    once = r.random() < 0.6
    above: list[object] = [g if not once or i == 0 or groups[i - 1] != g else None for i, g in enumerate(groups)]
    upper = r.random() < 0.3
    line = len(grid.rows)
    grid.rows.append([*(labels if upper else [None] * len(labels)), *above])
    grid.rows.append([*([None] * len(labels) if upper else labels), *years])
    if once and book and r.random() < 0.6:
        start = len(labels)
        for group in dict.fromkeys(groups):
            at = [i for i, g in enumerate(groups) if g == group]
            if len(at) > 1:
                grid.merged.append((line, start + at[0], line, start + at[-1]))


def _worded(r: random.Random, heading: str) -> str:
    marked = (f"{heading} 1)", f"{heading}*", f"{heading} (kode)") if r.random() < 0.2 else (heading,)
    return r.choice(
        (*marked, heading, heading.upper(), heading.lower(), f" {heading} ", heading.replace("ø", "oe").replace("Å", "Aa"))
    )


def _rows(
    r: random.Random, content: Content, grid: Grid, texts: list[list[object]], defect: str, header: list[object], book: bool
) -> None:
    blanks = (
        len(content.headings) > 1
        and r.random() < 0.25
        and not defect
        and len({x[0] for x in content.labels}) * 2 <= len(content.labels)
    )
    merged = blanks and book and r.random() < 0.5
    dates = book and content.form == "long" and r.random() < 0.2
    before: tuple[str, ...] = ()
    start = 0
    for at, labels in enumerate(content.labels):
        cells: list[object] = [_label(r, content, i, t, defect) for i, t in enumerate(labels)]
        if dates:
            cells[2] = year_cell(r, int(labels[2]), "date")
        if blanks:
            same = 0
            while same < len(labels) - 1 and before[: same + 1] == labels[: same + 1]:
                cells[same] = None
                same += 1
            if merged and (not same or at == len(content.labels) - 1):
                end = len(grid.rows) - (0 if same else 1)
                if before and end > start:
                    grid.merged.append((start, 0, end, 0))
                start = len(grid.rows)
        before = labels
        extra = [r.randint(1, 9) * 1.5] if defect == "like kolonner" else []
        grid.rows.append([*cells, *texts[at], *(content.style.text(x) for x in extra)])
        grid.order.append(at)
        if defect == "gjentatt overskrift" and at == len(content.labels) // 2:
            grid.rows.append(list(header))


def _label(r: random.Random, content: Content, column: int, text: str, defect: str) -> object:
    if defect == "fjernet null" and text.isdigit() and content.headings[column] != "År":
        return float(text)
    if content.headings[column] == "Region" and text in content.names:
        return f"{text} {content.names[text]}"
    return text


def _more(r: random.Random, content: Content, grid: Grid, head: list[object], book: bool) -> None:
    """A column that nobody wants, with words, numbers or errors."""
    if r.random() < 0.6:
        return
    width = max(len(row) for row in grid.rows)
    at = r.choice((len(content.headings), width))
    line = next(i for i, row in enumerate(grid.rows) if row == head)
    heading, kind = r.choice((("Navn", "words"), ("Ansvar", "numbers"), ("Merknad", "words"), ("Kontroll", "errors")))
    for i, row in enumerate(grid.rows):
        if i < line and at == width:
            continue
        is_head = row == head
        is_data = i > line and not is_head and isinstance(row[len(content.headings) - 1], str | float | dt.date)
        row.extend([None] * (width - len(row)))
        cell: object = None
        if is_data and kind == "words":
            cell = r.choice(("Lønn, fast", "Vikarer", "Kjøp", "", "Diverse 2"))
        elif is_data:
            cell = Defect("#REF!") if kind == "errors" and book else str(1000 + i)
        row.insert(at, heading if is_head else cell)
    grid.merged = [(a, b + (b >= at), c, d + (d >= at)) for a, b, c, d in grid.merged]


def _under(r: random.Random, grid: Grid, defect: str) -> None:
    """Notes under the table."""
    if defect == "merknader" or r.random() < 0.2:
        if r.random() < 0.7:
            grid.rows.append([])
        grid.rows.append([r.choice(("Kilde: Statistisk sentralbyrå", "1) Foreløpige tall", "* Anslag"))])
        if r.random() < 0.5:
            grid.rows.append(["Tallene er avrundet"])


def _sums(content: Content, grid: Grid, defect: str, ink: Ink) -> None:
    """Rows that are sums of those above, or that are named so and are not."""
    if defect not in ("sumrad", "delsummer", "uten navn", "gal sum"):
        return
    start = len(grid.rows) - len(content.labels)

    def total(first: int, last: int) -> list[object]:
        columns = range(len(content.columns))
        found = [sum(v for row in content.figures[first:last] if isinstance(v := row[c], float | int)) for c in columns]
        return [ink.cell(round(v * 1.5 + 1000.0 if defect == "gal sum" else v, content.style.decimals)) for v in found]

    count, blank = len(content.labels), [None] * (len(content.headings) - 1)
    name = {"uten navn": None, "delsummer": "Totalt"}.get(defect, "Sum")
    grid.rows.append([name, *blank, *total(0, count)])
    if defect == "delsummer" and count > 3:
        half = count // 2
        grid.rows.insert(len(grid.rows) - 1, ["Delsum", *blank, *total(half, count)])
        grid.rows.insert(start + half, ["Delsum", *blank, *total(0, half)])
