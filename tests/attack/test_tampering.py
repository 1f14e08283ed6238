"""Whoever has the database and not the key: every change made behind the store's back is found by the control, and named."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from ldip.cli.app import app
from ldip.store import audit, sealed
from ldip.store.accounts import set_password, set_system
from ldip.store.branches import new_branch, publish_branch
from ldip.store.budget import Revision, revise
from ldip.store.control import Control, control
from ldip.store.database import Store, open_store
from ldip.store.locks import lock
from ldip.store.members import add_user, comment, grant
from ldip.store.receipt import compared, read_receipt, receipt
from ldip.store.runs import ask, claim, finish
from ldip.store.schema import Base
from ldip.store.shares import share, withdraw
from ldip.store.versions import branch_of, commit, create_plan, file_hash, folder_contents

NORDVIK = folder_contents(Path(__file__).resolve().parents[2] / "examples" / "nordvik")
Raw = sqlite3.Connection


@dataclass
class Town:
    """A store that has been used, as files."""

    file: Path
    opened: Store | None = None

    def control(self) -> Control:
        self.opened = self.opened or open_store(str(self.file))
        with self.opened.snapshot() as session:
            return control(session)

    def close(self) -> None:
        if self.opened is not None:
            self.opened.close()
            self.opened = None

    def told(self) -> set[str]:
        """What the control says, without the words that differ by case."""
        return {f"{f.row} {f.what}" for f in self.control().findings}

    def tamper(self, change: Callable[[Raw], object]) -> None:
        with closing(sqlite3.connect(self.file)) as raw:
            change(raw)
            raw.commit()


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every kind of row: users, roles, versions, alternative, locks, budget lines, comments, runs, links, logins."""
    file = tmp_path_factory.mktemp("brukt") / "lager.db"
    store = open_store(str(file))
    with store.session() as s:
        kari, ola = (add_user(s, n, f"{n}@kommune.no").id for n in ("kari", "ola"))
        set_password(s, kari, "et langt og godt passord", None)
        set_system(s, kari, True, None)
        set_password(s, ola, "et annet langt passord", None)
    with store.session() as s:
        first = create_plan(s, "Nordvik", NORDVIK, kari, "start").version
        plan, start_version = first.plan_id, first.id
        grant(s, plan, ola, "leser", kari)
    with store.session() as s:
        second = commit(s, branch_of(s, plan), start_version, {"README.md": b"nytt\n"}, kari, "tekst").version.id
        lock(s, start_version, "vedtatt", kari)
    with store.session() as s:
        publish_branch(s, new_branch(s, plan, "Ap", second, ola, private=True), ola)
        revise(s, branch_of(s, plan), second, [Revision("utbytter", 2026, 2e6)], kari, "melding")
        comment(s, second, "laan.csv", "Er dette riktig?", ola)
        withdraw(s, share(s, second, {"spaker": []}, "Til høring", kari)[0], kari)
        ask(s, second, kari, 0, 7)
    with store.session() as s:
        assert claim(s, "w") is not None
        finish(s, 1, "w", "a" * 64, {"tall": {"x": 1.0}})
    with store.session() as s:
        audit.record(s, kari, "bruker.innlogget", f"bruker/{kari}", {"med": "passord"})  # changes no protected row
    store.close()
    return file


@pytest.fixture
def town(used: Path, tmp_path: Path) -> Iterator[Town]:
    for name in (used.name, f"{used.name}.noekkel"):
        shutil.copy(used.with_name(name), tmp_path / name)
    found = Town(tmp_path / used.name)
    yield found
    found.close()


def run(*statements: str) -> Callable[[Raw], object]:
    return lambda raw: [raw.execute(s) for s in statements]


def cut(raw: Raw) -> None:
    last = raw.execute("SELECT max(nr) FROM revisjonsspor").fetchone()[0]
    raw.execute("DELETE FROM revisjonsspor WHERE nr >= ?", (last - 1,))


