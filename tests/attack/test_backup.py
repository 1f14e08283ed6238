"""A backup is taken while the store is written to, holds, and comes back byte for byte; nothing else is accepted as one."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text
from typer.testing import CliRunner

from ldip.cli.app import app
from ldip.errors import SourceError
from ldip.store import pgtools
from ldip.store.backup import NotSoundError, backup
from ldip.store.control import control
from ldip.store.database import Store, open_store
from ldip.store.members import add_user
from ldip.store.restore import restore
from ldip.store.schema import Version
from ldip.store.versions import branch_of, commit, contents_of, create_plan
from tests.store.conftest import Databases

FILES = {"plan.toml": b"navn = 'x'\r\n", "a/b.csv": "æøå;1\n".encode("latin-1"), "tom": b"", "alt": bytes(range(256))}


def filled(url: str, name: str = "Plan") -> Store:
    store = open_store(url)
    with store.session() as s:
        kari = add_user(s, "Kari", "kari@kommune.no").id
        first = create_plan(s, name, FILES, kari, "start").version
        commit(s, branch_of(s, first.plan_id), first.id, {"tom": None, "ny": b"1"}, kari, "ny")
    return store


def versions(store: Store) -> dict[str, dict[str, bytes]]:
    """The files of every version by its hash; the control must hold."""
    with store.snapshot() as s:
        assert control(s).findings == ()
        return {v.hash: contents_of(s, v.id) for v in s.scalars(select(Version))}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], str]]:
    """A URL by name, with a ring of its own."""

    def url(name: str) -> str:
        monkeypatch.setenv("LDIP_NOEKKEL", str(tmp_path / f"{name}.noekkel"))
        if request.param == "sqlite":
            return str(tmp_path / f"{name}.db")
        if name not in made:
            made[name] = request.getfixturevalue("databases").fresh()
        return made[name]

    made: dict[str, str] = {}
    yield url


def test_a_store_comes_back_byte_for_byte(engine: Callable[[str], str], tmp_path: Path) -> None:
    store = filled(engine("gammel"))
    kept = versions(store)
    store.close()
    done = backup(engine("gammel"), tmp_path / "kopi.zip")
    assert (done.versions, done.key) == (2, tmp_path / "kopi.zip.noekkel")
    assert all(p.stat().st_mode & 0o777 == 0o600 for p in (done.file, done.key) if p)
    assert restore(done.file, engine("ny")).versions == 2
    again = open_store(engine("ny"))
    assert versions(again) == kept
    with again.session() as s:
        commit(s, branch_of(s, 1), branch_of(s, 1).hode_id, {"ny": b"2"}, 1, "videre")
    assert len(versions(again)) == 3, "and goes on from there"
    again.close()
    with pytest.raises(SourceError, match="overskrives"):
        restore(done.file, engine("ny"))


def test_a_backup_is_taken_while_others_write(tmp_path: Path) -> None:
    url = str(tmp_path / "lager.db")
    store, stop, saved = filled(url), threading.Event(), list[str]()

    def write() -> None:
        while not stop.is_set():
            with store.session() as s:
                branch = branch_of(s, 1)
                saved.append(commit(s, branch, branch.hode_id, {"ny": str(len(saved)).encode() * 9}, 1, "m").version.hash)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(saved) < 5:
            stop.wait(0.01)
        before = list(saved)
        done = backup(url, tmp_path / "kopi.zip")
    finally:
        stop.set()
        writer.join()
    store.close()
    assert restore(done.file, str(tmp_path / "ny.db")).versions == done.versions >= len(before) + 2
    again = open_store(str(tmp_path / "ny.db"))
    assert set(before) <= set(versions(again)), "every save acknowledged before the backup is in it"
    again.close()


def test_the_file_alone_lacks_what_the_log_has(tmp_path: Path) -> None:
    """The reason for the command, and for the statement in the guide: a copy of the file alone is not the store."""
    store = filled(str(tmp_path / "lager.db"))
    shutil.copy(tmp_path / "lager.db", tmp_path / "kopiert.db")
    with closing(sqlite3.connect(tmp_path / "kopiert.db")) as raw:
        tables = raw.execute("SELECT count(*) FROM sqlite_master WHERE name = 'versjon'").fetchone()[0]
        count = raw.execute("SELECT count(*) FROM versjon").fetchone()[0] if tables else 0
    assert count < 2 == len(versions(store))
    store.close()


def test_a_store_that_does_not_hold_is_not_backed_up_in_silence(tmp_path: Path) -> None:
    filled(str(tmp_path / "lager.db")).close()
    with closing(sqlite3.connect(tmp_path / "lager.db")) as raw:
        raw.execute("UPDATE plan SET navn = 'Annet'")
        raw.commit()
    with pytest.raises(NotSoundError, match="plan/1: raden er endret"):
        backup(str(tmp_path / "lager.db"), tmp_path / "kopi.zip")
    assert not list(tmp_path.glob("kopi*")) and not list(tmp_path.glob(".ldip*")), "nothing is left"


def test_a_store_with_faults_can_be_kept_as_it_is(tmp_path: Path) -> None:
    """Evidence, and all there is where no sound copy is left: with a word for it, and the faults in the manifest."""
    filled(str(tmp_path / "lager.db")).close()
    with closing(sqlite3.connect(tmp_path / "lager.db")) as raw:
        raw.execute("UPDATE plan SET navn = 'Annet'")
        raw.commit()
    done = CliRunner().invoke(
        app, ["lager", "sikkerhetskopi", str(tmp_path / "kopi.zip"), "--likevel", "--lager", str(tmp_path / "lager.db")]
    )
    assert done.exit_code == 0 and "1 feil" in done.output
    with zipfile.ZipFile(tmp_path / "kopi.zip") as archive:
        assert json.loads(archive.read("manifest.json"))["funn"] == ["plan/1 endret"]
    with pytest.raises(NotSoundError):
        restore(tmp_path / "kopi.zip", str(tmp_path / "ny.db"))
    assert not (tmp_path / "ny.db").exists()
    assert restore(tmp_path / "kopi.zip", str(tmp_path / "ny.db"), anyway=True).findings == 1


def repacked(source: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with zipfile.ZipFile(source) as archive:
        files = {n: archive.read(n) for n in archive.namelist()}
    change(files)
    with zipfile.ZipFile(source, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def another(files: dict[str, bytes]) -> None:
    files["lager.db"] = files["lager.db"][:-100] + b"x" * 100


def relabelled(files: dict[str, bytes]) -> None:
    files["manifest.json"] = files["manifest.json"].replace(b'"versjoner": 2', b'"versjoner": 3')


DAMAGES: dict[str, tuple[Callable[[dict[str, bytes]], None], str]] = {
    "other bytes": (another, "ikke den som manifestet beskriver"),
    "another manifest": (relabelled, "manifestets signatur stemmer ikke"),
    "no manifest": (lambda f: f.pop("manifest.json"), "ikke en hel sikkerhetskopi"),
    "a file more": (lambda f: f.update({"../../ond": b"x"}), "ikke en hel sikkerhetskopi"),
    "no JSON": (lambda f: f.update({"manifest.json": b"["}), "ikke en hel sikkerhetskopi"),
    "a long manifest": (lambda f: f.update({"manifest.json": b" " * 8_000_001}), "ikke en hel sikkerhetskopi"),
}


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("kopi")
    filled(str(place / "lager.db")).close()
    backup(str(place / "lager.db"), place / "kopi.zip")
    return place / "kopi.zip"


@pytest.fixture
def taken(packed: Path, tmp_path: Path) -> Path:
    for name in ("kopi.zip", "kopi.zip.noekkel"):
        shutil.copy(packed.with_name(name), tmp_path / name)
    return tmp_path / "kopi.zip"


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_backup_is_refused(name: str, taken: Path, tmp_path: Path) -> None:
    change, said = DAMAGES[name]
    repacked(taken, change)
    with pytest.raises(SourceError, match=said):
        restore(taken, str(tmp_path / "ny.db"))
    assert not list(tmp_path.glob("ny*")) and not list(tmp_path.glob(".ldip*")), "nothing is left"


def test_what_is_in_the_way_is_not_overwritten(taken: Path, tmp_path: Path) -> None:
    for name in ("ny.db", "ny.db-wal"):
        (tmp_path / name).write_bytes(b"mitt")
        with pytest.raises(SourceError, match="overskrives"):
            restore(taken, str(tmp_path / "ny.db"))
        assert (tmp_path / name).read_bytes() == b"mitt"
        (tmp_path / name).unlink()
    open_store(str(tmp_path / "annen.db")).close()
    shutil.copy(tmp_path / "annen.db.noekkel", tmp_path / "ny.db.noekkel")
    with pytest.raises(SourceError, match="annen nøkkelring"):
        restore(taken, str(tmp_path / "ny.db"))
    with pytest.raises(SourceError, match="ikke er i nøkkelringen"):
        restore(taken, str(tmp_path / "ny2.db"), tmp_path / "annen.db.noekkel")
    with pytest.raises(SourceError, match="filen finnes"):
        backup(str(tmp_path / "annen.db"), taken)
    taken.with_name("kopi.zip.noekkel").unlink()
    with pytest.raises(SourceError, match="nøkkelringen mangler"):
        restore(taken, str(tmp_path / "ny2.db"))
    (tmp_path / "tull").write_bytes(b"x")
    with pytest.raises(SourceError, match="ikke en sikkerhetskopi"):
        restore(tmp_path / "tull", str(tmp_path / "ny2.db"), tmp_path / "annen.db.noekkel")


def test_the_commands(tmp_path: Path) -> None:
    filled(str(tmp_path / "lager.db")).close()

    def ldip(*args: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["lager", *args])
        return done.exit_code, done.output

    old, new, file = (str(tmp_path / n) for n in ("lager.db", "ny.db", "kopi.zip"))
    code, said = ldip("sikkerhetskopi", file, "--uten-noekkel", "--lager", old)
    assert code == 0 and "2 versjoner" in said and "Nøkkelringen er ikke med" in said
    assert not (tmp_path / "kopi.zip.noekkel").exists()
    code, said = ldip("gjenopprett", file, "--lager", new, "--noekkel", f"{old}.noekkel")
    assert code == 0 and "Kontrollen er gjort" in said and "feil" not in said
    code, said = ldip("kvittering", "--ut", str(tmp_path / "k.json"), "--lager", new)
    assert code == 0 and json.loads((tmp_path / "k.json").read_text())["ldip"] == "kvittering"
    assert ldip("noekkel", "offentlig", "--ut", str(tmp_path / "p.pem"), "--lager", new)[0] == 0
    held = ("kontroll", "--kvittering", str(tmp_path / "k.json"), "--offentlig", str(tmp_path / "p.pem"), "--lager")
    code, said = ldip(*held, new)
    assert code == 0 and "fortsettelse" in said and "Alt holder" in said
    (tmp_path / "k.json").write_text((tmp_path / "k.json").read_text().replace('"rader": 3', '"rader": 2'))
    code, said = ldip(*held, new)
    assert code == 1 and "signatur stemmer ikke" in said
    for name, said in (("k.json", "ikke en kvittering"), ("p.pem", "ikke en offentlig nøkkel")):
        kept = (tmp_path / name).read_bytes()
        (tmp_path / name).write_bytes(b"[")
        code, out = ldip(*held, new)
        assert code == 1 and said in out
        (tmp_path / name).write_bytes(kept)


def test_postgresql_without_its_programs_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store(str(tmp_path / "lager.db"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SourceError, match="programmet finnes ikke"):
        pgtools.dump(store.engine, "1", tmp_path / "ut")
    store.close()


def test_postgresql_without_the_right_to_make_databases(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An account that may not create a database: the dump's own snapshot is controlled, and the dump read to its end."""
    made: Databases = request.getfixturevalue("databases")
    monkeypatch.setenv("LDIP_NOEKKEL", str(tmp_path / "ring"))
    url = made.fresh()
    admin = open_store(url, migrate=False)
    with admin.engine.begin() as connection:
        connection.execute(text("CREATE ROLE ldip_liten LOGIN"))
        connection.execute(text("GRANT ALL ON SCHEMA public TO ldip_liten"))
    own = url.replace("postgres@", "ldip_liten@")
    filled(own).close()
    done = backup(own, tmp_path / "kopi.zip")
    assert done.versions == 2
    with admin.engine.begin() as connection:
        connection.execute(text("UPDATE versjon SET melding = 'juks' WHERE id = 1"))
    with pytest.raises(NotSoundError, match="versjon/1"):
        backup(own, tmp_path / "kopi2.zip")
    backup(own, tmp_path / "kopi3.zip", anyway=True)
    fresh = made.fresh()
    with pytest.raises(NotSoundError, match="versjon/1"):
        restore(tmp_path / "kopi3.zip", fresh)
    assert restore(tmp_path / "kopi.zip", fresh).findings == 0, "and nothing of the first attempt is in the way"
    with admin.engine.begin() as connection:
        connection.execute(text("DROP OWNED BY ldip_liten"))
        connection.execute(text("DROP ROLE ldip_liten"))
    admin.close()
