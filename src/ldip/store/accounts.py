"""Authentication of users: their passwords, the right to administer the system, and their accounts at an identity provider.

Sources: RFC 9106 (argon2id), OWASP ASVS 5.0 V6.
"""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.store import audit, codes
from ldip.store.members import add_user, address_of, user_at
from ldip.store.passwords import check_password, hash_of, nobody
from ldip.store.schema import Credential, StoredPlan, User
from ldip.store.sessions import end_all

MOST_PLANS: Final = 50  # plans whose names a password is compared with


def credential_of(session: Session, user: int) -> Credential:
    """A user's credential; an empty one is created where there is none."""
    found = session.get(Credential, user)
    if found is None:
        found = Credential(bruker_id=user, passord="", oidc_subjekt=None, systemansvarlig=False)
        session.add(found)
        session.flush()
    return found


def names_near(session: Session, user: int) -> list[str]:
    """Names that a user's password must not be made of: the user's own and those of the plans."""
    found = session.get_one(User, user)
    plans = session.scalars(select(StoredPlan.navn).order_by(StoredPlan.id.desc()).limit(MOST_PLANS))
    return ["ldip", found.navn, *re.split(r"[@.]", found.epost), *plans]


def set_password(session: Session, user: int, password: str, actor: int | None) -> None:
    """Set a user's password and end the user's sessions. Errors: SourceError when it is too short or easily guessed."""
    check_password(password, names_near(session, user))
    keep_password(session, user, hash_of(password), actor)


def keep_password(session: Session, user: int, stored: str, actor: int | None) -> None:
    """Store the hash of a checked password, and end the user's sessions and one-time code."""
    credential_of(session, user).passord = stored
    codes.revoke(session, user)
    end_all(session, user, actor)
    audit.record(session, actor, "bruker.passord", f"bruker/{user}", {})


def set_system(session: Session, user: int, value: bool, actor: int | None) -> None:
    """Set whether a user may create plans and users; the user's sessions end when it is taken away.

    Errors: SourceError for the last who may."""
    if not value:
        keep_one_system(session, user)
        end_all(session, user, actor)
    credential_of(session, user).systemansvarlig = value
    audit.record(session, actor, "bruker.systemansvarlig", f"bruker/{user}", {"verdi": value})


def keep_one_system(session: Session, user: int) -> None:
    """Errors: SourceError when a user is the last active one who can log in and may administer the system."""
    able = (Credential.systemansvarlig, User.aktiv, (Credential.passord != "") | Credential.oidc_subjekt.is_not(None))
    # locked, so that two administrators cannot close each other at once
    join = select(Credential.bruker_id).join(User, User.id == Credential.bruker_id).where(*able).with_for_update()
    if set(session.scalars(join)) == {user}:
        hint = "gjør en annen til systemansvarlig først"
        raise SourceError([Problem("lager", "bruker", "er den siste systemansvarlige", str(user), hint)])


def is_system(session: Session, user: int) -> bool:
    """Whether a user may create plans and users."""
    found = session.get(Credential, user)
    return found is not None and found.systemansvarlig


def set_active(session: Session, user: int, value: bool, actor: int | None) -> None:
    """Close a user, which ends the user's sessions and code at once, or open a closed one.

    Errors: SourceError for an unknown user and for the last system administrator."""
    found = session.get(User, user)
    if found is None:
        raise SourceError([Problem("lager", "bruker", "finnes ikke", str(user), "se listen over brukere")])
    if not value:
        keep_one_system(session, user)
        codes.revoke(session, user)
        end_all(session, user, actor)
    found.aktiv = value
    session.flush()
    audit.record(session, actor, "bruker.aapnet" if value else "bruker.stengt", f"bruker/{user}", {})


def stored_hash(session: Session, email: str) -> tuple[int | None, str]:
    """(user, hash) of an address; an unknown or closed one gets a hash that no password matches, so that timing is equal."""
    join = select(User.id, Credential.passord).join(Credential, Credential.bruker_id == User.id)
    found = session.execute(join.where(User.epost == address_of(email), User.aktiv)).first()
    return (found[0], found[1]) if found and found[1] else (None, nobody())


def user_of_subject(session: Session, subject: str) -> User | None:
    """The active user whose account at an identity provider has a subject (`iss|sub`)."""
    join = select(User).join(Credential, Credential.bruker_id == User.id)
    return session.scalar(join.where(Credential.oidc_subjekt == subject, User.aktiv))


def user_of_address(session: Session, subject: str, email: str) -> User | None:
    """The active user of an address a provider has verified, linked to the subject from now on; None where the user has another.

    Only where the administrator has chosen to trust the provider's addresses."""
    known = user_at(session, email)
    if known is None or not known.aktiv or credential_of(session, known.id).oidc_subjekt is not None:
        return None
    link(session, known.id, subject)
    return known


def link(session: Session, user: int, subject: str) -> None:
    """Link a user to an account at an identity provider, instead of any earlier one. Errors: SourceError when another has it."""
    other = session.scalar(select(Credential.bruker_id).where(Credential.oidc_subjekt == subject, Credential.bruker_id != user))
    if other is not None:
        raise SourceError([Problem("lager", "konto", "er alt koblet til en annen bruker", "", "logg inn med din egen konto")])
    credential_of(session, user).oidc_subjekt = subject
    session.flush()
    audit.record(session, user, "bruker.koblet", f"bruker/{user}", {})


def local_user(session: Session, email: str, name: str) -> User:
    """The single user of a local program, created the first time."""
    made = user_at(session, email) or add_user(session, name, email)
    if not credential_of(session, made.id).systemansvarlig:
        set_system(session, made.id, True, None)
    return made
