"""The sandbox behind a share link: chosen levers on the real engine, public numbers only; nothing of a visitor is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from ldip.compare.whatif import Lever, levers_of
from ldip.locales import tr
from ldip.publish.content.household import NAMES, household_bill
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.need_card import need_of
from ldip.publish.content.verdict import verdict
from ldip.publish.numbers import NEED, YEARLY, header
from ldip.publish.questions import Question, answers_to
from ldip.simulation.run import Run
from ldip.store.shares import ONE_SERVICE, shared
from ldip.web.context import Served, Service
from ldip.web.drafts import Draft, Levers
from ldip.web.errors import RefusedError
from ldip.web.inputs import grip_out, lever_out
from ldip.web.numbers import about, series_out
from ldip.web.protected import permit
from ldip.web.schemas import AboutRun, SeriesOut
from ldip.web.schemas_inputs import LeverOut
from ldip.web.verdicts import Said, VerdictOut, said, verdict_out

router = APIRouter(prefix="/api/delt/{token}", tags=["delt"])
Token = Annotated[str, Path(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
SHOWN = ("laanegjeld_ub", "netto_driftsresultat", "sum_investeringsutgifter")
PLACES = "plassmangel"


@dataclass(frozen=True)
class Link:
    """A share link: its version, title, the levers that can be moved, and the one service it is for, empty for the whole plan."""

    version: int
    title: str
    offered: frozenset[str]
    service: str = ""


class SandboxIn(BaseModel):
    """A visitor's values of the levers."""

    model_config = ConfigDict(extra="forbid")
    spaker: Levers = Field(default_factory=dict)
    grep: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=12)] = Field(default_factory=list)


class HouseholdRow(BaseModel):
    """A part of a household's bill, printed by year."""

    navn: str
    trykt: list[str]


class HouseholdOut(BaseModel):
    """Yearly fees and property tax of a household in whole kroner of the price year, and whose they are."""

    setninger: list[str]
    merknader: list[str]
    rader: list[HouseholdRow]


class SandboxOut(BaseModel):
    """Results of the plan with the visitor's levers."""

    tittel: str
    kommune: str
    kjoering: dict[str, str]
    om: AboutRun
    aar: list[int]
    spaker: list[LeverOut]
    grep: list[LeverOut]
    ekte: str
    svar: str
    planens_behov: Said
    husholdning: HouseholdOut
    dom: VerdictOut
    serier: list[SeriesOut]


@router.post("/tall")
def sandbox(token: Token, body: SandboxIn, service: Served) -> SandboxOut:
    """The plan with the visitor's levers. Only levers the municipality chose can be moved."""
    link = opened_link(service, token)
    run = tried(service, link, body)
    plan = service.drafts.plan(link.version)
    places = [Question(PLACES, axes={"tjeneste": "*"})]
    asked = [Question(NEED, axes={"variant": YEARLY}), *(Question(n, "faste") for n in SHOWN), *places]
    return SandboxOut(
        tittel=link.title,
        kommune=run.plan.head.kommune.navn,
        kjoering=header(run),
        om=about(run),
        aar=list(run.years),
        spaker=[_plain(v) for v in levers_of(plan) if v.id in link.offered],
        grep=[grip_out(i, g, None) for i, g in plan.levers.items() if i in link.offered],
        ekte=_real(run),
        svar=_answer(run),
        planens_behov=said(need_of(tried(service, link, SandboxIn())).amount),
        husholdning=_household(run),
        dom=verdict_out(run, verdict(run), internal=False),
        serier=[series_out(run, s) for q in asked for s in answers_to(run, q)],
    )


def opened_link(service: Service, token: str) -> Link:
    """The link of a token. Errors: SourceError for one that is unknown or revoked."""
    with service.store.reading() as session:
        found = shared(session, token)
        offered = frozenset(i for kind, ids in found.spaker.items() for i in ids if kind != ONE_SERVICE)
        return Link(found.versjon_id, found.tittel, offered, next(iter(found.spaker.get(ONE_SERVICE, ())), ""))


def tried(service: Service, link: Link, body: SandboxIn) -> Run:
    """The run of the plan with a visitor's levers. Errors: RefusedError 422 for a lever that is not offered, 404 for a link that
    shows one service only."""
    if link.service:
        raise RefusedError(404, "web.404")
    if wrong := [i for i in (*body.spaker, *body.grep) if i not in link.offered]:
        raise RefusedError(422, "web.spake", name=wrong[0])
    draft = Draft(spaker=body.spaker, grep=body.grep)
    permit(service.drafts, link.version, draft)
    return service.drafts.run(link.version, draft, (*ALWAYS, *SHOWN, *NAMES))


def _plain(lever: Lever) -> LeverOut:
    """A lever in plain words."""
    return lever_out(replace(lever, name=lever.plain, help=lever.meaning), None)


def _real(run: Run) -> str:
    """One sentence on what is real and what is an illustration."""
    name = run.plan.head.kommune.navn
    return tr("sandkasse.illustrasjon" if run.illustration else "sandkasse.ekte", name=name)


def _answer(run: Run) -> str:
    """The lasting need in one plain sentence."""
    need = need_of(run)
    words = {"v": need.size, "year": need.full, "prices": need.prices}
    return tr(f"sandkasse.{need.state}", **words)


def _household(run: Run) -> HouseholdOut:
    found = household_bill(run)
    return HouseholdOut(
        setninger=[s.text for s in found.sentences],
        merknader=list(found.table.notes) if found.sums else [],
        rader=[HouseholdRow(navn=r.cells[0].text, trykt=[c.words for c in r.cells[1:]]) for r in found.table.rows],
    )
