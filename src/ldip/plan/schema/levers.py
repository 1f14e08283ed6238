"""Schema of grep/<id>.toml: a lever, a named set of changes that can be applied to the plan or left out."""

from __future__ import annotations

from typing import Annotated, Any, Final, Self

from pydantic import Field, model_validator

from ldip.plan.schema.about import OWN_UNIT, TEXT, About
from ldip.plan.schema.fields import (
    MOST_YEARS,
    SCALE,
    FixedPrices,
    InFixed,
    MoneyUnit,
    Number,
    Sourced,
    Strict,
    Text,
    Year,
    possible,
)
from ldip.plan.schema.tables import Status

FOLLOWED: Final = About("kontroll", why="virkningen følges opp; den virker ikke i beregningen")
FileName = Annotated[str, Field(pattern=r"^[a-z0-9_/-]+\.(toml|csv)$")]


class Change(Strict):
    """One change: a key of a TOML file gets a value, a file is added or left out, or rows are added to a csv file."""

    fil: FileName
    noekkel: str = ""
    verdi: Any = None
    nytt: dict[str, Any] | None = None
    rader: list[dict[str, Any]] = Field(default_factory=list)
    fjern: bool = False

    @model_validator(mode="after")
    def _one_thing(self) -> Change:
        said = [bool(self.noekkel), self.nytt is not None, bool(self.rader), self.fjern]
        if sum(said) != 1:
            raise ValueError("en endring gjør én ting||oppgi enten noekkel og verdi, nytt, rader eller fjern = true")
        if bool(self.noekkel) != (self.verdi is not None):
            raise ValueError("noekkel og verdi hører sammen||oppgi begge")
        if self.fil.endswith(".csv") and not self.rader:
            raise ValueError("csv-filer endres med rader||oppgi rader = [{ … }]")
        if self.rader and not self.fil.endswith(".csv"):
            raise ValueError("rader gjelder csv-filer||bruk noekkel og verdi for TOML-filer")
        return self


class LeverEffect(InFixed, Sourced):
    """A lever's effect on operations from a year on: promised, decided and realised; positive is higher expenditure.

    Fixed prices of the plan's price year; an effect that is not known is left out."""

    aar: Year
    enhet: MoneyUnit
    priser: FixedPrices
    lovet: Annotated[Number | None, About(unit=OWN_UNIT)] = None
    vedtatt: Annotated[Number | None, About(unit=OWN_UNIT)] = None
    realisert: Annotated[Number | None, About(unit=OWN_UNIT)] = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        given = [v for v in (self.lovet, self.vedtatt, self.realisert) if v is not None]
        if not given:
            raise ValueError("virkningen har ingen beløp||oppgi lovet, vedtatt eller realisert")
        for amount in given:
            possible(amount * SCALE[self.enhet])
        return self


class LeverFile(Sourced):
    """grep/<id>.toml; `samlet` decides whether it counts when all levers are applied together.

    A lever is in effect only where it is applied; its status, owner and `virkning` by year are for the follow-up."""

    ABOUT = About("grep", why="en endring av andre felt; gruppen er feltets")

    navn: Annotated[Text, TEXT]
    samlet: bool = True
    rekkefoelge: Annotated[int, Field(ge=1, le=99), About(unit="rekkefølge")]
    beskrivelse: Annotated[str, TEXT] = ""
    status: Annotated[Status, TEXT] = ""
    ansvarlig: Annotated[str, TEXT] = ""
    virkning: Annotated[list[LeverEffect], FOLLOWED, Field(max_length=MOST_YEARS)] = Field(default_factory=list)
    endringer: Annotated[list[Change], Field(min_length=1)]
