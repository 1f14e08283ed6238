"""PC-Axis files (px), the format of PxWeb and Statistikkbanken, as long sheets.

A file is statements KEYWORD[language]("variable")=values; and ends with DATA. Values lie in row-major order over the variables of
STUB and then HEADING (PC-Axis file format 2013). A text may go on over several lines, as quoted parts without a comma between.
"""

from __future__ import annotations

import re
from typing import Final, NoReturn

from ldip.errors import Problem, SourceError
from ldip.tabular import files
from ldip.tabular.cubes import AGAIN, GREATEST, MOST_DIMENSIONS, NO_FIGURE, SYMBOLS, USUAL, Dimension, bounded, long_sheet
from ldip.tabular.encoding import Decoded
from ldip.tabular.terms import Raw, Role, Sheet

ROLES: Final[dict[str, Role]] = {"TIMEVAL": "time", "CONTVARIABLE": "metric", "MAP": "geo"}
NUMBER: Final = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
DOTS: Final = re.compile(r"\.{3,6}")  # further reasons that there is no figure
_KEY: Final = re.compile(r'\s*([A-Z][A-Z0-9-]*)(?:\[([^\]\s]*)\])?(?:\(\s*("[^"]*"(?:\s*,\s*"[^"]*")*)\s*\))?\s*=')
_PART: Final = re.compile(r'\s*(?:"([^"]*)"|([,;])|([^\s",;]+))')
_DATUM: Final = re.compile(r'"([^"]*)"|([^\s",;]+)|(;)|(")')
_CODEPAGE: Final = re.compile(rb'CODEPAGE\s*=\s*"([A-Za-z0-9_-]{1,20})"')
_BEGINS: Final = re.compile(r'\s*[A-Z][A-Z0-9-]*(?:\[[^\]\s]*\])?(?:\("[^"]*"\))?\s*=\s*[^;\s]')
_AXES: Final = re.compile(r"^[ \t]*(STUB|HEADING)\b", re.MULTILINE)

Statements = dict[tuple[str, str], list[str]]  # values by keyword and variable


def is_px(text: str) -> bool:
    """Whether a text begins as a px file and has its axes."""
    return _BEGINS.match(text) is not None and _AXES.search(text) is not None


def codepage(raw: bytes) -> str:
    """The encoding that a px file states; empty without one."""
    found = _CODEPAGE.search(raw[:4096])
    return found[1].decode() if found else ""


def read_px(file: str, decoded: Decoded) -> Sheet:
    """The sheet of a px file. Errors: SourceError with the line where it is none, or numbers and categories differ in count."""
    statements, start = _statements(file, decoded.text)
    if any(key == "KEYS" for key, _ in statements):
        _refuse(
            file, "KEYS", "px-filer med bare en del av cellene leses ikke", "hent hele tabellen, eller som JSON-stat eller csv"
        )
    dimensions = _dimensions(file, statements)
    cells = bounded(file, dimensions)
    values = _values(file, decoded.text, start, cells)
    if len(values) != cells:
        _refuse(file, "DATA", "antall tall stemmer ikke med verdiene", AGAIN, f"{len(values)}, ikke {cells}")
    return long_sheet(file, dimensions, iter(values), decoded.told)


def _statements(file: str, text: str) -> tuple[Statements, int]:
    """The statements of the main language, and the place where DATA begins."""
    found: Statements = {}
    at = 0
    while key := _KEY.match(text, at):
        if key[1] == "DATA":
            return found, key.end()
        values, at = _parts(file, text, key.end())
        variable = (re.findall(r'"([^"]*)"', key[3] or "") or [""])[0]
        if key[2] is None:  # other languages repeat the same
            found.setdefault((key[1], variable), values)
    line = text.count("\n", 0, at) + 1
    return _refuse(file, "", "linjen er ikke en del av en px-fil, eller DATA mangler", AGAIN, text[at : at + 40].strip(), line)


