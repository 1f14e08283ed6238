"""Limits of the server: what a draft, a user and a connection may take; each with the variable that sets it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.store.limits import limit

# Work that is estimated at more than this is executed in a process apart, where it can be stopped.
INSIDE_S: Final = 1.0
INSIDE_MB: Final = 256.0


@dataclass(frozen=True)
class Limits:
    """Limits of one server process. `address` is of those who are not logged in; `visitors` of all share links together."""

    draft_seconds: int = limit(60, "LDIP_UTKAST_SEKUNDER", high=3600)
    draft_megabytes: int = limit(2048, "LDIP_UTKAST_MB", low=256)
    draft_processes: int = limit(2, "LDIP_UTKAST_PROSESSER", low=0, high=64)
    user_seconds: int = limit(90, "LDIP_BRUKER_SEKUNDER", high=3600)
    visitors_seconds: int = limit(30, "LDIP_BESOEKENDE_SEKUNDER", high=3600)
    user_waiting: int = limit(24, "LDIP_BRUKER_VENTENDE", high=10_000)
    address_waiting: int = limit(320, "LDIP_ADRESSE_VENTENDE", high=10_000)
    visitors_waiting: int = limit(64, "LDIP_BESOEKENDE_VENTENDE", high=10_000)
    user_streams: int = limit(12, "LDIP_BRUKER_STROEMMER", high=1000)
    waiting_seconds: int = limit(100, "LDIP_VENTETID_SEKUNDER", high=3600)
    held_megabytes: int = limit(256, "LDIP_VENTENDE_MB", low=40)
    head_seconds: int = limit(10, "LDIP_HODE_SEKUNDER", high=600)
    head_kilobytes: int = limit(16, "LDIP_HODE_KB", high=1024)
    body_seconds: int = limit(20, "LDIP_KROPP_SEKUNDER", high=600)
    idle_seconds: int = limit(15, "LDIP_LEDIG_SEKUNDER", high=600)
    unread_seconds: int = limit(60, "LDIP_LESE_SEKUNDER", high=3600)
    connections: int = limit(1000, "LDIP_FORBINDELSER")
    address_connections: int = limit(100, "LDIP_ADRESSE_FORBINDELSER")


DEFAULTS: Final = Limits()
