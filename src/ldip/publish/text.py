"""Numbers as people read them, the Norwegian way; rounding happens only here."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ldip.publish.numbers import Number

NBSP: Final = "\u00a0"
SMALL: Final = 2e9  # kroner of yearly income
MINUS: Final = "\u2212"


def grouped(value: float, decimals: int = 0) -> str:
    """`1234.5` → `1 234,5` with no-break spaces and a real minus sign; halves round away from zero."""
    step = Decimal(1).scaleb(-decimals)
    rounded = Decimal(repr(value)).quantize(step, rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", NBSP).replace(".", ",")
    return f"{MINUS}{text}" if rounded < 0 else text


def money_decimals(largest_income: float) -> int:
    """Decimals of million kroner: none for a large municipality, one where income is under two billion."""
    return 0 if abs(largest_income) >= SMALL else 1


def shown(number: Number, as_unit: str = "", decimals: int | None = None) -> str:
    """A number in its reading unit: mill. kr, per cent, persons."""
    unit = as_unit or {"kr": "mill. kr", "kr_fast": "mill. kr", "andel": "prosent"}.get(number.unit, "")
    scale = {"mill. kr": 1e-6, "prosent": 100.0}.get(unit, 1.0)
    default = {"mill. kr": 0, "prosent": 1}.get(unit, 0)
    return grouped(number.value * scale, default if decimals is None else decimals)
