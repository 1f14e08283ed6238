"""ldip hent prosjekter: a municipality's list of projects by year as projects of a plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ldip.cli.common import Commands, PlanArg, Preview, Svar, answers_of, console, exit_on_error
from ldip.locales import tr

if TYPE_CHECKING:
    from rich.table import Table

    from ldip.intake.project_terms import Listed, ProjectProposal

MapOpt = Annotated[Path, typer.Option("--kart", "--map", help=tr("opt.projects.map"), metavar="FIL")]


def projects(
    plan: PlanArg,
    fil: Annotated[Path, typer.Argument(help=tr("arg.projects"), metavar="FIL")],
    kart: MapOpt,
    svar: Svar = None,
    vis: Preview = False,
) -> None:
    """Put the projects of a list in a plan."""
    from ldip.errors import PlanError
    from ldip.intake.own_reading import MOST_BYTES
    from ldip.intake.projects import proposed_projects
    from ldip.plan.edits import apply
    from ldip.plan.folder import read_all
    from ldip.plan.write import write_all
    from ldip.sources.project_map import read_project_map
    from ldip.tabular.files import read_bytes

    with exit_on_error():
        before = read_all(plan)
        found = proposed_projects(before, fil.name, read_bytes(fil, MOST_BYTES), read_project_map(kart), answers_of(svar))
        if found.problems:
            raise PlanError(found.problems)
        _print(found)
        after = apply(before, found.edits)
        if not vis:
            write_all(plan, {name: raw for name, raw in after.items() if before.get(name) != raw})
        typer.echo(
            tr("projects.shown" if vis else "projects.done", n=len(found.projects), files=len({e.fil for e in found.edits}))
        )


COMMANDS: Commands = {"prosjekter": projects}


def _print(found: ProjectProposal) -> None:
    """The projects, the sums by year beside the list's own, and the notes."""
    screen = console()
    screen.print(_projects(found))
    screen.print(_sums(found))
    for line in found.told:
        screen.print(line, markup=False, soft_wrap=True)


def _projects(found: ProjectProposal) -> Table:
    from ldip.publish.screen.plain import plain_table

    heads = (*found.years, tr("projects.total"), tr("projects.funding"), tr("projects.lacking"))
    table = plain_table(tr("projects.title"), heads)
    for p in found.projects:
        table.add_row(*_cells(p, found.years))
    return table


def _cells(p: Listed, years: tuple[int, ...]) -> list[str]:
    from ldip.intake.project_sums import kroner

    sums = (p.total, sum(p.funding.values()), p.lacking)
    return [p.title, *(kroner(p.cost.get(y, 0.0)) for y in years), *map(kroner, sums)]


def _sums(found: ProjectProposal) -> Table:
    from ldip.intake.project_sums import kroner, sum_rows
    from ldip.publish.screen.plain import plain_table

    table = plain_table(tr("projects.sums"), found.years)
    for name, amounts in sum_rows(found.sums, found.years):
        table.add_row(name, *map(kroner, amounts))
    return table
