"""Middleware before every route: host, size, headers, CSRF. Plain ASGI, so that streams pass through unchanged."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ldip.locales import tr
from ldip.web.errors import reply
from ldip.web.notes import note
from ldip.web.requests import limited, readable, wrong_header
from ldip.web.settings import BODY, ENCLOSED, UPLOAD, Settings

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
ENCLOSING: Final = "/forslag"  # files in JSON


class Guard:
    """Refuses foreign hosts and origins and bodies that are too large, and adds the secure headers."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check and forward one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        secured = self._secured(scope, send)
        refused, limit = self._refused(scope)
        if refused is not None:
            await refused(scope, receive, secured)
        else:
            await self.app(scope, limited(receive, limit, limit != UPLOAD), secured)

    def _refused(self, scope: Scope) -> tuple[JSONResponse | None, int]:
        """The answer to a request that no route shall see, and the most bytes of its body."""
        path = str(scope["path"])
        limit = UPLOAD if path.endswith(UPLOADS) else ENCLOSED if path.endswith(ENCLOSING) else BODY
        if wrong := wrong_header(scope):
            return reply(400, tr("web.hode", name=wrong)), limit
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        if not self._known_host(headers.get("host", "")):
            note(scope, "vert")
            return reply(400, tr("web.vert")), limit
        if not readable(scope):
            return reply(400, tr("web.adresse")), limit
        if scope["method"] not in SAFE and not self._own_origin(headers):
            note(scope, "opphav")
            return reply(403, tr("web.opphav")), limit
        if int(headers.get("content-length", "0")) > limit:
            return reply(413, tr("web.stor")), limit
        return None, limit

    def _known_host(self, host: str) -> bool:
        name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
        return name.lower() in self.settings.hosts

    def _own_origin(self, headers: dict[str, str]) -> bool:
        """Whether the origin of a change is allowed. Browsers send it; other programs do not, and have no stray cookies."""
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        try:
            return urlsplit(origin).netloc == headers.get("host")
        except ValueError:  # brackets that hold no address
            return False

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
