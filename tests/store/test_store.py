"""The store on both engines: migrations, lossless folders, immutable versions, merging by file, stale edits, alternatives, audit."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from ldip import read_plan, simulate
from ldip.errors import SourceError
from ldip.store import audit
from ldip.store.branches import new_branch, publish_branch
from ldip.store.database import Store, downgrade, open_store, upgrade
from ldip.store.members import add_user
from ldip.store.merge import Conflict, applied, changed, conflicts
from ldip.store.schema import AuditRow, Base, Blob, Version
from ldip.store.versions import (
    StaleEditError,
    branch_of,
    changes_between,
    commit,
    contents_of,
    create_plan,
    files_of,
    folder_contents,
    history,
    plan_of,
    sound,
    version_of,
    write_folder,
)

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SMALL = {"plan.toml": b"navn = 'x'\r\n", "a/b.csv": "æøå;1\n".encode("latin-1"), "README.md": b""}


def begun(store: Store, author: int, contents: dict[str, bytes] | None = None) -> tuple[int, int]:
    """A plan and its first version."""
    with store.session() as s:
        done = create_plan(s, "Prøve", SMALL if contents is None else contents, author, "start")
        return done.version.plan_id, done.version.id


def test_migrations_go_up_and_down_and_match_the_tables(url: str) -> None:
    opened = open_store(url)
    with opened.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    downgrade(opened.engine)
    assert set(inspect(opened.engine).get_table_names()) <= {"alembic_version"}
    upgrade(opened.engine)
    assert {t.name for t in Base.metadata.sorted_tables} <= set(inspect(opened.engine).get_table_names())
    opened.close()


@pytest.mark.parametrize("example", ["solvik", "nordvik", "baerum-2022"])
def test_a_folder_comes_back_byte_for_byte(example: str, store: Store, kari: int, tmp_path: Path) -> None:
    contents = folder_contents(EXAMPLES / example)
    assert "plan.toml" in contents and not [n for n in contents if n.startswith("resultat/")]
    with store.session() as s:
        done = create_plan(s, example, contents, kari, "fra mappe")
        write_folder(s, done.version.id, tmp_path / "ut")
        assert done.version.feil == 0
        assert done.version.innholdshash == read_plan(EXAMPLES / example).content_hash
    assert folder_contents(tmp_path / "ut") == contents
    with store.session() as s, pytest.raises(SourceError, match="ikke tom"):
        write_folder(s, done.version.id, tmp_path / "ut")


def test_a_stored_version_runs_as_the_folder_does(store: Store, kari: int) -> None:
    with store.session() as s:
        done = create_plan(s, "Nordvik", folder_contents(EXAMPLES / "nordvik"), kari, "start")
        plan = plan_of(s, done.version.id)
    assert simulate(plan).hash == simulate(read_plan(EXAMPLES / "nordvik")).hash


def test_any_bytes_are_kept_and_problems_counted(store: Store, kari: int) -> None:
    _, version = begun(store, kari)
    with store.session() as s:
        assert contents_of(s, version) == SMALL
        found = version_of(s, version)
        assert found.feil > 0 and found.innholdshash == ""


def test_edits_of_different_files_go_together(store: Store, kari: int) -> None:
    plan, first = begun(store, kari)
    with store.session() as s:
        branch = branch_of(s, plan)
        mine = commit(s, branch, first, {"plan.toml": b"navn = 'y'\n"}, kari, "navn")
        assert mine.merged_with is None
        theirs = commit(s, branch, first, {"a/b.csv": None, "ny.csv": b"1"}, kari, "fil")
        assert theirs.merged_with == mine.version.id
        assert contents_of(s, branch.hode_id) == {"plan.toml": b"navn = 'y'\n", "README.md": b"", "ny.csv": b"1"}
        assert [v.melding for v in history(s, branch.hode_id)] == ["fil", "navn", "start"]
        assert changes_between(s, first, branch.hode_id) == {"a/b.csv": "fjernet", "ny.csv": "ny", "plan.toml": "endret"}
        assert contents_of(s, first) == SMALL, "a version never changes"


def test_a_stale_edit_is_refused_with_both_sides(store: Store, kari: int) -> None:
    plan, first = begun(store, kari)
    with store.session() as s:
        head = commit(s, branch_of(s, plan), first, {"plan.toml": b"theirs"}, kari, "de").version.id
    with store.session() as s, pytest.raises(StaleEditError, match=r"plan\.toml: endret av noen andre") as told:
        commit(s, branch_of(s, plan), first, {"plan.toml": b"mine", "ny.csv": b"1"}, kari, "jeg")
    assert told.value.head == head and [c.path for c in told.value.sides] == ["plan.toml"]
    with store.session() as s:
        assert branch_of(s, plan).hode_id == head, "nothing was written"
        side = told.value.sides[0]
        seen = {name: s.get(Blob, digest) for name, digest in (("base", side.base), ("theirs", side.theirs))}
        assert seen["base"] and seen["base"].bytes == SMALL["plan.toml"] and seen["theirs"] and seen["theirs"].bytes == b"theirs"


def test_the_same_edit_twice_is_one(store: Store, kari: int) -> None:
    plan, first = begun(store, kari)
    with store.session() as s:
        commit(s, branch_of(s, plan), first, {"plan.toml": b"lik"}, kari, "en")
        with pytest.raises(SourceError, match="ingenting er endret"):
            commit(s, branch_of(s, plan), first, {"plan.toml": b"lik"}, kari, "to")


@pytest.mark.parametrize("path", ["", "/x", "../x", "a/../b", "a//b", "a\\b", "./x", "x" * 401])
def test_paths_stay_inside_the_plan(path: str, store: Store, kari: int) -> None:
    with pytest.raises(SourceError, match="stien er ikke tillatt"), store.session() as s:
        create_plan(s, "Prøve", {path: b""}, kari, "start")
    with store.session() as s:
        assert audit.length(s) == 1, "only the user was made"


def test_what_does_not_exist_or_is_taken_is_told(store: Store, kari: int) -> None:
    plan, first = begun(store, kari)
    other, elsewhere = plan + 100, first + 100
    with store.session() as s:
        with pytest.raises(SourceError, match="navnet er i bruk"):
            create_plan(s, "Prøve", SMALL, kari, "start")
        with pytest.raises(SourceError, match="grenen finnes ikke"):
            branch_of(s, other)
        with pytest.raises(SourceError, match="versjonen finnes ikke"):
            version_of(s, elsewhere)
        new_branch(s, plan, "Alternativ", first, kari)
        with pytest.raises(SourceError, match="navnet er i bruk"):
            new_branch(s, plan, "Alternativ", first, kari)
        second = create_plan(s, "Annen", SMALL, kari, "start").version
        with pytest.raises(SourceError, match="hører til en annen plan"):
            new_branch(s, plan, "Feil", second.id, kari)


def test_an_alternative_grows_on_its_own_until_it_is_published(store: Store, kari: int) -> None:
    plan, first = begun(store, kari)
    with store.session() as s:
        branch = new_branch(s, plan, "Partiets", first, kari, private=True)
        assert branch.eier_id == kari and not branch.publisert
        commit(s, branch, first, {"plan.toml": b"parti"}, kari, "vårt")
        assert branch_of(s, plan).hode_id == first
        publish_branch(s, branch, kari)
        assert branch.publisert
        assert contents_of(s, branch.hode_id)["plan.toml"] == b"parti"


def test_a_version_that_is_changed_behind_the_stores_back_shows(store: Store, kari: int) -> None:
    plan, first = begun(store, kari)
    with store.session() as s:
        later = commit(s, branch_of(s, plan), first, {"plan.toml": b"y"}, kari, "navn").version
        assert sound(s, later)
        digest = files_of(s, first)["README.md"]
    with store.session() as s:
        s.execute(text("UPDATE innhold SET bytes = :b WHERE sha256 = :h"), {"b": b"juks", "h": digest})
    with store.session() as s:
        assert not sound(s, version_of(s, later.id)), "an ancestor's file"
        s.execute(text("UPDATE innhold SET bytes = :b WHERE sha256 = :h"), {"b": b"", "h": digest})
    with store.session() as s:
        assert sound(s, version_of(s, later.id))
        s.execute(text("UPDATE versjon SET melding = 'annet' WHERE id = :i"), {"i": first})
    with store.session() as s:
        assert not sound(s, version_of(s, later.id)), "an ancestor's message"


def test_the_audit_trail_shows_tampering(store: Store, kari: int) -> None:
    plan, first = begun(store, kari)
    with store.session() as s:
        commit(s, branch_of(s, plan), first, {"plan.toml": b"y"}, kari, "navn")
        rows = [(r.nr, r.handling) for r in s.query(AuditRow).order_by(AuditRow.nr)]
        assert rows == [(1, "bruker.opprettet"), (2, "plan.opprettet"), (3, "versjon.lagret")]
        assert audit.broken(s) is None and audit.length(s) == 3
        s.execute(text("UPDATE revisjonsspor SET gjelder = 'plan/9' WHERE nr = 2"))
    with store.session() as s:
        assert audit.broken(s) == 2
        s.execute(text("DELETE FROM revisjonsspor WHERE nr = 2"))
    with store.session() as s:
        assert audit.broken(s) == 2


def test_a_failed_transaction_leaves_nothing(store: Store, kari: int) -> None:
    with pytest.raises(RuntimeError), store.session() as s:
        create_plan(s, "Prøve", SMALL, kari, "start")
        raise RuntimeError
    with store.session() as s:
        assert s.query(Version).count() == 0 and audit.length(s) == 1 and audit.broken(s) is None


def test_many_writers_lose_nothing(store: Store, kari: int) -> None:
    """Eight writers, five edits each, all from the first version: every edit is kept, the history and the audit are valid."""
    plan, first = begun(store, kari)
    failed: list[BaseException] = []

    def write(who: int) -> None:
        try:
            for n in range(5):
                with store.session() as s:
                    commit(s, branch_of(s, plan), first, {f"{who}/{n}.csv": f"{who};{n}".encode()}, kari, f"{who}-{n}")
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(i,)) for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not failed
    with store.session() as s:
        head = branch_of(s, plan).hode_id
        contents = contents_of(s, head)
        assert {n for n in contents if n[0].isdigit()} == {f"{i}/{n}.csv" for i in range(8) for n in range(5)}
        assert len(history(s, head)) == 41 and sound(s, version_of(s, head))
        assert audit.broken(s) is None and audit.length(s) == 42


def test_a_store_that_cannot_be_opened_is_told_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("ikke en database" * 100, encoding="utf-8")
    with pytest.raises(SourceError, match="lageret kan ikke åpnes"):
        open_store(f"sqlite:///{tmp_path / 'fil'}")
    with pytest.raises(SourceError) as told:
        open_store("postgresql://ola:hemmelig@127.0.0.1:1/ingen")
    assert "hemmelig" not in str(told.value).partition("→")[0] and "127.0.0.1:1/ingen" in str(told.value)


def test_a_path_is_a_sqlite_file_and_its_folder_is_made(tmp_path: Path) -> None:
    opened = open_store(str(tmp_path / "ny" / "lager.db"))
    with opened.session() as s:
        add_user(s, "Ola", "ola@kommune.no")
    opened.close()
    again = open_store(str(tmp_path / "ny" / "lager.db"))
    with again.session() as s:
        assert audit.length(s) == 1
    again.close()


def test_merging_by_file() -> None:
    base = {"a": "1", "b": "1", "c": "1"}
    theirs = {"a": "2", "b": "1", "d": "9"}
    assert changed(base, theirs) == {"a": "2", "d": "9", "c": None}
    assert conflicts(base, theirs, {"b": "3", "e": "1"}) == []
    assert conflicts(base, theirs, {"a": "2", "c": None, "d": "9"}) == [], "the same change is no conflict"
    assert conflicts(base, theirs, {"a": "3", "c": "4", "d": None}) == [
        Conflict("a", "1", "2", "3"),
        Conflict("c", "1", None, "4"),
        Conflict("d", None, "9", None),
    ]
    assert applied(theirs, {"b": None, "e": "5"}) == {"a": "2", "d": "9", "e": "5"}
