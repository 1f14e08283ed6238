"""What the commands share: errors told on standard error, and a console that is wide enough where there is no terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from ldip.locales import tr

if TYPE_CHECKING:
    from rich.console import Console


@contextmanager
def told(code: int = 1) -> Iterator[None]:
    """Say what is wrong and stop with `code`."""
    from ldip.errors import LdipError

    try:
        yield
    except LdipError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(code) from None


@contextmanager
def counted() -> Iterator[None]:
    """Say how many problems a plan has and which, and stop with 1; other errors go on."""
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
