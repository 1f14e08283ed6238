"""PostgreSQL's own programs for a whole database: pg_dump and pg_restore, and a database of one's own to try a copy in."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from ldip.errors import Problem, SourceError

SHOWN: Final = 600  # characters of a program's complaint


def dump(engine: Engine, snapshot: str, target: Path) -> None:
    """Write the database as it is in a snapshot, in pg_dump's custom format. Errors: SourceError when it fails."""
    about = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
    _run(engine, "pg_dump", *about, _address(engine))


def load(engine: Engine, source: Path) -> None:
    """Read a dump into an empty database, all of it or nothing. Errors: SourceError when it fails."""
    about = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run(engine, "pg_restore", *about, f"--dbname={_address(engine)}", str(source))


def whole(engine: Engine, source: Path) -> None:
    """Read a dump to its end without a database. Errors: SourceError when it is damaged."""
    _run(engine, "pg_restore", f"--file={os.devnull}", str(source))


@contextmanager
def scratch(engine: Engine) -> Iterator[str | None]:
    """The URL of an empty database on the same server, dropped at the end; None where the user may not create one."""
    name = f"ldip_kontroll_{secrets.token_hex(6)}"
    try:
        _outside(engine, f"CREATE DATABASE {name}")
    except SQLAlchemyError:
        yield None
        return
    try:
        yield engine.url.set(database=name).render_as_string(hide_password=False)
    finally:
        _outside(engine, f"DROP DATABASE {name} WITH (FORCE)")


def _outside(engine: Engine, statement: str) -> None:
    own = create_engine(engine.url, isolation_level="AUTOCOMMIT")
    try:
        with own.connect() as connection:
            connection.execute(text(statement))
    finally:
        own.dispose()


def _address(engine: Engine) -> str:
    """The database as libpq writes it, without the password, which goes by the environment."""
    parts = engine.url.set(drivername="postgresql")
    return parts._replace(password=None).render_as_string(hide_password=False)


def _run(engine: Engine, program: str, *args: str) -> None:
    found = shutil.which(program)
    if found is None:
        hint = "installer PostgreSQLs klientprogrammer, av samme eller nyere utgave som tjeneren"
        raise SourceError([Problem(program, "", "programmet finnes ikke", "", hint)])
    password = str(engine.url.password) if engine.url.password is not None else None
    environment = {**os.environ, **({"PGPASSWORD": password} if password is not None else {})}
    done = subprocess.run([found, *args], env=environment, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip()[:SHOWN]
        raise SourceError([Problem(program, "", "mislyktes", "", said or "se loggen til databasetjeneren")])
