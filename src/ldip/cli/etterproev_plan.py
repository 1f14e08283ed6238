"""ldip etterproev plan and faktorer: a plan version against its accounts, and the factors' bands against the past."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from ldip.cli.common import Commands, PlanArg, Svar, answers_of, console, exit_on_error, exit_on_problems
from ldip.locales import tr


def plan_against_accounts(
    plan: PlanArg,
    regnskap: Annotated[Path, typer.Argument(help=tr("arg.planaccounts"), metavar="FIL")],
    folketall: Annotated[Optional[Path], typer.Option("--folketall", "--people", help=tr("opt.outcome.people"))] = None,
    trekninger: Annotated[int, typer.Option("--trekninger", "--draws", min=0, max=1024, help=tr("opt.outcome.draws"))] = 200,
    *,
    svar: Svar = None,
) -> None:
    """Hold the lines of accounts against the plan, and print the deviation by cause."""
    from ldip.binding.reading import read_plan
    from ldip.compare.outcome import plan_outcome, read_accounts
    from ldip.compare.outcome_inputs import known_outcome
    from ldip.publish.screen.outcome import notes, outcome_tables
    from ldip.sources.stocks import read_stocks

    with exit_on_problems():
        document = read_plan(plan)
    with exit_on_error():
        accounts = read_accounts(document, regnskap)
        people = read_stocks(folketall, answers_of(svar)) if folketall else None
        if people is not None and len(people.ids) != 1:
            raise typer.BadParameter(tr("outcome.oneplace", n=len(people.ids)))
        found = plan_outcome(document, accounts, known_outcome(document, people), trekninger)
    screen = console(180)
    if document.head.illustrasjon:
        screen.print(document.head.illustrasjon, style="bold")
    for table in outcome_tables(found):
        screen.print(table)
    for line in notes(found):
        typer.echo(line)


def factors() -> None:
    """Hold the bands of wages, prices and the policy rate against the past."""
    from ldip.publish.screen.backfactors import factor_table
    from ldip.uncertainty.backfactors import factor_rows

    console().print(factor_table(factor_rows()))


COMMANDS: Commands = {"faktorer": factors, "plan": plan_against_accounts}
