"""ldip lager skjema: the way back before an earlier release, asked about; what both revisions have is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from typer.testing import CliRunner, Result

from ldip.cli.app import app
from ldip.store.database import newest_revision, open_store, revisions
from ldip.store.members import add_user, user_at


@pytest.fixture
def place(tmp_path: Path) -> str:
    store = open_store(str(tmp_path / "lager.db"))
    with store.session() as session:
        add_user(session, "Kari", "kari@kommunen.no")
    store.close()
    return str(tmp_path / "lager.db")


def schema(place: str, *more: str, answer: str = "") -> Result:
    return CliRunner().invoke(app, ["lager", "skjema", "--lager", place, *more], input=answer)


def tables(place: str) -> set[str]:
    store = open_store(place, migrate=False)
    found = set(inspect(store.engine).get_table_names())
    store.close()
    return found


def test_there_and_back(place: str) -> None:
    assert f"utgave {newest_revision()}" in schema(place).output
    refused = schema(place, "--til", "0003", answer="n\n")
    assert refused.exit_code == 1 and "arbeiderpuls" in tables(place)
    assert schema(place, "--til", "0003", answer="j\n" if "j" in refused.output else "y\n").exit_code == 0
    assert "arbeiderpuls" not in tables(place)
    assert schema(place, "--til", newest_revision()).exit_code == 0 and "arbeiderpuls" in tables(place)
    with (store := open_store(place)).reading() as session:
        assert user_at(session, "kari@kommunen.no") is not None
    store.close()


def test_unknown_revisions_are_refused(place: str, tmp_path: Path) -> None:
    told = schema(place, "--til", "9999", "--ja")
    assert told.exit_code == 1 and revisions()[0] in told.output and "Traceback" not in told.output
    store = open_store(place)
    with store.session() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    newer = schema(place, "--til", "0003", "--ja")
    assert newer.exit_code == 1 and "nyere utgave" in newer.output
    begun = CliRunner().invoke(app, ["lager", "kontroll", "--lager", place])
    assert begun.exit_code == 1 and "lageret kan ikke åpnes" in begun.output, "en eldre utgave starter ikke på en nyere"


def test_a_store_that_is_not_begun_has_no_revision(tmp_path: Path) -> None:
    assert "utgave –" in schema(str(tmp_path / "ny.db")).output
