"""Errors as pages where a person's browser goes to an address; the pages' own requests get them as data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import OperationalError

from ldip.web.app import create_app
from ldip.web.context import begin
from ldip.web.settings import local_settings
from tests.web.conftest import Browser, open_local

VISIT = {"accept": "text/html,application/xhtml+xml", "sec-fetch-mode": "navigate"}


@pytest.mark.parametrize(
    ("code", "heading"),
    [("nb-NO,nb;q=0.9", "Siden finnes ikke"), ("de", "Siden finnes ikke"), ("en-GB", "There is no such page")],
)
def test_a_visit_to_no_page_is_told_in_words(local: Browser, code: str, heading: str) -> None:
    answer = local.client.get("/api/finnes/ikke", headers=VISIT | {"accept-language": code})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")
    assert heading in answer.text and "{" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-length"] == str(len(answer.content))


def test_the_language_chosen_in_the_pages_is_that_of_a_visit(local: Browser) -> None:
    local.client.cookies.set("ldip_spraak", "nn")
    answer = local.client.get("/api/finnes/ikke", headers=VISIT | {"accept-language": "en-GB"})
    assert "Sida finst ikkje" in answer.text and '<html lang="nn">' in answer.text


def test_what_the_pages_ask_for_is_answered_as_data(local: Browser) -> None:
    for headers in ({"accept": "*/*"}, {"accept": "text/html", "sec-fetch-mode": "cors"}):
        answer = local.client.get("/api/finnes/ikke", headers=headers)
        assert answer.headers["content-type"] == "application/json"
        assert answer.json()["melding"]


@pytest.mark.parametrize(
    ("fault", "status"), [(RuntimeError("<b>hemmelig</b>"), 500), (OperationalError("x", {}, Exception()), 503)]
)
def test_faults_of_the_server_have_a_page_without_what_was_wrong(tmp_path: Path, fault: Exception, status: int) -> None:
    settings = local_settings(str(tmp_path / "lager.db"))
    service = begin(settings)
    app: Any = create_app(settings, service)

    @app.get("/api/feil")
    def failing() -> None:
        raise fault

    app.router.routes.insert(0, app.router.routes.pop())  # before the pages, which take every other address
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        answer = open_local(client, service).get("/api/feil", headers=VISIT | {"accept-language": "nb"})
    assert answer.status_code == status
    assert "<h1>" in answer.text and "hemmelig" not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)
