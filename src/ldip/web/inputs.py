"""Inputs of a version or a draft: rows and tables to edit, problems while typing, levers and statements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter

from ldip.binding.reading import collect_contents
from ldip.compare.whatif import Lever, levers_of
from ldip.errors import Problem
from ldip.plan.by_place import years_of
from ldip.plan.choices import YEAR, Choice
from ldip.plan.document import Plan
from ldip.plan.edits import apply
from ldip.plan.inputs import MOST_ROWS, Cell, Sheet, cells_of, files_on, sheet_of
from ldip.plan.read import Reading
from ldip.plan.schema.levers import LeverFile
from ldip.plan.sections import files_of, find, row_at, sections_of
from ldip.plan.shield import shield_problems
from ldip.publish.content import statements
from ldip.publish.content.cells import Column, Row
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.protect import COUNTS, secret_files, shown_cautions
from ldip.publish.protect_inputs import input_shown, shown_problems
from ldip.simulation.plausible import cautions
from ldip.simulation.work import reading_of, work_of
from ldip.statements.forms import steps_of
from ldip.statements.prices import PRICES
from ldip.store.changes import last_touched
from ldip.web.context import OpenVersion, versioned
from ldip.web.drafts import Draft, moved_alone, size_of
from ldip.web.errors import CautionOut, ProblemOut, RefusedError, caution_out, out
from ldip.web.protected import permit_files, permit_version
from ldip.web.schemas import DraftIn
from ldip.web.schemas_inputs import (
    CellOut,
    FindIn,
    FormColumn,
    FormData,
    FormIn,
    FormLine,
    HitOut,
    InputChoiceOut,
    InputsIn,
    InputsOut,
    LeverOut,
    LeversOut,
    RowAtOut,
    RowOut,
    SectionOut,
    SheetOut,
    TextIn,
    TextOut,
    touched_out,
)

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["inndata"])
Reader = Annotated[OpenVersion, versioned("les")]
Insider = Annotated[OpenVersion, versioned("les_internt")]


def _cell(c: Cell, limited: Plan | None, years: Iterable[int]) -> CellOut:
    """An input; without its value where the plan that limits it hides it."""
    secret = limited is not None and not input_shown(limited, c.file, c.path)
    return CellOut(
        fil=c.file,
        sti=list(c.path),
        navn=c.name,
        seksjon=c.section,
        slag="skjult" if secret else c.kind,
        enhet=c.unit,
        priser=c.prices,
        verdi=None if secret else c.value,
        verdier={} if secret else dict(c.values),
        fylt={} if secret else c.filled(years),
        videre="" if secret else c.beyond,
        kilde="" if secret else c.source,
        kildesti=list(c.source_path),
        anslag=c.anslag,
        valg=_choices(c.choices),
        verdisti=list(c.value_path),
        aarssti=list(c.values_path),
        aarstall=c.unit == YEAR,
        uvanlige=[] if secret else list(c.unusual),
        midt=0.0 if secret else c.middle,
    )


def _sheet(s: Sheet) -> SheetOut:
    return SheetOut(
        fil=s.file,
        kolonner=list(s.columns),
        etiketter=list(s.labels),
        slag=[c.kind for c in s.holds],
        valg=[_choices(c.choices) for c in s.holds],
        rader=[RowOut(linje=line, navn=name, celler=list(cells)) for line, name, cells in s.rows],
        fra=s.first,
        antall=s.count,
        side=MOST_ROWS,
    )


def _choices(found: Iterable[Choice]) -> list[InputChoiceOut]:
    return [InputChoiceOut(verdi=c.code, navn=c.name) for c in found]


@router.post("/inndata")
def inputs(body: InputsIn, opened: Reader) -> InputsOut:
    """A page's inputs in a draft, also one with errors: every problem is returned with its place."""
    reading, problems, limited = _read(opened, body.utkast)
    row = row_at(reading, body.rad) if body.rad else None
    page = row.page if row else body.gruppe
    every = [f for f in files_on(reading, page) if opened.internal or f != COUNTS]
    one = row.file if row else body.fil if body.fil in every else every[0] if every else ""
    files = [f for f in every if f == one] if body.avsnitt else every
    first = {**body.fra, **({row.file: row.index // MOST_ROWS * MOST_ROWS} if row else {})}
    sheets = [s for f in files if f.endswith(".csv") and (s := sheet_of(reading, f, first.get(f, 0))) is not None]
    with opened.service.store.reading() as session:
        touched = last_touched(session, opened.id)
    years = list(years_of(reading.contents))
    return InputsOut(
        gruppe=page,
        avsnitt=[SectionOut(fil=s.file, navn=s.name, antall=s.count) for s in sections_of(reading, every)],
        fil=one if body.avsnitt else "",
        rad=RowAtOut(sted=row.place, nr=row.index) if row and row.file in files else None,
        aar=years,
        celler=[_cell(c, limited, years) for f in files if f.endswith(".toml") for c in cells_of(reading, f)],
        tabeller=[_sheet(s) for s in sheets],
        problemer=_problems(problems, reading.plan(), limited),
        varsler=_warned(reading.plan(), opened.internal) if "plan.toml" in reading.single else [],
        endret={f: touched_out(t) for f, t in touched.items() if f in files},
        skjult=sorted(secret_files(limited)) if limited else [],
    )


@router.post("/inndata/soek")
def found_inputs(body: FindIn, opened: Reader) -> list[HitOut]:
    """Inputs of a draft that have the words, the closest first; without those that the actor may not see."""
    reading, _, limited = _read(opened, body.utkast)
    files = [f for f in files_of(reading) if opened.internal or f != COUNTS]
    hits = find(reading, body.tekst, lambda c: limited is None or input_shown(limited, c.file, c.path), files)
    return [
        HitOut(gruppe=h.page, fil=h.file, sted=h.place, navn=h.name, seksjon=h.section, filnavn=h.within, enhet=h.unit)
        for h in hits
    ]


def _read(opened: OpenVersion, draft: Draft) -> tuple[Reading, Sequence[Problem], Plan | None]:
    """A draft as read, its problems, and the plan that limits what is shown of it."""
    drafts = opened.service.drafts
    limited = None if opened.internal else _limited(opened, draft)
    contents = apply(drafts.contents(opened.id), draft.endringer)
    drafts.bear(reading_of(size_of(contents)))
    reading, problems = collect_contents(contents, levers=False)
    return reading, problems, limited


def _limited(opened: OpenVersion, draft: Draft) -> Plan:
    """The plan that decides what is hidden: the version's own, so that no draft opens it. Errors: RefusedError 403 when the draft
    touches what is hidden."""
    drafts = opened.service.drafts
    permit_version(drafts, opened.id)
    permit_files(drafts, opened.id, [e.fil for e in draft.endringer])
    return drafts.plan(opened.id)


def _problems(found: Sequence[Problem], plan: Plan, limited: Plan | None) -> list[ProblemOut]:
    """Problems of a draft; of one without any, the shields that cannot hold. Values of what is hidden are left out."""
    return [out(p) for p in (found or shield_problems(plan) if limited is None else shown_problems(limited, found))]


def _warned(plan: Plan, internal: bool) -> list[CautionOut]:
    """The warnings of plausibility that a plan's files alone give."""
    found = cautions(plan)
    return [caution_out(c) for c in (found if internal else shown_cautions(found, plan))]


@router.post("/fil")
def file_text(body: TextIn, opened: Insider) -> TextOut:
    """A file of a draft as text, for actors who may see all of it."""
    contents = apply(opened.service.drafts.contents(opened.id), body.utkast.endringer)
    if body.fil not in contents:
        raise RefusedError(404, "web.404")
    return TextOut(fil=body.fil, tekst=contents[body.fil].decode("utf-8-sig", errors="replace"))


@router.post("/spaker")
def levers(body: DraftIn, opened: Reader) -> LeversOut:
    """The levers the plan offers, and the effect of each moved lever alone on the headline."""
    drafts, draft = opened.service.drafts, opened.allowed(body.utkast)
    without = draft.model_copy(update={"spaker": {}, "grep": []})
    plan, alone = drafts.plan(opened.id, without), moved_alone(draft)
    drafts.bear(work_of(plan).times(len(alone) + 2))

    def need(d: Draft) -> float:
        return drafts.run(opened.id, d, ALWAYS).lasting.amount or 0.0

    before = need(without)
    effect = {i: need(d) - before for i, d in alone.items()}
    grips = sorted(plan.levers.items(), key=lambda kv: (kv[1].rekkefoelge, kv[0]))
    return LeversOut(
        spaker=[lever_out(v, effect.get(v.id)) for v in levers_of(plan)],
        grep=[grip_out(i, g, effect.get(i)) for i, g in grips],
        samlet=need(draft) - before,
        aar=plan.shown_year,
    )


def lever_out(v: Lever, effect: float | None) -> LeverOut:
    """A lever as JSON model."""
    return LeverOut(
        id=v.id,
        gruppe=v.group,
        navn=v.name,
        hjelp=v.help,
        enhet=v.unit,
        fra=v.low,
        til=v.high,
        steg=v.step,
        planen=v.value,
        kilde=v.source,
        virkning=effect,
    )


def grip_out(name: str, g: LeverFile, effect: float | None) -> LeverOut:
    """One of the plan's own levers, off (0) or on (1), as JSON model."""
    about = {"gruppe": "grep", "enhet": "", "fra": 0.0, "til": 1.0, "steg": 1.0, "planen": 0.0}
    return LeverOut(id=name, navn=g.navn, hjelp=g.beskrivelse, kilde=g.kilde, virkning=effect, **about)


def form_of(body: FormIn, opened: OpenVersion, draft: Draft) -> statements.Statement:
    """A statutory form of a draft that the actor may run."""
    view = statements.View(fixed=body.faste, unit=body.maal, every_year=body.alle_aar, entity=body.enhet)
    run = opened.service.drafts.run(opened.id, draft, (*steps_of(body.paragraf), *PRICES))
    return statements.statement(run, body.paragraf, view)


@router.post("/oppstilling")
def statement(body: FormIn, opened: Reader) -> FormData:
    """A statutory form: lines with printed figures that add up, and the address of each figure."""
    return _form(form_of(body, opened, opened.allowed(body.utkast)))


def _form(s: statements.Statement) -> FormData:
    """A form as JSON model: the text of its cells, and the address of each."""
    return FormData(
        paragraf=s.paragraph,
        navn=s.name,
        enhet=s.entity,
        prisnivaa=s.prices,
        regnskap=dict(s.accounts),
        stemmer=s.adds_up,
        kolonner=[_column(c) for c in s.columns if c.kind == "number"],
        linjer=[_line(r) for r in s.rows],
    )


def _column(c: Column) -> FormColumn:
    return FormColumn(slag=c.source, aar=c.year or 0, etikett=c.label, vedtatt=c.adopted)


def _line(row: Row) -> FormLine:
    nr, name, *numbers = row.cells
    return FormLine(
        nr=int(nr.text),
        navn=name.text,
        steg=row.id,
        sum=row.kind == "sum",
        trykt=[c.words for c in numbers],
        adresser=[c.address for c in numbers],
    )
