"""The folder a plan was imported from: its files as they were then, so that a change made by hand is noticed."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.plan.edits import Contents
from ldip.store.schema import PlanFolder, Version
from ldip.store.versions import contents_of, folder_contents

Signature = tuple[tuple[str, int, int], ...]
LONGEST: Final = 1000  # characters of a path; a longer one is not watched


@dataclass
class FolderCache:
    """The files of folders as last read; they are read again only when a name, time or size has changed."""

    known: dict[Path, tuple[Signature, Contents]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def contents(self, folder: Path) -> Contents | None:
        """The files of a folder; None where there is no such folder."""
        signature = _signature(folder)
        if signature is None:
            return None
        with self.lock:
            held = self.known.get(folder)
        if held is not None and held[0] == signature:
            return held[1]
        read = folder_contents(folder)
        with self.lock:
            self.known[folder] = (signature, read)
        return read


def _signature(folder: Path) -> Signature | None:
    """Name, time and size of every file; None where there is no such folder, or it changes at this moment."""
    try:
        found = ((str(p), p.stat(follow_symlinks=False)) for p in sorted(folder.rglob("*")))
        return tuple((name, s.st_mtime_ns, s.st_size) for name, s in found) if folder.is_dir() else None
    except OSError:
        return None


def print_of(contents: Contents) -> str:
    """SHA-256 of the files of a plan by path."""
    total = hashlib.sha256()
    for path in sorted(contents):
        total.update(f"{hashlib.sha256(contents[path]).hexdigest()} {len(path)} {path}\n".encode("utf-8", "surrogatepass"))
    return total.hexdigest()


def folder_of(session: Session, plan: int) -> PlanFolder | None:
    """The folder of a plan; None for a plan that was not imported from one."""
    return session.get(PlanFolder, plan)


def watch(session: Session, plan: int, folder: Path) -> None:
    """Keep the folder of a plan, with the plan's first version as what was imported. A folder that has moved is followed."""
    place = str(folder.resolve())
    if len(place) > LONGEST:
        return
    found = folder_of(session, plan)
    if found is None:
        first = select(Version.id).where(Version.plan_id == plan, Version.forelder_id.is_(None)).order_by(Version.id).limit(1)
        version = session.scalars(first).one()
        found = PlanFolder(
            plan_id=plan, mappe=place, versjon_id=version, avtrykk=print_of(contents_of(session, version)), sett=""
        )
        session.add(found)
    found.mappe = place
    session.flush()


def imported(session: Session, plan: int, contents: Contents, version: int | None) -> None:
    """Keep that a folder was imported with these files. `version` has exactly these files; None where others' were merged in."""
    found = session.get_one(PlanFolder, plan)
    found.avtrykk, found.sett = print_of(contents), ""
    found.versjon_id = version or found.versjon_id
    session.flush()


def ignore(session: Session, plan: int, contents: Contents) -> None:
    """Keep that these changes of a folder are not wanted; further changes are noticed again."""
    session.get_one(PlanFolder, plan).sett = print_of(contents)
    session.flush()
