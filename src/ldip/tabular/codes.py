"""Codes of a column of cells: lost zeros, and the name beside a code in one cell."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from ldip.tabular.headings import text_of
from ldip.tabular.terms import Raw

NUMBERED: Final = re.compile(r"(?:K-)?([0-9]+[A-Za-z]?)(?:\s*[:–-]\s+|\s+|\s*:\s*|$)(.*)", re.DOTALL)
LETTERED: Final = re.compile(r"([A-ZÆØÅ]{1,4}[0-9]{1,4}[A-Z]?)(?:\s+(.*)|$)", re.DOTALL)  # EKG01, N00
DECIMAL: Final = re.compile(r"([0-9]+)[.,]0+")
CUT: Final = re.compile(r"[0-9][.,]?[0-9]*[eE]\+?[0-9]+")
LOST_DATE: Final = "cellen er en dato, ikke en kode"
LOST_DIGITS: Final = "koden er forkortet til potensform"
NOT_WHOLE: Final = "koden har desimaler"
TOO_LONG: Final = "koden har for mange sifre"


@dataclass(frozen=True)
class Code:
    """A code and the text beside it. `padded`: zeros were put back; `wrong`: the reason why it is no code."""

    code: str = ""
    text: str = ""
    padded: bool = False
    wrong: str = ""


def code_of(cell: Raw, digits: tuple[int, ...]) -> Code:
    """Read a cell as a code. A text that does not begin with a code is itself the code, and its own text."""
    if isinstance(cell, dt.date):
        return Code(wrong=LOST_DATE)
    if isinstance(cell, float) and not cell.is_integer():
        return Code(wrong=NOT_WHOLE)
    plain = text_of(cell).replace("\u00a0", " ").strip()
    if CUT.fullmatch(plain) and ("+" in plain or "." in plain or "," in plain):
        return Code(wrong=LOST_DIGITS)
    if digits and (whole := DECIMAL.fullmatch(plain)):
        plain = whole[1]
    found = NUMBERED.fullmatch(plain) or LETTERED.fullmatch(plain)
    if found is None:
        return Code(plain, plain)
    code, text = found[1], (found[2] or "").strip()
    if not digits or not code.isdigit() or len(code) in digits:
        return Code(code, text)
    if len(code) > max(digits):
        return Code(wrong=f"{TOO_LONG}: {len(code)}, ikke {' eller '.join(map(str, sorted(digits)))}")
    return Code(code.rjust(min(d for d in digits if d > len(code)), "0"), text, padded=True)
