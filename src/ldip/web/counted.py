"""Attempts to log in or to confirm who one is: refused while a counter must wait, counted unless they succeed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from ldip.store import attempts
from ldip.store.attempts import DEVICE, PLACE, Counter, of_account
from ldip.store.database import Store
from ldip.web.errors import RefusedError


def counters_for(what: str, account: str, network: str, device: str) -> tuple[Counter, ...]:
    """The counters of an attempt: a browser that has logged in before by itself, any other by account and network address.

    So nobody can lock a known user out by guessing elsewhere."""
    if device:
        return (Counter(f"{what}-enhet:{device}:{account}", DEVICE),)
    return (of_account(what, account), Counter(f"sted:{network}", PLACE))


def refuse_waiting(store: Store, counters: Sequence[Counter]) -> None:
    """Errors: RefusedError 429 while a counter must wait."""
    with store.reading() as session:
        _refuse(attempts.wait(session, counters))


@contextmanager
def counted(store: Store, counters: Sequence[Counter]) -> Iterator[None]:
    """An attempt, counted before its check and released when the check raises nothing. Errors: RefusedError 429."""
    with store.session() as session:
        taken = attempts.reserve(session, counters)
        seconds = 0 if taken else attempts.wait(session, counters)
    if not taken:
        _refuse(max(seconds, 1))
    yield
    with store.session() as session:
        attempts.release(session, taken, counters[0])


def _refuse(seconds: int) -> None:
    if seconds:
        raise RefusedError(429, "web.mange", {"Retry-After": str(seconds)}, seconds=seconds)
