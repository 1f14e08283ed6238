"""The control: the trail from its first row to its last, and against it every row of every protected table, both ways.

Whoever has the database and not the key can change nothing without being found: a row that is changed or added has no digest
in the trail, a row that is removed is missed by it, and a trail that is changed, cut or written anew has no seal. What is not
found is that the whole database is set back to an earlier state of itself; for that see receipt.py.
"""

from __future__ import annotations

import hmac
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from sqlalchemy import Table, func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.locales import tr
from ldip.store import audit
from ldip.store.database import Store
from ldip.store.locks import signed
from ldip.store.schema import Blob, Branch, Lock, Version, VersionFile
from ldip.store.sealed import digest_of, name_of, protected, rows_of
from ldip.store.versions import content_hash, file_hash, version_hash

ROWS: Final = frozenset({"endret", "lagt_til", "mangler", "ukjent_noekkel_rad"})  # findings about rows of tables
ACCEPTED: Final = "spor.godtatt"
LASTS: Final = 600.0  # seconds that a control is shown for on the page of the trail
AT_ONCE: Final = 50  # contents in memory at a time
UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError, SQLAlchemyError)  # what a damaged row gives when it is read


@dataclass(frozen=True)
class Finding:
    """Something that does not hold. `row` is table/key, `what` names the fault, `number` the row of the trail it concerns."""

    row: str
    what: str
    number: int

    def __str__(self) -> str:
        return tr(f"kontroll.{self.what}", row=self.row, number=self.number)


@dataclass(frozen=True)
class Control:
    """The result: rows of the trail, rows of tables and branches looked at, and everything that does not hold."""

    trail: int
    rows: int
    branches: int
    findings: tuple[Finding, ...]

    @property
    def broken(self) -> int | None:
        """The first row of the trail that a finding concerns; None when everything holds."""
        return min((f.number for f in self.findings), default=None)


@dataclass
class _Told:
    """The trail's knowledge of a row: its last digest (None for a removed one), its key, and the row of the trail it is in."""

    digest: str | None
    key: str
    number: int


@dataclass
class _Looking:
    session: Session
    told: dict[str, _Told] = field(default_factory=dict)
    found: list[Finding] = field(default_factory=list)
    trail: int = 0
    rows: int = 0

    def say(self, row: str, what: str) -> None:
        known = self.told.get(row)
        self.found.append(Finding(row, what, known.number if known else max(self.trail, 1)))


def control(session: Session) -> Control:
    """Control everything. Call it in a snapshot, since trail and tables must be of one moment."""
    looking = _Looking(session)
    _trail(looking)
    for table in protected():
        _guarded(looking, table.name, partial(_table, table=table))
    for name, part in (("versjon", _versions), ("innhold", _contents), ("laas", _locks)):
        _guarded(looking, name, part)
    branches = session.scalar(select(func.count()).select_from(Branch)) or 0
    return Control(looking.trail, looking.rows, branches, tuple(dict.fromkeys(looking.found)))


def accept(store: Store, case: str) -> Control:
    """Seal the rows that deviate as they are now, after somebody has looked into them; `case` is a reference to that.

    Faults of the trail itself remain. Returns the control from before. Errors: SourceError where a table cannot be read."""
    with store.snapshot() as session:
        found = control(session)
    if unread := [f.row for f in found.findings if f.what == "uleselig"]:
        raise SourceError(
            [Problem("lager", unread[0], "kan ikke leses, og kan ikke godtas", "", "gjenopprett fra en sikkerhetskopi")]
        )
    wanted = {f.row for f in found.findings if f.what in ROWS}
    if not wanted:
        return found
    with store.session() as session:
        audit.wait(session)
        rows: dict[str, str | None] = dict.fromkeys(sorted(wanted))
        for table in (t for t in protected() if any(n.startswith(f"{t.name}/") for n in wanted)):
            present = rows_of(session, table)
            rows |= {n: digest_of(store.ring, table, row) for row in present if (n := name_of(table, row)) in wanted}
        audit.record(session, None, ACCEPTED, "lager", {"sak": case, audit.ROWS: rows})
    return found


class Lately:
    """The last control of a store, made anew when it is older than `LASTS`; one at a time, since it reads everything."""

    def __init__(self, store: Store) -> None:
        self._store, self._turn = store, threading.Lock()
        self._made: tuple[float, Control] | None = None

    def get(self) -> Control:
        """A control not older than `LASTS`."""
        with self._turn:
            if self._made is None or time.monotonic() - self._made[0] > LASTS:
                with self._store.snapshot() as session:
                    self._made = (time.monotonic(), control(session))
            return self._made[1]


