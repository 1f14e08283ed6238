"""Settings of operation, from the environment: who may read metrics, where the log goes, and how addresses are written in it."""

from __future__ import annotations

import hmac
import ipaddress
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, cast, get_args

from starlette.requests import Request

from ldip.errors import Problem, SourceError

KEY: Final = "LDIP_METRIKK_NOEKKEL"
LOG: Final = "LDIP_LOGG"
ADDRESS: Final = "LDIP_LOGG_ADRESSE"
SHORTEST: Final = 24  # characters of the key of metrics
OFF, STDERR = "av", "stderr"
Addressed = Literal["avkortet", "kryptert", "hel", "ingen"]
FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


@dataclass(frozen=True)
class Watching:
    """Settings of operation. `log` is av, stderr or a file; `key` gives access to metrics from other machines."""

    log: str = OFF
    address: Addressed = "avkortet"
    key: str = field(default="", repr=False)

    def trusts(self, request: Request) -> bool:
        """Whether a client sees details: it is on this machine and not behind a proxy, or has the key."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        if self.key and scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.key.encode()):
            return True
        return _loopback(request) and not any(name in request.headers for name in FORWARDED)


def _loopback(request: Request) -> bool:
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def watching(local: bool, variables: Mapping[str, str] | None = None) -> Watching:
    """The settings in the environment; a server for many logs to standard error unless stated, a local one not at all.

    Errors: SourceError for a short key or an unknown way to write addresses."""
    env = os.environ if variables is None else variables
    key, address = env.get(KEY, ""), env.get(ADDRESS, "avkortet")
    if key and len(key) < SHORTEST:
        raise SourceError([Problem("miljøet", KEY, "er for kort", "", f"bruk minst {SHORTEST} tilfeldige tegn")])
    if address not in get_args(Addressed):
        raise SourceError([Problem("miljøet", ADDRESS, "er ukjent", address, f"bruk {', '.join(get_args(Addressed))}")])
    return Watching(env.get(LOG, "") or (OFF if local else STDERR), cast(Addressed, address), key)
