"""The logs of access, security and failures: JSON lines of named fields only, so that nothing a client sends is written.

A route is written as its template, a user as a number, and an address shortened. What changed is in the audit trail."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import logging
import re
import secrets
import traceback
from collections.abc import Mapping
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.orm import Session

from ldip.errors import Problem, SourceError
from ldip.store.private import private_file
from ldip.store.schema import AuditRow
from ldip.web.notes import CURRENT
from ldip.web.watching import LOG, OFF, STDERR, Addressed, Watching

Fields = Mapping[str, str | int | None]
ACCESS: Final = logging.getLogger("ldip.tilgang")
SECURITY: Final = logging.getLogger("ldip.sikkerhet")
FAILURE: Final = logging.getLogger("ldip.feil")
LOGGERS: Final = (ACCESS, SECURITY, FAILURE)
WAY: Final = re.compile(r"[a-z0-9_+-]{1,30}")  # how somebody logged in, as the trail has it
DEEPEST: Final = 30  # places of a failure that are written, the innermost ones
FIELDS: Final = "ldip_fields"
PENDING: Final = "ldip.spor"
# Actions of the trail that are of interest to security; saves and comments are in the access log.
ADMINISTRATIVE: Final = ("bruker.", "rolle.", "deling.", "noekkel", "spor.", "lager.", "versjon.laast", "gren.publisert")
_DAILY: Final = secrets.token_bytes(32)  # of this process, so that a hash of an address cannot be looked up later


class JsonLine(logging.Formatter):
    """A record as one line of JSON. Control characters are escaped by JSON, so one record is always one line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        fields: dict[str, Any] = getattr(record, FIELDS, {})
        return json.dumps({"tid": moment, "logg": record.name, "nivaa": record.levelname, **fields}, ensure_ascii=True)


def configure(settings: Watching) -> None:
    """Direct the logs as the settings state; errors nobody expected are always written.

    Errors: SourceError for a file that cannot be written."""
    for logger in LOGGERS:
        for old in list(logger.handlers):
            logger.removeHandler(old)
            old.close()
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1 if settings.log == OFF and logger is not FAILURE else logging.INFO)
    handler = _handler(STDERR if settings.log == OFF else settings.log)
    handler.setFormatter(JsonLine())
    for logger in LOGGERS:
        logger.addHandler(handler)


def _handler(log: str) -> logging.Handler:
    if log == STDERR:
        return logging.StreamHandler()
    try:
        private_file(Path(log))
        return WatchedFileHandler(log, encoding="utf-8")  # opened again after logrotate has moved it
    except OSError as error:
        hint = f"skriv «{STDERR}», «{OFF}» eller en fil i en mappe som finnes"
        raise SourceError([Problem("miljøet", LOG, "kan ikke skrives til", log, f"{hint}: {error.strerror}")]) from None


def written(host: str, how: Addressed) -> str:
    """An address as the log writes it: /24 or /48, a hash that holds while the process runs, whole, or not at all."""
    if how == "ingen" or not host:
        return ""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return ""
    if how == "hel":
        return str(address)
    if how == "kryptert":
        return hmac.new(_DAILY, address.packed, hashlib.sha256).hexdigest()[:16]
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False).network_address)


def access(fields: Fields) -> None:
    """Write a line of the access log."""
    ACCESS.info("", extra={FIELDS: fields})


def security(what: str, fields: Fields, level: int = logging.WARNING) -> None:
    """Write a line of the security log."""
    SECURITY.log(level, "", extra={FIELDS: {"hendelse": what, **fields}})


def failure(error: BaseException, fields: Fields) -> None:
    """Write an error nobody expected: its type and places. Its text may hold what a client sent, and is left out."""
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)[-DEEPEST:]]
    FAILURE.error("", extra={FIELDS: {**fields, "feil": type(error).__name__, "steder": " < ".join(reversed(places))}})


@event.listens_for(Session, "after_flush")
def _gather(session: Session, _: object) -> None:
    found = [r for r in session.new if isinstance(r, AuditRow) and r.handling.startswith(ADMINISTRATIVE)]
    session.info.setdefault(PENDING, []).extend((r.handling, r.gjelder, r.bruker_id, r.nr, _way(r)) for r in found)


def _way(row: AuditRow) -> str:
    found = str(row.detaljer.get("med", ""))
    return found if WAY.fullmatch(found) else ""


@event.listens_for(Session, "after_commit")
def _write(session: Session) -> None:
    """Administrative actions are logged when they are stored, and by number: names are in the store only."""
    notes = CURRENT.get()
    for action, subject, actor, number, way in session.info.pop(PENDING, []):
        about = {"id": notes.id if notes else None, "gjelder": subject, "bruker": actor, "spor": number}
        about |= {"med": way} if way else {}
        security(action, about, logging.INFO)


@event.listens_for(Session, "after_rollback")
def _discard(session: Session) -> None:
    session.info.pop(PENDING, None)
