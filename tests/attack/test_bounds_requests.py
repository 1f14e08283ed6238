"""Requests that are no requests: none gives a 5xx of ours, a traceback, or an answer that is not in the API's form."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import exc

from ldip.plan.bounds import JSON_BODY_COMMAS, JSON_BODY_DEPTH, MOST_PROBLEMS
from ldip.web import logs, oidc, requests
from ldip.web.app import create_app
from ldip.web.faults import ANSWERS
from ldip.web.requests import BodyError, check_json, depth_of
from ldip.web.settings import BODY, Oidc, local_settings, organisation_settings
from tests.web.conftest import HOST, Browser, open_local, plan_files, put, served

HIDDEN = ["\x00", "\x1f", "\x85", "\u202e", "\u2066", "\u200b", "\ufeff", "\ud800"]


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """One's own machine, with Nordvik as plan 1, version 1; shared, since these requests change nothing that others read."""
    service, app = served(local_settings(str(tmp_path_factory.mktemp("grenser") / "lokal.db")))
    put(service, "Nordvik", plan_files(), service.local_id)
    with TestClient(app, base_url="http://localhost") as client:
        yield Browser(open_local(client, service)).know()


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """A server with login, and nobody logged in."""
    _, app = served(organisation_settings(str(tmp_path_factory.mktemp("ute") / "lager.db"), (HOST,)))
    return Browser(TestClient(app, base_url=f"https://{HOST}"))


def _error(answer: Any) -> dict[str, Any]:
    """The body of an error, in the API's own form and without a traceback."""
    body: dict[str, Any] = answer.json()
    assert set(body) == {"melding", "problemer", "hode", "sider"}, body
    assert body["melding"] and "Traceback" not in answer.text
    return body


@pytest.mark.parametrize("token", ["æ", "é" * 300, "\x80", ""])
def test_a_token_of_other_letters_is_a_wrong_token(local: Browser, token: str) -> None:
    answer = local.call("POST", "/api/planer", json={"navn": "X"}, headers={"x-csrf-token": token.encode("latin-1")})
    assert answer.status_code == 403
    _error(answer)


def test_cookies_and_links_of_other_letters_are_unknown(outside: Browser) -> None:
    client = outside.client
    for value in ("æøå", '"\\342\\300"', "\x80\xff", "x" * 3000):
        answer = client.get("/api/planer", headers={"cookie": f"ldip_sesjon={value}; ldip_oidc={value}".encode("latin-1")})
        assert answer.status_code == 401
    for token in ("æ" * 30, "%00" * 10, "a" * 19, "%F0%28%8C%28" * 8):
        assert client.post(f"/api/delt/{token}/tall", json={}).status_code in (400, 422)


@pytest.mark.parametrize("sign", HIDDEN)
def test_names_and_messages_show_what_they_are(local: Browser, sign: str) -> None:
    """Plans, alternatives, users, titles and messages: in a body, in the address, and as a key nobody knows."""
    ways = [
        ("/api/planer", {"navn": f"Plan{sign}"}),
        ("/api/planer/1/alternativer", {"navn": f"A{sign}b", "fra": 1}),
        ("/api/planer/1/alternativer", {"navn": "A", "fra": 1, "melding": f"m{sign}"}),
        ("/api/planer/1/medlemmer", {"epost": "k@k.no", "navn": f"K{sign}", "rolle": "leser"}),
        ("/api/planer/1/medlemmer", {"epost": f"k{sign}@k.no", "navn": "K", "rolle": "leser"}),
        ("/api/versjoner/1/kommentarer", {"sted": f"laan.csv{sign}", "tekst": "x"}),
        ("/api/versjoner/1/kommentarer", {"sted": "laan.csv", "tekst": f"x{sign}"}),
        ("/api/versjoner/1/delinger", {"tittel": f"T{sign}"}),
        ("/api/planer", {"navn": "Plan", sign: 1}),
    ]
    for path, body in ways:
        answer = local.call("POST", path, content=json.dumps(body), headers={"content-type": "application/json"})
        assert answer.status_code == 422, (path, answer.text)
        assert _error(answer)["problemer"]
    if sign != "\ud800":
        assert local.call("POST", f"/api/planer/opplasting?navn=a{quote(sign)}", content=b"x").status_code == 400
        assert local.call("POST", f"/api/planer/1/grener/a{quote(sign)}/publisering").status_code in (400, 404)


def test_letters_signs_and_line_breaks_of_people_are_taken(local: Browser) -> None:
    body = {"sted": "laan.csv: kbn-1", "tekst": "Først.\n\tSå 👩‍💻 – «ja».\r\nČáhci, Ø."}
    assert local.post("/api/versjoner/1/kommentarer", body).status_code == 201
    assert local.post("/api/planer/1/alternativer", {"navn": "Alternativ Ø (2)", "fra": 1}).status_code == 201


