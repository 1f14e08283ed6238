"""Building blocks of the plan's schema: strict models, year series, amounts and their conversion.

Every value carries unit, price basis where it is money, and source. Unknown keys, `nan` and `inf`
are refused. Nothing here computes: amounts are scaled to kroner and per cent to shares.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ldip.digits import is_digits
from ldip.plan.schema.about import GREATEST, TEXT, About

SCALE: Final = {"kr": 1.0, "1000 kr": 1e3, "mill. kr": 1e6}
SHARE: Final = {"andel": 1.0, "prosent": 0.01}
CURRENT: Final = "løpende"
MOST_YEARS: Final = 40  # greatest number of plan years
# Engine units per reading unit.
READING: Final = {**SCALE, **SHARE, "kr per innbygger": 1.0, "forhold": 1.0, "personer": 1.0, "aar": 1.0}
ENGINE_UNIT: Final = {  # unit of a måltall
    "prosent": "andel",
    "mill. kr": "kr",
    "kr": "kr",
    "kr per innbygger": "kr_per_person",
    "forhold": "andel",
    "aar": "aar",
}

Id = Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=80)]  # part of the address of a number
Year = Annotated[int, Field(ge=1990, le=2100), About(unit="årstall")]
Text = Annotated[str, Field(min_length=1)]
Prices = Annotated[str, Field(pattern=r"^(løpende|(19|20)\d\d-kroner)$")]
CurrentPrices = Annotated[Prices, Field(json_schema_extra={"const": CURRENT})]
FixedPrices = Annotated[Prices, Field(json_schema_extra={"not": {"const": CURRENT}})]
MoneyUnit = Literal["kr", "1000 kr", "mill. kr"]
Percent = Annotated[float, Field(ge=-100.0, le=1000.0), About(unit="prosent")]
Number = Annotated[float, Field(ge=-GREATEST, le=GREATEST)]
Positive = Annotated[float, Field(gt=0.0, le=GREATEST)]
NotNegative = Annotated[float, Field(ge=0.0, le=GREATEST)]
Portion = Annotated[float, Field(ge=0.0, le=1000.0), About(unit="prosent")]
Relative = Annotated[float, Field(ge=0.0, le=10.0), About(unit="indeks")]
Age = Annotated[int, Field(ge=0, le=105), About(unit="alder")]
Fraction = Annotated[float, Field(ge=0.0, le=1.0), About(unit="andel")]
ShareUnit = Literal["prosent", "andel"]
Beyond = Literal["siste", "null", "videreføres"]


class Strict(BaseModel):
    """A table with no unknown keys and only finite numbers."""

    ABOUT: ClassVar[About] = About()
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False, str_strip_whitespace=True)


class Sourced(Strict):
    """A table with a mandatory source and a flag for approximate figures."""

    kilde: Annotated[Text, TEXT]
    anslag: Annotated[bool, TEXT] = False


class AgeSpan(Strict):
    """A span of ages, both ends included."""

    fra_alder: Age
    til_alder: Age

    @property
    def ages(self) -> slice:
        """The span in an array by single age."""
        return slice(self.fra_alder, self.til_alder + 1)


class YearVector(Sourced):
    """Values by year with an explicit rule beyond the last given year, or one value for all years."""

    verdi: Number | None = None
    verdier: dict[str, Number] = Field(default_factory=dict)
    videre: Beyond | None = None

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if (self.verdi is None) == (not self.verdier):
            raise ValueError("oppgi enten verdi eller verdier||én verdi for alle år, eller en tabell år = verdi")
        if any(not is_digits(y) or len(y) != 4 for y in self.verdier):
            raise ValueError("nøklene i verdier må være årstall||skriv for eksempel { 2022 = 1.0 }")
        return self

    @cached_property
    def by_year(self) -> dict[int, float]:
        """Given values by year, empty when one value holds for all."""
        return {int(y): v for y, v in sorted(self.verdier.items())}

    @property
    def given(self) -> list[float]:
        """Every given value, in the engine's unit."""
        return [v * self.factor for v in ([self.verdi] if self.verdi is not None else self.by_year.values())]

    def at(self, year: int) -> float:
        """The value of a year in the engine's unit, with the stated rule beyond the last given year."""
        return self._value(year) * self.factor

    def said(self, year: int) -> float | None:
        """The value of a year in the file's own unit; None for a year that the file does not cover."""
        ruled = self.verdi is not None or year in self.by_year or (self.videre is not None and year > max(self.by_year))
        return self._value(year) if ruled else None

    def _value(self, year: int) -> float:
        if self.verdi is not None:
            return self.verdi
        beyond = 0.0 if self.videre == "null" else self.by_year[max(self.by_year)]
        return self.by_year.get(year, beyond)

    @property
    def factor(self) -> float:
        """Engine units per unit of the file."""
        return 1.0


