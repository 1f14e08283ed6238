"""One's own account: the password, the second factor with its recovery codes, and the sessions."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated

import segno
from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool

from ldip.store import accounts, sessions, totp
from ldip.web import login
from ldip.web.access import Actor
from ldip.web.client import SESSION
from ldip.web.context import Served, any_actor
from ldip.web.entry import BUSY, Browser, Password, SecondStep
from ldip.web.errors import RefusedError
from ldip.web.slow import DESK

router = APIRouter(prefix="/api", tags=["konto"], responses=BUSY)


class NewPassword(BaseModel):
    """A new password with the current one."""

    model_config = ConfigDict(extra="forbid")
    gammelt: Annotated[str, Field(max_length=1000)]
    nytt: Password


class OwnPassword(BaseModel):
    """The current password, to confirm a change."""

    model_config = ConfigDict(extra="forbid")
    passord: Password


class SessionOut(BaseModel):
    """A browser that is logged in; `denne` is the one that asks."""

    id: str
    laget_paa: str
    opprettet: dt.datetime
    sist_brukt: dt.datetime
    utloeper: dt.datetime
    denne: bool


class AccountOut(BaseModel):
    """One's own account."""

    navn: str
    epost: str
    har_passord: bool
    oidc_koblet: bool
    tofaktor: bool
    tofaktor_kreves: bool
    koder_igjen: int
    sesjoner: list[SessionOut]


class EnrolOut(BaseModel):
    """A second factor to set up: the otpauth address, its secret for typing, and a picture (QR) as a data address."""

    uri: str
    hemmelighet: str
    qr: str


class RecoveryOut(BaseModel):
    """Recovery codes, shown once."""

    koder: list[str]


def own(actor: Annotated[Actor, Depends(any_actor)]) -> Actor:
    """The actor of a request on the own account. Errors: RefusedError 404 on a local server."""
    if actor.local:
        raise RefusedError(404, "web.404")
    return actor


Own = Annotated[Actor, Depends(own)]
ShownId = Annotated[str, Path(alias="sesjon", pattern=f"^[0-9a-f]{{{sessions.SHOWN_ID}}}$")]


@router.get("/konto")
def account(service: Served, client: Browser, actor: Own) -> AccountOut:
    """The account and its sessions."""
    mine = sessions.hashed(client.cookies[SESSION])
    with service.store.reading() as session:
        row = accounts.credential_of(session, actor.id)
        opened = [
            SessionOut(
                id=s.id[: sessions.SHOWN_ID],
                laget_paa=s.laget_paa,
                opprettet=s.opprettet,
                sist_brukt=s.sist_brukt,
                utloeper=s.utloeper,
                denne=s.id == mine,
            )
            for s in sessions.sessions_of(session, actor.id, service.settings.login.idle)
        ]
        return AccountOut(
            navn=actor.name,
            epost=actor.email,
            har_passord=bool(row.passord),
            oidc_koblet=row.oidc_subjekt is not None,
            tofaktor=row.totp_bekreftet is not None,
            tofaktor_kreves=service.settings.login.demands(actor.system),
            koder_igjen=totp.recovery_left(session, actor.id),
            sesjoner=opened,
        )


@router.post("/passord", status_code=204)
async def change_password(body: NewPassword, service: Served, client: Browser, actor: Own) -> Response:
    """Change the password; every session of the user ends."""
    await DESK.run(client.network, partial(login.change_password, service, client, actor, body.gammelt, body.nytt))
    return Response(status_code=204)


@router.post("/konto/tofaktor")
async def begin_second(body: OwnPassword, service: Served, client: Browser, actor: Own) -> EnrolOut:
    """Begin to set up a second factor; it counts when a code of it is confirmed."""
    await DESK.run(client.network, partial(login.confirm_password, service, client, actor, body.passord))

    def begun() -> str:
        with service.store.session() as session:
            return totp.begin(session, actor.id, service.ring.secrets("totp"), service.settings.hosts[0])

    uri = await run_in_threadpool(begun)
    picture = segno.make(uri, error="m").svg_data_uri(scale=4, dark="#000", light="#fff")
    return EnrolOut(uri=uri, hemmelighet=uri.partition("secret=")[2].partition("&")[0], qr=picture)


@router.post("/konto/tofaktor/bekreft")
def confirm_second(body: SecondStep, service: Served, client: Browser, actor: Own) -> RecoveryOut:
    """Take the second factor in use with a code of it; other sessions end."""
    return RecoveryOut(koder=login.confirm_second(service, client, actor.id, body.kode, client.cookies[SESSION]))


@router.post("/konto/tofaktor/av", status_code=204)
async def end_second(body: OwnPassword, service: Served, client: Browser, actor: Own) -> Response:
    """Remove the second factor; other sessions end. Refused where it is demanded."""
    if service.settings.login.demands(actor.system):
        raise RefusedError(403, "web.tofaktor_kreves")
    await DESK.run(client.network, partial(login.confirm_password, service, client, actor, body.passord))

    def ended() -> None:
        with service.store.session() as session:
            totp.disable(session, actor.id, actor.id)
            sessions.end_all(session, actor.id, actor.id, keep=client.cookies[SESSION])

    await run_in_threadpool(ended)
    return Response(status_code=204)


@router.post("/konto/gjenopprettingskoder")
async def new_codes(body: OwnPassword, service: Served, client: Browser, actor: Own) -> RecoveryOut:
    """New recovery codes; the earlier ones stop working."""
    await DESK.run(client.network, partial(login.confirm_password, service, client, actor, body.passord))

    def made() -> list[str]:
        with service.store.session() as session:
            if accounts.credential_of(session, actor.id).totp_bekreftet is None:
                raise RefusedError(403, "web.tofaktor_mangler")
            return totp.new_recovery(session, actor.id)

    return RecoveryOut(koder=await run_in_threadpool(made))


@router.delete("/konto/sesjoner", status_code=204)
def leave_everywhere(service: Served, actor: Own) -> Response:
    """Log out of every browser, this one included."""
    with service.store.session() as session:
        sessions.end_all(session, actor.id, actor.id)
    return Response(status_code=204)


@router.delete("/konto/sesjoner/{sesjon}", status_code=204)
def leave_one(shown: ShownId, service: Served, actor: Own) -> Response:
    """Log out of one browser."""
    with service.store.session() as session:
        if not sessions.end_one(session, actor.id, shown):
            raise RefusedError(404, "web.404")
    return Response(status_code=204)
