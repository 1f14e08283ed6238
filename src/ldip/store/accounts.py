"""Authentication: passwords (argon2id), sessions, throttled logins, and users of an identity provider.

Tokens are stored as hashes, so a copy of the database gives no access. Sources: RFC 9106 (argon2id), OWASP ASVS 4.0 V2–V3.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.store import audit
from ldip.store.members import add_user, address_of, user_at
from ldip.store.schema import Credential, LoginAttempt, SessionRow, User

LASTS: Final = dt.timedelta(hours=12)
WINDOW: Final = dt.timedelta(minutes=15)
MOST_FAILURES: Final = 5  # per address within the window; four times as many from one network address
SHORTEST: Final = 12
_HASHER: Final = PasswordHasher()


@dataclass(frozen=True)
class LoggedIn:
    """A new session: the token the browser keeps, and the CSRF token it sends with every change."""

    token: str
    csrf: str
    user: int


def hashed(token: str) -> str:
    """SHA-256 of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def credential_of(session: Session, user: int) -> Credential:
    """A user's credential; an empty one is created where there is none."""
    found = session.get(Credential, user)
    if found is None:
        found = Credential(bruker_id=user, passord="", oidc_subjekt=None, systemansvarlig=False)
        session.add(found)
        session.flush()
    return found


def set_password(session: Session, user: int, password: str, actor: int | None) -> None:
    """Set a user's password and end other sessions. Errors: SourceError when it is too short."""
    if len(password) < SHORTEST:
        raise SourceError([Problem("lager", "passord", "er for kort", "", f"bruk minst {SHORTEST} tegn")])
    credential_of(session, user).passord = _HASHER.hash(password)
    session.execute(delete(SessionRow).where(SessionRow.bruker_id == user))
    audit.record(session, actor, "bruker.passord", f"bruker/{user}", {})


def set_system(session: Session, user: int, value: bool, actor: int | None) -> None:
    """Set whether a user may create plans and users."""
    credential_of(session, user).systemansvarlig = value
    audit.record(session, actor, "bruker.systemansvarlig", f"bruker/{user}", {"verdi": value})


def is_system(session: Session, user: int) -> bool:
    """Whether a user may create plans and users."""
    found = session.get(Credential, user)
    return found is not None and found.systemansvarlig


def throttled(session: Session, *keys: str) -> bool:
    """Whether too many logins have failed within the window for an address (first key) or from a network address (the rest)."""
    since = audit.now() - WINDOW
    for place, key in enumerate(keys):
        wanted = (LoginAttempt.noekkel == hashed(key), LoginAttempt.tid > since)
        count = session.scalar(select(func.count()).select_from(LoginAttempt).where(*wanted)) or 0
        if count >= MOST_FAILURES * (1 if place == 0 else 4):
            return True
    return False


def failed(session: Session, *keys: str) -> None:
    """Record a failed login and delete old ones."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.tid < audit.now() - WINDOW))
    session.add_all(LoginAttempt(noekkel=hashed(k), tid=audit.now()) for k in keys)
    session.flush()


def stored_hash(session: Session, email: str) -> tuple[int | None, str]:
    """(user, hash) of an address; an unknown or closed one gets a hash that no password matches, so that timing is equal."""
    join = select(User.id, Credential.passord).join(Credential, Credential.bruker_id == User.id)
    found = session.execute(join.where(User.epost == address_of(email), User.aktiv)).first()
    return (found[0], found[1]) if found and found[1] else (None, _nobody())


def matches(stored: str, password: str) -> bool:
    """Whether a password matches a hash. Slow by design: call it outside a transaction."""
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return _HASHER.hash(secrets.token_urlsafe(32))


def start(session: Session, user: int, how: str) -> LoggedIn:
    """Start a session and delete expired ones."""
    now = audit.now()
    session.execute(delete(SessionRow).where(SessionRow.utloeper < now))
    made = LoggedIn(secrets.token_urlsafe(32), secrets.token_urlsafe(32), user)
    session.add(SessionRow(id=hashed(made.token), bruker_id=user, csrf=made.csrf, opprettet=now, utloeper=now + LASTS))
    session.flush()
    audit.record(session, user, "bruker.innlogget", f"bruker/{user}", {"med": how})
    return made


def session_of(session: Session, token: str) -> tuple[User, str] | None:
    """(user, csrf) of a token; None when it is unknown or expired, or the user is closed."""
    join = select(User, SessionRow.csrf).join(SessionRow, SessionRow.bruker_id == User.id)
    wanted = (SessionRow.id == hashed(token), SessionRow.utloeper > audit.now(), User.aktiv)
    found = session.execute(join.where(*wanted)).first()
    return (found[0], found[1]) if found else None


def end(session: Session, token: str) -> None:
    """End a session."""
    session.execute(delete(SessionRow).where(SessionRow.id == hashed(token)))


def user_of_subject(session: Session, subject: str, email: str, verified: bool, name: str) -> User | None:
    """The user of an identity provider's claim: by its subject, or the first time by a verified, known address.

    A user whom no administrator has added is refused."""
    join = select(User).join(Credential, Credential.bruker_id == User.id)
    found = session.scalars(join.where(Credential.oidc_subjekt == subject)).first()
    if found is not None:
        return found if found.aktiv else None
    known = user_at(session, email) if verified else None
    if known is None or not known.aktiv or credential_of(session, known.id).oidc_subjekt is not None:
        return None
    credential_of(session, known.id).oidc_subjekt = subject
    session.flush()
    audit.record(session, known.id, "bruker.koblet", f"bruker/{known.id}", {"navn": name})
    return known


def local_user(session: Session, email: str, name: str) -> User:
    """The single user of a local program, created the first time."""
    made = user_at(session, email) or add_user(session, name, email)
    if not credential_of(session, made.id).systemansvarlig:
        set_system(session, made.id, True, None)
    return made


def forgive(session: Session, key: str) -> None:
    """Delete the failed logins of an address after a successful login."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.noekkel == hashed(key)))
