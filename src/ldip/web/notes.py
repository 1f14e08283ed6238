"""Notes of a request for the log: its id, its user as a number, and what happened of interest to security.

The notes travel in the ASGI scope, since routing copies the scope but keeps what is in it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, MutableMapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, Literal

PLACE: Final = "ldip.notes"
Event = Literal["innlogging_feilet", "sperret", "nektet", "csrf", "start", "opphav", "vert", "tjenestefeil"]
# Refusals that are of interest to security, by the message's key or its beginning.
EVENTS: Final[Mapping[str, Event]] = {
    "web.feil_passord": "innlogging_feilet",
    "web.feil_kode": "innlogging_feilet",
    "web.feil_engangskode": "innlogging_feilet",
    "web.oidc": "innlogging_feilet",
    "web.mange": "sperret",
    "web.csrf": "csrf",
    "web.opphav": "opphav",
    "web.vert": "vert",
    "nektet.": "nektet",
}


@dataclass
class Notes:
    """The facts of a request, complete when it ends."""

    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    user: int | None = None
    events: list[Event] = field(default_factory=list)


CURRENT: ContextVar[Notes | None] = ContextVar("ldip_notes", default=None)  # of the request this thread or task serves


def notes_of(scope: MutableMapping[str, Any]) -> Notes:
    """The notes of a request."""
    found = scope.get(PLACE)
    if not isinstance(found, Notes):
        found = scope[PLACE] = Notes()
    return found


def note(scope: MutableMapping[str, Any], event: Event) -> None:
    """Note a security event."""
    notes_of(scope).events.append(event)


def note_refusal(scope: MutableMapping[str, Any], key: str) -> None:
    """Note a refusal by the key of its message, where it is of interest to security."""
    found = EVENTS.get(key) or next((e for k, e in EVENTS.items() if k.endswith(".") and key.startswith(k)), None)
    if found is not None:
        note(scope, found)
