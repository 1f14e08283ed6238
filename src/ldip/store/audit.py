"""The audit trail: rows chained by hash and sealed by a key kept apart, so that a changed, removed or inserted row is detected.

The details of a row are ids, never names or addresses of persons: a person can then be made anonymous without breaking it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from ldip.store.keys import KeyRing
from ldip.store.schema import AuditRow, TrailHead

START: Final = "0" * 64
PAGE: Final = 1000
CHAIN: Final = 4_101_983  # advisory lock of the chain on PostgreSQL; SQLite serialises writers
RING: Final = "noekkelring"  # of a session's info
NEWEST: Final = "siste_rad"  # the row that the transaction wrote last, of a session's info
ROWS: Final = "rader"
CUT: Final = "brudd"  # in the details of the first row after a cut: the number that the trail ended with
BASELINE: Final = "spor.grunnlinje"
CHANGED: Final = "rader.endret"  # the action of a transaction that names none
HEAD: Final = 1
COLUMNS: Final = tuple(getattr(AuditRow, c.name) for c in AuditRow.__table__.columns)
Fault = Literal["", "hull", "lenke", "innhold", "useglet", "ukjent_noekkel", "segl"]


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


def ring_of(session: Session) -> KeyRing:
    """The key ring of the store that a session is in."""
    found: KeyRing = session.info[RING]
    return found


def record(session: Session, actor: int | None, action: str, subject: str, details: Mapping[str, Any]) -> AuditRow:
    """Append a row to the chain, in the caller's transaction. `details` are ids and codes, nothing of persons."""
    wait(session)
    first = NEWEST not in session.info
    last = session.scalars(select(AuditRow).order_by(AuditRow.nr.desc()).limit(1)).first()
    number, before, at = (last.nr + 1, last.hash, now()) if last else (1, START, now())
    cut = _head_fault(session, last) if first else None  # noted for good, since the next head is of this row
    told = dict(details) if cut is None else {**details, CUT: cut}
    row = AuditRow(nr=number, tid=at, bruker_id=actor, handling=action, gjelder=subject, detaljer=told, forrige=before, hash="")
    _seal(session, row)
    session.add(row)
    session.flush()
    session.info[NEWEST] = row
    return row


def wait(session: Session) -> None:
    """Wait until no other transaction appends to the chain, and keep others waiting until this one ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN})


def conclude(session: Session, rows: Mapping[str, str | None]) -> None:
    """Before a transaction is committed: note the digests of the rows it changed in its last row of the chain, a row of its
    own where it has none, and seal the head."""
    row: AuditRow | None = session.info.pop(NEWEST, None)
    if row is None and not rows:
        return
    if row is None:
        row = record(session, None, CHANGED, "lager", {})
        session.info.pop(NEWEST)
    if rows:
        row.detaljer = {**row.detaljer, ROWS: dict(rows)}
        _seal(session, row)
    head = session.get(TrailHead, HEAD) or TrailHead(id=HEAD)
    head.nr = row.nr
    head.noekkel_id, head.segl = ring_of(session).mac("spor", _head_words(row.nr, row.hash))
    session.add(head)
    session.flush()


def broken(session: Session) -> int | None:
    """The number of the first row that does not follow from the one before it, or is not sealed; None when the chain holds."""
    return next((link.number for link in links(session) if link.fault), None)


@dataclass(frozen=True)
class Link:
    """A row of the chain as stored, and what is wrong with it; `number` is the number it should have."""

    row: Row[Any]
    number: int
    fault: Fault


def links(session: Session) -> Iterator[Link]:
    """Every row of the chain in order, with what is wrong with it. Rows from before the trail was sealed hold by the
    baseline, which must be the first sealed row."""
    before, expected, sealed = START, 1, False
    unsealed: Row[Any] | None = None
    while page := session.execute(select(*COLUMNS).where(AuditRow.nr >= expected).order_by(AuditRow.nr).limit(PAGE)).all():
        for row in page:
            fault = _fault(session, row, expected, before)
            if not row.noekkel_id and not row.segl:
                unsealed = unsealed or row
                fault = fault or ("useglet" if sealed else "")
            elif not sealed:
                sealed = True
                fault = fault or ("useglet" if unsealed and row.handling != BASELINE else "")
            yield Link(row, expected, fault)
            before, expected = row.hash, row.nr + 1
    if unsealed is not None and not sealed:
        yield Link(unsealed, unsealed.nr, "useglet")


def _fault(session: Session, row: Row[Any], expected: int, before: str) -> Fault:
    ring = ring_of(session)
    if row.hash != _hash(row):
        return "innhold"
    if (row.noekkel_id or row.segl) and not ring.knows("spor", row.noekkel_id):
        return "ukjent_noekkel"
    if row.noekkel_id and not ring.holds("spor", _words(row), row.segl, row.noekkel_id):
        return "segl"
    return "hull" if row.nr != expected else "lenke" if row.forrige != before else ""


def head_fault(session: Session) -> int | None:
    """The number the trail should end with where its head tells another end than the last row; None when they agree."""
    columns = (AuditRow.nr, AuditRow.hash, AuditRow.noekkel_id)
    return _head_fault(session, session.execute(select(*columns).order_by(AuditRow.nr.desc()).limit(1)).first())


def _head_fault(session: Session, last: Any) -> int | None:
    head = session.get(TrailHead, HEAD, populate_existing=True)
    if last is None or not last.noekkel_id:
        return head.nr if head is not None else None
    if head is None:
        return int(last.nr)
    whole = head.nr == last.nr and ring_of(session).holds("spor", _head_words(last.nr, last.hash), head.segl, head.noekkel_id)
    return None if whole else head.nr


def length(session: Session) -> int:
    """Number of rows in the chain; stored elsewhere, it shows whether the end was cut off."""
    return session.scalar(select(func.count()).select_from(AuditRow)) or 0


def is_sealed(session: Session) -> bool:
    """Whether any row of the chain is sealed."""
    return session.scalar(select(AuditRow.nr).where(AuditRow.noekkel_id != "").limit(1)) is not None


def _seal(session: Session, row: AuditRow) -> None:
    row.hash = _hash(row)
    row.noekkel_id, row.segl = ring_of(session).mac("spor", _words(row))


def _words(row: AuditRow | Row[Any]) -> bytes:
    return f"segl|{row.nr}|{row.hash}".encode()


def _head_words(number: int, row_hash: str) -> bytes:
    return f"hode|{number}|{row_hash}".encode()


def _hash(row: AuditRow | Row[Any]) -> str:
    return digest(row.nr, utc(row.tid), row.bruker_id, row.handling, row.gjelder, row.detaljer, row.forrige)
