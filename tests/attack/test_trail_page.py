"""The page of the trail reports what the control finds in the database that the server reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ldip.web.settings import local_settings
from tests.web.conftest import Browser, open_local, plan_files, put, served


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE medlemskap SET rolle = 'administrator'",
        "UPDATE plan SET navn = 'Annet' WHERE id = 1",
        "DELETE FROM revisjonsspor WHERE nr = 2",
        "UPDATE legitimasjon SET passord = 'x'",
    ],
)
def test_the_page_tells_what_the_control_finds(statement: str, tmp_path: Path) -> None:
    def page(act: Callable[[Browser], object] = lambda _: None) -> dict[str, Any]:
        service, app = served(local_settings(str(tmp_path / "lager.db")))
        with TestClient(app, base_url="http://localhost") as client:
            if not service.public and not (tmp_path / "laget").exists():
                put(service, "Solvik", plan_files("solvik"), service.local_id)
                (tmp_path / "laget").touch()
            browser = Browser(open_local(client, service)).know()
            act(browser)
            found: dict[str, Any] = browser.get("/api/planer/1/spor").json()
            return found

    def give(browser: Browser) -> None:
        made = browser.post(
            "/api/planer/1/medlemmer", {"epost": "ola@kommunen.no", "navn": "Ola", "rolle": "leser", "omfang": ""}
        )
        assert made.status_code == 201, made.text

    whole = page(give)
    assert whole["brutt"] is None and len(whole["rader"]) >= 2
    with closing(sqlite3.connect(tmp_path / "lager.db")) as raw:
        assert raw.execute(statement).rowcount >= 1
        raw.commit()
    assert page()["brutt"] is not None
