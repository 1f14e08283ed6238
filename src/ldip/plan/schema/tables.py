"""Schema of the plan's csv files, one model a row."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import ConfigDict, Field

from ldip.plan.schema.fields import SCALE, Id, MoneyUnit, Prices, Strict, Text, Year

Sex = Literal["k", "m"]
Age = Annotated[int, Field(ge=0, le=105)]
Month = Annotated[str, Field(pattern=r"^((19|20|21)\d\d(-(0[1-9]|1[0-2]))?)?$")]  # year, or year and month; empty is never
NotNegative = Annotated[float, Field(ge=0.0)]
EXPENDITURE: Final = ("loenn", "sosiale", "kjoep", "overfoeringer")
INCOME: Final = ("stat", "andre", "brukerbetalinger", "salg")
Art = Literal["loenn", "sosiale", "kjoep", "overfoeringer", "stat", "andre", "brukerbetalinger", "salg"]


class Row(Strict):
    """A csv row; the line number it came from is kept beside it. Cells are text, so numbers are converted."""

    model_config = ConfigDict(strict=False)


class Cell(Row):
    """A cell of the population."""

    kjoenn: Sex
    alder: Age
    sone: Id = "kommunen"


class StockRow(Cell):
    """Persons by sex and single age 1 January."""

    personer: NotNegative


class MortalityRow(Row):
    """Central death rate from an age to the next row's age."""

    fra_alder: Age
    kvinner: Annotated[float, Field(ge=0.0, le=2.0)]
    menn: Annotated[float, Field(ge=0.0, le=2.0)]


class FertilityRow(Row):
    """Share of total fertility in an age group of women, in per cent."""

    fra_alder: Age
    til_alder: Age
    prosent: NotNegative


class MigrationRow(Cell):
    """Net persons moving in a year by sex and age."""

    personer: float


class RateRow(Cell):
    """Share of those present who move out in a year, by sex and age."""

    andel: Annotated[float, Field(ge=0.0, le=1.0)]


class ArrivalRow(Cell):
    """Persons who move in during a year, by sex and age."""

    personer: NotNegative


class HistoryRow(Cell):
    """Persons 1 January of an earlier year, by sex and single age."""

    aar: Year
    personer: NotNegative


class ProjectionRow(Row):
    """Persons 1 January of a year, in an age group or by sex and single age."""

    aar: Year
    aldersgruppe: str = ""
    kjoenn: Literal["", "k", "m"] = ""
    alder: Age | None = None
    personer: NotNegative


class ProgrammeRow(Row):
    """Dwellings planned to be finished in a year."""

    aar: Year
    boligtype: Id
    boliger: NotNegative
    sone: Id = "kommunen"
    kilde: Text


class MoneyRow(Row):
    """A row with an amount, its unit, price basis, source and flag."""

    beloep: float
    enhet: MoneyUnit
    priser: Prices
    anslag: bool
    kilde: Text

    @property
    def kroner(self) -> float:
        """The amount in kroner."""
        return self.beloep * SCALE[self.enhet]


class FrameRow(MoneyRow):
    """A frame by service and type, the year before the first plan year."""

    tjeneste: Id
    art: Art


class LoanRow(Row):
    """A loan in the opening balance."""

    id: Id
    navn: Text
    saldo: NotNegative
    enhet: MoneyUnit
    restloepetid: Annotated[float, Field(gt=0.0, le=60.0)]
    rentetype: Literal["flytende", "fast"]
    fast_rente: float = 0.0
    fast_til: int = 0
    margin: float = 0.0
    type: Literal["serie", "annuitet", "avdragsfritt"] = "serie"
    referanse: Literal["nibor", "styringsrente"] = "nibor"
    forfaller: int = 0
    sertifikat: bool = False
    swap_rente: float = 0.0
    swap_til: int = 0
    formaal: Literal["egne", "selvkost"] = "egne"
    anslag: bool
    kilde: Text


class AssetRow(Row):
    """Book value by class in the opening balance."""

    klasse: Id
    bokfoert: NotNegative
    enhet: MoneyUnit
    restlevetid: Annotated[float, Field(gt=0.0, le=100.0)]
    ny_restlevetid: Annotated[float, Field(ge=0.0, le=100.0)] = 0.0
    omlevetid_fra: int = 0
    anslag: bool
    kilde: Text


