"""A plan folder changed by hand since it was imported: noticed, shown, and imported or ignored. On one's own machine only."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict
from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.locales import tr
from ldip.plan.edits import Contents
from ldip.store import audit
from ldip.store.branches import new_branch
from ldip.store.folders import folder_of, ignore, imported, print_of
from ldip.store.locks import locks_of
from ldip.store.schema import Branch
from ldip.store.versions import Committed, branch_of, commit, contents_of, edits_to
from ldip.web.context import OpenPlan, planned
from ldip.web.errors import RefusedError
from ldip.web.schemas_plans import SavedOut

router = APIRouter(prefix="/api/planer/{plan}/planmappe", tags=["planer"])
FolderState = Literal["ingen", "lik", "endret", "ignorert", "borte"]


class FolderOut(BaseModel):
    """The folder of a plan against what was imported from it: the state, and the files that differ."""

    tilstand: FolderState
    mappe: str = ""
    filer: list[str] = []


class ImportFolder(BaseModel):
    """The way a changed folder is imported: upon the main line, or as an alternative that changes nothing else."""

    model_config = ConfigDict(extra="forbid")
    som: Literal["versjon", "alternativ"] = "versjon"


@router.get("")
def state(opened: Annotated[OpenPlan, planned("les")]) -> FolderOut:
    """Whether the folder of the plan has changed since it was imported."""
    if not opened.actor.local:
        return FolderOut(tilstand="ingen")
    with opened.service.store.reading() as session:
        return _state(session, opened)


def _state(session: Session, opened: OpenPlan) -> FolderOut:
    row = folder_of(session, opened.id)
    if row is None:
        return FolderOut(tilstand="ingen")
    contents = opened.service.folders.contents(Path(row.mappe))
    if contents is None:
        return FolderOut(tilstand="borte", mappe=row.mappe)
    now, drafts = print_of(contents), opened.service.drafts
    head = branch_of(session, opened.id).hode_id
    if now == row.avtrykk or now == print_of(drafts.contents(head)):
        return FolderOut(tilstand="lik", mappe=row.mappe)
    base = drafts.contents(row.versjon_id)
    differ = sorted(p for p in {*base, *contents} if base.get(p) != contents.get(p))
    return FolderOut(tilstand="ignorert" if now == row.sett else "endret", mappe=row.mappe, filer=differ)


@router.post("/hent", status_code=201)
def take_in(body: ImportFolder, opened: Annotated[OpenPlan, planned("rediger")]) -> SavedOut:
    """Import the changed folder. Others' changes of other files are merged; for the same files it is refused."""
    contents = _present(opened)
    opened.service.drafts.sound(contents)
    with opened.service.store.session() as session:
        base = _base(session, opened)
        edits = edits_to(session, base, contents)
        branch = branch_of(session, opened.id) if body.som == "versjon" else _alternative(session, opened, base)
        if body.som == "versjon" and locks_of(session, branch.hode_id):
            raise RefusedError(409, "nektet.laast")
        done = commit(session, branch, base, edits, opened.actor.id, tr("folder.message"))
        _keep(session, opened.id, contents, done)
        return SavedOut(versjon=done.version.id, flettet_med=done.merged_with, feil=done.version.feil)


@router.post("/ignorer")
def leave_out(opened: Annotated[OpenPlan, planned("rediger")]) -> FolderOut:
    """Ignore the changes of the folder as it is now."""
    contents = _present(opened)
    with opened.service.store.session() as session:
        ignore(session, opened.id, contents)
        return _state(session, opened)


def _present(opened: OpenPlan) -> Contents:
    """The files of the folder now. Errors: RefusedError 409 for a plan without a folder on this machine."""
    contents = None
    if opened.actor.local:
        with opened.service.store.reading() as session:
            row = folder_of(session, opened.id)
        contents = opened.service.folders.contents(Path(row.mappe)) if row is not None else None
    if contents is None:
        raise RefusedError(409, "folder.none")
    return contents


def _base(session: Session, opened: OpenPlan) -> int:
    row = folder_of(session, opened.id)
    if row is None:
        raise RefusedError(409, "folder.none")
    return row.versjon_id


def _alternative(session: Session, opened: OpenPlan, base: int) -> Branch:
    """A new alternative at what was imported, named by the date."""
    name = tr("folder.branch", date=f"{audit.now():%Y-%m-%d}")
    taken = set(session.scalars(select(Branch.navn).where(Branch.plan_id == opened.id)))
    free = next(n for i in range(1, len(taken) + 2) if (n := name if i == 1 else f"{name} ({i})") not in taken)
    return new_branch(session, opened.id, free, base, opened.actor.id)


def _keep(session: Session, plan: int, contents: Contents, done: Committed) -> None:
    same = print_of(contents_of(session, done.version.id)) == print_of(contents)
    imported(session, plan, contents, done.version.id if same else None)
