"""Login by an identity provider. A user is recognised by the provider's subject; the first time by a one-time code."""

from __future__ import annotations

from functools import partial
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict
from starlette.concurrency import run_in_threadpool

from ldip.web import login, oidc
from ldip.web.client import LINK, drop_cookie, keep_cookie, opened, signed
from ldip.web.context import Served, Service
from ldip.web.entry import BUSY, Browser, Code, MeOut, let_in
from ldip.web.errors import RefusedError
from ldip.web.settings import Oidc
from ldip.web.slow import Desk

router = APIRouter(prefix="/api/oidc", tags=["innlogging"], responses=BUSY)
PATH: Final = "/api/oidc"
ABROAD: Final = Desk(slots=4, waiting=100, each=50)  # a provider that is slow to answer holds these threads and no other
LINK_LIFE: Final = 600  # seconds from the provider's answer to the one-time code


class Linked(BaseModel):
    """A one-time code from the administrator."""

    model_config = ConfigDict(extra="forbid")
    kode: Code


def _provider(service: Service) -> Oidc:
    if service.settings.oidc is None:
        raise RefusedError(404, "web.404")
    return service.settings.oidc


def _kept_in(service: Service) -> str:
    """Name of the cookie until the provider answers; its path rules out the prefix __Host-."""
    return f"__Secure-{oidc.COOKIE}" if service.settings.secure else oidc.COOKIE


@router.get("/start", response_class=RedirectResponse, status_code=302)
async def start(service: Served, client: Browser) -> Response:
    """Redirect to the identity provider."""
    url, kept = await ABROAD.run(client.network, partial(oidc.start, _provider(service), service.ring.key("oidc")))
    away = RedirectResponse(url, status_code=302)
    secure = service.settings.secure
    away.set_cookie(_kept_in(service), kept, max_age=oidc.LASTS, httponly=True, secure=secure, samesite="lax", path=PATH)
    return away


@router.get("/svar", response_class=RedirectResponse, status_code=302)
async def answer(request: Request, service: Served, client: Browser, state: str = "", code: str = "") -> Response:
    """Handle the redirect back from the identity provider. An account not yet linked needs a one-time code."""
    settings, secure = _provider(service), service.settings.secure
    kept = request.cookies.get(_kept_in(service), "")
    person = await ABROAD.run(client.network, partial(oidc.finish, settings, service.ring.key("oidc"), kept, state, code))
    if person is None:
        raise RefusedError(401, "web.oidc")
    trusted = person.email if settings.link_email and person.verified else ""
    found = await run_in_threadpool(login.with_provider, service, client, person.subject, trusted)
    home = RedirectResponse("/" if found else "/?kobling=1", status_code=302)
    if found:
        let_in(service, client, home, found)
    else:
        keep_cookie(home, LINK, signed({"s": person.subject}, service.ring.key("kobling"), LINK_LIFE), LINK_LIFE, secure)
    home.delete_cookie(_kept_in(service), path=PATH, secure=secure, httponly=True)
    return home


@router.post("/kobling")
def link(body: Linked, response: Response, service: Served, client: Browser) -> MeOut:
    """Link the provider's account that has just logged in to the user of a one-time code."""
    _provider(service)
    claims = opened(client.cookies[LINK], service.ring.key("kobling"))
    if not claims:
        raise RefusedError(401, "web.oidc")
    found = login.link_with_code(service, client, str(claims["s"]), body.kode)
    drop_cookie(response, LINK, service.settings.secure)
    return let_in(service, client, response, found)


@router.get("/slutt", response_class=RedirectResponse, status_code=302)
async def leave(service: Served, client: Browser) -> Response:
    """Redirect to the provider's logout after logging out here, so that its session ends too; home where it has none."""
    place = await ABROAD.run(client.network, partial(oidc.logout_address, _provider(service)))
    return RedirectResponse(place, status_code=302)
