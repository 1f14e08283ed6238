"""Base classes of csv rows, with and without an amount."""

from __future__ import annotations

from typing import Annotated, ClassVar, Self

from pydantic import ConfigDict, model_validator

from ldip.plan.schema.about import OWN_UNIT, TEXT, About
from ldip.plan.schema.fields import (
    SCALE,
    CurrentPrices,
    FixedPrices,
    InCurrent,
    InFixed,
    MoneyUnit,
    Number,
    Priced,
    Prices,
    Strict,
    Text,
    possible,
)


class Row(Strict):
    """A csv row; its line number is stored beside it. Cells are text, so numbers are converted."""

    model_config = ConfigDict(strict=False)


class MoneyRow(Priced, Row):
    """A row with an amount, its unit, price basis, source and flag."""

    REMEDY: ClassVar[str] = "bruk {0}"

    beloep: Annotated[Number, About(unit=OWN_UNIT)]
    enhet: MoneyUnit
    priser: Prices
    anslag: Annotated[bool, TEXT]
    kilde: Annotated[Text, TEXT]

    @model_validator(mode="after")
    def _possible(self) -> Self:
        possible(self.kroner)
        return self

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
