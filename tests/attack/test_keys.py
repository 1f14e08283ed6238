"""The key ring: made once with a new store, one key a use, never replaced, rotated without loss, and sealed stores of before."""

from __future__ import annotations

import json
import multiprocessing
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text, update
from typer.testing import CliRunner, Result

from ldip.cli.app import app
from ldip.errors import SourceError
from ldip.store import audit, keys
from ldip.store.control import control
from ldip.store.database import Store, downgrade, open_store, upgrade
from ldip.store.members import add_user
from ldip.store.schema import Membership, RunRow, User
from ldip.store.versions import create_plan


def ldip(store: Path, *args: str) -> Result:
    return CliRunner().invoke(app, ["lager", *args, "--lager", str(store)])


def began(place: Path) -> tuple[Path, Path]:
    """A store with a plan: its file, and its ring's."""
    opened = open_store(str(place / "lager.db"))
    with opened.session() as s:
        user = add_user(s, "Kari", "kari@kommune.no").id
        create_plan(s, "Tom", {"a.txt": b"x"}, user, "start")
    opened.close()
    return place / "lager.db", place / "lager.db.noekkel"


def findings(store: Store) -> list[str]:
    with store.snapshot() as session:
        return [f"{f.row} {f.what}" for f in control(session).findings]


def test_a_ring_is_made_with_a_new_store_and_read_by_its_owner_only(tmp_path: Path) -> None:
    _, ring = began(tmp_path)
    assert ring.stat().st_mode & 0o777 == 0o600
    kept = keys.open_ring(str(tmp_path / "lager.db"))
    assert sorted(k.use for k in kept.keys) == sorted(keys.USES)
    assert len({k.secret for k in kept.keys}) == len(keys.USES), "one key a use"
    assert not [p for p in tmp_path.iterdir() if p.name.startswith(".")], "nothing half written is left"


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda ring: ring.unlink(), "nøkkelringen mangler"),
        (lambda ring: ring.write_bytes(b"kort"), "skadet eller ikke en nøkkelring"),
        (lambda ring: ring.write_bytes(secrets.token_bytes(32)), "skadet eller ikke en nøkkelring"),
        (lambda ring: ring.write_bytes(ring.read_bytes()[:-20]), "skadet eller ikke en nøkkelring"),
        (lambda ring: ring.write_bytes(b"[" * 100_000), "skadet eller ikke en nøkkelring"),
        (lambda ring: ring.write_bytes(b" " * (keys.LONGEST_FILE + 1)), "for stor"),
        (lambda ring: ring.chmod(0o604), "kan leses av andre"),
        (lambda ring: shutil.copy(ring.with_name("annen.db.noekkel"), ring), "ikke dette lagerets"),
    ],
)
def test_a_ring_that_is_gone_or_wrong_is_an_error_and_never_made_anew(
    damage: Callable[[Path], object], said: str, tmp_path: Path
) -> None:
    store, ring = began(tmp_path)
    open_store(str(tmp_path / "annen.db")).close()
    damage(ring)
    before = ring.read_bytes() if ring.exists() else None
    with pytest.raises(SourceError, match=said):
        open_store(str(store))
    done = ldip(store, "noekkel", "ny")
    assert done.exit_code == 1 and "lages ikke" in done.output
    assert (ring.read_bytes() if ring.exists() else None) == before


def test_a_key_put_in_anothers_place_is_noticed(tmp_path: Path) -> None:
    store, ring = began(tmp_path)
    said = json.loads(ring.read_text())
    said["noekler"][0]["hemmelig"] = secrets.token_hex(32)
    ring.write_text(json.dumps(said))
    with pytest.raises(SourceError, match="skadet"):
        open_store(str(store))


def test_the_length_of_a_legacy_key_is_bounded(tmp_path: Path) -> None:
    for size, fits in ((31, False), (32, True)):
        place = tmp_path / f"{size}.noekkel"
        place.write_bytes(b"k" * size)
        place.chmod(0o600)
        if fits:
            ring = keys.unsealed_ring(place)
            assert ring.key("laas") == b"k" * 32 and sorted(k.use for k in ring.keys) == sorted(keys.USES)
        else:
            with pytest.raises(SourceError, match="for kort"):
                keys.unsealed_ring(place)


