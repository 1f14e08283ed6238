"""KOSTRA's code lists by year and the lines they are reported on (KOSTRA-forskriften, vedlegg 1, 2 og 4)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from ldip.parameters.shipped import shipped

Kind = Literal["funksjon", "art", "kapittel"]
REFUNDS = (700, 710, 729)  # on line 5 or 6 by the municipality's own practice


@dataclass(frozen=True)
class Change:
    """The years a code is valid, and its successors."""

    fra: int = 0
    til: int = 9999
    blir: tuple[int, ...] = ()


@cache
def change(kind: Kind, code: int) -> Change:
    """Validity and successors of a code; a code without an entry is always valid."""
    found = shipped("kostra")["endringer"][kind].get(str(code), {})
    return Change(found.get("fra", 0), found.get("til", 9999), tuple(found.get("blir", ())))


def holds(kind: Kind, code: int, year: int) -> bool:
    """Whether a code is in the list of a year."""
    if kind == "art":
        known = code in shipped("kostra")["arter"]["koder"]
    else:
        known = (area(code) if kind == "funksjon" else chapter_line(code)) is not None
    found = change(kind, code)
    return known and found.fra <= year <= found.til


@cache
def area(function: int) -> str | None:
    """Area of a function; None when it is not in the list."""
    return next((a for a, codes in shipped("kostra")["funksjoner"].items() if function in codes), None)


@cache
def line(art: int, *, operating: bool, refunds: int = 6) -> int | None:
    """Line of §5-6 (or §5-5) that an art is reported on; `refunds` is the line of 700, 710 and 729 in operations."""
    if operating and art in REFUNDS:
        return refunds
    ranges = shipped("kostra")["linjer_drift" if operating else "linjer_investering"]
    return next((int(n) for n, spans in ranges.items() if any(a <= art <= b for a, b in spans)), None)


@cache
def chapter_line(chapter: int) -> str | None:
    """Line of §5-8 of a balance chapter; None when it is not in the list."""
    return next((n for n, codes in shipped("kostra")["kapitler"].items() if chapter in codes), None)
