"""Opening a store: SQLite by default, PostgreSQL by its URL; the schema is created by migrations only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session, sessionmaker

from ldip.errors import LdipError, Problem, SourceError
from ldip.store import audit, keys, sealed
from ldip.store.keys import KeyRing
from ldip.store.private import private_file, private_folder
from ldip.store.schema import AuditRow

BUSY_MS = 20_000
POOL = 40  # pooled connections, and at most as many more; a server uses as many threads
READING = "ldip_reading"


@dataclass(frozen=True)
class Store:
    """An open store with its key ring. `session()` is one transaction."""

    engine: Engine
    make: sessionmaker[Session]
    turn: AbstractContextManager[object]
    ring: KeyRing

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that is committed at the end and rolled back on an error. Writers are serialised.

        SQLite takes the write lock at once (`BEGIN IMMEDIATE`), so that data read is still valid at the write. SQLite's
        writers poll for the lock without order; those of one process queue here instead."""
        with self.turn, self.make() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A read-only session that waits for no writer; changes made in it are discarded."""
        connection = self.engine.connect().execution_options(**{READING: True})
        try:
            with self.make(bind=connection) as session:
                yield session
        finally:
            connection.close()

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """As `reading`, and everything read is of one moment, whatever is written meanwhile."""
        options: dict[str, Any] = {READING: True}
        if self.engine.dialect.name == "postgresql":
            options["isolation_level"] = "REPEATABLE READ"
        connection = self.engine.connect().execution_options(**options)
        try:
            with self.make(bind=connection) as session:
                yield session
        finally:
            connection.close()

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def open_store(url: str, migrate: bool = True, ring_file: Path | None = None) -> Store:
    """Open by URL, for example sqlite:///plan.db or postgresql+psycopg://…; a path is a SQLite file.

    A new store gets its tables and its key ring; one from before its trail was sealed gets a baseline. Without `migrate`
    the store is opened as it is, and its ring is empty unless `ring_file` names it; with it, `ring_file` is for a ring that is
    elsewhere than `keys.path_of` tells.
    Errors: SourceError when the database cannot be reached, or its key ring is missing, damaged or another store's."""
    if "://" not in url:
        _begin_folder(Path(url).parent)
    place, url = ring_file or keys.path_of(url), address(url)
    if (file := sqlite_file(url)) is not None and str(file) != ":memory:":
        _begin_file(file)
    engine = create_engine(url, pool_pre_ping=True, pool_size=POOL, max_overflow=POOL)
    if engine.dialect.name == "sqlite":
        _sqlite(engine)
    ring = KeyRing(None, ()) if migrate or ring_file is None else keys.existing_ring(ring_file)
    try:
        if migrate:
            ring = _prepared(engine, place)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        turn: AbstractContextManager[object] = threading.RLock() if engine.dialect.name == "sqlite" else nullcontext()
        make = sessionmaker(engine, expire_on_commit=False, info={audit.RING: ring})
        sealed.watch(make)
        store = Store(engine, make, turn, ring)
        if migrate:
            _baseline(store)
    except LdipError:
        engine.dispose()
        raise
    except Exception as error:
        engine.dispose()
        hint = "se at filen eller serveren finnes og kan skrives til"
        raise SourceError([Problem(_shown(url), "", "lageret kan ikke åpnes", "", f"{hint}: {error}")]) from error
    return store


def address(url: str) -> str:
    """The URL of a store by URL or path, with the driver that is used."""
    if "://" not in url:
        return f"sqlite:///{url}"
    return url.replace("postgresql://", "postgresql+psycopg://", 1) if url.startswith("postgresql://") else url


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite store; None for another engine."""
    parts = make_url(address(url))
    return Path(parts.database) if parts.get_backend_name() == "sqlite" and parts.database else None


def _prepared(engine: Engine, place: Path | None) -> KeyRing:
    """The ring and the newest schema, under the write lock, so that two processes never make a ring each."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": audit.CHAIN})
        signers = _signers(connection)
        if signers:
            ring = keys.existing_ring(place)
            if not any(ring.knows("spor", s) for s in signers):
                raise keys.foreign(place, signers[-1])
        elif _is_new(connection):
            ring = keys.new_ring(place)
        else:
            ring = keys.unsealed_ring(place)
        command.upgrade(_config(connection), "head")
    return ring


