"""ldip skriv: files for recipients outside the program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from ldip.cli.common import Commands, PlanArg, exit_on_error
from ldip.locales import tr


def audit_file(
    plan: PlanArg, ut: Annotated[Optional[Path], typer.Option("--ut", "--out", help=tr("opt.auditout"))] = None
) -> None:
    """Write the auditor's file of a plan."""
    with exit_on_error():
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


COMMANDS: Commands = {
    "revisorfil": audit_file,
}
