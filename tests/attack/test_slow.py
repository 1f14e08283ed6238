"""Slow and many connections against a real socket: heads, bodies and readers that never end, large heads, one address's many."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from ldip.web.admission import Admission
from ldip.web.context import begin
from ldip.web.limits import Limits
from ldip.web.settings import Settings
from ldip.web.timeouts import Bounded, serving

FRACTION: Any = 0.4  # of a second, where the settings take whole ones
QUICK = Limits(head_seconds=FRACTION, body_seconds=FRACTION, unread_seconds=FRACTION, address_connections=3)


async def plain(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body, and answers with as many bytes as the path names."""
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(int(str(scope["path"]).rpartition("/")[2] or 0)):
        await send({"type": "http.response.body", "body": b"x" * 2**20, "more_body": True})
    await send({"type": "http.response.body", "body": b"ferdig"})


@contextmanager
def listening(app: Any, about: dict[str, Any]) -> Iterator[int]:
    config = uvicorn.Config(app, log_level="critical", lifespan="off", **about)
    server = uvicorn.Server(config)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            yield int(bound.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join(10.0)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with listening(plain, serving(QUICK)) as found:
        yield found


def connected(port: int) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", port), timeout=8.0)
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def trickled(client: socket.socket, text: bytes, pause: float = 0.1) -> tuple[bytes, float]:
    """Send a byte at a time until the server closes. Returns what it sent, and the seconds it took."""
    began, got = time.monotonic(), b""
    client.settimeout(pause)
    for i in range(len(text)):
        try:
            client.sendall(text[i : i + 1])
            part = client.recv(4096)
            if not part:
                return got, time.monotonic() - began
            got += part
        except TimeoutError:
            continue
        except OSError:
            return got, time.monotonic() - began
    return got, time.monotonic() - began


def answer(client: socket.socket) -> bytes:
    """Everything until the server closes or is silent."""
    got = b""
    client.settimeout(1.0)
    try:
        while part := client.recv(65536):
            got += part
            if b"ferdig" in got:
                break
    except (TimeoutError, ConnectionError):
        pass
    return got


def test_a_head_of_one_byte_at_a_time_is_ended(port: int) -> None:
    with connected(port) as client:
        got, seconds = trickled(client, b"GET / HTTP/1.1\r\nhost: x\r\n" + b"x-mer: " + b"a" * 200)
    assert got.startswith(b"HTTP/1.1 408") and 0.3 <= seconds <= 6.0


def test_a_silent_connection_is_ended(port: int) -> None:
    with connected(port) as client:
        assert answer(client).startswith(b"HTTP/1.1 408")


def test_a_second_head_must_end_too(port: int) -> None:
    with connected(port) as client:
        client.sendall(b"GET /0 HTTP/1.1\r\nhost: x\r\n\r\nGET /0 HT")
        assert b"ferdig" in answer(client)
        got, _ = trickled(client, b"T" * 60)
    assert b" 408 " in got or got == b""


def test_a_head_within_its_time_is_answered(port: int) -> None:
    with connected(port) as client:
        got, _ = trickled(client, b"GET /0 HTTP/1.1\r\n", pause=0.005)
        client.sendall(b"host: x\r\n\r\n")
        assert b"200 OK" in got + answer(client)


@pytest.mark.parametrize(("size", "status"), [(15 * 1024, b"200"), (17 * 1024, b"431")])
def test_a_head_has_a_largest_size(port: int, size: int, status: bytes) -> None:
    with connected(port) as client:
        client.sendall(b"GET /0 HTTP/1.1\r\nhost: x\r\nx-mer: " + b"a" * (size - 60) + b"\r\n\r\n")
        assert answer(client).startswith(b"HTTP/1.1 " + status)


def test_a_reader_that_takes_nothing_is_ended(port: int) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET /16 HTTP/1.1\r\nhost: x\r\n\r\n")
        time.sleep(0.8)
        got = answer(client)
    assert got.startswith(b"HTTP/1.1 200") and b"ferdig" not in got


def test_an_address_has_so_many_connections() -> None:
    with listening(plain, {"http": Bounded(QUICK, proxies=()), "ws": "none"}) as port:
        held = [connected(port) for _ in range(3)]
        for client in held:
            client.sendall(b"GET /0 HTTP/1.1\r\nhost: x\r\n\r\n")
            assert b"200 OK" in answer(client)
        with connected(port) as more:
            try:
                more.sendall(b"GET /0 HTTP/1.1\r\nhost: x\r\n\r\n")
                assert answer(more) == b""
            except OSError:
                pass  # closed before it could send
        held[0].close()
        time.sleep(0.2)
        with connected(port) as another:
            another.sendall(b"GET /0 HTTP/1.1\r\nhost: x\r\n\r\n")
            assert b"200 OK" in answer(another)
        for client in held:
            client.close()


def test_the_server_has_so_many_connections() -> None:
    with listening(plain, serving(replace(QUICK, connections=3, head_seconds=5))) as port:
        held = [connected(port) for _ in range(3)]
        for client in held:
            client.sendall(b"GET /0 HTTP/1.1\r\nhost: x\r\n\r\n")
            assert b"200 OK" in answer(client)
        with connected(port) as more:
            more.sendall(b"GET /0 HTTP/1.1\r\nhost: x\r\n\r\n")
            assert answer(more).startswith(b"HTTP/1.1 503")
        for client in held:
            client.close()


def test_a_proxy_of_the_same_machine_connects_for_everybody(port: int) -> None:
    held = [connected(port) for _ in range(6)]
    for client in held:
        client.sendall(b"GET /0 HTTP/1.1\r\nhost: x\r\n\r\n")
        assert b"200 OK" in answer(client)
        client.close()


@pytest.fixture(scope="module")
def bodies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server whose requests are admitted as the application's are."""
    store = str(tmp_path_factory.mktemp("slow") / "lager.db")
    service = begin(Settings(store, True, Path(f"{store}.noekkel"), limits=QUICK))
    with listening(Admission(plain, service), serving(QUICK)) as found:
        yield found
    service.store.close()


@pytest.mark.parametrize("path", [b"/api/innlogging/0", b"/api/versjoner/1/tall/0", b"/api/planer/opplasting/0"])
def test_a_body_of_one_byte_at_a_time_is_ended(bodies: int, path: bytes) -> None:
    with connected(bodies) as client:
        client.sendall(b"POST " + path + b" HTTP/1.1\r\nhost: x\r\ncontent-length: 1000\r\n\r\n")
        got, seconds = trickled(client, b"a" * 100)
    assert got.startswith(b"HTTP/1.1 408") and 0.3 <= seconds <= 6.0


def test_a_large_body_at_a_fair_rate_is_read(bodies: int) -> None:
    with connected(bodies) as client:
        client.sendall(b"POST /api/innlogging/0 HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n")
        for _ in range(10):  # a second in all, where 0.4 and two more are allowed
            client.sendall(b"a" * 10_000)
            time.sleep(0.1)
        assert b"200 OK" in answer(client)