def rehash(raw: Raw) -> None:
    """The chain computed anew by the public rule, as someone without the key can."""
    before = audit.START
    columns = "nr, tid, bruker_id, handling, gjelder, detaljer"
    for nr, tid, user, action, subject, details in raw.execute(f"SELECT {columns} FROM revisjonsspor ORDER BY nr").fetchall():
        told = tid.replace(" ", "T") + "+00:00"
        row_hash = audit.digest(nr, told, user, action, subject, json.loads(details), before)
        raw.execute("UPDATE revisjonsspor SET forrige = ?, hash = ? WHERE nr = ?", (before, row_hash, nr))
        before = row_hash


def rewritten(raw: Raw) -> None:
    raw.execute("DELETE FROM revisjonsspor WHERE nr = 4")
    raw.execute("UPDATE revisjonsspor SET nr = nr - 1 WHERE nr > 4")
    rehash(raw)


def rewritten_version(raw: Raw) -> None:
    """An unlocked version with a file changed and every hash of it computed anew."""
    version = raw.execute("SELECT max(id) FROM versjon").fetchone()[0]
    digest = hashlib.sha256(b"juks").hexdigest()
    raw.execute("INSERT INTO innhold VALUES (?, ?)", (digest, b"juks"))
    raw.execute("UPDATE versjonsfil SET sha256 = ? WHERE versjon_id = ? AND sti = 'plan.toml'", (digest, version))
    files = dict(raw.execute("SELECT sti, sha256 FROM versjonsfil WHERE versjon_id = ?", (version,)).fetchall())
    plan, parent, kind, author, message, moment = raw.execute(
        "SELECT plan_id, forelder_id, slag, forfatter_id, melding, tid FROM versjon WHERE id = ?", (version,)
    ).fetchone()
    above = raw.execute("SELECT hash FROM versjon WHERE id = ?", (parent,)).fetchone()[0]
    whole = file_hash(files)
    own = audit.digest(above, plan, kind, author, message, moment.replace(" ", "T") + "+00:00", whole)
    raw.execute("UPDATE versjon SET filhash = ?, hash = ? WHERE id = ?", (whole, own, version))


