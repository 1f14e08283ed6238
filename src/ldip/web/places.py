"""Need and places, cures, the page of one service, and the labour market, over HTTP."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import BaseModel, Field

from ldip.compare.cure_ways import Way
from ldip.locales import language
from ldip.publish.content.cures import CureRow, CureTable, cure_table
from ldip.publish.content.fetched import prices
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.places import PlacesTable, ServiceRow, places_table
from ldip.publish.content.service_page import SERIES, TEACHERS, Frame, ServicePage, service_page, staffing_sentences
from ldip.publish.numbers import header
from ldip.publish.protect import is_hidden
from ldip.publish.questions import Answer, Question, answers_to
from ldip.simulation.run import Run
from ldip.simulation.work import work_of
from ldip.web.context import OpenVersion, Served, versioned
from ldip.web.drafts import Draft
from ldip.web.errors import RefusedError
from ldip.web.numbers import about, series_out
from ldip.web.protected import permit
from ldip.web.sandbox import Token, opened_link
from ldip.web.schemas import AboutRun, DraftIn, SeriesOut

router = APIRouter(prefix="/api", tags=["tjenester"])
Reader = Annotated[OpenVersion, versioned("les")]
SCOPED: Final = "bidragsyter"
LABOUR: Final = (
    *("arbeidskraft_tilbud", "arbeidskraftgrense", "aarsverk_med_fravaer", "arbeidskraftandel"),
    *("rekrutteringsbehov", "aarsverk_mangel", "aarsverk_sum"),
)
BY_SERVICE: Final = ("aarsverk", "aarsverk_mangel_fordelt", "normbemanning", "laererbehov", "pedagognorm")
TRIES: Final = 12  # runs that counting the cures takes as long as


class PlacesOut(BaseModel):
    """Services with places, the one that lacks most first."""

    run: dict[str, str]
    about: AboutRun
    table: PlacesTable


class ServiceIn(DraftIn):
    """A draft, and one service of it."""

    tjeneste: Annotated[str, Field(min_length=1, max_length=100)]


class CureOut(BaseModel):
    """A cure with what is changed when it is tried: a draft to lay upon the one at hand."""

    id: str
    kind: str
    name: str
    detail: str
    zone: str
    places: float
    left: float
    closes: bool
    first: int
    last: int
    need: float | None
    need_text: str
    draft: Draft


class CuresOut(BaseModel):
    """The cures of a service, with a sentence; `prices` is the year of their kroner."""

    name: str
    prices: int
    lacking: float
    said: str
    rows: list[CureOut]


class ServiceName(BaseModel):
    """A service that can be chosen."""

    id: str
    name: str


class ServiceOut(BaseModel):
    """The page of a service."""

    run: dict[str, str]
    about: AboutRun
    years: list[int]
    id: str
    name: str
    said: list[str]
    places: ServiceRow | None
    frame: Frame | None
    series: list[SeriesOut]
    staff_said: str
    services: list[ServiceName]


class LabourOut(BaseModel):
    """The labour market: sentences, the municipality's numbers, and each service's."""

    run: dict[str, str]
    about: AboutRun
    years: list[int]
    stated: bool
    said: list[str]
    series: list[SeriesOut]
    services: list[SeriesOut]


@router.post("/versjoner/{versjon}/plasser")
def places(body: DraftIn, opened: Reader) -> PlacesOut:
    """Need and places of every service of a version with a draft, judged by zone."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    return PlacesOut(run=header(run), about=about(run), table=places_table(run, opened.internal))


@router.post("/versjoner/{versjon}/lukke-gap")
def closing(body: ServiceIn, opened: Reader) -> CuresOut:
    """Ways to close the gap of one service, counted one at a time; none that would tell a hidden number."""
    draft, drafts = opened.allowed(body.utkast), opened.service.drafts
    run = _with_service(opened, draft, body.tjeneste)
    if not opened.internal and is_hidden(run, "plassmangel", run.years[0], {"tjeneste": body.tjeneste}):
        raise RefusedError(403, "nektet.smaatall")
    drafts.bear(work_of(run.plan).times(TRIES))
    seen = "inne" if opened.internal else f"ute {opened.id} {draft.model_dump_json()}"
    key = ("lukke-gap", run.plan.content_hash, run.parameter_hash, body.tjeneste, language(), seen)
    found: CureTable = drafts.answers.get(key, lambda: cure_table(run, body.tjeneste, lambda w: _may(opened, draft, w)))
    rows = [_cure(r) for r in found.rows]
    return CuresOut(name=found.name, prices=prices(run), lacking=found.lacking, said=found.said, rows=rows)


