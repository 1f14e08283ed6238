"""Processes apart for heavy requests. Each answers whole requests with an application of its own on the same store, under a limit
of memory; one that takes too long is killed, and one that has ended is replaced.

The whole request goes there, not the run alone: reading, running and printing are under the same limit, and only the request
and its answer are transferred. Rights are checked there as in the server."""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Final, Literal

from starlette.types import Scope

from ldip.web.notes import PLACE
from ldip.web.settings import Settings
from ldip.web.turns import Share, Turns

START_S: Final = 120.0  # a process that is not ready by then is considered dead
STOP_S: Final = 5.0
PASSED_ON: Final = (
    *("method", "path", "raw_path", "query_string", "headers", "client", "server", "scheme", "http_version"),
    PLACE,  # the id of the request, for the log and for who meets an error
)

Target = Callable[[Settings, Connection], None]  # run in a process with its end of the pipe
Failure = Literal["tid", "minne", "stanset"]


@dataclass(frozen=True)
class Asked:
    """A request to answer apart."""

    scope: dict[str, Any]
    body: bytes

    @classmethod
    def of(cls, scope: Scope, body: bytes) -> Asked:
        """The request of an ASGI scope."""
        return cls({k: scope[k] for k in PASSED_ON if k in scope}, body)


@dataclass(frozen=True)
class Answered:
    """An answer: status, headers and body. `failure` is set where there is none, and why."""

    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    failure: Failure | None = None


@dataclass(eq=False)
class _Process:
    process: BaseProcess
    pipe: Connection
    last: str = ""

    def ask(self, asked: Asked, seconds: float) -> Answered:
        """The answer to a request. After a failure the process has been killed."""
        try:
            self.pipe.send(asked)
            if not self.pipe.poll(seconds):
                self.kill()
                return Answered(failure="tid")
            answer: Answered = self.pipe.recv()
        except (EOFError, OSError):
            self.kill()
            return Answered(failure="stanset")
        if answer.failure:
            self.kill()
        return answer

    def kill(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join(STOP_S)
        self.pipe.close()


class Pool:
    """So many processes, started one after another in the background and replaced when they end."""

    def __init__(self, settings: Settings, target: Target) -> None:
        limits = settings.limits
        self.settings, self.limits, self.turns = settings, limits, Turns(limits.draft_processes)
        self._target = target
        # The kernel ends a process with the thread that started it, so these threads live as long as the pool.
        self._threads = ThreadPoolExecutor(limits.draft_processes, thread_name_prefix="ldip-aside")
        self._idle: list[_Process] = []
        self._all: set[_Process] = set()
        self._lock, self._closed = threading.Lock(), False
        self._starting = threading.Lock()
        self._threads.submit(self._fill)

    async def ask(self, asked: Asked, who: str) -> Answered:
        """The answer of a process, the one that served this caller last where it is idle, since it has read the plan."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._asked, asked, who)

    def share_of(self, share: Share, user: bool) -> Share:
        """A caller's share of the processes: those who are not logged in have at most half of them at a time."""
        return share if user else replace(share, most=max(1, self.limits.draft_processes // 2))

    @property
    def pids(self) -> tuple[int, ...]:
        """Ids of the processes."""
        with self._lock:
            return tuple(p.process.pid or 0 for p in self._all)

    def close(self) -> None:
        """End every process."""
        with self._lock:
            self._closed = True
            found = tuple(self._all)
        for p in found:
            p.process.kill()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _asked(self, asked: Asked, who: str) -> Answered:
        process = self._taken(who)
        if process is None:
            return Answered(failure="stanset")
        process.last = who
        answer = process.ask(asked, self.limits.draft_seconds)
        if answer.failure or not process.process.is_alive():
            self._ended(process)
            self._refill()
        else:
            with self._lock:
                self._idle.append(process)
        return answer

    def _taken(self, who: str) -> _Process | None:
        """An idle process that lives, or a new one; one that is just being started is waited for."""
        if (found := self._resting(who)) is not None:
            return found
        with self._starting:
            return self._resting(who) or self._started()

    def _resting(self, who: str) -> _Process | None:
        while True:
            with self._lock:
                if not self._idle:
                    return None
                found = next((p for p in self._idle if p.last == who), self._idle[0])
                self._idle.remove(found)
            if found.process.is_alive():
                return found
            self._ended(found)

    def _ended(self, process: _Process) -> None:
        process.kill()
        with self._lock:
            self._all.discard(process)

    def _fill(self) -> None:
        """Start a process beforehand, and then the next one that lacks."""
        with self._starting:
            lacking = len(self._all) < self.limits.draft_processes
            made = self._started() if lacking else None
            if made is not None:
                with self._lock:
                    self._idle.append(made)
        if made is not None:
            self._refill()

    def _refill(self) -> None:
        with contextlib.suppress(RuntimeError):  # the pool has been closed
            self._threads.submit(self._fill)

    def _started(self) -> _Process | None:
        """A new process that is ready; None when it does not become so, or the pool is closed."""
        if self._closed:
            return None
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=self._target, args=(self.settings, theirs), daemon=True)
        process.start()
        theirs.close()
        made = _Process(process, ours)
        with self._lock:
            self._all.add(made)
        with contextlib.suppress(EOFError, OSError):
            if ours.poll(START_S) and ours.recv():
                return made
        self._ended(made)
        return None
