"""The trail's digest of every row, under the key of seals, taken in the transaction that changes the row.

The one place where changes are collected. Every table is protected unless it is named in `APART`, and every column unless it
is named in `MOVING`; a table that is added later is therefore protected without anybody's doing. Changes that a session makes
by objects, and by UPDATE and DELETE statements of SQLAlchemy, are seen; SQL as text is not, and the control then finds the rows.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Column, Float, Table, and_, event, inspect, or_, select
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, sessionmaker

from ldip.store import audit
from ldip.store.keys import KeyRing
from ldip.store.schema import Base

APART: Final[Mapping[str, str]] = {
    "revisjonsspor": "er selve sporet; hver rad har sitt segl",
    "sporhode": "er sporets ende, med sitt eget segl",
    "innhold": "navnet er innholdets egen hash, som kontrollen regner på nytt",
    "versjonsfil": "filene er med i versjonens filhash, som kontrollen regner på nytt",
    "sesjon": "innlogginger er flyktige; de slettes når de utløper",
    "innloggingsforsoek": "feilede forsøk er flyktige; de slettes etter et døgn",
    "arbeiderpuls": "en arbeiders hjerteslag er flyktig",
}
MOVING: Final[Mapping[str, frozenset[str]]] = {
    "kjoering": frozenset({"framdrift", "arbeider", "hjerteslag", "forsoek", "avbrytes"}),  # while a worker has the run
}
OUTCOME: Final = frozenset({"status", "kjoeringshash", "sammendrag", "feil", "ferdig"})  # of a run, once it has ended
ENDED: Final = frozenset({"ferdig", "feilet", "avbrutt"})
TOUCHED: Final = "roerte_rader"  # of a session's info
AT_ONCE: Final = 400  # rows read in one statement; SQLite takes 999 values
LENGTH: Final = 32  # hexadecimal digits of a digest: 128 bits (RFC 2104 §5)
Key = tuple[Any, ...]


def protected() -> list[Table]:
    """The tables whose rows the trail holds, in the order of their names."""
    return sorted((t for t in Base.metadata.tables.values() if t.name not in APART), key=lambda t: t.name)


def name_of(table: Table, row: Mapping[str, Any]) -> str:
    """A row's name in the trail: table/key."""
    return "/".join([table.name, *(str(row[c.name]) for c in table.primary_key)])


def digest_of(ring: KeyRing, table: Table, row: Mapping[str, Any], key_id: str = "") -> str:
    """HMAC of a row as stored, under the newest key or the one named.

    A column at its default is left out, so that a later migration that adds one leaves the digests as they are."""
    kept = {c.name: v for c in _columns(table, row) if (v := _plain(c, row[c.name])) != _usual(c)}
    words = json.dumps([name_of(table, row), kept], sort_keys=True, separators=(",", ":"))
    return ring.mac("spor", f"rad|{words}".encode(), key_id)[1][:LENGTH]


def rows_of(session: Session, table: Table, keys: Iterable[Key] | None = None) -> Iterator[Mapping[str, Any]]:
    """The rows of a table as stored, all of them or those of some keys."""
    if keys is None:
        for row in session.execute(select(table).order_by(*table.primary_key).execution_options(yield_per=audit.PAGE)).mappings():
            yield dict(row)
        return
    wanted, columns = list(keys), list(table.primary_key)
    for start in range(0, len(wanted), AT_ONCE):
        part = wanted[start : start + AT_ONCE]
        each = [and_(*(c == v for c, v in zip(columns, k, strict=True))) for k in part]
        where = columns[0].in_([k[0] for k in part]) if len(columns) == 1 else or_(*each)
        yield from (dict(row) for row in session.execute(select(table).where(where)).mappings())


def all_digests(session: Session) -> dict[str, str | None]:
    """The digest of every row of every protected table."""
    ring = audit.ring_of(session)
    return {name_of(t, row): digest_of(ring, t, row) for t in protected() for row in rows_of(session, t)}


