"""ldip oppstilling: the statutory forms with earlier accounts and budgets, in current or fixed prices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Optional

import typer

from ldip.cli.common import console, counted, told
from ldip.locales import tr

if TYPE_CHECKING:
    from rich.table import Table

    from ldip.publish.statements import View
    from ldip.simulation.run import Run

Unit = Literal["mill", "tusen", "kroner"]


def forms(
    plan: Annotated[Path, typer.Argument(help=tr("arg.plan"), metavar="PLAN")],
    oppstilling: Annotated[Optional[list[str]], typer.Argument(help=tr("arg.forms"), metavar="[§…]")] = None,
    faste: Annotated[bool, typer.Option("--faste", "--fixed", help=tr("opt.fixed"))] = False,
    enhet: Annotated[Unit, typer.Option("--enhet", "--unit", help=tr("opt.unit"))] = "mill",
    alle: Annotated[bool, typer.Option("--alle-aar", "--every-year", help=tr("opt.everyyear"))] = False,
    regnskap: Annotated[str, typer.Option("--regnskap", "--entity", help=tr("opt.entity"))] = "kommunekasse",
    grep: Annotated[Optional[list[str]], typer.Option("--grep", "--lever", help=tr("opt.levers"))] = None,
) -> None:
    """Print statutory forms of a plan."""
    from ldip.binding.reading import read_plan, with_levers
    from ldip.publish.statements import KASSE, View
    from ldip.simulation.simulate import simulate
    from ldip.statements.entities import CONSOLIDATED
    from ldip.statements.forms import FORMS, named

    every = FORMS if regnskap == KASSE else CONSOLIDATED
    try:
        chosen = [form for name in oppstilling or every for form in named(name)]
    except KeyError as error:
        raise typer.BadParameter(f"{error.args[0]}: {', '.join(FORMS)}") from None
    screen = console(200)
    with told(2), counted():
        run = simulate(with_levers(read_plan(plan), grep or []))
        if run.illustration:
            screen.print(run.illustration, style="bold")
        for table in _tables(run, list(dict.fromkeys(chosen)), View(faste, enhet, alle, regnskap)):
            screen.print(table)


def _tables(run: Run, chosen: list[str], view: View) -> Iterator[Table]:
    """The forms, and the second tables of §§ 5-4 and 5-5 after them."""
    from ldip.publish.appropriations import appropriation_table
    from ldip.publish.projects import spending_table
    from ldip.publish.statements import KASSE, form_table

    for form in chosen:
        yield form_table(run, form, view)
        if form == "5-4":
            yield appropriation_table(run, view)
        if form == "5-5" and view.entity == KASSE:
            yield spending_table(run)


def audit(
    plan: Annotated[Path, typer.Argument(help=tr("arg.audit"), metavar="PLAN|ZIP")],
    ut: Annotated[Optional[Path], typer.Option("--ut", "--out", help=tr("opt.auditout"))] = None,
) -> None:
    """Write the auditor's file of a plan, or verify one."""
    from ldip.publish import audit as files

    with told():
        if plan.is_file():
            wrong = files.verify(plan)
            for line in wrong:
                typer.echo(line, err=True)
            typer.echo(tr("audit.wrong", n=len(wrong)) if wrong else tr("audit.sound"), err=bool(wrong))
            raise typer.Exit(1 if wrong else 0)
        _write_audit(plan, ut)


def _write_audit(plan: Path, place: Path | None) -> None:
    from ldip.binding.reading import read_plan
    from ldip.plan.archive import packed
    from ldip.plan.write import write_bytes
    from ldip.publish.audit import audit_files, file_name
    from ldip.publish.controls import controls
    from ldip.simulation.simulate import simulate

    run = simulate(read_plan(plan))
    target = place or Path(file_name(run))
    if target.is_dir():
        target = target / file_name(run)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(target, packed(audit_files(run)))
    found = list(controls(run))
    typer.echo(tr("audit.controls", n=len(found), broken=sum(not c.met for c in found)))
    typer.echo(tr("run.files", files=target))
