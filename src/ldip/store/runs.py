"""The queue of runs: requested, claimed by one worker, progress reported, cancelled, claimed again when a worker dies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, Literal

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from ldip.errors import Problem, SourceError
from ldip.store import audit
from ldip.store.limits import MOST_DRAWS, RunLimits
from ldip.store.schema import RunRow, Version
from ldip.store.versions import version_of

Status = Literal["venter", "kjoerer", "ferdig", "feilet", "avbrutt"]
DONE: Final = ("ferdig", "feilet", "avbrutt")
SILENT: Final = dt.timedelta(seconds=30)  # a worker without a heartbeat for so long is considered dead
MOST_ATTEMPTS: Final = 3  # a run that kills its worker this many times is marked as failed
DEFAULTS: Final = RunLimits()


class QueueFullError(SourceError):
    """A user or a plan has as many waiting runs as the queue takes of one."""


def ask(
    session: Session, version: int, author: int, draws: int = 0, seed: int | None = None, limits: RunLimits = DEFAULTS
) -> RunRow:
    """Put a run in the queue.

    Errors: SourceError for a version with problems, fewer draws than none or more than MOST_DRAWS; QueueFullError when as many
    runs of the user or the plan wait as the limits allow."""
    found = version_of(session, version)
    _bounded(found, draws)
    _refuse_more(session, found.plan_id, author, limits)
    run = RunRow(versjon_id=version, bestilt_av=author, bestilt=audit.now(), trekninger=draws, froe=seed, status="venter")
    session.add(run)
    session.flush()
    audit.record(session, author, "kjoering.bestilt", f"versjon/{version}", {"kjoering": run.id, "trekninger": draws})
    return run


def _bounded(version: Version, draws: int) -> None:
    if version.feil:
        raise _refusal(f"versjonen har {version.feil} feil", str(version.id), "rett det, og bestill på nytt")
    if not 0 <= draws <= MOST_DRAWS:
        raise _refusal("antall trekninger er utenfor grensene", str(draws), f"oppgi fra 0 til {MOST_DRAWS} trekninger")


def _refuse_more(session: Session, plan: int, author: int, limits: RunLimits) -> None:
    waiting = select(func.count()).select_from(RunRow).where(RunRow.status == "venter")
    own = session.scalar(waiting.where(RunRow.bestilt_av == author)) or 0
    of_plan = session.scalar(waiting.join(Version, Version.id == RunRow.versjon_id).where(Version.plan_id == plan)) or 0
    for count, most, whose in ((own, limits.user_waiting, "du har"), (of_plan, limits.plan_waiting, "planen har")):
        if count >= most:
            told = f"{whose} {count} kjøringer som venter, og køen tar ikke flere"
            raise QueueFullError([Problem("lager", "kjoering", told, str(count), "vent til noen er ferdige, eller avbryt noen")])


def _refusal(message: str, value: str, hint: str) -> SourceError:
    return SourceError([Problem("lager", "kjoering", message, value, hint)])


def run_of(session: Session, run: int) -> RunRow:
    """The current state of a run. Errors: SourceError when there is none."""
    found = session.get(RunRow, run, populate_existing=True)
    if found is None:
        raise SourceError([Problem("lager", "kjoering", "kjøringen finnes ikke", str(run), "se kjøringene versjonen har")])
    return found


def claim(session: Session, worker: str, moment: dt.datetime | None = None) -> RunRow | None:
    """Claim a waiting run, or one whose worker is silent, for this worker alone. None when the queue is empty.

    Fair by user: of the users who wait, the one with fewest runs under way is served, then the one served longest ago; of one
    user's runs the oldest is first."""
    at = moment or audit.now()
    silent = (RunRow.status == "kjoerer") & (RunRow.hjerteslag < at - SILENT)
    wanted = select(RunRow.id).where((RunRow.status == "venter") | silent)
    found = session.scalar(wanted.order_by(*_turn(at)).limit(1).with_for_update(skip_locked=True))
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


def _turn(at: dt.datetime) -> tuple[Any, ...]:
    """The order of the runs that wait."""
    other = aliased(RunRow)
    same = other.bestilt_av == RunRow.bestilt_av
    lives = (other.status == "kjoerer") & (other.hjerteslag >= at - SILENT)
    under_way = select(func.count()).select_from(other).where(same, lives).scalar_subquery()
    served = select(func.max(other.hjerteslag)).where(same).scalar_subquery()
    return under_way, served.asc().nulls_first(), RunRow.bestilt, RunRow.id


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
