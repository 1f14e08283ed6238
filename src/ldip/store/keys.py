"""The key ring: one key per use, in a file apart from the database, made once together with a new store.

A file that is missing, damaged or of another store is an error; a new key is never made for a store that exists. Each key has
an id that follows from its secret, so that a key put in another's place is noticed. Rotation adds a key; the former ones stay
for verification. Sources: RFC 2104 (HMAC), RFC 8032 (Ed25519), NIST SP 800-57 part 1 §5.2 (one key, one use).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy.engine import make_url

from ldip.errors import Problem, SourceError
from ldip.store.ownfile import placed, temporary

Use = Literal["laas", "spor", "csrf", "oidc", "kvittering", "totp", "enhet", "trinn", "kobling"]
USES: Final = get_args(Use)
RECEIPTS: Final = "kvittering"  # an Ed25519 key: whoever holds the public half can verify, and not sign
VARIABLE: Final = "LDIP_NOEKKEL"
BESIDE: Final = ".noekkel"
WORKING: Final = "ldip-lager.noekkel"  # the ring of a store that is not a file
KIND: Final = "noekkelring"
SHORTEST: Final = 32  # bytes of a secret
LONGEST_FILE: Final = 1_000_000  # bytes; a ring of 5 000 keys
ID: Final = 16


@dataclass(frozen=True)
class Key:
    """A secret for one use; `made` is an ISO date and time in UTC."""

    use: str
    made: str
    secret: bytes

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that follow from the secret, and tell nothing of it."""
        if self.use == RECEIPTS:
            return public_id(Ed25519PrivateKey.from_private_bytes(self.secret).public_key())
        return hashlib.sha256(b"ldip-noekkel:" + self.use.encode() + b":" + self.secret).hexdigest()[:ID]


