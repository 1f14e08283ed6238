"""A second factor by time-based codes (RFC 6238, 30 s, one step of clock drift either way), and recovery codes.

The secret is encrypted with the newest key of the use `totp`, read by any of them, and bound to its user. A time step is accepted
once. Recovery codes are 120 random bits, stored as hashes, each valid once. Source: OWASP ASVS 5.0 6.5.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Final

import pyotp
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ldip.digits import is_digits
from ldip.errors import Problem, SourceError
from ldip.store import audit
from ldip.store.accounts import credential_of
from ldip.store.codes import code_hash, new_code
from ldip.store.schema import Credential, RecoveryCode, User

STEP: Final = 30  # seconds
DRIFT: Final = 1  # steps
RECOVERY: Final = 10  # codes
DIGITS: Final = 6


def begin(session: Session, user: int, keys: Sequence[bytes], issuer: str) -> str:
    """Begin to enrol: the otpauth address with a new secret, which counts when a code of it is confirmed.

    Errors: SourceError when a second factor is already in use."""
    row = credential_of(session, user)
    if row.totp_bekreftet is not None:
        raise SourceError([Problem("lager", "tofaktor", "er alt i bruk", "", "slå den av før du setter den opp på nytt")])
    secret = pyotp.random_base32()
    row.totp_hemmelighet, row.totp_teller = _sealed(secret, user, keys[0]), None
    session.flush()
    audit.record(session, user, "bruker.tofaktor_begynt", f"bruker/{user}", {})
    return pyotp.TOTP(secret, interval=STEP, digits=DIGITS).provisioning_uri(
        name=session.get_one(User, user).epost, issuer_name=issuer
    )


def confirm(session: Session, user: int, code: str, keys: Sequence[bytes]) -> list[str] | None:
    """Take the second factor in use with a code of it: the recovery codes, shown once; None for a wrong code."""
    row = credential_of(session, user)
    if row.totp_bekreftet is not None or not _used(session, row, code, keys):
        return None
    row.totp_bekreftet = audit.now()
    audit.record(session, user, "bruker.tofaktor_paa", f"bruker/{user}", {})
    return new_recovery(session, user)


def passes(session: Session, user: int, code: str, keys: Sequence[bytes]) -> bool:
    """Whether a code of the device, or a recovery code, is valid now; either is used up by this."""
    row = credential_of(session, user)
    if row.totp_bekreftet is None:
        return False
    if _used(session, row, code, keys):
        return True
    spent = delete(RecoveryCode).where(RecoveryCode.bruker_id == user, RecoveryCode.hash == code_hash(code))
    if session.scalars(spent.returning(RecoveryCode.id)).first() is None:
        return False
    audit.record(session, user, "bruker.gjenopprettingskode", f"bruker/{user}", {"igjen": recovery_left(session, user)})
    return True


def _used(session: Session, row: Credential, code: str, keys: Sequence[bytes]) -> bool:
    """Whether a code is of a time step near now and later than the last used; the step is used up in the same statement."""
    digits = "".join(code.split())
    secret = next((s for k in keys if (s := _opened(row.totp_hemmelighet, row.bruker_id, k))), None)
    if secret is None or len(digits) != DIGITS or not is_digits(digits):
        return False
    device, now = pyotp.TOTP(secret, interval=STEP, digits=DIGITS), int(audit.now().timestamp()) // STEP
    near = range(now - DRIFT, now + DRIFT + 1)
    hits = [step for step in near if secrets.compare_digest(device.generate_otp(step), digits)]
    if not hits:
        return False
    fresh = (Credential.bruker_id == row.bruker_id, func.coalesce(Credential.totp_teller, -1) < hits[-1])
    kept = {"totp_teller": hits[-1], "totp_hemmelighet": _sealed(secret, row.bruker_id, keys[0])}  # also after a rotation
    taken = update(Credential).where(*fresh).values(**kept).returning(Credential.bruker_id)
    return session.scalars(taken).first() is not None


def disable(session: Session, user: int, actor: int | None) -> None:
    """Remove the second factor and its recovery codes."""
    row = credential_of(session, user)
    was = row.totp_bekreftet is not None
    row.totp_hemmelighet = row.totp_bekreftet = row.totp_teller = None
    session.execute(delete(RecoveryCode).where(RecoveryCode.bruker_id == user))
    if was:
        audit.record(session, actor, "bruker.tofaktor_av", f"bruker/{user}", {})


def new_recovery(session: Session, user: int) -> list[str]:
    """New recovery codes; the earlier ones stop working."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.bruker_id == user))
    made = [new_code() for _ in range(RECOVERY)]
    session.add_all(RecoveryCode(bruker_id=user, hash=code_hash(c)) for c in made)
    session.flush()
    audit.record(session, user, "bruker.gjenopprettingskoder_laget", f"bruker/{user}", {"antall": len(made)})
    return made


def recovery_left(session: Session, user: int) -> int:
    """Number of unused recovery codes."""
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(RecoveryCode.bruker_id == user)) or 0


def _sealed(secret: str, user: int, key: bytes) -> str:
    header = {"alg": "dir", "enc": "A256GCM", "kid": str(user)}
    return jwe.encrypt_compact(header, secret.encode(), OctKey.import_key(key))


def _opened(sealed: str | None, user: int, key: bytes) -> str | None:
    """The secret of a user; None when there is none, or it was sealed for another user or with another key."""
    try:
        found = jwe.decrypt_compact(sealed or "", OctKey.import_key(key), algorithms=["dir", "A256GCM"])
    except (JoseError, ValueError):
        return None
    plain = found.plaintext
    return plain.decode() if plain is not None and found.headers().get("kid") == str(user) else None
