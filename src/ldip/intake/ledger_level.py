"""The level of a ledger per inhabitant held against the country's: an amount in the wrong unit is a thousand times off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ldip.locales import tr
from ldip.locales.written import separated
from ldip.pack import nation
from ldip.pack.income import inhabitants
from ldip.pack.municipalities import of_number
from ldip.sources.kostra import OPERATING, Record
from ldip.sources.kostra_accounts import statements

EXPENDITURE: Final = (10, 11, 12, 13)  # lines of §5-6
# Gross operating expenditure is one to five times the free income (tax and block grant): small and power-rich have most.
USUAL: Final = (1.0, 5.0)
FAR: Final = 5.0  # times outside the usual before it is reported
FREE_INCOME: Final = "frie_inntekter_per_innbygger"
AREA: Final = "Landet u/Oslo"


def unusual_level(records: Sequence[Record], unit: str) -> Iterator[str]:
    """A note where operating expenditure per inhabitant is far from the usual; none for a municipality the pack lacks."""
    spent = sum(v for n, v in statements(r for r in records if r.kontoklasse in OPERATING).drift.items() if n in EXPENDITURE)
    numbers = {r.region[:4] for r in records}
    number = next(iter(numbers), "")
    if spent <= 0.0 or len(numbers) != 1 or of_number(number) is None:
        return
    people = inhabitants(number).value
    low, high = (t * nation.figure(FREE_INCOME, area=AREA).value for t in USUAL)
    level = spent / people
    if level < low / FAR or level > high * FAR:
        shown = {k: separated(f"{v:,.0f}") for k, v in (("amount", level), ("low", round(low, -4)), ("high", round(high, -4)))}
        yield tr("ledger.level", unit=unit, **shown)
