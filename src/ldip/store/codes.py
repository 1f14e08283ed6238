"""One-time codes made by an administrator: a user sets a password with one, or links an identity provider's account.

A code is 120 random bits, stored as a hash, valid once and for a limited time, and shown only when it is made.
Source: OWASP ASVS 5.0 6.4.1, 6.4.6, 6.5.1–6.5.3.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.store import audit
from ldip.store.schema import OneTimeCode, User
from ldip.store.sessions import hashed

LIFE: Final = dt.timedelta(hours=24)
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
SIGNS: Final = 24
ALIKE: Final = str.maketrans("OIL", "011")


def new_code() -> str:
    """A random code of 120 bits in groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(SIGNS))
    return "-".join(signs[i : i + 4] for i in range(0, SIGNS, 4))


def code_hash(code: str) -> str:
    """The stored form of a code, however it is grouped and whether O is written for 0 or L for 1."""
    return hashed("".join(c for c in code.upper().translate(ALIKE) if c in ALPHABET))


def issue(session: Session, user: int, actor: int | None, life: dt.timedelta = LIFE, without_totp: bool = False) -> str:
    """Make a code for a user; an earlier one stops working. `without_totp` also removes the second factor when it is used.

    Errors: SourceError for a closed user."""
    found = session.get(User, user)
    if found is None or not found.aktiv:
        raise SourceError([Problem("lager", "bruker", "er stengt eller finnes ikke", str(user), "åpne brukeren først")])
    revoke(session, user)
    code, now = new_code(), audit.now()
    row = OneTimeCode(bruker_id=user, hash=code_hash(code), laget=now, utloeper=now + life, uten_tofaktor=without_totp)
    session.add(row)
    session.flush()
    audit.record(session, actor, "bruker.kode", f"bruker/{user}", {"uten_tofaktor": without_totp})
    return code


def code_of(session: Session, code: str) -> OneTimeCode | None:
    """The row of a valid code of an active user; None for any other code."""
    join = select(OneTimeCode).join(User, User.id == OneTimeCode.bruker_id)
    wanted = (OneTimeCode.hash == code_hash(code), OneTimeCode.utloeper > audit.now(), User.aktiv)
    return session.scalar(join.where(*wanted))


def spend(session: Session, code: str) -> OneTimeCode | None:
    """Use a code up: its row, or None when it is not valid or another use was first."""
    row = code_of(session, code)
    if row is None:
        return None
    taken = delete(OneTimeCode).where(OneTimeCode.hash == row.hash).returning(OneTimeCode.bruker_id)
    session.expunge(row)
    if session.scalars(taken).first() is None:
        return None
    audit.record(session, row.bruker_id, "bruker.kode_brukt", f"bruker/{row.bruker_id}", {})
    return row


def revoke(session: Session, user: int) -> None:
    """Delete a user's code."""
    session.execute(delete(OneTimeCode).where(OneTimeCode.bruker_id == user))
