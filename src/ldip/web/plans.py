"""Plans, alternatives and versions: opened, saved, merged, locked, revised, uploaded and downloaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.archive import packed, unpacked
from ldip.plan.edits import Contents, changed_files
from ldip.plan.skeleton import skeleton
from ldip.store.audited import locked_zip
from ldip.store.branches import new_branch, publish_branch
from ldip.store.budget import Revision, lines_of, revise
from ldip.store.locks import lock, locks_of
from ldip.store.members import grant
from ldip.store.schema import MOST_ID, StoredPlan, User, Version
from ldip.store.versions import (
    Committed,
    ancestors,
    branch_of,
    branches_of,
    checked,
    commit,
    create_plan,
    edits_to,
    folder_contents,
)
from ldip.web.access import Actor, Rights
from ldip.web.balanced import refuse_unbalanced
from ldip.web.branches import (
    base_on,
    kept,
    refuse_merged,
    refuse_others,
    refuse_outside,
    refuse_whole,
    version_in,
    written_branch,
)
from ldip.web.context import (
    OpenPlan,
    OpenVersion,
    Served,
    Service,
    Who,
    branch_visible,
    planned,
    rights_in,
    versioned,
)
from ldip.web.drafts import Draft
from ldip.web.errors import RefusedError
from ldip.web.schemas_first import BeginFirst
from ldip.web.schemas_plans import (
    NewBranch,
    NewPlan,
    PlanOut,
    Revise,
    RevisedLine,
    Save,
    SavedOut,
    SetLock,
    TreeOut,
)
from ldip.web.sides import both_sides
from ldip.web.tree import tree_of

router = APIRouter(prefix="/api", tags=["planer"])
BranchPath = Annotated[str, Path(max_length=100)]
Base = Annotated[int, Query(ge=1, le=MOST_ID)]
ZIP: dict[int | str, dict[str, Any]] = {200: {"content": {"application/zip": {}}}}


async def body_of(request: Request) -> bytes:
    """The raw body; the guard has limited its size."""
    return await request.body()


Raw = Annotated[bytes, Depends(body_of)]
UPLOAD = {"requestBody": {"required": True, "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}}


@router.get("/planer")
def plans(service: Served, actor: Who) -> list[PlanOut]:
    """The plans in which the actor has a role."""
    with service.store.reading() as session:
        rows = session.scalars(select(StoredPlan).order_by(StoredPlan.navn))
        found = [(p, rights_in(session, p.id, actor)) for p in rows]
        return [_plan(session, p, actor, rights) for p, rights in found if rights.may("les")]


def _plan(session: Session, plan: StoredPlan, actor: Actor, rights: Rights) -> PlanOut:
    head = branch_of(session, plan.id).hode_id
    version = session.get_one(Version, head)
    author = session.get(User, version.forfatter_id)
    heads = [b.hode_id for b in branches_of(session, plan.id) if branch_visible(b, actor, rights)]
    count = len(ancestors(session, heads))  # the number of all would tell of others' private work
    name = author.navn if author else ""
    return PlanOut(id=plan.id, navn=plan.navn, hode=head, versjoner=count, endret=version.tid, av=name)


@router.post("/planer", status_code=201)
def begin_plan(body: NewPlan, service: Served, actor: Who) -> PlanOut:
    """Create a plan from the commented skeleton."""
    own = ("resultat", "notater", "README.md")
    contents = {p: c for p, c in folder_contents(skeleton()).items() if p.split("/")[0] not in own}
    return _created(service, actor, body.navn, contents)


@router.post("/planer/ny", status_code=201)
def begin_first(body: BeginFirst, service: Served, actor: Who) -> PlanOut:
    """Create a plan from a municipality's first plan with a draft. Errors: SourceError for a number that is none today."""
    refuse_creator(actor)
    contents = service.drafts.drafted(body.kommunenummer, body.utkast)
    service.drafts.sound(contents)
    return _created(service, actor, body.navn, dict(contents))


