"""Locks: a version marked as proposal, recommendation or adopted plan, with a verifiable signature."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from pathlib import Path
from typing import Final, Literal, get_args

from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.plan.write import write_bytes
from ldip.store import audit
from ldip.store.schema import Lock, Version
from ldip.store.versions import sound, version_of

Kind = Literal["kommunedirektoerens_forslag", "formannskapets_innstilling", "vedtatt"]
KINDS: Final = get_args(Kind)


def key_of(path: Path) -> bytes:
    """The signing key, in a file readable by its owner only; created the first time. Errors: SourceError when it is too short."""
    if not path.exists():
        write_bytes(path, secrets.token_bytes(32))
        path.chmod(0o600)
    key = path.read_bytes()
    if len(key) < 32:
        raise SourceError([Problem(str(path), "", "nøkkelen er for kort", "", "bruk minst 32 tilfeldige byte")])
    return key


def lock(session: Session, version: int, kind: Kind, actor: int, key: bytes) -> Lock:
    """Lock a version. Errors: SourceError when it has problems of its own or already has this lock."""
    found = version_of(session, version)
    if found.feil:
        hint = "rett feilene «ldip check» viser, og lås versjonen etterpå"
        raise SourceError([Problem("lager", "laas", f"versjonen har {found.feil} feil", str(version), hint)])
    if session.scalar(select(Lock.id).where(Lock.versjon_id == version, Lock.slag == kind)) is not None:
        raise SourceError([Problem("lager", "laas", "versjonen er alt låst slik", kind, "se låsene versjonen har")])
    made = Lock(versjon_id=version, slag=kind, bruker_id=actor, tid=audit.now(), signatur="")
    made.signatur = _sign(made, found, key)
    session.add(made)
    session.flush()
    audit.record(
        session, actor, "versjon.laast", f"versjon/{version}", {"slag": kind, "hash": found.hash, "signatur": made.signatur}
    )
    return made


def holds(session: Session, made: Lock, key: bytes) -> bool:
    """Whether the signature is of this version, and the version is unchanged since."""
    version = version_of(session, made.versjon_id)
    return hmac.compare_digest(made.signatur, _sign(made, version, key)) and sound(session, version)


def locks_of(session: Session, version: int) -> list[Lock]:
    """The locks of a version in the order they were set."""
    return list(session.scalars(select(Lock).where(Lock.versjon_id == version).order_by(Lock.tid)))


def _sign(made: Lock, version: Version, key: bytes) -> str:
    said = audit.digest(version.hash, made.slag, made.bruker_id, audit.utc(made.tid))
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
