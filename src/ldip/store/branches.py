"""Alternatives: created under names that tell nothing of what others keep private, published, and given to a party.

Names of published branches are unique in a plan. A private alternative may have any name that none of the branches its owner
sees has; another's private alternative of the same name does not matter, and a clash is met first when one is published.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.plan.texts import clean_name
from ldip.store import audit
from ldip.store.schema import Branch, Membership, User
from ldip.store.versions import version_of

PARTY: Final = "parti"  # the role
PRIVATE: Final = " (privat)"  # follows the name of a private alternative while a published one has the same


def new_branch(session: Session, plan: int, name: str, at: int, author: int, private: bool = False, party: str = "") -> Branch:
    """Create an alternative from a version of the plan; private until it is published. `party` is set for a party's own.

    Errors: SourceError for a name that is in use or is a party's, or a version of another plan."""
    if version_of(session, at).plan_id != plan:
        raise SourceError([Problem("lager", "versjon", "hører til en annen plan", str(at), "velg en versjon av planen")])
    name = clean_name(name, "gren")
    if name.strip().endswith(PRIVATE.strip()):
        raise SourceError([Problem("lager", "gren", f"navnet slutter på «{PRIVATE.strip()}»", name, "velg et annet navn")])
    _refuse_name_of_party(session, plan, name, party)
    branch = Branch(plan_id=plan, navn=name, hode_id=at, eier_id=author if private else None, publisert=not private, parti=party)
    if _taken(session, branch):
        raise _in_use(name)
    session.add(branch)
    _flushed(session, name)
    audit.record(session, author, "gren.opprettet", f"plan/{plan}", {"gren": branch.id, "fra": at, "privat": private})
    return branch


def publish_branch(session: Session, branch: Branch, actor: int) -> None:
    """Make an alternative visible to everyone with access to the plan.

    Errors: SourceError when a published one has its name, or it is another party's."""
    if branch.publisert:
        return
    _refuse_name_of_party(session, branch.plan_id, branch.navn, branch.parti)
    if _published(session, branch.plan_id, branch.navn) is not None:
        raise _in_use(branch.navn)
    branch.publisert = True
    _flushed(session, branch.navn)
    audit.record(session, actor, "gren.publisert", f"plan/{branch.plan_id}", {"gren": branch.id, "versjon": branch.hode_id})


def parties_of(session: Session, plan: int) -> set[str]:
    """Names of the parties in a plan: those with a member or an alternative of their own."""
    members = select(Membership.omfang).where(Membership.plan_id == plan, Membership.rolle == PARTY)
    owned = select(Branch.parti).where(Branch.plan_id == plan, Branch.parti != "")
    return {*session.scalars(members), *session.scalars(owned)}


def may_admit(session: Session, plan: int, party: str, user: int, actor: int) -> bool:
    """Whether an actor may give a user a party's access in a plan.

    A member of the party may. Anybody else (an administrator) may only give the first access: while the party has no active
    member, and either no private alternative, or the user is the one who created it."""
    wanted = (Membership.plan_id == plan, Membership.rolle == PARTY, Membership.omfang == party)
    inside = set(
        session.scalars(select(Membership.bruker_id).join(User, User.id == Membership.bruker_id).where(*wanted, User.aktiv))
    )
    if inside:
        return actor in inside
    private = select(Branch.eier_id).where(Branch.plan_id == plan, Branch.parti == party, ~Branch.publisert)
    return all(owner == user for owner in session.scalars(private))


def foreign_name(session: Session, plan: int, party: str) -> bool:
    """Whether a published branch that is not the party's has its name; the party could then have none."""
    found = _published(session, plan, party)
    return found is not None and found.parti != party


def _refuse_name_of_party(session: Session, plan: int, name: str, party: str) -> None:
    """Errors: SourceError when a name is that of a party other than the branch's own. The names of parties are no secret."""
    if party != name and _plain(name) in {_plain(n) for n in parties_of(session, plan)}:
        hint = "bare partiet kan ha et alternativ med det navnet"
        raise SourceError([Problem("lager", "gren", "navnet er et partis", name, hint)])


def _taken(session: Session, branch: Branch) -> bool:
    """Whether a branch that the owner of a new one sees has its name."""
    if _published(session, branch.plan_id, branch.navn) is not None:
        return True
    if branch.publisert:
        return False
    private = select(Branch.id).where(Branch.plan_id == branch.plan_id, ~Branch.publisert)
    if branch.parti:
        return session.scalar(private.where(Branch.parti == branch.parti)) is not None
    mine = private.where(Branch.parti == "", Branch.eier_id == branch.eier_id, Branch.navn == branch.navn)
    return session.scalar(mine) is not None


def _published(session: Session, plan: int, name: str) -> Branch | None:
    return session.scalar(select(Branch).where(Branch.plan_id == plan, Branch.navn == name, Branch.publisert))


def _flushed(session: Session, name: str) -> None:
    """Write a branch. Errors: SourceError when another transaction took the name meanwhile."""
    try:
        session.flush()
    except IntegrityError:
        raise _in_use(name) from None


def _in_use(name: str) -> SourceError:
    return SourceError([Problem("lager", "gren", "navnet er i bruk", name, "velg et annet navn")])


def _plain(name: str) -> str:
    """A name without differences of case and spaces, which a reader would not see."""
    return " ".join(name.split()).casefold()
