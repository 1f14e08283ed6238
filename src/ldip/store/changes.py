"""The last change of each file, as far back as the caller asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.store.schema import User, VersionFile
from ldip.store.versions import history

LOOKED_AT: Final = 100  # versions back; older changes are attributed to the oldest of them


@dataclass(frozen=True)
class Touched:
    """The version since which a file is unchanged, with author and time."""

    version: int
    author: str
    time: dt.datetime
    message: str


def last_touched(session: Session, version: int) -> dict[str, Touched]:
    """For every file of a version, the last change of it."""
    line = history(session, version)[:LOOKED_AT]
    ids = [v.id for v in line]
    files: dict[int, dict[str, str]] = {i: {} for i in ids}
    rows = select(VersionFile.versjon_id, VersionFile.sti, VersionFile.sha256).where(VersionFile.versjon_id.in_(ids))
    for where, path, digest in session.execute(rows):
        files[where][path] = digest
    names = dict(session.execute(select(User.id, User.navn).where(User.id.in_({v.forfatter_id for v in line}))).all())
    found: dict[str, Touched] = {}
    for path, digest in files[version].items():
        since = line[0]
        for v in line:
            if files[v.id].get(path) != digest:
                break
            since = v
        found[path] = Touched(since.id, names.get(since.forfatter_id, ""), since.tid, since.melding)
    return found