class KeyRing:
    """The keys of one store. The newest of a use signs; all of them verify."""

    def __init__(self, path: Path | None, keys: Iterable[Key], sealed: str = "") -> None:
        self.path, self.sealed = path, sealed
        self._set(keys)
        self._seen = _stamp(path)

    def _set(self, keys: Iterable[Key]) -> None:
        self.keys = tuple(keys)
        self._by_id = {(k.use, k.id): k for k in self.keys}

    def refresh(self) -> None:
        """Read the file again where it has changed, so that a rotation reaches a server that runs.

        Errors: SourceError for a ring without the keys of this one, since it is another store's: a rotation only adds."""
        now = _stamp(self.path)
        if self.path is None or now is None or now == self._seen:
            return
        found = _parsed(self.path, _read(self.path))
        if lost := [k.id for k in self.keys if (k.use, k.id) not in found._by_id]:
            raise foreign(self.path, lost[-1])
        self._set(found.keys)
        self.sealed, self._seen = found.sealed, now

    def current(self, use: Use) -> Key:
        """The key that signs. Errors: SourceError when the ring has none for the use."""
        self.refresh()
        found = next((k for k in reversed(self.keys) if k.use == use), None)
        if found is None:
            hint = f"kjør «ldip lager noekkel roter {use}»"
            raise SourceError([Problem(str(self.path or KIND), use, "nøkkelringen har ingen nøkkel til dette", "", hint)])
        return found

    def key(self, use: Use) -> bytes:
        """The secret of a use, 32 bytes or more. Errors: SourceError when the ring has none."""
        return self.current(use).secret

    def secrets(self, use: Use) -> tuple[bytes, ...]:
        """Every secret of a use, the newest first: for reading text that a former key has encrypted."""
        self.refresh()
        return tuple(k.secret for k in reversed(self.keys) if k.use == use)

    def knows(self, use: Use, key_id: str) -> bool:
        """Whether the ring has a key, present or former."""
        if (use, key_id) not in self._by_id:
            self.refresh()
        return (use, key_id) in self._by_id

    def mac(self, use: Use, content: bytes, key_id: str = "") -> tuple[str, str]:
        """(key id, HMAC-SHA256 in hexadecimal) by the newest key, or by the one named.

        Errors: SourceError for a key that the ring does not have."""
        if key_id and not self.knows(use, key_id):
            raise SourceError(
                [Problem(str(self.path or KIND), use, "nøkkelen er ikke i ringen", key_id, "bruk lagerets egen ring")]
            )
        found = self._by_id[use, key_id] if key_id else self.current(use)
        return found.id, hmac.new(found.secret, content, hashlib.sha256).hexdigest()

    def holds(self, use: Use, content: bytes, signature: str, key_id: str = "") -> bool:
        """Whether an HMAC is of the content, by the key named, or by any key of the use where none is named."""
        self.refresh()
        known = [k for k in self.keys if k.use == use and key_id in ("", k.id)]
        made = (hmac.new(k.secret, content, hashlib.sha256).hexdigest() for k in known)
        return any(hmac.compare_digest(m.encode(), signature.encode("utf-8", "replace")) for m in made)

    def sign(self, content: bytes) -> tuple[str, str]:
        """(key id, Ed25519 signature in hexadecimal) by the key of receipts."""
        found = self.current(RECEIPTS)
        return found.id, Ed25519PrivateKey.from_private_bytes(found.secret).sign(content).hex()

    def public(self, key_id: str = "") -> Ed25519PublicKey | None:
        """The public half of a key of receipts, the newest where none is named; None for one that the ring does not have."""
        if not key_id:
            return Ed25519PrivateKey.from_private_bytes(self.key(RECEIPTS)).public_key()
        found = self._by_id.get((RECEIPTS, key_id)) if self.knows(RECEIPTS, key_id) else None
        return Ed25519PrivateKey.from_private_bytes(found.secret).public_key() if found else None

    def rotate(self, use: Use) -> Key:
        """Add a key of a use and write the ring. Call it in a write transaction of the store, which keeps others waiting."""
        self.refresh()
        made = _made(use)
        self._set([*self.keys, made])
        self._write()
        return made

    def mark_sealed(self) -> None:
        """Note that the store's trail is sealed, so that no second baseline is ever made for it."""
        self.refresh()
        if not self.sealed:
            self.sealed = _now()
            self._write()

    def text(self) -> str:
        """The ring as it is written."""
        listed = [{"bruk": k.use, "id": k.id, "opprettet": k.made, "hemmelig": k.secret.hex()} for k in self.keys]
        return json.dumps({"ldip": KIND, "form": 1, "forseglet": self.sealed, "noekler": listed}, indent=1) + "\n"

    def _write(self) -> None:
        if self.path is not None:
            written = temporary(self.path, self.text())
            written.replace(self.path)
            self._seen = _stamp(self.path)


def public_id(key: Ed25519PublicKey) -> str:
    """The id of a key of receipts, from its public half."""
    raw = key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return hashlib.sha256(b"ldip-noekkel:kvittering:" + raw).hexdigest()[:ID]


def path_of(url: str) -> Path | None:
    """The ring's file: `LDIP_NOEKKEL`, or beside a SQLite file, or in the working folder. None for a store in memory only."""
    if named := os.environ.get(VARIABLE):
        return Path(named)
    if "://" not in url:
        return Path(f"{url}{BESIDE}")
    parts = make_url(url)
    if parts.get_backend_name() != "sqlite":
        return Path(WORKING)
    inside = parts.database in (None, "", ":memory:")
    return None if inside else Path(f"{parts.database}{BESIDE}")


def open_ring(url: str) -> KeyRing:
    """The ring of a store that exists, by the store's URL. Errors: as `existing_ring`."""
    return existing_ring(path_of(url))


def existing_ring(path: Path | None) -> KeyRing:
    """The ring of a store that exists. Errors: SourceError for a file that is missing, unreadable, damaged or open to others."""
    if path is None or not path.exists():
        raise missing(path)
    return _parsed(path, _read(path))