def _parts(file: str, text: str, at: int) -> tuple[list[str], int]:
    """The values of a statement, and the place after its semicolon."""
    values: list[list[str]] = []  # of each, its quoted parts
    new, start = True, at
    while part := _PART.match(text, at):
        at = part.end()
        if part[2] == ";":
            return ["".join(v) for v in values], at
        if part[2] == ",":
            new = True
            continue
        if part[3] and "=" in part[3]:
            break  # the next statement
        said = part[1] if part[1] is not None else part[3]
        if new:
            values.append([])
        values[-1].append(said)
        new = False
        if len(values) > files.SOURCE_ROWS:
            raise files.too_large(file, "verdier", files.SOURCE_ROWS)
    line = text.count("\n", 0, start) + 1
    return _refuse(file, "", "utsagnet er ikke avsluttet med semikolon", AGAIN, text[start : start + 40].strip(), line)


def _dimensions(file: str, statements: Statements) -> list[Dimension]:
    named = [*statements.get(("STUB", ""), ()), *statements.get(("HEADING", ""), ())]
    if not named:
        _refuse(file, "STUB", "filen har ingen variabler", AGAIN)
    if len(named) > MOST_DIMENSIONS:  # before each is looked for among all
        raise files.too_large(file, "variabler", MOST_DIMENSIONS)
    roles = _roles(statements, named)
    found = []
    for name in named:
        texts = [t.strip() for t in statements.get(("VALUES", name), ())]
        codes = statements.get(("CODES", name), texts)
        if not texts or len(codes) != len(texts):
            what = "variabelen har ingen verdier" if not texts else "antall koder stemmer ikke med antall verdier"
            _refuse(file, "VALUES" if not texts else "CODES", what, AGAIN, name[:40])
        categories = tuple((c.strip(), t) for c, t in zip(codes, texts, strict=True))
        found.append(Dimension(name.strip(), categories, roles.get(name, "")))
    return _with_units(statements, found)


def _roles(statements: Statements, named: list[str]) -> dict[str, Role]:
    found: dict[str, Role] = {}
    for (key, variable), values in statements.items():
        if key in ROLES and (name := values[0] if key == "CONTVARIABLE" and values else variable) in named:
            found.setdefault(name, ROLES[key])
    for name in named:
        usual = USUAL.get(name.strip().lower(), "")
        if usual and usual not in found.values():
            found.setdefault(name, usual)
    return found


def _with_units(statements: Statements, dimensions: list[Dimension]) -> list[Dimension]:
    """The dimensions, with the units of the statistical variable, or of the whole table at the first of them."""
    place = next((i for i, d in enumerate(dimensions) if d.role == "metric"), 0)
    bearer, whole = dimensions[place], "".join(statements.get(("UNITS", ""), ()))
    units = {c: "".join(statements.get(("UNITS", t), statements.get(("UNITS", c), ()))) or whole for c, t in bearer.categories}
    if any(units.values()):
        dimensions[place] = Dimension(bearer.name, bearer.categories, bearer.role, units)
    return dimensions


def _values(file: str, text: str, start: int, cells: int) -> list[Raw]:
    found: list[Raw] = []
    for datum in _DATUM.finditer(text, start):
        if datum[3]:
            if text[datum.end() :].strip("\x1a\0 \t\r\n"):
                line = text.count("\n", 0, datum.end()) + 1
                _refuse(file, "DATA", "filen fortsetter etter tallene", AGAIN, "", line)
            return found
        said = datum[1] if datum[1] is not None else datum[2]
        value = None if said is None else _value(said.strip())
        if value is None or len(found) == cells:
            what = "er ikke et tall som kan leses" if value is None else "filen har flere tall enn verdier"
            _refuse(file, "DATA", what, AGAIN, (said or '"')[:40], text.count("\n", 0, datum.start()) + 1)
        found.append(value)
    return _refuse(file, "DATA", "tallene er ikke avsluttet med semikolon: filen er kuttet", AGAIN, "", text.count("\n") + 1)


def _value(said: str) -> Raw | None:
    if NUMBER.fullmatch(said):
        number = float(said)
        return number if abs(number) <= GREATEST else None
    if said in SYMBOLS:
        return said
    return NO_FIGURE if DOTS.fullmatch(said) else None


def _refuse(file: str, key: str, what: str, hint: str, value: str = "", line: int = 0) -> NoReturn:
    raise SourceError([Problem(file, key, what, value, hint, line)])
