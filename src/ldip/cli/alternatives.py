"""ldip sammenlign alternativer: several plans side by side. ldip vis husholdning: the yearly bill of a household."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ldip.cli.common import PlanArg, console, exit_on_error, exit_on_problems
from ldip.locales import tr


def side_by_side(
    planer: Annotated[list[Path], typer.Argument(help=tr("arg.alternatives"), metavar="PLAN PLAN…")],
    trekninger: Annotated[int, typer.Option("--trekninger", "--draws", help=tr("opt.draws"), min=0, max=10_000)] = 0,
) -> None:
    """Plans side by side: the same rows, with the change from the first."""
    from ldip.binding.reading import read_plan
    from ldip.compare.alternatives import MOST
    from ldip.publish.content.alternatives import KEPT, Side, alternatives, alternatives_table
    from ldip.publish.render.terminal import on_screen
    from ldip.simulation.simulate import simulate

    if not 2 <= len(planer) <= MOST:
        raise typer.BadParameter(tr("alternativer.for_mange", n=MOST))
    with exit_on_error(2), exit_on_problems():
        runs = [simulate(read_plan(p), trekninger, keep=KEPT) for p in planer]
        sides = [Side.of(p.resolve().name, r, internal=True) for p, r in zip(planer, runs, strict=True)]
        lines = alternatives(sides, drawn=trekninger > 0)
    screen = console(200)
    if runs[0].illustration:
        screen.print(runs[0].illustration, style="bold")
    screen.print(on_screen(alternatives_table(sides, lines, tr("alternativer.title", n=len(sides)))))


def household(plan: PlanArg) -> None:
    """Fees and property tax of a household by year."""
    from ldip.binding.reading import read_plan
    from ldip.publish.content.household import NAMES, household_bill
    from ldip.publish.render.terminal import on_screen
    from ldip.simulation.simulate import simulate

    screen = console(220)
    with exit_on_error(2), exit_on_problems():
        run = simulate(read_plan(plan), keep=NAMES)
        if run.illustration:
            screen.print(run.illustration, style="bold")
        found = household_bill(run)
        for sentence in found.sentences:
            screen.print(sentence.text, soft_wrap=True)
        if found.table.rows:
            screen.print(on_screen(found.table))
