"""Every route of the API, asked with what its own schema allows and what it does not, by several roles: none answers with 5xx.

Cases are made by schemathesis from the API's document. Half of them get the ids of what exists, so that they come past the door."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import given

from tests.attack.canaries import Marked, organised, prepared
from tests.attack.corpus import plan_of
from tests.attack.mutate_zip import mutated_zip
from tests.attack.trials import seeded
from tests.fuzzing import repeatable
from tests.web.conftest import HOST

EXAMPLES: Final = int(os.environ.get("LDIP_API", "2"))  # of each route and role; 100 by `make herding`
WHO: Final = ("oekonomi", "administrator", "system", None)
ENDING: Final = ("utlogging", "passord", "oekter", "logg-ut", "totp", "konto")  # would log out who asks; asked by nobody instead
SLOW: Final = ("usikkerhet", "stress", "omvendt-stress")
ZIPPED: Final = ("mappe", "opplasting")  # raw bytes, sent below
PATIENCE_S: Final = 120.0
ODD: Final = ("application/json; charset=utf-16", "text/plain", "", "application/json, application/zip", "multipart/form-data")


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Marked]:
    found = prepared(organised(str(tmp_path_factory.mktemp("fuzz") / "lager.db")))
    yield found
    found.organisation.service.store.close()


@pytest.fixture(scope="module")
def schema(marked: Marked) -> Any:
    return schemathesis.openapi.from_asgi("/api/openapi.json", marked.organisation.app, headers={"host": HOST})


def headers(marked: Marked, who: str | None) -> dict[str, str]:
    found = {"host": HOST, "accept-language": "nb"}
    if who is not None:
        browser = marked.browser(who)
        cookies = "; ".join(f"{c.name}={c.value}" for c in browser.client.cookies.jar)
        found |= {"cookie": cookies, "x-csrf-token": browser.csrf}
    return found


def asked(operation: Any, marked: Marked, who: str | None) -> None:
    """Some requests to one route; every other one with ids that exist."""
    known = {"plan": marked.plan, "versjon": marked.version, "gren": "hovedlinje", "token": marked.token, **marked.rows}
    fitting = {k: v for k, v in known.items() if f"{{{k}}}" in operation.path}
    dear, turn = any(s in operation.path for s in SLOW) and EXAMPLES < 10, count()
    few = dear or (who != "oekonomi" and EXAMPLES < 10)

    @given(case=operation.as_strategy())
    @repeatable(1 if few else EXAMPLES)
    def holds(case: Any) -> None:
        if next(turn) % 2 == 0 and not dear:
            case.path_parameters = {**(case.path_parameters or {}), **fitting}
        case.headers = {**(case.headers or {}), **headers(marked, who)}
        answer = case.call(timeout=PATIENCE_S)
        assert answer.status_code < 500, f"{who}: {operation.method} {operation.path}: {answer.status_code} {answer.text[:300]}"

    holds()


@pytest.mark.parametrize("who", WHO)
def test_no_route_fails(marked: Marked, schema: Any, who: str | None) -> None:
    tried: set[str] = set()
    for found in schema.get_all_operations():
        operation = found.ok()
        path = operation.path
        if path.endswith(("hendelser", *ZIPPED)) or (who is not None and any(e in path for e in ENDING)):
            continue  # a stream that is let through does not end; what it says first is tried in test_matrix
        asked(operation, marked, who)
        tried.add(f"{operation.method} {path}")
    assert len(tried) > 40


@pytest.mark.parametrize("who", ["oekonomi", "system", None])
def test_no_upload_fails(marked: Marked, who: str | None) -> None:
    """Mutated zips to every route that takes one."""
    browser = marked.browser(who)
    routes = ("/api/planer/opplasting?navn=Ny", f"/api/planer/{marked.plan}/grener/hovedlinje/mappe?grunnlag={marked.version}")
    for seed in range(3 * EXAMPLES):
        raw = mutated_zip(plan_of("nordvik"), seeded("api", seed))
        for route in routes:
            answer = browser.call("POST", route, content=raw, headers={"content-type": "application/zip"})
            assert answer.status_code < 500, (seed, answer.text[:300])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'"x"',
        b"\xff\xfe",
        b'{"a":NaN}',
        b"1" * 5000,
        b"[" * 5000,
        b'{"utkast":"\\ud800"}',
        b'{"utkast":{"endringer":{}}}',
    ],
)
def test_no_body_fails_whatever_it_says_it_is(marked: Marked, body: bytes) -> None:
    browser = marked.browser("oekonomi")
    for kind in ("application/json", *ODD):
        for what in ("tall", "inndata", "kommentarer", "tabell"):
            answer = browser.call("POST", f"/api/versjoner/{marked.version}/{what}", content=body, headers={"content-type": kind})
            assert 400 <= answer.status_code < 500, (what, kind, answer.text[:300])
