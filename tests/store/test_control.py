"""The control on both engines: it holds after every kind of change, while others write, and finds a change on each."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from sqlalchemy import text

from ldip.store import accounts, audit, sealed
from ldip.store.control import Lately, control
from ldip.store.database import Store
from ldip.store.members import comment, grant, resolve, revoke
from ldip.store.runs import ask, beat, cancel, claim, fail, finish
from ldip.store.schema import BudgetLine, StoredPlan, User
from ldip.store.versions import branch_of, commit, create_plan

SMALL = {"plan.toml": b"navn = 'x'\n", "a.csv": b"1\n"}
# Numbers that JSONB writes in another way than Python does.
AWKWARD = {"tall": {"en": 1.0, "stor": 1e22, "større": 1.2345678901234567e25, "liten": 5e-324, "null": -0.0, "hel": 2**40}}


def said(store: Store) -> list[str]:
    with store.snapshot() as session:
        return [f"{f.row} {f.what}" for f in control(session).findings]


@pytest.fixture
def version(store: Store, kari: int) -> int:
    with store.session() as s:
        made = create_plan(s, "Plan", SMALL, kari, "start").version
        made.feil = 0
        return made.id


def test_every_kind_of_change_holds(store: Store, kari: int, version: int) -> None:
    with store.session() as s:
        accounts.set_password(s, kari, "et langt og godt passord", None)
        revoke(s, grant(s, 1, kari, "leser", kari), kari)
        resolve(s, comment(s, version, "a.csv", "æøå 🙂", kari), kari)
        s.add(BudgetLine(versjon_id=version, linje="x", aar=2026, opprinnelig=1, revidert=2, prognose=None, regnskap=0.1 + 0.2))
        runs = [ask(s, version, kari).id for _ in range(4)]
    for n, end in enumerate(("finish", "fail", "cancel", "beat")):
        with store.session() as s:
            taken = claim(s, f"w{n}")
            assert taken is not None and taken.id == runs[n]
            if end == "finish":
                assert finish(s, taken.id, "w0", "a" * 64, AWKWARD)
            elif end == "fail":
                fail(s, taken.id, "w1", "grunn")
            elif end == "cancel":
                cancel(s, taken.id, kari)
            else:
                assert beat(s, taken.id, "w3", 0.5)
    assert said(store) == []
    with store.session() as s:
        s.execute(text("UPDATE kjoering SET hjerteslag = :t, framdrift = 0.7 WHERE id = 4"), {"t": dt.datetime.now(dt.UTC)})
        s.execute(text("UPDATE kjoering SET trekninger = 9 WHERE id = 4"))
        s.execute(text("UPDATE kjoering SET feil = '' WHERE id = 2"))
        s.execute(text("UPDATE budsjettlinje SET prognose = 0"))
    assert said(store) == ["budsjettlinje/1 endret", "kjoering/2 endret", "kjoering/4 endret"]


def test_a_default_is_not_the_same_as_nothing(store: Store, kari: int, version: int) -> None:
    """Columns at their default are left out of the digest; another value, none included, never is."""
    with store.session() as s:
        s.add(BudgetLine(versjon_id=version, linje="x", aar=2026, opprinnelig=None, revidert=0.0))
        s.add(BudgetLine(versjon_id=version, linje="x", aar=2026, opprinnelig=0.0, revidert=0.0))
    table, ring = BudgetLine.__table__, store.ring
    with store.snapshot() as s:
        first, second = sealed.rows_of(s, table)
    assert sealed.digest_of(ring, table, first) != sealed.digest_of(ring, table, {**second, "id": first["id"]})
    assert sealed.digest_of(ring, table, first) == sealed.digest_of(
        ring, table, {**second, "id": first["id"], "opprinnelig": None}
    )
    with store.session() as s:
        s.execute(text("UPDATE budsjettlinje SET opprinnelig = 0.0 WHERE id = 1"))
    assert said(store) == ["budsjettlinje/1 endret"]


def test_the_control_sees_one_moment(store: Store, kari: int, version: int) -> None:
    stop, failed = threading.Event(), list[BaseException]()

    def write(who: int) -> None:
        try:
            for n in range(200):
                if stop.is_set():
                    return
                with store.session() as s:
                    branch = branch_of(s, 1)
                    commit(s, branch, branch.hode_id, {f"{who}.csv": str(n).encode()}, kari, "m")
        except BaseException as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(i,)) for i in range(2)]
    for w in writers:
        w.start()
    try:
        found = [said(store) for _ in range(8)]
    finally:
        stop.set()
        for w in writers:
            w.join()
    assert not failed and found == [[]] * 8 and said(store) == []


def test_a_transaction_that_fails_leaves_no_digest(store: Store, kari: int, version: int) -> None:
    for fault in (False, True):
        with pytest.raises(ZeroDivisionError), store.session() as s:
            s.get_one(StoredPlan, 1).navn = "Annet"
            if fault:
                audit.record(s, kari, "x", "plan/1", {})
            s.flush()
            raise ZeroDivisionError
    with store.make() as s:  # one session, two transactions: the first is undone
        s.get_one(User, kari).navn = "Borte"
        s.flush()
        s.rollback()
        s.get_one(StoredPlan, 1).navn = "Nytt"
        s.commit()
    assert said(store) == []


def test_a_late_control_is_made_anew_when_it_is_old(store: Store, version: int, monkeypatch: pytest.MonkeyPatch) -> None:
    lately = Lately(store)
    assert lately.get().broken is None
    with store.session() as s:
        s.execute(text("UPDATE plan SET navn = 'x'"))
    assert lately.get().broken is None, "as it was, for ten minutes"
    monkeypatch.setattr("ldip.store.control.LASTS", 0.0)
    assert lately.get().broken == 2
