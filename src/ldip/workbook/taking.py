"""A workbook back into a plan: its changes since it was written as edits, with every problem at its cell.

The workbook comes from outside, also the plan it carries: it is read within the limits of the intake, and only decides
which cells are changed. The changed plan is checked as any other, and nothing is written when anything is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from ldip.binding.reading import collect_contents
from ldip.errors import LdipError, PlanError, Problem, SourceError
from ldip.plan.bounds import CSV_ROWS, capped
from ldip.plan.edits import Contents, Edit, NewFile, SetValue, apply, changed_files
from ldip.plan.write import write_all
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import Raw, Sheet
from ldip.workbook.cells import words
from ldip.workbook.grids import grids_of
from ldip.workbook.layout import CODES, MARK, VERSION, carried_back, digest_of
from ldip.workbook.locating import Places, located
from ldip.workbook.merge_csv import csv_edits
from ldip.workbook.merge_toml import toml_edits
from ldip.workbook.plan_data import PlanData, data_of
from ldip.workbook.reading import compare
from ldip.workbook.seen import Seen
from ldip.workbook.terms import Change, Grid, Keys, Taken
from ldip.workbook.walk import path_text

MOST_ROWS: Final = CSV_ROWS + 100
MOST_APART: Final = 60  # edits of one file that are sent one by one: a draft has room for a thousand in all
REMEDY: Final = "lag en ny bok med «ldip excel ut», eller oppgi planen boken ble laget av med --basis"
OWN: Final = "; kommunens eget regneark tas inn med «ldip excel profil»"


def read_changes(
    contents: Contents, name: str, sheets: Sequence[Sheet], basis: Contents | None = None
) -> tuple[Seen, list[Edit], Places]:
    """The changes made in a workbook, as seen and as edits of the plan, not yet checked; no edits where anything is wrong.

    Errors: SourceError for a file that is no workbook of a plan, PlanError for a plan that cannot be read."""
    base = data_of(_base(name, sheets, contents, basis))
    now = data_of(contents)
    seen, grids = Seen(), grids_of(base)
    seen.told += dict.fromkeys(line for sheet in sheets for line in sheet.told)
    _compare(grids, sheets, seen)
    seen.told += seen.formulas_told()
    places = Places(seen)
    return seen, [] if seen.problems else _edits(base, now, grids, seen, places), places


def taken_in(contents: Contents, name: str, raw: bytes, basis: Contents | None = None) -> Taken:
    """The changes that a workbook makes in a plan. `basis` is the plan it was made from, where it does not carry that itself.

    Errors: as `read_changes`."""
    return taken_from(contents, name, read_sheets(name, raw), basis)


def taken_from(contents: Contents, name: str, sheets: Sequence[Sheet], basis: Contents | None = None) -> Taken:
    """As `taken_in`, for the sheets of a workbook."""
    seen, edits, places = read_changes(contents, name, sheets, basis)
    changes, told = tuple(_changes(seen)), tuple(seen.told)
    if seen.problems or not edits:
        return Taken(changes if seen.problems else (), (), tuple(capped(seen.problems)), told)
    try:
        places.after = after = apply(contents, edits)
    except PlanError as error:
        return Taken(changes, (), tuple(capped([located(p, places) for p in error.problems])), told)
    _, problems = collect_contents({n: b for n, b in after.items() if n.endswith((".toml", ".csv"))})
    found = tuple(capped([located(p, places) for p in problems]))
    return Taken(changes, tuple(edits), found, told, {} if found else after)


def write_changes(folder: Path, before: Contents, taken: Taken) -> None:
    """Write the files that are changed. Errors: PlanError where there are problems, or a file cannot be written."""
    if taken.problems:
        raise PlanError(taken.problems)
    changed = changed_files(before, taken.files) if taken.files else {}
    write_all(folder, {file: raw for file, raw in changed.items() if raw is not None})
    for file in (n for n, raw in changed.items() if raw is None):
        (folder / file).unlink()


def portable(taken: Taken) -> tuple[Edit, ...]:
    """The edits in a form that JSON carries: the whole text of a file where a value is a date, or where they are many."""
    found: list[Edit] = []
    for file in dict.fromkeys(e.fil for e in taken.edits):
        own = [e for e in taken.edits if e.fil == file]
        if len(own) > MOST_APART or any(isinstance(e, SetValue) and _has_date(e.verdi) for e in own):
            found.append(NewFile(fil=file, tekst=taken.files[file].decode("utf-8")))
        else:
            found += own
    return tuple(found)


def _has_date(value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(_has_date(v) for v in (value.values() if isinstance(value, dict) else value))
    return isinstance(value, dt.date)


def _base(name: str, sheets: Sequence[Sheet], contents: Contents, basis: Contents | None) -> Contents:
    """The plan that the workbook was made from: the one it carries, the one given, or the plan itself where it is the same."""
    carrier = next((s for s in sheets if _column(s)[:1] == [MARK]), None)
    if basis is not None:
        return basis
    if carrier is None:
        raise _foreign(name, "boken har ikke med seg planen den ble laget av", OWN)
    texts = _column(carrier)
    if texts[1:2] != [VERSION]:
        raise _foreign(name, "boken er laget av en annen utgave av programmet")
    try:
        found = carried_back(texts[3:])
    except (ValueError, LdipError):
        raise _foreign(name, "planen som boken har med seg, kan ikke leses") from None
    if digest_of(found) != texts[2]:
        raise _foreign(name, "planen som boken har med seg, er endret")
    return found


def _column(sheet: Sheet) -> list[str]:
    return [cells[0] for _, cells in sheet.rows if cells and isinstance(cells[0], str) and cells[0]]


def _foreign(name: str, what: str, more: str = "") -> SourceError:
    return SourceError([Problem(name, "", what, "", REMEDY + more)])


def _compare(grids: Sequence[Grid], sheets: Sequence[Sheet], seen: Seen) -> None:
    """Hold every sheet against its grid, by the id in its first cell."""
    of = {g.id: g for g in grids}
    met = seen.sheets
    for sheet in sheets:
        first: Raw = next((cells[0] for line, cells in sheet.rows if line <= 2 and cells), "")
        name = first if isinstance(first, str) else ""
        if name not in of:
            if sheet.name != CODES and name != MARK and sheet is not sheets[0] and sheet.rows:  # the first has the instructions
                seen.told.append(f"ark {sheet.name}: er ikke et av planens ark, og er ikke lest")
        elif name in met:
            seen.wrong(f"ark {sheet.name}", name, f"arket er også i «{met[name]}»", "", "slett det ene")
        elif len(sheet.rows) > MOST_ROWS:
            seen.wrong(f"ark {sheet.name}", name, f"har flere enn {MOST_ROWS} rader", "", "slett rader som ikke er planens")
        else:
            met[name] = sheet.name
            compare(of[name], sheet, seen)
    seen.told += [f"arket for {g.id} mangler: ingenting der er endret" for g in grids if g.id not in met]


def _edits(base: PlanData, now: PlanData, grids: Sequence[Grid], seen: Seen, places: Places) -> list[Edit]:
    """The edits of every file that is changed; none where there are conflicts."""
    edits: list[Edit] = []
    for file in dict.fromkeys(e.file for e in seen.every):
        try:
            if file.endswith(".csv"):
                grid = next(g for g in grids if g.id == file)
                fields = {c.key: c.field for c in grid.values}
                places.rows[file] = csv_edits(file, base.contents[file], now.contents.get(file), fields, seen)
                edits += places.rows[file].edits
            else:
                edits += toml_edits(file, base.documents.get(file, {}), now.documents.get(file), seen)
        except ValidationError as error:  # a name, a key or a value beyond what an edit takes
            first = error.errors(include_url=False)[0]
            where = next(e.where for e in seen.every if e.file == file)
            seen.wrong(where, file, "kan ikke lagres", str(first["input"]), str(first["msg"]).removeprefix("Value error, "))
    return [] if seen.problems else edits


def _changes(seen: Seen) -> list[Change]:
    """Every change as people read it, in the order of the workbook."""
    found = [Change(t.where, t.file, _key(t.path, t.line), words(t.before), words(t.after)) for t in seen.touches]
    for a in seen.added:
        after = "; ".join(f"{path_text(p)} = {words(v)}" if p else words(v) for p, v in a.values.items())
        found.append(Change(a.where, a.file, path_text(a.path) or "ny", "", after))
    found += [Change(g.where, g.file, _key(g.path, g.line), g.name, "") for g in seen.gone]
    return [replace(c, before=c.before[:200], after=c.after[:200]) for c in found]


def _key(path: Keys, line: int) -> str:
    text = path_text(path)
    return f"rad {line} {text}".strip() if line else text