TRIED = (
    *("bruker", "plan", "medlemskap", "versjon", "gren", "laas", "budsjettlinje", "kommentar", "kjoering"),
    *("legitimasjon", "deling"),
)
NEW_LOCK = (
    "INSERT INTO laas (versjon_id, slag, bruker_id, tid, signatur) "
    "SELECT max(versjon.id), 'vedtatt', 1, laas.tid, laas.signatur FROM versjon, laas"
)
NEW_ROLE = "INSERT INTO medlemskap (plan_id, bruker_id, rolle, omfang) VALUES (1, 2, 'administrator', '')"
# Each tampering, and something that the control must then say: a row and what is wrong with it.
TAMPERINGS: dict[str, tuple[Callable[[Raw], object], str]] = {
    "trail cut at the end": (cut, "revisjonsspor/{last} ende"),
    "trail row deleted in the middle": (run("DELETE FROM revisjonsspor WHERE nr = 6"), "revisjonsspor/6 hull"),
    "trail row changed": (run("UPDATE revisjonsspor SET handling = 'x' WHERE nr = 6"), "revisjonsspor/6 innhold"),
    "trail rewritten with hashes": (rewritten, "revisjonsspor/4 segl"),
    "trail emptied": (run("DELETE FROM revisjonsspor", "DELETE FROM sporhode"), "plan/1 lagt_til"),
    "trail without seals": (run("UPDATE revisjonsspor SET noekkel_id = '', segl = ''"), "revisjonsspor/1 useglet"),
    "version rehashed": (rewritten_version, "versjon/3 endret"),
    "lock deleted": (run("DELETE FROM laas"), "laas/1 mangler"),
    "lock added": (run(NEW_LOCK), "laas/2 lagt_til"),
    "head moved": (run("UPDATE gren SET hode_id = 1 WHERE navn = 'hovedlinje'"), "gren/1 endret"),
    "role escalated": (run("UPDATE medlemskap SET rolle = 'administrator'"), "medlemskap/1 endret"),
    "role added": (run(NEW_ROLE), "medlemskap/2 lagt_til"),
    "comment changed": (run("UPDATE kommentar SET tekst = 'Alt i orden'"), "kommentar/1 endret"),
    "comment deleted": (run("DELETE FROM kommentar"), "kommentar/1 mangler"),
    "budget line changed": (run("UPDATE budsjettlinje SET revidert = revidert + 1"), "budsjettlinje/1 endret"),
    "run's numbers changed": (run("""UPDATE kjoering SET sammendrag = '{"tall": {"x": 2.0}}'"""), "kjoering/1 endret"),
    "run opened again": (run("UPDATE kjoering SET status = 'venter'"), "kjoering/1 endret"),
    "user made systemansvarlig": (
        run("UPDATE legitimasjon SET systemansvarlig = 1 WHERE bruker_id = 2"),
        "legitimasjon/2 endret",
    ),
    "password replaced": (
        run("UPDATE legitimasjon SET passord = (SELECT passord FROM legitimasjon WHERE bruker_id = 2) WHERE bruker_id = 1"),
        "legitimasjon/1 endret",
    ),
    "identity replaced": (run("UPDATE legitimasjon SET oidc_subjekt = 'jeg' WHERE bruker_id = 1"), "legitimasjon/1 endret"),
    "closed user opened": (run("UPDATE bruker SET aktiv = 0 WHERE id = 2"), "bruker/2 endret"),
    "plan renamed": (run("UPDATE plan SET navn = 'Sørvik'"), "plan/1 endret"),
    "share reopened": (run("UPDATE deling SET trukket = 0"), "deling/1 endret"),
    "bytes changed": (run("UPDATE innhold SET bytes = x'00'"), "innhold/"),
    "file removed": (run("DELETE FROM versjonsfil WHERE versjon_id = 1 AND sti = 'plan.toml'"), "versjon/1 filer"),
    "files without a version": (run("DELETE FROM versjon WHERE id = 3"), "versjonsfil/3 uten_versjon"),
    "row that cannot be read": (run("UPDATE revisjonsspor SET detaljer = '{' WHERE nr = 6"), "uleselig"),
    "time that is none": (run("UPDATE kommentar SET tid = 'i går'"), "kommentar uleselig"),
}


def test_a_store_that_is_used_holds(town: Town) -> None:
    found = town.control()
    assert found.findings == () and found.broken is None
    assert found.trail >= 15 and found.rows >= 15
    with closing(sqlite3.connect(town.file)) as raw:
        counts = {t.name: raw.execute(f"SELECT count(*) FROM {t.name}").fetchone()[0] for t in Base.metadata.sorted_tables}
    assert all(counts[name] for name in TRIED), "every kind of row is there to be tampered with"
    assert {t.name for t in sealed.protected()} >= set(TRIED)
    assert all(len(reason) > 20 for reason in sealed.APART.values()), "what is left out is named with its reason"


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampering_is_found_and_named(name: str, town: Town) -> None:
    change, expected = TAMPERINGS[name]
    last = town.control().trail
    town.tamper(change)
    said = town.told()
    assert any(expected.format(last=last) in s for s in said), said
    assert town.control().broken is not None


@pytest.mark.parametrize("cut_head", [False, True])
def test_a_cut_is_still_found_when_the_store_goes_on(cut_head: bool, town: Town) -> None:
    """The last event is a log-in, which no other row tells of; the event after it must not hide that it is gone."""
    last = town.control().trail
    town.tamper(run(f"DELETE FROM revisjonsspor WHERE nr = {last}", *(["DELETE FROM sporhode"] if cut_head else [])))
    assert any(s.endswith(" ende") for s in town.told())
    for text in ("en", "to"):
        store = open_store(str(town.file))
        with store.session() as s:
            comment(s, 1, "laan.csv", text, 1)
        store.close()
        assert f"revisjonsspor/{last} brudd" in town.told()


