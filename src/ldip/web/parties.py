"""Giving and taking of roles: nobody changes their own roles, and a party's access is given by the party itself."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.store.branches import PARTY, foreign_name, may_admit
from ldip.store.members import Role, grant, revoke, roles_of, user_at
from ldip.store.schema import Membership, User
from ldip.web.context import OpenPlan, RowId, planned
from ldip.web.errors import RefusedError
from ldip.web.schemas_plans import MemberOut, NewPartyMember

router = APIRouter(prefix="/api/planer/{plan}/parti", tags=["folk"])
Mine = Annotated[OpenPlan, planned("parti")]


def members_of(session: Session, plan: int, parties: tuple[str, ...] | None = None) -> list[MemberOut]:
    """Roles in a plan by name: all of them, or those in some parties."""
    join = select(Membership, User).join(User, User.id == Membership.bruker_id).where(Membership.plan_id == plan)
    if parties is not None:
        join = join.where(Membership.rolle == PARTY, Membership.omfang.in_(parties))
    return [
        MemberOut(id=m.id, bruker=u.id, navn=u.navn, epost=u.epost, rolle=m.rolle, omfang=m.omfang)
        for m, u in session.execute(join.order_by(User.navn, Membership.rolle, Membership.id))
    ]


def give(session: Session, opened: OpenPlan, user: int, role: Role, scope: str) -> None:
    """Give a user a role. Errors: RefusedError 403 for the actor's own role, and for a party's access that is not the actor's to
    give; 422 for a party named as a published alternative that is not its own."""
    _refuse_own(opened, user)
    if role == PARTY and scope and (user, scope) not in _held(session, opened.id):
        if not opened.actor.local and not may_admit(session, opened.id, scope, user, opened.actor.id):
            raise RefusedError(403, "nektet.parti_inn")
        if foreign_name(session, opened.id, scope):
            raise RefusedError(422, "nektet.parti_navn", navn=scope)
    grant(session, opened.id, user, role, opened.actor.id, scope)


def take(session: Session, opened: OpenPlan, membership: int, parties: tuple[str, ...] | None = None) -> None:
    """Take a role away; with `parties`, one in any of them only. Errors: RefusedError 404 for one that is not there, 403 for the
    actor's own."""
    found = session.get(Membership, membership)
    if found is None or found.plan_id != opened.id:
        raise RefusedError(404, "web.404")
    if parties is not None and (found.rolle != PARTY or found.omfang not in parties):
        raise RefusedError(404, "web.404")
    _refuse_own(opened, found.bruker_id)
    revoke(session, found, opened.actor.id)


def _refuse_own(opened: OpenPlan, user: int) -> None:
    """Errors: RefusedError 403 for a change of the actor's own roles, which another must make."""
    if user == opened.actor.id and not opened.actor.local:
        raise RefusedError(403, "nektet.egen_rolle")


def _held(session: Session, plan: int) -> set[tuple[int, str]]:
    """(user, party) of those who have a party's access already."""
    rows = select(Membership.bruker_id, Membership.omfang).where(Membership.plan_id == plan, Membership.rolle == PARTY)
    return {(user, party) for user, party in session.execute(rows)}


@router.get("")
def own_party(opened: Mine) -> list[MemberOut]:
    """Those who see the private alternatives of the actor's parties."""
    with opened.service.store.reading() as session:
        return members_of(session, opened.id, opened.rights.scopes(PARTY))


@router.post("", status_code=201)
def let_in(body: NewPartyMember, opened: Mine) -> list[MemberOut]:
    """Let a person who has a role in the plan into the actor's party. The answer is the same for all who have none."""
    mine = opened.rights.scopes(PARTY)
    if body.omfang not in mine:
        raise RefusedError(403, "nektet.parti", names=", ".join(mine))
    with opened.service.store.session() as session:
        user = user_at(session, body.epost)
        if user is None or not roles_of(session, opened.id, user.id):
            raise RefusedError(404, "nektet.parti_ukjent")
        give(session, opened, user.id, PARTY, body.omfang)
        return members_of(session, opened.id, mine)


@router.delete("/{medlemskap}")
def let_out(medlemskap: RowId, opened: Mine) -> list[MemberOut]:
    """Take a person out of the actor's party."""
    mine = opened.rights.scopes(PARTY)
    with opened.service.store.session() as session:
        take(session, opened, medlemskap, mine)
        return members_of(session, opened.id, mine)
