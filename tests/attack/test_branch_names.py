"""Names of branches in the store itself: what the indexes refuse, and what the migration makes of the names that were there."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from ldip.errors import SourceError
from ldip.store.branches import new_branch, publish_branch
from ldip.store.database import Store, downgrade, open_store, upgrade
from ldip.store.members import add_user, grant
from ldip.store.schema import Branch
from ldip.store.versions import branch_of, create_plan

MIGRATION: Any = import_module("ldip.store.migrations.versions.0007_branches")
SMALL = {"plan.toml": b"x"}


def _two(store: Store) -> tuple[int, int, int, int]:
    """A plan, its version, and two users."""
    with store.session() as s:
        one, other = (add_user(s, n, f"{n}@kommunen.no").id for n in ("en", "to"))
        version = create_plan(s, "Prøve", SMALL, one, "start").version
        return version.plan_id, version.id, one, other


def test_published_names_are_unique_and_private_ones_are_ones_own(store: Store) -> None:
    plan, at, one, other = _two(store)
    with store.session() as s:
        mine, theirs = (new_branch(s, plan, "Likt", at, who, private=True) for who in (one, other))
        with pytest.raises(SourceError, match="navnet er i bruk"):
            new_branch(s, plan, "Likt", at, one, private=True)
        with pytest.raises(SourceError, match="flere private"):
            branch_of(s, plan, "Likt")
        publish_branch(s, mine, one)
        assert branch_of(s, plan, "Likt").id == mine.id
        with pytest.raises(SourceError, match="navnet er i bruk"):
            publish_branch(s, theirs, other)
        assert not theirs.publisert
        with pytest.raises(SourceError, match="navnet er i bruk"):
            new_branch(s, plan, "Likt", at, other)


@pytest.mark.parametrize(
    ("published", "owner", "party", "clashes"),
    [(True, 0, "", True), (False, 0, "", True), (False, 1, "", False), (False, 1, "P", True), (True, 1, "P", True)],
)
def test_the_database_itself_refuses_a_name_taken_meanwhile(
    store: Store, published: bool, owner: int, party: str, clashes: bool
) -> None:
    plan, at, *users = _two(store)
    with store.session() as s:
        s.add(Branch(plan_id=plan, navn="Åpent", hode_id=at, eier_id=None, publisert=True, parti=""))
        s.add(Branch(plan_id=plan, navn="Eget", hode_id=at, eier_id=users[0], publisert=False, parti=""))
        s.add(Branch(plan_id=plan, navn="P", hode_id=at, eier_id=users[0], publisert=False, parti="P"))
    name = "Åpent" if published else "Eget"
    row = Branch(plan_id=plan, navn=name, hode_id=at, eier_id=users[owner], publisert=published, parti=party)
    if clashes:
        with pytest.raises(IntegrityError), store.session() as s:
            s.add(row)
    else:
        with store.session() as s:
            s.add(row)


def test_the_migration_finds_the_partys_own_and_goes_back(url: str) -> None:
    store = open_store(url)
    plan, at, one, other = _two(store)
    with store.session() as s:
        for scope in ("A", "B", "C"):
            grant(s, plan, one, "parti", one, scope)
    downgrade(store.engine, MIGRATION.down_revision)
    rows = (("A", one, False), ("B", other, False), ("C", None, True), ("Økonomis", other, False))
    with store.engine.begin() as c:
        for name, owner, published in rows:
            values = {"p": plan, "n": name, "h": at, "e": owner, "u": published}
            c.execute(text("INSERT INTO gren (plan_id, navn, hode_id, eier_id, publisert) VALUES (:p, :n, :h, :e, :u)"), values)
    upgrade(store.engine)
    with store.session() as s:
        found = dict(s.execute(select(Branch.navn, Branch.parti)).all())
        assert found == {"hovedlinje": "", "A": "A", "B": "", "C": "C", "Økonomis": ""}, "B er en annens enn partiets"
        new_branch(s, plan, "Økonomis", at, one, private=True)
        new_branch(s, plan, "Økonomis", at, one)
    downgrade(store.engine, MIGRATION.down_revision)
    with store.engine.connect() as c:
        names = sorted(n for (n,) in c.execute(text("SELECT navn FROM gren")))
    assert len(set(names)) == len(names) == 7 and "Økonomis" in names
    upgrade(store.engine)
    store.close()
