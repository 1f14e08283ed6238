"""Schema of a project's file: cost and frame, phases, financing, places, operation, what it replaces."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal

from pydantic import Field

from ldip.plan.schema.fields import Beyond, Fraction, Id, NotNegative, Sourced, Strict, Text, UnitCost, Year

PlaceKind = Literal["", "institusjon", "bolig"]


class ProjectFunding(Strict):
    """Shares of gross cost."""

    mva_kompensasjon_andel: Fraction = 0.0
    tilskudd_andel: Fraction = 0.0
    tilskudd_sannsynlighet: Fraction = 1.0
    utbyggerbidrag_andel: Fraction = 0.0
    tomteandel: Fraction = 0.0


class ProjectCapacity(Strict):
    """Places added and the month they open."""

    plasser: float = 0.0
    sone: Id | None = None
    plasstype: PlaceKind = ""
    aapner: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


class ProjectOperation(Strict):
    """Yearly operating effect of a project."""

    m2_netto: float = 0.0
    fdv_per_m2: UnitCost | None = None
    bemanning_per_plass: UnitCost | None = None


class CostFrame(UnitCost):
    """Kostnadsramme: the frame the council has adopted, its date and price level."""

    vedtatt: dt.date


class Alternative(Strict):
    """One of several ways to meet the same need; exactly one of a group is chosen."""

    gruppe: Id
    valgt: bool


class Prerequisite(Strict):
    """A project that must be finished before this one starts, or before it opens."""

    prosjekt: Id
    foer: Literal["start", "aapning"] = "start"


class Sale(UnitCost):
    """Sale of what the project frees, in one year."""

    aar: Year


class Emissions(Sourced):
    """Greenhouse gases in tonnes: from building, spread as the spending, and a year in use."""

    bygging_tonn: NotNegative = 0.0
    drift_tonn: float = 0.0


EARLY: Final = ("F0", "behov", "konsept")  # what is built is not decided
MOVES: Final = (-20, 40)  # years a project can be moved


class ProjectFile(Sourced):
    """prosjekter/<id>.toml: a project, or a recurring frame (type = "ramme": the amount is yearly)."""

    navn: Text
    type: Literal["prosjekt", "ramme"]
    tjeneste: Id | None = None
    sektor: Text
    fase: Literal["F0", "behov", "konsept", "forprosjekt", "kontrakt"]
    anleggsklasse: Text
    rentabel: bool = False
    kostnad: UnitCost
    spredning: Fraction | None = None
    framdrift: dict[str, Fraction]
    videre: Beyond | None = None
    ferdig: Year | None = None
    utsettes_aar: Annotated[int, Field(ge=MOVES[0], le=MOVES[1])] = 0
    kostnadsramme: CostFrame | None = None
    tidligere_bevilget: UnitCost | None = None
    skjermet: bool = False
    alternativ: Alternative | None = None
    forutsetter: list[Prerequisite] = Field(default_factory=list)
    erstatter: list[Id] = Field(default_factory=list)
    salg: Sale | None = None
    selvkost: Id | None = None
    vedlikeholdsandel: Fraction = 0.0
    nettpris_per_km: UnitCost | None = None
    klimagass: Emissions | None = None
    finansiering: ProjectFunding = ProjectFunding()
    kapasitet: ProjectCapacity | None = None
    drift: ProjectOperation | None = None

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
        """Whether it is under contract: its start stands, and its amounts are no secret."""
        return self.fase == "kontrakt"

    @property
    def opening(self) -> tuple[int, int]:
        """Year and month of opening after any delay; (0, 1) without places."""
        if self.kapasitet is None:
            return 0, 1
        return int(self.kapasitet.aapner[:4]) + self.utsettes_aar, int(self.kapasitet.aapner[5:])
