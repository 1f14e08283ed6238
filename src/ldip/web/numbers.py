"""Numbers of a version or a draft: series, the strip, the overview, explanations. All fetched by address from one run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Final

import numpy as np
from fastapi import APIRouter

from ldip.glossary import label
from ldip.locales import language
from ldip.plan.elements import element_name
from ldip.plan.plausible.dates import first_open_year
from ldip.publish.content.cells import Cell
from ldip.publish.content.fetched import cell, decimals, prices
from ldip.publish.content.headline import certainty
from ldip.publish.content.key_figures import ALWAYS, KeyFigure
from ldip.publish.content.ratios import RatioRow, joint_chance, ratio_rows
from ldip.publish.content.surplus import surplus_parts, surplus_text
from ldip.publish.numbers import NEED, draw_at, header, parse
from ldip.publish.protect import is_hidden, shown_cautions
from ldip.publish.questions import Answer, Question, answers_to, names_of
from ldip.simulation.explain import explain
from ldip.simulation.plausible import cautions
from ldip.simulation.run import Run
from ldip.statements.prices import PRICES
from ldip.uncertainty.chances import Chance, bands, curve
from ldip.web.context import OpenVersion, versioned
from ldip.web.errors import CautionOut, RefusedError, caution_out
from ldip.web.schemas import (
    DRAWS,
    AboutRun,
    ChanceOut,
    CurvePoint,
    DraftIn,
    ExplainIn,
    FanOut,
    FigureOut,
    NumberOut,
    NumbersIn,
    NumbersOut,
    OverviewOut,
    QuestionIn,
    RatioOut,
    SeriesOut,
    SurplusPart,
    UncertaintyIn,
    UncertaintyOut,
    View,
)
from ldip.web.traces import TraceOut, trace_out

BANDS: Final = (2.5, 10.0, 17.5, 50.0, 80.0, 82.5, 90.0, 95.0, 97.5)
router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["tall"])
Reader = Annotated[OpenVersion, versioned("les")]


def series_out(run: Run, s: Answer) -> SeriesOut:
    """A series as JSON model."""
    return SeriesOut(
        navn=s.name,
        etikett=label(s.name, language()),
        akser=dict(s.axes),
        elementnavn=", ".join(element_name(run.plan, a, v) for a, v in s.axes.items()),
        statistikk=s.statistic,
        enhet=s.unit,
        aar=list(s.years),
        verdier=list(s.values),
        opphav=list(s.natures),
        anslag=s.anslag,
    )


def number(run: Run, where: str) -> NumberOut:
    """The number at an address."""
    return _number(cell(run, where))


def _number(c: Cell) -> NumberOut:
    return NumberOut(adresse=c.address, aar=c.year or 0, verdi=c.value or 0.0, enhet=c.unit, opphav=c.origin, anslag=c.anslag)


def about(run: Run) -> AboutRun:
    """Facts that every page shows about its numbers."""
    return AboutRun(
        desimaler=decimals(run),
        prisaar=prices(run),
        vedtatt_til=run.plan.head.tid.vedtatt_til,
        overskriftsaar=run.plan.shown_year,
        aapent_fra=first_open_year(run.plan),
        variant=run.variant,
        merknad=run.illustration,
    )


def figure_out(found: KeyFigure) -> FigureOut:
    """A key figure as JSON model."""
    return FigureOut(id=found.id, tall=_number(found.number) if found.number else None, antall=found.count, av=found.of)


def asked(questions: list[QuestionIn], variant: View = None) -> list[Question]:
    """Questions in the form of the publishing layer; with a variant, of the numbers as it sees them."""
    seen = {"variant": variant} if variant else {}
    return [Question(q.navn, q.statistikk, {**q.akser, **seen}, tuple(q.aar)) for q in questions]


def draws_for(questions: Iterable[Question]) -> int:
    """Number of draws needed for the answer: none where all questions concern the base case."""
    return DRAWS if any(q.drawn for q in questions) else 0


@router.post("/tall")
def numbers(body: NumbersIn, opened: Reader, variant: View = None) -> NumbersOut:
    """Series of a version with a draft, seen by a variant."""
    questions = asked(body.sporringer, variant)
    keep = (*names_of(questions), "sum_driftsinntekter")
    draws = draws_for(questions)
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast, draws > 0), keep, draws, variant or "")
    return NumbersOut(
        kjoering=header(run),
        om=about(run),
        aar=list(run.years),
        serier=[series_out(run, s) for q in questions for s in answers_to(run, q, opened.internal)],
        varsler=warned(run, opened.internal) if body.brudd else [],
        brudd=[str(p) for p in run.problems] if body.brudd else [],  # it reads most of the model, so it doubles the cost
    )


@router.post("/oversikt")
def overview(body: DraftIn, opened: Reader) -> OverviewOut:
    """The part of the first page that needs no search: the måltall by year, and the parts of the surplus."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    year = run.plan.shown_year
    return OverviewOut(
        kjoering=header(run),
        om=about(run),
        aar=list(run.years),
        maaltall=[ratio_out(r) for r in ratio_rows(run)],
        overskudd=[SurplusPart(navn=p.name, tall=number(run, p.address), fritt=p.free) for p in surplus_parts(run, year)],
        overskudd_tekst=surplus_text(run, year),
        overskudd_aar=year,
        varsler=warned(run, opened.internal),
    )


