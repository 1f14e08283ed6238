"""Share links: a version for anybody who has the link, with the levers a visitor may move. No visitor data is stored."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.plan.texts import clean_name
from ldip.store import audit
from ldip.store.schema import Share
from ldip.store.sessions import hashed
from ldip.store.versions import version_of

LASTS: Final = dt.timedelta(days=365)
MOST: Final = 12
ONE_SERVICE: Final = "tjeneste"  # the kind that names the one service a link is for


def share(session: Session, version: int, levers: Mapping[str, Sequence[str]], title: str, actor: int) -> tuple[Share, str]:
    """Create a link: its row, and its token, which is shown once. `levers` are ids by kind (`spaker`, `grep`),
    or the one service that the link shows (ONE_SERVICE).

    Errors: SourceError for a version with problems, no title, or too many levers."""
    found = version_of(session, version)
    count = sum(len(v) for v in levers.values())
    if found.feil or not title.strip() or count > MOST:
        what = "versjonen har feil" if found.feil else "mangler tittel" if not title.strip() else "for mange spaker"
        hint = f"del en versjon uten feil, med tittel og høyst {MOST} spaker"
        raise SourceError([Problem("lager", "deling", what, str(version), hint)])
    token, now = secrets.token_urlsafe(24), audit.now()
    made = Share(
        token=hashed(token),
        versjon_id=version,
        spaker={k: list(v) for k, v in levers.items()},
        tittel=clean_name(title.strip(), "tittel"),
        laget_av=actor,
        tid=now,
        utloeper=now + LASTS,
        trukket=False,
    )
    session.add(made)
    session.flush()
    audit.record(session, actor, "deling.laget", f"versjon/{version}", {"deling": made.id})
    return made, token


def shared(session: Session, token: str) -> Share:
    """The share of a token. Errors: SourceError when it is unknown, expired or withdrawn."""
    found = session.scalars(select(Share).where(Share.token == hashed(token))).first()
    if found is None or found.trukket or found.utloeper.replace(tzinfo=dt.UTC) < audit.now():
        raise SourceError([Problem("lager", "deling", "lenken finnes ikke eller er trukket", "", "be om en ny lenke")])
    return found


def withdraw(session: Session, made: Share, actor: int) -> None:
    """Withdraw a link."""
    made.trukket = True
    session.flush()
    audit.record(session, actor, "deling.trukket", f"versjon/{made.versjon_id}", {"deling": made.id})


def shares_of(session: Session, versions: Sequence[int]) -> list[Share]:
    """The links to any of some versions, the newest first."""
    return list(session.scalars(select(Share).where(Share.versjon_id.in_(versions)).order_by(Share.id.desc())))
