"""Schema of a project's file: cost and frame, phases, financing, places, operation, replaced buildings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.schema.about import COMPARED, TEXT, WHOLE_FILE, About, feeds, gives
from ldip.plan.schema.fields import Beyond, DatedCost, FixedCost, Fraction, Id, NotNegative, Number, Sourced, Strict, Text, Year

PlaceKind = Literal["", "institusjon", "bolig"]


class ProjectFunding(Strict):
    """Shares of gross cost."""

    mva_kompensasjon_andel: Annotated[Fraction, gives("mva_andel")] = 0.0
    tilskudd_andel: Annotated[Fraction, gives("tilskuddsandel")] = 0.0
    tilskudd_sannsynlighet: Annotated[Fraction, gives("tilskudd_sannsynlighet", absent=1.0)] = 1.0
    utbyggerbidrag_andel: Annotated[Fraction, gives("utbyggerbidragsandel")] = 0.0
    tomteandel: Annotated[Fraction, gives("tomteandel")] = 0.0


OPENS: Final = ("aapner_i_aar", "prosjekt_aapent", "prosjekt_aapner_maaned", "andel_av_aapningsaaret")
TIME: Final = "investeringstid"  # when a project is built and opens; the rest of it is investeringsvolum
OPENING: Final = About(TIME, "egenskap", "år og måned", OPENS)
DELAY: Final = About(TIME, to=("framdrift", "ferdig_aar", *OPENS), unit="år")
PROGRESS: Final = feeds("framdrift", group=TIME, nature="forloep")
PHASED: Final = ("kostnadsspredning", "kostnadsskjevhet", "forsinkelse_terskel", "forsinkelse_terskel_to_aar")


class ProjectCapacity(Strict):
    """Places added and the month they open."""

    plasser: Annotated[
        Number, gives("prosjekt_plasser", also=("driftskonsekvens_stab_fast",), nature="mengde", unit="plasser")
    ] = 0.0
    sone: Annotated[Id | None, feeds("prosjekt_i_sone", nature="mengde")] = None
    plasstype: Annotated[PlaceKind, gives(prosjekt_institusjon="institusjon")] = ""
    aapner: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$"), OPENING]


class ProjectOperation(Strict):
    """Yearly operating effect of a project."""

    m2_netto: Annotated[Number, gives("prosjekt_areal", also=("driftskonsekvens_fdv_fast",), nature="mengde", unit="m²")] = 0.0
    fdv_per_m2: Annotated[FixedCost | None, feeds("driftskonsekvens_fdv_fast", nature="mengde", unit="kr per m²")] = None
    bemanning_per_plass: Annotated[
        FixedCost | None, feeds("driftskonsekvens_stab_fast", nature="mengde", unit="kr per plass")
    ] = None


class CostFrame(DatedCost):
    """Kostnadsramme: the frame the council has adopted, its date and price level."""

    vedtatt: Annotated[dt.date, TEXT]


class Alternative(Strict):
    """One of several ways to meet the same need; exactly one of a group is chosen."""

    gruppe: Annotated[Id, COMPARED]
    valgt: Annotated[bool, feeds(WHOLE_FILE)]


class Prerequisite(Strict):
    """A project that must be finished before this one starts, or before it opens."""

    prosjekt: Annotated[Id, COMPARED]
    foer: Annotated[Literal["start", "aapning"], COMPARED] = "start"


class Sale(FixedCost):
    """Sale of property that the project frees, in one year."""

    aar: Annotated[Year, feeds("prosjektsalg_fast", nature="mengde")]


class Emissions(Sourced):
    """Greenhouse gases in tonnes: from construction, spread as the spending, and per year in use."""

    bygging_tonn: Annotated[NotNegative, gives("utslipp_bygging_tonn", nature="mengde", unit="tonn")] = 0.0
    drift_tonn: Annotated[Number, gives("utslipp_drift_tonn", nature="mengde", unit="tonn")] = 0.0


EARLY: Final = ("F0", "behov", "konsept")  # phases in which the project is not yet decided
MOVES: Final = (-20, 40)  # most years a project can be moved


class ProjectFile(Sourced):
    """prosjekter/<id>.toml: a project, or a recurring frame (type = "ramme": the amount is per year)."""

    ABOUT = About("investeringsvolum", axis="prosjekt")

    navn: Annotated[Text, TEXT]
    type: Annotated[Literal["prosjekt", "ramme"], gives(also=PHASED[:1] + PHASED[2:], er_ramme="ramme")]
    tjeneste: Annotated[Id | None, feeds("prosjekt_i_tjeneste", nature="mengde")] = None
    sektor: Annotated[Text, About("tekst", why="grupperer prosjektene i tabeller")]
    fase: Annotated[Literal["F0", "behov", "konsept", "forprosjekt", "kontrakt"], feeds(*PHASED)]
    anleggsklasse: Annotated[Text, feeds("levetid")]
    rentabel: Annotated[bool, gives("rentabel")] = False
    kostnad: Annotated[DatedCost, feeds("kostnad", "kostnad_omregning", nature="mengde")]
    spredning: Annotated[Fraction | None, feeds("kostnadsspredning")] = None
    framdrift: Annotated[dict[str, Fraction], feeds("framdrift", group=TIME, nature="forloep", unit="andel")]
    videre: Annotated[Beyond | None, PROGRESS] = None
    ferdig: Annotated[Year | None, feeds("ferdig_aar", group=TIME)] = None
    utsettes_aar: Annotated[int, Field(ge=MOVES[0], le=MOVES[1]), DELAY] = 0
    kostnadsramme: Annotated[CostFrame | None, feeds("kostnadsramme_fast", "har_kostnadsramme", nature="mengde")] = None
    tidligere_bevilget: Annotated[DatedCost | None, feeds("bevilget_ib", nature="mengde")] = None
    skjermet: Annotated[bool, About("tekst", why="skjuler kostnaden for dem som ikke skal se den")] = False
    alternativ: Alternative | None = None
    forutsetter: Annotated[list[Prerequisite], COMPARED] = Field(default_factory=list)
    erstatter: Annotated[list[Id], feeds("prosjekt_erstatter_bygg", nature="mengde")] = Field(default_factory=list)
    salg: Annotated[Sale | None, feeds("prosjektsalg_fast", nature="mengde")] = None
    selvkost: Annotated[Id | None, feeds("prosjekt_i_selvkost", nature="mengde")] = None
    vedlikeholdsandel: Annotated[Fraction, gives("vedlikeholdsandel")] = 0.0
    nettpris_per_km: Annotated[FixedCost | None, feeds("nettkm_per_krone", unit="kr per km")] = None
    klimagass: Emissions | None = None
    finansiering: ProjectFunding = ProjectFunding()
    kapasitet: Annotated[ProjectCapacity | None, feeds("prosjekt_erstatter_bygg", nature="mengde")] = None
    drift: ProjectOperation | None = None

    def progress(self, years: Sequence[int]) -> list[float]:
        """Share of the cost in each of some consecutive years, shifted by the delay."""
        given = {int(y) + self.utsettes_aar: v for y, v in self.framdrift.items()}
        last = max(given, default=0)
        beyond = given[last] if given and self.videre in ("siste", "videreføres") else 0.0
        return [given.get(y, beyond if y > last else 0.0) for y in years]

    @property
    def in_use(self) -> bool:
        """Whether the project counts: it is no alternative, or the chosen one."""
        return self.alternativ is None or self.alternativ.valgt

    @property
    def early(self) -> bool:
        """Whether the project is in an early phase."""
        return self.fase in EARLY

    @property
    def settled(self) -> bool:
        """Whether it is under contract: its start is fixed, and its amounts are not shielded."""
        return self.fase == "kontrakt"

    @property
    def opening(self) -> tuple[int, int]:
        """Year and month of opening after any delay; (0, 1) without places."""
        if self.kapasitet is None:
            return 0, 1
        return int(self.kapasitet.aapner[:4]) + self.utsettes_aar, int(self.kapasitet.aapner[5:])
