"""ldip grep: levers laid over a plan, one by one and together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from ldip.locales import tr


def levers(
    plan: Annotated[Path, typer.Argument(help=tr("arg.plan"), metavar="PLAN")],
    grep: Annotated[Optional[list[str]], typer.Option("--grep", "--lever", help=tr("opt.levers"))] = None,
) -> None:
    """Effects of the plan's levers."""
    from rich.console import Console

    from ldip.compare.levers import lever_effects
    from ldip.errors import PlanError
    from ldip.load import read_plan
    from ldip.publish.levers import lever_tables

    try:
        document = read_plan(plan)
        if not document.levers:
            typer.echo(tr("levers.none"))
            return
        found = lever_effects(document, grep)
    except PlanError as error:
        typer.echo(tr("check.count", n=len(error.problems)), err=True)
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    console = Console(highlight=False, width=None if Console().is_terminal else 140)
    if document.head.illustrasjon:
        console.print(document.head.illustrasjon, style="bold")
    for table in lever_tables(document, found):
        console.print(table)


def ratios() -> None:
    """The library of måltall and the sets a plan can adopt."""
    from rich.console import Console

    from ldip.publish.ratios import ratio_library

    console = Console(highlight=False, width=None if Console().is_terminal else 180)
    for table in ratio_library():
        console.print(table)
