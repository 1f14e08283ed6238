"""Users, their roles in plans, and comments on lines and numbers."""

from __future__ import annotations

from typing import Final, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.plan.texts import clean_name, clean_text
from ldip.store import audit
from ldip.store.schema import Comment, Membership, User
from ldip.store.versions import history, version_of

Role = Literal["leser", "bidragsyter", "prosjekt", "oekonomi", "parti", "administrator"]
ROLES: Final = get_args(Role)
LIMITED: Final = {"bidragsyter": "sektoren", "parti": "alternativet"}  # roles limited to a part of the plan


def user_at(session: Session, email: str) -> User | None:
    """The user of an address; None for an unknown one."""
    return session.scalar(select(User).where(User.epost == address_of(email)))


def address_of(email: str) -> str:
    """An address in stored form."""
    return email.strip().lower()


def add_user(session: Session, name: str, email: str, actor: int | None = None) -> User:
    """Create a user. Errors: SourceError when the address is in use."""
    address = address_of(email)
    if user_at(session, email) is not None:
        raise SourceError([Problem("lager", "epost", "adressen er i bruk", address, "finn brukeren som har den")])
    user = User(navn=clean_name(name, "navn"), epost=clean_name(address, "epost"), aktiv=True)
    session.add(user)
    session.flush()
    audit.record(session, actor, "bruker.opprettet", f"bruker/{user.id}", {})
    return user


def grant(session: Session, plan: int, user: int, role: Role, actor: int, scope: str = "") -> Membership:
    """Grant a role. Errors: SourceError when the role needs a scope and has none, or takes none and has one."""
    if (role in LIMITED) != bool(scope):
        what = LIMITED.get(role, "")
        hint = f"oppgi {what} rollen gjelder" if what else "rollen gjelder hele planen"
        raise SourceError([Problem("lager", "omfang", f"passer ikke til rollen {role}", scope, hint)])
    wanted = (Membership.plan_id == plan, Membership.bruker_id == user, Membership.rolle == role, Membership.omfang == scope)
    found = session.scalar(select(Membership).where(*wanted))
    if found is not None:
        return found
    made = Membership(plan_id=plan, bruker_id=user, rolle=role, omfang=clean_name(scope, "omfang"))
    session.add(made)
    session.flush()
    audit.record(session, actor, "rolle.gitt", f"plan/{plan}", {"bruker": user, "rolle": role, "omfang": scope})
    return made


def revoke(session: Session, membership: Membership, actor: int) -> None:
    """Revoke a role."""
    details = {"bruker": membership.bruker_id, "rolle": membership.rolle, "omfang": membership.omfang}
    audit.record(session, actor, "rolle.fjernet", f"plan/{membership.plan_id}", details)
    session.delete(membership)
    session.flush()


def roles_of(session: Session, plan: int, user: int) -> list[tuple[str, str]]:
    """(role, scope) of a user in a plan; nothing for a user who is not active."""
    rows = select(Membership.rolle, Membership.omfang).join(User, User.id == Membership.bruker_id)
    mine = rows.where(Membership.plan_id == plan, Membership.bruker_id == user, User.aktiv)
    return sorted((role, scope) for role, scope in session.execute(mine))


def comment(session: Session, version: int, place: str, text: str, author: int, answer_to: int | None = None) -> Comment:
    """Add a comment on a line («laan.csv: kbn-1») or a number (its address). Errors: SourceError when it is empty."""
    if not text.strip() or not place.strip():
        raise SourceError([Problem("lager", "kommentar", "er tom", "", "skriv noe, og si hva det gjelder")])
    version_of(session, version)
    made = Comment(
        versjon_id=version,
        sted=clean_name(place.strip(), "sted"),
        tekst=clean_text(text.strip(), "tekst"),
        bruker_id=author,
        tid=audit.now(),
        svar_paa_id=answer_to,
    )
    made.loest = False
    session.add(made)
    session.flush()
    audit.record(session, author, "kommentar.skrevet", f"versjon/{version}", {"kommentar": made.id})
    return made


def resolve(session: Session, made: Comment, actor: int) -> None:
    """Mark a comment as done."""
    made.loest = True
    session.flush()
    audit.record(session, actor, "kommentar.loest", f"versjon/{made.versjon_id}", {"kommentar": made.id})


def comments_of(session: Session, version: int, place: str | None = None) -> list[Comment]:
    """Comments that a reader of a version sees: its own and its ancestors', the oldest first."""
    ids = [v.id for v in history(session, version)]
    wanted = select(Comment).where(Comment.versjon_id.in_(ids))
    if place is not None:
        wanted = wanted.where(Comment.sted == place)
    return list(session.scalars(wanted.order_by(Comment.tid, Comment.id)))
