"""The audit trail: rows chained by hash, so that a changed, removed or inserted row is detected."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ldip.store.schema import AuditRow

START: Final = "0" * 64
PAGE: Final = 1000
CHAIN: Final = 4_101_983  # advisory lock of the chain on PostgreSQL; SQLite serialises writers


def now() -> dt.datetime:
    """The current time in UTC."""
    return dt.datetime.now(dt.UTC)


def aware(moment: dt.datetime) -> dt.datetime:
    """A time with its zone; SQLite returns times without one, and they are UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def utc(moment: dt.datetime) -> str:
    """A time as text, UTC to the microsecond."""
    return aware(moment).astimezone(dt.UTC).isoformat(timespec="microseconds")


def digest(*parts: object) -> str:
    """SHA-256 of parts as canonical JSON."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def record(session: Session, actor: int | None, action: str, subject: str, details: Mapping[str, Any]) -> AuditRow:
    """Append a row to the chain, in the caller's transaction."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN})
    last = session.scalars(select(AuditRow).order_by(AuditRow.nr.desc()).limit(1)).first()
    number, before, at = (last.nr + 1, last.hash, now()) if last else (1, START, now())
    row = AuditRow(
        nr=number, tid=at, bruker_id=actor, handling=action, gjelder=subject, detaljer=dict(details), forrige=before, hash=""
    )
    row.hash = _hash(row)
    session.add(row)
    session.flush()
    return row


def broken(session: Session) -> int | None:
    """The number of the first row that does not follow from the one before it; None when the chain holds."""
    before, expected = START, 1
    while page := session.scalars(select(AuditRow).where(AuditRow.nr >= expected).order_by(AuditRow.nr).limit(PAGE)).all():
        for row in page:
            if row.nr != expected or row.forrige != before or row.hash != _hash(row):
                return expected
            before, expected = row.hash, expected + 1
    return None


def length(session: Session) -> int:
    """Number of rows in the chain; stored elsewhere, it shows whether the end was cut off."""
    return session.scalar(select(func.count()).select_from(AuditRow)) or 0


def _hash(row: AuditRow) -> str:
    return digest(row.nr, utc(row.tid), row.bruker_id, row.handling, row.gjelder, row.detaljer, row.forrige)
