"""What every route stands on: the service, who asks, and the plan or version they may see. A route names its action here."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Path, Request
from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.plan.edits import changed_files
from ldip.publish.protect import secret_files
from ldip.store.accounts import is_system, local_user, session_of
from ldip.store.database import Store, open_store
from ldip.store.locks import key_of
from ldip.store.members import roles_of
from ldip.store.schema import MOST_ID, Branch, Comment, RunRow, Share, StoredPlan, Version
from ldip.store.versions import ancestors, branches_of
from ldip.web.access import Action, Actor, Rights
from ldip.web.drafts import Draft, Drafts
from ldip.web.errors import RefusedError
from ldip.web.guard import SAFE
from ldip.web.settings import Settings

COOKIE = "ldip_sesjon"
CSRF = "x-csrf-token"
LOCAL_EMAIL = "lokal@localhost"


@dataclass
class Service:
    """A running server."""

    settings: Settings
    store: Store
    drafts: Drafts
    key: bytes
    local_id: int = 0
    csrf: str = ""
    public: set[int] = field(default_factory=set)  # versions once seen on a published branch; they stay so


def begin(settings: Settings) -> Service:
    """Open the store and make what the routes need."""
    store = open_store(settings.store)
    service = Service(settings, store, Drafts(store), key_of(settings.key))
    service.csrf = hmac.new(service.key, b"csrf", hashlib.sha256).hexdigest()  # the same in every process of one server
    if settings.local:
        with store.session() as session:
            service.local_id = local_user(session, LOCAL_EMAIL, "Lokal bruker").id
    return service


def service_of(request: Request) -> Service:
    """The service a request came to."""
    found: Service = request.app.state.service
    return found


Served = Annotated[Service, Depends(service_of)]


def maybe_actor(request: Request, service: Served) -> Actor | None:
    """Who asks, None for nobody known. A change needs the session's CSRF token. Errors: RefusedError 403 without it."""
    if service.settings.local:
        found = Actor(service.local_id, "Lokal bruker", LOCAL_EMAIL, True, True, service.csrf)
    else:
        known = actor_with(service, request.cookies.get(COOKIE, ""))
        if known is None:
            return None
        found = known
    if request.method not in SAFE and not secrets.compare_digest(request.headers.get(CSRF, ""), found.csrf):
        raise RefusedError(403, "web.csrf")
    return found


def actor_with(service: Service, token: str) -> Actor | None:
    """Who holds a session's token; None for one that is unknown or has run out."""
    with service.store.reading() as session:
        row = session_of(session, token) if token else None
        return row and Actor(row[0].id, row[0].navn, row[0].epost, is_system(session, row[0].id), False, row[1])


def actor_of(found: Annotated[Actor | None, Depends(maybe_actor)]) -> Actor:
    """Who asks. Errors: RefusedError 401 for nobody known."""
    if found is None:
        raise RefusedError(401, "web.innlogging")
    return found


Who = Annotated[Actor, Depends(actor_of)]
RowId = Annotated[int, Path(ge=1, le=MOST_ID)]
PlanId = Annotated[int, Path(alias="plan", ge=1, le=MOST_ID)]
VersionId = Annotated[int, Path(alias="versjon", ge=1, le=MOST_ID)]


@dataclass(frozen=True)
class OpenPlan:
    """A plan somebody has opened, with their rights in it."""

    service: Service
    actor: Actor
    id: int
    name: str
    rights: Rights


@dataclass(frozen=True)
class OpenVersion:
    """A version somebody has opened."""

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

    def allowed(self, draft: Draft) -> Draft:
        """A draft that may be tried. Errors: RefusedError 403 when it moves a shielded project for one who may not see it."""
        if not self.internal:
            refuse_secret(self.service.drafts, self.id, draft)
        return draft


def refuse_secret(drafts: Drafts, version: int, draft: Draft) -> None:
    """Errors: RefusedError 403 when a draft changes a project whose amounts are shielded: its effect would tell them."""
    secret = secret_files(drafts.plan(version))
    if not secret.isdisjoint(e.fil for e in draft.endringer):
        raise RefusedError(403, "nektet.skjermet")
    if secret and not secret.isdisjoint(changed_files(drafts.contents(version), drafts.drafted(version, draft))):
        raise RefusedError(403, "nektet.skjermet")


def rights_in(session: Session, plan: int, actor: Actor) -> Rights:
    """An actor's roles in a plan."""
    return Rights((), True) if actor.local else Rights(tuple(roles_of(session, plan, actor.id)))


def branch_visible(branch: Branch, actor: Actor, rights: Rights) -> bool:
    """Whether somebody sees a branch: it is published, or it is their own or their party's."""
    return branch.publisert or branch.eier_id == actor.id or rights.own_branch(branch.navn)


def visible_branches(session: Session, opened: OpenPlan) -> list[Branch]:
    """A plan's branches as one sees them, the main line first."""
    return [b for b in branches_of(session, opened.id) if branch_visible(b, opened.actor, opened.rights)]


def open_plan(service: Service, actor: Actor, plan: int, action: Action) -> OpenPlan:
    """Errors: RefusedError 404 for a plan that one has no place in, 403 where no role allows the action."""
    with service.store.reading() as session:
        row, rights = session.get(StoredPlan, plan), rights_in(session, plan, actor)
    if row is None or not rights.may("les"):
        raise RefusedError(404, "web.plan_mangler")
    if not rights.may(action):
        raise RefusedError(403, "nektet.rolle")
    return OpenPlan(service, actor, plan, row.navn, rights)


def open_version(service: Service, actor: Actor, version: int, action: Action) -> OpenVersion:
    """Errors: RefusedError 404 for a version that is not to be seen, 403 where no role allows the action."""
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
    """Whether a version leads to a branch one sees. One that is published stays so, and is remembered."""
    branches = branches_of(session, version.plan_id)
    if version.id in ancestors(session, [b.hode_id for b in branches if b.publisert]):
        service.public.add(version.id)
        return True
    return version.id in ancestors(session, [b.hode_id for b in branches if visible(b)])


def open_of(service: Service, actor: Actor, row: type[Comment | RunRow | Share], key: int, action: Action) -> None:
    """Open the version a row of the store is of, as `open_version`. Errors: RefusedError 404 for a row that is not there."""
    with service.store.reading() as session:
        version = session.scalar(select(row.versjon_id).where(row.id == key))
    if version is None:
        raise RefusedError(404, "web.404")
    open_version(service, actor, version, action)


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
