"""Locks: a version marked as proposal, recommendation or adopted plan, with a verifiable signature."""

from __future__ import annotations

from typing import Final, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.store import audit
from ldip.store.schema import Lock, Version
from ldip.store.versions import sound, version_of

Kind = Literal["kommunedirektoerens_forslag", "formannskapets_innstilling", "vedtatt"]
KINDS: Final = get_args(Kind)


def lock(session: Session, version: int, kind: Kind, actor: int) -> Lock:
    """Lock a version, signed by the store's key of locks.

    Errors: SourceError when it has problems of its own or already has this lock."""
    found = version_of(session, version)
    if found.feil:
        hint = "rett feilene «ldip check» viser, og lås versjonen etterpå"
        raise SourceError([Problem("lager", "laas", f"versjonen har {found.feil} feil", str(version), hint)])
    if session.scalar(select(Lock.id).where(Lock.versjon_id == version, Lock.slag == kind)) is not None:
        raise SourceError([Problem("lager", "laas", "versjonen er alt låst slik", kind, "se låsene versjonen har")])
    made = Lock(versjon_id=version, slag=kind, bruker_id=actor, tid=audit.now(), signatur="")
    made.signatur = audit.ring_of(session).mac("laas", _words(made, found))[1]
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "versjon.laast", f"versjon/{version}", {"slag": kind, "hash": found.hash, "signatur": made.signatur}
    )
    return made


def holds(session: Session, made: Lock) -> bool:
    """Whether the signature is of this version, and the version is unchanged since."""
    version = version_of(session, made.versjon_id)
    return signed(session, made, version) and sound(session, version)


def signed(session: Session, made: Lock, version: Version) -> bool:
    """Whether the signature is of this version's hash, by any of the store's keys of locks."""
    return audit.ring_of(session).holds("laas", _words(made, version), made.signatur)


def locks_of(session: Session, version: int) -> list[Lock]:
    """The locks of a version in the order they were set."""
    return list(session.scalars(select(Lock).where(Lock.versjon_id == version).order_by(Lock.tid)))


def _words(made: Lock, version: Version) -> bytes:
    return audit.digest(version.hash, made.slag, made.bruker_id, audit.utc(made.tid)).encode()