def new_ring(path: Path | None, sealed: bool = True) -> KeyRing:
    """The ring of a new store: the file's, where it is put in place beforehand; otherwise made, atomically."""
    if path is not None and path.exists():
        content = _read(path)
        return _converted(path, content) if not _is_ring(content) else _parsed(path, content)
    made = KeyRing(path, [_made(u) for u in USES], _now() if sealed else "")
    if path is None:
        return made
    written = temporary(path, made.text())
    try:
        placed(written, path)
    except FileExistsError:  # another process was first
        return _parsed(path, _read(path))
    finally:
        written.unlink(missing_ok=True)
    made._seen = _stamp(path)
    return made


def unsealed_ring(path: Path | None) -> KeyRing:
    """The ring of a store from before trails were sealed; its single key becomes the key of locks, and the others are made.

    Call it in a write transaction of the store. Errors: SourceError when the file is missing."""
    if path is None or not path.exists():
        raise missing(path)
    content = _read(path)
    return _parsed(path, content) if _is_ring(content) else _converted(path, content)


def missing(path: Path | None) -> SourceError:
    """The error of a store whose ring is not there."""
    hint = f"legg nøkkelfilen tilbake fra sikkerhetskopien, eller si hvor den er med {VARIABLE}; en ny passer ikke til lageret"
    return _wrong(path or Path(KIND), "nøkkelringen mangler", hint)


def foreign(path: Path | None, key_id: str) -> SourceError:
    """The error of a ring that belongs to another store."""
    hint = f"bruk nøkkelringen som har nøkkel {key_id}, eller si hvor den er med {VARIABLE}"
    return _wrong(path or Path(KIND), "nøkkelringen er ikke dette lagerets", hint)


def _converted(path: Path, content: bytes) -> KeyRing:
    if len(content) < SHORTEST:
        raise _wrong(path, "nøkkelen er for kort", f"bruk minst {SHORTEST} tilfeldige byte")
    made = [Key("laas", _now(), content), *(_made(u) for u in USES if u != "laas")]
    ring = KeyRing(path, made)
    ring._write()
    return ring


def _is_ring(content: bytes) -> bool:
    return content.lstrip()[:1] == b"{" and b'"ldip"' in content[:64]


def _parsed(path: Path, content: bytes) -> KeyRing:
    """A ring from its text. Errors: SourceError for a damaged one, and for a key whose id is not its own."""
    try:
        read: Any = json.loads(content)
        found = [(Key(str(k["bruk"]), str(k["opprettet"]), bytes.fromhex(k["hemmelig"])), k["id"]) for k in read["noekler"]]
        kind, sealed = read["ldip"], str(read["forseglet"])
        whole = kind == KIND and all(len(k.secret) >= SHORTEST and k.id == said for k, said in found)
    except (ValueError, TypeError, KeyError, RecursionError):
        whole, found, sealed = False, [], ""
    if not whole:
        raise _wrong(path, "nøkkelringen er skadet eller ikke en nøkkelring", "legg tilbake filen fra sikkerhetskopien")
    return KeyRing(path, [k for k, _ in found], sealed)


def _read(path: Path) -> bytes:
    try:
        if os.name == "posix" and path.stat().st_mode & 0o007:
            raise _wrong(path, "nøkkelringen kan leses av andre på maskinen", f"kjør «chmod 600 {path}»")
        if path.stat().st_size > LONGEST_FILE:
            raise _wrong(path, "filen er for stor til å være en nøkkelring", "legg tilbake filen fra sikkerhetskopien")
        return path.read_bytes()
    except OSError as error:
        raise _wrong(path, "nøkkelringen kan ikke leses", f"se at tjenestens bruker kan lese filen: {error.strerror}") from error


def _wrong(path: Path, what: str, hint: str) -> SourceError:
    return SourceError([Problem(str(path), "", what, "", hint)])


def _made(use: str) -> Key:
    return Key(use, _now(), secrets.token_bytes(SHORTEST))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")


def _stamp(path: Path | None) -> tuple[int, int, int] | None:
    try:
        about = path.stat() if path is not None else None
    except OSError:
        return None
    return (about.st_mtime_ns, about.st_size, about.st_ino) if about else None
