"""A municipality found by name or number, and its first plan on the screen before it is saved.

A first plan is made anew from the data pack each time, so nothing is stored before it is saved; what is tried upon it is a draft.
Who may create a plan may look at one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Response

from ldip.pack.municipalities import Municipality, search
from ldip.plan.archive import packed
from ldip.plan.document import Plan
from ldip.plan.edits import Contents
from ldip.plan.figures import Figure, figures_of
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.verdict import verdict
from ldip.publish.numbers import FIXED, NEED, YEARLY
from ldip.publish.questions import Question, answers_to
from ldip.simulation.run import Run
from ldip.web.context import Served, Service, Who
from ldip.web.drafts import Draft
from ldip.web.numbers import series_out
from ldip.web.plans import refuse_creator
from ldip.web.replacing import proposal_out, replace_out
from ldip.web.schemas import DraftIn
from ldip.web.schemas_first import (
    NUMBER,
    FirstPlanOut,
    FormerOut,
    KeyRow,
    MunicipalityOut,
    ProposalOut,
    ProposeIn,
    ReplaceOut,
)
from ldip.web.verdicts import verdict_out

router = APIRouter(prefix="/api/kommuner", tags=["førsteplan"])
ZIP: Final = "application/zip"
STEPS: Final = (0, 4, 9)  # shown years after the first; the last is shown too
# The shown key figures: the statistic of each, and the inputs that it rests on most, by file and key.
SHOWN: Final = (
    ("innbyggere_ub", "basis", (("befolkning.toml", "folketall"),)),
    ("innbyggere_80_ub", "basis", (("befolkning.toml", "folketall"),)),
    ("frie_inntekter", FIXED, (("inntekter.toml", "behovsindeks"), ("inntekter.toml", "skatt_i_prosent_av_landet"))),
    ("netto_driftsresultat_andel", "basis", (("rammer.csv", ""),)),
    ("laanegjeld_ub", FIXED, (("balanse.toml", "laanegjeld"),)),
)
SCALAR: Final = ("indeks", "prosent")  # units of inputs whose value is shown with the source


@dataclass(frozen=True)
class OpenFirst:
    """A municipality's first plan opened by an actor who may create plans."""

    service: Service
    number: str

    def contents(self, draft: Draft) -> Contents:
        """The files with a draft."""
        return self.service.drafts.drafted(self.number, draft)


def opened_first(kommune: Annotated[str, Path(pattern=NUMBER)], service: Served, actor: Who) -> OpenFirst:
    """Open a first plan. Errors: RefusedError 403 for one who may not create plans."""
    refuse_creator(actor)
    return OpenFirst(service, kommune)


First = Annotated[OpenFirst, Depends(opened_first)]


@router.get("")
def municipalities(_: Who, sok: Annotated[str, Query(min_length=1, max_length=60)]) -> list[MunicipalityOut]:
    """Municipalities by name, number, or a number they had earlier."""
    return [municipality_out(m) for m in search(sok.strip())]


def municipality_out(m: Municipality) -> MunicipalityOut:
    """A municipality as JSON model."""
    earlier = [FormerOut(nummer=f.number, fra=f.first, til=f.last) for f in m.formers]
    return MunicipalityOut(nummer=m.number, navn=m.name, fylke=m.county, innbyggere=m.inhabitants, tidligere=earlier)


@router.post("/{kommune}/foersteplan")
def first_plan(body: DraftIn, opened: First) -> FirstPlanOut:
    """The first plan of a municipality with a draft: verdict, need by year, key figures."""
    run = opened.service.drafts.run(opened.number, body.utkast, (*ALWAYS, *(name for name, _, _ in SHOWN)))
    head, years = run.plan.head, run.years
    years_shown = tuple(dict.fromkeys(years[min(i, len(years) - 1)] for i in (*STEPS, len(years) - 1)))
    (need,) = answers_to(run, Question(NEED, axes={"variant": YEARLY}), True)
    return FirstPlanOut(
        nummer=opened.number,
        navn=head.kommune.navn,
        plannavn=f"{head.kommune.navn}: LDIP {years[0]}–{years[-1]}",
        datapakke=head.grunnlag,
        dom=verdict_out(run, verdict(run, True), True),
        aar=list(years),
        behov=series_out(run, need),
        aar_vist=list(years_shown),
        noekkeltall=[_row(run, years_shown, *row) for row in SHOWN],
    )


def _row(run: Run, years: tuple[int, ...], name: str, statistic: str, inputs: Collection[tuple[str, str]]) -> KeyRow:
    (found,) = answers_to(run, Question(name, statistic, {}, years), True)
    rests_on = [f for wanted in inputs if (f := _input(run.plan, *wanted))]
    sources = [f"{f.value} {f.unit}: {f.source}" if f.unit in SCALAR else f.source for f in rests_on]
    return KeyRow(serie=series_out(run, found), anslag=any(f.anslag for f in rests_on), kilder=sources)


def _input(plan: Plan, file: str, key: str) -> Figure | None:
    """The first figure of a file whose key begins so."""
    return next((f for f in figures_of(plan) if f.file == file and f.key.startswith(key)), None)


@router.post("/{kommune}/anslag")
def first_estimates(body: DraftIn, opened: First) -> ReplaceOut:
    """The estimates of a first plan with a draft, the first to replace first."""
    return replace_out(opened.service.drafts, opened.number, body.utkast)


@router.post("/{kommune}/forslag")
def first_proposal(body: ProposeIn, opened: First) -> ProposalOut:
    """The change that files make in a first plan with a draft; nothing is stored."""
    return proposal_out(opened.service.drafts, opened.number, body)


@router.post("/{kommune}/mappe.zip", response_class=Response, responses={200: {"content": {ZIP: {}}}})
def first_folder(body: DraftIn, opened: First) -> Response:
    """The plan folder of a first plan with a draft, zipped."""
    return Response(packed(opened.contents(body.utkast)), media_type=ZIP)
