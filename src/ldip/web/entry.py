"""Login and logout: passwords with throttling, an identity provider with PKCE, and the current session."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from ldip.store import accounts
from ldip.version import VERSION
from ldip.web import oidc
from ldip.web.access import Actor
from ldip.web.context import COOKIE, Served, Service, Who, actor_with, maybe_actor
from ldip.web.errors import RefusedError
from ldip.web.settings import Mode

router = APIRouter(prefix="/api", tags=["innlogging"])
LIFE: Final = int(accounts.LASTS.total_seconds())
OIDC: Final = "/api/oidc"


class MeOut(BaseModel):
    """The user of the session; the CSRF token must accompany every change."""

    innlogget: bool
    navn: str
    epost: str
    modus: Mode
    systemansvarlig: bool
    csrf: str
    oidc: bool
    versjon: str


class Login(BaseModel):
    """Address and password."""

    model_config = ConfigDict(extra="forbid")
    epost: Annotated[str, Field(min_length=3, max_length=320)]
    passord: Annotated[str, Field(min_length=1, max_length=1000)]


class NewPassword(BaseModel):
    """A new password with the current one."""

    model_config = ConfigDict(extra="forbid")
    gammelt: Annotated[str, Field(max_length=1000)]
    nytt: Annotated[str, Field(min_length=1, max_length=1000)]


@router.get("/meg")
def me(service: Served, actor: Annotated[Actor | None, Depends(maybe_actor)]) -> MeOut:
    """The user of the session, also where there is none."""
    return MeOut(
        innlogget=actor is not None,
        navn=actor.name if actor else "",
        epost=actor.email if actor else "",
        modus=service.settings.mode,
        systemansvarlig=bool(actor and actor.system),
        csrf=actor.csrf if actor else "",
        oidc=service.settings.oidc is not None,
        versjon=VERSION,
    )


@router.post("/innlogging")
def log_in(body: Login, request: Request, response: Response, service: Served) -> MeOut:
    """Log in with a password. After five failures in 15 minutes the address must wait."""
    if service.settings.local:
        raise RefusedError(404, "web.404")
    keys = (f"epost:{body.epost.strip().lower()}", f"sted:{request.client.host if request.client else ''}")
    with service.store.session() as session:
        if accounts.throttled(session, *keys):
            raise RefusedError(429, "web.mange", {"Retry-After": str(int(accounts.WINDOW.total_seconds()))})
        accounts.failed(session, *keys)  # counted before the slow check, so that simultaneous attempts are stopped too
        user, stored = accounts.stored_hash(session, body.epost)
    if not accounts.matches(stored, body.passord) or user is None:
        raise RefusedError(401, "web.feil_passord")
    with service.store.session() as session:
        accounts.forgive(session, keys[0])
        made = accounts.start(session, user, "passord")
    _keep(service, response, made.token)
    return me(service, actor_with(service, made.token))


def _keep(service: Service, response: Response, token: str, name: str = COOKIE, life: int = LIFE, path: str = "/") -> None:
    response.set_cookie(name, token, max_age=life, httponly=True, secure=service.settings.secure, samesite="lax", path=path)


@router.post("/utlogging", status_code=204)
def log_out(request: Request, service: Served, actor: Who) -> Response:
    """Log out."""
    with service.store.session() as session:
        accounts.end(session, request.cookies.get(COOKIE, ""))
    gone = Response(status_code=204)
    gone.delete_cookie(COOKIE, path="/")
    return gone


@router.post("/passord", status_code=204)
def change_password(body: NewPassword, service: Served, actor: Who) -> Response:
    """Change the password; every session of the user ends."""
    if actor.local:
        raise RefusedError(404, "web.404")
    with service.store.reading() as session:
        user, stored = accounts.stored_hash(session, actor.email)
    if user is None or not accounts.matches(stored, body.gammelt):
        raise RefusedError(403, "web.feil_passord")
    with service.store.session() as session:
        accounts.set_password(session, actor.id, body.nytt, actor.id)
    return Response(status_code=204)


@router.get("/oidc/start", response_class=RedirectResponse, status_code=302)
def oidc_start(service: Served) -> Response:
    """Redirect to the identity provider."""
    if service.settings.oidc is None:
        raise RefusedError(404, "web.404")
    url, kept = oidc.start(service.settings.oidc, service.key)
    away = RedirectResponse(url, status_code=302)
    _keep(service, away, kept, oidc.COOKIE, oidc.LASTS, OIDC)
    return away


@router.get("/oidc/svar", response_class=RedirectResponse, status_code=302)
def oidc_answer(request: Request, service: Served, state: str = "", code: str = "") -> Response:
    """Handle the redirect back from the identity provider."""
    if service.settings.oidc is None:
        raise RefusedError(404, "web.404")
    person = oidc.finish(service.settings.oidc, service.key, request.cookies.get(oidc.COOKIE, ""), state, code)
    if person is None:
        raise RefusedError(401, "web.oidc")
    with service.store.session() as session:
        user = accounts.user_of_subject(session, person.subject, person.email, person.verified, person.name)
        made = accounts.start(session, user.id, "oidc") if user is not None else None
    if made is None:
        raise RefusedError(403, "web.oidc_ukjent")
    home = RedirectResponse("/", status_code=302)
    _keep(service, home, made.token)
    home.delete_cookie(oidc.COOKIE, path=OIDC)
    return home
