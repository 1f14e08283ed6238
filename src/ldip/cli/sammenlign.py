"""ldip sammenlign: two plans, a plan with and without its levers (grep), and a plan under stress."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from ldip.cli import vis_usikkerhet
from ldip.cli.alternatives import side_by_side
from ldip.cli.common import Commands, PlanArg, console, exit_on_error, exit_on_problems
from ldip.cli.stress import reversed_, stressed
from ldip.locales import tr


def levers(
    plan: PlanArg,
    grep: Annotated[Optional[list[str]], typer.Option("--grep", "--lever", help=tr("opt.levers"))] = None,
) -> None:
    """Effects of the plan's levers."""
    from ldip.binding.reading import read_plan
    from ldip.compare.levers import lever_effects
    from ldip.publish.screen.levers import lever_tables

    with exit_on_problems():
        document = read_plan(plan)
        if not document.levers:
            typer.echo(tr("levers.none"))
            return
        found = lever_effects(document, grep)
    screen = console()
    if document.head.illustrasjon:
        screen.print(document.head.illustrasjon, style="bold")
    for table in lever_tables(document, found):
        screen.print(table)


def compare(
    foer: Annotated[Path, typer.Argument(help=tr("arg.before"), metavar="FØR")],
    etter: Annotated[Path, typer.Argument(help=tr("arg.after"), metavar="ETTER")],
    alt: Annotated[bool, typer.Option("--alt", "--all", help=tr("opt.allinputs"))] = False,
    tall: Annotated[Optional[str], typer.Option("--tall", "--number", help=tr("opt.split.number"))] = None,
    aar: Annotated[Optional[int], typer.Option("--aar", "--year", help=tr("opt.split.year"))] = None,
    priser: Annotated[Optional[int], typer.Option("--priser", "--prices", help=tr("opt.split.prices"))] = None,
    aarsak: Annotated[Optional[str], typer.Option("--aarsak", "--cause", help=tr("opt.split.cause"))] = None,
) -> None:
    """Print both verdicts, the change of a number by cause, the inputs that differ, and the results that follow."""
    from ldip.binding.reading import read_plan
    from ldip.compare.drill import drill
    from ldip.compare.plans import compare_plans
    from ldip.compare.split import split_plans
    from ldip.compare.stored import stored_beside, with_stored
    from ldip.publish.content.comparison import comparison, measure_of
    from ldip.publish.content.drilled import cause_table
    from ldip.publish.screen.compare import show_comparison

    with exit_on_error():
        bridge = compare_plans(read_plan(foer), read_plan(etter))
        if not bridge.inputs:
            typer.echo(tr("compare.same"))
            return
        measure = measure_of(bridge, tall, aar)
        split = split_plans(bridge.before.plan, bridge.after.plan, (measure,), price_year=priser)
        split = with_stored(split, bridge.before, stored_beside(foer))
        found = comparison(bridge, split)
        parts = cause_table(drill(bridge.before.plan, bridge.after.plan, split, aarsak), found) if aarsak else None
    show_comparison(console(160), found, alt, parts)


def neighbours(
    plan: PlanArg,
    nabo: Annotated[Optional[list[str]], typer.Option("--nabo", "--neighbour", help=tr("opt.neighbour"))] = None,
) -> None:
    """A plan's måltall and unit costs beside neighbours, the KOSTRA group, the county and the nation."""
    from ldip.binding.reading import read_plan
    from ldip.compare.neighbours import beside
    from ldip.publish.content.beside import costs_beside, ratios_beside
    from ldip.publish.render.terminal import on_screen
    from ldip.simulation.simulate import simulate

    with exit_on_error():
        run = simulate(beside(read_plan(plan), nabo or []))
    screen = console(180)
    if run.illustration:
        screen.print(run.illustration, style="bold")
    for table in (ratios_beside(run), costs_beside(run)):
        screen.print(on_screen(table))


COMMANDS: Commands = {
    "planer": compare,
    "alternativer": side_by_side,
    "kommuner": neighbours,
    "grep": levers,
    "stress": stressed,
    "sjanse": vis_usikkerhet.chance,
    "omvendt": reversed_,
}
