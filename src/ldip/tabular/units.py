"""Units that a heading, a row of units or a title states, held against the unit that a reader reads its figures in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from ldip.tabular.headings import text_of
from ldip.tabular.terms import Raw

KRONER: Final = r"kr(?:oner)?\b\.?|nok\b"
STATED: Final = (  # the first that fits
    ("prosent", re.compile(r"%|\b(?:prosent\w*|pst|andel\w*|promille)\b", re.IGNORECASE)),
    ("mrd. kr", re.compile(r"\b(?:mrd|milliard\w*)\b", re.IGNORECASE)),
    ("mill. kr", re.compile(r"\b(?:mill|mnok|million\w*)\b", re.IGNORECASE)),
    ("1000 kr", re.compile(r"(?<![0-9.,])1[ \u00a0.]?000\b|\b(?:hele )?tusen\b|\btkr\b|\bknok\b", re.IGNORECASE)),
    ("kr", re.compile(rf"\b(?:{KRONER})", re.IGNORECASE)),
)
MONEY: Final = frozenset({"kr", "1000 kr", "mill. kr", "mrd. kr"})
PRICES: Final = re.compile(r"\b(?:19|20)[0-9]{2}[ -](?:kr\b\.?|kroner|priser)", re.IGNORECASE)  # a price level, no unit
CHANGE: Final = re.compile(r"endring|\w*vekst\b|indeks|gjennomsnitt|differanse|avvik|\bper\b|\bpr\b", re.IGNORECASE)
# A title that states the unit of the whole table: «Beløp i 1000 kr», «(mill. kr)», «tall i hele tusen».
TITLE: Final = re.compile(
    rf"\b(?:i|er i)\s+((?:1[ \u00a0.]?000|hele tusen|tusen|tkr|mill\w*|mrd|{KRONER})[\w. ]*)"
    rf"|\(((?:1[ \u00a0.]?000|tusen|tkr|mill\w*|mrd|hele)[\w. ]*)\)",
    re.IGNORECASE,
)


def stated_in(text: str) -> str:
    """The unit that a text states: prosent, kr, 1000 kr, mill. kr, mrd. kr, or none."""
    plain = PRICES.sub(" ", text)
    return next((name for name, pattern in STATED if pattern.search(plain)), "")


def stated_above(rows: Iterable[Sequence[Raw]]) -> str:
    """The unit that the rows above a table state for all of it; none without one, or with several."""
    texts = [t for cells in rows for c in cells if isinstance(c, str) and (t := text_of(c))]
    found = {stated_in(m[1] or m[2]) for t in texts for m in TITLE.finditer(PRICES.sub(" ", t))}
    return found.pop() if len(found) == 1 else ""


def other_than(unit: str, text: str) -> str:
    """The unit or measure that a text states when it is not the reader's `unit` (antall, kr, 1000 kr, mill. kr)."""
    found = stated_in(text)
    if unit == "antall" and not found and (change := CHANGE.search(text)):
        return change[0].lower()
    return "" if found == unit else found
