"""Headings: comparison regardless of form, and the year that a heading names."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from ldip.tabular.terms import Fault, Raw

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2150
TEXTS: Final = " (tekst)"  # the column of texts beside a cube's column of codes
SPELLED: Final = (("å", "a"), ("ø", "o"), ("æ", "a"), ("aa", "a"), ("oe", "o"), ("ae", "a"))
FULL_DATE: Final = re.compile(
    r"(?<![0-9])(?:(?P<d>[0-9]{1,2})[./](?P<m>[0-9]{1,2})[./](?P<y>[0-9]{4})"
    r"|(?P<y2>[0-9]{4})-(?P<m2>[0-9]{2})-(?P<d2>[0-9]{2})(?:[T ]00:00(?::00)?)?)(?![0-9])"
)
MONTHS: Final = ("jan", "feb", "mar", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "des")
NAMED_DATE: Final = re.compile(
    rf"(?<![0-9])(?P<d>[0-9]{{1,2}})\.?\s*(?P<m>{'|'.join(MONTHS)})[a-z]*\.?\s+(?P<y>[0-9]{{4}})(?![0-9])", re.IGNORECASE
)
NOTE: Final = re.compile(r"\s{0,9}(?:(?<![0-9])[0-9]{1,2}\)|[¹²³⁴⁵*†]{1,9})\s{0,9}$")  # the mark of a footnote
PARENTHESIS: Final = re.compile(r"\s{0,9}\([^()]*\)\s{0,9}$")
# A year by itself: no span (2020-2023), no school year (2024/25), no quarter or month (2026K1, 2026M03), no base (2020=100).
YEAR: Final = re.compile(
    r"(?<![0-9.,])(?<![0-9]\s[-–/])(?<![0-9][-–/])((?:19|20|21)[0-9]{2})(?![0-9])"
    r"(?!\s?[KMQTUkmqtu][0-9])(?!\s?[-–/]\s?[0-9])(?!\s?=)(?![.,][1-9])"
)


def text_of(cell: Raw) -> str:
    """A cell as text: whole numbers without decimals, dates as 31.12.2026."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, Fault):
        return cell.text
    if isinstance(cell, dt.date):
        return f"{cell.day}.{cell.month}.{cell.year}"
    return str(int(cell)) if abs(cell) < 1e15 and cell == int(cell) else repr(cell)


def key_of(heading: str) -> str:
    """A heading without case, spaces, punctuation between words, and the ways to write å, ø and æ."""
    plain = unicodedata.normalize("NFC", heading).casefold()
    for written, common in SPELLED:
        plain = plain.replace(written, common)
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", re.sub(r"\s{0,9}%", "prosent", plain))


def bare_key(heading: str) -> str:
    """The key without marks of footnotes and parentheses at the end: «Beløp (mill. kr)» is beløp.

    A cube's column of texts keeps its own."""
    if heading.casefold().endswith(TEXTS):
        return key_of(heading)
    before, plain = "", heading
    while plain != before:  # «Beløp 1) (kr)»
        before, plain = plain, PARENTHESIS.sub("", NOTE.sub("", plain))
    return key_of(plain)


def date_in(text: str) -> tuple[dt.date, tuple[int, int]] | None:
    """The one date in a text, and its place; None without one, or with several."""
    found = [*FULL_DATE.finditer(text), *NAMED_DATE.finditer(text)]
    if len(found) != 1:
        return None
    part = found[0].groupdict()
    month = part["m"] or part.get("m2") or ""
    number = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
    try:
        date = dt.date(int(part["y"] or part.get("y2") or 0), number, int(part["d"] or part.get("d2") or 0))
    except ValueError:
        return None
    return date, found[0].span()


def year_in(cell: Raw) -> tuple[int, str] | None:
    """The year that a heading names, and the rest of it; None without a year, or with several.

    A date is its year; the day and month remain in the rest unless it is 1 January."""
    if isinstance(cell, dt.date):
        return cell.year, _day(cell)
    if isinstance(cell, float):
        return (int(cell), "") if FIRST_YEAR <= cell <= LAST_YEAR and cell == int(cell) else None
    if isinstance(cell, Fault):
        return None
    if dated := date_in(cell):
        date, (start, end) = dated
        return date.year, _rest(cell[:start] + _day(date) + cell[end:])
    found = list(YEAR.finditer(cell.replace("_", " ")))
    if len(found) != 1:
        return None
    start, end = found[0].span()
    end += 2 if cell[end : end + 2] in (".0", ",0") else 0
    return int(found[0][1]), _rest(cell[:start] + cell[end:])


def _day(date: dt.date) -> str:
    return "" if (date.month, date.day) == (1, 1) else f"{date.day}.{date.month}."


def _rest(text: str) -> str:
    plain = re.sub(r"\s+", " ", NOTE.sub("", text.replace("_", " "))).strip(" ,;:-–")
    return re.sub(r"^\(([^()]*)\)$", r"\1", plain).strip()
