"""The rows of the audit trail that an actor may see: those on private alternatives are their owner's or their party's alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.store.schema import AuditRow, Branch, User, Version
from ldip.store.versions import ancestors, branches_of
from ldip.web.context import OpenPlan, visible_branches

PAGE: Final = 500
MOST_PAGES: Final = 40  # bounds the rows read; a plan where most are hidden shows fewer


@dataclass(frozen=True)
class _Known:
    """The visible part of a plan: ids and names of branches, ids and hashes of versions; and the names of branches unseen."""

    branches: frozenset[int]
    names: frozenset[str]
    unseen: frozenset[str]
    versions: frozenset[object]

    def shows(self, details: Mapping[str, Any]) -> bool:
        """Whether a row on the plan with these details is on nothing that is hidden. Older rows hold the name of a branch, not
        its id; they are distinguished by the version, or by a name that no hidden branch has."""
        if "gren" not in details:
            return True
        if isinstance(details["gren"], int):
            return details["gren"] in self.branches
        if "versjon" in details:
            return details["versjon"] in self.versions
        return details["gren"] in self.names - self.unseen


def rows_seen(session: Session, opened: OpenPlan, limit: int) -> list[tuple[AuditRow, str]]:
    """The newest rows on a plan and its versions that the actor may see, each with the name of who acted."""
    seen = visible_branches(session, opened)
    versions = ancestors(session, [b.hode_id for b in seen])
    known = _known(session, opened, seen, versions)
    found: list[tuple[AuditRow, str]] = []
    for row, name in _newest(session, opened.id, versions):
        if row.gjelder != f"plan/{opened.id}" or known.shows(row.detaljer):
            found.append((row, name or ""))
        if len(found) == limit:
            break
    return found


def _known(session: Session, opened: OpenPlan, seen: list[Branch], versions: set[int]) -> _Known:
    ids = frozenset(b.id for b in seen)
    unseen = frozenset(b.navn for b in branches_of(session, opened.id) if b.id not in ids)
    hashes = session.execute(select(Version.id, Version.hash).where(Version.plan_id == opened.id))
    told = frozenset((*versions, *(h for i, h in hashes if i in versions)))
    return _Known(ids, frozenset(b.navn for b in seen), unseen, told)


def _newest(session: Session, plan: int, versions: set[int]) -> Iterator[tuple[AuditRow, str | None]]:
    """Rows on a plan and on some of its versions, the newest first, a page at a time."""
    subjects = (f"plan/{plan}", *(f"versjon/{v}" for v in versions))
    rows = select(AuditRow, User.navn).outerjoin(User, User.id == AuditRow.bruker_id).where(AuditRow.gjelder.in_(subjects))
    last: int | None = None
    for _ in range(MOST_PAGES):
        page = rows if last is None else rows.where(AuditRow.nr < last)
        found = session.execute(page.order_by(AuditRow.nr.desc()).limit(PAGE)).all()
        for row, name in found:
            last = row.nr
            yield row, name
        if len(found) < PAGE:
            return
