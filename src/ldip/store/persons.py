"""Persons in the store: what is stored of one, erasure by pseudonym, and deletion of what is no longer needed.

Versions, locks and the trail name their users by number only, so a person can be erased while every hash holds. Which tables keep
their rows is declared here; a table with a reference to a user that is not declared loses its rows at an erasure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import LargeBinary, delete, func, select, text
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.store import audit
from ldip.store.attempts import KEPT as ATTEMPTS_KEPT
from ldip.store.attempts import of_account
from ldip.store.database import Store
from ldip.store.limits import RUNS_DAYS, SHARES_DAYS
from ldip.store.members import revoke, user_at
from ldip.store.pulse import KEPT as PULSE_KEPT
from ldip.store.runs import DONE
from ldip.store.schema import (
    AuditRow,
    Base,
    Credential,
    Lock,
    LoginAttempt,
    Membership,
    RunRow,
    SessionRow,
    Share,
    User,
    WorkerPulse,
)

# The municipality's case: who acted stays as a number.
CASE: Final = frozenset(
    {"versjon", "gren", "laas", "budsjettlinje", "kommentar", "kjoering", "revisjonsspor", "deling", "planmappe"}
)
SECRET: Final = frozenset({"passord", "csrf", "token", "hash", "signatur", "segl", "totp_hemmelighet"})
LEFT_OUT: Final = {"sesjon": frozenset({"id"}), "kjoering": frozenset({"sammendrag"})}
HIDDEN: Final = "lagret, vises ikke"
GONE: Final = "slettet.invalid"  # RFC 2606: an address that can never be delivered to


@dataclass(frozen=True)
class Cleared:
    """Number of rows deleted, by kind."""

    sessions: int
    attempts: int
    runs: int
    shares: int
    pulses: int


def references() -> Iterator[tuple[type[Any], Any]]:
    """(entity, column) of every reference to a user."""
    for mapper in sorted(Base.registry.mappers, key=lambda m: m.class_.__name__):
        for column in mapper.local_table.columns:
            if any(key.column.table.name == User.__tablename__ for key in column.foreign_keys):
                yield mapper.class_, column


def known_user(session: Session, email: str) -> User:
    """The user of an address. Errors: SourceError for an unknown one."""
    found = user_at(session, email)
    if found is None:
        raise SourceError([Problem("lager", "bruker", "finnes ikke", email, "se adressen i listen over medlemmer")])
    return found


def insight(session: Session, email: str) -> dict[str, Any]:
    """All that is stored of a person, by table; secrets are named, not shown. Errors: SourceError for an unknown address."""
    user = known_user(session, email)
    found: dict[str, Any] = {"bruker": [_shown(user)]}
    for entity, column in references():
        rows = [_shown(row) for row in session.scalars(select(entity).where(column == user.id))]
        if rows:
            found.setdefault(entity.__tablename__, []).extend(rows)
    about = session.scalars(
        select(AuditRow).where(AuditRow.gjelder == f"bruker/{user.id}", AuditRow.bruker_id.is_distinct_from(user.id))
    )
    found["revisjonsspor_om"] = [_shown(row) for row in about]
    return found


def _shown(row: Any) -> dict[str, Any]:
    """A row as JSON."""
    table = row.__table__
    left_out = LEFT_OUT.get(table.name, frozenset())
    shown = {
        c.name: getattr(row, c.name) for c in table.columns if c.name not in left_out and not isinstance(c.type, LargeBinary)
    }
    return {k: HIDDEN if k in SECRET and v else v.isoformat() if isinstance(v, dt.datetime) else v for k, v in shown.items()}


def erase(session: Session, email: str, actor: int | None = None) -> int:
    """Replace the person of an address, as `erase_user`. Errors: SourceError for an unknown one."""
    return erase_user(session, known_user(session, email), actor)


def erase_user(session: Session, user: User, actor: int | None = None) -> int:
    """Replace a person by a number: name, address, roles, sessions and credentials go, and what was done stays with the number.

    Returns the number. Errors: SourceError for the last active administrator of the system."""
    _refuse_last(session, user)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA secure_delete=ON"))  # what is replaced is overwritten in the file
    for membership in session.scalars(select(Membership).where(Membership.bruker_id == user.id)).all():
        revoke(session, membership, actor or user.id)
    for entity, column in references():
        if entity.__tablename__ not in CASE:
            for row in session.scalars(select(entity).where(column == user.id)).all():
                session.delete(row)
    session.flush()
    session.execute(delete(LoginAttempt).where(LoginAttempt.noekkel == of_account("konto", user.epost).key))
    user.navn, user.epost, user.aktiv = f"Slettet bruker {user.id}", f"bruker-{user.id}@{GONE}", False
    session.flush()
    audit.record(session, actor, "bruker.slettet", f"bruker/{user.id}", {})
    return user.id


def emptied_log(store: Store) -> bool:
    """Empty SQLite's log, which holds what was replaced. False where others use the store, and it is emptied when they end."""
    if store.engine.dialect.name != "sqlite":
        return True
    connection = store.engine.raw_connection()  # not in a transaction
    try:
        return not connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    finally:
        connection.close()


def _refuse_last(session: Session, user: User) -> None:
    join = select(func.count()).select_from(Credential).join(User, User.id == Credential.bruker_id)
    others = session.scalar(join.where(Credential.systemansvarlig, User.aktiv, User.id != user.id))
    own = session.get(Credential, user.id)
    if own is not None and own.systemansvarlig and not others:
        hint = "gjør en annen til systemansvarlig først"
        raise SourceError([Problem("lager", "bruker", "er den siste systemansvarlige", user.epost, hint)])


def clear(session: Session, runs_days: int = RUNS_DAYS, shares_days: int = SHARES_DAYS, actor: int | None = None) -> Cleared:
    """Delete what is no longer needed: expired sessions, old failed logins, runs of versions that are not locked, old links.

    Rows that the trail covers are deleted one by one with an entry in the trail."""
    now = audit.now()
    done = select(RunRow).where(RunRow.status.in_(DONE), RunRow.ferdig < now - dt.timedelta(days=runs_days))
    runs = session.scalars(done.where(RunRow.versjon_id.not_in(select(Lock.versjon_id)))).all()
    shares = session.scalars(select(Share).where(Share.utloeper < now - dt.timedelta(days=shares_days))).all()
    for row in (*runs, *shares):
        session.delete(row)
    session.flush()
    counts = Cleared(
        _gone(session, SessionRow, SessionRow.utloeper < now),
        _gone(session, LoginAttempt, LoginAttempt.tid < now - ATTEMPTS_KEPT),
        len(runs),
        len(shares),
        _gone(session, WorkerPulse, WorkerPulse.tid < now - PULSE_KEPT),
    )
    if runs or shares:
        details = {"kjoeringer": [r.id for r in runs], "delinger": [s.id for s in shares]}
        audit.record(session, actor, "lager.ryddet", "lager", details)
    return counts


def _gone(session: Session, entity: type[Any], wanted: Any) -> int:
    count = session.scalar(select(func.count()).select_from(entity).where(wanted)) or 0
    session.execute(delete(entity).where(wanted))
    return count