@router.post("/planer/opplasting", status_code=201, openapi_extra=UPLOAD)
def upload_plan(service: Served, actor: Who, raw: Raw, navn: Annotated[str, Query(min_length=1, max_length=200)]) -> PlanOut:
    """Create a plan from a zipped folder. A plan with errors is refused with all of them."""
    contents = unpacked(raw)
    service.drafts.sound(contents)
    return _created(service, actor, navn, contents)


def refuse_creator(actor: Actor) -> None:
    """Errors: RefusedError 403 for one who may not create plans."""
    if not actor.system:
        raise RefusedError(403, "nektet.system")


def _created(service: Service, actor: Actor, name: str, contents: dict[str, bytes]) -> PlanOut:
    refuse_creator(actor)
    checked(contents)
    with service.store.session() as session:
        done = create_plan(session, name.strip(), contents, actor.id, tr("store.first"))
        for role in ("administrator", "oekonomi") if not actor.local else ():
            grant(session, done.version.plan_id, actor.id, role, actor.id)
        plan = session.get_one(StoredPlan, done.version.plan_id)
        return _plan(session, plan, actor, rights_in(session, plan.id, actor))


@router.get("/planer/{plan}")
def tree(opened: Annotated[OpenPlan, planned("les")]) -> TreeOut:
    """Branches and versions, the newest first."""
    return tree_of(opened)


@router.post("/planer/{plan}/alternativer", status_code=201)
def begin_branch(body: NewBranch, opened: Annotated[OpenPlan, planned("alternativ")]) -> SavedOut:
    """Create an alternative; private until it is published. A party may create only its own."""
    party = opened.rights.party(body.navn)
    refuse_others(opened, party)
    start = version_in(opened, body.fra)
    contents = opened.service.drafts.contents(start.id)
    edits = changed_files(contents, kept(start, body.utkast, party)) if body.utkast != Draft() else {}
    _sound_upon(opened.service, start.id, contents, edits)
    with opened.service.store.session() as session:
        branch = new_branch(session, opened.id, body.navn, start.id, opened.actor.id, body.privat, party)
        if not edits:
            return SavedOut(versjon=branch.hode_id, flettet_med=None, feil=0)
        return _saved(commit(session, branch, start.id, edits, opened.actor.id, body.melding or body.navn))


def _sound_upon(service: Service, head: int, contents: Contents, edits: Mapping[str, bytes | None]) -> None:
    """Check the edits merged with changes saved by others. Errors: PlanError with located problems of the merged plan. Runs
    before the transaction, so that other writers do not wait for it."""
    standing = dict(service.drafts.contents(head))
    stale = any(standing.get(p) not in (contents.get(p), new) for p, new in edits.items())
    if not stale:  # a stale edit is refused by the store, with both sides
        merged = {**standing, **{p: b for p, b in edits.items() if b is not None}}
        service.drafts.sound({p: b for p, b in merged.items() if edits.get(p, b) is not None})


def _saved(done: Committed) -> SavedOut:
    return SavedOut(versjon=done.version.id, flettet_med=done.merged_with, feil=done.version.feil)


@router.post("/planer/{plan}/grener/{gren}/publisering")
def publish(gren: BranchPath, opened: Annotated[OpenPlan, planned("publiser")]) -> TreeOut:
    """Make an alternative visible to every member of the plan."""
    with opened.service.store.reading() as session:
        head = written_branch(session, opened, gren).hode_id
    refuse_unbalanced(opened, head)
    with opened.service.store.session() as session:
        publish_branch(session, written_branch(session, opened, gren), opened.actor.id)
    return tree_of(opened)