@pytest.mark.parametrize("path", ["%ff", "%c3%28", "%zz", "%", "a%00b", "%ed%a0%80", "%e2%80%ae", "a%0d%0aSet-Cookie:x"])
def test_addresses_that_cannot_be_read_are_refused(local: Browser, path: str) -> None:
    for place in (f"/{path}", f"/api/planer/1/grener/{path}/publisering", f"/api/ordbok?q={path}"):
        scope = {"type": "http", "path": place.partition("?")[0], "raw_path": place.partition("?")[0].encode()}
        assert not requests.readable({**scope, "query_string": place.partition("?")[2].encode()} if "?" in place else scope)


@pytest.mark.parametrize(
    "path", ["C:x", "C:%5Cwindows%5Cwin.ini", "a.toml:b", "c:/x", "CON", "nul.txt", "a%5Cb", "x./y", "aux.js"]
)
def test_the_page_route_gives_no_file_by_a_drive_or_a_device(local: Browser, path: str) -> None:
    answer = local.get(f"/{path}")
    assert answer.status_code == 404
    _error(answer)


@pytest.mark.parametrize(
    ("headers", "wrong"),
    [
        ([(b"host", b"localhost"), (b"host", b"evil.example")], "host"),
        ([(b"content-length", b"1"), (b"Content-Length", b"2")], "content-length"),
        ([(b"content-length", "²".encode("latin-1"))], "content-length"),
        ([(b"content-length", b"9" * 5000)], "content-length"),
        ([(b"content-length", b"-1")], "content-length"),
        ([(b"content-length", b"3"), (b"transfer-encoding", b"chunked")], "transfer-encoding"),
        ([(b"origin", b"http://[")] * 2, "origin"),
        ([(b"host", "bø".encode())], "host"),
        ([(b"x", b"y")] * (requests.HEADERS + 1), "størrelse"),
        ([(b"x", b"y" * requests.HEADER_BYTES)], "størrelse"),
        ([(b"x", b"y")] * requests.HEADERS, ""),
        ([(b"x", b"y" * (requests.HEADER_BYTES - 1))], ""),
        ([(b"host", b"localhost:8000"), (b"content-length", b"12")], ""),
    ],
)
def test_headers_are_said_once_and_can_be_read(headers: list[tuple[bytes, bytes]], wrong: str) -> None:
    assert requests.wrong_header({"type": "http", "headers": headers}) == wrong


def test_origins_and_kinds_of_content_that_are_none(local: Browser) -> None:
    for origin in ("http://[", "null", "http://[::1", "æ".encode("latin-1")):
        assert local.call("POST", "/api/planer", json={"navn": "X"}, headers={"origin": origin}).status_code in (400, 403)
    for kind in ("", ";", "application/json; charset=utf-16", "text/plain", "application/json;" + "x=y;" * 500, "\x80/é"):
        answer = local.call("POST", "/api/planer", content=b"{", headers={"content-type": kind.encode("latin-1")})
        assert answer.status_code in (400, 422), kind
        _error(answer)


@pytest.mark.parametrize("kind", ["[", '{"a":'])
def test_json_is_nested_to_the_limit_and_no_deeper(local: Browser, kind: str) -> None:
    end = "]" if kind == "[" else "}"

    def sent(depth: int) -> Any:
        text = '{"navn": "X", "y": ' + kind * (depth - 1) + ("" if kind == "[" else "1") + end * (depth - 1) + "}"
        return local.call("POST", "/api/planer", content=text, headers={"content-type": "application/json"})

    assert "nivåer" not in sent(JSON_BODY_DEPTH).text
    for depth in (JSON_BODY_DEPTH + 1, 990, 100_000):
        assert sent(depth).status_code == 422 and "nivåer" in _error(sent(depth))["melding"]


def test_depth_is_counted_outside_texts() -> None:
    deep = b"[" * (JSON_BODY_DEPTH - 1)
    for text in (rb'{"a[[[": "\"[[[", "b": [[], {}]}', b"", b'"' + b"[[[" * 99, deep + b'"' + b"[" * 99, b'"' + b'\\"[' * 99):
        check_json(text)
    for text in (deep + b'""[[', deep + rb'"\"" [ {', deep + rb'"\\"[['):
        with pytest.raises(BodyError):
            check_json(text)
    assert depth_of(b"[[],{[]}]") == 3


def test_a_body_has_as_many_values_as_allowed_and_no_more() -> None:
    check_json(b"[" + b"1," * JSON_BODY_COMMAS + b"1]")
    check_json(b'["' + b"," * (JSON_BODY_COMMAS + 1) + b'"]')
    with pytest.raises(BodyError):
        check_json(b"[" + b"1," * (JSON_BODY_COMMAS + 1) + b"1]")


def test_json_of_other_kinds_is_refused(local: Browser) -> None:
    kind = {"content-type": "application/json"}
    bodies = [json.dumps({"navn": "X"}).encode(e) for e in ("utf-16", "utf-32")]
    bodies += [b'{"navn": "\xff"}', b'{"navn": ' + b"1" * 5000 + b"}", b'{"navn": NaN}', b"{" * 30, b"\xef\xbb\xbf", b'"']
    for body in bodies:
        answer = local.call("POST", "/api/planer", content=body, headers=kind)
        assert answer.status_code in (400, 422), body[:40]
        _error(answer)


