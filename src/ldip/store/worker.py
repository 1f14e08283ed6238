"""A worker: claims runs from the queue one by one, reports progress, and can be killed at any moment without loss."""

from __future__ import annotations

import os
import socket
import threading
import time
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from ldip.errors import LdipError
from ldip.plan.document import Plan
from ldip.publish.numbers import LASTING, PERCENTILES, address, fetch
from ldip.simulation.run import Run
from ldip.simulation.simulate import HEADLINES, simulate
from ldip.simulation.work import work_of
from ldip.store.database import Store, open_store
from ldip.store.limits import RunLimits, from_environment
from ldip.store.process import end_with_parent, give_way, limit_memory
from ldip.store.pulse import Pulse
from ldip.store.runs import beat, claim, fail, finish
from ldip.store.versions import plan_of
from ldip.uncertainty.summary import ENOUGH, many_enough, percentile_row

BEAT_S: Final = 1.0
GRACE_S: Final = 10.0  # a run that has not stopped by itself so long after its time is stopped with its process
BEHIND: Final = 15  # steps of priority below the server's
DEFAULTS: Final = RunLimits()
SUMMARY: Final = (
    "inndekningsbehov",
    "inndekningsbehov_fast",
    "netto_driftsresultat",
    "sum_driftsinntekter",
    "sum_investeringsutgifter",
    "laanegjeld_ub",
    "disposisjonsfond_sum_ub",
    "merforbruk_ub",
    "innbyggere_ub",
)


class StoppedError(Exception):
    """The run was cancelled, or another worker has it."""


def name() -> str:
    """A worker's name: machine, process and a token, so that a new process is never mistaken for an old one."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"


class TooLargeError(LdipError):
    """The run needs more time or memory than one run may take."""


def work_one(store: Store, worker: str, limits: RunLimits = DEFAULTS, apart: bool = False) -> int | None:
    """Claim and execute one run. Returns its id, or None when the queue is empty.

    A run beyond the limits has failed, with the reason. `apart` means that this process does nothing else, and so may be ended
    when a run does not stop."""
    with store.session() as session:
        taken = claim(session, worker)
        if taken is None:
            return None
        run, version, draws, seed = taken.id, taken.versjon_id, taken.trekninger, taken.froe
    began = last = time.monotonic()

    def progress(done: float) -> None:
        nonlocal last
        if time.monotonic() - began > limits.seconds:
            raise TooLargeError(_too_long(limits))
        if time.monotonic() - last >= BEAT_S or done >= 1.0:
            last = time.monotonic()
            with store.session() as session:
                goes_on = beat(session, run, worker, done)
            if not goes_on:
                raise StoppedError

    try:
        with _ending(store, run, worker, limits, apart):
            with store.session() as session:
                plan = plan_of(session, version)
            _refuse_huge(plan, draws, limits)
            result = simulate(plan, draws, seed, progress=progress)
            with store.session() as session:
                finish(session, run, worker, result.hash, summary(result))
    except (StoppedError, LdipError, ArithmeticError, MemoryError, RecursionError) as error:
        with store.session() as session:
            fail(session, run, worker, _reason(error, limits))
    return run


@contextmanager
def _ending(store: Store, run: int, worker: str, limits: RunLimits, apart: bool) -> Iterator[None]:
    """Mark the run as failed when it does not stop by itself, and end the process where it has no other purpose."""

    def overdue() -> None:
        with store.session() as session:
            fail(session, run, worker, _too_long(limits))
        if apart:
            os._exit(1)

    timer = threading.Timer(limits.seconds + GRACE_S, overdue)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _refuse_huge(plan: Plan, draws: int, limits: RunLimits) -> None:
    needed = work_of(plan, draws, HEADLINES)
    if needed.seconds > limits.seconds:
        raise TooLargeError(_too_long(limits))
    if needed.megabytes > limits.megabytes:
        raise TooLargeError(_too_wide(limits))


def _reason(error: Exception, limits: RunLimits) -> str:
    if isinstance(error, MemoryError):
        return _too_wide(limits)
    return str(error) or "".join(traceback.format_exception_only(error)).strip()


def _too_long(limits: RunLimits) -> str:
    return f"kjøringen trenger mer enn {limits.seconds} sekunder, som er grensen; bestill færre trekninger"


def _too_wide(limits: RunLimits) -> str:
    return f"kjøringen trenger mer enn {limits.megabytes} MB minne, som er grensen; bestill færre trekninger"


def summary(run: Run) -> dict[str, Any]:
    """The stored summary of a run: headline quantities and måltall by address, base case and percentiles, and its problems."""
    ratios = [r.measured for r in run.plan.rules.maaltall]
    statistics = ["basis", *(f"p{p:g}" for p in PERCENTILES)] if run.draws else ["basis"]
    numbers = {
        where: fetch(run, where).value
        for n in dict.fromkeys((*SUMMARY, *ratios))
        for year in run.years
        for where in (address(n, year, s) for s in statistics)
    }
    certain = sorted({*PERCENTILES, *ENOUGH}) if many_enough(run.draws) else PERCENTILES
    numbers |= {f"{LASTING}/p{p:g}": float(run.needs[percentile_row(run.needs, p)]) for p in certain if run.draws}
    if run.lasting.amount is not None:
        numbers[f"{LASTING}/basis"] = run.lasting.amount
    return {"tall": numbers, "problemer": [str(p) for p in run.problems], "trekninger": run.draws, "variant": run.variant}


def work(url: str, wait_s: float = 1.0, until_empty: bool = False) -> None:
    """Process the queue until it is empty, or for as long as the process that started this one lives.

    A process that is to work for ever gives way to the server and has a limit of memory. Errors: SourceError for a limit in the
    environment that cannot be read, or a store that cannot be opened."""
    limits, apart = from_environment(RunLimits), not until_empty
    if apart:
        end_with_parent()
        give_way(BEHIND)
    store, worker = open_store(url), name()
    pulse = Pulse(store, worker)
    if apart:
        limit_memory(limits.megabytes)
    try:
        while True:
            pulse.beat()
            if work_one(store, worker, limits, apart) is None:
                if until_empty:
                    return
                time.sleep(wait_s)
    finally:
        store.close()
