"""Schema of the plan's csv files, one model per kind of row."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal, Self, get_args

from pydantic import Field, model_validator

from ldip.pack.areas import CODE as AREA_CODE
from ldip.plan.schema.about import COMPARED, GREATEST, KEY, OWN_UNIT, RATIO_UNIT, TEXT, About, feeds, gives
from ldip.plan.schema.csvrow import CurrentRow, FixedRow
from ldip.plan.schema.csvrow import Row as Row
from ldip.plan.schema.fields import SCALE, Id, MoneyUnit, NotNegative, Number, Text, Year, possible
from ldip.plan.schema.population_tables import ArrivalRow as ArrivalRow
from ldip.plan.schema.population_tables import Cell as Cell
from ldip.plan.schema.population_tables import FertilityRow as FertilityRow
from ldip.plan.schema.population_tables import HistoryRow as HistoryRow
from ldip.plan.schema.population_tables import MigrationRow as MigrationRow
from ldip.plan.schema.population_tables import MortalityRow as MortalityRow
from ldip.plan.schema.population_tables import ProgrammeRow as ProgrammeRow
from ldip.plan.schema.population_tables import ProjectionRow as ProjectionRow
from ldip.plan.schema.population_tables import RateRow as RateRow
from ldip.plan.schema.population_tables import StockRow as StockRow

Month = Annotated[str, Field(pattern=r"^((19|20|21)\d\d(-(0[1-9]|1[0-2]))?)?$")]  # year, or year and month; empty means never
NoYear = Annotated[int, Field(ge=0, le=2200)]  # a year, or 0 for none
Expenditure = Literal["loenn", "sosiale", "kjoep", "overfoeringer"]
Income = Literal["stat", "andre", "brukerbetalinger", "salg"]
EXPENDITURE: Final[tuple[str, ...]] = get_args(Expenditure)
INCOME: Final[tuple[str, ...]] = get_args(Income)
PROMISED: Final = About("kontroll", why="det som var lovet, vises ved siden av; ingenting regnes av det", unit=OWN_UNIT)


class FrameRow(CurrentRow):
    """A frame by service and type, the year before the first plan year."""

    ABOUT = About("tjenester", "mengde", to=("ramme_utgift_ib", "ramme_inntekt_ib"))
    REMEDY: ClassVar[str] = "rammene er året før første planår i løpende kroner; bruk {0}"

    tjeneste: Id
    art: Literal[Expenditure, Income]


class LoanRow(Row):
    """A loan in the opening balance; with `tas_opp` one that is planned, and `saldo` is what is taken up that year.

    The plan borrows what it needs: a planned loan sets the terms of a part of it."""

    ABOUT = About("finans", axis="laan")

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    saldo: Annotated[
        NotNegative,
        feeds("laan_saldo_ib", "laan_opptak_planlagt", "laanegjeld_ib", "laan_avdrag_plan", nature="mengde", unit=OWN_UNIT),
    ]
    enhet: Annotated[MoneyUnit, feeds("laan_saldo_ib", "laan_opptak_planlagt", "laanegjeld_ib", "laan_avdrag_plan")]
    restloepetid: Annotated[float, Field(ge=0.01, le=60.0), feeds("laan_avdrag_plan", "laan_rest_aar", unit="år")]
    rentetype: Annotated[Literal["flytende", "fast"], feeds("laan_er_fast")]
    fast_rente: Annotated[float, Field(ge=-5.0, le=30.0), gives("laan_rente_fast", unit="prosent")] = 0.0
    fast_til: Annotated[NoYear, feeds("laan_er_fast", unit="årstall")] = 0
    margin: Annotated[float, Field(ge=-10.0, le=10.0), gives("laan_margin", unit="prosent")] = 0.0
    type: Annotated[
        Literal["serie", "annuitet", "avdragsfritt"], gives(laan_annuitet="annuitet", laan_avdragsfritt="avdragsfritt")
    ] = "serie"
    referanse: Annotated[Literal["nibor", "styringsrente"], gives(laan_referanse_styringsrente="styringsrente")] = "nibor"
    forfaller: Annotated[NoYear, feeds("laan_forfaller_neste_aar", unit="årstall")] = 0
    sertifikat: Annotated[bool, gives("laan_er_sertifikat")] = False
    swap_rente: Annotated[float, Field(ge=-5.0, le=30.0), gives("swap_rente", unit="prosent")] = 0.0
    swap_til: Annotated[NoYear, feeds("swap_i_kraft", unit="årstall")] = 0
    formaal: Annotated[Literal["egne", "selvkost"], gives(laan_er_selvkost="selvkost")] = "egne"
    tas_opp: Annotated[
        NoYear, feeds("laan_opptak_planlagt", "laan_saldo_ib", "laanegjeld_ib", "laan_rest_aar", unit="årstall")
    ] = 0
    anslag: Annotated[bool, TEXT]
    kilde: Annotated[Text, TEXT]


class AssetRow(Row):
    """Book value by class in the opening balance."""

    ABOUT = About("aapningsbalanse", axis="anleggsklasse")

    klasse: Annotated[Id, KEY]
    bokfoert: Annotated[
        NotNegative, gives("bokfoert_eksisterende_ib", also=("avskrivning_aarlig_ib",), nature="mengde", unit=OWN_UNIT)
    ]
    enhet: Annotated[MoneyUnit, feeds("bokfoert_eksisterende_ib", "avskrivning_aarlig_ib")]
    restlevetid: Annotated[float, Field(ge=0.01, le=100.0), feeds("avskrivning_aarlig_ib", nature="mengde", unit="år")]
    ny_restlevetid: Annotated[float, Field(ge=0.0, le=100.0), gives("ny_restlevetid", unit="år")] = 0.0
    omlevetid_fra: Annotated[NoYear, feeds("omlevetid_starter", unit="årstall")] = 0
    under_utfoerelse: Annotated[bool, feeds("avskrivning_aarlig_ib", nature="mengde")] = False  # until omlevetid_fra
    anslag: Annotated[bool, TEXT]
    kilde: Annotated[Text, TEXT]


class BuildingRow(Row):
    """A building with places."""

    ABOUT = About("tjenester", axis="bygg")

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    tjeneste: Annotated[Id, feeds("bygg_i_tjeneste", "plasser_har_sone", nature="mengde")]
    plasser: Annotated[NotNegative, gives("bygg_kapasitet", also=("bygg_plassendring",), nature="mengde", unit="plasser")]
    sone: Annotated[str, feeds("bygg_i_sone", "plasser_har_sone", nature="mengde")] = ""
    aapner: Annotated[Month, feeds("bygg_aapner_maaned", unit="år og måned")] = ""
    stenger: Annotated[Month, feeds("bygg_stenger_maaned", unit="år og måned")] = ""
    plasstype: Annotated[Literal["", "institusjon", "bolig"], gives(bygg_institusjon="institusjon")] = ""
    areal_m2: Annotated[NotNegative, gives("bygg_areal", also=("bygg_drift_fast",), nature="mengde", unit="m²")] = 0.0
    drift_per_m2: Annotated[NotNegative, feeds("bygg_drift_fast", nature="mengde", unit="kr per m² i planens prisår")] = 0.0
    bemanning: Annotated[NotNegative, gives("bygg_bemanning_fast", nature="mengde", unit="kr i planens prisår")] = 0.0
    anslag: Annotated[bool, TEXT]
    kilde: Annotated[Text, TEXT]


class BuildingEventRow(FixedRow):
    """An event of a building in the years `fra` to `til`: places out of use or added, and a yearly cost (or income).

    rehabilitering and utleid remove `plasser` (all when empty); midlertidig adds them; leie is a long lease.
    `avlastning` is the building that takes the users meanwhile; it can relieve one building at a time.
    """

    ABOUT = About("tjenester", "mengde", to=("bygg_plassendring", "bygghendelse_fast", "leie_fast", "leieaar_etter_planen"))

    bygg: Id
    hendelse: Literal["rehabilitering", "midlertidig", "utleid", "leie"]
    fra: Year
    til: Year
    plasser: Annotated[float | None, About(unit="plasser")] = Field(default=None, ge=0.0, le=GREATEST)
    avlastning: Annotated[str, COMPARED] = ""
    beloep: Annotated[Number, About(unit=OWN_UNIT)] = 0.0


class SharedUseRow(Row):
    """A service's use of a building in a block of hours: square metres and places."""

    ABOUT = About("tjenester", "mengde", to=("sambruksplasser",))

    bygg: Id
    tjeneste: Id
    blokk: Annotated[Id, About(unit="tidsblokk")]
    m2: Annotated[NotNegative, About("kontroll", why="arealet i hver tidsblokk kontrolleres mot bygget", unit="m²")]
    plasser: Annotated[NotNegative, About(unit="plasser")] = 0.0
    anslag: Annotated[bool, TEXT]
    kilde: Annotated[Text, TEXT]


