"""A local server answers only who has the address it printed: the other users of the machine reach loopback too."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ldip.errors import SourceError
from ldip.web.app import create_app
from ldip.web.settings import START_VARIABLE, local_settings
from ldip.web.start import cookie_of, opened_at, page_that_opens
from tests.web.conftest import ROOT, Browser, Organisation, plan_files, put, served
from tests.web.test_access import api_routes


def stranger(local: Browser) -> TestClient:
    """Another user's program on the same machine."""
    return TestClient(local.client.app, base_url="http://localhost")


def test_every_route_of_the_api_refuses_a_stranger(local: Browser) -> None:
    other, tried = stranger(local), 0
    csrf = {"x-csrf-token": local.csrf}
    for method, path, _ in api_routes(local.client.app):
        answer = other.request(method, re.sub(r"\{[^}]*\}", "1", path), headers=csrf)
        assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
        assert set(answer.json()) == {"melding", "problemer", "hode", "sider"} and "ldip serve" in answer.json()["melding"]
        tried += 1
    assert tried > 50
    for path in ("/api", "/api/", "/api/finnes-ikke", "/api/openapi.json", "//api/planer", "/x/../api/planer"):
        assert other.get(path).status_code == 401, path


def test_a_page_without_the_cookie_explains(local: Browser) -> None:
    answer = stranger(local).get("/plan/1/oversikt?gren=x", headers={"accept-language": "nb"})
    assert answer.status_code == 401 and "ldip serve" in answer.text and 'href="/plan/1/oversikt"' in answer.text
    assert "csrf" not in answer.text and local.service.settings.start not in answer.text
    assert answer.headers["cache-control"] == "no-store" and "content-security-policy" in answer.headers


def test_the_printed_address_opens_and_leaves_no_token(local: Browser) -> None:
    token, browser = local.service.settings.start, stranger(local)
    first = browser.get(f"/plan/1/oversikt?gren=Ap&start={token}&v=1", follow_redirects=False)
    assert first.status_code == 200 and token not in first.text
    assert 'content="0;url=/plan/1/oversikt?gren=Ap&amp;v=1"' in first.text
    kept = first.headers["set-cookie"]
    assert (
        token not in kept and "HttpOnly" in kept and "SameSite=strict" in kept and "Path=/" in kept and "ldip_start_80=" in kept
    )
    assert browser.get("/api/planer").status_code == 200
    again = stranger(local).get(opened_at("", token))  # the same address, when the browser has been closed
    assert again.status_code == 200 and "set-cookie" in again.headers


@pytest.mark.parametrize("path", ["//evil.example/x", "/\\evil.example", "///evil.example", "/%5cevil.example", '/"><script>'])
def test_the_address_leads_nowhere_else(local: Browser, path: str) -> None:
    page = local.get(f"{path}?start={local.service.settings.start}").text
    found = re.search(r'content="0;url=([^"]*)"', page)
    assert found and re.match(r"/(?![/\\])", found[1]) and "<script" not in page


@pytest.mark.parametrize("wrong", ["", "x", "å", "\x00", "%ff", "{}x", "x{}"])
def test_a_wrong_token_opens_nothing(local: Browser, wrong: str) -> None:
    answer = stranger(local).get("/", params={"start": wrong.format(local.service.settings.start)})
    assert answer.status_code == (400 if wrong == "\x00" else 401) and "set-cookie" not in answer.headers


def test_a_wrong_cookie_opens_nothing(local: Browser) -> None:
    name, value = cookie_of(local.service.settings.start, 80)
    other_port, _ = cookie_of(local.service.settings.start, 81)
    for cookie in (f"{name}=", f"{name}={value[:-1]}", f"{name}={value}0", f"{other_port}={value}", f"{name}=\xe5\xff"):
        answer = stranger(local).get("/api/planer", headers={"cookie": cookie.encode("latin-1")})
        assert answer.status_code == 401, cookie
    assert stranger(local).get("/api/planer", headers={"cookie": f"{name}={value}"}).status_code == 200


def test_without_a_token_nobody_is_answered(local: Browser) -> None:
    service = local.service
    app = create_app(replace(service.settings, start=""), service)
    client = TestClient(app, base_url="http://localhost")
    name, value = cookie_of("", 80)
    assert client.get("/api/planer", headers={"cookie": f"{name}={value}"}).status_code == 401
    assert client.get("/?start=").status_code == 401


def test_two_processes_of_a_server_share_the_token(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process opens the browser; another answers the next request."""
    monkeypatch.setenv(START_VARIABLE, "t" * 32)
    service, one = served(local_settings(str(tmp_path / "x.db")))
    put(service, "Nordvik", plan_files(), service.local_id)
    _, two = served(local_settings(str(tmp_path / "x.db")))
    opened = TestClient(one, base_url="http://localhost")
    opened.get(opened_at("", "t" * 32))
    other = TestClient(two, base_url="http://localhost", cookies=opened.cookies)
    assert [p["navn"] for p in other.get("/api/planer").json()] == ["Nordvik"]


@pytest.mark.parametrize(("token", "accepted"), [("a" * 32, True), ("a" * 31, False), ("å" * 32, False)])
def test_a_given_token_is_long(token: str, accepted: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(START_VARIABLE, token)
    if accepted:
        assert local_settings("x.db").start == token
    else:
        with pytest.raises(SourceError, match=START_VARIABLE):
            local_settings("x.db")


def test_tokens_are_fresh_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(START_VARIABLE, raising=False)
    one, two = local_settings("x.db"), local_settings("x.db")
    assert one.start != two.start and len(one.start) >= 43 and one.start not in repr(one)


def test_the_browser_is_led_by_a_file_of_the_owner(tmp_path: Any) -> None:
    """Not by an argument: the arguments of a process are visible to every user."""
    page = page_that_opens(tmp_path, opened_at("http://localhost:1", "hemmelig"))
    assert page.stat().st_mode & 0o777 == 0o600 and "start=hemmelig" in page.read_text(encoding="utf-8")
    source = (ROOT / "src/ldip/cli/serve.py").read_text(encoding="utf-8")
    assert "webbrowser.open, (page.as_uri(),)" in source


def test_a_server_with_login_is_untouched(copied: Organisation) -> None:
    answer = copied.browser(None).get("/api/meg")
    assert answer.status_code == 200 and not answer.json()["innlogget"]
