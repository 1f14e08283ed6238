"""Identity of those who send a request, for fairness only: rights are checked by the routes, on the session itself."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Final, Literal

from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Scope

from ldip.errors import LdipError
from ldip.web.client import SESSION, address_of, cookie_name, network_of
from ldip.web.context import Service, actor_with
from ldip.web.turns import Share, Turns

KEPT_S: Final = 30.0  # a token's user is looked up again after so long
MOST_TOKENS: Final = 10_000
LONGEST: Final = 200  # characters of a token
LOOK_UPS: Final = 4  # look-ups at a time, so that invented tokens do not take every thread
VISITORS: Final = "besoekende"
VISITOR_WEIGHT: Final = 0.25  # visitors of share links count together as a quarter of one user
STRANGER_WEIGHT: Final = 0.5  # those who are not logged in, such as on the page of login, by address
VISITORS_AT_ONCE: Final = 4
STRANGERS_AT_ONCE: Final = 4

Kind = Literal["bruker", "besoekende", "fremmed"]


@dataclass(frozen=True)
class Caller:
    """A user, a visitor of a share link, or somebody not logged in; with the network address."""

    kind: Kind
    share: Share
    address: str
    user: int = 0

    @property
    def key(self) -> str:
        """Key that turns and budgets are counted by."""
        return self.share.key


class Callers:
    """Finds who sent a request."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._known: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._lock, self._turns = Lock(), Turns(LOOK_UPS)

    async def of(self, scope: Scope) -> Caller:
        """The caller of a request."""
        address = network_of(address_of(Request(scope), self._service.settings.login.proxies))
        user = await self._user(scope, address)
        if user:
            return Caller("bruker", Share(f"bruker:{user}"), address, user)
        if str(scope["path"]).startswith("/api/delt/"):
            return Caller("besoekende", Share(VISITORS, VISITOR_WEIGHT, VISITORS_AT_ONCE), address)
        return Caller("fremmed", Share(f"adresse:{address}", STRANGER_WEIGHT, STRANGERS_AT_ONCE), address)

    async def _user(self, scope: Scope, address: str) -> int:
        """Id of the user whose token the request carries; 0 for none."""
        if self._service.settings.local:
            return self._service.local_id
        token = token_of(scope, self._service.settings.secure)
        if not token:
            return 0
        with self._lock:
            known = self._known.get(token)
        if known is not None and known[1] > time.monotonic():
            return known[0]
        turn = await self._turns.enter(Share(address))
        try:
            user = await run_in_threadpool(self._look_up, token)
        finally:
            turn.leave()
        with self._lock:
            self._known[token] = (user, time.monotonic() + KEPT_S)
            self._known.move_to_end(token)
            while len(self._known) > MOST_TOKENS:
                self._known.popitem(last=False)
        return user

    def _look_up(self, token: str) -> int:
        try:
            actor = actor_with(self._service, token, used=False)
        except (LdipError, SQLAlchemyError, ValueError):
            return 0  # the route meets the same error, and reports it
        return actor.id if actor is not None else 0


def token_of(scope: Scope, secure: bool) -> str:
    """The session token of a request; empty without one, or for one that is too long to be ours."""
    token = Request(scope).cookies.get(cookie_name(SESSION, secure), "")
    return token if len(token) <= LONGEST else ""
