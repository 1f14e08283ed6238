"""Shared by the commands: arguments, errors on standard error, and a console that is wide enough without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ldip.locales import tr

if TYPE_CHECKING:
    from rich.console import Console

Commands = Mapping[str, Callable[..., None]]
DEFAULT = "ldip-lager.db"
LOOPBACK = "127.0.0.1"
PlanArg = Annotated[Path, typer.Argument(help=tr("arg.plan"), metavar="PLAN")]
Plans = Annotated[Optional[list[Path]], typer.Option("--plan", help=tr("opt.planfolder"))]
Url = Annotated[str, typer.Option("--lager", "--store", envvar="LDIP_LAGER", help=tr("opt.store"))]


@contextmanager
def exit_on_error(code: int = 1) -> Iterator[None]:
    """Print an error of the library on standard error and exit with `code`."""
    from ldip.errors import LdipError

    try:
        yield
    except LdipError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(code) from None


@contextmanager
def exit_on_problems() -> Iterator[None]:
    """Print the number of problems of a plan and each of them, and exit with 1; other errors pass through."""
    from ldip.errors import PlanError

    try:
        yield
    except PlanError as error:
        typer.echo(tr("check.count", n=len(error.problems)), err=True)
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None


def console(width: int = 140, stderr: bool = False) -> Console:
    """A console as wide as the terminal, and `width` where there is none."""
    from rich.console import Console

    shown = Console(stderr=stderr, highlight=False)
    return shown if shown.is_terminal else Console(stderr=stderr, highlight=False, width=width)
