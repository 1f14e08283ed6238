"""Schema of grep/<id>.toml: a lever, a named set of changes that can be applied to the plan or left out."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from ldip.plan.schema.about import TEXT, About
from ldip.plan.schema.fields import Sourced, Strict, Text

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


class LeverFile(Sourced):
    """grep/<id>.toml; `samlet` decides whether it counts when all levers are applied together."""

    ABOUT = About("grep", why="en endring av andre felt; gruppen er feltets")

    navn: Annotated[Text, TEXT]
    samlet: bool = True
    rekkefoelge: Annotated[int, Field(ge=1, le=99), About(unit="rekkefølge")]
    beskrivelse: Annotated[str, TEXT] = ""
    endringer: Annotated[list[Change], Field(min_length=1)]