def watch(make: sessionmaker[Session]) -> None:
    """Let every session that `make` makes write the digests of the rows it changes into the trail."""
    event.listen(make, "after_flush", _after_flush)
    event.listen(make, "do_orm_execute", _before_statement)
    event.listen(make, "before_commit", _before_commit)
    event.listen(make, "after_transaction_end", _at_the_end)


def _after_flush(session: Session, _: object) -> None:
    for made in (*session.new, *session.deleted):
        _touch(session, made)
    for changed in session.dirty:
        table = inspect(changed).mapper.local_table
        moved = {a.key for a in inspect(changed).attrs if a.history.has_changes()}
        held = {c.name: getattr(changed, c.name, None) for c in table.columns}
        if moved & {c.name for c in _columns(table, held)}:
            _touch(session, changed)


def _touch(session: Session, changed: object) -> None:
    about: Any = inspect(changed)
    table = about.mapper.local_table
    if table.name not in APART:
        _note(session, table, [tuple(about.mapper.primary_key_from_instance(changed))])


def _note(session: Session, table: Table, keys: Iterable[Key]) -> None:
    session.info.setdefault(TOUCHED, {}).update(dict.fromkeys((table.name, k) for k in keys))


def _before_statement(state: ORMExecuteState) -> None:
    """Note the rows that an UPDATE or DELETE will change. Errors: TypeError for an INSERT into a protected table."""
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    statement: Any = state.statement
    table = statement.table
    if table.name in APART:
        return
    if state.is_insert:
        raise TypeError(f"{table.name}: legg til rader som objekter, så sporet ser dem")
    if state.is_update and _names(statement) <= MOVING.get(table.name, frozenset()):
        return
    where = [] if statement.whereclause is None else [statement.whereclause]
    _note(state.session, table, [tuple(r) for r in state.session.execute(select(*table.primary_key).where(*where))])


def _names(statement: Any) -> frozenset[str]:
    """The columns that an UPDATE sets; a mark that is never moving where they are not known."""
    values = getattr(statement, "_values", None)
    if not values or getattr(statement, "_ordered_values", None) or getattr(statement, "_multi_values", None):
        return frozenset({"?"})
    return frozenset(str(getattr(k, "key", k)) for k in values)


def _before_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    touched = session.info.pop(TOUCHED, {})
    ring, found = audit.ring_of(session), dict[str, str | None]()
    for table in protected():
        keys = [k for name, k in touched if name == table.name]
        for key in keys:
            found["/".join([table.name, *(str(v) for v in key)])] = None
        if keys:
            audit.wait(session)  # the digests are then of the rows as they are when the chain is written
            found |= {name_of(table, row): digest_of(ring, table, row) for row in rows_of(session, table, keys)}
    audit.conclude(session, found)


def _at_the_end(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(TOUCHED, None)
        session.info.pop(audit.NEWEST, None)


def _columns(table: Table, row: Mapping[str, Any]) -> list[Column[Any]]:
    """The columns of a row that the trail holds; a run's outcome counts once the run has ended."""
    left = MOVING.get(table.name, frozenset())
    if table.name == "kjoering" and row.get("status") not in ENDED:
        left |= OUTCOME
    return [c for c in table.columns if c.name not in left]


def _usual(column: Column[Any]) -> object:
    """The value that is left out: the column's default, or none at all; a mark no value equals where it always has one."""
    default: Any = column.default
    if default is not None and default.is_scalar:
        return _plain(column, default.arg)
    return None if column.nullable else _usual


def _plain(column: Column[Any], value: object) -> object:
    """A value alike on both engines: times in UTC, numbers of documents as floats, since JSONB does not tell 1.0 from 1."""
    if isinstance(value, dt.datetime):
        return audit.utc(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, dict | list):
        return _numbers(value)
    if isinstance(column.type, Float) and value is not None:
        return float(value)  # type: ignore[arg-type]  # a number, by the column's type
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _numbers(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_numbers(v) for v in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) + 0.0
    return value
