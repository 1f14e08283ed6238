"""ldip serve: the application for one user on one's own machine, or with login for many; its workers beside it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from ldip.cli.common import told
from ldip.locales import tr

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from socket import socket

    from fastapi import FastAPI
    from sqlalchemy.orm import Session

    from ldip.web.settings import Settings

LOCAL = "127.0.0.1"
LOOK_S = 2.0
Url = Annotated[str, typer.Option("--lager", "--store", envvar="LDIP_LAGER", help=tr("opt.store"))]
Plans = Annotated[Optional[list[Path]], typer.Option("--plan", help=tr("opt.planfolder"))]
DEFAULT = "ldip-lager.db"


def serve(
    lager: Url = DEFAULT,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help=tr("opt.port"))] = 8035,
    plan: Plans = None,
    vert: Annotated[Optional[list[str]], typer.Option("--vert", "--host", help=tr("opt.host"))] = None,
    adresse: Annotated[str, typer.Option("--adresse", "--address", help=tr("opt.address"))] = LOCAL,
    prosesser: Annotated[int, typer.Option("--prosesser", "--processes", min=1, max=64, help=tr("opt.processes"))] = 1,
    aapne: Annotated[bool, typer.Option("--aapne", "--open", help=tr("opt.browse"))] = False,
) -> None:
    """Serve the application."""
    from ldip.web.settings import local_settings, organisation_settings

    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with told():
        hosts = tuple(vert or ())
        settings = organisation_settings(lager, hosts) if hosts else local_settings(lager)
        app = _ready(settings, plan or [])
    _run(app, settings, Listen(adresse if hosts else LOCAL, port, prosesser), aapne)


def try_out(
    lager: Url = DEFAULT,
    plan: Plans = None,
) -> None:
    """Start the application, see that it answers, and stop."""
    from ldip.web.settings import local_settings

    with told():
        app = _ready(local_settings(lager), plan or [])
    _answers(app)


def _ready(settings: Settings, folders: list[Path]) -> FastAPI:
    """The application, with plan folders in its store."""
    from sqlalchemy import select

    from ldip.binding.reading import read_plan
    from ldip.store.schema import StoredPlan
    from ldip.store.versions import create_plan, folder_contents
    from ldip.web.app import create_app
    from ldip.web.context import begin

    service = begin(settings)
    for folder in folders:
        found = read_plan(folder)
        name = f"{found.head.kommune.navn}: {found.head.navn}"
        with service.store.session() as session:
            if session.scalar(select(StoredPlan.id).where(StoredPlan.navn == name)) is None:
                author = service.local_id or _first_user(session)
                create_plan(session, name, folder_contents(folder), author, tr("store.first"))
    return create_app(settings, service)


def _first_user(session: Session) -> int:
    """Who stands as the author of a folder put in from the command line."""
    from ldip.store.accounts import local_user

    return local_user(session, "kommandolinje@localhost", "Kommandolinjen").id


@dataclass(frozen=True)
class Listen:
    """Where the server listens, and with how many processes."""

    address: str
    port: int
    processes: int


def _run(app: FastAPI, settings: Settings, at: Listen, browse: bool) -> None:
    import socket
    import threading
    import webbrowser

    address, port = at.address, at.port
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, port))
    except OSError:
        typer.echo(f"{address}:{port}: {tr('serve.port')}", err=True)
        raise typer.Exit(1) from None
    url = f"http://{'localhost' if settings.local else settings.hosts[0]}:{listening.getsockname()[1]}"
    typer.echo(tr("serve.at", url=url))
    worker = _Worker(settings.store)
    if browse:
        threading.Timer(1.0, webbrowser.open, (url,)).start()
    try:
        _serve(app, settings, at.processes, listening)
    finally:
        worker.stop()


def _serve(app: FastAPI, settings: Settings, processes: int, listening: socket) -> None:
    """One process with the application at hand, or several that each open the store by themselves."""
    import uvicorn

    from ldip.web.app import warm

    about: dict[str, Any] = {"log_level": "warning", "timeout_graceful_shutdown": 3, "server_header": False}
    if processes == 1:
        warm(app)
        uvicorn.Server(uvicorn.Config(app, **about)).run(sockets=[listening])
        return
    from uvicorn.supervisors import Multiprocess

    os.environ["LDIP_LAGER"] = settings.store
    os.environ["LDIP_VERT"] = "" if settings.local else ",".join(settings.hosts)
    config = uvicorn.Config("ldip.web.app:from_environment", factory=True, workers=processes, **about)
    listening.listen(512)
    Multiprocess(config, sockets=[listening]).run()


class _Worker:
    """A worker in a process of its own, so that a long run never slows an answer; one that dies is followed by another."""

    def __init__(self, store: str) -> None:
        import threading

        self.store, self.stopped = store, threading.Event()
        self.process = self._started()
        threading.Thread(target=self._watch, daemon=True).start()

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
        """End it, and start no other."""
        self.stopped.set()
        self.process.terminate()


def _answers(app: FastAPI) -> None:
    """Ask the application for a page and a number, as a browser would, and say what it answered."""
    import threading
    import time

    import httpx2
    import uvicorn

    from ldip.publish.text import grouped

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    url = f"http://{LOCAL}:{server.servers[0].sockets[0].getsockname()[1]}"
    with httpx2.Client(base_url=url, timeout=120.0) as client:
        client.get("/").raise_for_status()
        token = client.get("/api/meg").raise_for_status().json()["csrf"]
        first = client.get("/api/planer").raise_for_status().json()[0]
        answer = client.post(f"/api/versjoner/{first['hode']}/oversikt", json={}, headers={"x-csrf-token": token})
        need = answer.raise_for_status().json()["tall"]["behov"]
    server.should_exit = True
    thread.join(10.0)
    typer.echo(tr("serve.works", url=url, plan=first["navn"], value=grouped(need["verdi"] / 1e6), year=need["aar"]))


def add_user(
    epost: Annotated[str, typer.Argument(help=tr("arg.email"), metavar="EPOST")],
    navn: Annotated[str, typer.Argument(help=tr("file.name"), metavar="NAVN")],
    systemansvarlig: Annotated[bool, typer.Option("--systemansvarlig", "--system", help=tr("opt.system"))] = False,
    lager: Url = DEFAULT,
) -> None:
    """Make a user with a password."""
    from ldip.store.accounts import set_password, set_system
    from ldip.store.database import open_store
    from ldip.store.members import add_user as add

    password = typer.prompt(tr("serve.password"), hide_input=True, confirmation_prompt=True)
    with told():
        store = open_store(lager)
        with store.session() as session:
            user = add(session, navn, epost)
            set_password(session, user.id, password, None)
            if systemansvarlig:
                set_system(session, user.id, True, None)
        store.close()
    typer.echo(tr("serve.user", email=epost))


def give_role(
    navn: Annotated[str, typer.Argument(help=tr("arg.planname"), metavar="PLAN")],
    epost: Annotated[str, typer.Argument(help=tr("arg.email"), metavar="EPOST")],
    rolle: Annotated[str, typer.Argument(help=tr("arg.role"), metavar="ROLLE")],
    omfang: Annotated[str, typer.Option("--omfang", "--scope", help=tr("opt.scope"))] = "",
    lager: Url = DEFAULT,
) -> None:
    """Give a user a role in a plan."""
    from typing import cast

    from ldip.errors import Problem, SourceError
    from ldip.store.database import open_store
    from ldip.store.members import ROLES, Role, grant, user_at
    from ldip.store.versions import plan_named

    if rolle not in ROLES:
        raise typer.BadParameter(f"{rolle}: {', '.join(ROLES)}")
    with told():
        store = open_store(lager)
        with store.session() as session:
            user = user_at(session, epost)
            if user is None:
                raise SourceError([Problem("lager", "bruker", "finnes ikke", epost, "lag brukeren med «ldip lager bruker»")])
            grant(session, plan_named(session, navn).id, user.id, cast(Role, rolle), user.id, omfang)
        store.close()
    typer.echo(tr("serve.role", email=epost, role=rolle, plan=navn))
