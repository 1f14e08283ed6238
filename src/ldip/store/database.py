"""Opening a store: SQLite by default, PostgreSQL by its URL; the schema is brought up by migrations only."""

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
POOL = 40  # connections kept, and as many more at the most; a server answers from as many threads
READING = "ldip_reading"


@dataclass(frozen=True)
class Store:
    """An open store. `session()` is one transaction: all of it or none of it."""

    engine: Engine
    make: sessionmaker[Session]
    turn: AbstractContextManager[object]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that is committed at the end and rolled back on an error. A writer waits for its turn.

        SQLite takes the write lock at once (`BEGIN IMMEDIATE`), so that what was read is still true when it is written. Its
        writers ask for the lock again and again and may be passed by; those of one process queue up here instead."""
        with self.turn, self.make() as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A look at the store that writes nothing and waits for no writer; what is changed in it is not kept."""
        connection = self.engine.connect().execution_options(**{READING: True})
        try:
            with self.make(bind=connection) as session:
                yield session
        finally:
            connection.close()

    def close(self) -> None:
        """Let go of the connections."""
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
    """Bring the schema up to a revision."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the schema down to a revision."""
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
        connection.isolation_level = None  # SQLAlchemy begins, not the driver
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get(READING) else "BEGIN IMMEDIATE")
