"""Bounds of a request before any route handles it: headers, address, size, and nesting of JSON."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from typing import Final
from urllib.parse import unquote_to_bytes

import numpy as np
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope

from ldip.plan.bounds import JSON_BODY_COMMAS, JSON_BODY_DEPTH
from ldip.plan.texts import fault_of_name

HEADERS: Final = 100
HEADER_BYTES: Final = 32 * 2**10
ADDRESS_BYTES: Final = 8 * 2**10
# Headers that decide who asks, from where and how much: a second one could be read by a proxy and the first by us.
ONCE: Final = frozenset(
    {
        b"host",
        b"content-length",
        b"content-type",
        b"transfer-encoding",
        b"origin",
        b"authorization",
        b"x-csrf-token",
        b"sec-fetch-site",
    }
)
_TEXT: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*"?', re.DOTALL)
_BROKEN: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_STEPS: Final = np.zeros(256, dtype=np.int8)
_STEPS[[ord("["), ord("{")]] = 1
_STEPS[[ord("]"), ord("}")]] = -1


class BodyError(HTTPException):
    """A body that is refused while it is received: HTTP status, and a key of the catalogue."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(status)
        self.key, self.values = key, values


def same_token(given: str, held: str) -> bool:
    """Whether two tokens are equal, in constant time, whatever characters the given one has."""
    return secrets.compare_digest(given.encode("utf-8", "surrogatepass"), held.encode("utf-8", "surrogatepass"))


def wrong_header(scope: Scope) -> str:
    """The header that is given twice, or cannot be read; empty for none."""
    headers: list[tuple[bytes, bytes]] = list(scope["headers"])
    if len(headers) > HEADERS or sum(len(k) + len(v) for k, v in headers) > HEADER_BYTES:
        return "størrelse"
    count = Counter(k.lower() for k, _ in headers)
    if twice := next((k for k in sorted(ONCE) if count[k] > 1), b""):
        return twice.decode()
    if count[b"content-length"] and count[b"transfer-encoding"]:
        return "transfer-encoding"
    found = {k.lower(): v for k, v in headers}
    length = found.get(b"content-length", b"0")
    if not length.isdigit() or len(length) > 15:  # of bytes, so that only ASCII digits count
        return "content-length"
    return next((k.decode() for k in (b"host", b"origin") if not found.get(k, b"").isascii()), "")


def readable(scope: Scope) -> bool:
    """Whether path and query are well-formed, UTF-8, and without control characters and characters that are not shown."""
    raw, query = bytes(scope.get("raw_path") or b""), bytes(scope.get("query_string") or b"")
    return len(raw) + len(query) <= ADDRESS_BYTES and _plain(raw) and _plain(query) and not fault_of_name(str(scope["path"]))


def _plain(raw: bytes) -> bool:
    if _BROKEN.search(raw):
        return False
    try:
        return not fault_of_name(unquote_to_bytes(raw).decode("utf-8"))
    except UnicodeDecodeError:
        return False


def limited(receive: Receive, limit: int, json: bool) -> Receive:
    """Receive the body, refused when it exceeds the limit (chunked bodies declare no length) or its JSON is nested too deep.

    Errors: BodyError."""
    parts: list[bytes] = []
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            part = message.get("body", b"")
            seen += len(part)
            if seen > limit:
                raise BodyError(413, "web.stor")
            if json:
                parts.append(part)
                if not message.get("more_body", False):
                    check_json(b"".join(parts))
        return message

    return receiving


def check_json(body: bytes) -> None:
    """Errors: BodyError for JSON that is nested too deep, has too many values, or is in another encoding than UTF-8."""
    if b"\0" in body:  # UTF-16 and UTF-32, whose brackets would not be counted
        raise BodyError(400, "web.400")
    marks = _TEXT.sub(b"", body)
    if marks.count(b",") > JSON_BODY_COMMAS:
        raise BodyError(413, "web.stor")
    if depth_of(marks) > JSON_BODY_DEPTH:
        raise BodyError(422, "web.dypt", n=JSON_BODY_DEPTH)


def depth_of(marks: bytes) -> int:
    """The deepest nesting of brackets in JSON without its texts, in one pass. Right up to the first mistake, where the parser
    stops."""
    steps = _STEPS[np.frombuffer(marks, dtype=np.uint8)]
    return int(np.cumsum(steps, dtype=np.int32).max(initial=0))
