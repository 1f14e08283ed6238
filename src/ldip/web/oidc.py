"""OpenID Connect: authorization code with PKCE S256, as Entra ID and ID-porten require.

State, nonce and verifier are kept in a short-lived signed cookie; nothing is stored before the user is authenticated. The
signature, issuer, audience, time and nonce of the id token are checked.

Sources: OpenID Connect Core 1.0 §3.1, RFC 7636, docs.digdir.no.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

import httpx2
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from ldip.web.errors import RefusedError
from ldip.web.requests import same_token
from ldip.web.settings import Oidc

COOKIE: Final = "ldip_oidc"
LASTS: Final = 600
LEEWAY: Final = 60
RETRY_S: Final = 30
ALGORITHMS: Final = ["RS256", "PS256", "ES256"]
LEVELS: Final = ("idporten-loa-low", "idporten-loa-substantial", "idporten-loa-high")  # ID-porten, the lowest first
Client = Callable[[], httpx2.Client]


@dataclass(frozen=True)
class Person:
    """The user authenticated by the provider."""

    subject: str
    email: str
    verified: bool
    name: str


def _client() -> httpx2.Client:
    return httpx2.Client(timeout=10.0, follow_redirects=False)


make_client: Client = _client  # replaced by a test provider in tests


def start(settings: Oidc, key: bytes) -> tuple[str, str]:
    """The provider's login address, with the level of assurance demanded, and the signed cookie to set until the answer.

    Errors: RefusedError 503 where the provider does not answer."""
    kept = {"state": secrets.token_urlsafe(24), "nonce": secrets.token_urlsafe(24), "verifier": secrets.token_urlsafe(48)}
    asked = {
        "response_type": "code",
        "client_id": settings.client_id,
        "redirect_uri": settings.redirect,
        "scope": settings.scope,
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": create_s256_code_challenge(kept["verifier"]),
        "code_challenge_method": "S256",
        **({"acr_values": settings.acr} if settings.acr else {}),
    }
    with _provider(), make_client() as client:
        place = _discovered(client, settings)["authorization_endpoint"]
    token = jwt.encode({"alg": "HS256"}, {**kept, "exp": int(time.time()) + LASTS}, OctKey.import_key(key))
    return f"{place}?{urlencode(asked)}", token


def finish(settings: Oidc, key: bytes, cookie: str, state: str, code: str) -> Person | None:
    """The user of the provider's answer; None when any check fails. Errors: RefusedError 503 when it does not answer."""
    kept = _kept(cookie, key)
    if kept is None or not state or not code or not same_token(state, str(kept.get("state", ""))):
        return None
    try:
        with _reached(), make_client() as client:
            places = _discovered(client, settings)
            asked = {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": settings.redirect,
                "client_id": settings.client_id,
                "code_verifier": str(kept["verifier"]),
            }
            answer = client.post(places["token_endpoint"], data=asked, auth=(settings.client_id, settings.client_secret))
            keys = client.get(places["jwks_uri"]).raise_for_status().json()
            raw = answer.raise_for_status().json()["id_token"]
        return _person(_claims(settings, raw, keys, str(kept["nonce"])))
    except (httpx2.HTTPError, JoseError, KeyError, ValueError, TypeError, AttributeError, OverflowError):
        return None


@contextmanager
def _reached() -> Iterator[None]:
    """Errors: RefusedError 503 when the provider does not answer, or answers with a 5xx status."""
    try:
        yield
    except httpx2.HTTPStatusError as error:
        if error.response.status_code >= 500:
            raise _down() from error
        raise
    except httpx2.TransportError as error:
        raise _down() from error


@contextmanager
def _provider() -> Iterator[None]:
    """Errors: RefusedError 503 when the provider's document is not available, or is malformed."""
    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL, KeyError, ValueError, TypeError, AttributeError) as error:
        raise _down() from error


def _down() -> RefusedError:
    return RefusedError(503, "web.oidc_nede", {"Retry-After": str(RETRY_S)})


def _kept(cookie: str, key: bytes) -> dict[str, Any] | None:
    try:
        claims = jwt.decode(cookie, OctKey.import_key(key), algorithms=["HS256"]).claims
    except (JoseError, ValueError):
        return None
    return claims if int(claims.get("exp", 0)) > time.time() else None


def _discovered(client: httpx2.Client, settings: Oidc) -> dict[str, str]:
    found = client.get(f"{settings.issuer}/.well-known/openid-configuration").raise_for_status().json()
    if found.get("issuer", "").rstrip("/") != settings.issuer:
        raise ValueError("utstederen er en annen enn den som er satt opp")
    return {str(k): str(v) for k, v in found.items() if isinstance(v, str)}


def _claims(settings: Oidc, raw: str, keys: dict[str, Any], nonce: str) -> dict[str, Any]:
    claims = jwt.decode(raw, KeySet.import_key_set(keys), algorithms=ALGORITHMS).claims  # type: ignore[arg-type]
    now, audience = time.time(), claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    held = (
        str(claims.get("iss", "")).rstrip("/") == settings.issuer,
        settings.client_id in audiences,
        len(audiences) == 1 or claims.get("azp") == settings.client_id,
        float(claims["exp"]) > now - LEEWAY,
        float(claims.get("iat", now)) < now + LEEWAY,
        same_token(str(claims.get("nonce", "")), nonce),
        isinstance(claims.get("sub"), str) and bool(claims["sub"]),
        reaches(str(claims.get("acr", "")), settings.acr),
    )
    if not all(held):
        raise ValueError(json.dumps(held))
    return dict(claims)


def reaches(level: str, wanted: str) -> bool:
    """Whether a level of assurance is the wanted one, or a higher one of ID-porten's; any is, where none is wanted."""
    if level in LEVELS and wanted in LEVELS:
        return LEVELS.index(level) >= LEVELS.index(wanted)
    return wanted in ("", level)


def logout_address(settings: Oidc) -> str:
    """The provider's logout address (OpenID Connect RP-Initiated Logout 1.0), or home where it has none or gives no answer.

    The id token is not kept, since ID-porten's contains the national identity number; the client id takes its place."""
    try:
        with make_client() as client:
            place = _discovered(client, settings).get("end_session_endpoint", "")
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError, TypeError, AttributeError):
        return "/"
    asked = {"client_id": settings.client_id, **({"post_logout_redirect_uri": settings.after} if settings.after else {})}
    return f"{place}?{urlencode(asked)}" if place.startswith("https://") else "/"


def _person(claims: dict[str, Any]) -> Person:
    """The user of the claims. Entra ID sends no `email_verified`; its addresses count only where the tenant adds `xms_edov`."""
    email = str(claims.get("email") or "")
    verified = claims.get("email_verified") in (True, "true") or claims.get("xms_edov") in (True, 1, "1", "true")
    return Person(f"{claims['iss']}|{claims['sub']}", email, verified, str(claims.get("name", "")))
