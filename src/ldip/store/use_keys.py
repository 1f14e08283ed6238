"""One key per use, derived from the store's key, so that a token of one use is never valid for another."""

from __future__ import annotations

import hashlib
import hmac
from typing import Literal

Use = Literal["totp", "enhet", "trinn", "kobling"]


def key_for(root: bytes, use: Use) -> bytes:
    """The 32-byte key of a use: HMAC-SHA256 of its name."""
    return hmac.new(root, use.encode(), hashlib.sha256).digest()
