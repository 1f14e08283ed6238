"""Schema of endringsforslag/<id>.toml: a group's amendments to the budget, line by line. No line acts before it is carried."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal, Self

from pydantic import Field, model_validator

from ldip.plan.schema.about import KEY, OWN_UNIT, TEXT, About
from ldip.plan.schema.fields import SCALE, CurrentPrices, Id, InCurrent, MoneyUnit, Number, Sourced, Strict, Text, possible
from ldip.plan.schema.levers import Change

MOST_LINES: Final = 100
YearKey = Annotated[str, Field(pattern=r"^(19|20|21)\d\d$")]
Votes = Annotated[int | None, Field(ge=0, le=1000), About("tekst", why="stemmetallet leses av folk", unit="stemmer")]
Part = Literal["drift", "investering", "inntekt", "finans"]
Outcome = Literal["", "vedtatt", "falt"]


class AmendmentLine(Strict):
    """One amendment: amounts by budget year, more money out is plus. It works on a service's frame from its first year, or on a
    line of vedtatt.csv; `endringer` change other fields of the plan beside or instead.

    `stopper` names lines that fall away when this one is carried. `status` is the result of the vote."""

    id: Annotated[Id, KEY]
    tekst: Annotated[Text, Field(max_length=500), TEXT]
    del_: Annotated[Part, Field(alias="del"), TEXT]
    beloep: Annotated[dict[YearKey, Number], Field(max_length=4), About(unit=OWN_UNIT)]
    tjeneste: str = ""
    linje: str = ""
    element: str = ""
    varighet: Literal["varig", "engangs"] = "varig"
    endringer: Annotated[list[Change], Field(max_length=50)] = Field(default_factory=list)
    stopper: Annotated[list[Annotated[str, Field(max_length=161)]], Field(max_length=MOST_LINES), TEXT] = Field(
        default_factory=list
    )
    grense: Annotated[str, Field(max_length=500), TEXT] = ""
    status: Annotated[Outcome, TEXT] = ""
    stemmer_for: Votes = None
    stemmer_mot: Votes = None

    @model_validator(mode="after")
    def _works_somewhere(self) -> Self:
        if self.tjeneste and self.linje:
            raise ValueError("linjen virker to steder||oppgi tjeneste eller linje, og del forslaget i to om begge trengs")
        if not (self.tjeneste or self.linje or self.endringer):
            raise ValueError("linjen virker ikke noe sted||oppgi tjeneste, linje eller endringer")
        if self.element and not self.linje:
            raise ValueError("element hører til en linje||oppgi linje, eller fjern element")
        return self


class AmendmentFile(InCurrent, Sourced):
    """endringsforslag/<id>.toml: a group's proposal, its lines in the order they are voted on."""

    ABOUT = About("grep", why="et forslag til endring; det virker ikke før det er vedtatt og tatt inn")
    WRONG: ClassVar[str] = "endringsforslag er i løpende kroner"

    navn: Annotated[Text, Field(max_length=200), TEXT]
    gruppe: Annotated[Text, Field(max_length=100), TEXT]
    rekkefoelge: Annotated[int, Field(ge=1, le=99), About(unit="rekkefølge")]
    beskrivelse: Annotated[str, TEXT] = ""
    enhet: MoneyUnit
    priser: Annotated[CurrentPrices, About("kontroll", why="beløpene er i løpende kroner; bare kontrollert")]
    linjer: Annotated[list[AmendmentLine], Field(min_length=1, max_length=MOST_LINES)]

    @model_validator(mode="after")
    def _possible_amounts(self) -> Self:
        for line in self.linjer:
            for amount in line.beloep.values():
                possible(amount * SCALE[self.enhet])
        return self
