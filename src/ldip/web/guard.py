"""Middleware before every route: host, size, headers, CSRF. Plain ASGI, so that streams pass through unchanged."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ldip.locales import tr
from ldip.web.errors import reply
from ldip.web.notes import note
from ldip.web.settings import BODY, UPLOAD, Settings

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"x-frame-options", b"DENY"),
)
STRICT: Final = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
SAFE: Final = ("GET", "HEAD", "OPTIONS")
UPLOADS: Final = ("/opplasting", "/mappe")


class Guard:
    """Refuses foreign hosts and origins and bodies that are too large, and adds the secure headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check and forward one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        secured = self._secured(scope, send)
        limit = UPLOAD if str(scope["path"]).endswith(UPLOADS) else BODY
        if not self._known_host(headers.get("host", "")):
            note(scope, "vert")
            await reply(400, tr("web.vert"))(scope, receive, secured)
        elif scope["method"] not in SAFE and not self._own_origin(headers):
            note(scope, "opphav")
            await reply(403, tr("web.opphav"))(scope, receive, secured)
        elif not headers.get("content-length", "0").isdigit() or int(headers.get("content-length", "0")) > limit:
            await reply(413, tr("web.stor"))(scope, receive, secured)
        else:
            await self.app(scope, _limited(receive, limit), secured)

    def _known_host(self, host: str) -> bool:
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return name.lower() in self.settings.hosts

    def _own_origin(self, headers: dict[str, str]) -> bool:
        """Whether the origin of a change is allowed. Browsers send it; other programs do not, and have no stray cookies."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        return urlsplit(origin).netloc == headers.get("host")

    def _secured(self, scope: Scope, send: Send) -> Send:
        extra = [*HEADERS, *([STRICT] if self.settings.secure else [])]
        fresh = str(scope["path"]).startswith("/api/")

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = list(message.get("headers", []))
                if fresh and not any(k == b"cache-control" for k, _ in own):
                    own.append((b"cache-control", b"no-store"))
                message = {**message, "headers": [*own, *extra]}
            await send(message)

        return sending


def _limited(receive: Receive, limit: int) -> Receive:
    """Receive the body, ended early when it exceeds the limit (chunked bodies declare no length)."""
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > limit:
                return {"type": "http.request", "body": b"", "more_body": False}
        return message

    return receiving
