"""Databases, logs of databases, keys and exports are their owner's, whatever the umask of the one who starts the program."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldip.cli import serve
from ldip.cli.app import app
from ldip.store.database import open_store
from ldip.store.private import close_to_others, files_of, open_to_others
from ldip.web.context import begin
from ldip.web.settings import local_settings, organisation_settings

pytestmark = pytest.mark.skipif(os.name != "posix", reason="filrettigheter er Unix'")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def test_a_new_store_is_its_owners(tmp_path: Path, umask: int) -> None:
    service = begin(local_settings(str(tmp_path / "a" / "b" / "lager.db")))
    with service.store.session():
        found = {p.name: mode(p) for p in (tmp_path / "a" / "b").iterdir()}
    assert set(found) >= {"lager.db", "lager.db-wal", "lager.db-shm", "lager.db.noekkel"}
    assert set(found.values()) == {0o600}
    assert mode(tmp_path / "a") == mode(tmp_path / "a" / "b") == 0o700
    service.store.close()


@pytest.mark.parametrize("form", ["{}", "sqlite:///{}"])
def test_both_ways_to_name_a_store(tmp_path: Path, form: str) -> None:
    before = os.umask(0)
    try:
        store = open_store(form.format(tmp_path / "lager.db"))
    finally:
        os.umask(before)
    store.close()
    assert mode(tmp_path / "lager.db") == 0o600


def test_an_open_store_is_closed_on_ones_own_machine(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = local_settings(str(tmp_path / "lager.db"))
    begin(settings).store.close()
    for path in files_of(settings.store):
        path.chmod(0o644)
    wide = open_to_others(settings.store)
    assert {p.name for p in wide} >= {"lager.db", "lager.db.noekkel"}
    serve._keep_private(organisation_settings(settings.store, ("x",)))
    assert "chmod 600" in capsys.readouterr().err and open_to_others(settings.store) == wide, "andres lager endres ikke"
    serve._keep_private(settings)
    assert "din alene" in capsys.readouterr().err
    assert open_to_others(settings.store) == [] and all(mode(p) == 0o600 for p in wide)
    serve._keep_private(settings)
    assert capsys.readouterr().err == ""


def test_a_server_database_has_no_files(tmp_path: Path) -> None:
    for url in ("postgresql+psycopg://x@y/z", "sqlite://", "sqlite:///:memory:"):
        assert files_of(url) == [] == close_to_others(url)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("x")
    told = CliRunner().invoke(app, ["lager", "kontroll", "--lager", str(tmp_path / "fil" / "lager.db")])
    assert told.exit_code == 1 and "lageret kan ikke åpnes" in told.output and "Traceback" not in told.output
