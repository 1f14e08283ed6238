"""Roles in a plan, the audit trail, comments on lines and numbers, and share links."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from sqlalchemy.orm import Session

from ldip.compare.whatif import levers_of
from ldip.store import audit
from ldip.store.members import add_user, comment, comments_of, resolve, user_at
from ldip.store.schema import Comment, Share, User
from ldip.store.shares import ONE_SERVICE, share, shares_of, withdraw
from ldip.web.context import OpenPlan, OpenVersion, RowId, Served, Who, open_of, planned, versioned
from ldip.web.errors import RefusedError
from ldip.web.parties import give, members_of, take
from ldip.web.schemas_plans import (
    AuditOut,
    CommentOut,
    MemberOut,
    NewComment,
    NewMember,
    NewShare,
    ShareOut,
    TrailOut,
)
from ldip.web.trail_seen import rows_seen

MOST_OFFERED = 7  # levers behind a share link: more cannot be seen at once
router = APIRouter(prefix="/api", tags=["folk"])
SHOWN = 200


@router.get("/planer/{plan}/medlemmer")
def members(opened: Annotated[OpenPlan, planned("medlemmer")]) -> list[MemberOut]:
    """Roles in a plan."""
    with opened.service.store.reading() as session:
        return members_of(session, opened.id)


@router.post("/planer/{plan}/medlemmer", status_code=201)
def give_role(body: NewMember, opened: Annotated[OpenPlan, planned("medlemmer")]) -> list[MemberOut]:
    """Give a role to another; an unknown person is created as a user when a name is given."""
    with opened.service.store.session() as session:
        user = user_at(session, body.epost)
        if user is None and not body.navn.strip():
            raise RefusedError(404, "web.bruker_mangler")
        known = user or add_user(session, body.navn.strip(), body.epost, opened.actor.id)
        give(session, opened, known.id, body.rolle, body.omfang.strip())
        return members_of(session, opened.id)


@router.delete("/planer/{plan}/medlemmer/{medlemskap}")
def take_role(medlemskap: RowId, opened: Annotated[OpenPlan, planned("medlemmer")]) -> list[MemberOut]:
    """Take a role away from another."""
    with opened.service.store.session() as session:
        take(session, opened, medlemskap)
        return members_of(session, opened.id)


@router.get("/planer/{plan}/spor")
def trail(opened: Annotated[OpenPlan, planned("spor")]) -> TrailOut:
    """The newest rows of the audit trail for this plan, and the first row that the control of the store finds fault with."""
    broken = opened.service.control.get().broken
    with opened.service.store.reading() as session:
        return TrailOut(
            rader=[
                AuditOut(nr=r.nr, tid=r.tid, av=name, handling=r.handling, gjelder=r.gjelder, hash=r.hash)
                for r, name in rows_seen(session, opened, SHOWN)
            ],
            antall=audit.length(session),
            brutt=broken,
        )


@router.get("/versjoner/{versjon}/kommentarer")
def comments(opened: Annotated[OpenVersion, versioned("les")]) -> list[CommentOut]:
    """Comments a reader of the version sees: its own and its ancestors'."""
    with opened.service.store.reading() as session:
        return [_comment(session, c) for c in comments_of(session, opened.id)]


def _comment(session: Session, c: Comment) -> CommentOut:
    author = session.get(User, c.bruker_id)
    name = author.navn if author else ""
    return CommentOut(id=c.id, sted=c.sted, tekst=c.tekst, av=name, tid=c.tid, svar_paa=c.svar_paa_id, loest=c.loest)


@router.post("/versjoner/{versjon}/kommentarer", status_code=201)
def write_comment(body: NewComment, opened: Annotated[OpenVersion, versioned("kommenter")]) -> CommentOut:
    """Comment on a line or a number."""
    with opened.service.store.session() as session:
        known = {c.id for c in comments_of(session, opened.id)}
        if body.svar_paa is not None and body.svar_paa not in known:
            raise RefusedError(404, "web.404")
        return _comment(session, comment(session, opened.id, body.sted, body.tekst, opened.plan.actor.id, body.svar_paa))


@router.post("/kommentarer/{kommentar}/loest")
def settle(kommentar: RowId, service: Served, actor: Who) -> CommentOut:
    """Mark a comment as done."""
    open_of(service, actor, Comment, kommentar, "kommenter")
    with service.store.session() as session:
        row = session.get_one(Comment, kommentar)
        resolve(session, row, actor.id)
        return _comment(session, row)


@router.get("/versjoner/{versjon}/delinger")
def shares(opened: Annotated[OpenVersion, versioned("del")]) -> list[ShareOut]:
    """The share links of a version."""
    with opened.service.store.reading() as session:
        return [_share(s) for s in shares_of(session, [opened.id])]


def _share(s: Share, token: str = "") -> ShareOut:
    service = next(iter(s.spaker.get(ONE_SERVICE, ())), "")
    when = {"laget": s.tid, "utloeper": s.utloeper}
    return ShareOut(id=s.id, tittel=s.tittel, versjon=s.versjon_id, trukket=s.trukket, tjeneste=service, token=token, **when)


@router.post("/versjoner/{versjon}/delinger", status_code=201)
def make_share(body: NewShare, opened: Annotated[OpenVersion, versioned("del")]) -> ShareOut:
    """Create a read-only link with chosen levers; the token is returned only here."""
    plan = opened.service.drafts.plan(opened.id)
    known = {v.id for v in levers_of(plan)}
    if unknown := [*(i for i in body.spaker if i not in known), *(i for i in body.grep if i not in plan.levers)]:
        raise RefusedError(422, "web.spake", name=unknown[0])
    if body.tjeneste and (body.tjeneste not in plan.services or body.spaker or body.grep):
        raise RefusedError(422, "web.del_tjeneste")
    kinds = {ONE_SERVICE: [body.tjeneste]} if body.tjeneste else {"spaker": body.spaker, "grep": body.grep}
    if len(body.spaker) + len(body.grep) > MOST_OFFERED:
        raise RefusedError(422, "web.for_mange_spaker", n=MOST_OFFERED)
    with opened.service.store.session() as session:
        made, token = share(session, opened.id, kinds, body.tittel, opened.plan.actor.id)
        return _share(made, token)


@router.delete("/delinger/{deling}")
def end_share(deling: RowId, service: Served, actor: Who) -> ShareOut:
    """Revoke a link."""
    open_of(service, actor, Share, deling, "del")
    with service.store.session() as session:
        row = session.get_one(Share, deling)
        withdraw(session, row, actor.id)
        return _share(row)
