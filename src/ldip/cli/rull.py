"""ldip rull: a plan moved to a new first year, written to a folder of its own; the old one is left as it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Optional

import typer

from ldip.cli.common import PlanArg, exit_on_error
from ldip.cli.ny_kilder import KOSTRA_ENDINGS, LedgerOpt, MapOpt, ServicesOpt, Sources, uploads_of
from ldip.locales import tr


def roll(
    plan: PlanArg,
    til: Annotated[Optional[int], typer.Option("--til", "--to", help=tr("opt.roll.to"))] = None,
    ut: Annotated[Optional[Path], typer.Option("--ut", "--out", help=tr("opt.roll.out"), metavar="MAPPE")] = None,
    kunnskapsdato: Annotated[Optional[str], typer.Option("--kunnskapsdato", "--known", help=tr("opt.roll.known"))] = None,
    regnskap: LedgerOpt = None,
    kart: MapOpt = None,
    tjenester: ServicesOpt = None,
) -> None:
    """Move a plan to a new first year, and list what must be renewed."""
    from ldip.plan.folder import read_all
    from ldip.rolling.roll import rolled

    with exit_on_error():
        kostra = [p for p in regnskap or [] if p.suffix.lower() in KOSTRA_ENDINGS]
        given = Sources(kostra, [p for p in regnskap or [] if p not in kostra], kart, tjenester)
        found = rolled(read_all(plan), til, _date(kunnskapsdato), list(uploads_of(given)))
        first = next(int(n.removeprefix("notater/fornyes-")[:4]) for n in found.contents if n.startswith("notater/fornyes-"))
        folder = ut or plan.resolve().parent / f"{plan.resolve().name}-{first}"
        _write(folder, found.contents)
    for line in found.told:
        typer.echo(line)
    typer.echo(tr("roll.renew", n=len(found.renew)))
    for renewal in found.renew:
        typer.echo(f"  {renewal}")
    typer.echo(tr("roll.done", folder=folder, old=plan))


def _date(given: str | None) -> dt.date | None:
    """The date of knowledge that is given. Errors: BadParameter."""
    if given is None:
        return None
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(tr("roll.date", given=given[:20])) from None


def _write(folder: Path, contents: dict[str, bytes]) -> None:
    """The new plan in an empty folder: all of it or nothing. Errors: PlanError for a folder with files."""
    import tempfile

    from ldip.errors import PlanError, Problem
    from ldip.plan.write import write_bytes

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        hint = tr("roll.elsewhere")
        raise PlanError([Problem(str(folder), "", tr("roll.taken"), "", hint)])
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as made:
        place = Path(made) / "plan"
        for name, raw in contents.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            write_bytes(place / name, raw)
        place.chmod(0o755)
        if folder.exists():
            folder.rmdir()
        place.rename(folder)
