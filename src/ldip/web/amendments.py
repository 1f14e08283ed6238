"""Amendments line by line, their votes, and the resulting plan. Nothing is stored: the answers are edits for a draft."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from fastapi import APIRouter

from ldip.compare.amendments import Carried, carry
from ldip.errors import PlanError
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.amendments import (
    ADOPTED,
    FOLDER,
    SIGN,
    Amendment,
    budget_years,
    lines_of,
    next_id,
    outcomes,
    proposals_of,
    with_line,
    without_line,
)
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import file_in
from ldip.publish.content.amendments import (
    Proposal,
    amount,
    balance_words,
    fallen_words,
    motion,
    proposals,
    signed,
    standing_sentences,
    sums_of,
)
from ldip.publish.content.key_figures import ALWAYS
from ldip.publish.content.verdict import verdict
from ldip.publish.protect_inputs import input_shown, shown_problems
from ldip.simulation.run import Run
from ldip.simulation.work import reading_of
from ldip.web.context import OpenVersion, versioned
from ldip.web.drafts import EMPTY, Draft, size_of
from ldip.web.errors import RefusedError
from ldip.web.schemas import DraftIn
from ldip.web.schemas_amendments import (
    AmendmentLineOut,
    AmendmentOut,
    AmendmentsOut,
    DropLineIn,
    EditsOut,
    NewLineIn,
    StandingOut,
    TargetOut,
    VoteIn,
    VoteOut,
    VotesIn,
)

router = APIRouter(prefix="/api/versjoner/{versjon}/endringsforslag", tags=["endringsforslag"])
Reader = Annotated[OpenVersion, versioned("les")]


@router.post("")
def amendments(body: DraftIn, opened: Reader) -> AmendmentsOut:
    """The proposals of a version with a draft."""
    run = opened.service.drafts.run(opened.id, opened.allowed(body.utkast), ALWAYS)
    plan, every = run.plan, proposals(run)
    own = opened.service.drafts.plan(opened.id)  # a draft does not open what its version hides
    shown = [p for p in every if opened.internal or (_shown(plan, p.id) and _shown(own, p.id))]
    return AmendmentsOut(
        aar=list(budget_years(plan)),
        vedtatt_til=plan.head.tid.vedtatt_til,
        merknad=run.illustration,
        forslag=[_proposal(run, p) for p in shown],
        skjult=len(every) - len(shown),
        tjenester=[TargetOut(id=i, navn=s.navn) for i, s in plan.services.items()],
        linjer=[TargetOut(id=n, navn=label(n, language())) for n in _adopted(plan)],
        grupper=list(dict.fromkeys((*opened.plan.rights.scopes("parti"), *(p.said.gruppe for p in every)))),
    )


def _adopted(plan: Plan) -> list[str]:
    """Lines of vedtatt.csv that a proposal may change."""
    return [n for n in dict.fromkeys(r.linje for r in plan.table(ADOPTED, t.AdoptedRow).rows) if n in SIGN]


def _proposal(run: Run, p: Proposal) -> AmendmentOut:
    return AmendmentOut(
        id=p.id,
        navn=p.said.navn,
        gruppe=p.said.gruppe,
        beskrivelse=p.said.beskrivelse,
        linjer=[_line(run, a) for a in p.lines],
        summer=[signed(c) for c in p.sums],
        i_balanse=not p.lacking,
        balanse=p.balance,
        tekst=list(motion(run, p)),
    )


def _line(run: Run, a: Amendment) -> AmendmentLineOut:
    services, line = run.plan.services, a.line
    name = services[line.tjeneste].navn if line.tjeneste else label(line.linje, language()) if line.linje else ""
    return AmendmentLineOut(
        id=a.id,
        nr=a.place + 1,
        tekst=line.tekst,
        del_=tr(f"endring.del.{line.del_}"),
        virker=name,
        varighet=line.varighet,
        beloep=[signed(amount(run, a.kroner.get(y, 0.0), y)) for y in budget_years(run.plan)],
        status=line.status,
    )


@router.post("/avstemning")
def votes(body: VotesIn, opened: Reader) -> StandingOut:
    """The plan after votes on lines of a version."""
    drafts = opened.service.drafts
    run = drafts.run(opened.id, opened.allowed(EMPTY), ALWAYS)
    results = {v.linje: _result(v) for v in body.stemmer}
    _permit(opened, (v.linje.partition(".")[0] for v in body.stemmer), run.plan)
    drafts.bear(reading_of(size_of(drafts.contents(opened.id))).times(2))
    found = _carried(opened, run, [i for i, r in results.items() if r == "vedtatt"])
    held = {v.linje: (results[v.linje], v.stemmer_for, v.stemmer_mot) for v in body.stemmer}
    kept = {a.id for a in found.lines}
    told = {i: h if i in kept else ("falt", *h[1:]) for i, h in held.items()}
    edits = [*found.trial.edits, *outcomes(lines_of(run.plan), told)]
    after = drafts.run(opened.id, opened.allowed(Draft(endringer=edits)), ALWAYS)
    judged = verdict(after, opened.internal)
    years = budget_years(run.plan)
    return StandingOut(
        aar=list(years),
        resultater=_results(found, {i: h[0] for i, h in told.items()}),
        summer=[signed(c) for c in sums_of(run, found.sums)],
        i_balanse=not found.lacking,
        balanse=balance_words(run, found.lacking, years),
        setninger=[s.text for s in standing_sentences(verdict(run, opened.internal), judged, run, found)],
        dom=[s.text for s in judged.said],
        endringer=edits,
    )


def _carried(opened: OpenVersion, run: Run, carried: Sequence[str]) -> Carried:
    """The carried lines on the plan. Errors: PlanError without values of hidden inputs."""
    try:
        return carry(run, carried)
    except PlanError as error:
        raise error if opened.internal else PlanError(shown_problems(run.plan, error.problems)) from None


def _shown(plan: Plan, proposal: str) -> bool:
    """Whether public output shows the lines of a proposal; True for one the plan lacks."""
    return proposal not in plan.folders.get(FOLDER, {}) or input_shown(plan, file_in(FOLDER, proposal), ("linjer",))


def _permit(opened: OpenVersion, named: Iterable[str], draft: Plan) -> None:
    """Errors: RefusedError 403 for a proposal that the version or the draft hides, since its lines tell amounts of projects."""
    plans = (draft, opened.service.drafts.plan(opened.id))
    if not opened.internal and not all(_shown(p, i) for i in {*named} for p in plans):
        raise RefusedError(403, "nektet.skjermet")


def _result(vote: VoteIn) -> str:
    """The result by the counts where both are given; a tie loses."""
    if vote.stemmer_for is None or vote.stemmer_mot is None:
        return vote.resultat
    return "vedtatt" if vote.stemmer_for > vote.stemmer_mot else "falt"


def _results(found: Carried, told: dict[str, str]) -> list[VoteOut]:
    why = dict(zip((x.line.id for x in found.fallen), fallen_words(found.fallen), strict=True))
    return [VoteOut(linje=i, resultat="vedtatt" if r == "vedtatt" else "falt", faller=why.get(i, "")) for i, r in told.items()]


@router.post("/linje")
def add_line(body: NewLineIn, opened: Reader) -> EditsOut:
    """The edits that add a line to a proposal, or begin a new one."""
    plan = opened.service.drafts.plan(opened.id, opened.allowed(body.utkast))
    known = proposals_of(plan)
    proposal = body.forslag or next_id(known, body.gruppe or body.navn)
    _permit(opened, [proposal], plan)
    own = known.get(proposal)
    said: dict[str, object] = {"navn": body.navn or body.gruppe, "gruppe": body.gruppe or body.navn}
    said |= {"rekkefoelge": min(len(known) + 1, 99), "enhet": "mill. kr", "priser": "løpende"}
    said |= {"kilde": tr("endring.kilde", group=body.gruppe or body.navn), "anslag": True}
    line: dict[str, object] = {"id": next_id((x.id for x in own.linjer) if own else (), body.tekst), "tekst": body.tekst}
    line |= {"del": body.del_, "beloep": dict(sorted(body.beloep.items())), "varighet": body.varighet}
    line |= {k: v for k, v in (("tjeneste", body.tjeneste), ("linje", body.linje)) if v}
    return _sound(opened, body.utkast, EditsOut(endringer=with_line(plan, proposal, said, line)))


@router.post("/fjern")
def drop_line(body: DropLineIn, opened: Reader) -> EditsOut:
    """The edits that remove a line; the last one takes its proposal with it."""
    plan = opened.service.drafts.plan(opened.id, opened.allowed(body.utkast))
    _permit(opened, [body.linje.partition(".")[0]], plan)
    return _sound(opened, body.utkast, EditsOut(endringer=without_line(plan, body.linje)))


def _sound(opened: OpenVersion, draft: Draft, edits: EditsOut) -> EditsOut:
    """The edits, when the draft with them can be read. Errors: PlanError with every located problem."""
    both = draft.model_copy(update={"endringer": [*draft.endringer, *edits.endringer]})
    opened.service.drafts.plan(opened.id, opened.allowed(both))
    return edits
