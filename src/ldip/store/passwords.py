"""Passwords: argon2id hashes, and the strength a new password needs.

Strength is estimated by zxcvbn: its lists of common passwords and words, our own Norwegian words, and the names of the user and
the plans, with their variants (reversed, letters as digits, keyboard runs, years). Sources: RFC 9106; OWASP ASVS 5.0 6.2;
Wheeler, «zxcvbn: Low-Budget Password Strength Estimation» (2016).
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ldip.errors import Problem, SourceError

SHORTEST: Final = 12
LONGEST: Final = 1000
STRONG: Final = 10.0  # log10 of guesses; zxcvbn's highest of five grades
JUDGED: Final = 32  # characters that are judged: the estimate's time grows with the cube of the length
NAMES: Final = 200  # most names of the user and the plans that are compared with
_HASHER: Final = PasswordHasher()


def check_password(password: str, names: Sequence[str] = ()) -> None:
    """Refuse a weak password. `names` are of the user and the plans. Errors: SourceError with the reason."""
    if len(password) < SHORTEST:
        raise SourceError([Problem("lager", "passord", "er for kort", "", f"bruk minst {SHORTEST} tegn")])
    if len(password) > LONGEST:
        raise SourceError([Problem("lager", "passord", "er for langt", "", f"bruk høyst {LONGEST} tegn")])
    if guesses(password, names) < STRONG:
        hint = "bruk for eksempel fire ord som ikke hører sammen; vanlige passord, navn, årstall og mønstre teller lite"
        raise SourceError([Problem("lager", "passord", "er for lett å gjette", "", hint)])


def guesses(password: str, names: Sequence[str] = ()) -> float:
    """Estimated number of guesses, as log10, that a password withstands; the names in it count for nothing."""
    from zxcvbn import zxcvbn

    plain = unicodedata.normalize("NFKC", password)[:JUDGED]
    context = [part for name in names[:NAMES] for part in (name.casefold(), *re.findall(r"\w{3,}", name.casefold()))]
    rest = plain.casefold()
    for part in sorted({p for p in context if len(p) >= 3}, key=len, reverse=True):
        rest = rest.replace(part, "")
    words = [*dict.fromkeys([*context, *common_words()])]
    return min(float(zxcvbn(text, user_inputs=words)["guesses_log10"]) if text else 0.0 for text in (plain, rest))


@cache
def common_words() -> tuple[str, ...]:
    """Norwegian words, names and places that passwords are often made of, the most common first."""
    text = files("ldip.store").joinpath("vanlige_ord.txt").read_text(encoding="utf-8")
    return tuple(word for line in text.split("\n") if not line.startswith("#") for word in line.split())


def hash_of(password: str) -> str:
    """The argon2id hash of a password."""
    return _HASHER.hash(password)


def matches(stored: str, password: str) -> bool:
    """Whether a password matches a hash. Slow by design: call it outside a transaction."""
    try:
        return _HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


@cache
def nobody() -> str:
    """A hash that no password matches, for accounts that do not exist or have no password, so that timing is equal."""
    return _HASHER.hash(secrets.token_urlsafe(32))
