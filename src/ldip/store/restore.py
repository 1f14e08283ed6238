"""A new store from a backup: nothing is overwritten, the manifest is verified, and the control must find the store to hold."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import MetaData, inspect

from ldip.errors import LdipError, Problem, SourceError
from ldip.store import pgtools
from ldip.store.backup import FILES, KIND, MANIFEST, MOST_LISTED, PIECE, NotSoundError, counts, hashed, same_keys
from ldip.store.control import control
from ldip.store.database import Store, open_store, sqlite_file
from ldip.store.keys import BESIDE, KeyRing, existing_ring, missing, path_of
from ldip.store.ownfile import placed, write_new
from ldip.store.receipt import compared, signature_holds

LONGEST: Final = 8_000_000  # bytes of a manifest


@dataclass(frozen=True)
class _Wanted:
    """The manifest that the store must agree with, and whether its findings are accepted."""

    said: dict[str, Any]
    anyway: bool


@dataclass(frozen=True)
class Restored:
    """The numbers of versions, trail rows and findings of the restored store."""

    versions: int
    trail: int
    findings: int


def restore(source: Path, url: str, key: Path | None = None, anyway: bool = False) -> Restored:
    """Make a store from a backup: a SQLite file that does not exist, or a PostgreSQL database that is empty.

    `key` is the key ring; without it the file beside the backup, or the one that is in place for the store. With `anyway` a
    copy with findings is accepted, if they are those of its manifest.
    Errors: SourceError when something is in the way, or the backup is damaged or of another key; NotSoundError."""
    place = path_of(url)
    ring = _ring(source, key, place)
    if place is None:
        raise SourceError([Problem(url, "", "lageret er bare i minnet", "", "gjenopprett til en fil")])
    file = sqlite_file(url)
    for taken in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))) if file else ():
        if taken.exists():
            raise SourceError([Problem(str(taken), "", "filen finnes; ingenting overskrives", "", "velg et annet navn")])
    if place.exists() and not same_keys(existing_ring(place), ring):
        raise SourceError([Problem(str(place), "", "der ligger en annen nøkkelring", "", "flytt den, eller velg et annet navn")])
    with _opened(source) as archive:
        said = _manifest(archive, source, ring)
        if (engine := "sqlite" if file else "postgresql") != said["motor"]:
            hint = f"gjenopprett til {said['motor']}"
            raise SourceError([Problem(str(source), "motor", f"kopien er ikke av {engine}", said["motor"], hint)])
        where = file or Path.cwd() / "kopi"
        where.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=where.parent if file else None, prefix=".ldip-kopi-") as room:
            copy = Path(room) / FILES[engine]
            _extracted(archive, said, copy, source)
            if file:
                return _to_file(copy, file, place, ring, _Wanted(said, anyway))
            return _to_server(copy, url, place, ring, _Wanted(said, anyway))


def _ring(source: Path, key: Path | None, place: Path | None) -> KeyRing:
    beside = source.with_name(source.name + BESIDE)
    found = key or next((p for p in (beside, place) if p is not None and p.exists()), None)
    if found is None:
        raise missing(beside)
    return existing_ring(found)


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise _damaged(source, "er ikke en sikkerhetskopi") from error


def _manifest(archive: zipfile.ZipFile, source: Path, ring: KeyRing) -> dict[str, Any]:
    """The manifest, signed by the ring's key. Errors: SourceError."""
    try:
        if archive.getinfo(MANIFEST).file_size > LONGEST:
            raise ValueError
        said: dict[str, Any] = json.loads(archive.read(MANIFEST))
        whole = said["ldip"] == KIND and FILES.get(said["motor"]) == said["fil"]
        whole &= sorted(archive.namelist()) == sorted([MANIFEST, said["fil"]])
        whole &= archive.getinfo(said["fil"]).file_size == said["byte"]
        public = ring.public(str(said["noekkel"]))
    except (KeyError, ValueError, TypeError, RecursionError, zipfile.BadZipFile) as error:
        raise _damaged(source, "er ikke en hel sikkerhetskopi") from error
    if not whole:
        raise _damaged(source, "er ikke en hel sikkerhetskopi")
    if public is None:
        raise _damaged(
            source, "er laget med en nøkkel som ikke er i nøkkelringen", "bruk nøkkelringen som hører til, med --noekkel"
        )
    if not signature_holds(said, public):
        raise _damaged(source, "manifestets signatur stemmer ikke")
    return said


def _extracted(archive: zipfile.ZipFile, said: dict[str, Any], copy: Path, source: Path) -> None:
    try:
        with archive.open(said["fil"]) as content, copy.open("xb") as target:
            copy.chmod(0o600)
            while piece := content.read(PIECE):
                target.write(piece)
    except (zipfile.BadZipFile, OSError, EOFError) as error:
        raise _damaged(source, "kan ikke pakkes ut") from error
    if hashed(copy) != (said["sha256"], said["byte"]):
        raise _damaged(source, "databasen i kopien er ikke den som manifestet beskriver")


def _to_file(copy: Path, file: Path, place: Path, ring: KeyRing, wanted: _Wanted) -> Restored:
    own = copy.with_name("ring")
    write_new(own, ring.text())
    opened = open_store(str(copy), ring_file=own)
    try:
        done = _held(opened, wanted)
    finally:
        opened.close()
    if not place.exists():
        write_new(place, ring.text())
    with copy.open("rb") as content:
        os.fsync(content.fileno())
    try:
        placed(copy, file)
    except FileExistsError:
        raise SourceError([Problem(str(file), "", "filen finnes; ingenting overskrives", "", "velg et annet navn")]) from None
    return done


def _to_server(copy: Path, url: str, place: Path, ring: KeyRing, wanted: _Wanted) -> Restored:
    empty = open_store(url, migrate=False)
    try:
        if inspect(empty.engine).get_table_names():
            raise SourceError([Problem("lager", "", "databasen er ikke tom; ingenting overskrives", "", "lag en ny database")])
        pgtools.load(empty.engine, copy)
    finally:
        empty.close()
    if not place.exists():
        write_new(place, ring.text())
    try:
        opened = open_store(url)
        try:
            return _held(opened, wanted)
        finally:
            opened.close()
    except LdipError:
        _emptied(url)
        raise


def _emptied(url: str) -> None:
    """Take out what was read into a database that was empty."""
    opened = open_store(url, migrate=False)
    try:
        found = MetaData()
        found.reflect(opened.engine)
        found.drop_all(opened.engine)
    finally:
        opened.close()


def _held(store: Store, wanted: _Wanted) -> Restored:
    """Errors: NotSoundError when the control finds fault; SourceError when the store is not what the manifest tells."""
    with store.snapshot() as session:
        said, found = wanted.said, control(session)
        listed = sorted(f"{f.row} {f.what}" for f in found.findings)[:MOST_LISTED]
        if listed and not (wanted.anyway and listed == said["funn"]):
            raise NotSoundError("kopien", found)
        told = {k: v for k, v in said["rader"].items() if counts(session).get(k) != v}
        if told or compared(session, said["kvittering"]):
            raise _damaged(Path("kopien"), "innholdet er ikke det manifestet beskriver")
    return Restored(said["versjoner"], found.trail, len(listed))


def _damaged(source: Path, what: str, hint: str = "bruk en annen kopi") -> SourceError:
    return SourceError([Problem(str(source), "", what, "", hint)])
