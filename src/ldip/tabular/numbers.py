"""Numbers as people and systems type them, decided by column.

A text alone does not show whether 12.345 is twelve thousand or twelve: all texts of the column together do, or the file is
unclear. `Parsed` is one text under each decimal mark; `decide` finds the mark that all texts of a column allow.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from ldip.tabular.terms import NONE_KNOWN

Mark = Literal[",", "."]
MARKS: Final[tuple[Mark, Mark]] = (",", ".")
MARK_NAMES: Final[dict[str, Mark]] = {"komma": ",", "punktum": "."}
MOST_DIGITS: Final = 15  # a double holds no more
SPACES: Final = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\t"
MINUSES: Final = "\u2212\u2013\u2014\u2010\u2011\u2012\ufe63"
INVISIBLE: Final = "\u200b\u200e\u200f\u2060\ufeff\u00ad"
UNIFORM: Final = str.maketrans(
    {**dict.fromkeys(INVISIBLE, None), **dict.fromkeys(SPACES, " "), **dict.fromkeys(MINUSES, "-"), "\u2019": "'", "\u02bc": "'"}
)
CURRENCY: Final = re.compile(r"^(?:kr\.?|nok)\s*(?=[-+(0-9]|$)|(?<=[-+)0-9 ])\s*(?:kr\.?|nok)$|^(?:kr\.?|nok)$", re.IGNORECASE)
SIMPLE: Final = re.compile(r"(-?[0-9]{1,12})(?:([.,])([0-9]{1,2}))?")  # as most files write them: read without the full rules
GROUPED: Final = (
    r"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?P<group>[ '{group}])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*)?(?:{mark}(?P<part>[0-9]*))?"
)
FORMS: Final[dict[Mark, re.Pattern[str]]] = {
    ",": re.compile(GROUPED.format(group=".", mark=",")),
    ".": re.compile(GROUPED.format(group=",", mark=r"\.")),
}
SCIENTIFIC: Final = re.compile(r"([0-9])(?:([.,])([0-9]+))?[eE]([+-]?[0-9]{1,3})")
ERROR_TEXT: Final = re.compile(
    r"#\s?(?:n/a|i/t|ref!?|verdi!?|value!?|div/0!?|navn\??|name\??|num!?|null!?|tall!?|referanse!?|#+)", re.IGNORECASE
)

NOT_A_NUMBER: Final = "er ikke et tall"
ERROR_CELL: Final = "cellen har en feilverdi"
TOO_LONG: Final = f"tallet har flere enn {MOST_DIGITS} sifre"
CUT: Final = "tallet er forkortet til potensform, og sifre kan mangle"
GROUPS: Final = "skilletegnene i tallet står ikke for hvert tredje siffer"
FULL_WIDTH: Final = "tallet er skrevet med andre sifre enn 0–9"
HINTS: Final = {
    NOT_A_NUMBER: "rett cellen, eller la den stå tom når tallet mangler",
    ERROR_CELL: "rett formelen i arket, og lagre filen på nytt",
    TOO_LONG: "rett cellen; et nummer er ikke et tall å regne med",
    CUT: "gi kolonnen tallformat med alle sifre, og lagre filen på nytt",
    GROUPS: "rett tallet",
    FULL_WIDTH: "skriv tallet med vanlige sifre",
}


class Parsed(NamedTuple):
    """A text as a number: its value under a decimal comma and under a decimal point (None: no number then).

    `dash` is a dash alone, `missing` a known sign for no figure; `wrong` the reason why it is no number under any mark."""

    comma: float | None = None
    point: float | None = None
    percent: bool = False
    dash: bool = False
    missing: bool = False
    grouped: bool = False  # by space: then a comma of the same column groups nothing
    decimals: int = 0
    wrong: str = ""

    def under(self, mark: Mark) -> float | None:
        """The value under a decimal mark."""
        return self.comma if mark == "," else self.point

    @property
    def ambiguous(self) -> bool:
        """Whether the two marks give different numbers."""
        return self.comma is not None and self.point is not None and self.comma != self.point


MISSING: Final = Parsed(missing=True)
DASH: Final = Parsed(dash=True)


def parse(text: str) -> Parsed:
    """Read one text."""
    if found := SIMPLE.fullmatch(text):
        whole, mark, part = found.groups()
        value = float(f"{whole}.{part}") if part else float(whole)
        value = value or 0.0  # no −0
        return Parsed(None if mark == "." else value, None if mark == "," else value, decimals=len(part or ""))
    plain = text.translate(UNIFORM).strip()
    if plain in NONE_KNOWN:
        return MISSING
    if ERROR_TEXT.fullmatch(plain):
        return Parsed(wrong=ERROR_CELL)
    percent = plain.endswith("%")
    body, negative = _signed(plain.removesuffix("%").rstrip() if percent else plain)
    if body is None:
        return Parsed(wrong=NOT_A_NUMBER)
    if body == "" and negative:
        return DASH
    if found := SCIENTIFIC.fullmatch(body):
        return _scientific(found, negative, percent)
    return _either(body, negative, percent)


def _signed(plain: str) -> tuple[str | None, bool]:
    """The figure without sign and currency, and whether it is negative; None for signs that cannot be combined."""
    plain = CURRENCY.sub("", plain).strip()
    signs = 0
    if plain.startswith("(") and plain.endswith(")") and len(plain) > 2:
        plain, signs = CURRENCY.sub("", plain[1:-1].strip()).strip(), 1
    if len(plain) > 2 and plain[-2] in ",." and plain[-1] == "-":
        plain = plain[:-2]  # «1000,-»: no øre
    plus = plain.startswith("+")
    plain = plain[1:].lstrip() if plus else plain
    for minus in (plain.startswith("-"), len(plain) > 1 and plain.endswith("-")):
        signs += minus
    plain = CURRENCY.sub("", plain.strip("-").strip()).strip() if signs <= 1 and plain.count("-") <= 1 else "?"
    if signs > 1 or (signs and plus):
        return None, False
    return plain, signs == 1


def _either(body: str, negative: bool, percent: bool) -> Parsed:
    values: list[float | None] = []
    wrong, decimals, grouped = "", 0, False
    for mark in MARKS:
        found = FORMS[mark].fullmatch(body)
        whole, part = (re.sub("[^0-9]", "", found["whole"] or ""), found["part"] or "") if found else ("", "")
        if not whole and not part:
            values.append(None)
            continue
        if len(whole.lstrip("0")) + min(len(part), 2) > MOST_DIGITS:
            wrong = TOO_LONG
            values.append(None)
            continue
        value = float(f"{whole or '0'}.{part or '0'}")
        values.append(-value if negative and value else value)
        decimals, grouped = max(decimals, len(part)), grouped or bool(found and found["group"] == " ")
    if values == [None, None]:
        return Parsed(wrong=wrong or _reason(body))
    return Parsed(values[0], values[1], percent, grouped=grouped, decimals=decimals)


def _scientific(found: re.Match[str], negative: bool, percent: bool) -> Parsed:
    """A number in exponent form, when its digits reach the units place: a spreadsheet cuts the rest of a long number."""
    first, mark, part, exponent = found[1], found[2] or "", found[3] or "", int(found[4])
    if exponent > len(part) or exponent < -30 or len(part) > 17:
        return Parsed(wrong=CUT)
    value = float(f"{first}.{part or '0'}e{exponent}")
    value = -value if negative else value
    return Parsed(None if mark == "." else value, None if mark == "," else value, percent, decimals=max(0, len(part) - exponent))


def _reason(body: str) -> str:
    if any(c.isdigit() and c not in "0123456789" for c in body):
        return FULL_WIDTH
    return GROUPS if re.fullmatch(r"[0-9][0-9.,' ]*", body) else NOT_A_NUMBER


@dataclass(frozen=True)
class Decision:
    """The decimal mark of a column; None when no text needs one. `unclear` is a text that both marks allow, with two values.

    `against` are two texts that no one mark allows."""

    mark: Mark | None = None
    firm: bool = False  # by the column's own texts
    unclear: str = ""
    against: tuple[str, str] | None = None


def decide(parsed: Iterable[tuple[str, Parsed]]) -> Decision:
    """Decide by the distinct texts of a column. Texts that are no number under any mark count for nothing."""
    comma = point = spaced = ""
    unclear: list[str] = []
    for text, p in parsed:
        if p.wrong or p.missing or p.dash:
            continue
        if p.ambiguous:
            unclear.append(text)
        elif p.point is None:
            comma = comma or text
        elif p.comma is None:
            point = point or text
        spaced = spaced or (text if p.grouped else "")
    if comma and point:
        return Decision(against=(comma, point))
    if comma or point:
        return Decision("," if comma else ".", firm=True)
    if unclear and spaced and all("," in text for text in unclear):
        return Decision(",", firm=True)  # thousands are grouped by space, so the comma is no group
    return Decision(unclear=unclear[0] if unclear else "")
