"""Schema of what it costs to close the gaps a plan leaves open: unit prices of places, and the least renewal."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ldip.plan.schema.about import feeds, gives
from ldip.plan.schema.fields import FixedCost, Fraction, NotNegative, Sourced, Strict, Text, Year

PURPOSE_BUILT = "formaalsbygg"


class PlacePrice(Strict):
    """Price of a place the plan lacks: built (VAT included), rented by the year, or both: what lasts is built, the rest rented.

    A built place is run for its area times FDV. Staff is added only where it follows capacity, by default the service's own unit
    cost. `aapner`: the year it is lacking, at the earliest the lead time from now, or always the lead time after.
    """

    bygg_per_plass: Annotated[FixedCost | None, gives("bygg_per_plass_fast", also=("har_byggepris",), unit="kr per plass")] = None
    leie_per_plass: Annotated[
        FixedCost | None, gives("leie_per_plass_fast", also=("har_leiepris",), unit="kr per plass i året")
    ] = None
    m2_per_plass: Annotated[NotNegative | None, gives("m2_per_plass", unit="m²")] = None
    fdv_per_m2: Annotated[FixedCost | None, gives("plass_fdv_per_m2_fast", unit="kr per m²")] = None
    bemanning_per_plass: Annotated[
        FixedCost | None, gives("plass_bemanning_fast", also=("har_plassbemanning",), unit="kr per plass i året")
    ] = None
    aapner: Annotated[Literal["naar_de_mangler", "etter_ledetid"], gives(plass_etter_ledetid="etter_ledetid")] = "naar_de_mangler"
    mva_kompensasjon_andel: Annotated[Fraction, gives("plass_mva_andel")] = 0.2
    tilskudd_andel: Annotated[Fraction, gives("plass_tilskuddsandel")] = 0.0
    rentabel: Annotated[bool, gives("plass_rentabel")] = False
    anleggsklasse: Annotated[Text, feeds("plass_levetid")] = PURPOSE_BUILT

    @property
    def stated(self) -> bool:
        """Whether a place can be priced."""
        return self.bygg_per_plass is not None or self.leie_per_plass is not None


class Renewal(Sourced):
    """Least investment once the plan's own projects thin out, in per cent of depreciation or of the maintenance need.

    They thin out after the last year in which they spend the share `tynnes_ut` of their mean year; `fra` states a year instead.
    `vedlikeholdsandel` is the part of priced renewal that is maintenance, which the backlog then needs less of.
    """

    minst: Annotated[float, Field(ge=0.0, le=300.0), gives("reinvestering_minst", absent=1.0, unit="prosent")] = 100.0
    maales_mot: Annotated[Literal["avskrivninger", "vedlikeholdsbehov"], gives(reinvestering_vedlikehold="vedlikeholdsbehov")] = (
        "avskrivninger"
    )
    fra: Annotated[Year | None, gives("reinvestering_fra")] = None
    tynnes_ut: Annotated[Fraction, gives("reinvestering_tynnes_ut", absent=0.5)] = 0.5
    mva_kompensasjon_andel: Annotated[Fraction, gives("reinvestering_mva_andel", absent=0.2)] = 0.2
    vedlikeholdsandel: Annotated[Fraction, gives("reinvestering_vedlikeholdsandel", absent=1.0)] = 1.0
    anleggsklasse: Annotated[Text, feeds("reinvestering_levetid")] = PURPOSE_BUILT