@router.post("/planer/{plan}/grener/{gren}/versjoner", status_code=201)
def save(gren: BranchPath, body: Save, opened: Annotated[OpenPlan, planned("rediger")]) -> SavedOut:
    """Save a draft as a new version. Others' changes of other files are merged; for the same files both sides are returned."""
    with opened.service.store.reading() as session:
        branch = written_branch(session, opened, gren)
        base, head, party = base_on(session, opened, branch, body.grunnlag), branch.hode_id, branch.parti
    contents = opened.service.drafts.contents(base.id)
    edits = changed_files(contents, kept(base, body.utkast, party))
    _sound_upon(opened.service, head, contents, edits)
    with opened.service.store.session() as session:
        branch = written_branch(session, opened, gren)
        session.refresh(branch, with_for_update=True)  # what is checked here is what is saved upon
        refuse_merged(base, branch, edits, body.utkast.grep)
        if locks_of(session, branch.hode_id) and not (body.etter_laas and opened.rights.may("laas")):
            raise RefusedError(409, "nektet.laast")
        with both_sides(base, edits):
            return _saved(commit(session, branch, base.id, edits, opened.actor.id, body.melding or tr("store.edit")))


@router.post("/planer/{plan}/grener/{gren}/mappe", status_code=201, openapi_extra=UPLOAD)
def send_in(gren: BranchPath, raw: Raw, grunnlag: Base, opened: Annotated[OpenPlan, planned("laas")]) -> SavedOut:
    """Save a whole zipped folder as a new version based on `grunnlag`; byte for byte."""
    with opened.service.store.reading() as session:
        branch = written_branch(session, opened, gren)
        base, party = base_on(session, opened, branch, grunnlag), branch.parti
    contents = unpacked(raw)
    opened.service.drafts.sound(contents)
    refuse_outside(base, contents, party)
    with opened.service.store.session() as session:
        edits, branch = edits_to(session, base.id, contents), written_branch(session, opened, gren)
        with both_sides(base, edits):
            return _saved(commit(session, branch, base.id, edits, opened.actor.id, tr("store.edit")))


@router.post("/planer/{plan}/grener/{gren}/budsjettendring", status_code=201)
def revision(gren: BranchPath, body: Revise, opened: Annotated[OpenPlan, planned("budsjett")]) -> SavedOut:
    """A budget revision (kommuneloven § 14-5): only adopted lines change."""
    lines = [Revision(**line.model_dump()) for line in body.linjer]
    with opened.service.store.session() as session:
        branch = written_branch(session, opened, gren)
        base = base_on(session, opened, branch, body.grunnlag)
        with both_sides(base, {}):
            return _saved(revise(session, branch, base.id, lines, opened.actor.id, body.melding or tr("store.edit")))


@router.get("/versjoner/{versjon}/budsjettlinjer")
def revised(opened: Annotated[OpenVersion, versioned("les")]) -> list[RevisedLine]:
    """The changed lines of a budget revision."""
    with opened.service.store.reading() as session:
        return [
            RevisedLine(
                linje=r.linje,
                etikett=label(r.linje, language()),
                aar=r.aar,
                element=r.element,
                opprinnelig=r.opprinnelig,
                revidert=r.revidert,
                prognose=r.prognose,
                regnskap=r.regnskap,
                begrunnelse=r.begrunnelse,
            )
            for r in lines_of(session, opened.id)
        ]


@router.post("/versjoner/{versjon}/laaser", status_code=201)
def set_lock(body: SetLock, opened: Annotated[OpenVersion, versioned("laas")]) -> TreeOut:
    """Lock a version under a signature."""
    with opened.service.store.session() as session:
        lock(session, opened.id, body.slag, opened.plan.actor.id)
    return tree_of(opened.plan)


@router.get("/versjoner/{versjon}/mappe.zip", response_class=Response, responses=ZIP)
def take_out(opened: Annotated[OpenVersion, versioned("les_internt")]) -> Response:
    """The plan folder, zipped, byte for byte."""
    return Response(packed(opened.service.drafts.contents(opened.id)), media_type="application/zip")


@router.get("/versjoner/{versjon}/revisor.zip", response_class=Response, responses=ZIP)
def audit_file(opened: Annotated[OpenVersion, versioned("spor")]) -> Response:
    """The auditor's file of a locked version; it holds the whole plan folder."""
    refuse_whole(opened)
    with opened.service.store.reading() as session:
        return Response(locked_zip(session, opened.id), media_type="application/zip")
