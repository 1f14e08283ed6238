"""Login and logout: a password, a second factor, a one-time code, and the current session."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from ldip.store import sessions
from ldip.version import VERSION
from ldip.web import login
from ldip.web.access import Actor
from ldip.web.client import DEVICE, DEVICE_LIFE, SESSION, STEP, Client, client_of, device_token, drop_cookie, keep_cookie
from ldip.web.context import Served, Service, any_actor, maybe_actor
from ldip.web.errors import ErrorOut, RefusedError
from ldip.web.login import Entered
from ldip.web.settings import Mode
from ldip.web.slow import DESK

BUSY: Final[dict[int | str, dict[str, Any]]] = {503: {"model": ErrorOut}}
router = APIRouter(prefix="/api", tags=["innlogging"], responses=BUSY)
Code = Annotated[str, Field(min_length=6, max_length=60)]
Password = Annotated[str, Field(min_length=1, max_length=1000)]


class MeOut(BaseModel):
    """The user of the session; the CSRF token must accompany every change.

    `trinn` is the step of the login that remains: the code of a second factor, or setting one up."""

    innlogget: bool
    navn: str
    epost: str
    modus: Mode
    systemansvarlig: bool
    csrf: str
    oidc: bool
    versjon: str
    maate: str
    trinn: Literal["", "tofaktor", "oppsett"]


class Login(BaseModel):
    """Address and password."""

    model_config = ConfigDict(extra="forbid")
    epost: Annotated[str, Field(min_length=3, max_length=320)]
    passord: Password


class SecondStep(BaseModel):
    """A code of the device, or a recovery code."""

    model_config = ConfigDict(extra="forbid")
    kode: Code


class Redeemed(BaseModel):
    """A one-time code, and the password to set with it."""

    model_config = ConfigDict(extra="forbid")
    kode: Code
    passord: Password


class ReadyOut(BaseModel):
    """The address to log in with."""

    epost: str


def browser_of(request: Request, service: Served) -> Client:
    """The browser behind a request. Errors: RefusedError 404 on a local server, which has no login."""
    if service.settings.local:
        raise RefusedError(404, "web.404")
    return client_of(request, service.settings.login.proxies, service.settings.secure)


Browser = Annotated[Client, Depends(browser_of)]


@router.get("/meg")
def me(service: Served, actor: Annotated[Actor | None, Depends(maybe_actor)]) -> MeOut:
    """The user of the session, also where there is none."""
    return me_out(service, actor)


def me_out(service: Service, actor: Actor | None, step: Literal["", "tofaktor"] = "") -> MeOut:
    """The user as JSON model."""
    return MeOut(
        innlogget=actor is not None,
        navn=actor.name if actor else "",
        epost=actor.email if actor else "",
        modus=service.settings.mode,
        systemansvarlig=bool(actor and actor.system),
        csrf=actor.csrf if actor else "",
        oidc=service.settings.oidc is not None,
        versjon=VERSION,
        maate=actor.how if actor else "",
        trinn="oppsett" if actor and not actor.whole else step,
    )


def let_in(service: Service, client: Client, response: Response, found: Entered) -> MeOut:
    """Give the browser the cookies of a step that succeeded."""
    secure = service.settings.secure
    if found.actor is None:
        keep_cookie(response, STEP, found.step, login.STEP_LIFE, secure)
        return me_out(service, None, "tofaktor")
    keep_cookie(response, SESSION, found.token, int(service.settings.login.longest.total_seconds()), secure)
    know(service, client, response, found.user)
    drop_cookie(response, STEP, secure)
    return me_out(service, found.actor)


def know(service: Service, client: Client, response: Response, user: int) -> None:
    """Mark the browser as one the user has logged in with, so that its failures are counted apart."""
    token = device_token(client, user, service.ring.key("enhet"))
    keep_cookie(response, DEVICE, token, DEVICE_LIFE, service.settings.secure)


@router.post("/innlogging")
async def log_in(body: Login, response: Response, service: Served, client: Browser) -> MeOut:
    """Log in with a password. Failed attempts are counted by account and address, and make the next one wait."""
    await run_in_threadpool(login.refuse_early, service, client, body.epost)
    found = await DESK.run(client.network, partial(login.with_password, service, client, body.epost, body.passord))
    return let_in(service, client, response, found)


@router.post("/innlogging/tofaktor")
def second_step(body: SecondStep, response: Response, service: Served, client: Browser) -> MeOut:
    """Complete a login with a code of the second factor."""
    return let_in(service, client, response, login.with_code(service, client, body.kode))


@router.post("/kode")
async def redeem(body: Redeemed, response: Response, service: Served, client: Browser) -> ReadyOut:
    """Set a password with a one-time code from the administrator. The code works once, and every session of the user ends."""
    user, address = await DESK.run(client.network, partial(login.redeem, service, client, body.kode, body.passord))
    know(service, client, response, user)
    return ReadyOut(epost=address)


@router.post("/utlogging", status_code=204)
def log_out(service: Served, client: Browser, actor: Annotated[Actor, Depends(any_actor)]) -> Response:
    """Log out."""
    with service.store.session() as session:
        sessions.end(session, client.cookies[SESSION])
    gone = Response(status_code=204)
    drop_cookie(gone, SESSION, service.settings.secure)
    return gone