class NeedListRow(Row):
    """New users of a service at a level of need in a year: counts, never persons."""

    ABOUT = About("tjenester", "mengde", to=("nivaa_nye",))

    tjeneste: Id
    nivaa: Id
    aar: Year
    nye: Annotated[NotNegative, About(unit="personer")]
    anslag: Annotated[bool, TEXT]
    kilde: Annotated[Text, TEXT]


Status = Literal["", "foreslaatt", "vedtatt", "iverksatt", "realisert", "droppet"]
EFFECT: Final = ("tiltak_varig_fast", "tiltak_engang_fast", "forebygging_fast")


class MeasureRow(FixedRow):
    """A measure's amount from a year on (varig), in a year (engangs) or a cut without a measure.

    `beloep` is the decided effect, or the proposed one. `lovet` is the effect promised when it was proposed, `realisert` the one
    that came; both in the row's unit and prices, empty where not known. A measure without `status` is in effect. Rows before the
    first plan year follow up what is in the frames.
    """

    ABOUT = About("tiltak", "mengde", axis="tiltak", to=EFFECT)

    id: Annotated[Id, KEY]
    navn: Annotated[Text, TEXT]
    tjeneste: Annotated[Id, feeds("tiltak_i_tjeneste")]
    type: Annotated[
        Literal["varig", "engangs", "ukonkretisert"],
        feeds("tiltak_varig_fast", "tiltak_engang_fast", "tiltak_ukonkretisert", "forebygging_fast"),
    ]
    aar: Year
    innarbeidet: Annotated[bool, feeds("tiltak_innarbeidet", nature="egenskap")] = False
    sektor: Annotated[str, TEXT] = ""
    maal: Annotated[str, TEXT] = ""
    status: Annotated[Status, feeds(*EFFECT)] = ""
    ansvarlig: Annotated[str, TEXT] = ""
    lovet: Annotated[float | None, PROMISED] = Field(default=None, ge=-GREATEST, le=GREATEST)
    realisert: Annotated[float | None, feeds(*EFFECT, unit=OWN_UNIT)] = Field(default=None, ge=-GREATEST, le=GREATEST)

    @model_validator(mode="after")
    def _followed(self) -> Self:
        for amount in (self.lovet, self.realisert):
            if amount is not None:
                possible(amount * SCALE[self.enhet])
        return self