@pytest.mark.parametrize("chunked", [False, True])
def test_bodies_are_as_large_as_allowed_and_no_larger(local: Browser, chunked: bool) -> None:
    def sent(size: int) -> int:
        body = f'{{"navn": "P{chunked:d}"}}'.encode() + b" " * (size - 14)
        parts: Iterator[bytes] | bytes = (body[i : i + 65536] for i in range(0, size, 65536)) if chunked else body
        answer = local.call("POST", "/api/planer", content=parts, headers={"content-type": "application/json"})
        return int(answer.status_code)

    assert sent(BODY + 1) == 413
    assert sent(BODY) == 201


def test_many_mistakes_in_a_body_are_told_some_times(local: Browser) -> None:
    body = {"navn": "X", **{f"k{i}": 1 for i in range(20_000)}}
    problems = _error(local.post("/api/planer", body))["problemer"]
    assert len(problems) == MOST_PROBLEMS + 1 and problems[-1]["melding"] == f"og {20_000 - MOST_PROBLEMS} til"


def test_numbers_of_levers_are_numbers(local: Browser) -> None:
    for value in ("NaN", "Infinity", "-Infinity", "1e999"):
        text = '{"utkast": {"spaker": {"loennsvekst": ' + value + "}}}"
        answer = local.call("POST", "/api/versjoner/1/oversikt", content=text, headers={"content-type": "application/json"})
        assert answer.status_code in (404, 405, 422), answer.text


def _failing(error: Exception, local: Browser) -> Any:
    """The answer of a server with a route that fails."""
    app: FastAPI = create_app(local.service.settings, local.service)

    def fail() -> None:
        raise error

    app.add_api_route("/api/feil", fail, include_in_schema=False)
    app.router.routes.insert(0, app.router.routes.pop())
    client = open_local(TestClient(app, base_url="http://localhost"), local.service)
    return client.get("/api/feil", headers={"accept-language": "nb"})


@pytest.mark.parametrize("kind", [k for kinds, _, _ in ANSWERS for k in kinds])
def test_what_the_machine_says_becomes_an_answer(kind: type[Exception], local: Browser) -> None:
    wanted = next(status for kinds, status, _ in ANSWERS if kind in kinds)
    error: Exception = UnicodeEncodeError("utf-8", "\ud800", 0, 1, "hemmelig") if kind is UnicodeError else Exception()
    if issubclass(kind, exc.DBAPIError):
        error = kind("SELECT hemmelig", {}, Exception("hemmelig"))
    elif kind is not UnicodeError:
        error = kind("hemmelig")
    answer = _failing(error, local)
    assert answer.status_code == wanted and "hemmelig" not in answer.text
    assert (int(answer.headers.get("retry-after", "0")) > 0) == (wanted == 503)
    _error(answer)


def test_what_nobody_foresaw_is_told_with_a_code_and_logged(local: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    monkeypatch.setattr(logs, "failure", lambda error, about: written.append(f"{about['id']} {type(error).__name__}"))
    answer = _failing(ZeroDivisionError("hemmelig"), local)
    code = answer.headers["x-request-id"]
    assert answer.status_code == 500 and code in _error(answer)["melding"] and "hemmelig" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert written == [f"{code} ZeroDivisionError"]


def test_a_database_that_is_gone_is_a_wait_and_comes_back(local: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = local.service.store.engine
    connect = engine.connect

    def gone(*_: Any, **__: Any) -> Any:
        raise exc.OperationalError("SELECT 1", {}, Exception("server closed the connection"))

    monkeypatch.setattr(type(engine), "connect", gone)
    answer = local.get("/api/planer")
    assert answer.status_code == 503 and answer.headers["retry-after"] == "5"
    _error(answer)
    monkeypatch.undo()
    assert connect and local.get("/api/planer").status_code == 200


def test_a_provider_that_is_down_is_a_wait(outside: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    import httpx2

    settings = Oidc("https://id.example", "k", "h", "https://plan.kommunen.no/api/oidc/svar")
    monkeypatch.setattr(outside.service, "settings", replace(outside.service.settings, oidc=settings))

    def answers(status: int, text: str) -> Any:
        def handle(request: Any) -> Any:
            if not status:
                raise httpx2.ConnectError("nede")
            return httpx2.Response(status, text=text)

        return lambda: httpx2.Client(transport=httpx2.MockTransport(handle))

    for status, text in ((0, ""), (500, ""), (404, ""), (200, "ikke json"), (200, "[]"), (200, '{"issuer": 1}'), (302, "")):
        monkeypatch.setattr(oidc, "make_client", answers(status, text))
        answer = outside.get("/api/oidc/start", follow_redirects=False)
        assert answer.status_code == 503 and int(answer.headers["retry-after"]) > 0, (status, text)
        _error(answer)