def test_a_ring_elsewhere_is_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LDIP_NOEKKEL", str(tmp_path / "hvelv" / "ring"))
    began(tmp_path)
    assert (tmp_path / "hvelv" / "ring").is_file() and not (tmp_path / "lager.db.noekkel").exists()
    monkeypatch.delenv("LDIP_NOEKKEL")
    with pytest.raises(SourceError, match="mangler"):
        open_store(str(tmp_path / "lager.db"))


def test_rotation_keeps_what_former_keys_have_signed(tmp_path: Path) -> None:
    store, _ = began(tmp_path)
    running = open_store(str(store))
    old = {use: running.ring.key(use) for use in keys.USES}
    signed = running.ring.mac("laas", b"x")
    for use in keys.USES:
        done = ldip(store, "noekkel", "roter", use)
        assert done.exit_code == 0, done.output
    assert all(running.ring.key(u) != old[u] for u in keys.USES), "a server that runs takes the new key"
    assert running.ring.holds("laas", b"x", signed[1]) and running.ring.holds("laas", b"x", signed[1], signed[0])
    assert not running.ring.holds("laas", b"y", signed[1]) and not running.ring.holds("spor", b"x", signed[1])
    assert running.ring.secrets("totp") == (running.ring.key("totp"), old["totp"])
    with running.session() as s:
        add_user(s, "Ola", "ola@kommune.no")
    assert findings(running) == []
    running.close()
    shown = ldip(store, "noekkel").output
    assert shown.count("tidligere") == len(keys.USES)
    assert not [k for k in running.ring.keys if k.secret.hex() in shown or k.secret.hex()[:16] in shown], "never a secret"
    assert ldip(store, "noekkel", "roter", "tull").exit_code == 2 and ldip(store, "noekkel", "tull").exit_code == 2


def _open(place: str, answers: Any) -> None:
    store = open_store(place)
    answers.put([k.id for k in store.ring.keys])
    store.close()


