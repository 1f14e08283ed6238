"""Writing of numbers and years: separators by language, amounts of problems, spans of years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from ldip.locales import CHOSEN

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"


def separated(text: str) -> str:
    """A formatted number with a decimal comma, and no-break spaces for the commas between thousands."""
    return text.replace(",", NBSP).replace(".", ",")


FILES: ContextVar[bool] = ContextVar("files", default=False)  # whether what is written is a file for spreadsheets


@contextmanager
def in_file() -> Iterator[None]:
    """Numbers of files keep the Norwegian form, whatever language the reader has chosen."""
    token = FILES.set(True)
    try:
        yield
    finally:
        FILES.reset(token)


def local(text: str) -> str:
    """A formatted number in the form of the language that a reader has chosen: `1,234.5` in English, else `1 234,5`.

    The terminal and files keep the Norwegian form."""
    return text if CHOSEN.get() == "en" and not FILES.get() else separated(text)


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
