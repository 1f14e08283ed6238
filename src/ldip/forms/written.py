"""Values of fields as text and back, ids of new things, and new files and rows."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Mapping
from typing import Any, Final

import tomlkit

from ldip.intake.project_files import slug
from ldip.locales.written import separated
from ldip.plan.csvfile import delimiter_of
from ldip.plan.csvnumbers import read_column
from ldip.plan.edits import NewFile, NewRow
from ldip.plan.paths import no_device

DECIMALS: Final = 10
LONGEST: Final = 50  # characters of an id
_DIGITS: Final = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def number_of(text: str) -> float | str:
    """A typed number; the fault in words (perhaps empty) of a text that is none."""
    read = read_column([text.strip()], ",")[0]
    if read.fault:
        return read.fault
    value = float(read.text) if _DIGITS.fullmatch(read.text) else math.inf
    return value if math.isfinite(value) else ""


def printed(value: float) -> str:
    """`1250.5` → `1 250,5`: every digit, for a field that may be typed in again."""
    text = separated(f"{abs(value):,.{DECIMALS}f}").rstrip("0").rstrip(",")
    return f"\u2212{text}" if value < 0 and text != "0" else text


def signed(value: float) -> str:
    """`60.0` → `+60`, with a sign for all but zero."""
    return f"+{printed(value)}" if value > 0 else printed(value)


def id_of(name: str, taken: Container[str], otherwise: str) -> str:
    """A free id made of a name: small letters a–z, digits and hyphens."""
    stem = no_device(slug(name)[:LONGEST].strip("-") or otherwise)
    found, n = stem, 1
    while found in taken:
        n += 1
        found = f"{stem}-{n}"
    return found


def new_file(file: str, values: Mapping[str, Any]) -> NewFile:
    """A new TOML file: plain keys first, then tables; None and empty tables are left out."""
    document = tomlkit.document()
    plain = {k: v for k, v in values.items() if v is not None and not _large(v)}
    for key, value in plain.items():
        document.add(key, _inline(value))
    for key, value in values.items():
        if _large(value):
            document.add(key, _table(value))
    return NewFile(fil=file, tekst=tomlkit.dumps(document))


def new_row(file: str, raw: bytes | None, cells: Mapping[str, str | float | bool | None]) -> NewRow:
    """A new row of a csv file, in the file's own number form; empty cells are left out."""
    comma = delimiter_of(raw, file) == ";"
    written = {k: cell(v, comma) for k, v in cells.items() if v is not None}
    return NewRow(fil=file, celler={k: v for k, v in written.items() if v != ""})


def cell(value: str | float | bool, comma: bool) -> str:
    """A value as a csv cell writes it."""
    if isinstance(value, bool):
        return "ja" if value else "nei"
    if isinstance(value, str):
        return value
    text = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if comma else text


def _large(value: Any) -> bool:
    """Whether a value is a table with tables or text, which gets a heading of its own."""
    return isinstance(value, dict) and any(isinstance(v, dict | str) for v in value.values())


def _table(value: Mapping[str, Any]) -> Any:
    table = tomlkit.table()
    for key, v in value.items():
        if v is not None:
            table.add(key, _inline(v))
    return table


def _inline(value: Any) -> Any:
    if isinstance(value, list):
        array = tomlkit.array()
        array.extend(_inline(v) for v in value)
        return array
    if not isinstance(value, dict):
        return value
    table = tomlkit.inline_table()
    table.update({k: _inline(v) for k, v in value.items() if v is not None})
    return table
