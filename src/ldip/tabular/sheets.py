"""Bytes of an external file as sheets. The content decides the format, and a name that states another is reported."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.tabular import files
from ldip.tabular.cubes import read_jsonstat
from ldip.tabular.encoding import decode
from ldip.tabular.px import codepage, is_px, read_px
from ldip.tabular.terms import NO_ANSWERS, Answers, Sheet
from ldip.tabular.text import read_text
from ldip.tabular.workbooks import ENDINGS, kind_of, read_workbook

TEXT_ENDINGS: Final = (".csv", ".txt", ".tsv", ".tab", ".skv")
_FOREIGN: Final = (  # formats that people take for tables
    (re.compile(rb"%PDF-"), "en PDF"),
    (re.compile(rb"\s*<(!doctype html|html|table|head|meta)", re.IGNORECASE), "en nettside (HTML)"),
    (re.compile(rb"\s*<\?xml|\s*<[a-zA-Z:]+[\s>]"), "XML"),
    (re.compile(rb"PK"), "en zip-fil"),
    (re.compile(rb"\{\\rtf"), "et tekstdokument (RTF)"),
    (re.compile(rb"\x89PNG|\xff\xd8\xff"), "et bilde"),
)
REMEDY: Final = "lagre tabellen som xlsx eller csv, eller hent den som JSON-stat eller px"


def read_sheets(name: str, raw: bytes, answers: Answers = NO_ANSWERS) -> tuple[Sheet, ...]:
    """The sheets of a file: one of csv, txt, JSON-stat 1 and 2 and px, all of a workbook (or the sheet `ark`).

    Errors: UnclearError when the encoding or the delimiter is open; SourceError for a file that is empty, broken, of another
    format or beyond the limits."""
    if len(raw) > files.SOURCE_BYTES:
        raise files.too_large(name, "byte", files.SOURCE_BYTES)
    packed = files.unzipped(Path(name), raw)
    ending = Path(name.removesuffix(".gz") if packed is not raw else name).suffix.lower()
    if not packed.strip(b"\0 \t\r\n"):
        raise SourceError([Problem(name, "", "filen er tom", "", "hent filen på nytt")])
    sheets, kind = _by_content(name, packed, answers)
    if not any(s.rows for s in sheets):
        raise SourceError([Problem(name, "", "filen har ingen rader", "", "hent filen på nytt")])
    if ending not in kind and ending in (*ENDINGS, *TEXT_ENDINGS, ".json", ".px"):
        sheets = (replace(sheets[0], told=(f"filen heter {ending}, men er {kind[0][1:]}", *sheets[0].told)), *sheets[1:])
    return sheets


def _by_content(name: str, raw: bytes, answers: Answers) -> tuple[tuple[Sheet, ...], tuple[str, ...]]:
    """The sheets, and the endings that fit the content (the first names it)."""
    if kind := kind_of(raw):
        return read_workbook(name, raw, kind, answers.get("ark", "")), (kind, ".xlsm") if kind == ".xlsx" else (kind,)
    for begins, what in _FOREIGN:
        if begins.match(raw):
            raise SourceError([Problem(name, "", f"filen er {what}", "", REMEDY)])
    decoded = decode(name, raw, answers, hint=codepage(raw))
    if is_px(decoded.text):
        return (read_px(name, decoded),), (".px",)
    if decoded.text.lstrip()[:1] in ("{", "["):
        return read_jsonstat(name, decoded.text), (".json",)
    sheet = read_text(name, decoded.text, answers)
    return (replace(sheet, told=(*decoded.told, *sheet.told)),), TEXT_ENDINGS


def is_workbook(path: Path) -> bool:
    """Whether the file name has a workbook suffix."""
    return path.suffix.lower() in ENDINGS
