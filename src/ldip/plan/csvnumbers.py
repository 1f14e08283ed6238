"""Numbers of a plan's csv column, read as one: what no cell of the column decides is refused with both readings.

A file with semicolons has decimal commas and one with commas has decimal points. The other sign is read too where it can mean one
thing only: 37.78 is a decimal point, 1.234.567 is thousands, and 37.788 is decided by the rest of its column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

SPACES: Final = " \u00a0\u202f\u2009\u2007\u2008\u200a\u205f\u3000"
MINUSES: Final = "-\u2212\u2013\uff0d\ufe63"
_GROUP: Final = f"[{SPACES}'\u2019]"
_PLAIN: Final = {d: re.compile(rf"(?:-?\d+(?:{re.escape(d)}\d+)?(?:[eE][+-]?\d+)?)?", re.ASCII) for d in ",."}
_CELL: Final = re.compile(
    rf"(?P<open>\()?[{SPACES}]*(?P<sign>[{MINUSES}+])?[{SPACES}]*(?P<before>kr\.?|NOK)?[{SPACES}]*(?P<late>[{MINUSES}+])?"
    rf"(?P<body>\d[\d.,]*|[.,]\d+|\d{{1,3}}(?:{_GROUP}\d{{3}})+(?:[.,]\d+)?)"
    rf"(?P<even>[,.][{MINUSES}])?[{SPACES}]*(?P<after>kr\.?|NOK|%|prosent)?[{SPACES}]*(?P<close>\))?",
    re.IGNORECASE | re.ASCII,
)
_GROUPED: Final = {d: re.compile(rf"\d{{1,3}}(?:{re.escape(d)}\d{{3}})+") for d in ",."}
_OPEN: Final = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
HINT: Final = "skriv tallet uten skille mellom tusen"


@dataclass(frozen=True)
class Read:
    """A cell as read: text for float(), the unit written in it (kr, prosent or none), and the fault of one that is unsure."""

    text: str
    unit: str = ""
    fault: str = ""
    hint: str = ""


def other(mark: str) -> str:
    """The sign that is not the decimal mark."""
    return "." if mark == "," else ","


def decimal_of(delimiter: str) -> str:
    """The decimal mark of a file by its delimiter."""
    return "." if delimiter == "," else ","


def is_plain(cells: Iterable[str], mark: str) -> bool:
    """Whether every cell is empty, or digits with at most a leading minus and one decimal mark."""
    return all(map(_PLAIN[mark].fullmatch, cells))


def read_column(cells: Sequence[str], mark: str) -> list[Read]:
    """Every cell of a column, where `mark` is the file's decimal mark. A cell that is no number is returned unchanged."""
    found = [_CELL.fullmatch(c) for c in cells]
    said: set[str] = set()  # decimal marks that cells of the column show
    grouped: set[str] = set()  # signs that cells of the column show between thousands
    for m in found:
        if m is not None:
            said |= set(filter(None, [_decimal(m["body"], m["even"])]))
            grouped |= {g for g in ",." if _is_grouped(m["body"], g)}
    pairs = zip(cells, found, strict=True)
    return [Read(c.replace(mark, ".")) if m is None else _read(c, m, mark, said, grouped) for c, m in pairs]


def _decimal(body: str, even: str | None) -> str:
    """The decimal mark that a number shows by itself; empty where it shows none."""
    marks = [c for c in body if c in ",."]
    if even:
        return even[0]
    if not marks:
        return ""
    if len(set(marks)) == 2:
        return marks[-1]
    if len(marks) > 1:
        return other(marks[0])
    return "" if _OPEN.fullmatch(body) else marks[0]


def _is_grouped(body: str, group: str) -> bool:
    """Whether a number shows a sign between thousands by itself."""
    whole = body.split(other(group), maxsplit=1)[0]
    return bool(_GROUPED[group].fullmatch(whole)) and (whole.count(group) > 1 or whole != body)


def _read(cell: str, m: re.Match[str], mark: str, said: set[str], grouped: set[str]) -> Read:
    if bool(m["open"]) != bool(m["close"]) or (m["sign"] and m["late"]) or (m["open"] and (m["sign"] or m["late"])):
        return Read(cell)
    own = _decimal(m["body"], m["even"])
    if not own and _OPEN.fullmatch(m["body"]):
        own = _by_column(next(c for c in m["body"] if c in ",."), mark, said, grouped)
        if not own:
            return Read(cell, fault=f"kan leses som {_both(m['body'])}", hint=HINT)
    own = own or mark
    whole, _, rest = m["body"].partition(own)
    group = other(own)
    plain = re.sub(_GROUP, "", whole)
    if group in whole:
        if not _GROUPED[group].fullmatch(plain):
            return Read(cell)
        plain = plain.replace(group, "")
    if own in rest or group in rest:
        return Read(cell)
    minus = m["open"] or (m["sign"] or m["late"] or "+") in MINUSES
    unit = (m["before"] or m["after"] or "").lower().rstrip(".").replace("nok", "kr").replace("%", "prosent")
    return Read(f"{'-' if minus else ''}{plain or '0'}{'.' + rest if rest else ''}", unit)


def _by_column(sign: str, mark: str, said: set[str], grouped: set[str]) -> str:
    """The decimal mark of a number such as 12.345, by its column; empty where nothing decides."""
    if sign in grouped:
        return "" if sign in said else other(sign)
    if sign == mark:
        return mark if mark in said or not said else ""
    if said == {sign}:
        return sign
    return mark if said == {mark} else ""


def _both(body: str) -> str:
    whole, part = re.split(r"[.,]", body)
    return f"{whole}\u00a0{part} og som {whole},{part}"
