"""Dependencies of every route: the service, the actor, and the plan or version with access checked for the named action."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Path, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.store import audit, sessions
from ldip.store.accounts import local_user
from ldip.store.control import Lately
from ldip.store.database import Store, open_store
from ldip.store.folders import FolderCache
from ldip.store.keys import KeyRing
from ldip.store.members import roles_of
from ldip.store.schema import MOST_ID, Branch, Comment, RunRow, Share, StoredPlan, Version
from ldip.store.versions import ancestors, branches_of
from ldip.web.access import Action, Actor, Rights
from ldip.web.aside import Pool
from ldip.web.client import SESSION, cookie_name
from ldip.web.drafts import Draft, Drafts
from ldip.web.errors import RefusedError
from ldip.web.guard import SAFE
from ldip.web.notes import notes_of
from ldip.web.protected import permit
from ldip.web.requests import same_token
from ldip.web.settings import Settings

T = TypeVar("T")
CSRF = "x-csrf-token"
LOCAL_EMAIL = "lokal@localhost"
TOUCH = dt.timedelta(minutes=1)  # how long the time of last use may lag behind
STREAMS = "/hendelser"  # a page left open is no use of the session


@dataclass
class Service:
    """A running server."""

    settings: Settings
    store: Store
    drafts: Drafts
    local_id: int = 0
    csrf: str = ""
    control: Lately = field(init=False)
    folders: FolderCache = field(default_factory=FolderCache)
    aside: Pool | None = None
    public: set[int] = field(default_factory=set)  # ids of versions known to be on a published branch; publishing is permanent

    def __post_init__(self) -> None:
        self.control = Lately(self.store)

    @property
    def ring(self) -> KeyRing:
        """The store's keys, one per use."""
        return self.store.ring


def begin(settings: Settings, migrate: bool = True) -> Service:
    """Open the store and construct the service."""
    store = open_store(settings.store, migrate, None if migrate else settings.key)
    service = Service(settings, store, Drafts(store, settings.limits))
    service.csrf = hmac.new(
        service.ring.key("csrf"), b"csrf", hashlib.sha256
    ).hexdigest()  # the same in every process of one server
    if settings.local:
        with store.session() as session:
            service.local_id = local_user(session, LOCAL_EMAIL, "Lokal bruker").id
    return service


def service_of(request: Request) -> Service:
    """The service that handles a request."""
    found: Service = request.app.state.service
    return found


Served = Annotated[Service, Depends(service_of)]


def maybe_actor(request: Request, service: Served) -> Actor | None:
    """The actor of a request, or None. A change needs the session's CSRF token. Errors: RefusedError 403 without it."""
    if service.settings.local:
        found = Actor(service.local_id, "Lokal bruker", LOCAL_EMAIL, True, True, service.csrf)
    else:
        token = request.cookies.get(cookie_name(SESSION, service.settings.secure), "")
        known = actor_with(service, token, used=not request.url.path.endswith(STREAMS))
        if known is None:
            return None
        found = known
    notes_of(request.scope).user = found.id
    if request.method not in SAFE and not same_token(request.headers.get(CSRF, ""), found.csrf):
        raise RefusedError(403, "web.csrf")
    return found


def actor_with(service: Service, token: str, used: bool = True) -> Actor | None:
    """The actor of a session token; None for one that is unknown, expired or unused for too long. `used` counts as use."""
    rules = service.settings.login
    with service.store.reading() as session:
        known = sessions.session_of(session, token, rules.idle) if token else None
    if known is None:
        return None
    if used and audit.now() - known.used > TOUCH:
        with service.store.session() as session:
            sessions.touch(session, token)
    whole = known.enrolled or known.how != "passord" or not rules.demands(known.system)
    return Actor(known.user.id, known.user.navn, known.user.epost, known.system, False, known.csrf, known.how, whole)


def actor_of(found: Annotated[Actor | None, Depends(maybe_actor)]) -> Actor:
    """The actor of a request. Errors: RefusedError 401 without a valid session, 403 while a demanded second factor is missing."""
    if not any_actor(found).whole:
        raise RefusedError(403, "web.tofaktor_kreves")
    return any_actor(found)


def any_actor(found: Annotated[Actor | None, Depends(maybe_actor)]) -> Actor:
    """The actor of a request, also one who must set up a second factor. Errors: RefusedError 401 without a valid session."""
    if found is None:
        raise RefusedError(401, "web.innlogging")
    return found


def still(request: Request, service: Service, look: Callable[[Actor], T]) -> T | None:
    """Result of a look by the actor of a stream, with the rights of now; None once the session has ended or the right is lost."""
    try:
        return look(actor_of(maybe_actor(request, service)))
    except RefusedError:
        return None