class Share(YearVector):
    """A share or rate by year."""

    enhet: ShareUnit

    @property
    def factor(self) -> float:
        """Per cent to share."""
        return SHARE[self.enhet]


class Index(YearVector):
    """A plain number by year."""

    enhet: Literal["indeks", "antall"]


class Persons(YearVector):
    """Persons by year."""

    enhet: Literal["personer"]


class Priced:
    """A model with a price basis, which is part of the type; `priser` is written in the file as well, for its readers.

    WRONG and REMEDY are the message and the hint of a Problem about another basis than the type takes."""

    WRONG: ClassVar[str] = "feil prisnivå her"
    REMEDY: ClassVar[str] = 'bruk "{0}"'
    if TYPE_CHECKING:
        priser: str

    @classmethod
    def bases(cls, base: str) -> tuple[str, ...]:
        """The price bases the type takes in a plan in `base` prices; none where it takes a price year of its own."""
        return ()


class InCurrent(Priced):
    """Running prices."""

    @classmethod
    def bases(cls, base: str) -> tuple[str, ...]:
        """Running prices."""
        return (CURRENT,)


class InFixed(Priced):
    """Fixed prices of the plan's price year."""

    @classmethod
    def bases(cls, base: str) -> tuple[str, ...]:
        """The plan's price year."""
        return (base,)


def possible(kroner: float) -> None:
    """Refuse an amount that no municipality has. Errors: ValueError."""
    if abs(kroner) > GREATEST:
        raise ValueError("er mer enn 10 000 milliarder kroner||se om enheten er riktig: kr, 1000 kr eller mill. kr")


class Amount(Priced, YearVector):
    """Kroner by year, with unit and price basis."""

    enhet: MoneyUnit
    priser: Prices

    @model_validator(mode="after")
    def _possible(self) -> Self:
        for value in self.given:
            possible(value)
        return self

    @property
    def factor(self) -> float:
        """Thousand and million to kroner."""
        return SCALE[self.enhet]


class CurrentAmount(InCurrent, Amount):
    """Kroner by year in running prices."""

    priser: CurrentPrices


class FixedAmount(InFixed, Amount):
    """Kroner by year in fixed prices of the plan's price year."""

    priser: FixedPrices


class StatedAmount(Amount):
    """Kroner by year: nominal where the file states running prices, following the deflator where it states fixed ones."""

    REMEDY: ClassVar[str] = 'bruk "{0}" (holdes nominelt) eller "{1}" (følger deflatoren)'

    @classmethod
    def bases(cls, base: str) -> tuple[str, ...]:
        """Running prices, or the plan's price year."""
        return (CURRENT, base)

    @property
    def follows_prices(self) -> bool:
        """Whether the amount follows the deflator."""
        return self.priser != CURRENT


class UnitCost(Priced, Sourced):
    """One amount, with unit and price basis."""

    beloep: Number
    enhet: MoneyUnit
    priser: Prices

    @model_validator(mode="after")
    def _possible(self) -> Self:
        possible(self.kroner)
        return self

    @property
    def kroner(self) -> float:
        """The amount in kroner of its own price basis."""
        return self.beloep * SCALE[self.enhet]


class CurrentCost(InCurrent, UnitCost):
    """One amount in running prices."""

    priser: CurrentPrices


class FixedCost(InFixed, UnitCost):
    """One amount in fixed prices of the plan's price year."""

    priser: FixedPrices


class DatedCost(UnitCost):
    """One amount in fixed prices of a year of its own, converted to the plan's by the known deflator."""

    @property
    def price_year(self) -> int | None:
        """The price year; None in running prices, which the check refuses."""
        return None if self.priser == CURRENT else int(self.priser[:4])


class FileRef(Sourced):
    """A csv file beside the TOML file, and the source of its figures."""

    fil: Annotated[str, Field(pattern=r"^[a-z0-9_/-]+\.csv$")]
