"""The queue of runs: requested, claimed by one worker, progress reported, cancelled, claimed again when a worker dies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, Literal

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.store import audit
from ldip.store.schema import RunRow
from ldip.store.versions import version_of

Status = Literal["venter", "kjoerer", "ferdig", "feilet", "avbrutt"]
DONE: Final = ("ferdig", "feilet", "avbrutt")
SILENT: Final = dt.timedelta(seconds=30)  # a worker without a heartbeat for so long is considered dead
MOST_ATTEMPTS: Final = 3  # a run that kills its worker this many times is marked as failed


def ask(session: Session, version: int, author: int, draws: int = 0, seed: int | None = None) -> RunRow:
    """Put a run in the queue. Errors: SourceError for a version with problems or a negative number of draws."""
    found = version_of(session, version)
    if found.feil or draws < 0:
        what = f"versjonen har {found.feil} feil" if found.feil else "antall trekninger er under null"
        raise SourceError([Problem("lager", "kjoering", what, str(version), "rett det, og bestill på nytt")])
    run = RunRow(versjon_id=version, bestilt_av=author, bestilt=audit.now(), trekninger=draws, froe=seed, status="venter")
    session.add(run)
    session.flush()
    audit.record(session, author, "kjoering.bestilt", f"versjon/{version}", {"kjoering": run.id, "trekninger": draws})
    return run


def run_of(session: Session, run: int) -> RunRow:
    """The current state of a run. Errors: SourceError when there is none."""
    found = session.get(RunRow, run, populate_existing=True)
    if found is None:
        raise SourceError([Problem("lager", "kjoering", "kjøringen finnes ikke", str(run), "se kjøringene versjonen har")])
    return found


def claim(session: Session, worker: str, moment: dt.datetime | None = None) -> RunRow | None:
    """Claim the oldest waiting run, or one whose worker is silent, for this worker alone. None when the queue is empty."""
    at = moment or audit.now()
    silent = (RunRow.status == "kjoerer") & (RunRow.hjerteslag < at - SILENT)
    wanted = select(RunRow.id).where((RunRow.status == "venter") | silent).order_by(RunRow.bestilt, RunRow.id).limit(1)
    found = session.scalar(wanted.with_for_update(skip_locked=True))
    if found is None:
        return None
    run = run_of(session, found)
    if run.avbrytes or run.forsoek >= MOST_ATTEMPTS:
        status: Status = "avbrutt" if run.avbrytes else "feilet"
        _end(run, status, "" if run.avbrytes else f"kjøringen stanset arbeideren {run.forsoek} ganger")
        session.flush()
        return claim(session, worker, at)
    run.status, run.arbeider, run.hjerteslag, run.framdrift = "kjoerer", worker, at, 0.0
    run.forsoek += 1
    session.flush()
    return run


def beat(session: Session, run: int, worker: str, progress: float) -> bool:
    """Report heartbeat and progress. False when the run should stop: it was cancelled, or another worker has it."""
    mine = (RunRow.id == run) & (RunRow.arbeider == worker) & (RunRow.status == "kjoerer")
    done = session.execute(update(RunRow).where(mine).values(framdrift=progress, hjerteslag=audit.now()))
    return done.rowcount == 1 and not run_of(session, run).avbrytes  # type: ignore[attr-defined]  # an update's cursor


def finish(session: Session, run: int, worker: str, run_hash: str, summary: Mapping[str, Any]) -> bool:
    """Store a run's summary. False, and nothing stored, when another worker has claimed it meanwhile."""
    found = run_of(session, run)
    if (found.status, found.arbeider) != ("kjoerer", worker):
        return False
    _end(found, "ferdig", "")
    found.framdrift, found.kjoeringshash, found.sammendrag = 1.0, run_hash, dict(summary)
    session.flush()
    return True


def fail(session: Session, run: int, worker: str, reason: str) -> None:
    """Record why a run failed; a cancelled run is marked as stopped, not failed."""
    found = run_of(session, run)
    if (found.status, found.arbeider) == ("kjoerer", worker):
        _end(found, "avbrutt" if found.avbrytes else "feilet", "" if found.avbrytes else reason)
        session.flush()


def cancel(session: Session, run: int, actor: int) -> None:
    """Cancel a run: at once while it waits, at the worker's next beat while it runs."""
    found = run_of(session, run)
    if found.status in DONE:
        return
    found.avbrytes = True
    if found.status == "venter":
        _end(found, "avbrutt", "")
    session.flush()
    audit.record(session, actor, "kjoering.avbrutt", f"versjon/{found.versjon_id}", {"kjoering": run})


def runs_of(session: Session, version: int) -> list[RunRow]:
    """A version's runs, the newest first."""
    return list(session.scalars(select(RunRow).where(RunRow.versjon_id == version).order_by(RunRow.id.desc())))


def _end(run: RunRow, status: Status, reason: str) -> None:
    run.status, run.feil, run.ferdig = status, reason, audit.now()
