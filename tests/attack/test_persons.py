"""A person is erased without a trace in the files, while the trail, the versions and the locks still hold."""

from __future__ import annotations

import datetime as dt
import json
import stat
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from ldip.cli.app import app
from ldip.errors import SourceError
from ldip.store import audit
from ldip.store.accounts import set_password, set_system
from ldip.store.attempts import of_account, reserve
from ldip.store.database import Store, open_store
from ldip.store.locks import holds, lock
from ldip.store.members import add_user, comment, grant, user_at
from ldip.store.persons import CASE, SECRET, clear, erase, insight, references
from ldip.store.pulse import Pulse
from ldip.store.runs import ask, claim, finish
from ldip.store.schema import AuditRow, Base, Credential, Membership, RunRow, SessionRow, Share, User, WorkerPulse
from ldip.store.sessions import start
from ldip.store.shares import share
from ldip.store.versions import create_plan, sound, version_of
from tests.web.conftest import Organisation, plan_files

NAME, ADDRESS = "Kari Hemmelig Nordmann", "kari.hemmelig@kommunen.no"


def a_life(session: Session) -> int:
    """A person who has done everything a person can do."""
    other = add_user(session, "Ola", "ola@kommunen.no").id
    set_system(session, other, True, None)
    kari = add_user(session, NAME, ADDRESS).id
    set_password(session, kari, "et langt passord for prøver", None)
    set_system(session, kari, True, None)
    version = create_plan(session, "Nordvik", plan_files(), kari, "Første").version
    grant(session, version.plan_id, kari, "oekonomi", other)
    grant(session, version.plan_id, kari, "bidragsyter", other, "omsorg")
    comment(session, version.id, "laan.csv", "Se på dette", kari)
    lock(session, version.id, "vedtatt", kari)
    share(session, version.id, {"spaker": []}, "Del", kari)
    ask(session, version.id, kari, 10)
    start(session, kari, "passord")
    reserve(session, [of_account("konto", ADDRESS)])
    return kari


def test_an_erasure_leaves_a_number_and_breaks_nothing(store: Store, tmp_path: Path) -> None:
    with store.session() as session:
        kari = a_life(session)
        before = version_of(session, 1).hash
    with store.session() as session:
        assert erase(session, f" {ADDRESS.upper()} ") == kari
    with store.session() as session:
        found = session.get_one(User, kari)
        assert (found.navn, found.epost, found.aktiv) == (f"Slettet bruker {kari}", f"bruker-{kari}@slettet.invalid", False)
        for entity, column in references():
            left = session.scalar(select(func.count()).select_from(entity).where(column == kari)) or 0
            assert (left > 0) == (entity.__tablename__ in CASE and entity.__tablename__ != "gren"), entity.__tablename__
        assert user_at(session, ADDRESS) is None
        assert audit.broken(session) is None and version_of(session, 1).hash == before and sound(session, version_of(session, 1))
        assert all(holds(session, made) for made in session.scalars(select(_lock())))
        told = session.scalars(select(AuditRow).where(AuditRow.handling == "bruker.slettet")).one()
        assert told.gjelder == f"bruker/{kari}" and told.detaljer.get("navn") is None
    assert everything_in(store).count("Hemmelig") == 0 == everything_in(store).count("kari.")


def _lock() -> Any:
    from ldip.store.schema import Lock

    return Lock


def everything_in(store: Store) -> str:
    """Every value of every table as text, names and addresses included."""
    with store.engine.connect() as connection:
        rows = [
            connection.execute(select(t)).all() for t in Base.metadata.sorted_tables if t.name not in ("innhold", "versjonsfil")
        ]
    return str(rows)


def test_nothing_of_the_person_is_left_in_the_file(tmp_path: Path) -> None:
    """Deleted text stays in a SQLite file's free space and in its log unless it is overwritten."""
    place = tmp_path / "lager.db"
    store = open_store(str(place))
    with store.session() as session:
        a_life(session)
    store.close()
    raw = b"".join(p.read_bytes() for p in tmp_path.glob("lager.db*"))
    assert NAME.encode() in raw and ADDRESS.encode() in raw
    done = CliRunner().invoke(app, ["brukere", "slett", ADDRESS, "--ja", "--lager", str(place)])
    assert done.exit_code == 0, done.output
    raw = b"".join(p.read_bytes() for p in tmp_path.glob("lager.db*"))
    assert NAME.encode() not in raw and ADDRESS.encode() not in raw


def test_an_erasure_is_asked_about(tmp_path: Path) -> None:
    place = str(tmp_path / "lager.db")
    store = open_store(place)
    with store.session() as session:
        add_user(session, NAME, ADDRESS)
    store.close()
    asked = CliRunner().invoke(app, ["brukere", "slett", ADDRESS, "--lager", place], input="n\n")
    assert asked.exit_code == 1 and "kan ikke gjøres om" in asked.output
    for email in ("ukjent@kommunen.no", "", "x\ny"):
        unknown = CliRunner().invoke(app, ["brukere", "slett", email, "--ja", "--lager", place])
        assert unknown.exit_code == 1 and "finnes ikke" in unknown.output
    with (store := open_store(place)).session() as session:
        assert user_at(session, ADDRESS) is not None
    store.close()


def test_the_last_administrator_of_the_system_is_not_erased(store: Store) -> None:
    with store.session() as session:
        one, two = (add_user(session, n, f"{n}@kommunen.no").id for n in ("en", "to"))
        set_system(session, one, True, None)
        with pytest.raises(SourceError, match="siste systemansvarlige"):
            erase(session, "en@kommunen.no")
        set_system(session, two, True, None)
        session.get_one(User, two).aktiv = False
        with pytest.raises(SourceError, match="siste systemansvarlige"):
            erase(session, "en@kommunen.no")
        session.get_one(User, two).aktiv = True
        erase(session, "en@kommunen.no")


