"""Base classes of csv rows, with and without an amount."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import ConfigDict

from ldip.plan.schema.about import OWN_UNIT, TEXT, About
from ldip.plan.schema.fields import SCALE, CurrentPrices, FixedPrices, InCurrent, InFixed, MoneyUnit, Priced, Prices, Strict, Text


class Row(Strict):
    """A csv row; its line number is stored beside it. Cells are text, so numbers are converted."""

    model_config = ConfigDict(strict=False)


class MoneyRow(Priced, Row):
    """A row with an amount, its unit, price basis, source and flag."""

    REMEDY: ClassVar[str] = "bruk {0}"

    beloep: Annotated[float, About(unit=OWN_UNIT)]
    enhet: MoneyUnit
    priser: Prices
    anslag: Annotated[bool, TEXT]
    kilde: Annotated[Text, TEXT]

    @property
    def kroner(self) -> float:
        """The amount in kroner."""
        return self.beloep * SCALE[self.enhet]


class CurrentRow(InCurrent, MoneyRow):
    """A row in running prices."""

    priser: CurrentPrices


class FixedRow(InFixed, MoneyRow):
    """A row in fixed prices of the plan's price year."""

    priser: FixedPrices
