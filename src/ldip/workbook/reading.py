"""A sheet of a workbook held against what it was given: rows are known by their keys, columns by theirs, wherever they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ldip.digits import is_digits
from ldip.locales import tr
from ldip.tabular.places import letters
from ldip.tabular.terms import Fault, Raw, Sheet
from ldip.workbook.cells import CellError, is_absent, is_same, value_of, words
from ldip.workbook.fields import Slot, slot_of
from ldip.workbook.grids import FILE, LIST, LISTS
from ldip.workbook.seen import Added, Gone, Seen, Touch
from ldip.workbook.terms import Column, Field, Grid, Keys, Row
from ldip.workbook.walk import path_of, path_text

TOP: Final = 40  # rows that the row of keys is looked for in
FAULTS: Final = {
    "feilverdi": ("cellen har en feilverdi", "rett formelen, eller skriv verdien"),
    "uberegnet": ("formelen er ikke regnet ut", "åpne boken i et regneark og lagre den, eller skriv verdien"),
}


@dataclass(frozen=True)
class _Placed:
    """A sheet with the places of its columns."""

    grid: Grid
    sheet: Sheet
    columns: Mapping[str, int]
    top: int

    def where(self, line: int, key: str) -> str:
        """A cell as people name it."""
        return place_name(self.sheet.name, line, self.columns[key])

    def rows(self) -> Iterator[tuple[int, Mapping[str, Raw]]]:
        """(line, cells by column) of the rows under the headings."""
        for line, cells in self.sheet.rows:
            if line > self.top + 1:
                yield line, {key: cells[at] if at < len(cells) else "" for key, at in self.columns.items()}


def place_name(sheet: str, line: int, column: int) -> str:
    """A cell by its sheet and address."""
    return f"ark {sheet}, celle {letters(column)}{line}"


def compare(grid: Grid, sheet: Sheet, seen: Seen) -> None:
    """Add everything in which a sheet differs from its grid."""
    placed = _placed(grid, sheet, seen)
    if placed is None:
        return
    index = {row.key: row for row in grid.rows}
    met: dict[tuple[str, ...], int] = {}
    for line, cells in placed.rows():
        if all(_is_empty(cells[c.key]) for c in grid.columns if c.key in cells and c.role != "hjelp"):
            continue
        _formulas(placed, line, cells, seen)
        key = tuple(_key_text(cells[k]) for k in grid.keys)
        if key in met:
            hint = "tøm cellen i den nye raden, så blir den lagt til"
            seen.wrong(placed.where(line, grid.keys[-1]), grid.id, f"raden er også på linje {met[key]}", key[-1], hint)
        elif key in index:
            met[key] = line
            _row(placed, index[key], line, cells, seen)
        else:
            _new(placed, key, line, cells, seen)
    for row in grid.rows:
        if row.key not in met:
            _missing(placed, row, seen)


def _placed(grid: Grid, sheet: Sheet, seen: Seen) -> _Placed | None:
    """The columns by the row of keys; None, with the problem, where it cannot be found or a column is gone or repeated."""
    wanted = {c.key for c in grid.columns if c.role != "hjelp"}
    for line, cells in sheet.rows:
        if line > TOP:
            break
        texts = [_key_text(c) for c in cells]
        if not set(grid.keys) <= set(texts) or len(wanted & set(texts)) < min(len(wanted), 2):
            continue
        twice = [t for i, t in enumerate(texts) if t in wanted and t in texts[:i]]
        gone = [c.key for c in grid.columns if c.key in wanted and c.key not in texts]
        for key in dict.fromkeys(twice):
            place = place_name(sheet.name, line, len(texts) - 1 - texts[::-1].index(key))
            seen.wrong(place, key, "kolonnen er der to ganger", "", "slett den ene")
        for key in gone:
            hint = "hent kolonnen fra en ny bok (ldip excel ut), eller slett hele arket om det ikke skal leses"
            seen.wrong(f"ark {sheet.name}, rad {line}", key, "kolonnen mangler", "", hint)
        others = [t for t in texts if t and t not in {c.key for c in grid.columns}]
        if others:
            seen.told.append(f"ark {sheet.name}: kolonner som ikke er planens, er ikke lest: {', '.join(others)[:200]}")
        return None if twice or gone else _Placed(grid, sheet, {t: i for i, t in enumerate(texts) if t in wanted}, line)
    hint = "la raden med kolonnenes nøkler være, eller hent en ny bok (ldip excel ut)"
    seen.wrong(f"ark {sheet.name}, rad 3", grid.id, "raden med kolonnenes nøkler mangler", "", hint)
    return None


def _row(placed: _Placed, row: Row, line: int, cells: Mapping[str, Raw], seen: Seen) -> None:
    """A row that was there."""
    values = [c for c in placed.grid.values if c.key in row.cells]
    cleared = all(_is_empty(cells[c.key]) for c in values) and not all(is_absent(row.cells[c.key].value) for c in values)
    if cleared and placed.grid.form != "noekler":
        seen.gone.append(_gone(row, placed.where(line, placed.grid.keys[-1])))
        return
    for column in placed.grid.values:
        where, raw = placed.where(line, column.key), cells[column.key]
        cell = row.cells.get(column.key)
        if cell is None:
            if not _is_empty(raw):
                seen.wrong(where, column.key, "cellen er ikke en verdi i planen", _show(raw), "tøm cellen")
            continue
        seen.places[row.file, row.line, path_text(cell.path)] = where
        if isinstance(raw, Fault) or not is_same(cell.value, raw):
            value = _value(where, path_text(cell.path), raw, cell.field, cell.value, seen)
            if value is not _NOTHING and value != cell.value:
                seen.touches.append(Touch(where, row.file, cell.path, cell.value, value, row.line))


def _formulas(placed: _Placed, line: int, cells: Mapping[str, Raw], seen: Seen) -> None:
    """Note the cells of a row that are formulas: their stored results are read."""
    for key, column in placed.columns.items():
        if (line, column) in placed.sheet.formulas and not isinstance(cells[key], Fault):
            shown = words(cells[key])[:60] or "tom"
            seen.formulas.append(f"{placed.where(line, key)}: formel, lest som {shown}")


_NOTHING: Final = object()


def _value(where: str, key: str, raw: Raw, field: Field, before: Any, seen: Seen) -> Any:
    """A cell as a value; _NOTHING, with its problem, for one that is none."""
    if isinstance(raw, Fault):
        message, hint = FAULTS[raw.what]
        seen.wrong(where, key, message, raw.text, hint)
        return _NOTHING
    try:
        return value_of(raw, field, before)
    except CellError as error:
        seen.wrong(where, key, error.message, _show(raw), error.hint)
        return _NOTHING


def _missing(placed: _Placed, row: Row, seen: Seen) -> None:
    """A row that was there and is not."""
    where = f"ark {placed.sheet.name}"
    if placed.grid.form != "noekler":
        seen.gone.append(_gone(row, where))
    elif not all(is_absent(c.value) for c in row.cells.values()):
        hint = "sett raden inn igjen med samme nøkkel, og tøm cellene for å ta verdien bort"
        seen.wrong(where, ", ".join(row.key), "raden mangler", "", hint)


def _gone(row: Row, where: str) -> Gone:
    first = next(iter(row.cells.values()))
    path = first.path[: _depth(row)] if not row.line else ()
    shown = [words(c.value) for c in row.cells.values() if c.value not in (None, "")][:4]
    return Gone(where, row.file, path, "; ".join(shown), row.line)


def _depth(row: Row) -> int:
    """Length of the path of a record: that of its list, and the index."""
    if len(row.key) == 1:
        return 0
    listed = path_of(row.key[-2])
    return len(listed or ()) + 1


def _new(placed: _Placed, key: tuple[str, ...], line: int, cells: Mapping[str, Raw], seen: Seen) -> None:
    """A row that was not there."""
    grid, where = placed.grid, placed.where(line, placed.grid.keys[-1])
    if grid.form == "tabell" and key[0]:
        hint = "tøm radnummeret om raden er ny"
        return seen.wrong(where, grid.id, "raden er ikke i filen boken ble laget av", key[0], hint)
    if grid.keys[-2:-1] == (LIST,) and key[-1]:
        return seen.wrong(where, grid.id, "leddet er ikke i planen boken ble laget av", key[-1], "tøm nummeret om leddet er nytt")
    file = _file(grid, key, where, seen)
    path = _path(grid, key, where, seen)
    if file is None or path is None:
        return None
    slot = slot_at(slot_of(file), path) if grid.form != "tabell" else Slot(None)
    values: dict[Keys, Any] = {}
    places: dict[Keys, str] = {}
    empty: dict[Keys, str] = {}
    for column in grid.values:
        raw = cells[column.key]
        inner, field = _target(grid, slot, column)
        if _is_empty(raw):
            empty[inner] = placed.where(line, column.key)
            continue
        value = _value(placed.where(line, column.key), column.key, raw, field, None, seen)
        if value is not _NOTHING:
            values[inner], places[inner] = value, placed.where(line, column.key)
    if values:
        empty = {inner: at for inner, at in empty.items() if grid.form != "noekler" and inner not in places}
        seen.added.append(Added(where, file, path, values, places | empty, grid.keys[-2:-1] == (LIST,)))
    return None


def _file(grid: Grid, key: tuple[str, ...], where: str, seen: Seen) -> str | None:
    home = grid.id.removesuffix(LISTS)
    if grid.keys[0] != FILE:
        return home
    if not key[0] or not all(c.isascii() and (c.islower() or c.isdigit() or c == "-") for c in key[0]):
        seen.wrong(where, tr("excel.fil"), "er ikke en gyldig id", key[0], "bruk små bokstaver a–z, sifre og bindestrek")
        return None
    return f"{home}{key[0]}.toml"


def _path(grid: Grid, key: tuple[str, ...], where: str, seen: Seen) -> Keys | None:
    """The path that a new row is for: a key, a list, or the whole of a file or a csv row."""
    if grid.form == "tabell" or grid.keys == (FILE,):
        return ()
    text = key[-1] if grid.form == "noekler" else key[-2]
    found = path_of(text) if text else None
    if found is None:
        seen.wrong(where, grid.id, "raden har ingen nøkkel", text, "skriv nøkkelen som i radene over, for eksempel loennsvekst")
        return None
    return found if grid.form == "noekler" else tuple(int(k) if is_digits(k) and len(k) < 4 else k for k in found)


def _target(grid: Grid, slot: Slot, column: Column) -> tuple[Keys, Field]:
    """The path within a new row, and the type, of a column."""
    if grid.form == "tabell":
        return (column.key,), column.field
    if grid.form == "noekler":
        own: Keys = (column.key,)
        if is_digits(column.key):
            own = ("verdier", column.key) if slot.is_vector else (column.key,)
        elif slot.is_amount and column.key == "verdi":
            own = ("beloep",)
        elif not slot.is_vector and not slot.is_amount and column.key == "verdi":
            return (), slot.field("")
    else:
        own = path_of(column.key) or (column.key,)
    inner = slot_at(Slot(slot.inner) if slot.form == "liste" else slot, own)
    return own, inner.field(str(own[-1]))


def slot_at(slot: Slot, path: Sequence[str | int]) -> Slot:
    """The slot at a path."""
    for key in path:
        slot = Slot(slot.inner) if isinstance(key, int) else slot.inside(key)
    return slot


def _is_empty(raw: Raw) -> bool:
    return isinstance(raw, str) and not raw.strip()


def _key_text(raw: Raw) -> str:
    """A key as text, also one that a spreadsheet has made a number of."""
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() else str(raw)
    return raw.strip() if isinstance(raw, str) else ""


def _show(raw: Raw) -> str:
    return raw.text if isinstance(raw, Fault) else words(raw) if not isinstance(raw, str) else raw
