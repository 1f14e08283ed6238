"""ldip serve: the application for one user on one's own machine, or with login for many; its workers beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from ldip.cli.common import DEFAULT, LOOPBACK, Plans, Url, exit_on_error
from ldip.locales import tr

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from socket import socket

    from fastapi import FastAPI
    from sqlalchemy.orm import Session

    from ldip.web.settings import Settings

LOOK_S = 2.0
STOP_S = 5.0  # how long the end of the worker is waited for


def serve(
    lager: Url = DEFAULT,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=tr("opt.port"))] = 8035,
    plan: Plans = None,
    vert: Annotated[Optional[list[str]], typer.Option("--vert", "--host", help=tr("opt.host"))] = None,
    adresse: Annotated[str, typer.Option("--adresse", "--address", help=tr("opt.address"))] = LOOPBACK,
    prosesser: Annotated[int, typer.Option("--prosesser", "--processes", min=1, max=64, help=tr("opt.processes"))] = 1,
    aapne: Annotated[bool, typer.Option("--aapne", "--open", help=tr("opt.browse"))] = False,
) -> None:
    """Serve the application."""
    from ldip.store.limits import RunLimits, from_environment
    from ldip.web.settings import local_settings, organisation_settings

    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with exit_on_error():
        from_environment(RunLimits)  # an error in a limit is reported here, not by a worker that cannot start
        hosts = tuple(vert or ())
        settings = organisation_settings(lager, hosts) if hosts else local_settings(lager)
        _keep_private(settings)
        app = ready(settings, plan or [])
    _run(app, settings, Listen(adresse if hosts else LOOPBACK, port, prosesser), aapne)


def _keep_private(settings: Settings) -> None:
    """Close the files of a local store to other users; warn where the store of an organisation is open to them."""
    from ldip.store.private import close_to_others, open_to_others

    found = close_to_others(settings.store) if settings.local else open_to_others(settings.store)
    for path in found:
        typer.echo(tr("serve.file_closed" if settings.local else "serve.open", file=path), err=True)


def ready(settings: Settings, folders: list[Path]) -> FastAPI:
    """The application, with plan folders in its store."""
    from sqlalchemy import select

    from ldip.binding.reading import read_plan
    from ldip.store.folders import watch
    from ldip.store.schema import StoredPlan
    from ldip.store.versions import create_plan, folder_contents
    from ldip.web.app import create_app
    from ldip.web.context import begin

    service = begin(settings)
    for folder in folders:
        found = read_plan(folder)
        name = f"{found.head.kommune.navn}: {found.head.navn}"
        with service.store.session() as session:
            known = session.scalar(select(StoredPlan.id).where(StoredPlan.navn == name))
            if known is None:
                author = service.local_id or _first_user(session)
                known = create_plan(session, name, folder_contents(folder), author, tr("store.first")).version.plan_id
            if settings.local:
                watch(session, known, folder)
    return create_app(settings, service)


def _first_user(session: Session) -> int:
    """Author of a folder that is imported from the command line."""
    from ldip.store.accounts import local_user

    return local_user(session, "kommandolinje@localhost", "Kommandolinjen").id


@dataclass(frozen=True)
class Listen:
    """Address, port and number of processes of the server."""

    address: str
    port: int
    processes: int


def _run(app: FastAPI, settings: Settings, at: Listen, browse: bool) -> None:
    import socket

    address, port = at.address, at.port
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
    except OSError:
        typer.echo(f"{address}:{port}: {tr('serve.port')}", err=True)
        raise typer.Exit(1) from None
    url = _told(settings, listening.getsockname()[1])
    _exit_on_sigterm()
    worker = _Worker(settings.store)
    try:
        with _opening(settings, url if browse else ""):
            _serve(app, settings, at.processes, listening)
    finally:
        worker.stop()


def _told(settings: Settings, port: int) -> str:
    """The address that opens the server, printed."""
    from ldip.web.start import opened_at

    base = f"http://{'localhost' if settings.local else settings.hosts[0]}:{port}"
    url = opened_at(base, settings.start) if settings.local else base
    typer.echo(tr("serve.at", url=url))
    if settings.local:
        typer.echo(tr("serve.personal"))
    return url


@contextmanager
def _opening(settings: Settings, url: str) -> Iterator[None]:
    """Open the address in a browser soon, by a file beside the store that is gone when the server ends."""
    import threading
    import webbrowser

    from ldip.web.start import page_that_opens

    if not url:
        yield
        return
    page = page_that_opens(settings.key.resolve().parent, url)
    timer = threading.Timer(1.0, webbrowser.open, (page.as_uri(),))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        page.unlink(missing_ok=True)


def _exit_on_sigterm() -> None:
    """End through `finally` on SIGTERM: uvicorn raises the signal again after its shutdown, and by default that kills."""
    import signal

    def leave(number: int, _: object) -> None:
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, leave)


def _serve(app: FastAPI, settings: Settings, processes: int, listening: socket) -> None:
    """One process with the application already built, or several that each open the store."""
    import tempfile

    import uvicorn

    from ldip.web.app import prepare
    from ldip.web.metrics import SHARED
    from ldip.web.settings import START_VARIABLE
    from ldip.web.timeouts import serving

    about: dict[str, Any] = {"log_level": "warning", "timeout_graceful_shutdown": 3, "server_header": False}
    about["proxy_headers"] = False  # X-Forwarded-For is read from the proxies of LDIP_PROXYER only
    about |= serving(settings.limits, settings.login.proxies)
    if processes == 1:
        prepare(app)
        uvicorn.Server(uvicorn.Config(app, **about)).run(sockets=[listening])
        return
    from uvicorn.supervisors import Multiprocess

    os.environ["LDIP_LAGER"] = settings.store
    os.environ[START_VARIABLE] = settings.start  # of a process, only its own user sees this
    os.environ["LDIP_VERT"] = "" if settings.local else ",".join(settings.hosts)
    config = uvicorn.Config("ldip.web.app:from_environment", factory=True, workers=processes, **about)
    listening.listen(512)
    with tempfile.TemporaryDirectory(prefix="ldip-maalinger-") as shared:
        os.environ[SHARED] = shared  # any process answers for the counts of all
        Multiprocess(config, sockets=[listening]).run()


class _Worker:
    """A worker in a separate process, so that a long run never slows an answer; a worker that dies is replaced."""

    def __init__(self, store: str) -> None:
        import threading

        self.store, self.stopped = store, threading.Event()
        self.process = self._started()
        self.watcher = threading.Thread(target=self._watch, daemon=True)
        self.watcher.start()

    def _started(self) -> BaseProcess:
        import multiprocessing

        from ldip.store.worker import work

        made = multiprocessing.get_context("spawn").Process(target=work, args=(self.store,), daemon=True)
        made.start()
        return made

    def _watch(self) -> None:
        while not self.stopped.wait(LOOK_S):
            if not self.process.is_alive():
                self.process = self._started()

    def stop(self) -> None:
        """Stop the worker and start no other."""
        self.stopped.set()
        self.watcher.join(STOP_S)
        self.process.terminate()
        self.process.join(STOP_S)