def _may(opened: OpenVersion, draft: Draft, way: Way) -> bool:
    """Whether the actor may see the effect of a way."""
    if opened.internal:
        return True
    more = _draft(way)
    spread = {"endringer": [*draft.endringer, *more.endringer], "grep": [*draft.grep, *more.grep]}
    try:
        permit(opened.service.drafts, opened.id, draft.model_copy(update={**spread, "spaker": {**draft.spaker, **more.spaker}}))
    except RefusedError:
        return False
    return True


def _draft(way: Way) -> Draft:
    return Draft(endringer=list(way.edits), spaker=dict(way.levers), grep=list(way.grips))


def _cure(r: CureRow) -> CureOut:
    return CureOut(
        id=r.way.id,
        kind=r.way.kind,
        name=r.name,
        detail=r.detail,
        zone=r.way.zone,
        places=r.places,
        left=r.left,
        closes=r.closes,
        first=r.first,
        last=r.last,
        need=r.need.value,
        need_text=r.need_text,
        draft=_draft(r.way),
    )


@router.post("/versjoner/{versjon}/tjeneste")
def one_service(body: ServiceIn, opened: Reader) -> ServiceOut:
    """One service: places by zone, frame, users and staff. One who answers for some services sees those only."""
    run = _with_service(opened, opened.allowed(body.utkast), body.tjeneste)
    mine = _own_services(opened, run)
    if body.tjeneste not in mine:
        raise RefusedError(403, "nektet.tjeneste")
    return _service(run, service_page(run, body.tjeneste, opened.internal), mine)


def _own_services(opened: OpenVersion, run: Run) -> list[str]:
    """The services the actor sees here: those named in the scope of one who has a scope in every role, else all."""
    rights, every = opened.plan.rights, sorted(run.plan.services, key=lambda i: run.plan.services[i].navn)
    own = {scope for role, scope in rights.roles if role == SCOPED}
    if rights.local or not rights.roles or any(role != SCOPED for role, _ in rights.roles) or not own & {*every}:
        return every
    return [i for i in every if i in own]


def _with_service(opened: OpenVersion, draft: Draft, service: str) -> Run:
    """The run of a draft that has a service. Errors: RefusedError 404 for another."""
    run = opened.service.drafts.run(opened.id, draft, (*ALWAYS, *SERIES))
    if service not in run.plan.services:
        raise RefusedError(404, "web.tjeneste_mangler", navn=service[:50])
    return run


def _service(run: Run, page: ServicePage, services: list[str]) -> ServiceOut:
    return ServiceOut(
        run=header(run),
        about=about(run),
        years=list(run.years),
        id=page.id,
        name=page.name,
        said=list(page.said),
        places=page.places,
        frame=page.frame,
        series=[series_out(run, a) for a in page.series],
        staff_said=page.staff_said,
        services=[ServiceName(id=i, name=run.plan.services[i].navn) for i in services],
    )


@router.post("/delt/{token}/tjeneste")
def shared_service(token: Token, service: Served) -> ServiceOut:
    """The one service that a link is made for, as the public may see it."""
    link = opened_link(service, token)
    if not link.service:
        raise RefusedError(404, "web.404")
    permit(service.drafts, link.version, Draft())
    run = service.drafts.run(link.version, Draft(), (*ALWAYS, *SERIES))
    return _service(run, service_page(run, link.service), [link.service])


def _own_count(run: Run, a: Answer) -> bool:
    """Whether a quantity is the service's own: teachers are counted where classes have FTE, and else are the norm once more."""
    return a.name != TEACHERS or run.plan.services[a.axes["tjeneste"]].aarsverk_per_klasse > 0.0


@router.post("/versjoner/{versjon}/arbeidskraft")
def labour(body: DraftIn, opened: Reader) -> LabourOut:
    """Staff that the services need against the labour market, and FTE that cannot be filled."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), (*ALWAYS, *LABOUR, *BY_SERVICE))
    asked = [Question(n, axes={"tjeneste": "*"}) for n in BY_SERVICE]
    found = (a for q in asked for a in answers_to(run, q, opened.internal) if _own_count(run, a))
    return LabourOut(
        run=header(run),
        about=about(run),
        years=list(run.years),
        stated=run.plan.workforce is not None,
        said=list(staffing_sentences(run)),
        series=[series_out(run, a) for n in LABOUR for a in answers_to(run, Question(n), opened.internal)],
        services=[series_out(run, a) for a in found if any(v is None or v != 0.0 for v in a.values)],
    )
