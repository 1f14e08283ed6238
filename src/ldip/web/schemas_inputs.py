"""Request and response models of inputs, levers, statements and tables."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from ldip.plan.choices import Kind
from ldip.plan.edits import FilePath
from ldip.plan.inputs import Page
from ldip.plan.sections import LONGEST_QUERY
from ldip.store.changes import Touched
from ldip.web.drafts import EMPTY, Draft
from ldip.web.errors import CautionOut, ProblemOut
from ldip.web.schemas_plans import Moment

Paragraph = Literal["5-4", "5-5", "5-6", "5-7", "5-8", "5-9-drift", "5-9-investering"]

LONGEST_ADDRESS = 600  # characters


class InputsIn(BaseModel):
    """A group of inputs of a draft; `fra` is the first row to return of a long table, by its file.

    With `avsnitt` one section alone is returned: the one of the row `rad` («file:path» or «file:line»), the file `fil`, or the
    group's first."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    gruppe: Page
    fra: Annotated[dict[FilePath, Annotated[int, Field(ge=0)]], Field(max_length=50)] = Field(default_factory=dict)
    avsnitt: bool = False
    fil: FilePath | None = None
    rad: Annotated[str, Field(max_length=LONGEST_ADDRESS)] = ""


class InputChoiceOut(BaseModel):
    """A word or a code that a field may hold, and its name."""

    verdi: str
    navn: str


class SectionOut(BaseModel):
    """A section of a group: its file, its own name in the plan (empty where it has none), and its number of inputs or rows."""

    fil: str
    navn: str
    antall: int


class RowAtOut(BaseModel):
    """The row of the address: its path or line, and its index in the section."""

    sted: str
    nr: int


class FindIn(BaseModel):
    """Words to find inputs of a draft by."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    tekst: Annotated[str, Field(max_length=LONGEST_QUERY)]


class HitOut(BaseModel):
    """An input that was found; its row has the address «fil:sted»."""

    gruppe: Page
    fil: str
    sted: str
    navn: str
    seksjon: str
    filnavn: str
    enhet: str


class CellOut(BaseModel):
    """An input of a TOML file; `fylt` gives the values of plan years that are not in `verdier`. An edit of the value uses
    `verdisti`, an edit of a year `aarssti` and the year. `uvanlige` are years far above `midt`, the middle of those given."""

    fil: str
    sti: list[str | int]
    navn: str
    seksjon: str
    slag: str
    enhet: str
    priser: str
    verdi: float | int | str | bool | None
    verdier: dict[int, float]
    fylt: dict[int, float]
    videre: str
    kilde: str
    kildesti: list[str | int]
    anslag: bool
    valg: list[InputChoiceOut]
    verdisti: list[str | int]
    aarssti: list[str | int]
    aarstall: bool
    uvanlige: list[int]
    midt: float


class RowOut(BaseModel):
    """A row of a csv file, its line number, and its name (empty in a file whose rows have no names)."""

    linje: int
    navn: str
    celler: list[str]


class SheetOut(BaseModel):
    """A csv file: its columns, what each holds, and some of its rows; `fra` is the first, of `antall`, and `side` the number of
    rows returned at a time."""

    fil: str
    kolonner: list[str]
    etiketter: list[str]
    slag: list[Kind]
    valg: list[list[InputChoiceOut]]
    rader: list[RowOut]
    fra: int
    antall: int
    side: int


class TouchedOut(BaseModel):
    """The last change of a file: author, time and version."""

    av: str
    tid: Moment
    melding: str
    versjon: int


def touched_out(found: Touched) -> TouchedOut:
    """The last change of a file as JSON model."""
    return TouchedOut(av=found.author, tid=found.time, melding=found.message, versjon=found.version)


class InputsOut(BaseModel):
    """The inputs of a group or of one of its sections, the problems and warnings of the whole draft, and the last change of each
    file."""

    gruppe: Page
    avsnitt: list[SectionOut]
    fil: str
    rad: RowAtOut | None
    aar: list[int]
    celler: list[CellOut]
    tabeller: list[SheetOut]
    problemer: list[ProblemOut]
    varsler: list[CautionOut]
    endret: dict[str, TouchedOut]
    skjult: list[str]


class LeverOut(BaseModel):
    """A lever; `virkning` is its effect alone on the headline, in kroner of the plan's price year."""

    id: str
    gruppe: str
    navn: str
    hjelp: str
    enhet: str
    fra: float
    til: float
    steg: float
    planen: float
    kilde: str
    virkning: float | None


class LeversOut(BaseModel):
    """The levers a plan offers, and its own."""

    spaker: list[LeverOut]
    grep: list[LeverOut]
    samlet: float
    aar: int


class FormIn(BaseModel):
    """A statutory form of a draft."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    paragraf: Paragraph
    enhet: Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=60)] = "kommunekasse"
    faste: bool = True
    maal: Literal["mill", "tusen", "kroner"] = "mill"
    alle_aar: bool = False


class FormColumn(BaseModel):
    """A column: plan, regnskap, budsjett or revidert, its year and its heading."""

    slag: str
    aar: int
    etikett: str
    vedtatt: bool


class FormLine(BaseModel):
    """A line: number, text, whether it is a sum, printed figures and the address of each (empty where there is none)."""

    nr: int
    navn: str
    steg: str
    sum: bool
    trykt: list[str]
    adresser: list[str]


class FormData(BaseModel):
    """A statutory form; `stemmer` is true when every sum is the sum of its lines, to the krone."""

    paragraf: str
    navn: str
    enhet: str
    prisnivaa: str
    regnskap: dict[str, str]
    stemmer: bool
    kolonner: list[FormColumn]
    linjer: list[FormLine]


class TextIn(BaseModel):
    """A file of a draft."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    fil: Annotated[str, Field(max_length=200)]


class TextOut(BaseModel):
    """A file as text."""

    fil: str
    tekst: str