class AdoptedRow(CurrentRow):
    """An adopted line for one year, for one element where the quantity has an axis.

    A line's level is carried on after the last adopted year. `varighet = engangs` is not, and `uttrapping_aar` falls by equal
    parts. Such a row beside a row of the same line is an amount in addition to it; alone it is the whole line.
    """

    ABOUT = About("vedtatt", "mengde", to=("linje",))
    WRONG: ClassVar[str] = "vedtatte linjer er i løpende kroner"

    linje: Text
    aar: Year
    element: str = ""
    status: Annotated[Literal["vedtatt", "regnskap", "korreksjon"], TEXT]
    videre: Literal["", "nominelt"] = ""
    varighet: Literal["", "varig", "engangs"] = ""
    uttrapping_aar: Annotated[int, Field(ge=0, le=20), About(unit="år")] = 0

    @property
    def years_left(self) -> int:
        """Years until nothing is left of an amount that is not lasting: 1 for a one-off, 0 for a lasting line."""
        return 1 if self.varighet == "engangs" else self.uttrapping_aar


class EarlierRow(CurrentRow):
    """A line of a statutory form in a year before the plan: accounts, original budget or revised budget."""

    ABOUT = About("kontroll", why="regnskap og budsjett før planen vises ved siden av; ingenting regnes av dem")
    WRONG: ClassVar[str] = "regnskap og budsjett er i løpende kroner"

    linje: Text
    aar: Year
    kolonne: Literal["regnskap", "budsjett", "revidert"]


class KostraRow(Row):
    """A key figure of an area in a year, in the måltall's own reading unit. KOSTRA's spread is computed from the municipalities'.

    `kommune` is a municipality's number, or Statistikkbanken's code of a KOSTRA group, a county or the nation (ldip.pack.areas);
    `navn` names an area that the data pack does not know."""

    ABOUT = COMPARED

    maaltall: Text
    aar: Year
    kommune: Annotated[str, Field(pattern=rf"^(?:{AREA_CODE})$")]
    verdi: Annotated[Number, About(unit=RATIO_UNIT)]
    kilde: Text
    navn: Annotated[str, TEXT] = ""


class ControlRow(Row):
    """A figure the run must reproduce."""

    ABOUT = COMPARED

    navn: Text
    aar: Year
    verdi: Annotated[Number, About(unit="som enhet")]
    enhet: Literal["kr", "1000 kr", "mill. kr", "prosent", "personer"]
    toleranse: Annotated[NotNegative, About(unit="som enhet")]
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
