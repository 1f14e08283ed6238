"""Request and response models of forms."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ldip.forms.terms import Field as Asked
from ldip.forms.terms import Form, Group, Slag
from ldip.plan.edits import LONGEST_CELL, Edit
from ldip.web.drafts import EMPTY, Draft

MOST_FIELDS = 60
MOST_YEARS = 60
Name = Annotated[str, Field(pattern=r"^[a-z0-9_]+$", max_length=60)]
Words = Annotated[str, Field(max_length=LONGEST_CELL)]
ByYear = Annotated[
    dict[Annotated[str, Field(pattern=r"^[0-9]{4}$")], Annotated[str, Field(max_length=100)]], Field(max_length=MOST_YEARS)
]
Number = Annotated[float, Field(allow_inf_nan=False)]


class FormAsk(BaseModel):
    """A form to fill in: the draft it belongs to, the id of what is changed (empty for new), and its values as text.

    `forslag` is what the page knows already, such as the service of a gap; names that a form lacks are ignored."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    id: Annotated[str, Field(pattern=r"^[a-z0-9-]*$", max_length=100)] = ""
    forslag: Annotated[dict[Name, bool | Number | Words], Field(max_length=MOST_FIELDS)] = Field(default_factory=dict)
    skrevet: Annotated[dict[Name, Words | ByYear], Field(max_length=MOST_FIELDS)] = Field(default_factory=dict)


class FieldOptionOut(BaseModel):
    """A choice."""

    id: str
    navn: str


class FieldCureOut(BaseModel):
    """A remedy of one click, and the values it types."""

    tekst: str
    verdier: dict[str, str | dict[str, str]]


class FieldOut(BaseModel):
    """A field as shown: its text, whether it was typed, the reason of a proposal, and the error with its cure.

    `mangler`: it must be typed, and is not yet. `sjelden`: shown under «Alle felter»."""

    id: str
    navn: str
    slag: Slag
    gruppe: Group
    enhet: str
    priser: str
    maa: bool
    mangler: bool
    sjelden: bool
    verdi: str
    verdier: dict[str, str]
    skrevne_aar: list[int]
    sum: str
    skrevet: bool
    grunn: str
    hjelp: str
    valg: list[FieldOptionOut]
    feil: str
    bot: FieldCureOut | None


class FormSheetOut(BaseModel):
    """A small table beside the form, as printed."""

    tittel: str
    hoder: list[str]
    rader: list[list[str]]
    merknad: str


class FilledOut(BaseModel):
    """A form, filled in. `endringer` are there only when nothing is wrong; `beroerer`: service, zone and year it touches."""

    slag: str
    id: str
    tittel: str
    ingress: str
    grupper: dict[Group, str]
    felter: list[FieldOut]
    feil: list[str]
    rett: bool
    endringer: list[Edit]
    merknader: list[str]
    tabeller: list[FormSheetOut]
    beroerer: dict[str, str]


FormKind = Literal["prosjekt", "bygg", "tjeneste", "sone", "tiltak", "laan", "fond", "maaltall", "stress", "faktor"]


def field_out(f: Asked) -> FieldOut:
    """A field as JSON model."""
    cure = None if f.cure is None else FieldCureOut(tekst=f.cure.text, verdier=dict(f.cure.values))
    return FieldOut(
        id=f.spec.id,
        navn=f.name,
        slag=f.slag,
        gruppe=f.spec.group,
        enhet=f.spec.unit,
        priser=f.spec.prices,
        maa=f.spec.required,
        mangler=f.missing,
        sjelden=f.spec.rare,
        verdi=f.value,
        verdier={str(y): v for y, v in f.by_year.items()},
        skrevne_aar=list(f.typed_years),
        sum=f.sum,
        skrevet=f.typed,
        grunn=f.reason,
        hjelp=f.help,
        valg=[FieldOptionOut(id=c.id, navn=c.name) for c in f.choices],
        feil=f.error,
        bot=cure,
    )


def form_out(f: Form, groups: dict[Group, str]) -> FilledOut:
    """A form as JSON model."""
    return FilledOut(
        slag=f.kind,
        id=f.id,
        tittel=f.title,
        ingress=f.intro,
        grupper=groups,
        felter=[field_out(x) for x in f.fields],
        feil=list(f.problems),
        rett=not f.wrong,
        endringer=list(f.edits),
        merknader=list(f.notes),
        tabeller=[
            FormSheetOut(tittel=s.title, hoder=list(s.heads), rader=[list(r) for r in s.rows], merknad=s.note) for s in f.sheets
        ],
        beroerer=dict(f.touches),
    )
