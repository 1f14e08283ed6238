"""A bounded desk for slow work (argon2, an identity provider): so many at a time, and so many in line.

A flood of logins then takes neither memory nor the threads that answer everybody else.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Final, TypeVar

from ldip.web.errors import RefusedError

T = TypeVar("T")
SLOTS: Final = 2  # checks at a time; argon2 takes 64 MiB each
WAITING: Final = (
    400  # requests at the desk, those in line included; a line costs little, and a whole town hall may log in at eight
)
EACH: Final = 300  # of them from one network address
RETRY: Final = "5"


class Desk:
    """Runs slow work in threads of its own."""

    def __init__(self, slots: int = SLOTS, waiting: int = WAITING, each: int = EACH) -> None:
        self.waiting, self.each = waiting, each
        self._pool = ThreadPoolExecutor(slots, thread_name_prefix="ldip-login")
        self._lock, self._present = threading.Lock(), Counter[str]()

    async def run(self, who: str, work: Callable[[], T]) -> T:
        """The result of some work. Errors: RefusedError 503 when the line is full; errors of the work pass through."""
        with self._lock:
            if self._present.total() >= self.waiting or self._present[who] >= self.each:
                raise RefusedError(503, "web.opptatt_innlogging", {"Retry-After": RETRY})
            self._present[who] += 1
        try:
            return await asyncio.wrap_future(self._pool.submit(copy_context().run, work))
        finally:
            with self._lock:
                self._present[who] -= 1
                self._present += Counter()  # drops those who have left


DESK: Final = Desk()
