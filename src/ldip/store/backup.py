"""A backup while the store is in use: one archive with the database and a signed manifest, the key ring in a file of its own.

The copy is taken by the engine's own means (SQLite's backup API; pg_dump of a snapshot), since the files alone lack what is in
the write-ahead log. Success is reported only after the control has found the copy to hold."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ldip.errors import LdipError, Problem, SourceError
from ldip.store import audit, pgtools
from ldip.store.control import Control, control
from ldip.store.database import Store, open_store, sqlite_file
from ldip.store.keys import BESIDE, KeyRing
from ldip.store.ownfile import write_new
from ldip.store.receipt import receipt, signed_text
from ldip.store.schema import Base, Version
from ldip.version import VERSION

KIND: Final = "sikkerhetskopi"
MANIFEST: Final = "manifest.json"
FILES: Final = {"sqlite": "lager.db", "postgresql": "lager.pgdump"}
MOST_LISTED: Final = 10_000  # findings in a manifest
PIECE: Final = 2**20  # bytes read at a time


class NotSoundError(LdipError):
    """A copy that the control finds fault with; `control` holds what."""

    def __init__(self, where: str, found: Control) -> None:
        told = "\n".join(f"  {f}" for f in found.findings[:50])
        super().__init__(f"{where}: kontrollen finner {len(found.findings)} feil; ingenting er skrevet\n{told}")
        self.control = found


@dataclass(frozen=True)
class Backup:
    """A backup that is written: the archive, the key ring beside it (None without), and the number of versions, rows of the trail
    and findings."""

    file: Path
    key: Path | None
    versions: int
    trail: int
    findings: int


def backup(url: str, target: Path, with_key: bool = True, anyway: bool = False) -> Backup:
    """Write a backup of a store to a file that does not exist, and its key ring beside it. With `anyway` also where the copy
    does not hold: the manifest then lists the findings.

    Errors: SourceError when a file is in the way or a program fails; NotSoundError when the copy does not hold."""
    key = target.with_name(target.name + BESIDE) if with_key else None
    for place in (target, key):
        if place is not None and place.exists():
            raise SourceError([Problem(str(place), "", "filen finnes", "", "velg et annet navn")])
    store = open_store(url)
    try:
        with _room(target) as room:
            said = _copied(store, url, room, anyway)
            packed = room / "kopi.zip"
            _pack(packed, room / said["fil"], signed_text(store.ring, said))
            if key is not None:
                write_new(key, store.ring.text())
            packed.replace(target)
    finally:
        store.close()
    return Backup(target, key, said["versjoner"], said["kvittering"]["rader"], len(said["funn"]))


@contextmanager
def _room(target: Path) -> Iterator[Path]:
    """A folder of one's own on the disk of the target, gone afterwards."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=target.parent, prefix=".ldip-kopi-"))  # mode 0700
    except OSError as error:
        raise SourceError([Problem(str(target), "", "mappen kan ikke skrives til", "", str(error.strerror))]) from error
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _copied(store: Store, url: str, room: Path, anyway: bool) -> dict[str, Any]:
    """The manifest of a copy that is in `room`."""
    engine = store.engine.dialect.name
    copy = room / FILES[engine]
    said = _sqlite(store, url, copy, anyway) if engine == "sqlite" else _postgresql(store, copy, anyway)
    digest, size = hashed(copy)
    return {**said, "motor": engine, "fil": copy.name, "sha256": digest, "byte": size}


def _sqlite(store: Store, url: str, copy: Path, anyway: bool) -> dict[str, Any]:
    file = sqlite_file(url)
    if file is None or store.ring.path is None:
        raise SourceError([Problem(url, "", "lageret er bare i minnet", "", "bruk et lager i en fil")])
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    opened = open_store(str(copy), ring_file=store.ring.path)
    try:
        with opened.snapshot() as session:
            return described(session, "kopien", anyway)
    finally:
        opened.close()


def _postgresql(store: Store, copy: Path, anyway: bool) -> dict[str, Any]:
    """The dump is of the very snapshot that is controlled; where the user may create a database, the dump itself is too."""
    with store.snapshot() as session:
        snapshot = str(session.scalar(text("SELECT pg_export_snapshot()")))
        pgtools.dump(store.engine, snapshot, copy)
        said = described(session, "lageret", anyway)
    pgtools.whole(store.engine, copy)
    with pgtools.scratch(store.engine) as url:
        if url is not None:
            own = open_store(url, migrate=False)
            try:
                pgtools.load(own.engine, copy)
            finally:
                own.close()
            tried = open_store(url, ring_file=store.ring.path)
            try:
                with tried.snapshot() as session:
                    described(session, "kopien", anyway)
            finally:
                tried.close()
    return said


def described(session: Session, where: str, anyway: bool) -> dict[str, Any]:
    """The manifest's description of a store. Errors: NotSoundError when it does not hold, unless `anyway`."""
    found = control(session)
    if found.findings and not anyway:
        raise NotSoundError(where, found)
    return {
        "ldip": KIND,
        "form": 1,
        "program": VERSION,
        "tid": audit.utc(audit.now()),
        "skjema": session.scalar(text("SELECT version_num FROM alembic_version")),
        "versjoner": session.scalar(select(func.count()).select_from(Version)),
        "rader": counts(session),
        "funn": sorted(f"{f.row} {f.what}" for f in found.findings)[:MOST_LISTED],
        "kvittering": json.loads(receipt(session)),
    }


def counts(session: Session) -> dict[str, int]:
    """Number of rows by table."""
    return {t.name: session.scalar(select(func.count()).select_from(t)) or 0 for t in Base.metadata.sorted_tables}


def hashed(file: Path) -> tuple[str, int]:
    """(SHA-256, bytes) of a file."""
    found, size = hashlib.sha256(), 0
    with file.open("rb") as content:
        while piece := content.read(PIECE):
            found.update(piece)
            size += len(piece)
    return found.hexdigest(), size


def _pack(target: Path, copy: Path, manifest: bytes) -> None:
    with zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.write(copy, copy.name)
        archive.writestr(MANIFEST, manifest)
    target.chmod(0o600)


def same_keys(one: KeyRing, other: KeyRing) -> bool:
    """Whether two rings have the same keys."""
    return {(k.use, k.id) for k in one.keys} == {(k.use, k.id) for k in other.keys}
