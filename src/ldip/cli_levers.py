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


def ratios(
    plan: Annotated[Optional[Path], typer.Argument(help=tr("arg.ratioplan"), metavar="[PLAN]")] = None,
    les: Annotated[Optional[Path], typer.Option("--les", "--read", help=tr("opt.indicators"))] = None,
) -> None:
    """The library of måltall and the sets a plan can adopt; with a plan, its måltall beside KOSTRA's spread."""
    from rich.console import Console

    from ldip.errors import LdipError
    from ldip.load import read_plan
    from ldip.model import simulate
    from ldip.publish.ratios import ratio_library
    from ldip.publish.spread import spread_table
    from ldip.publish.tables import ratio_table

    console = Console(highlight=False, width=None if Console().is_terminal else 180)
    try:
        if plan is None:
            for table in ratio_library():
                console.print(table)
            return
        if les is not None:
            _take_in(les, plan)
        run = simulate(read_plan(plan))
    except LdipError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    if run.illustration:
        console.print(run.illustration, style="bold")
    console.print(ratio_table(run))
    beside = spread_table(run)
    console.print(beside if beside is not None else tr("spread.none"))


def _take_in(path: Path, plan: Path) -> None:
    """Write kostra.csv of a plan from a file of key figures."""
    from ldip.plan.write import write_text
    from ldip.publish.spread import kostra_csv
    from ldip.sources.indicators import read_indicators

    found = read_indicators(path)
    write_text(plan / "kostra.csv", kostra_csv(found.figures, f"KOSTRA, {path.name}"))
    typer.echo(tr("spread.read", n=len(found.figures), other=found.other_areas))
    for name in found.unknown:
        typer.echo(tr("spread.unknown", name=name))


def compare(
    foer: Annotated[Path, typer.Argument(help=tr("arg.before"), metavar="FØR")],
    etter: Annotated[Path, typer.Argument(help=tr("arg.after"), metavar="ETTER")],
    alt: Annotated[bool, typer.Option("--alt", "--all", help=tr("opt.allinputs"))] = False,
) -> None:
    """What differs between two plans, and what it does."""
    from rich.console import Console

    from ldip.compare.plans import compare_plans
    from ldip.errors import LdipError
    from ldip.load import read_plan
    from ldip.publish.compare import input_table, result_table

    try:
        bridge = compare_plans(read_plan(foer), read_plan(etter))
    except LdipError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    console = Console(highlight=False, width=None if Console().is_terminal else 160)
    if bridge.after.illustration:
        console.print(bridge.after.illustration, style="bold")
    if not bridge.inputs:
        typer.echo(tr("compare.same"))
        return
    console.print(input_table(bridge, alt))
    console.print(result_table(bridge) if bridge.results else tr("compare.noresult"))


def stressed(
    plan: Annotated[Path, typer.Argument(help=tr("arg.plan"), metavar="PLAN")],
    stress: Annotated[Optional[list[str]], typer.Option("--stress", help=tr("opt.stress"))] = None,
    aar: Annotated[Optional[int], typer.Option("--aar", "--year", help=tr("opt.stressyear"))] = None,
) -> None:
    """A plan under named stresses."""
    from rich.console import Console

    from ldip.compare.stress import stress as run_stressed
    from ldip.errors import LdipError
    from ldip.load import read_plan
    from ldip.publish.stress import stress_table

    try:
        found = run_stressed(read_plan(plan), stress)
    except LdipError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    year = aar or found.run.plan.rules.overskriftsaar
    if year not in found.run.years:
        raise typer.BadParameter(f"{year}: {found.run.years[0]}–{found.run.years[-1]}")
    console = Console(highlight=False, width=None if Console().is_terminal else 180)
    if found.run.illustration:
        console.print(found.run.illustration, style="bold")
    console.print(stress_table(found, year))
