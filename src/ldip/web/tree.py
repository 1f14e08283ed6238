"""A plan's branches and versions as visible to the actor."""

from __future__ import annotations

import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.store.locks import holds
from ldip.store.schema import Branch, Lock, User, Version
from ldip.store.versions import ancestors, changes_between
from ldip.web.access import ALLOWED
from ldip.web.branches import names_of
from ldip.web.context import OpenPlan, visible_branches
from ldip.web.schemas_plans import BranchOut, LockOut, RoleOut, TreeOut, VersionOut

SHOWN = 200  # most versions returned


def tree_of(opened: OpenPlan) -> TreeOut:
    """Visible branches, and the newest versions among their ancestors."""
    with opened.service.store.reading() as session:
        branches = visible_branches(session, opened)
        ids = ancestors(session, [b.hode_id for b in branches])
        newest = select(Version).where(Version.id.in_(ids)).order_by(Version.id.desc()).limit(SHOWN)
        versions = list(session.scalars(newest))
        locks: dict[int, list[Lock]] = {}
        for made in session.scalars(select(Lock).where(Lock.versjon_id.in_([v.id for v in versions])).order_by(Lock.tid)):
            locks.setdefault(made.versjon_id, []).append(made)
        names = dict(session.execute(select(User.id, User.navn)).all())
        return TreeOut(
            id=opened.id,
            navn=opened.name,
            grener=[_branch(opened, name, b, names) for name, b in names_of(branches).items()],
            versjoner=[_version(session, opened, v, names, locks.get(v.id, [])) for v in versions],
            handlinger=sorted({a for actions in ALLOWED.values() for a in actions if opened.rights.may(a)}),
            roller=[RoleOut(rolle=r, omfang=s) for r, s in opened.rights.roles],
        )


def _branch(opened: OpenPlan, name: str, b: Branch, names: dict[int, str]) -> BranchOut:
    mine = opened.rights.may("rediger") and opened.rights.writes_on(b.parti)
    owner = names.get(b.eier_id, "") if b.eier_id else ""
    return BranchOut(navn=name, hode=b.hode_id, privat=not b.publisert, eier=owner, min=mine)


def _holds(session: Session, opened: OpenPlan, made: Lock) -> bool:
    """Whether a signature is valid; the line of versions is verified at most once in ten minutes."""
    key = ("laas", made.id, int(time.time() // 600))
    return opened.service.drafts.answers.get(key, lambda: holds(session, made))


def _changed(session: Session, opened: OpenPlan, v: Version) -> dict[str, str]:
    """Files that a version changed from its parent; cached, since versions never change."""
    if v.forelder_id is None:
        return {}
    parent = v.forelder_id
    return opened.service.drafts.changes.get(v.id, lambda: changes_between(session, parent, v.id))


def _version(session: Session, opened: OpenPlan, v: Version, names: dict[int, str], made: list[Lock]) -> VersionOut:
    locks = [
        LockOut(
            slag=m.slag,
            av=names.get(m.bruker_id, ""),
            tid=m.tid,
            signatur=m.signatur,
            gyldig=_holds(session, opened, m),
        )
        for m in made
    ]
    return VersionOut(
        id=v.id,
        forelder=v.forelder_id,
        slag=v.slag,
        melding=v.melding,
        av=names.get(v.forfatter_id, ""),
        tid=v.tid,
        feil=v.feil,
        hash=v.hash,
        laaser=locks,
        endret=_changed(session, opened, v),
    )
