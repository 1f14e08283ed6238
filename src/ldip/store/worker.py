"""A worker: claims runs from the queue one by one, reports progress, and can be killed at any moment without loss."""

from __future__ import annotations

import os
import socket
import time
import traceback
import uuid
from multiprocessing import parent_process
from typing import Any, Final

from ldip.errors import LdipError
from ldip.publish.numbers import LASTING, PERCENTILES, address, fetch
from ldip.simulation.run import Run
from ldip.simulation.simulate import simulate
from ldip.store.database import Store, open_store
from ldip.store.pulse import Pulse
from ldip.store.runs import beat, claim, fail, finish
from ldip.store.versions import plan_of
from ldip.uncertainty.summary import percentile_row

BEAT_S: Final = 1.0
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


def work_one(store: Store, worker: str) -> int | None:
    """Claim and execute one run. Returns its id, or None when the queue is empty."""
    with store.session() as session:
        taken = claim(session, worker)
        if taken is None:
            return None
        run, version, draws, seed = taken.id, taken.versjon_id, taken.trekninger, taken.froe
    last = 0.0

    def progress(done: float) -> None:
        nonlocal last
        if time.monotonic() - last >= BEAT_S or done >= 1.0:
            last = time.monotonic()
            with store.session() as session:
                goes_on = beat(session, run, worker, done)
            if not goes_on:
                raise StoppedError

    try:
        with store.session() as session:
            plan = plan_of(session, version)
        result = simulate(plan, draws, seed, progress=progress)
        with store.session() as session:
            finish(session, run, worker, result.hash, summary(result))
    except (StoppedError, LdipError, ArithmeticError, MemoryError) as error:
        reason = str(error) or "".join(traceback.format_exception_only(error)).strip()
        with store.session() as session:
            fail(session, run, worker, reason)
    return run


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
    numbers |= {f"{LASTING}/p{p:g}": float(run.needs[percentile_row(run.needs, p)]) for p in PERCENTILES if run.draws}
    return {"tall": numbers, "problemer": [str(p) for p in run.problems], "trekninger": run.draws, "variant": run.variant}


def work(url: str, wait_s: float = 1.0, until_empty: bool = False) -> None:
    """Process the queue until it is empty, or for as long as the process that started this one lives."""
    store, worker, parent = open_store(url), name(), parent_process()
    pulse = Pulse(store, worker)
    try:
        while parent is None or parent.is_alive():
            pulse.beat()
            if work_one(store, worker) is None:
                if until_empty:
                    return
                time.sleep(wait_s)
    finally:
        store.close()
