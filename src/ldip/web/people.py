"""Users of the store, for system administrators: new ones with a one-time code, reset, closing, and the right to administer."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.store import accounts, audit, codes, sessions
from ldip.store.members import add_user
from ldip.store.schema import Credential, OneTimeCode, User
from ldip.web.access import Actor
from ldip.web.context import RowId, Served, Service, Who
from ldip.web.errors import RefusedError

router = APIRouter(prefix="/api/brukere", tags=["folk"])


class UserOut(BaseModel):
    """A user, the ways in, and until when an unused one-time code lasts."""

    id: int
    navn: str
    epost: str
    aktiv: bool
    systemansvarlig: bool
    passord: bool
    oidc: bool
    tofaktor: bool
    kode_utloeper: dt.datetime | None


class NewUser(BaseModel):
    """A new user."""

    model_config = ConfigDict(extra="forbid")
    navn: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$")]
    epost: Annotated[str, Field(min_length=3, max_length=320, pattern=r"^[^\s@\x00-\x1f\x7f]+@[^\s@\x00-\x1f\x7f]+$")]
    systemansvarlig: bool = False


class NewCode(BaseModel):
    """Whether the code also removes the second factor when it is used."""

    model_config = ConfigDict(extra="forbid")
    uten_tofaktor: bool = False


class SystemRight(BaseModel):
    """Whether a user administers the system."""

    model_config = ConfigDict(extra="forbid")
    verdi: bool


class CodeOut(BaseModel):
    """A one-time code, shown only here, and until when it can be used."""

    bruker: int
    kode: str
    utloeper: dt.datetime


def administrator(actor: Who) -> Actor:
    """The system administrator of a request. Errors: RefusedError 404 on a local server, 403 for anyone else."""
    if actor.local:
        raise RefusedError(404, "web.404")
    if not actor.system:
        raise RefusedError(403, "nektet.brukere")
    return actor


Administrator = Annotated[Actor, Depends(administrator)]


@router.get("")
def users(service: Served, actor: Administrator) -> list[UserOut]:
    """The users by name."""
    with service.store.reading() as session:
        return _users(session)


def _users(session: Session) -> list[UserOut]:
    join = select(User, Credential, OneTimeCode).outerjoin(Credential, Credential.bruker_id == User.id)
    rows = session.execute(join.outerjoin(OneTimeCode, OneTimeCode.bruker_id == User.id).order_by(User.navn, User.id))
    return [
        UserOut(
            id=user.id,
            navn=user.navn,
            epost=user.epost,
            aktiv=user.aktiv,
            systemansvarlig=bool(known and known.systemansvarlig),
            passord=bool(known and known.passord),
            oidc=bool(known and known.oidc_subjekt),
            tofaktor=bool(known and known.totp_bekreftet),
            kode_utloeper=code.utloeper if code and audit.aware(code.utloeper) > audit.now() else None,
        )
        for user, known, code in rows
    ]


@router.post("", status_code=201)
def add(body: NewUser, service: Served, actor: Administrator) -> CodeOut:
    """Add a user, with a one-time code to set a password or link a provider's account with."""
    with service.store.session() as session:
        user = add_user(session, body.navn.strip(), body.epost, actor.id).id
        if body.systemansvarlig:
            accounts.set_system(session, user, True, actor.id)
        return _code(service, session, user, actor, False)


def _code(service: Service, session: Session, user: int, actor: Actor, without_totp: bool) -> CodeOut:
    life = service.settings.login.code_life
    code = codes.issue(session, user, actor.id, life, without_totp)
    return CodeOut(bruker=user, kode=code, utloeper=audit.now() + life)


def _known(session: Session, user: int) -> int:
    if session.get(User, user) is None:
        raise RefusedError(404, "web.404")
    return user


@router.post("/{bruker}/kode", status_code=201)
def reset(bruker: RowId, body: NewCode, service: Served, actor: Administrator) -> CodeOut:
    """Make a one-time code for a user; an earlier one stops working. The password stays until the code is used."""
    with service.store.session() as session:
        return _code(service, session, _known(session, bruker), actor, body.uten_tofaktor)


@router.post("/{bruker}/steng")
def close(bruker: RowId, service: Served, actor: Administrator) -> list[UserOut]:
    """Close a user; the user's sessions end at once."""
    with service.store.session() as session:
        accounts.set_active(session, _known(session, bruker), False, actor.id)
        return _users(session)


@router.post("/{bruker}/aapne")
def reopen(bruker: RowId, service: Served, actor: Administrator) -> list[UserOut]:
    """Open a closed user."""
    with service.store.session() as session:
        accounts.set_active(session, _known(session, bruker), True, actor.id)
        return _users(session)


@router.post("/{bruker}/systemansvarlig")
def set_system(bruker: RowId, body: SystemRight, service: Served, actor: Administrator) -> list[UserOut]:
    """Give or take the right to administer the system; the user's sessions end when it is taken."""
    with service.store.session() as session:
        accounts.set_system(session, _known(session, bruker), body.verdi, actor.id)
        return _users(session)


@router.post("/{bruker}/utlogging")
def log_out(bruker: RowId, service: Served, actor: Administrator) -> list[UserOut]:
    """End every session of a user."""
    with service.store.session() as session:
        sessions.end_all(session, _known(session, bruker), actor.id)
        return _users(session)
