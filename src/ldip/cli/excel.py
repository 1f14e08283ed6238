"""ldip excel: the whole plan as a workbook, and changes made in the workbook back into the plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ldip.cli.common import Commands, PlanArg, Preview, exit_on_error
from ldip.locales import tr

if TYPE_CHECKING:
    from ldip.workbook.terms import Taken

BookOut = Annotated[Path, typer.Argument(help=tr("arg.bookout"), metavar="BOK.xlsx")]
BookIn = Annotated[Path, typer.Argument(help=tr("arg.bookin"), metavar="BOK.xlsx")]
BasisOpt = Annotated[Optional[Path], typer.Option("--basis", help=tr("opt.basis"), metavar="MAPPE")]


def out(plan: PlanArg, bok: BookOut) -> None:
    """Write the whole plan as a workbook."""
    from ldip.errors import Problem, SourceError
    from ldip.plan.folder import read_all
    from ldip.plan.write import write_bytes
    from ldip.workbook.write_book import workbook_of

    with exit_on_error():
        if bok.suffix.lower() != ".xlsx":
            hint = f"skriv for eksempel {bok.with_suffix('.xlsx')}"
            raise SourceError([Problem(str(bok), "", "navnet på en arbeidsbok må slutte på .xlsx", "", hint)])
        made = workbook_of(read_all(plan))
        bok.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(bok, made)
    typer.echo(tr("run.files", files=bok))


def back(bok: BookIn, plan: PlanArg, basis: BasisOpt = None, vis: Preview = False) -> None:
    """Read the changes of a workbook into the plan; nothing is written when anything is wrong."""
    from ldip.errors import PlanError
    from ldip.plan.folder import read_all
    from ldip.tabular.files import read_bytes
    from ldip.tabular.workbooks import MOST_BYTES
    from ldip.workbook.taking import taken_in, write_changes

    with exit_on_error():
        before = read_all(plan)
        found = taken_in(before, bok.name, read_bytes(bok, MOST_BYTES), read_all(basis) if basis else None)
        _print(found, "refused" if found.problems else "would" if vis else "done")
        if found.problems:
            raise PlanError(found.problems)
        if not vis:
            write_changes(plan, before, found)


def _print(found: Taken, outcome: str) -> None:
    """Print every changed cell, what the reading passed over, and whether anything is written."""
    for line in found.told:
        typer.echo(line)
    for c in found.changes:
        typer.echo(tr("excel.change", where=c.where, file=c.file, key=c.key, before=c.before or "–", after=c.after or "–"))
    counts = {"n": len(found.changes), "files": len({c.file for c in found.changes}), "wrong": len(found.problems)}
    typer.echo(tr(f"excel.{outcome}", **counts))


COMMANDS: Commands = {"ut": out, "inn": back}
