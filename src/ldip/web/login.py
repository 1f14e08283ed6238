"""The steps of a login: a password, then a second factor where the user has one; and the user's own password confirmed again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from ldip.store import accounts, sessions, totp
from ldip.store.attempts import PLACE, Counter
from ldip.store.codes import code_of, spend
from ldip.store.members import address_of, user_at
from ldip.store.passwords import check_password, hash_of, matches
from ldip.store.schema import User
from ldip.web.access import Actor
from ldip.web.client import SESSION, STEP, Client, device_for, opened, signed
from ldip.web.context import Service, actor_with
from ldip.web.counted import counted, counters_for, refuse_waiting
from ldip.web.errors import RefusedError

STEP_LIFE: Final = 300  # seconds from the password to the code


@dataclass(frozen=True)
class Entered:
    """The outcome of a step: the actor with the token of a session, or the token of the step that remains."""

    user: int
    actor: Actor | None = None
    token: str = ""
    step: str = ""


def _counters(service: Service, client: Client, email: str) -> tuple[Counter, ...]:
    with service.store.reading() as session:
        user = user_at(session, email)
    device = device_for(client, user.id if user else None, service.ring.key("enhet"))
    return counters_for("konto", address_of(email), client.network, device)


def refuse_early(service: Service, client: Client, email: str) -> None:
    """Refuse an attempt that must wait before it joins the line. Errors: RefusedError 429."""
    refuse_waiting(service.store, _counters(service, client, email))


def with_password(service: Service, client: Client, email: str, password: str) -> Entered:
    """Log in with a password. Slow. Errors: RefusedError 401 for a wrong one, 429 after too many."""
    with counted(service.store, _counters(service, client, email)):
        with service.store.reading() as session:
            user, stored = accounts.stored_hash(session, email)
        if not matches(stored, password) or user is None:
            raise RefusedError(401, "web.feil_passord")
    with service.store.session() as session:
        row = accounts.credential_of(session, user)
        if row.totp_bekreftet is not None:
            claims = {"b": user, "s": _stamp(stored)}
            return Entered(user, step=signed(claims, service.ring.key("trinn"), STEP_LIFE))
        # the password may have been changed, or the user closed, during the slow check
        if row.passord != stored or not session.get_one(User, user).aktiv:
            raise RefusedError(401, "web.feil_passord")
        made = _started(service, session, client, user, "passord")
    return _entered(service, made)


def with_code(service: Service, client: Client, code: str) -> Entered:
    """Complete a login with a code of the second factor, or a recovery code. Errors: RefusedError 401, 429."""
    claims = opened(client.cookies[STEP], service.ring.key("trinn"))
    if not claims:
        raise RefusedError(401, "web.trinn")
    user = int(claims["b"])
    with counted(service.store, _second(service, client, user)), service.store.session() as session:
        row = accounts.credential_of(session, user)
        if _stamp(row.passord) != claims["s"] or not session.get_one(User, user).aktiv:
            raise RefusedError(401, "web.trinn")
        if not totp.passes(session, user, code, service.ring.secrets("totp")):
            raise RefusedError(401, "web.feil_kode")
        made = _started(service, session, client, user, "passord")
    return _entered(service, made)


def _second(service: Service, client: Client, user: int) -> tuple[Counter, ...]:
    device = device_for(client, user, service.ring.key("enhet"))
    return counters_for("tofaktor", str(user), client.network, device)


def _stamp(stored: str) -> str:
    """A mark of a password's hash, so that a step ends when the password is changed."""
    return hashlib.sha256(stored.encode()).hexdigest()[:16]


def _started(service: Service, session: Session, client: Client, user: int, how: sessions.How) -> sessions.LoggedIn:
    """A new session; the one the browser had ends."""
    if client.cookies[SESSION]:
        sessions.end(session, client.cookies[SESSION])
    return sessions.start(session, user, how, client.agent, service.settings.login.longest)


def _entered(service: Service, made: sessions.LoggedIn) -> Entered:
    return Entered(made.user, actor_with(service, made.token), made.token)


def with_provider(service: Service, client: Client, subject: str, email: str = "") -> Entered | None:
    """Log in the user of a provider's subject, or the first time of an address it has verified; None for an unknown one."""
    with service.store.session() as session:
        user = accounts.user_of_subject(session, subject)
        if user is None and email:
            user = accounts.user_of_address(session, subject, email)
        made = _started(service, session, client, user.id, "oidc") if user is not None else None
    return _entered(service, made) if made else None


def link_with_code(service: Service, client: Client, subject: str, code: str) -> Entered:
    """Link a provider's subject to the user of a one-time code, and log in. Errors: RefusedError 401 for a wrong code."""
    with counted(service.store, _guessing(client)), service.store.session() as session:
        row = spend(session, code)
        if row is None:
            raise RefusedError(401, "web.feil_engangskode")
        accounts.link(session, row.bruker_id, subject)
        sessions.end_all(session, row.bruker_id, row.bruker_id)
        made = _started(service, session, client, row.bruker_id, "oidc")
    return _entered(service, made)


def _guessing(client: Client) -> tuple[Counter, ...]:
    """One-time codes are counted by address alone: 120 random bits are not guessed, and no account can be locked out of reset."""
    return (Counter(f"kode:{client.network}", PLACE),)


def redeem(service: Service, client: Client, code: str, password: str) -> tuple[int, str]:
    """Set a password with a one-time code: (user, address). Slow. Errors: RefusedError 401, 429; SourceError when it is weak."""
    with counted(service.store, _guessing(client)), service.store.reading() as session:
        found = code_of(session, code)
        if found is None:
            raise RefusedError(401, "web.feil_engangskode")
        names = accounts.names_near(session, found.bruker_id)
    check_password(password, names)
    stored = hash_of(password)
    with service.store.session() as session:
        row = spend(session, code)
        if row is None:
            raise RefusedError(401, "web.feil_engangskode")
        accounts.keep_password(session, row.bruker_id, stored, row.bruker_id)
        if row.uten_tofaktor:
            totp.disable(session, row.bruker_id, row.bruker_id)
        return row.bruker_id, session.get_one(User, row.bruker_id).epost


def confirm_password(service: Service, client: Client, actor: Actor, password: str) -> None:
    """Confirm that the user of a session knows the password. Slow. Errors: RefusedError 403 for a wrong one, 429."""
    device = device_for(client, actor.id, service.ring.key("enhet"))
    with counted(service.store, counters_for("bekreft", str(actor.id), client.network, device)):
        with service.store.reading() as session:
            user, stored = accounts.stored_hash(session, actor.email)
        if not matches(stored, password) or user is None:
            raise RefusedError(403, "web.feil_passord")


def change_password(service: Service, client: Client, actor: Actor, old: str, new: str) -> None:
    """Change one's own password, which ends one's sessions. Slow. Errors: RefusedError 403, 429; SourceError for a weak one."""
    confirm_password(service, client, actor, old)
    with service.store.reading() as session:
        names = accounts.names_near(session, actor.id)
    check_password(new, names)
    stored = hash_of(new)
    with service.store.session() as session:
        accounts.keep_password(session, actor.id, stored, actor.id)


def confirm_second(service: Service, client: Client, user: int, code: str, token: str) -> list[str]:
    """Take a second factor in use: the recovery codes. Other sessions of the user end. Errors: RefusedError 403, 429."""
    with counted(service.store, _second(service, client, user)), service.store.session() as session:
        made = totp.confirm(session, user, code, service.ring.secrets("totp"))
        if made is None:
            raise RefusedError(403, "web.feil_kode")
        sessions.end_all(session, user, user, keep=token)
        return made