def test_what_is_looked_into_is_sealed_and_noted(town: Town) -> None:
    town.tamper(run("UPDATE plan SET navn = 'Rettet'", "DELETE FROM kommentar", NEW_ROLE))

    def ldip(*args: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["lager", "kontroll", *args, "--lager", str(town.file)])
        return done.exit_code, done.output

    for case, code in (("x" * 41, 2), ("Kari Nordmann", 2)):
        assert ldip("--godta", case)[0] == code
    assert ldip()[0] == 1
    code, said = ldip("--godta", "2026/" + "1" * 35)
    assert code == 0 and "3 funn" in said and "kommentar/1: raden er slettet" in said and "Alt holder" in said
    with closing(sqlite3.connect(town.file)) as raw:
        last = raw.execute("SELECT handling, detaljer FROM revisjonsspor ORDER BY nr DESC LIMIT 1").fetchone()
    told = json.loads(last[1])
    assert last[0] == "spor.godtatt" and told["sak"].startswith("2026/")
    assert sorted(told["rader"]) == ["kommentar/1", "medlemskap/2", "plan/1"] and told["rader"]["kommentar/1"] is None
    town.tamper(run("UPDATE revisjonsspor SET handling = 'x' WHERE nr = 2"))
    assert ldip("--godta", "1")[0] == 1, "faults of the trail itself remain"
    town.tamper(run("UPDATE laas SET tid = 'i går'"))
    code, said = ldip("--godta", "1")
    assert code == 1 and "kan ikke godtas" in said


def test_every_column_of_every_protected_table_counts(town: Town) -> None:
    """Each column by itself, the volatile ones excepted: a change of it in one row is a finding about that row."""
    values: dict[str, Any] = {"BOOLEAN": "1 - {c}", "INTEGER": "{c} + 1", "FLOAT": "{c} + 0.5"}
    silent: list[str] = []
    for table in sealed.protected():
        left = sealed.MOVING.get(table.name, frozenset()) | {c.name for c in table.primary_key}
        for column in (c for c in table.columns if c.name not in left):
            kind = str(column.type).split("(", maxsplit=1)[0]
            fallback = {"JSON": "'[]'", "DATETIME": "'2020-01-01 00:00:00.000000'"}.get(kind, "'noe annet'")
            value = values[kind].format(c=f"coalesce({column.name}, 0)") if kind in values else fallback
            with closing(sqlite3.connect(town.file)) as raw:
                before = raw.execute(f"SELECT rowid, {column.name} FROM {table.name} LIMIT 1").fetchone()
                if before is None:
                    continue
                raw.execute(f"UPDATE {table.name} SET {column.name} = {value} WHERE rowid = ?", before[:1])
                raw.commit()
                if not any(s.startswith(f"{table.name}/") for s in town.told()):
                    silent.append(f"{table.name}.{column.name}")
                raw.execute(f"UPDATE {table.name} SET {column.name} = ? WHERE rowid = ?", (before[1], before[0]))
                raw.commit()
    assert silent == [] and town.told() == set()


def test_a_whole_rollback_is_found_against_a_receipt(town: Town, tmp_path: Path) -> None:
    """A copy of yesterday put back holds by itself; the receipt tells that there has been more."""
    yesterday = tmp_path / "i-gaar.db"
    shutil.copy(town.file, yesterday)
    store = open_store(str(town.file))
    with store.session() as s:
        head = branch_of(s, 1).hode_id
        commit(s, branch_of(s, 1), head, {"README.md": b"i dag\n"}, 1, "i dag")
    with store.snapshot() as s:
        (tmp_path / "kvittering.json").write_bytes(receipt(s))
        said = read_receipt(tmp_path / "kvittering.json")
        assert compared(s, said) == []
    with store.session() as s:
        comment(s, head, "laan.csv", "etter kvitteringen", 1)
    with store.snapshot() as s:
        assert compared(s, said) == [], "a trail that has grown extends its receipt"
    store.close()
    shutil.copy(yesterday, town.file)
    assert town.told() == set()
    store = open_store(str(town.file))
    with store.snapshot() as s:
        assert {f.what for f in compared(s, said)} == {"kvittering_spor", "kvittering_gren"}
    store.close()
