"""The estimates of a plan to replace first, and files that replace them, with the need before and after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter

from ldip.compare.replace_first import ranked
from ldip.errors import PlanError, Problem
from ldip.intake.own_figures import proposed
from ldip.intake.own_terms import Asked, Proposal, Row, Upload
from ldip.intake.project_sums import sum_rows
from ldip.intake.project_terms import Listed, ProjectProposal
from ldip.locales import language, tr
from ldip.plan.figures import Figure
from ldip.plan.inputs import page_of
from ldip.plan.memo import Recent
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.replace_first import Group, to_replace
from ldip.publish.content.verdict import verdict
from ldip.simulation.run import Run
from ldip.simulation.work import work_of
from ldip.web.context import OpenVersion, versioned
from ldip.web.drafts import MOST_EDITS, Base, Draft, Drafts
from ldip.web.errors import out
from ldip.web.schemas import DraftIn
from ldip.web.schemas_first import (
    ChoiceOut,
    DoneOut,
    ListedOut,
    PlaceOut,
    ProjectListOut,
    ProposalOut,
    ProposedRow,
    ProposeIn,
    QuestionOut,
    ReplacementOut,
    ReplaceOut,
    SumOut,
)
from ldip.web.verdicts import Said, said

router = APIRouter(prefix="/api/versjoner/{versjon}", tags=["førsteplan"])
Insider = Annotated[OpenVersion, versioned("les_internt")]
CLI_ANSWER: Final = "--svar"
MOST_ROWS: Final = 200  # rows of a preview
RUNS: Final = 12  # runs that the batch of changed plans takes as long as
LISTS: Final = Recent(64)  # by the plan's content: a first plan that is saved has the list it had before


@router.post("/anslag")
def estimates(body: DraftIn, opened: Insider) -> ReplaceOut:
    """The estimates of a version with a draft, the first to replace first."""
    return replace_out(opened.service.drafts, opened.id, body.utkast)


@router.post("/forslag")
def proposal(body: ProposeIn, opened: Insider) -> ProposalOut:
    """The change that files make in a version with a draft; nothing is stored."""
    return proposal_out(opened.service.drafts, opened.id, body)


def replace_out(drafts: Drafts, base: Base, draft: Draft) -> ReplaceOut:
    """The ranked list as JSON model. Errors: as `Drafts.bear`."""
    run = drafts.run(base, draft, ALWAYS)
    drafts.bear(work_of(run.plan).times(RUNS))
    found: ReplaceOut = LISTS.get((run.plan.content_hash, run.parameter_hash, language()), lambda: _listed(run))
    return found


def _listed(run: Run) -> ReplaceOut:
    words, plain = to_replace(run), ranked(run.plan)
    places = {r.id: r.places for r in plain.rows}
    most = max((g.effect.value or 0.0 for g in words.rows), default=0.0)
    return ReplaceOut(
        basis=said(words.base),
        lav=said(words.low),
        hoey=said(words.high),
        lav_etter=said(words.low_after),
        hoey_etter=said(words.high_after),
        anslag=words.figures,
        egne=words.own,
        av=words.figures + words.own,
        setninger=[s.text for s in words.said],
        rader=[_row(g, most, places[g.id]) for g in words.rows],
        ferdige=[DoneOut(id=i, navn=name) for i, name in zip(plain.done, words.done, strict=True)],
    )


def _row(group: Group, most: float, places: Iterable[Figure]) -> ReplacementOut:
    return ReplacementOut(
        id=group.id,
        navn=group.name,
        anslag=group.figures,
        egne=group.own,
        virkning=said(group.effect),
        andel=(group.effect.value or 0.0) / most if most else 0.0,
        spenn=group.spread,
        maate=group.how,
        raad=group.remedy,
        steder=[_place(f) for f in places],
    )


def _place(f: Figure) -> PlaceOut:
    where = {"fil": f.file, "noekkel": f.key, "linje": f.line, "gruppe": page_of(f.file)}
    return PlaceOut(verdi=f.value, enhet=f.unit, kilde=f.source, anslag=f.anslag, **where)


def proposal_out(drafts: Drafts, base: Base, body: ProposeIn) -> ProposalOut:
    """The change that files make, tried upon the draft. Files with errors change nothing; every error is listed."""
    uploads = tuple(Upload(f.navn, f.innhold, f.slag, answers=f.svar) for f in body.filer)
    found = proposed(drafts.drafted(base, body.utkast), uploads)
    tried = body.utkast.model_copy(update={"endringer": [*body.utkast.endringer, *found.edits]})
    after, problems = _tried(drafts, base, tried, found)
    return ProposalOut(
        rader=[_proposed(r) for r in found.rows[:MOST_ROWS]],
        antall=len(found.rows),
        problemer=[out(_on_page(p)) for p in problems],
        spoersmaal=[_question(a) for a in found.questions],
        sagt=list(found.told[:MOST_ROWS]),
        endringer=list(found.edits) if after is not None else [],
        liste=_list(found) if isinstance(found, ProjectProposal) and not problems else None,
        foer=_need(drafts, base, body.utkast),
        etter=after,
    )


def _proposed(row: Row) -> ProposedRow:
    change = {"foer": row.before, "etter": row.after, "enhet": row.unit}
    return ProposedRow(fil=row.file, navn=row.name, kilde=row.source, anslag=row.anslag, **change)


def _list(found: ProjectProposal) -> ProjectListOut:
    return ProjectListOut(
        aar=list(found.years),
        prosjekter=[_listed_project(p, found.years) for p in found.projects[:MOST_ROWS]],
        summer=[SumOut(navn=name.strip(), kroner=amounts) for name, amounts in sum_rows(found.sums, found.years)],
    )


def _listed_project(p: Listed, years: Iterable[int]) -> ListedOut:
    money = {"sum": p.total, "kilder": sum(p.funding.values()), "mangler": p.lacking}
    return ListedOut(navn=p.name, kroner=[p.cost.get(y, 0.0) for y in years], **money)


def _on_page(p: Problem) -> Problem:
    """A problem whose remedy is an option of the command line: on the page it is the choice beneath."""
    return replace(p, hint=tr("propose.answer")) if CLI_ANSWER in p.hint else p


def _question(asked: Asked) -> QuestionOut:
    q = asked.question
    return QuestionOut(nr=asked.upload, fil=asked.file, noekkel=q.key, tekst=q.text, valg=choices_out(q.choices))


def choices_out(choices: Iterable[tuple[str, str]]) -> list[ChoiceOut]:
    """Answers there are to a question, by value and text."""
    return [ChoiceOut(verdi=value, tekst=text) for value, text in choices]


def _tried(drafts: Drafts, base: Base, draft: Draft, found: Proposal) -> tuple[Said | None, list[Problem]]:
    """The need with the proposal, None where it cannot be taken in, and every problem."""
    if found.problems or not found.edits:
        return None, list(found.problems)
    if len(draft.endringer) > MOST_EDITS:
        return None, [Problem("", "", tr("propose.edits", most=MOST_EDITS), str(len(draft.endringer)), tr("propose.save"))]
    try:
        return _need(drafts, base, draft), []
    except PlanError as error:
        return None, list(error.problems)


def _need(drafts: Drafts, base: Base, draft: Draft) -> Said:
    return said(verdict(drafts.run(base, draft, ALWAYS), True).quoted)
