"""Routes about the draws of a version: how sure it is, what matters and when it fails, and what one draw is."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ldip.compare.draw_causes import ALL
from ldip.compare.drawn import KEPT
from ldip.compare.tornado import NEED, tornado
from ldip.publish.content.draw_story import story_at
from ldip.publish.content.enough import Enough, enough
from ldip.publish.content.factors import drawn_table, together_table, undrawn_table
from ldip.publish.content.fetched import millions, price_basis
from ldip.publish.content.tornado import shares_content, tornado_content
from ldip.publish.content.uncertain import PathShown, path_shown
from ldip.publish.content.when_broken import when_broken
from ldip.publish.numbers import LASTING, OWN_NEED, address, header
from ldip.simulation.inputs import PLAIN
from ldip.simulation.run import Run
from ldip.simulation.simulate import ratios_of
from ldip.web.context import OpenVersion, versioned
from ldip.web.drafts import EMPTY, Draft
from ldip.web.errors import RefusedError
from ldip.web.schemas import DRAWS
from ldip.web.schemas_uncertain import (
    BarOut,
    CurvePointOut,
    DrawnCell,
    DrawnShare,
    EnoughOut,
    LevelOut,
    PathOut,
    TableOut,
    Told,
    TornadoOut,
    WhenOut,
    cell_out,
    fan_out,
    table_out,
    told,
)

router = APIRouter(prefix="/api/versjoner/{versjon}/usikkerhet", tags=["usikkerhet"])
Reader = Annotated[OpenVersion, versioned("les")]
Draws = Annotated[int, Field(ge=100, le=2000)]
SURE: Final = "p80"


class SpreadIn(BaseModel):
    """A draft and a number of draws."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY
    trekninger: Draws = DRAWS


class PathsIn(SpreadIn):
    """Without new saving, with the plan's lasting saving, or both."""

    sti: Literal["uten", "med", "begge"] = "begge"


class SpreadOut(BaseModel):
    """The saving that is enough (None for a plan without a lasting need), and the draws without and with new saving.

    A path that is left out is None, and so is the one with saving where there is no lasting need."""

    kjoering: dict[str, str]
    aar: list[int]
    vedtatt_til: int | None
    overskriftsaar: int
    nok: EnoughOut | None
    uten: PathOut | None
    med: PathOut | None


class CausesIn(SpreadIn):
    """The outcome of the tornado and the shares: the lasting need, or a måltall in a year."""

    utfall: Annotated[str, Field(max_length=120)] = NEED
    i_aar: Annotated[int | None, Field(ge=1900, le=2200)] = None


class CausesOut(BaseModel):
    """The factors that matter most, what the spread comes from, and when the plan fails."""

    kjoering: dict[str, str]
    tornado: TornadoOut
    andeler: list[DrawnShare]
    uforklart: DrawnCell
    andeler_sagt: Told
    ryker: list[WhenOut]


class DrawIn(SpreadIn):
    """The address of a percentile or a draw; of the saving that is enough in 80 of 100 when left out."""

    adresse: Annotated[str, Field(max_length=300)] = ""


class DrawOut(BaseModel):
    """A draw: its own need and the demand that binds it, each factor beside the other draws, and its numbers by year."""

    kjoering: dict[str, str]
    forloep: int
    behov: DrawnCell
    krav: str
    setninger: list[str]
    faktorer: TableOut
    aar: TableOut


class FactorsIn(BaseModel):
    """A draft."""

    model_config = ConfigDict(extra="forbid")
    utkast: Draft = EMPTY


class FactorsOut(BaseModel):
    """The factors that the plan draws, those it does not with the reason, and those whose surprises come together."""

    antall: int
    trukket: TableOut
    utelatt: TableOut
    sammen: TableOut