def warned(run: Run, internal: bool) -> list[CautionOut]:
    """The warnings of plausibility of a run and its plan's files."""
    found = cautions(run)
    return [caution_out(c) for c in (found if internal else shown_cautions(found, run.plan, run))]


def ratio_out(row: RatioRow) -> RatioOut:
    """A måltall as JSON model."""
    return RatioOut(
        id=row.id,
        navn=row.name,
        enhet=row.unit,
        desimaler=row.decimals,
        nivaaer=dict(row.levels),
        maal=row.target,
        status=list(row.statuses),
        foerste_brudd=row.first_broken,
        bare_aar=row.only,
        margin=row.margin,
        kilde=row.source,
        sjanse=_chance(row.chance),
    )


def _chance(found: Chance | None) -> ChanceOut | None:
    return ChanceOut(per_aar=list(found.yearly), alle_aar=found.every) if found else None


@router.post("/usikkerhet")
def uncertainty(body: UncertaintyIn, opened: Reader, variant: View = None) -> UncertaintyOut:
    """Fans and chances from the plan's uncertain factors, seen by a variant."""
    names = tuple(dict.fromkeys((NEED, *body.navn)))
    kept = (*names, "sum_driftsinntekter", *PRICES)
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast, drawn=True), kept, body.trekninger, variant or "")
    if wrong := [n for n in names if run.axes(n)]:
        raise RefusedError(422, "web.akser", name=wrong[0])
    needs = run.needs if variant is None else np.empty(0)  # the lasting need is the same in every view
    return UncertaintyOut(
        om=about(run),
        trekninger=run.draws,
        froe=run.seed,
        variant=run.variant,
        faktorer=list(run.factors),
        aar=list(run.years),
        vifter=[fan(run, n) for n in names],
        kurve=[CurvePoint(nivaa=x, andel=y) for x, y in curve(needs)] if len(needs) else [],
        basis_andel=float((needs <= (run.lasting.amount or 0.0)).mean()) if len(needs) else 0.0,
        sikkerhet=certainty(run) if len(needs) else {},
        setning_aar=run.plan.shown_year,
        maaltall=[ratio_out(r) for r in ratio_rows(run)] if body.sjanser else [],
        samtidig=_chance(joint_chance(run)) if body.sjanser else None,
    )


def fan(run: Run, name: str) -> FanOut:
    """Percentiles by year."""
    base = [float(v) for v in run.series(name)]
    return FanOut(
        navn=name, etikett=label(name, language()), enhet=run.unit(name), basis=base, baand=bands(run.uncertain, name, BANDS)
    )


@router.post("/forklaring")
def explained(body: ExplainIn, opened: Reader) -> TraceOut:
    """Explanation of a number: formula, parts, source and law. A percentile is a real draw and is explained as that draw."""
    name, year, statistic, axes = parse(body.adresse)
    question = Question(name, statistic)
    keep = (name, *PRICES, *ALWAYS) if question.drawn else ALWAYS
    seen = axes.get("variant", "") if question.drawn else ""  # draws are of one variant only
    draft = opened.allowed(body.utkast, question.drawn)
    run = opened.service.drafts.run(opened.id, draft, keep, draws_for([question]), seen)
    at = {a: v for a, v in axes.items() if a != "variant"}
    if not opened.internal and at and is_hidden(run, name, year, at):
        raise RefusedError(403, "nektet.skjermet")
    draw = draw_at(run, name, year, statistic, at)
    return trace_out(run, explain(run, name, year, draw, body.dybde, **axes), opened.internal, draw)
