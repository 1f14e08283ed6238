"""Account balances exported from an ERP system, csv or workbook, read to KOSTRA records by a column mapping.

A mapping names the columns and maps the municipality's own codes to KOSTRA's. Amounts keep their øre; every row that
cannot be read is reported with its row number, and rows are skipped only by a pattern in the mapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.parameters import kostra
from ldip.sources.kostra import BALANCE, KostraFile, Record
from ldip.sources.ledger_map import ColumnMap, Span
from ldip.tabular.files import Mistakes, csv_rows, read_bytes
from ldip.tabular.sheets import is_workbook, sheet_rows

FORMS: Final[Mapping[str, tuple[str, str, dict[str, str]]]] = {
    "kommunekasse": ("0A", "0B", {"drift": "1", "investering": "0", "balanse": "2"}),
    "foretak": ("0I", "0J", {"drift": "3", "investering": "4", "balanse": "5"}),
    "konsolidert": ("0M", "0N", {"drift": "3", "investering": "4", "balanse": "5"}),
}
NO_SECTOR: Final = "000"
SCALE: Final = {"kr": 1e-3, "1000 kr": 1.0}  # to thousand kroner
GROUPED: Final = re.compile(r"^\d{1,3}(\.\d{3})+$")
Key = tuple[str, int, str]  # account class, function or chapter, art or sector


def read(path: Path, m: ColumnMap) -> KostraFile:
    """Records summed by code, and the rows that could not be read. Errors: SourceError when a column is missing."""
    rows = list(sheet_rows(path, m.ark) if is_workbook(path) else _csv(path))
    start, places = _header(path, rows, m)
    sums: dict[Key, float] = {}
    lines: dict[Key, int] = {}
    problems = Mistakes()
    for line, cells in rows[start + 1 :]:
        if any(fnmatch(c.strip(), pattern) for pattern in m.utelat for c in cells if c.strip()):
            continue
        try:
            found = _row(cells, places, m, is_workbook(path))
        except _RowError as error:
            problems.append(Problem(str(path), error.column, error.what, error.value, error.hint, line))
            continue
        if found is not None:
            key, amount = found
            sums[key] = sums.get(key, 0.0) + amount
            lines.setdefault(key, line)
    records = tuple(_record(key, amount, m) for key, amount in sums.items() if amount)
    return KostraFile(str(path), records, tuple(lines[k] for k, v in sums.items() if v), tuple(problems.told()))


def amount_of(text: str, point: bool) -> float:
    """Parse kroner as people and systems write them: 1 234,50 · -1.234,50 · (1 234) · 1234,5-.

    With `point` a lone point is decimal. An amount of more than 15 digits is none.

    Errors: ValueError."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", text).replace("\u2212", "-").replace("\u2013", "-")
    negative = (plain.startswith("(") and plain.endswith(")")) or plain.endswith("-") or plain.startswith("-")
    plain = plain.strip("()-+")
    if "," in plain and "." in plain:
        decimal = max(",", ".", key=plain.rfind)
        plain = plain.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    elif "," in plain:
        plain = plain.replace(",", ".")
    elif not point and GROUPED.match(plain):
        plain = plain.replace(".", "")
    if not re.fullmatch(r"[0-9]{1,15}(\.[0-9]*)?|\.[0-9]+", plain):  # 15 digits: a double holds the øre of no greater amount
        raise ValueError(text)
    return -float(plain) if negative else float(plain)


class _RowError(Exception):
    """The reason a row cannot be read."""

    def __init__(self, column: str, what: str, value: str, hint: str) -> None:
        super().__init__(what)
        self.column, self.what, self.value, self.hint = column, what, value, hint


