"""ldip lager sikkerhetskopi and gjenopprett: a whole store to a file, and back to a new store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from ldip.cli.common import DEFAULT, Url, exit_on_error
from ldip.locales import tr

Target = Annotated[str, typer.Option("--lager", "--store", help=tr("opt.newstore"))]

Anyway = Annotated[bool, typer.Option("--likevel", "--anyway", help=tr("opt.anyway"))]


def _warn(findings: int) -> None:
    if findings:
        typer.echo(tr("backup.findings", n=findings), err=True)


def backup(
    ut: Annotated[Path, typer.Argument(help=tr("arg.backupout"), metavar="UT")],
    uten_noekkel: Annotated[bool, typer.Option("--uten-noekkel", "--without-key", help=tr("opt.withoutkey"))] = False,
    likevel: Anyway = False,
    lager: Url = DEFAULT,
) -> None:
    """Write a verified backup of the store to a file, and its key ring beside it."""
    from ldip.store.backup import backup as made

    with exit_on_error():
        done = made(lager, ut, not uten_noekkel, likevel)
    _warn(done.findings)
    typer.echo(tr("backup.done", file=done.file, versions=done.versions, rows=done.trail))
    typer.echo(tr("backup.key", file=done.key) if done.key else tr("backup.nokey"))


def restore(
    fil: Annotated[Path, typer.Argument(help=tr("arg.backup"), metavar="FIL")],
    lager: Target,
    noekkel: Annotated[Optional[Path], typer.Option("--noekkel", "--key", help=tr("opt.backupkey"))] = None,
    likevel: Anyway = False,
) -> None:
    """Make a new store from a backup; nothing is overwritten."""
    from ldip.store.restore import restore as made

    with exit_on_error():
        done = made(fil, lager, noekkel, likevel)
    _warn(done.findings)
    typer.echo(tr("backup.restored", store=lager, versions=done.versions, rows=done.trail))
