"""Use by user and address: requests that wait, open streams, seconds of computing, and bytes held. Above a limit: 429 or 503."""

from __future__ import annotations

import math
import time
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Final

from ldip.web.callers import Caller
from ldip.web.errors import RefusedError
from ldip.web.limits import Limits
from ldip.web.settings import BODY, UPLOAD

MINUTE_S: Final = 60.0
SOON_S: Final = 2  # advice to one with too many requests at once
MOST_BUDGETS: Final = 5000
MB: Final = 2**20
EVERYBODY: Final = "alle"
UNKNOWN: Final = "ukjente"  # all who are not logged in


class Usage:
    """Counts of one server process."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._lock = Lock()
        self._waiting: Counter[str] = Counter()
        self._streams: Counter[str] = Counter()
        self._budgets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # seconds left, and when that was
        self._held: Counter[str] = Counter()

    def enter(self, caller: Caller) -> None:
        """Count a request. Errors: RefusedError 429 when the caller, or the address of one not logged in, has too many."""
        keys = _keys(caller)
        with self._lock:
            many = any(self._waiting[k] >= most for k, most in zip(keys, self._most(caller), strict=True))
            if not many:
                self._waiting.update(keys)
        if many:
            raise RefusedError(429, "web.mange_venter", {"retry-after": str(SOON_S)})

    def leave(self, caller: Caller) -> None:
        """The request has been answered."""
        with self._lock:
            for key in _keys(caller):
                _less(self._waiting, key)

    @contextmanager
    def stream(self, caller: Caller) -> Iterator[None]:
        """Count a stream of events. Errors: RefusedError 429 when the caller has too many."""
        with self._lock:
            many = self._streams[caller.key] >= self.limits.user_streams
            self._streams[caller.key] += not many
        if many:
            raise RefusedError(429, "web.mange_stroemmer", {"retry-after": str(int(MINUTE_S))})
        try:
            yield
        finally:
            with self._lock:
                _less(self._streams, caller.key)

    def afford(self, caller: Caller) -> None:
        """Errors: RefusedError 429 when the caller has used the computing time of a minute."""
        with self._lock:
            left = self._left(caller)
        if left <= 0.0:
            wait = math.ceil(-left * MINUTE_S / self._seconds(caller)) + 1
            raise RefusedError(429, "web.regnetid_brukt", {"retry-after": str(wait)}, n=wait)

    def charge(self, caller: Caller, seconds: float) -> None:
        """Charge seconds of computing."""
        with self._lock:
            self._budgets[caller.key] = (self._left(caller) - seconds, time.monotonic())
            self._budgets.move_to_end(caller.key)
            while len(self._budgets) > MOST_BUDGETS:
                self._budgets.popitem(last=False)

    def hold(self, caller: Caller, size: int) -> None:
        """Count bytes of a body held in memory. Errors: RefusedError 503 when the caller holds too many, or all together do."""
        shares = self._shares(caller)
        with self._lock:
            full = any(self._held[key] + size > most for key, most in shares.items())
            if not full:
                self._held.update(dict.fromkeys(shares, size))
        if full:
            raise RefusedError(503, "web.opptatt", {"retry-after": str(SOON_S)})

    def free(self, caller: Caller, size: int) -> None:
        """Bytes of a body are held no more."""
        with self._lock:
            for key in self._shares(caller):
                self._held[key] -= size
                if self._held[key] <= 0:
                    del self._held[key]

    def _shares(self, caller: Caller) -> dict[str, int]:
        """The most bytes that a caller's keys may hold. A quarter of all, and one upload at least, is for one user, and for all
        who are not logged in; of that an address has an eighth, and two bodies at least. So nobody fills it for the others."""
        every = self.limits.held_megabytes * MB
        if caller.kind == "bruker":
            return {EVERYBODY: every, caller.key: max(UPLOAD, every // 4)}
        return {EVERYBODY: every, UNKNOWN: every // 4, f"fra:{caller.address}": max(2 * BODY, every // 32)}

    def _most(self, caller: Caller) -> tuple[int, ...]:
        """The limits of a caller's keys."""
        limits = self.limits
        if caller.kind == "bruker":
            return (limits.user_waiting,)
        return (limits.visitors_waiting if caller.kind == "besoekende" else limits.address_waiting, limits.address_waiting)

    def _seconds(self, caller: Caller) -> int:
        return self.limits.user_seconds if caller.kind == "bruker" else self.limits.visitors_seconds

    def _left(self, caller: Caller) -> float:
        """Seconds left of a budget that fills up evenly, to one minute's."""
        full = float(self._seconds(caller))
        left, at = self._budgets.get(caller.key, (full, 0.0))
        return min(full, left + (time.monotonic() - at) * full / MINUTE_S)


def _keys(caller: Caller) -> tuple[str, ...]:
    """The keys that a caller's requests are counted by; the address too where nobody is logged in."""
    return (caller.key,) if caller.kind == "bruker" else (caller.key, f"fra:{caller.address}")


def _less(counts: Counter[str], key: str) -> None:
    counts[key] -= 1
    if counts[key] <= 0:
        del counts[key]
