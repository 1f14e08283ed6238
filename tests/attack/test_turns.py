"""Fair turns: one who sends much waits behind those who send little, nobody starves, and one who leaves gives up the place."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from ldip.web import turns as module
from ldip.web.callers import VISITOR_WEIGHT, VISITORS
from ldip.web.client import network_of
from ldip.web.turns import Share, Turn, Turns

A, B, C = (Share(f"bruker:{i}") for i in range(3))
V = Share(VISITORS, VISITOR_WEIGHT, 2)


def ran(work: Callable[[], Awaitable[Any]]) -> Any:
    return asyncio.run(asyncio.wait_for(work(), 10.0))


def taken(turns: Turns, share: Share) -> Turn:
    """A turn that is there to be taken."""
    turn = turns.at_once(share)
    assert turn is not None
    return turn


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def used(turn: Turn, seconds: float) -> None:
    """End a turn as if it had lasted so long."""
    turn.began = time.monotonic() - seconds
    turn.leave()


async def served(turns: Turns, order: list[str], share: Share, seconds: float) -> None:
    turn = await turns.enter(share)
    order.append(share.key)
    used(turn, seconds)


def test_a_hundred_requests_of_one_stand_behind_one_of_another() -> None:
    async def work() -> list[str]:
        turns, order = Turns(1), list[str]()
        first = await turns.enter(A)
        crowd = [asyncio.create_task(served(turns, order, A, 1.0)) for _ in range(100)]
        await settle()
        late = asyncio.create_task(served(turns, order, B, 0.1))
        await settle()
        used(first, 1.0)
        await asyncio.gather(*crowd, late)
        return order

    order = ran(work)
    assert order[0] == B.key and len(order) == 101


def both_waiting(each: int, *waiting: tuple[Share, float]) -> list[str]:
    """The order in which those who wait are served, so many requests each with the seconds it takes."""

    async def work() -> list[str]:
        turns, order = Turns(1), list[str]()
        first = await turns.enter(C)
        tasks = [asyncio.create_task(served(turns, order, who, s)) for who, s in waiting for _ in range(each)]
        await settle()
        used(first, 0.1)
        await asyncio.gather(*tasks)
        return order

    return ran(work)


def test_those_who_wait_share_by_the_seconds_they_use() -> None:
    first = both_waiting(40, (A, 0.3), (B, 0.1))[:40]
    assert 28 <= first.count(B.key) <= 32, "a third of the time each, so three times as many turns"


def test_visitors_are_together_a_quarter_of_an_editor_and_do_not_starve() -> None:
    first = both_waiting(60, (V, 0.2), (A, 0.2))[:50]
    assert 8 <= first.count(VISITORS) <= 12


def test_a_pause_saves_up_no_turns() -> None:
    async def work() -> list[str]:
        turns, order = Turns(1), list[str]()
        for _ in range(50):
            used(await turns.enter(A), 1.0)
        first = await turns.enter(C)
        tasks = [asyncio.create_task(served(turns, order, A, 1.0)) for _ in range(10)]
        tasks += [asyncio.create_task(served(turns, order, B, 1.0)) for _ in range(10)]  # has paused while A worked
        await settle()
        used(first, 1.0)
        await asyncio.gather(*tasks)
        return order

    assert 4 <= ran(work)[:10].count(A.key) <= 6


@pytest.mark.parametrize("places", [1, 3])
def test_no_more_at_a_time_than_there_are_places(places: int) -> None:
    async def work() -> None:
        turns = Turns(places)
        held = [taken(turns, A) for _ in range(places)]
        assert turns.at_once(B) is None
        waiting = asyncio.create_task(turns.enter(B))
        await settle()
        assert turns.waiting == 1 and not waiting.done()
        held[0].leave()
        held[0].leave()  # again gives no second place
        turn = await waiting
        assert turns.at_once(C) is None
        turn.leave()
        assert turns.at_once(C) is not None

    ran(work)


def test_a_share_has_at_most_its_own_number_at_a_time() -> None:
    async def work() -> None:
        turns = Turns(4)
        held = [taken(turns, V), taken(turns, V)]
        assert turns.at_once(V) is None, "two visitors at a time"
        waiting = asyncio.create_task(turns.enter(V))
        await settle()
        assert not waiting.done()
        user = turns.at_once(A)
        assert user is not None, "a place is left for those who edit"
        held[0].leave()
        (await waiting).leave()

    ran(work)


def test_one_who_leaves_gives_up_the_place_in_the_queue_and_the_turn() -> None:
    async def work() -> None:
        turns = Turns(1)
        first = await turns.enter(A)
        gone, stays = asyncio.create_task(turns.enter(B)), asyncio.create_task(turns.enter(C))
        await settle()
        gone.cancel()
        await settle()
        assert turns.waiting == 1
        first.leave()
        (await stays).leave()
        first = await turns.enter(A)
        gone = asyncio.create_task(turns.enter(B))
        await settle()
        first.leave()  # grants it, and it is cancelled before it has noticed
        gone.cancel()
        await settle()
        assert turns.at_once(C) is not None

    ran(work)


def test_turns_are_shared_by_several_event_loops() -> None:
    turns, most, now, lock = Turns(2), [0], [0], threading.Lock()

    async def work(share: Share) -> None:
        for _ in range(20):
            turn = await turns.enter(share)
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            await asyncio.sleep(0.001)
            with lock:
                now[0] -= 1
            turn.leave()

    threads = [threading.Thread(target=asyncio.run, args=(work(Share(f"bruker:{i % 3}")),)) for i in range(6)]
    for t in threads:
        t.start()
    for t in threads:
        t.join(20.0)
    assert not any(t.is_alive() for t in threads) and most[0] == 2 and turns.waiting == 0


def test_clocks_of_those_who_have_left_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CLOCKS", 50)
    turns = Turns(1)
    for i in range(500):
        turn = turns.at_once(Share(f"adresse:{i}"))
        assert turn is not None
        turn.leave()
    assert len(turns._clocks) <= 51 and len(turns._active) <= 51


def test_a_network_counts_as_one() -> None:
    assert network_of("192.0.2.7") == "192.0.2.7" != network_of("192.0.2.8")
    assert network_of("2001:db8::1") == network_of("2001:db8::ffff:2") != network_of("2001:db8:0:1::1")
    assert network_of("ikke en adresse") == "ikke en adresse"
