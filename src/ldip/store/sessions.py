"""Sessions of browsers: they end when unused for a while, after a longest life, and when their user's access changes.

Tokens are stored as hashes, so a copy of the database gives no access. Source: OWASP ASVS 5.0 V7.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ldip.store import audit
from ldip.store.schema import Credential, SessionRow, User

How = Literal["passord", "oidc"]
IDLE: Final = dt.timedelta(hours=2)
LONGEST: Final = dt.timedelta(hours=12)
SHOWN_ID: Final = 16  # characters of the stored hash by which a session is named


@dataclass(frozen=True)
class LoggedIn:
    """A new session: the token the browser keeps, and the CSRF token it sends with every change."""

    token: str
    csrf: str
    user: int


@dataclass(frozen=True)
class Known:
    """The user of a valid session; `enrolled` is whether a second factor is confirmed, `used` the time of last use."""

    user: User
    csrf: str
    how: str
    system: bool
    enrolled: bool
    used: dt.datetime


def hashed(token: str) -> str:
    """SHA-256 of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def start(session: Session, user: int, how: How, agent: str = "", longest: dt.timedelta = LONGEST) -> LoggedIn:
    """Start a session and delete expired ones."""
    now = audit.now()
    session.execute(delete(SessionRow).where(SessionRow.utloeper < now))
    made = LoggedIn(secrets.token_urlsafe(32), secrets.token_urlsafe(32), user)
    row = SessionRow(id=hashed(made.token), bruker_id=user, csrf=made.csrf, opprettet=now, utloeper=now + longest)
    row.sist_brukt, row.laget_paa, row.maate = now, agent[:200], how
    session.add(row)
    session.flush()
    audit.record(session, user, "bruker.innlogget", f"bruker/{user}", {"med": how})
    return made


def session_of(session: Session, token: str, idle: dt.timedelta = IDLE) -> Known | None:
    """The user of a token; None when it is unknown, expired or unused for too long, or the user is closed."""
    now = audit.now()
    join = select(User, SessionRow, Credential).join(SessionRow, SessionRow.bruker_id == User.id)
    whole = join.outerjoin(Credential, Credential.bruker_id == User.id)
    wanted = (SessionRow.id == hashed(token), SessionRow.utloeper > now, SessionRow.sist_brukt > now - idle, User.aktiv)
    found = session.execute(whole.where(*wanted)).first()
    if found is None:
        return None
    user, row, credential = found
    enrolled = credential is not None and credential.totp_bekreftet is not None
    system = credential is not None and credential.systemansvarlig
    return Known(user, row.csrf, row.maate, system, enrolled, audit.aware(row.sist_brukt))


def touch(session: Session, token: str) -> None:
    """Record that a session is in use."""
    session.execute(update(SessionRow).where(SessionRow.id == hashed(token)).values(sist_brukt=audit.now()))


def end(session: Session, token: str) -> None:
    """End a session."""
    session.execute(delete(SessionRow).where(SessionRow.id == hashed(token)))


def sessions_of(session: Session, user: int, idle: dt.timedelta = IDLE) -> list[SessionRow]:
    """The valid sessions of a user, the last used first."""
    now = audit.now()
    wanted = (SessionRow.bruker_id == user, SessionRow.utloeper > now, SessionRow.sist_brukt > now - idle)
    return list(session.scalars(select(SessionRow).where(*wanted).order_by(SessionRow.sist_brukt.desc())))


def end_one(session: Session, user: int, shown: str) -> bool:
    """End the session of a user by its shown id; False when the user has none of that id."""
    mine = session.scalars(select(SessionRow.id).where(SessionRow.bruker_id == user)).all()
    chosen = [i for i in mine if i[:SHOWN_ID] == shown]
    session.execute(delete(SessionRow).where(SessionRow.id.in_(chosen)))
    return bool(chosen)


def end_all(session: Session, user: int, actor: int | None, keep: str = "") -> None:
    """End every session of a user, except that of a token where one is to be kept."""
    wanted = (SessionRow.bruker_id == user, SessionRow.id != (hashed(keep) if keep else ""))
    ended = session.scalars(delete(SessionRow).where(*wanted).returning(SessionRow.id)).all()
    if ended:
        audit.record(session, actor, "bruker.sesjoner_avsluttet", f"bruker/{user}", {"antall": len(ended)})
