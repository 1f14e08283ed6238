"""Numbers as people and systems type them, decided by column: the one place that decides, for files of all kinds.

A text alone does not show whether 12.345 is twelve thousand or twelve: all texts of the column together do, or the file is
unclear. `Parsed` is one text under each decimal mark; `decide` finds the marks of a column's texts by the `Rules` of its file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from ldip.tabular.terms import NONE_KNOWN

Mark = Literal[",", "."]
MARKS: Final[tuple[Mark, Mark]] = (",", ".")
MARK_NAMES: Final[dict[str, Mark]] = {"komma": ",", "punktum": "."}
MOST_DIGITS: Final = 15  # a double holds no more
LONGEST: Final = 200  # characters of a number with signs and spaces
SPACES: Final = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t"
MINUSES: Final = "\u2212\u2013\u2014\u2010\u2011\u2012\ufe63\uff0d"
INVISIBLE: Final = "\u200b\u200e\u200f\u2060\ufeff\u00ad"
UNIFORM: Final = str.maketrans(
    {**dict.fromkeys(INVISIBLE, None), **dict.fromkeys(SPACES, " "), **dict.fromkeys(MINUSES, "-"), "\u2019": "'", "\u02bc": "'"}
)
CURRENCY: Final = re.compile(r"^(?:kr\.?|nok)\s*(?=[-+(0-9.,]|$)|(?<=[-+)0-9 ])\s*(?:kr\.?|nok)$|^(?:kr\.?|nok)$", re.IGNORECASE)
PERCENT: Final = re.compile(r"\s*(?:%|prosent)$", re.IGNORECASE)
SIMPLE: Final = re.compile(r"(-?[0-9]{1,12})(?:([.,])([0-9]{1,2}))?")  # as most files write them: read without the full rules
GROUPED: Final = (
    r"(?P<whole>[0-9]+|[1-9][0-9]{{0,2}}(?:(?P<space>[ '])[0-9]{{3}}(?:[ '][0-9]{{3}})*|(?P<sign>{group})[0-9]{{3}}"
    r"(?:{group}[0-9]{{3}})*))?(?:{mark}(?P<part>[0-9]*))?"
)
FORMS: Final[dict[Mark, re.Pattern[str]]] = {
    ",": re.compile(GROUPED.format(group=r"\.", mark=",")),
    ".": re.compile(GROUPED.format(group=",", mark=r"\.")),
}
SCIENTIFIC: Final = re.compile(r"([0-9]{1,15})(?:([.,])([0-9]+))?[eE]([+-]?[0-9]{1,3})")
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
    unit: Literal["", "kr", "prosent"] = ""  # written beside the figure
    dash: bool = False
    missing: bool = False
    group: str = ""  # the sign between thousands, where it can be nothing else
    even: Mark | None = None  # the mark of «1000,-»
    decimals: int = 0
    wrong: str = ""

    def under(self, mark: Mark) -> float | None:
        """The value under a decimal mark."""
        return self.comma if mark == "," else self.point

    @property
    def ambiguous(self) -> bool:
        """Whether the two marks give different numbers."""
        return self.comma is not None and self.point is not None and self.comma != self.point

    @property
    def sign(self) -> Mark:
        """The one sign of an ambiguous number: as a decimal mark it makes the number the smaller one."""
        return "," if abs(self.comma or 0.0) < abs(self.point or 0.0) else "."

    @property
    def percent(self) -> bool:
        """Whether the text has a sign of per cent."""
        return self.unit == "prosent"


class _Bare(NamedTuple):
    """A figure without what is written around it; `body` is None for signs or units that cannot be combined."""

    body: str | None
    negative: bool = False
    unit: Literal["", "kr", "prosent"] = ""
    even: Mark | None = None


MISSING: Final = Parsed(missing=True)
DASH: Final = Parsed(dash=True)


def parse(text: str, exponents: bool = False) -> Parsed:
    """Read one text. With `exponents`, every number in exponent form is exact, as programs write it; otherwise one whose digits
    do not reach the units place is refused, as a spreadsheet has cut the rest."""
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
    if len(plain) > LONGEST and not plain.isdigit():
        return Parsed(wrong=NOT_A_NUMBER)
    bare = _bare(plain)
    if bare.body is None:
        return Parsed(wrong=NOT_A_NUMBER)
    if bare.body == "" and bare.negative:
        return DASH
    if found := SCIENTIFIC.fullmatch(bare.body):
        return _scientific(found, bare, exponents)
    return _either(bare.body, bare)


def _bare(plain: str) -> _Bare:
    """A figure without sign, currency and per cent."""
    plain, units = _without_unit(plain)
    signs, even = 0, None
    if plain.startswith("(") and plain.endswith(")") and len(plain) > 2:
        plain, more = _without_unit(plain[1:-1].strip())
        units, signs = units | more, 1
    if len(plain) > 2 and plain[-2] in MARKS and plain[-1] == "-":
        plain, even = plain[:-2], MARKS[MARKS.index(plain[-2])]  # «1000,-»: no øre
    plus = plain.startswith("+")
    plain = plain[1:].lstrip() if plus else plain
    for minus in (plain.startswith("-"), len(plain) > 1 and plain.endswith("-")):
        signs += minus
    if signs > 1 or (signs and plus) or plain.count("-") > 1:
        return _Bare(None)
    plain, more = _without_unit(plain.strip("-").strip())
    units |= more
    if len(units) > 1:
        return _Bare(None)
    return _Bare(plain, signs == 1, "prosent" if "prosent" in units else "kr" if units else "", even)


def _without_unit(text: str) -> tuple[str, set[str]]:
    """A text without its unit, and the units it had."""
    if text[:1].isdigit() and text[-1:].isdigit():
        return text, set()
    plain, currency = CURRENCY.subn("", text)
    plain, percent = PERCENT.subn("", plain.strip())
    return plain.strip(), {*(["kr"] if currency else []), *(["prosent"] if percent else [])}


def _either(body: str, bare: _Bare) -> Parsed:
    values: list[float | None] = [None, None]
    wrong, decimals = "", 0
    groups = ["", ""]
    for i, mark in enumerate(MARKS):
        found = FORMS[mark].fullmatch(body)
        whole, part = (re.sub("[^0-9]", "", found["whole"] or ""), found["part"] or "") if found else ("", "")
        if not whole and not part:
            continue
        if len(whole.lstrip("0")) + min(len(part), 2) > MOST_DIGITS:
            wrong = TOO_LONG
            continue
        value = float(f"{whole or '0'}.{part or '0'}")
        values[i] = -value if bare.negative and value else value
        decimals = max(decimals, len(part))
        groups[i] = (found and (found["space"] or found["sign"])) or ""
    if bare.even and None not in values and values[0] != values[1]:
        small = min(MARKS, key=lambda m: abs(values[MARKS.index(m)] or 0.0))
        values[MARKS.index(small)] = None  # «12.345,-» has no decimals
    if values == [None, None]:
        return Parsed(wrong=wrong or _reason(body))
    held = {g for g, v in zip(groups, values, strict=True) if v is not None}
    group = held.pop() if len(held) == 1 else ""
    return Parsed(values[0], values[1], bare.unit, group=group, even=bare.even, decimals=decimals)


def _scientific(found: re.Match[str], bare: _Bare, exponents: bool) -> Parsed:
    """A number in exponent form."""
    first, mark, part, exponent = found[1], found[2] or "", found[3] or "", int(found[4])
    cut = len(first) > 1 or exponent > len(part) or exponent < -30 or len(part) > 17
    value = float(f"{first}.{part or '0'}e{exponent}")
    if (cut and not exponents) or not math.isfinite(value):
        return Parsed(wrong=CUT)
    value = -value if bare.negative else value
    comma, point = None if mark == "." else value, None if mark == "," else value
    return Parsed(comma, point, bare.unit, decimals=max(0, len(part) - exponent))


def _reason(body: str) -> str:
    if any(c.isdigit() and c not in "0123456789" for c in body):
        return FULL_WIDTH
    return GROUPS if re.fullmatch(r"[0-9][0-9.,' ]*", body) else NOT_A_NUMBER


@dataclass(frozen=True)
class Rules:
    """Rules by which the columns of a file are decided.

    `prior` is the decimal mark that the file itself states (a plan's csv by its delimiter): it holds for a text of two meanings
    with that sign, unless the other texts show the other mark. With `mixed`, a text that allows one mark alone is read by it,
    whatever the others show; without it, texts that show different marks are refused. `exponents`: see `parse`.
    """

    prior: Mark | None = None
    mixed: bool = False
    exponents: bool = False


FOREIGN: Final = Rules()  # nothing is known of a file that others made


@dataclass(frozen=True)
class Decision:
    """The decimal mark of a column; None when no text needs one, or when they may differ (`Rules.mixed`).

    `signs` are the marks of its texts of two meanings, by the sign they have. `unclear` is a text that nothing decides, `against`
    are two texts that no one mark allows. `firm`: some text allows the mark alone."""

    mark: Mark | None = None
    firm: bool = False
    unclear: str = ""
    against: tuple[str, str] | None = None
    signs: Mapping[Mark, Mark | None] = field(default_factory=dict)

    def value(self, parsed: Parsed) -> float | None:
        """The number of a text of the column; None for one that is no number, or that nothing decides."""
        if not parsed.ambiguous:
            return parsed.comma if parsed.comma is not None else parsed.point
        mark = self.signs.get(parsed.sign)
        return None if mark is None else parsed.under(mark)


def decide(parsed: Iterable[tuple[str, Parsed]], rules: Rules = FOREIGN) -> Decision:
    """Decide by the distinct texts of a column. Texts that are no number under any mark count for nothing."""
    shown: dict[Mark, str] = {}
    unclear: dict[str, Mark] = {}
    even: set[Mark] = set()
    groups: set[str] = set()
    for text, p in parsed:
        if p.wrong or p.missing or p.dash:
            continue
        if p.ambiguous:
            unclear[text] = p.sign
        elif p.point is None or p.comma is None:
            shown.setdefault("," if p.point is None else ".", text)
        groups.add(p.group)
        even |= {p.even} if p.even else set()
    if len(shown) == 2 and not rules.mixed:
        return Decision(against=(shown[","], shown["."]))
    marks = {*shown, *even} if rules.mixed else {*shown} or even
    signs = {s: _of_sign(s, marks, groups, rules.prior) for s in MARKS}
    if len(marks) == 2 and shown and rules.prior not in shown:
        signs = {}  # «1000,-» alone has the mark of the file, and other texts show the other
    if not marks and " " in groups and rules.prior is None and set(unclear.values()) == {","}:
        marks, signs = {","}, {",": ","}  # thousands are grouped by space, so the comma is no group
    mark = next(iter(marks)) if len(marks) == 1 and not rules.mixed else None
    left = next((text for text, sign in unclear.items() if signs.get(sign) is None), "")
    return Decision(mark, bool(shown), left, signs=signs)


def _of_sign(sign: Mark, marks: set[Mark], groups: set[str], prior: Mark | None) -> Mark | None:
    """The decimal mark of a number such as 12.345, by its sign and what the rest of its column shows."""
    other: Mark = "." if sign == "," else ","
    if sign in groups:
        return None if sign in marks else other
    if len(marks) == 1:
        (mark,) = marks
        return mark if prior in (None, mark) or sign == mark else None
    return prior if sign == prior else None


def written(value: float | None) -> str:
    """A number as people write it: 37 788,5."""
    if value is None:
        return ""
    whole, _, part = f"{value:.10f}".rstrip("0").partition(".")
    return f"{int(whole):,}".replace(",", " ") + (f",{part}" if part else "")