@router.post("/faktorer")
def factors(body: FactorsIn, opened: Reader) -> FactorsOut:
    """The uncertain factors of a version with a draft, from their declarations and the plan's numbers."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ())
    drawn, left, together = drawn_table(run), undrawn_table(run), together_table(run)
    return FactorsOut(antall=len(drawn.rows), trukket=table_out(drawn), utelatt=table_out(left), sammen=table_out(together))


@router.post("/spenn")
def spread(body: PathsIn, opened: Reader) -> SpreadOut:
    """The spread of a version with a draft: the saving that is enough, chances, fans and debt."""
    plain = _run(body, opened)
    found = enough(plain)
    saved = _run(body, opened, LASTING) if found is not None and body.sti != "uten" else None
    return SpreadOut(
        kjoering=header(plain),
        aar=list(plain.years),
        vedtatt_til=plain.plan.head.tid.vedtatt_til,
        overskriftsaar=plain.plan.shown_year,
        nok=_enough(plain, found) if found is not None else None,
        uten=_path(path_shown(plain)) if body.sti != "med" else None,
        med=_path(path_shown(saved)) if saved is not None else None,
    )


@router.post("/aarsaker")
def causes(body: CausesIn, opened: Reader) -> CausesOut:
    """The causes of the spread of a version with a draft, and when it fails."""
    run = _run(body, opened)
    if body.utfall != NEED and body.i_aar is None:
        raise RefusedError(422, "web.utfall_aar")
    shown = tornado_content(run, tornado(run), body.utfall, body.i_aar)
    parts = shares_content(run, body.utfall, body.i_aar)
    bars = [
        BarOut(faktor=r.factor, navn=r.name, lav=r.low, hoey=r.high, ved_lav=cell_out(r.at_low), ved_hoey=cell_out(r.at_high))
        for r in shown.rows
    ]
    return CausesOut(
        kjoering=header(run),
        tornado=TornadoOut(
            utfall=shown.outcome, tittel=shown.title, enhet=shown.unit, stolper=bars, sagt=told(shown.said, shown.table)
        ),
        andeler=[DrawnShare(faktor=f, navn=n, andel=cell_out(c)) for f, n, c in parts.rows],
        uforklart=cell_out(parts.unexplained),
        andeler_sagt=told(parts.said, parts.table),
        ryker=_when(body, opened, run),
    )


@router.post("/forloep")
def one_draw(body: DrawIn, opened: Reader) -> DrawOut:
    """The draw that a percentile is, or a draw itself."""
    variant = LASTING if f"variant={LASTING}" in body.adresse else ""
    run = _run(body, opened, variant)
    story = story_at(run, body.adresse or address(OWN_NEED, run.plan.shown_year, SURE))
    if story is None:
        raise RefusedError(422, "web.ikke_forloep")
    return DrawOut(
        kjoering=header(run),
        forloep=story.draw,
        behov=cell_out(story.need),
        krav=story.demand,
        setninger=[s.text for s in story.said],
        faktorer=table_out(story.causes),
        aar=table_out(story.years),
    )


def _run(body: SpreadIn, opened: OpenVersion, variant: str = PLAIN) -> Run:
    """The draws of a version with a draft, on one path. Errors: RefusedError where draws would reveal what is hidden."""
    drafts, draft = opened.service.drafts, opened.allowed(body.utkast, drawn=True)
    keep = (*KEPT, *ratios_of(drafts.plan(opened.id, draft)))
    return drafts.run(opened.id, draft, keep, body.trekninger, variant or PLAIN)


def _enough(run: Run, found: Enough) -> EnoughOut:
    reading = millions(run)
    return EnoughOut(
        planens=cell_out(found.base),
        planens_andel=cell_out(found.base_share),
        nivaaer=[LevelOut(prosent=x.percent, tall=cell_out(x.amount), forloep=x.draw) for x in found.levels],
        kurve=[CurvePointOut(prosent=round(100 * p), nivaa=v, tall=reading.words(reading.rounded(v))) for v, p in found.curve],
        enhet=f"{reading.unit}, {price_basis(run, 'kr_fast')}",
        hale=cell_out(found.beyond),
        sagt=told(found.said, found.table),
    )


def _path(found: PathShown) -> PathOut:
    return PathOut(
        navn=found.chances.path,
        sjanser=told(found.chances.said, found.chances.table),
        brudd=told(found.broken.said, found.broken.table),
        gjeld=told(found.debt.said, found.debt.table),
        vifter=[fan_out(f.name, f.figure, f.said) for f in found.fans],
    )


def _when(body: SpreadIn, opened: OpenVersion, plain: Run) -> list[WhenOut]:
    """When the plan's own need is too little, and when a måltall is broken with it."""
    needed = plain.lasting.amount is not None
    asked = [(plain, NEED)] if needed else []
    asked.append((_run(body, opened, LASTING) if needed else plain, ALL))
    return [
        WhenOut(
            regel=w.rule,
            navn=w.name,
            vilkaar=list(w.conditions),
            ryker=cell_out(w.failing),
            dekning=cell_out(w.coverage),
            tetthet=cell_out(w.density),
            setninger=[s.text for s in w.said],
        )
        for w in (when_broken(run, rule) for run, rule in asked)
    ]
