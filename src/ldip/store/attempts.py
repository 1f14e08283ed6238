"""Limits on guessing: failed attempts by account, by network address and by device, each with a delay that doubles.

An attempt is counted before the slow check and taken back when it succeeds, so that simultaneous guesses are limited too and
correct ones never count. A refused attempt is not counted: waiting is enough. Sources: OWASP ASVS 5.0 6.3.1; OWASP, Slow Down
Online Guessing Attacks with Device Cookies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from ldip.store import audit
from ldip.store.schema import LoginAttempt
from ldip.store.sessions import hashed

KEPT: Final = dt.timedelta(hours=24)  # older failures no longer count


@dataclass(frozen=True)
class Limit:
    """Failures before the first delay, and the first and longest delay in seconds."""

    free: int
    first: int = 30
    longest: int = 900

    def delay(self, failures: int) -> dt.timedelta:
        """Delay after the last of some failures."""
        if failures < self.free:
            return dt.timedelta()
        doubled = self.first * 2 ** min(failures - self.free, 20)
        return dt.timedelta(seconds=min(doubled, self.longest))


ACCOUNT: Final = Limit(5)
DEVICE: Final = Limit(5)
PLACE: Final = Limit(30)  # an office behind one address fails more often than one person


@dataclass(frozen=True)
class Counter:
    """Something attempts are counted by, such as «konto:kari@kommunen.no», and its limit."""

    name: str
    limit: Limit

    @property
    def key(self) -> str:
        """SHA-256 of the name, which is stored instead of it."""
        return hashed(self.name)


def of_account(what: str, account: str) -> Counter:
    """The counter of an account: attempts of a kind (`konto`, `tofaktor`, `bekreft`), by address or number of the user."""
    return Counter(f"{what}:{account}", ACCOUNT)


def wait(session: Session, counters: Sequence[Counter]) -> int:
    """Whole seconds until the next attempt is allowed by every counter; 0 when it is allowed now."""
    now, longest = audit.now(), dt.timedelta()
    for counter in counters:
        wanted = (LoginAttempt.noekkel == counter.key, LoginAttempt.tid > now - KEPT)
        failures, last = session.execute(select(func.count(), func.max(LoginAttempt.tid)).where(*wanted)).one()
        if failures >= counter.limit.free:  # an attempt counted meanwhile is later than `now`
            longest = max(longest, counter.limit.delay(failures) - (now - audit.aware(last)))
    return max(0, -(-longest // dt.timedelta(seconds=1)))


def reserve(session: Session, counters: Sequence[Counter]) -> list[int]:
    """Count an attempt before it is checked: the ids to release when it succeeds. Empty where a counter must wait."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite serialises writers
        for lock in sorted(int(c.key[:15], 16) for c in counters):
            session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock})
    if wait(session, counters):
        return []
    session.execute(delete(LoginAttempt).where(LoginAttempt.tid < audit.now() - KEPT))
    made = [LoginAttempt(noekkel=c.key, tid=audit.now()) for c in counters]
    session.add_all(made)
    session.flush()
    return [row.id for row in made]


def release(session: Session, ids: Sequence[int], forgiven: Counter | None = None) -> None:
    """Take back a counted attempt that succeeded, and forgive the earlier failures of one counter."""
    session.execute(delete(LoginAttempt).where(LoginAttempt.id.in_(ids)))
    if forgiven is not None:
        session.execute(delete(LoginAttempt).where(LoginAttempt.noekkel == forgiven.key))
