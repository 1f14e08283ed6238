"""Numbers as people read them, in the form of their language; rounding happens only here.

A number is scaled by moving its decimal point and rounded once, in decimal arithmetic, so no product of floats comes between."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from ldip.locales.written import MINUS as MINUS
from ldip.locales.written import local
from ldip.publish.numbers import Number, comma

SMALL: Final = 2e9  # kroner of yearly income


@dataclass(frozen=True)
class Format:
    """Format of a number: reading unit, places its decimal point is moved (-6: millions), and decimals (None: every digit)."""

    unit: str = ""
    shift: int = 0
    decimals: int | None = 0

    def rounded(self, value: float) -> Decimal:
        """The number in the reading unit; halves round away from zero."""
        moved = Decimal(repr(value)).scaleb(self.shift)
        return moved if self.decimals is None else moved.quantize(Decimal(1).scaleb(-self.decimals), rounding=ROUND_HALF_UP)

    def words(self, value: Decimal) -> str:
        """A rounded number in the reader's form with a real minus sign; every digit of one that is not rounded."""
        if self.decimals is None:
            return comma(float(value))
        text = local(f"{abs(value):,.{self.decimals}f}")
        return f"{MINUS}{text}" if value < 0 else text


EXACT: Final = Format(decimals=None)
MILLIONS: Final = "mill. kr"
READ_AS: Final = {"kr": MILLIONS, "kr_fast": MILLIONS, "andel": "prosent"}  # reading unit of an engine unit
SHIFTS: Final = {MILLIONS: -6, "1000 kr": -3, "prosent": 2}
DECIMALS: Final = {"prosent": 1}


def grouped(value: float, decimals: int = 0) -> str:
    """`1234.5` → `1 234,5`, in English `1,234.5`, with a real minus sign; halves round away from zero."""
    as_is = Format(decimals=decimals)
    return as_is.words(as_is.rounded(value))


def money_decimals(largest_income: float) -> int:
    """Decimals of million kroner: none for a large municipality, one where income is under two billion."""
    return 0 if abs(largest_income) >= SMALL else 1


def format_of(unit: str, as_unit: str = "", decimals: int | None = None) -> Format:
    """The format of a number in an engine unit: mill. kr, per cent, persons; or the unit and decimals given."""
    read = as_unit or READ_AS.get(unit, "")
    return Format(read, SHIFTS.get(read, 0), DECIMALS.get(read, 0) if decimals is None else decimals)


def shown(number: Number, as_unit: str = "", decimals: int | None = None) -> str:
    """A number in its reading unit: mill. kr, per cent, persons."""
    reading = format_of(number.unit, as_unit, decimals)
    return reading.words(reading.rounded(number.value))