def first_ring(url: str) -> KeyRing:
    """Make the ring of a store from before rings that never had a key; the next opening seals what is there with a baseline.

    Errors: SourceError for a store that is not there, whose trail is sealed, or that has a ring."""
    hint = "et nytt lager får ringen av seg selv; et lager med forseglet spor må ha sin egen ring tilbake"
    place, file = keys.path_of(url), sqlite_file(url)
    refused = SourceError([Problem(str(place), "", "nøkkelringen lages ikke", "", hint)])
    if place is None or place.exists() or (file is not None and not file.exists()):
        raise refused
    store = open_store(url, migrate=False)
    try:
        with store.engine.begin() as connection:
            if _is_new(connection) or _signers(connection):
                raise refused
            return keys.new_ring(place, sealed=False)
    finally:
        store.close()


def _is_new(connection: Connection) -> bool:
    return not inspect(connection).has_table(AuditRow.__tablename__)


def _signers(connection: Connection) -> list[str]:
    """The ids of the keys that sealed the first and the newest sealed row; none for a trail that is not sealed, or not there."""
    about = inspect(connection)
    if _is_new(connection) or "noekkel_id" not in {c["name"] for c in about.get_columns(AuditRow.__tablename__)}:
        return []
    signed = select(AuditRow.noekkel_id).where(AuditRow.noekkel_id != "").limit(1)
    ends = (connection.scalar(signed.order_by(at)) for at in (AuditRow.nr, AuditRow.nr.desc()))
    return [s for s in ends if s is not None]


def _baseline(store: Store) -> None:
    """Seal the rows that are there from before the trail was sealed, once in the life of the ring."""
    if store.ring.sealed:
        return
    with store.session() as session:
        audit.wait(session)
        if not audit.is_sealed(session) and session.scalar(select(func.count()).select_from(AuditRow)):
            rows = sealed.all_digests(session)
            audit.record(session, None, audit.BASELINE, "lager", {"rader": rows, "antall": len(rows)})
    with store.session() as session:
        audit.wait(session)
        store.ring.mark_sealed()


def _begin_folder(folder: Path) -> None:
    try:
        private_folder(folder)
    except OSError as error:
        raise _not_begun(folder, error) from error


def _begin_file(file: Path) -> None:
    """A new database for its owner alone; SQLite gives its log the mode of the database."""
    try:
        private_file(file)
    except OSError as error:
        raise _not_begun(file, error) from error


def _not_begun(place: Path, error: OSError) -> SourceError:
    hint = f"se at mappen finnes og kan skrives til: {error.strerror}"
    return SourceError([Problem(str(place), "", "lageret kan ikke åpnes", "", hint)])


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate the schema up to a revision."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Migrate the schema down to a revision."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def newest_revision() -> str:
    """The newest revision of the schema in this program."""
    return revisions()[-1]


@cache
def revisions() -> list[str]:
    """The revisions of the schema in this program, the oldest first."""
    script = ScriptDirectory(str(Path(__file__).parent / "migrations"))
    return [str(r.revision) for r in script.walk_revisions()][::-1]


def has_tables(store: Store) -> bool:
    """Whether a store has been begun."""
    return inspect(store.engine).has_table("alembic_version")


def _config(connection: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def _shown(url: str) -> str:
    """A URL without its password."""
    head, at, tail = url.rpartition("@")
    return f"{head.partition('://')[0]}://…@{tail}" if at else url


def _sqlite(engine: Engine) -> None:
    """WAL that is on disk before a save is acknowledged, foreign keys, a wait for other writers, and transactions that begin
    by taking the write lock."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins transactions, not the driver
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(READING) else "BEGIN IMMEDIATE")