def _guarded(looking: _Looking, name: str, look: Callable[[_Looking], None]) -> None:
    """A part of the control; a table that cannot be read as what it is, is a finding and not a stop."""
    try:
        look(looking)
    except UNREADABLE:
        looking.session.rollback()
        looking.say(name, "uleselig")


def _trail(looking: _Looking) -> None:
    try:
        for link in audit.links(looking.session):
            looking.trail = link.number
            if link.fault:
                looking.found.append(Finding(f"revisjonsspor/{link.number}", link.fault, link.number))
            if (cut := link.row.detaljer.get(audit.CUT)) is not None:
                looking.found.append(Finding(f"revisjonsspor/{link.number}", "brudd", min(link.number, int(cut))))
            _listen(looking, link)
        if (end := audit.head_fault(looking.session)) is not None:
            looking.found.append(Finding(f"revisjonsspor/{end}", "ende", end))
    except UNREADABLE:
        looking.session.rollback()
        looking.found.append(Finding(f"revisjonsspor/{looking.trail + 1}", "uleselig", looking.trail + 1))


def _listen(looking: _Looking, link: audit.Link) -> None:
    """Note what a row tells of others. A digest cannot be made without the key, so that one in a false row does no harm."""
    rows = link.row.detaljer.get(audit.ROWS) or {}
    for name, digest in rows.items():
        looking.told[str(name)] = _Told(digest, link.row.noekkel_id, link.number)


def _table(looking: _Looking, table: Table) -> None:
    ring, prefix = audit.ring_of(looking.session), f"{table.name}/"
    missing = {n for n, t in looking.told.items() if n.startswith(prefix) and t.digest is not None}
    for row in rows_of(looking.session, table):
        name = name_of(table, row)
        known = looking.told.get(name)
        missing.discard(name)
        looking.rows += 1
        if known is None or known.digest is None:
            looking.say(name, "lagt_til")
        elif not ring.knows("spor", known.key):
            looking.say(name, "ukjent_noekkel_rad")
        elif not hmac.compare_digest(digest_of(ring, table, row, known.key).encode(), str(known.digest).encode()):
            looking.say(name, "endret")
    for name in sorted(missing):
        looking.say(name, "mangler")


def _versions(looking: _Looking) -> None:
    """Every version: its hash follows from its parent and its files; every file belongs to a version."""
    hashes = dict(looking.session.execute(select(Version.id, Version.hash)).all())
    files = _files(looking.session)
    step = next(files, None)
    for version in looking.session.scalars(select(Version).order_by(Version.id)):
        while step is not None and step[0] < version.id:
            looking.say(f"versjonsfil/{step[0]}", "uten_versjon")
            step = next(files, None)
        mine = step[1] if step is not None and step[0] == version.id else {}
        step = next(files, None) if mine else step
        parent = "" if version.forelder_id is None else hashes.get(version.forelder_id, "?")
        if file_hash(mine) != version.filhash:
            looking.say(f"versjon/{version.id}", "filer")
        if version_hash(version, parent) != version.hash:
            looking.say(f"versjon/{version.id}", "versjonshash")
    while step is not None:
        looking.say(f"versjonsfil/{step[0]}", "uten_versjon")
        step = next(files, None)


def _files(session: Session) -> Iterator[tuple[int, dict[str, str]]]:
    """(version, content hash by path), by version."""
    columns = (VersionFile.versjon_id, VersionFile.sti, VersionFile.sha256)
    asked = select(*columns).order_by(VersionFile.versjon_id, VersionFile.sti).execution_options(yield_per=audit.PAGE)
    at, files = 0, dict[str, str]()
    for version, path, digest in session.execute(asked):
        if version != at and files:
            yield at, files
            files = {}
        at = version
        files[path] = digest
    if files:
        yield at, files


def _contents(looking: _Looking) -> None:
    """Every content has the hash that names it, and is of some version; every file's content is there."""
    used = set(looking.session.scalars(select(VersionFile.sha256).distinct()))
    for name, content in looking.session.execute(select(Blob.sha256, Blob.bytes).execution_options(yield_per=AT_ONCE)):
        if content_hash(content) != name:
            looking.say(f"innhold/{name}", "innhold_endret")
        if name not in used:
            looking.say(f"innhold/{name}", "ubrukt")
        used.discard(name)
    for name in sorted(used):
        looking.say(f"innhold/{name}", "innhold_mangler")


def _locks(looking: _Looking) -> None:
    for made in looking.session.scalars(select(Lock).order_by(Lock.id)):
        version = looking.session.get(Version, made.versjon_id)
        if version is None or not signed(looking.session, made, version):
            looking.say(f"laas/{made.id}", "signatur")
