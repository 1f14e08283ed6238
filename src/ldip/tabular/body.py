"""The rows of a table under its header: rows of units, repeated headers, skipped rows and footnotes are taken out and listed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import translate
from operator import itemgetter
from typing import Final

from ldip.errors import Problem
from ldip.tabular.headers import Header
from ldip.tabular.headings import key_of, text_of
from ldip.tabular.places import cell_problem
from ldip.tabular.terms import Raw, Shape, Sheet

Row = tuple[int, tuple[Raw, ...]]
UNITS: Final = re.compile(
    r"\(?(?:i\s+)?(?:kr|kroner|nok|tkr|1\s?000(?:\s?kr\w*)?|(?:mill|mrd)\.?(?:\s?(?:kr\w*|nok))?|prosent|pst\.?|%|antall|stk\.?"
    r"|personer|(?:hele )?tusen(?: kr\w*)?|årsverk|per innbygger)\.?\)?",
    re.IGNORECASE,
)
FOOTER: Final = re.compile(
    r"(?:kilder?|kjelde|source|fotnoter?|noter?|merk|merknad|sist endret|sist oppdatert|kontakt|måleenhet|databasen?|oppdatert"
    r"|intern referansekode|copyright|©|standardtegn|forklaring|dato|skrevet ut|utskrift|hentet|uttrekk)\b"
    r"|[*†]|[0-9]{1,2}\)|\([0-9*]\)|[¹²³]",
    re.IGNORECASE,
)


@dataclass
class Body:
    """The data rows of a table, and what was taken out."""

    rows: list[Row]
    told: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    units: dict[int, str] = field(default_factory=dict)  # by value column, of a row of units


def body_of(sheet: Sheet, header: Header, shape: Shape) -> Body:
    """The rows under the header that hold data."""
    body = Body(list(sheet.rows[header.last + 1 :]))
    years = [y.column for y in header.found.years]
    used = sorted({*header.found.places.values(), *years})
    values = sorted(
        {*years, *(header.found.places[w.name] for w in shape.columns if w.kind == "tall" and w.name in header.found.places)}
    )
    _units(sheet, header, body, values)
    _beyond(sheet, header, body)
    _leave_out(body, shape)
    _headers_again(sheet, header, body, shape)
    _footnotes(body, used, values)
    _empty(body, used)
    return body


def _at(cells: Sequence[Raw], column: int) -> Raw:
    return cells[column] if column < len(cells) else ""


def column_of(rows: Sequence[Row], column: int) -> list[Raw]:
    """The cells of a column; rows may be shorter."""
    try:
        return list(map(itemgetter(column), [cells for _, cells in rows]))
    except IndexError:
        return [_at(cells, column) for _, cells in rows]


def _units(sheet: Sheet, header: Header, body: Body, values: Sequence[int]) -> None:
    """A row of units right under the header; units that differ between the value columns are a problem."""
    if not body.rows:
        return
    line, cells = body.rows[0]
    if not _is_units(cells):
        return
    filled = [c for c in range(len(cells)) if text_of(cells[c])]
    body.rows.pop(0)
    units = {c: text_of(cells[c]).strip("() ") for c in filled if c in values}
    if len({key_of(u) for u in units.values()}) > 1:
        column = max(units, key=lambda c: units[c] != units[min(units)])
        hint = "gjør om beløpene til samme enhet"
        body.problems.append(
            cell_problem(sheet, line, column, header.headings[column], "kolonnene har ulike enheter", units[column], hint)
        )
    body.units = units
    if units:
        body.told.append(f"rad {line} oppgir enheten: {next(iter(units.values()))}")


def _beyond(sheet: Sheet, header: Header, body: Body) -> None:
    """Cells of a text file beyond its last heading: an amount that the delimiter has cut in two moves the cells after it."""
    if sheet.cells or sheet.roles:
        return
    width = len(header.headings)
    for line, cells in body.rows:
        if len(cells) > width and any(text_of(c) for c in cells[width:]):
            what = f"raden har {len(cells)} celler, og overskriften {width}"
            hint = "se etter et skilletegn inne i en celle uten anførselstegn"
            body.problems.append(Problem(sheet.file, "", what, text_of(cells[width])[:40], hint, line, width + 1))


def _is_units(cells: Sequence[Raw]) -> bool:
    texts = [(c, t) for c in cells if (t := text_of(c))]
    return bool(texts) and all(isinstance(c, str) and UNITS.fullmatch(t) for c, t in texts)


def _leave_out(body: Body, shape: Shape) -> None:
    if not shape.leave_out:
        return
    pattern = re.compile("|".join(translate(p) for p in shape.leave_out))
    width = max((len(cells) for _, cells in body.rows), default=0)
    out: set[int] = set()
    for column in range(width):
        cells = column_of(body.rows, column)
        fits = {c for c in dict.fromkeys(cells) if c != "" and pattern.match(text_of(c))}
        if fits:
            out.update(i for i, c in enumerate(cells) if c in fits)
    if out:
        body.rows = [r for i, r in enumerate(body.rows) if i not in out]
        body.told.append(f"{len(out)} rader er utelatt etter mønsteret {', '.join(shape.leave_out)}")


def _headers_again(sheet: Sheet, header: Header, body: Body, shape: Shape) -> None:
    """Repeated headers are skipped when they are identical; another header begins another table, which is a problem."""
    again: set[int] = set()
    for at in range(len(header.cells[0])):
        again |= _identical(body, [column[at] for column in header.cells])
    places = [header.found.places[w.name] for w in shape.columns if w.kind != "tall" and w.name in header.found.places][:3]
    for i in sorted(_heading_rows(header, body, places) - again):
        line, row = body.rows[i]
        what, hint = "arket har enda en tabell med andre overskrifter", "la filen ha én tabell på hvert ark"
        body.problems.append(cell_problem(sheet, line, places[0], "", what, row[places[0]], hint))
        again.add(i)
    if again:
        units = {i + 1 for i in again if i + 1 < len(body.rows) and _is_units(body.rows[i + 1][1])}
        body.rows = [r for i, r in enumerate(body.rows) if i not in again | units]
        body.told.append(f"overskriften er gjentatt i {len(again)} rader")


def _identical(body: Body, cells: Sequence[Raw]) -> set[int]:
    """Rows that are equal to a header row."""
    keys = [key_of(text_of(c)) for c in cells]
    first = next((c for c, key in enumerate(keys) if key), -1)
    if first < 0 or sum(map(bool, keys)) < 2:
        return set()
    found = column_of(body.rows, first)
    fits = {c for c in dict.fromkeys(found) if key_of(text_of(c)) == keys[first]}
    rows = [i for i, c in enumerate(found) if c in fits] if fits else []
    width = range(len(keys))
    return {i for i in rows if [key_of(text_of(_at(body.rows[i][1], c))) for c in width] == keys}


def _heading_rows(header: Header, body: Body, places: Sequence[int]) -> set[int]:
    """Rows with the headings of the wanted columns in their places."""
    if not places:
        return set()
    rows = set(range(len(body.rows)))
    for column in places:
        names = {key_of(text_of(v)) for v in header.cells[column] if text_of(v)} | {key_of(header.headings[column])}
        cells = column_of(body.rows, column)
        fits = {c for c in dict.fromkeys(cells) if isinstance(c, str) and c.strip() and key_of(c) in names}
        rows &= {i for i, c in enumerate(cells) if c in fits} if fits else set()
    return rows


def _footnotes(body: Body, used: Sequence[int], values: Sequence[int]) -> None:
    """Notes under the table: rows at the end of one text alone, from the first that begins as a note, is far down, or is long."""
    if len(used) < 2:
        return
    start = len(body.rows)
    while start and _is_note(body.rows[start - 1][1], values):
        start -= 1
    longest = max((len(text_of(_at(cells, c))) for _, cells in body.rows[:start] for c in used[:1]), default=0)
    for i in range(start, len(body.rows)):
        line, cells = body.rows[i]
        text = next((t for c in cells if (t := text_of(c))), "")
        gap = i > 0 and line > body.rows[i - 1][0] + 1
        if gap or FOOTER.match(text) or len(text) > max(longest, 40):
            body.told.append(f"{len(body.rows) - i} linjer under tabellen er merknader («{text[:40]}»)")
            body.rows = body.rows[:i]
            return


def _is_note(cells: Sequence[Raw], values: Sequence[int]) -> bool:
    filled = [c for c in range(len(cells)) if text_of(cells[c])]
    if any(c in values for c in filled) or not all(isinstance(cells[c], str) for c in filled):
        return False
    return len(filled) == 1 or (bool(filled) and FOOTER.match(text_of(cells[filled[0]])) is not None)


def _empty(body: Body, used: Sequence[int]) -> None:
    """Rows without a cell in any wanted column."""
    kept = [r for r in body.rows if any(c < len(r[1]) and _filled(r[1][c]) for c in used)]
    if len(kept) < len(body.rows):
        body.told.append(f"{len(body.rows) - len(kept)} rader er tomme i kolonnene som leses")
    body.rows = kept


def _filled(cell: Raw) -> bool:
    return bool(cell.strip()) if isinstance(cell, str) else True
