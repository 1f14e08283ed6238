"""Opening a store: SQLite by default, PostgreSQL by its URL; the schema is created by migrations only."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session, sessionmaker

from ldip.errors import Problem, SourceError

BUSY_MS = 20_000
POOL = 40  # pooled connections, and at most as many more; a server uses as many threads
READING = "ldip_reading"


@dataclass(frozen=True)
class Store:
    """An open store. `session()` is one transaction."""

    engine: Engine
    make: sessionmaker[Session]
    turn: AbstractContextManager[object]

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

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def open_store(url: str, migrate: bool = True) -> Store:
    """Open by URL, for example sqlite:///plan.db or postgresql+psycopg://…; a path is a SQLite file.

    Errors: SourceError when the database cannot be reached."""
    if "://" not in url:
        Path(url).parent.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{url}"
    if url.startswith("postgresql://"):
        url = url.replace("postgresql://", "postgresql+psycopg://", 1)
    engine = create_engine(url, pool_pre_ping=True, pool_size=POOL, max_overflow=POOL)
    if engine.dialect.name == "sqlite":
        _sqlite(engine)
    try:
        if migrate:
            upgrade(engine)
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
    except Exception as error:
        engine.dispose()
        hint = "se at filen eller serveren finnes og kan skrives til"
        raise SourceError([Problem(_shown(url), "", "lageret kan ikke åpnes", "", f"{hint}: {error}")]) from error
    turn: AbstractContextManager[object] = threading.RLock() if engine.dialect.name == "sqlite" else nullcontext()
    return Store(engine, sessionmaker(engine, expire_on_commit=False), turn)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate the schema up to a revision."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Migrate the schema down to a revision."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


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
    """WAL, foreign keys, a wait for other writers, and transactions that begin by taking the write lock."""

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # SQLAlchemy begins transactions, not the driver
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(READING) else "BEGIN IMMEDIATE")
