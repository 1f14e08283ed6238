"""Errors as pages: a person whose browser goes to an address gets words and a way on, not the answer meant for programs.

Beneath the guard's headers and the language, above everything that refuses, so that every error of a visit has a face."""

from __future__ import annotations

import gzip
import html
import json
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ldip.locales import language, tr
from ldip.web.notes import notes_of

KNOWN: Final = (401, 403, 404, 405, 429, 500, 503)  # statuses with a heading of their own
PAGE: Final = (
    '<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    '<title>{title} – LDIP</title><link rel="stylesheet" href="/feil.css"></head><body><main><h1>{title}</h1><p>{said}</p>'
    '<p><a href="">{again}</a> · <a href="/">{start}</a></p><p class="liten">{reference}</p></main></body></html>'
)


class Faces:
    """Turns an error into a page where a browser shows it to a person."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if not visits(scope):
            await self.app(scope, receive, send)
            return
        held: Message | None = None
        body = b""

        async def sending(message: Message) -> None:
            nonlocal held, body
            if message["type"] == "http.response.start" and _of_error(message):
                held = message
            elif held is None:
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    await _page(held, body, notes_of(scope).id)(scope, receive, send)

        await self.app(scope, receive, sending)


def visits(scope: Scope) -> bool:
    """Whether a request is a person's visit: a browser that asks for a page and not, as the pages do, for data."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return False
    headers = Headers(scope=scope)
    return headers.get("sec-fetch-mode", "navigate") == "navigate" and "text/html" in headers.get("accept", "")


def _of_error(start: Message) -> bool:
    """Whether an answer begins an error, in the form that programs read."""
    kind = Headers(raw=start.get("headers", [])).get("content-type", "")
    return int(start["status"]) >= 400 and kind.startswith("application/json")


def _page(start: Message, body: bytes, reference: str) -> HTMLResponse:
    """The page of an error."""
    headers = Headers(raw=start["headers"])
    raw = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
    status = int(start["status"])
    heading = tr(f"feilside.{status}") if status in KNOWN else tr("feilside.annet")
    text = PAGE.format(
        lang=language(),
        title=html.escape(heading),
        said=html.escape(str(json.loads(raw or b"{}").get("melding", ""))),
        again=html.escape(tr("ui.proev_igjen")),
        start=html.escape(tr("feilside.start")),
        reference=html.escape(tr("ui.stanset.referanse", n=reference)),
    )
    answer = HTMLResponse(text, status)
    kept = [(k, v) for k, v in start["headers"] if k.lower() not in (b"content-type", b"content-length", b"content-encoding")]
    answer.raw_headers += kept
    answer.headers["cache-control"] = "no-store"
    return answer