def test_an_erased_person_is_out_at_once(copied: Organisation) -> None:
    browser = copied.browser("oekonomi")
    assert browser.get("/api/planer/1").status_code == 200
    with copied.service.store.session() as session:
        erase(session, "oekonomi@kommunen.no")
    assert browser.get("/api/planer/1").status_code == 401
    tree = copied.browser("leser").get("/api/planer/1").json()
    assert tree["versjoner"][0]["av"] == f"Slettet bruker {copied.users['oekonomi']}"


def test_every_reference_to_a_person_is_declared() -> None:
    """Rows that stay are named; what is new is erased with its person until somebody has decided otherwise."""
    found = {entity.__tablename__ for entity, _ in references()}
    assert found - CASE >= {"legitimasjon", "sesjon", "medlemskap"}
    assert CASE - {"budsjettlinje", "planmappe"} <= found
    columns = {(t.name, c.name) for t in Base.metadata.sorted_tables for c in t.columns}
    hidden = {c for t, c in columns if c in SECRET and t in found}
    assert {"passord", "csrf", "token", "signatur"} <= hidden


def test_insight_shows_all_but_secrets(copied: Organisation, tmp_path: Path) -> None:
    copied.browser("oekonomi").post("/api/versjoner/1/kommentarer", {"sted": "x", "tekst": "Min merknad"})
    out = tmp_path / "innsyn.json"
    place = copied.service.settings.store
    done = CliRunner().invoke(app, ["brukere", "innsyn", "oekonomi@kommunen.no", "--ut", str(out), "--lager", place])
    assert done.exit_code == 0, done.output
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["bruker"][0]["navn"] == "Oekonomi" and found["kommentar"][0]["tekst"] == "Min merknad"
    assert {"bruker", "legitimasjon", "medlemskap", "sesjon", "versjon", "revisjonsspor", "revisjonsspor_om"} <= set(found)
    assert found["revisjonsspor_om"] and found["legitimasjon"][0]["passord"] == "lagret, vises ikke"
    with copied.service.store.session() as session:
        user = copied.users["oekonomi"]
        row = session.scalars(select(SessionRow).where(SessionRow.bruker_id == user)).one()
        secrets = {session.get_one(Credential, user).passord, row.csrf, row.id}
        assert not [s for s in secrets if s in out.read_text(encoding="utf-8")]
        with pytest.raises(SourceError, match="finnes ikke"):
            insight(session, "ukjent@kommunen.no")
        others = json.dumps(insight(session, "leser@kommunen.no"), default=str)
    assert "Min merknad" not in others and "Oekonomi" not in others


def test_only_what_is_no_longer_needed_is_cleared(store: Store, kari: int) -> None:
    now = audit.now()
    with store.session() as session:
        versions = [create_plan(session, f"P{i}", plan_files(), kari, "x").version.id for i in range(2)]
        lock(session, versions[1], "vedtatt", kari)
        for version in (versions[0], versions[0], versions[1]):
            run = ask(session, version, kari, 0).id
            claim(session, "a")
            finish(session, run, "a", "h", {})
        ask(session, versions[0], kari, 0)
        for run, days in ((1, 731), (2, 729), (3, 9999)):
            session.get_one(RunRow, run).ferdig = now - dt.timedelta(days=days)
        for days in (366, 364):
            made, _ = share(session, versions[0], {}, "x", kari)
            made.utloeper = now - dt.timedelta(days=days)
        start(session, kari, "passord")
        session.scalars(select(SessionRow)).one().utloeper = now - dt.timedelta(seconds=1)
        start_kept = SessionRow(id="k", bruker_id=kari, csrf="", opprettet=now, utloeper=now + dt.timedelta(hours=1))
        for field in set(inspect(SessionRow).columns.keys()) - {"id", "bruker_id", "csrf", "opprettet", "utloeper"}:
            setattr(start_kept, field, now if "brukt" in field else "")
        session.add(start_kept)
        reserve(session, [of_account("konto", "a")])
    Pulse(store, "w").beat()
    with store.session() as session:
        found = clear(session)
        assert (found.sessions, found.attempts, found.runs, found.shares) == (1, 0, 1, 1)
    with store.session() as session:
        assert set(session.scalars(select(RunRow.id))) == {2, 3, 4} and len(session.scalars(select(Share)).all()) == 1
        assert session.scalars(select(SessionRow.id)).all() == ["k"] and session.get(WorkerPulse, "w") is not None
        told = session.scalars(select(AuditRow).where(AuditRow.handling == "lager.ryddet")).one()
        assert told.detaljer["kjoeringer"] == [1] and audit.broken(session) is None
        assert clear(session).runs == 0 and len(session.scalars(select(Membership)).all()) == 0


def test_clearing_by_command(tmp_path: Path) -> None:
    place = str(tmp_path / "lager.db")
    assert "0 økter" in CliRunner().invoke(app, ["lager", "rydd", "--lager", place]).output
    for days, code in (("0", 0), ("36500", 0), ("-1", 2), ("36501", 2)):
        assert CliRunner().invoke(app, ["lager", "rydd", "--kjoeringer", days, "--lager", place]).exit_code == code


def test_an_erasure_passes_the_control(store: Store) -> None:
    from ldip.store.control import control

    with store.session() as session:
        a_life(session)
    with store.session() as session:
        erase(session, ADDRESS)
    with store.snapshot() as session:
        assert control(session).findings == ()
