"""Writing of numbers and years: separators, Norwegian or of the reader's language, amounts of problems, spans of years."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from ldip.locales import language

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"


def separated(text: str) -> str:
    """A formatted number with a decimal comma, and no-break spaces for the commas between thousands."""
    return text.replace(",", NBSP).replace(".", ",")


def in_language(text: str) -> str:
    """A formatted number in the form of the reader's language: 1,234.5 in English, else as `separated`."""
    return text if language() == "en" else separated(text)


def first_of(names: Sequence[str], most: int = 5) -> str:
    """The first of some names, and the number of the rest: `A, B og 3 til`."""
    return ", ".join(names[:most]) + (f" og {len(names) - most} til" if len(names) > most else "")


def millions(kroner: float) -> str:
    """The amount of a problem, to the thousand kroner: `-1,250 mill. kr`."""
    return separated(f"{kroner / 1e6:.3f}") + " mill. kr"


def span(first: int, last: int, short: bool = False) -> str:
    """Years as read: «2034», «2029–2032», or «2029–32» where they are short and of one century."""
    if first == last:
        return str(first)
    return f"{first}–{last % 100:02d}" if short and first // 100 == last // 100 else f"{first}–{last}"


def spans(years: Iterable[int], short: bool = False) -> str:
    """Years as read, those in a row as one span."""
    runs: list[list[int]] = []
    for y in sorted(set(years)):
        if runs and y == runs[-1][-1] + 1:
            runs[-1].append(y)
        else:
            runs.append([y])
    return ", ".join(span(r[0], r[-1], short) for r in runs)