class BuildingRow(Row):
    """A building with places."""

    id: Id
    navn: Text
    tjeneste: Id
    plasser: NotNegative
    sone: str = ""
    aapner: Month = ""
    stenger: Month = ""
    plasstype: Literal["", "institusjon", "bolig"] = ""
    areal_m2: NotNegative = 0.0
    drift_per_m2: NotNegative = 0.0
    bemanning: NotNegative = 0.0
    anslag: bool
    kilde: Text


class BuildingEventRow(MoneyRow):
    """What happens to a building in the years `fra` to `til`: places out of use or extra, and a cost (or income) a year.

    rehabilitering and utleid take `plasser` out (all when empty); midlertidig adds them; leie is a long lease.
    `avlastning` is the building that takes the users meanwhile; it can serve one at a time.
    """

    bygg: Id
    hendelse: Literal["rehabilitering", "midlertidig", "utleid", "leie"]
    fra: Year
    til: Year
    plasser: float | None = Field(default=None, ge=0.0)
    avlastning: str = ""
    beloep: float = 0.0


class SharedUseRow(Row):
    """A service's use of a building in a block of hours: square metres used and places it gives."""

    bygg: Id
    tjeneste: Id
    blokk: Id
    m2: NotNegative
    plasser: NotNegative = 0.0
    anslag: bool
    kilde: Text


class NeedListRow(Row):
    """New users of a service at a level of need in a year: counts, never persons."""

    tjeneste: Id
    nivaa: Id
    aar: Year
    nye: NotNegative
    anslag: bool
    kilde: Text


class MeasureRow(MoneyRow):
    """A measure's amount from a year on (varig), in a year (engangs) or a cut without a measure."""

    id: Id
    navn: Text
    tjeneste: Id
    type: Literal["varig", "engangs", "ukonkretisert"]
    aar: Year
    sektor: str = ""
    maal: str = ""


class AdoptedRow(MoneyRow):
    """An adopted line for one year, for one element where the quantity has an axis."""

    linje: Text
    aar: Year
    element: str = ""
    status: Literal["vedtatt", "regnskap", "korreksjon"]
    videre: Literal["", "nominelt"] = ""


class EarlierRow(MoneyRow):
    """A line of a statutory form in a year before the plan: accounts, original budget or revised budget."""

    linje: Text
    aar: Year
    kolonne: Literal["regnskap", "budsjett", "revidert"]


class KostraRow(Row):
    """A key figure of a municipality in a year, in the måltall's own reading unit: what KOSTRA's spread is made of."""

    maaltall: Text
    aar: Year
    kommune: Annotated[str, Field(pattern=r"^\d{4}$")]
    verdi: float
    kilde: Text


class ControlRow(Row):
    """A figure the run must reproduce."""

    navn: Text
    aar: Year
    verdi: float
    enhet: Literal["kr", "1000 kr", "mill. kr", "prosent", "personer"]
    toleranse: NotNegative
    element: str = ""
    kilde: Text


TABLES: Final[dict[str, type[Row]]] = {
    "rammer.csv": FrameRow,
    "laan.csv": LoanRow,
    "anlegg.csv": AssetRow,
    "bygg.csv": BuildingRow,
    "bygghendelser.csv": BuildingEventRow,
    "sambruk.csv": SharedUseRow,
    "behovsliste.csv": NeedListRow,
    "tiltak.csv": MeasureRow,
    "vedtatt.csv": AdoptedRow,
    "kontroll.csv": ControlRow,
    "regnskap.csv": EarlierRow,
    "kostra.csv": KostraRow,
    "boligprogram.csv": ProgrammeRow,
}
REFERENCED: Final[dict[str, type[Row]]] = {
    "folketall": StockRow,
    "doedelighet": MortalityRow,
    "fruktbarhet": FertilityRow,
    "flytting": MigrationRow,
    "utflytting": RateRow,
    "innflytting": ArrivalRow,
    "historie": HistoryRow,
    "kommuneflytting": MigrationRow,
    "folketall_kommunen": StockRow,
    "framskrivinger": ProjectionRow,
}
REQUIRED: Final = frozenset({"rammer.csv"})