def _row(cells: list[str], places: Mapping[str, int], m: ColumnMap, workbook: bool) -> tuple[Key, float] | None:
    """Code and thousand kroner of a row; None when it has no amount."""

    def cell(name: str) -> str:
        return cells[places[name]].strip() if name in places and places[name] < len(cells) else ""

    def money(name: str) -> float:
        try:
            return amount_of(cell(name), workbook) if cell(name) else 0.0
        except ValueError:
            raise _RowError(m.columns[name], "beløpet kan ikke leses", cell(name), "rett cellen") from None

    amount = money("beloep") + money("debet") - money("kredit")
    if amount == 0.0:
        return None
    kind = _kind(cell("kontoklasse"), bool(cell("kapittel")), m)
    if kind == "balanse":
        code, second = (
            _code("kapittel", cell("kapittel"), m.kapitler, m),
            cell("sektor").rjust(3, "0") if cell("sektor") else NO_SECTOR,
        )
    else:
        code, second = _code("funksjon", cell("funksjon"), m.funksjoner, m), f"{_code('art', cell('art'), m.arter, m):03d}"
    return (FORMS[m.regnskap][2][kind], code, second), amount * SCALE[m.enhet] * m.fortegn


def _kind(text: str, has_chapter: bool, m: ColumnMap) -> str:
    if not text:
        return "balanse" if has_chapter else "drift"
    if text in m.kontoklasser:
        return m.kontoklasser[text]
    hint = f"legg {text!r} til i [kontoklasser] som drift, investering eller balanse, eller før raden opp i utelat"
    raise _RowError(m.columns["kontoklasse"], "kontoklassen er ikke i kartet", text, hint)


def _code(kind: str, text: str, own: tuple[Span, ...], m: ColumnMap) -> int:
    """KOSTRA's code for a municipality's own code: by the mapping's spans, or unchanged when it is already KOSTRA's."""
    column = m.columns.get(kind, kind)
    if not text:
        raise _RowError(column, f"raden har beløp, men ingen {kind}", "", "rett kartet, eller før summer opp i utelat")
    number = text.split(maxsplit=1)[0]
    if not is_digits(number):
        raise _RowError(column, f"{kind} er ikke et tall", text, "rett kartet, eller før summer opp i utelat")
    for span in own:
        if span.fra <= int(number) <= span.til:
            return span.blir
    if own and not _known(kind, int(number)):
        raise _RowError(column, f"{kind} er ikke i kartet", text, f"legg den til i [[{PLURAL[kind]}]]")
    return int(number)


PLURAL: Final = {"art": "arter", "funksjon": "funksjoner", "kapittel": "kapitler"}


def _known(kind: str, code: int) -> bool:
    if kind == "art":
        return kostra.holds("art", code, 9998)
    return (kostra.area(code) if kind == "funksjon" else kostra.chapter_line(code)) is not None


def _record(key: Key, amount: float, m: ColumnMap) -> Record:
    account, code, second = key
    accounts, balance, _ = FORMS[m.regnskap]
    form = balance if account in BALANCE else accounts
    return Record(form, m.aargang, "", m.region, m.orgnr, "", account, code, second, amount)


def _header(path: Path, rows: list[tuple[int, list[str]]], m: ColumnMap) -> tuple[int, dict[str, int]]:
    """The header row and the index of each named column."""
    wanted = {name: column.strip().lower() for name, column in m.columns.items()}
    for at, (_, cells) in enumerate(rows):
        found = [c.strip().lower() for c in cells]
        if all(column in found for column in wanted.values()):
            return at, {name: found.index(column) for name, column in wanted.items()}
    seen = max(
        (cells for _, cells in rows), key=lambda cells: len(set(wanted.values()) & {c.strip().lower() for c in cells}), default=[]
    )
    missing = [m.columns[n] for n, c in wanted.items() if c not in {x.strip().lower() for x in seen}]
    hint = f"nærmeste rad har {', '.join(c for c in seen if c.strip()) or 'ingenting'}; rett [kolonner] i kartet"
    raise SourceError([Problem(str(path), "kolonner", "fant ingen rad med kolonnene", ", ".join(missing), hint)])


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Rows split by the delimiter that gives most columns; UTF-8, or cp1252 as older systems write."""
    raw = read_bytes(path)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    delimiter = max(";\t,|", key=text.count)
    for line, cells in enumerate(csv_rows(path, text, delimiter), start=1):
        if any(c.strip() for c in cells):
            yield line, cells
