"""Receipts: a signed checkpoint of the trail, held by someone else, against which a later trail is controlled.

A database that is wholly set back to an earlier state of itself holds by its own seals; the receipt tells that more has been.
The signature is Ed25519, so that an auditor who holds the public key can verify without being able to sign (RFC 8032)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.store import audit
from ldip.store.control import Finding
from ldip.store.keys import KeyRing, public_id
from ldip.store.schema import AuditRow, Branch, Version
from ldip.store.versions import ancestors

KIND: Final = "kvittering"
LONGEST: Final = 4_000_000  # bytes; a receipt of 40 000 branches
FIELDS: Final = {"tid": str, "rader": int, "siste": str, "segl": str, "hoder": dict, "noekkel": str, "signatur": str}


def receipt(session: Session) -> bytes:
    """A receipt of the store as it is: number of rows, the last row's hash and seal, the head of every branch, and the time."""
    last = session.execute(select(AuditRow.nr, AuditRow.hash, AuditRow.segl).order_by(AuditRow.nr.desc()).limit(1)).first()
    heads = session.execute(select(Branch.id, Version.hash).join(Version, Version.id == Branch.hode_id).order_by(Branch.id))
    number, row_hash, seal = last or (0, audit.START, "")
    said = {
        "ldip": KIND,
        "form": 1,
        "tid": audit.utc(audit.now()),
        "rader": number,
        "siste": row_hash,
        "segl": seal,
        "hoder": {str(branch): head for branch, head in heads},
    }
    return signed_text(audit.ring_of(session), said)


def signed_text(ring: KeyRing, said: Mapping[str, Any]) -> bytes:
    """A JSON document with the id of the key of receipts, and its signature."""
    named = {**said, "noekkel": ring.current("kvittering").id}
    return (json.dumps({**named, "signatur": ring.sign(_words(named))[1]}, indent=1, ensure_ascii=True) + "\n").encode("ascii")


def signature_holds(said: Mapping[str, Any], key: Ed25519PublicKey) -> bool:
    """Whether the signature of a document is of its content, under a public key."""
    try:
        key.verify(bytes.fromhex(str(said["signatur"])), _words({k: v for k, v in said.items() if k != "signatur"}))
    except (InvalidSignature, KeyError, ValueError):
        return False
    return True


def compared(session: Session, said: Mapping[str, Any], key: Ed25519PublicKey | None = None) -> list[Finding]:
    """Findings where the store does not extend a receipt. `key` is the public key of whoever holds it; the ring's own otherwise.

    Errors: SourceError when the signature is by another key, or of another text."""
    public = key or audit.ring_of(session).public(said["noekkel"])
    if public is None or public_id(public) != said["noekkel"] or not signature_holds(said, public):
        hint = "bruk kvitteringen slik den ble gitt, og nøkkelen som hører til"
        raise SourceError([Problem(KIND, "signatur", "kvitteringens signatur stemmer ikke", said["noekkel"], hint)])
    found: list[Finding] = []
    number = int(said["rader"])
    row = session.execute(select(AuditRow.hash, AuditRow.segl).where(AuditRow.nr == number)).first()
    if number and (row is None or tuple(row) != (said["siste"], said["segl"])):
        found.append(Finding(f"revisjonsspor/{number}", "kvittering_spor", number))
    branches = dict(session.execute(select(Branch.id, Branch.hode_id)).all())
    for branch, head in said["hoder"].items():
        version = session.scalar(select(Version.id).where(Version.hash == str(head)))
        now = branches.get(int(branch)) if str(branch).isdecimal() else None
        if version is None or now is None or version not in ancestors(session, [now]):
            found.append(Finding(f"gren/{branch}", "kvittering_gren", number))
    return found


def read_receipt(path: Path) -> dict[str, Any]:
    """A receipt from its file. Errors: SourceError when it is not one."""
    try:
        if path.stat().st_size > LONGEST:
            raise ValueError
        said = json.loads(path.read_bytes())
        whole = said.get("ldip") == KIND and all(type(said.get(k)) is kind for k, kind in FIELDS.items())
    except (OSError, ValueError, AttributeError, RecursionError):
        whole = False
    if not whole or not 0 <= said["rader"] < 2**31:
        raise SourceError([Problem(str(path), "", "er ikke en kvittering", "", "bruk filen «ldip lager kvittering» skrev")])
    return dict(said)


def public_text(ring: KeyRing) -> bytes:
    """The public key of receipts as PEM."""
    found = ring.public()
    assert found is not None, "the newest key is in the ring"
    return found.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def read_public(path: Path) -> Ed25519PublicKey:
    """A public key from a PEM file. Errors: SourceError when it is none, or of another kind."""
    try:
        found = serialization.load_pem_public_key(path.read_bytes()[:LONGEST])
    except (OSError, ValueError):
        found = None
    if not isinstance(found, Ed25519PublicKey):
        hint = "bruk filen «ldip lager noekkel offentlig» skrev"
        raise SourceError([Problem(str(path), "", "er ikke en offentlig nøkkel for kvitteringer", "", hint)])
    return found


def _words(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")