Who = Annotated[Actor, Depends(actor_of)]
RowId = Annotated[int, Path(ge=1, le=MOST_ID)]
PlanId = Annotated[int, Path(alias="plan", ge=1, le=MOST_ID)]
VersionId = Annotated[int, Path(alias="versjon", ge=1, le=MOST_ID)]


@dataclass(frozen=True)
class OpenPlan:
    """A plan opened by an actor, with the actor's rights in it."""

    service: Service
    actor: Actor
    id: int
    name: str
    rights: Rights


@dataclass(frozen=True)
class OpenVersion:
    """A version opened by an actor."""

    plan: OpenPlan
    id: int

    @property
    def service(self) -> Service:
        """The server."""
        return self.plan.service

    @property
    def internal(self) -> bool:
        """Whether shielded amounts are shown."""
        return self.plan.rights.internal

    def allowed(self, draft: Draft, drawn: bool = False) -> Draft:
        """The draft, when the actor may run it, and see its draws. Errors: RefusedError 403 when the answer could be used to find
        a number that is hidden from the actor."""
        if not self.internal:
            permit(self.service.drafts, self.id, draft, drawn)
        return draft


def rights_in(session: Session, plan: int, actor: Actor) -> Rights:
    """An actor's roles in a plan."""
    return Rights((), True) if actor.local else Rights(tuple(roles_of(session, plan, actor.id)))


def branch_visible(branch: Branch, actor: Actor, rights: Rights) -> bool:
    """Whether a branch is visible to an actor: it is published, or the actor's own or their party's. A party's alternative is
    its members' alone, also when the one who created it has left."""
    return branch.publisert or (branch.eier_id == actor.id if not branch.parti else rights.own_party(branch.parti))


def visible_branches(session: Session, opened: OpenPlan) -> list[Branch]:
    """A plan's branches visible to the actor, the main line first."""
    return [b for b in branches_of(session, opened.id) if branch_visible(b, opened.actor, opened.rights)]


def open_plan(service: Service, actor: Actor, plan: int, action: Action) -> OpenPlan:
    """Open a plan. Errors: RefusedError 404 for a plan the actor has no role in, 403 where no role allows the action."""
    with service.store.reading() as session:
        row, rights = session.get(StoredPlan, plan), rights_in(session, plan, actor)
    if row is None or not rights.may("les"):
        raise RefusedError(404, "web.plan_mangler")
    if not rights.may(action):
        raise RefusedError(403, "nektet.rolle")
    return OpenPlan(service, actor, plan, row.navn, rights)


def open_version(service: Service, actor: Actor, version: int, action: Action) -> OpenVersion:
    """Open a version. Errors: RefusedError 404 for a version not visible to the actor, 403 where no role allows the action."""
    with service.store.reading() as session:
        row = session.get(Version, version)
        if row is None:
            raise RefusedError(404, "web.versjon_mangler")
        rights = rights_in(session, row.plan_id, actor)
        seen = version in service.public or _seen(session, service, row, lambda b: branch_visible(b, actor, rights))
    if not seen or not rights.may("les"):
        raise RefusedError(404, "web.versjon_mangler")
    return OpenVersion(open_plan(service, actor, row.plan_id, action), version)


def _seen(session: Session, service: Service, version: Version, visible: Callable[[Branch], bool]) -> bool:
    """Whether a version is an ancestor of a visible branch. Published versions stay published and are cached."""
    branches = branches_of(session, version.plan_id)
    if version.id in ancestors(session, [b.hode_id for b in branches if b.publisert]):
        service.public.add(version.id)
        return True
    return version.id in ancestors(session, [b.hode_id for b in branches if visible(b)])


def open_of(service: Service, actor: Actor, row: type[Comment | RunRow | Share], key: int, action: Action) -> OpenVersion:
    """Open the version that a row of the store belongs to. Errors: RefusedError 404, the same for a missing row and for one of
    a version not visible to the actor; 403 where no role allows the action."""
    with service.store.reading() as session:
        version = session.scalar(select(row.versjon_id).where(row.id == key))
    return open_version(service, actor, version or 0, action)  # no version has id 0


def planned(action: Action) -> Any:
    """The dependency of a route on a plan."""

    def opened(service: Served, actor: Who, plan: PlanId) -> OpenPlan:
        return open_plan(service, actor, plan, action)

    return _named(opened, action)


def versioned(action: Action) -> Any:
    """The dependency of a route on a version."""

    def opened(service: Served, actor: Who, version: VersionId) -> OpenVersion:
        return open_version(service, actor, version, action)

    return _named(opened, action)


def _named(opened: Callable[..., Any], action: Action) -> Any:
    opened.__dict__["action"] = action  # read by the test of the role matrix
    return Depends(opened)
