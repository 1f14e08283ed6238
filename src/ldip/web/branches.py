"""The branches of a plan as an actor sees and writes them, and the version a change is based on: one of the same plan, with
that plan's rights. Whatever the actor does not see is answered as if it did not exist."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from sqlalchemy.orm import Session

from ldip.binding.reading import unfit_levers
from ldip.errors import PlanError
from ldip.plan.edits import Contents, Edits, apply, changed_files
from ldip.plan.schema.files import LeverFile, file_of
from ldip.publish.protect import secret_files
from ldip.store.branches import PRIVATE
from ldip.store.schema import Branch
from ldip.store.versions import ancestors
from ldip.web.context import OpenPlan, OpenVersion, open_version, visible_branches
from ldip.web.drafts import Draft
from ldip.web.errors import RefusedError
from ldip.web.protected import permit_files
from ldip.web.scope import outside, scope_of


def names_of(branches: Iterable[Branch]) -> dict[str, Branch]:
    """An actor's visible branches by the name they are shown and addressed with: their own, followed by «(privat)» for a private
    one where another, a published one first, has been given the same name since."""
    found: dict[str, Branch] = {}
    for branch in sorted(branches, key=lambda b: (not b.publisert, not b.parti)):
        name = branch.navn
        while name in found:
            name += PRIVATE
        found[name] = branch
    return found


def seen_branch(session: Session, opened: OpenPlan, name: str) -> Branch:
    """A branch the actor sees. Errors: RefusedError 404 for any other name."""
    found = names_of(visible_branches(session, opened)).get(name)
    if found is None:
        raise RefusedError(404, "web.gren_mangler")
    return found


def written_branch(session: Session, opened: OpenPlan, name: str) -> Branch:
    """A branch the actor may write on. Errors: RefusedError 404 for one not visible, 403 for one without write access."""
    branch = seen_branch(session, opened, name)
    refuse_others(opened, branch.parti)
    return branch


def refuse_others(opened: OpenPlan, party: str) -> None:
    """Errors: RefusedError 403 when the actor may not write on the alternative of a party."""
    if not opened.rights.writes_on(party):
        raise RefusedError(403, "nektet.parti", names=", ".join(opened.rights.scopes("parti")))


def version_in(opened: OpenPlan, version: int) -> OpenVersion:
    """A version of a plan that the actor has opened, with the rights in that plan alone.

    Errors: RefusedError 404, the same for a version that does not exist, is not visible, or is of another plan."""
    found = open_version(opened.service, opened.actor, version, "les")
    if found.plan.id != opened.id:
        raise RefusedError(404, "web.versjon_mangler")
    return replace(found, plan=opened)


def base_on(session: Session, opened: OpenPlan, branch: Branch, version: int) -> OpenVersion:
    """The version a change of a branch is based on. Errors: as `version_in`, and 422 for one the branch does not build on."""
    found = version_in(opened, version)
    if version != branch.hode_id and version not in ancestors(session, [branch.hode_id]):
        raise RefusedError(422, "web.grunnlag", versjon=version, gren=branch.navn)
    return found


def kept(base: OpenVersion, draft: Draft, party: str) -> Contents:
    """The files of a draft, when it is valid and the actor may make the change it amounts to.

    Errors: RefusedError 403 for a change the actor may not make; PlanError with every located problem."""
    drafts = base.service.drafts
    base.allowed(draft)
    try:
        after = dict(drafts.drafted(base.id, draft))
    except PlanError:  # a refused change is reported as refused, also when the result would be no valid plan
        refuse_outside(base, apply(drafts.contents(base.id), draft.endringer), party)
        raise
    for lever in unfit_levers(drafts.plan(base.id, draft)) if draft.grep else ():
        after.pop(file_of(LeverFile, lever), None)  # an applied lever has changed the fields it edits
    refuse_outside(base, after, party, draft.grep)
    return after


def refuse_outside(base: OpenVersion, after: Contents, party: str, applied: Collection[str] = ()) -> None:
    """Hold the files after a change against those of its base. Errors: RefusedError 403 when the difference is not the actor's to
    make on the alternative of a party: outside the scope of the roles, or one that could tell the actor a hidden number."""
    rights, drafts = base.plan.rights, base.service.drafts
    before = drafts.contents(base.id)
    if not rights.internal:
        permit_files(drafts, base.id, changed_files(before, after))
    if rights.unlimited(party):
        return
    wide = any(role == "prosjekt" for role, _ in rights.roles)
    if file := outside(scope_of(before, rights.scopes("bidragsyter"), wide), before, after, applied):
        raise RefusedError(403, "nektet.omfang", fil=file)


def refuse_merged(base: OpenVersion, branch: Branch, edits: Edits, applied: Collection[str] = ()) -> None:
    """Hold edits merged with what others have saved against the head of a branch, since what is the actor's own may have changed
    after the base. Errors: as `refuse_outside`. Stale edits are left to the store, which refuses them with both sides."""
    drafts, head = base.service.drafts, replace(base, id=branch.hode_id)
    started, standing = drafts.contents(base.id), drafts.contents(head.id)
    if head.id == base.id or any(standing.get(f) not in (started.get(f), new) for f, new in edits.items()):
        return
    merged = {f: b for f, b in {**standing, **edits}.items() if b is not None}
    refuse_outside(head, merged, branch.parti, applied)


def refuse_whole(opened: OpenVersion) -> None:
    """Errors: RefusedError 403 for the whole plan folder when the actor may not see all of it: it has shielded projects, or
    counts by level of need, which are hidden wherever they are small."""
    plan = opened.service.drafts.plan(opened.id)
    if not opened.internal and (secret_files(plan) or any(s.nivaaer for s in plan.services.values())):
        raise RefusedError(403, "nektet.revisor")
