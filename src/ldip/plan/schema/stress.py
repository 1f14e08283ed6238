"""Schema of stress/<id>.toml and scenario/<id>.toml: shocks to factors, and changes of the plan, that a plan is tried against.

The files that ship with the program follow the same schema as the plan's own.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from ldip.plan.schema.about import TEXT, About
from ldip.plan.schema.fields import MOST_YEARS, Number, Sourced, Strict, Text
from ldip.plan.schema.levers import Change

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
OUTSIDE: Final = About("grep", why="en endring som planen prøves mot; gruppen er den som faktoren eller feltet hører til")
When = Annotated[int, Field(ge=1, le=LAST_YEAR), About(unit="årstall, eller planår 1–40")]
Span = Annotated[int, Field(ge=1, le=MOST_YEARS), About(unit="år")]
Rule = Literal["investeringstempo", "boligomraade_fram", "boliger_senere"]
NEED_YEARS: Final = ("boligomraade_fram", "boliger_senere")


class ShockEntry(Strict):
    """A shock to an uncertain factor, by the engine's own factors (`ldip.simulation.shocks.Shock`)."""

    faktor: Text
    endring: Annotated[Number | list[Number], About(unit="kolonnen enhet")]
    enhet: Literal["prosent", "prosentpoeng", "antall", "kr per innbygger"]
    maate: Literal["legg_til", "gang"] = "legg_til"
    form: Literal["nivaa", "ett", "bane"] = "nivaa"
    fra: When | None = None
    til: When | None = None
    element: str = ""
    vekt: Literal["", "aksjeandel"] = ""

    @model_validator(mode="after")
    def _readable(self) -> ShockEntry:
        for year in (self.fra, self.til):
            if year is not None and MOST_YEARS < year < FIRST_YEAR:
                raise ValueError(f"året finnes ikke||oppgi et planår fra 1 til {MOST_YEARS}, eller et årstall fra {FIRST_YEAR}")
        if self.maate == "gang" and self.enhet != "prosent":
            raise ValueError("maate = gang endrer nivået i prosent||sett enhet = prosent, eller bruk maate = legg_til")
        if isinstance(self.endring, list) and (not 0 < len(self.endring) <= MOST_YEARS or self.form != "nivaa"):
            raise ValueError(f"en liste er ett tall for hvert år||oppgi 1–{MOST_YEARS} tall, uten form")
        return self


class PlanChange(Strict):
    """A change that is worked out from the plan it is tried on: `hva` is the rule, docs/guide/stress-og-scenario.md."""

    hva: Rule
    antall_aar: Span | None = None
    fra: Span | None = None
    til: Span | None = None

    @model_validator(mode="after")
    def _whole(self) -> PlanChange:
        if (self.hva in NEED_YEARS) != (self.antall_aar is not None):
            raise ValueError(f"antall_aar hører til {' og '.join(NEED_YEARS)}||oppgi det der, og bare der")
        if self.hva == "investeringstempo" and (self.fra is None or self.til is None or self.fra > self.til):
            raise ValueError("fra og til er planår for det høye tempoet||oppgi for eksempel fra = 11 og til = 20")
        return self


class Layer(Sourced):
    """Changes with one source: shocks, changes of fields by key as in grep/, and changes worked out from the plan."""

    ABOUT = OUTSIDE

    navn: Annotated[str, TEXT] = ""
    stoet: Annotated[list[ShockEntry], Field(max_length=50)] = Field(default_factory=list)
    endringer: Annotated[list[Change], Field(max_length=100)] = Field(default_factory=list)
    planendring: Annotated[list[PlanChange], Field(max_length=10)] = Field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether the layer changes nothing."""
        return not (self.stoet or self.endringer or self.planendring)


class StressFile(Layer):
    """stress/<id>.toml: something that may happen, and that the plan should bear. `samlet` counts it in the combined stress."""

    navn: Annotated[Text, TEXT]
    nn: Annotated[str, TEXT] = ""
    en: Annotated[str, TEXT] = ""
    hvorfor: Annotated[str, TEXT] = ""
    samlet: bool = False
    rekkefoelge: Annotated[int, Field(ge=1, le=99), About(unit="rekkefølge")] = 50

    @model_validator(mode="after")
    def _something(self) -> StressFile:
        if self.empty:
            raise ValueError("stresset endrer ingenting||oppgi stoet, endringer eller planendring")
        return self


class ScenarioFile(Sourced):
    """scenario/<id>.toml: a future with its story, built of layers that each have a source. Without layers it is a template."""

    ABOUT = OUTSIDE

    navn: Annotated[Text, TEXT]
    nn: Annotated[str, TEXT] = ""
    en: Annotated[str, TEXT] = ""
    fortelling: Annotated[Text, TEXT]
    rekkefoelge: Annotated[int, Field(ge=1, le=99), About(unit="rekkefølge")] = 50
    lag: Annotated[list[Layer], Field(max_length=20)] = Field(default_factory=list)
