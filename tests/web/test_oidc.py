"""Login by an identity provider: PKCE, state, nonce, signature, audience and time are held; only known users come in."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import RSAKey

from ldip.web import oidc
from ldip.web.app import create_app
from ldip.web.settings import Oidc, organisation_settings
from tests.web.conftest import HOST, Browser, Organisation

ISSUER = "https://login.example"
SETTINGS = Oidc(ISSUER, "ldip", "hemmelig", f"https://{HOST}/api/oidc/svar")


class Provider:
    """A provider in-process; `claims` and `key` can be bent."""

    def __init__(self) -> None:
        self.key, self.other = RSAKey.generate_key(2048, private=True), RSAKey.generate_key(2048, private=True)
        self.claims: dict[str, Any] = {}
        self.sign_with = self.key
        self.challenge = self.nonce = ""
        self.issuer = ISSUER

    def client(self) -> httpx2.Client:
        return httpx2.Client(transport=httpx2.MockTransport(self.answer))

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        if request.url.path.endswith("openid-configuration"):
            places = {
                "authorization_endpoint": f"{ISSUER}/auth",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
            }
            return httpx2.Response(200, json={"issuer": self.issuer, **places})
        if request.url.path == "/keys":
            return httpx2.Response(200, json={"keys": [self.key.as_dict(private=False)]})
        form = parse_qs(request.content.decode())
        if create_s256_code_challenge(form["code_verifier"][0]) != self.challenge or "authorization" not in request.headers:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        now = int(time.time())
        base = {"iss": ISSUER, "aud": "ldip", "sub": "s-1", "exp": now + 300, "iat": now, "nonce": self.nonce}
        person = {"email": "leser@kommunen.no", "email_verified": True, "name": "Leser"}
        token = jwt.encode({"alg": "RS256"}, {**base, **person, **self.claims}, self.sign_with)
        return httpx2.Response(200, json={"id_token": token, "access_token": "x", "token_type": "Bearer"})

    def go(self, browser: Browser, state: str | None = None) -> Any:
        away = browser.get("/api/oidc/start", follow_redirects=False)
        asked = {k: v[0] for k, v in parse_qs(urlsplit(away.headers["location"]).query).items()}
        assert asked["code_challenge_method"] == "S256" and asked["client_id"] == "ldip"
        self.challenge, self.nonce = asked["code_challenge"], asked["nonce"]
        return browser.get(f"/api/oidc/svar?code=kode&state={asked['state'] if state is None else state}", follow_redirects=False)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    made = Provider()
    monkeypatch.setattr(oidc, "make_client", made.client)
    return made


@pytest.fixture
def organised(organisation: Organisation) -> Organisation:
    service = organisation.service
    service.settings = replace(service.settings, oidc=SETTINGS)
    organisation.app = create_app(service.settings, service)
    return organisation


def trusting(organised: Organisation) -> None:
    """The setting by which an address the provider has verified links a user the first time."""
    settings = organised.service.settings
    organised.service.settings = replace(settings, oidc=replace(SETTINGS, link_email=True))


def test_a_known_user_comes_in_and_is_known_by_subject_after(organised: Organisation, provider: Provider) -> None:
    trusting(organised)
    browser = organised.browser(None)
    assert browser.get("/api/meg").json()["oidc"]
    answer = provider.go(browser)
    assert answer.status_code == 302 and answer.headers["location"] == "/"
    assert browser.get("/api/meg").json()["epost"] == "leser@kommunen.no"
    provider.claims = {"email": "ny-adresse@kommunen.no", "email_verified": False}
    again = organised.browser(None)
    assert provider.go(again).status_code == 302
    assert again.get("/api/meg").json()["epost"] == "leser@kommunen.no"


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"nonce": "en annen"}, 401),
        ({"aud": "noen andre"}, 401),
        ({"aud": ["ldip", "andre"]}, 401),
        ({"iss": "https://ond.example"}, 401),
        ({"exp": 1}, 401),
        ({"sub": ""}, 401),
        ({"email_verified": False}, 302),
        ({"email": "ukjent@kommunen.no"}, 302),
    ],
    ids=str,
)
def test_what_does_not_hold_lets_nobody_in(
    organised: Organisation, provider: Provider, claims: dict[str, Any], status: int
) -> None:
    """An account that is not linked to a user is asked for a one-time code, and is not logged in."""
    trusting(organised)
    provider.claims = claims
    browser = organised.browser(None)
    answer = provider.go(browser)
    assert answer.status_code == status and answer.headers.get("location", "/?kobling=1") == "/?kobling=1"
    assert not browser.get("/api/meg").json()["innlogget"]


def test_a_false_signature_state_or_issuer_lets_nobody_in(organised: Organisation, provider: Provider) -> None:
    browser = organised.browser(None)
    assert provider.go(browser, state="gjettet").status_code == 401
    assert browser.get("/api/oidc/svar?code=x&state=y", follow_redirects=False).status_code == 401
    provider.sign_with = provider.other
    assert provider.go(organised.browser(None)).status_code == 401
    provider.sign_with, provider.issuer = provider.key, "https://ond.example"
    late = organised.browser(None)
    assert late.get("/api/oidc/start", follow_redirects=False).status_code == 503


def test_a_server_without_a_provider_has_no_such_way_in(organisation: Organisation) -> None:
    assert organisation.browser(None).get("/api/oidc/start").status_code == 404


def test_settings_are_whole_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    from ldip import SourceError

    monkeypatch.setenv("LDIP_OIDC_UTSTEDER", ISSUER)
    with pytest.raises(SourceError, match="LDIP_OIDC_KLIENT"):
        organisation_settings("x.db", (HOST,))
    for name in ("KLIENT", "HEMMELIGHET", "RETUR"):
        monkeypatch.setenv(f"LDIP_OIDC_{name}", "x")
    assert organisation_settings("x.db", (HOST,)).oidc is not None
    with pytest.raises(SourceError, match="vert"):
        organisation_settings("x.db", ())
