"""Connections with limits: time to send a head, size of a head, time to receive an answer, and connections of one address.

uvicorn closes connections that idle between requests, but waits for ever for a head that never ends."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from ldip.web.client import network_of
from ldip.web.limits import Limits
from ldip.web.login_rules import Network

KB: Final = 1024
LATE: Final = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
LARGE: Final = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
# A proxy on the same machine connects for everybody.
LOOPBACK: Final[tuple[Network, ...]] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@dataclass
class Bounded:
    """Makes the connections of one server process; given to uvicorn as its protocol."""

    limits: Limits
    proxies: tuple[Network, ...] = LOOPBACK
    open: Counter[str] = field(default_factory=Counter)

    def __call__(self, *args: Any, **kwargs: Any) -> _Connection:
        """A connection."""
        return _Connection(self, *args, **kwargs)

    def full(self, address: str) -> bool:
        """Whether an address has more connections than it may; a trusted proxy connects for many and has no limit."""
        if self.open[network_of(address)] <= self.limits.address_connections:
            return False
        try:
            found = ip_address(address)
        except ValueError:
            return True
        return not any(found in net for net in self.proxies)


class _Connection(H11Protocol):
    """A connection that is closed when its head, or its reading of the answer, takes too long."""

    def __init__(self, bounds: Bounded, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bounds, self._address = bounds, ""
        self._head: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count the connection by its address, and wait for its first head."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        self._address = network_of(address)
        self._bounds.open[self._address] += 1
        if self._bounds.full(address):
            transport.abort()
            return
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count the connection no more."""
        self._stop_waiting()
        self._bounds.open[self._address] -= 1
        if self._bounds.open[self._address] <= 0:
            del self._bounds.open[self._address]
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Receive a part of a request; a head that has begun must end in time, however little comes at a time."""
        if self.conn.their_state is h11.IDLE:
            if self._too_large(data):
                self._close(LARGE)
                return
            if self._head is None:
                self._await_head()
        super().data_received(data)
        if self.conn.their_state is not h11.IDLE:
            self._head_came()

    def on_response_complete(self) -> None:
        """The next head of the connection, where a part of it has come already, must end in time too."""
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE and self.conn.trailing_data[0] and self._head is None:
            self._await_head()

    def pause_writing(self) -> None:
        """The receiver does not take the answer: it has a time to do so."""
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(self._bounds.limits.unread_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The receiver takes the answer."""
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _await_head(self) -> None:
        self._head = self.loop.call_later(self._bounds.limits.head_seconds, self._late)

    def _head_came(self) -> None:
        if self._head is not None:
            self._head.cancel()
            self._head = None

    def _too_large(self, data: bytes) -> bool:
        """Whether the head is larger than it may be. h11 bounds heads in parts only, not one that comes whole."""
        head = self.conn.trailing_data[0] + data
        end = head.find(b"\r\n\r\n")
        return (end if end >= 0 else len(head)) > self._bounds.limits.head_kilobytes * KB

    def _late(self) -> None:
        self._head = None
        self._close(LATE)

    def _close(self, last: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(last)
            self.transport.close()

    def _stop_waiting(self) -> None:
        self._head_came()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None


def serving(limits: Limits, proxies: tuple[Network, ...] = ()) -> dict[str, Any]:
    """uvicorn's settings of a server with these limits, behind these proxies and those of the same machine."""
    return {
        "http": Bounded(limits, (*LOOPBACK, *proxies)),
        "ws": "none",
        "timeout_keep_alive": limits.idle_seconds,
        "limit_concurrency": limits.connections + 1,  # uvicorn refuses the one that makes so many
        "h11_max_incomplete_event_size": limits.head_kilobytes * KB,
    }
