"""Shared by the commands: arguments, errors on standard error, and a console that is wide enough without a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ldip.locales import tr

if TYPE_CHECKING:
    from rich.console import Console

    from ldip.plan.plausible.caution import Caution
    from ldip.tabular.terms import Answers

Commands = Mapping[str, Callable[..., None]]
DEFAULT = "ldip-lager.db"
LOOPBACK = "127.0.0.1"
PlanArg = Annotated[Path, typer.Argument(help=tr("arg.plan"), metavar="PLAN")]
Plans = Annotated[Optional[list[Path]], typer.Option("--plan", help=tr("opt.planfolder"))]
Preview = Annotated[bool, typer.Option("--vis", "--preview", help=tr("opt.own.preview"))]
Svar = Annotated[Optional[list[str]], typer.Option("--svar", "--answer", help=tr("opt.answers"), metavar="NØKKEL=VERDI")]
Url = Annotated[str, typer.Option("--lager", "--store", envvar="LDIP_LAGER", help=tr("opt.store"))]


def answers_of(svar: list[str] | None) -> Answers:
    """The user's choices for an unclear file, from a repeated option KEY=VALUE. Errors: BadParameter naming a malformed one."""
    found: dict[str, str] = {}
    for text in svar or ():
        key, is_pair, value = (part.strip() for part in text.partition("="))
        if not key or not is_pair or not value:
            raise typer.BadParameter(tr("opt.answers.form", given=text))
        if found.setdefault(key, value) != value:
            raise typer.BadParameter(tr("opt.answers.twice", key=key, first=found[key], second=value))
    return found


@contextmanager
def exit_on_error(code: int = 1) -> Iterator[None]:
    """Print an error of the library, and the questions of an unclear file, on standard error; exit with `code`."""
    from ldip.errors import LdipError
    from ldip.tabular.terms import UnclearError

    try:
        yield
    except UnclearError as error:
        typer.echo(str(error), err=True)
        for question in error.questions:
            typer.echo(question.text, err=True)
            for value, text in question.choices:
                typer.echo(f'  --svar "{question.key}={value}"' + (f"  {text}" if text != value else ""), err=True)
        raise typer.Exit(code) from None
    except LdipError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(code) from None


@contextmanager
def exit_on_problems() -> Iterator[None]:
    """Print the number of problems of a plan and each kind of them, and exit with 1; other errors pass through."""
    from ldip.errors import PlanError
    from ldip.plan.kinds import told

    try:
        yield
    except PlanError as error:
        typer.echo("\n".join(told(error.problems)), err=True)
        raise typer.Exit(1) from None


def echo_cautions(cautions: Iterable[Caution]) -> None:
    """Print the open warnings of plausibility and then the accepted ones with their reason; a section of its own."""
    found = list(cautions)
    accepted = [c for c in found if c.reason]
    typer.echo("\n" + tr("plausible.open" if len(found) > len(accepted) else "plausible.none", n=len(found) - len(accepted)))
    told = set[str]()
    for caution in found[: len(found) - len(accepted)]:
        typer.echo(f"  {caution.brief if caution.rule in told else caution}")  # the customary value is printed once for each rule
        told.add(caution.rule)
    if accepted:
        typer.echo(tr("plausible.accepted", n=len(accepted)))
    for caution in accepted:
        typer.echo(f"  {caution}\n    {tr('plausible.because', date=caution.since, reason=caution.reason)}")


def console(width: int = 140, stderr: bool = False) -> Console:
    """A console as wide as the terminal, and `width` where there is none."""
    from rich.console import Console

    shown = Console(stderr=stderr, highlight=False)
    return shown if shown.is_terminal else Console(stderr=stderr, highlight=False, width=width)