def test_processes_that_begin_at_once_get_one_ring(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    started = [context.Process(target=_open, args=(str(tmp_path / "lager.db"), answers)) for _ in range(4)]
    for p in started:
        p.start()
    found = [tuple(answers.get(timeout=60)) for _ in started]
    for p in started:
        p.join()
    assert len(set(found)) == 1


def before_seals(place: Path, key: bytes | None) -> Path:
    """A store as the program before this one left it: schema 0003, and a key of 32 bytes or none."""
    store, ring = began(place)
    opened = open_store(str(store))
    with opened.engine.begin() as connection:
        connection.execute(text("UPDATE revisjonsspor SET detaljer = '{}' WHERE nr = 2"))
    opened.close()
    with closing(sqlite3.connect(store)) as raw:  # the chain without digests, as it was
        before = audit.START
        for nr, tid, user, action, subject in raw.execute(
            "SELECT nr, tid, bruker_id, handling, gjelder FROM revisjonsspor"
        ).fetchall():
            row_hash = audit.digest(nr, tid.replace(" ", "T") + "+00:00", user, action, subject, {}, before)
            raw.execute("UPDATE revisjonsspor SET detaljer='{}', forrige=?, hash=? WHERE nr=?", (before, row_hash, nr))
            before = row_hash
        raw.commit()
    old = open_store(str(store), migrate=False)
    downgrade(old.engine, "0003")
    old.close()
    ring.unlink()
    if key is not None:
        ring.write_bytes(key)
        ring.chmod(0o600)
    return store


def test_a_store_from_before_gets_a_baseline_once(tmp_path: Path) -> None:
    store = before_seals(tmp_path, b"k" * 32)
    opened = open_store(str(store))
    assert opened.ring.key("laas") == b"k" * 32, "signatures of before hold"
    with opened.snapshot() as s:
        actions = list(s.execute(text("SELECT handling FROM revisjonsspor ORDER BY nr")).scalars())
    assert actions[-1] == audit.BASELINE and findings(opened) == [] and opened.ring.sealed
    opened.close()
    with closing(sqlite3.connect(store)) as raw:  # every seal and the baseline away, so that a second would hide what is changed
        raw.execute("DELETE FROM revisjonsspor WHERE handling = ?", (audit.BASELINE,))
        raw.execute("UPDATE revisjonsspor SET noekkel_id = '', segl = ''")
        raw.execute("DELETE FROM sporhode")
        raw.execute("UPDATE plan SET navn = 'Annet'")
        raw.commit()
    opened = open_store(str(store))
    assert {"revisjonsspor/1 useglet", "plan/1 lagt_til"} <= set(findings(opened)), "and no new baseline"
    opened.close()


def test_a_store_from_before_without_a_key_gets_one_by_command_only(tmp_path: Path) -> None:
    store = before_seals(tmp_path, None)
    with pytest.raises(SourceError, match="mangler"):
        open_store(str(store))
    assert ldip(store, "noekkel", "ny").exit_code == 0
    opened = open_store(str(store))
    assert findings(opened) == []
    opened.close()
    assert ldip(tmp_path / "finnes-ikke.db", "noekkel", "ny").exit_code == 1
    assert not (tmp_path / "finnes-ikke.db").exists()


def test_the_migration_goes_up_and_down(tmp_path: Path) -> None:
    opened = open_store(str(tmp_path / "lager.db"))
    downgrade(opened.engine, "0003")
    assert "sporhode" not in inspect(opened.engine).get_table_names()
    upgrade(opened.engine)
    assert {"noekkel_id", "segl"} <= {c["name"] for c in inspect(opened.engine).get_columns("revisjonsspor")}
    opened.close()


def test_changes_by_statement_are_in_the_trail(tmp_path: Path) -> None:
    """UPDATE and DELETE by statement are seen as changes of objects are; an INSERT by statement is refused."""
    store, _ = began(tmp_path)
    opened = open_store(str(store))
    with opened.session() as s:
        s.execute(update(User).values(navn="Nytt navn"))
    with opened.session() as s:
        add_user(s, "Ola", "ola@kommune.no")
    with opened.session() as s:
        s.execute(User.__table__.delete().where(User.epost == "ola@kommune.no"))
    assert findings(opened) == []
    with opened.session() as s:
        before = audit.length(s)
        s.execute(update(RunRow).where(RunRow.id == 1).values(framdrift=0.5, hjerteslag=audit.now()))
    with opened.session() as s:
        assert audit.length(s) == before, "a heartbeat is no event"
        with pytest.raises(TypeError, match="objekter"):
            s.execute(Membership.__table__.insert().values(plan_id=1, bruker_id=1, rolle="administrator", omfang=""))
    opened.close()


def test_no_name_or_address_is_in_the_trail(tmp_path: Path) -> None:
    store, _ = began(tmp_path)
    with closing(sqlite3.connect(store)) as raw:
        told = " ".join(d for (d,) in raw.execute("SELECT detaljer || gjelder FROM revisjonsspor"))
    assert "rader" in told and not [w for w in ("Kari", "kari", "@", "Tom") if w in told]


def test_another_stores_ring_is_refused_while_a_server_runs(tmp_path: Path) -> None:
    (tmp_path / "annet").mkdir()
    file, ring = began(tmp_path)
    _, other = began(tmp_path / "annet")
    own, store = ring.read_bytes(), open_store(str(file))
    ring.write_bytes(other.read_bytes() + b"\n")
    with pytest.raises(SourceError, match="ikke dette lagerets"), store.session() as s:
        add_user(s, "Ola", "ola@kommune.no")
    ring.write_bytes(own)
    with store.session() as s:
        add_user(s, "Ola", "ola@kommune.no")
    with store.snapshot() as s:
        assert control(s).findings == ()
    store.close()
