"""Users of an identity provider are recognised by subject alone, at the level that is demanded, and no identity number is kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest

from ldip.errors import SourceError
from ldip.store.schema import Credential
from ldip.web import entry_oidc, oidc
from ldip.web.client import LINK, cookie_name, opened, signed
from ldip.web.settings import organisation_settings
from ldip.web.slow import Desk
from tests.attack.town import Town, a_town
from tests.web.conftest import HOST, Browser
from tests.web.test_oidc import ISSUER, SETTINGS, Provider

PID = "47906701517"  # a synthetic identity number, as ID-porten sends it
IDPORTEN = {"email": None, "email_verified": None, "name": None, "pid": PID}


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    with a_town(tmp_path, monkeypatch) as found:
        found.service.settings = replace(found.service.settings, oidc=SETTINGS)
        yield found


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider()
    made.claims = dict(IDPORTEN)
    monkeypatch.setattr(oidc, "make_client", made.client)
    return made


def demand(town: Town, **more: Any) -> None:
    town.service.settings = replace(town.service.settings, oidc=replace(SETTINGS, **more))


def code_for(town: Town, who: str = "kari") -> str:
    return str(town.enter("system").post(f"/api/brukere/{town.users[who]}/kode").json()["kode"])


def link(browser: Browser, code: str) -> Any:
    return browser.post("/api/oidc/kobling", {"kode": code})


def test_an_account_without_an_address_is_linked_once_by_code(town: Town, provider: Provider) -> None:
    browser, code = town.browser(), code_for(town)
    assert provider.go(browser).headers["location"] == "/?kobling=1"
    assert not browser.get("/api/meg").json()["innlogget"]
    assert link(browser, "0000-0000-0000-0000-0000-0000").status_code == 401
    done = link(browser, code).json()
    assert done["innlogget"] and done["epost"] == "kari@kommunen.no" and done["maate"] == "oidc"
    assert link(browser, code).status_code == 401, "koden er brukt, og kontoen koblet"
    later = town.browser()
    assert provider.go(later).headers["location"] == "/"
    assert later.get("/api/meg").json()["epost"] == "kari@kommunen.no"


def test_an_address_gives_nobody_a_user_unless_it_is_chosen(town: Town, provider: Provider) -> None:
    """An address can be given to somebody else; a subject cannot."""
    provider.claims = {"email": "kari@kommunen.no", "email_verified": True}
    browser = town.browser()
    assert provider.go(browser).headers["location"] == "/?kobling=1"
    assert not browser.get("/api/meg").json()["innlogget"]
    demand(town, link_email=True)
    assert provider.go(browser).headers["location"] == "/"
    provider.claims = {"email": "kari@kommunen.no", "email_verified": True, "sub": "en annen"}
    assert provider.go(town.browser()).headers["location"] == "/?kobling=1", "adressen er alt koblet til en annen konto"


def test_one_account_is_one_user(town: Town, provider: Provider) -> None:
    browser, name = town.browser(), cookie_name(LINK, True)
    provider.go(browser)
    earlier = str(browser.client.cookies[name])
    assert link(browser, code_for(town)).status_code == 200
    forged, again = town.browser(), town.browser()
    forged.client.cookies.set(name, signed({"s": f"{ISSUER}|s-1"}, b"x" * 32, 600))
    assert link(forged, code_for(town, "ola")).status_code == 401
    again.client.cookies.set(name, earlier)
    assert link(again, code_for(town, "ola")).status_code == 422, "kontoen er alt koblet til Kari"
    provider.claims = {**IDPORTEN, "sub": "s-2"}
    other = town.browser()
    provider.go(other)
    assert link(other, code_for(town, "ola")).json()["epost"] == "ola@kommunen.no"


def test_linking_ends_the_sessions_from_before(town: Town, provider: Provider) -> None:
    thief, browser, code = town.enter("kari"), town.browser(), code_for(town)
    provider.go(browser)
    assert link(browser, code).status_code == 200
    assert thief.get("/api/planer").status_code == 401 and browser.get("/api/planer").status_code == 200


def test_the_identity_number_is_kept_nowhere(town: Town, provider: Provider) -> None:
    browser, code = town.browser(), code_for(town)
    provider.go(browser)
    link(browser, code)
    stored = b"".join(p.read_bytes() for p in Path(town.service.settings.store).parent.iterdir())
    assert PID.encode() not in stored
    assert not any(PID in str(c.value) or PID in str(opened(str(c.value), b"")) for c in browser.client.cookies.jar)


@pytest.mark.parametrize(
    ("wanted", "got", "status"),
    [
        ("idporten-loa-high", "idporten-loa-high", 302),
        ("idporten-loa-high", "idporten-loa-substantial", 401),
        ("idporten-loa-substantial", "idporten-loa-high", 302),
        ("idporten-loa-substantial", "idporten-loa-substantial", 302),
        ("idporten-loa-substantial", "idporten-loa-low", 401),
        ("idporten-loa-high", None, 401),
        ("idporten-loa-high", "Level4", 401),
        ("c1", "c1", 302),
        ("c1", "c2", 401),
        ("", None, 302),
    ],
)
def test_the_level_demanded_is_asked_for_and_held(
    town: Town, provider: Provider, wanted: str, got: str | None, status: int
) -> None:
    demand(town, acr=wanted)
    provider.claims = {**IDPORTEN, "acr": got}
    away = town.browser().get("/api/oidc/start", follow_redirects=False).headers["location"]
    assert parse_qs(urlsplit(away).query).get("acr_values", [""]) == [wanted]
    assert provider.go(town.browser()).status_code == status


def test_a_closed_user_does_not_come_in_by_the_provider(town: Town, provider: Provider) -> None:
    browser = town.browser()
    provider.go(browser)
    link(browser, code_for(town))
    town.enter("system").post(f"/api/brukere/{town.users['kari']}/steng")
    assert browser.get("/api/planer").status_code == 401
    assert provider.go(town.browser()).headers["location"] == "/?kobling=1"


@pytest.mark.parametrize("sub", ["", None, 7, ["s-1"], {"a": 1}])
def test_a_subject_that_is_no_text_lets_nobody_in(town: Town, provider: Provider, sub: Any) -> None:
    with town.service.store.session() as session:
        session.get_one(Credential, town.users["kari"]).oidc_subjekt = f"{ISSUER}|{sub}"
    provider.claims = {**IDPORTEN, "sub": sub}
    assert provider.go(town.browser()).status_code == 401


def test_the_second_factor_of_a_provider_is_the_providers(town: Town, provider: Provider) -> None:
    town.rules(second_factor="alle")
    browser = town.browser()
    with town.service.store.session() as session:
        session.get_one(Credential, town.users["kari"]).oidc_subjekt = f"{ISSUER}|s-1"
    provider.go(browser)
    assert browser.get("/api/planer").status_code == 200
    assert town.enter("ola").get("/api/planer").status_code == 403


def test_logging_out_can_end_the_providers_session_too(town: Town, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    def left() -> str:
        return str(town.browser().get("/api/oidc/slutt", follow_redirects=False).headers["location"])

    assert left() == "/", "leverandøren har ingen utlogging"
    places = {"issuer": ISSUER, "end_session_endpoint": f"{ISSUER}/logout"}
    client = httpx2.Client(transport=httpx2.MockTransport(lambda _: httpx2.Response(200, json=places)))
    monkeypatch.setattr(oidc, "make_client", lambda: client)
    demand(town, after=f"https://{HOST}/")
    asked = parse_qs(urlsplit(left()).query)
    assert asked == {"client_id": ["ldip"], "post_logout_redirect_uri": [f"https://{HOST}/"]}

    def down() -> httpx2.Client:
        raise httpx2.ConnectError("nede")

    monkeypatch.setattr(oidc, "make_client", down)
    assert left() == "/"


def test_a_slow_provider_holds_up_nobody_else(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests wait for it at a desk of their own; the one too many is told to come back, and the rest of the program answers."""
    gate, reached = threading.Event(), threading.Event()

    def slow() -> httpx2.Client:
        reached.set()
        gate.wait(5)
        raise httpx2.ConnectError("nede")

    monkeypatch.setattr(oidc, "make_client", slow)
    monkeypatch.setattr(entry_oidc, "ABROAD", Desk(slots=1, waiting=1, each=1))
    waiting = threading.Thread(target=lambda: town.browser().get("/api/oidc/slutt", follow_redirects=False))
    waiting.start()
    assert reached.wait(5)
    for path in ("start", "slutt", "svar?state=a&code=b"):
        refused = town.browser().get(f"/api/oidc/{path}", follow_redirects=False)
        assert refused.status_code == 503 and refused.headers["retry-after"], path
    assert town.browser().get("/api/meg").status_code == 200
    gate.set()
    waiting.join()
    assert town.browser().get("/api/oidc/slutt", follow_redirects=False).status_code == 302


def test_the_settings_of_a_provider_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("UTSTEDER", "KLIENT", "HEMMELIGHET", "RETUR"):
        monkeypatch.setenv(f"LDIP_OIDC_{name}", "x")
    found = organisation_settings("x.db", (HOST,)).oidc
    assert found is not None and not found.link_email and found.acr == ""
    monkeypatch.setenv("LDIP_OIDC_ACR", "idporten-loa-high")
    monkeypatch.setenv("LDIP_OIDC_EPOST", "ja")
    found = organisation_settings("x.db", (HOST,)).oidc
    assert found is not None and found.link_email and found.acr == "idporten-loa-high"
    monkeypatch.setenv("LDIP_OIDC_EPOST", "kanskje")
    with pytest.raises(SourceError, match="LDIP_OIDC_EPOST"):
        organisation_settings("x.db", (HOST,))
