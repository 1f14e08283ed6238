"""Fair turns: a few requests are handled at a time, and those who have used least are next. Waiting holds no thread.

Weighted fair queueing: each user has a clock of the seconds used, divided by the user's weight. The lowest clock is served
first. A user who comes back after a pause starts at the clock of the one served last, so that nobody saves up turns. Turns are
safe across threads and event loops."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

EXPECTED_S: Final = 0.1  # charged when a turn begins, and replaced by the seconds used when it ends
MOST_CLOCKS: Final = 5000  # clocks kept of users who wait for nothing


@dataclass(frozen=True)
class Share:
    """One user's share of the turns: key, weight, and most turns at a time (0: no limit)."""

    key: str
    weight: float = 1.0
    most: int = 0


@dataclass(eq=False)
class _Waiting:
    share: Share
    loop: asyncio.AbstractEventLoop
    granted: asyncio.Future[Turn]


@dataclass(eq=False)
class Turn:
    """A turn that has begun. `leave` ends it, and may be called more than once."""

    turns: Turns
    share: Share
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    left: bool = False

    def leave(self) -> float:
        """End the turn; the next one begins. Returns the seconds it lasted."""
        return self.turns.end(self)


class Turns:
    """So many turns at a time."""

    def __init__(self, places: int) -> None:
        self._lock = threading.RLock()
        self._free, self._now = places, 0.0
        self._queues: dict[str, deque[_Waiting]] = {}
        self._clocks: OrderedDict[str, float] = OrderedDict()
        self._active: Counter[str] = Counter()

    @property
    def waiting(self) -> int:
        """Number of requests that wait."""
        with self._lock:
            return sum(map(len, self._queues.values()))

    def at_once(self, share: Share) -> Turn | None:
        """A turn that begins now; None when others are before."""
        with self._lock:
            if not self._free or self._full(share) or any(True for _ in self._next()):
                return None
            return self._begin(share)

    async def enter(self, share: Share) -> Turn:
        """Wait for a turn. One who is cancelled leaves the queue."""
        if (turn := self.at_once(share)) is not None:
            return turn
        loop = asyncio.get_running_loop()
        mine = _Waiting(share, loop, loop.create_future())
        with self._lock:
            self._clocks[share.key] = max(self._clocks.get(share.key, 0.0), self._now)
            self._queues.setdefault(share.key, deque()).append(mine)
            self._serve()
        try:
            return await mine.granted
        except asyncio.CancelledError:
            self._abandon(mine)
            raise

    def end(self, turn: Turn) -> float:
        """End a turn and charge the seconds it lasted."""
        with self._lock:
            if not turn.left:
                turn.left, turn.seconds = True, time.monotonic() - turn.began
                self._clocks[turn.share.key] += (turn.seconds - EXPECTED_S) / turn.share.weight
                self._active[turn.share.key] -= 1
                self._free += 1
                self._serve()
                self._tidy()
        return turn.seconds

    def _full(self, share: Share) -> bool:
        return bool(share.most) and self._active[share.key] >= share.most

    def _next(self) -> Iterator[_Waiting]:
        """The first of each user who may begin."""
        return (q[0] for q in self._queues.values() if q and not self._full(q[0].share))

    def _serve(self) -> None:
        while self._free and (found := min(self._next(), key=lambda w: self._clocks[w.share.key], default=None)) is not None:
            key = found.share.key
            self._queues[key].popleft()
            if not self._queues[key]:
                del self._queues[key]
            turn = self._begin(found.share)
            try:
                found.loop.call_soon_threadsafe(_grant, found, turn)
            except RuntimeError:  # the loop has been closed, and nobody waits any more
                turn.leave()

    def _begin(self, share: Share) -> Turn:
        self._free -= 1
        self._active[share.key] += 1
        self._now = max(self._now, self._clocks.get(share.key, 0.0))
        self._clocks[share.key] = max(self._clocks.get(share.key, 0.0), self._now) + EXPECTED_S / share.weight
        self._clocks.move_to_end(share.key)
        return Turn(self, share)

    def _abandon(self, mine: _Waiting) -> None:
        with self._lock:
            if mine.granted.done() and not mine.granted.cancelled():
                mine.granted.result().leave()
                return
            mine.granted.cancel()
            queue = self._queues.get(mine.share.key)
            if queue is not None:
                with suppress(ValueError):
                    queue.remove(mine)
                if not queue:
                    del self._queues[mine.share.key]

    def _tidy(self) -> None:
        while len(self._clocks) > MOST_CLOCKS:
            idle = next((k for k in self._clocks if k not in self._queues and not self._active[k]), None)
            if idle is None:
                return
            del self._clocks[idle]
            self._active.pop(idle, None)


def _grant(waiting: _Waiting, turn: Turn) -> None:
    """Give a turn to the one who waits; it passes on when that one has left meanwhile."""
    if waiting.granted.done():
        turn.leave()
    else:
        waiting.granted.set_result(turn)
