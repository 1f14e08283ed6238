"""Settings of the server, from the command line and the environment. Secrets come from the environment only."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

from ldip.errors import Problem, SourceError
from ldip.store.keys import WORKING, path_of
from ldip.store.limits import from_environment
from ldip.web.limits import Limits
from ldip.web.login_rules import DEFAULT_RULES, LoginRules, login_rules

Mode = Literal["lokal", "organisasjon"]
STATIC: Final = Path(__file__).parent / "static"
LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]", "::1")
UPLOAD: Final = 32 * 2**20  # most bytes of an upload
ENCLOSED: Final = 9 * 2**20  # most bytes of a request with files in its JSON
BODY: Final = 2 * 2**20  # most bytes of any other request
START_VARIABLE: Final = "LDIP_START"  # the start token, from the first process of a server to its others
SHORTEST_START: Final = 32  # characters of a start token that is given; one that is made has 43
ALONE_S: Final = 3600  # seconds of computing a minute: more than a machine has


@dataclass(frozen=True)
class Oidc:
    """An identity provider (Entra ID, ID-porten): authorization code with PKCE S256.

    `acr` is the level of assurance demanded, `link_email` whether an address it has verified links a user the first time,
    `after` where it sends the browser after logout; each empty or False where it is not used."""

    issuer: str
    client_id: str
    client_secret: str
    redirect: str
    scope: str = "openid profile email"
    acr: str = ""
    link_email: bool = False
    after: str = ""


@dataclass(frozen=True)
class Settings:
    """Settings of one server. `local` means one user without login, on loopback only."""

    store: str
    local: bool
    hosts: tuple[str, ...] = LOOPBACK
    secure: bool = False
    oidc: Oidc | None = None
    static: Path = STATIC
    login: LoginRules = DEFAULT_RULES
    start: str = field(default="", repr=False)  # token of the address that opens a local server; without it nobody is answered
    limits: Limits = field(default_factory=lambda: from_environment(Limits))

    @property
    def key(self) -> Path:
        """The file of the store's key ring."""
        return path_of(self.store) or Path(WORKING)

    @property
    def mode(self) -> Mode:
        """lokal or organisasjon."""
        return "lokal" if self.local else "organisasjon"


def local_settings(store: str, start: str = "") -> Settings:
    """Settings for one user on a local machine; without a start token a fresh one is made. Nobody shares the machine's time with
    that user, so none of it is kept for others unless the environment sets it."""
    limits = from_environment(Limits)
    if "LDIP_BRUKER_SEKUNDER" not in os.environ:
        limits = replace(limits, user_seconds=ALONE_S)
    return Settings(store, True, start=start or new_token(), limits=limits)


def new_token() -> str:
    """A fresh start token, or the one in the environment. Errors: SourceError for one that is too short."""
    given = os.environ.get(START_VARIABLE, "")
    if not given:
        return secrets.token_urlsafe(32)
    if len(given) < SHORTEST_START or not given.isascii():
        hint = f"bruk minst {SHORTEST_START} tilfeldige tegn uten æ, ø og å, eller fjern variabelen, så lages et nytt"
        raise SourceError([Problem("miljøet", START_VARIABLE, "er ikke et brukbart starttegn", "", hint)])
    return given


def organisation_settings(store: str, hosts: tuple[str, ...]) -> Settings:
    """Settings for many users with login. Errors: SourceError without a host name, or with an incomplete identity provider."""
    if not hosts:
        raise SourceError(
            [Problem("serve", "--vert", "mangler", "", "oppgi navnet tjenesten nås på, for eksempel plan.kommunen.no")]
        )
    return Settings(store, False, hosts, secure=True, oidc=_oidc(), login=login_rules(os.environ))


def _oidc() -> Oidc | None:
    names = ("LDIP_OIDC_UTSTEDER", "LDIP_OIDC_KLIENT", "LDIP_OIDC_HEMMELIGHET", "LDIP_OIDC_RETUR")
    values = [os.environ.get(n, "") for n in names]
    if not any(values):
        return None
    if missing := [n for n, v in zip(names, values, strict=True) if not v]:
        raise SourceError([Problem("miljøet", ", ".join(missing), "mangler", "", "sett alle fire, eller ingen")])
    issuer, client, secret, redirect = values
    scope, linked = os.environ.get("LDIP_OIDC_OMFANG", "openid profile email"), os.environ.get("LDIP_OIDC_EPOST", "nei")
    if linked not in ("ja", "nei"):
        raise SourceError([Problem("miljøet", "LDIP_OIDC_EPOST", "kan ikke brukes", linked, "bruk ja eller nei")])
    acr, after = (os.environ.get(f"LDIP_OIDC_{n}", "").strip() for n in ("ACR", "ETTER"))
    return Oidc(issuer.rstrip("/"), client, secret, redirect, scope, acr, linked == "ja", after)
