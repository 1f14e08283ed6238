"""The heartbeat of workers: a row each, so that operations see whether anybody works on the queue."""

from __future__ import annotations

import datetime as dt
import time
from typing import Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ldip.store import audit
from ldip.store.database import Store
from ldip.store.runs import SILENT
from ldip.store.schema import RunRow, WorkerPulse

EVERY_S: Final = 10.0
LOST: Final = dt.timedelta(seconds=45)  # a worker without a beat for so long is not counted as alive
KEPT: Final = dt.timedelta(hours=1)  # rows of workers that are gone are deleted after this


class Pulse:
    """The heartbeat of one worker, written at most every `EVERY_S` seconds."""

    def __init__(self, store: Store, worker: str) -> None:
        self.store, self.worker = store, worker
        self._last = -EVERY_S

    def beat(self) -> None:
        """Write that the worker lives."""
        if time.monotonic() - self._last < EVERY_S:
            return
        self._last = time.monotonic()
        now = audit.now()
        with self.store.session() as session:
            row = session.get(WorkerPulse, self.worker)
            if row is None:
                session.add(WorkerPulse(navn=self.worker, tid=now))
            else:
                row.tid = now
            for old in session.scalars(select(WorkerPulse).where(WorkerPulse.tid < now - KEPT)):
                session.delete(old)

    def end(self) -> None:
        """Delete the row of a worker that ends in order."""
        with self.store.session() as session:
            row = session.get(WorkerPulse, self.worker)
            if row is not None:
                session.delete(row)


def alive(session: Session) -> int:
    """Number of workers with a recent beat; one that is in the middle of a run beats in the run's row."""
    now = audit.now()
    idle = set(session.scalars(select(WorkerPulse.navn).where(WorkerPulse.tid > now - LOST)))
    busy = session.scalars(select(RunRow.arbeider).where(RunRow.status == "kjoerer", RunRow.hjerteslag > now - SILENT))
    return len(idle | set(busy))


def revision_of(session: Session) -> str:
    """The schema's revision in the database."""
    return str(session.scalar(select(func.max(text("version_num"))).select_from(text("alembic_version"))) or "")
