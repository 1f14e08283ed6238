"""The start token of a local server: only a browser that was opened with the printed address is answered.

Every user of a machine reaches its loopback address, so the address alone is no access. The token is valid for as long as the
server runs. It never leaves the address bar: the first page keeps a cookie derived from it and goes on to the clean address."""

from __future__ import annotations

import hashlib
import hmac
import html
import os
import secrets
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from ldip.locales import language, tr
from ldip.web.errors import reply
from ldip.web.notes import note
from ldip.web.settings import Settings

PARAMETER: Final = "start"
UNGUARDED: Final = ("/helse", "/metrics")  # decide themselves what an unknown client is shown
CODE: Final = "/assets/"  # the built front end, the same for everybody
MOST_FIELDS: Final = 50
PAGE: Final = '<!doctype html><html lang="{lang}"><meta charset="utf-8">{head}<title>LDIP</title><h1>{title}</h1>{body}</html>'


def cookie_of(token: str, port: int) -> tuple[str, str]:
    """(name, value) of the cookie. Browsers share cookies between ports, so the name has the port."""
    return f"ldip_start_{port}", hmac.new(token.encode(), b"ldip start", hashlib.sha256).hexdigest()


def opened_at(base: str, token: str) -> str:
    """The address that opens a local server."""
    return f"{base}/?{urlencode({PARAMETER: token})}"


def page_that_opens(folder: Path, url: str) -> Path:
    """A file, readable by its owner only, that leads a browser to `url`: arguments of a process are visible to every user."""
    place = folder / f"ldip-aapne-{secrets.token_hex(8)}.html"
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(_page("start.aapner", f'<p><a href="{html.escape(url)}">LDIP</a></p>', url))
    return place


def _page(title: str, body: str, onward: str = "") -> str:
    head = f'<meta http-equiv="refresh" content="0;url={html.escape(onward)}">' if onward else ""
    return PAGE.format(lang=language(), head=head, title=html.escape(tr(title)), body=body)


class Started:
    """Answers only clients that have the cookie of the start token, in local mode. Others are shown what to do."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check and forward one request."""
        path = str(scope.get("path", ""))
        free = path.startswith(CODE) or path.split("/")[1:2] in ([p[1:]] for p in UNGUARDED)
        if not self.settings.local or scope["type"] != "http" or free:
            await self.app(scope, receive, send)
            return
        refusal = self._answer(Request(scope), path)
        await (refusal or self.app)(scope, receive, send)

    def _answer(self, request: Request, path: str) -> Response | None:
        """The answer where the request goes no further; None for a client that is known."""
        port = (request.scope.get("server") or ("", 0))[1] or 0
        name, value = cookie_of(self.settings.start, port)
        known = bool(self.settings.start) and _same(request.cookies.get(name, ""), value)
        fields = [] if path.startswith("/api/") else _fields(request.scope["query_string"])
        given = dict(fields).get(PARAMETER)
        if given is None:
            return None if known else self._unknown(request, path)
        right = bool(self.settings.start) and _same(given, self.settings.start)
        if not right and not known:
            return self._unknown(request, path)
        rest = [(k, v) for k, v in fields if k != PARAMETER]
        clean = "/" + quote(path.lstrip("/\\"), safe="/") + (f"?{urlencode(rest)}" if rest else "")
        # Not a redirect: a strict cookie is not sent on one that begins in another program, but on a page's own refresh.
        answer = HTMLResponse(_page("start.aapner", "", clean), headers={"cache-control": "no-store"})
        if right:
            answer.set_cookie(name, value, httponly=True, samesite="strict", path="/")
        return answer

    def _unknown(self, request: Request, path: str) -> Response:
        note(request.scope, "start")
        if path == "/api" or path.startswith("/api/"):
            return reply(401, tr("start.api"))
        again = "/" + quote(path.lstrip("/\\"), safe="/")
        told = "".join(f"<p>{html.escape(tr(key))}</p>" for key in ("start.hva", "start.hvordan"))
        body = f'{told}<p><a href="{html.escape(again)}">{html.escape(tr("start.igjen"))}</a></p>'
        return HTMLResponse(_page("start.tittel", body), 401, {"cache-control": "no-store"})


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), wanted.encode())


def _fields(query: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        return []
