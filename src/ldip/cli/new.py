"""ldip new: the commented skeleton, or a municipality's first plan from the data pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ldip.cli.common import Svar, answers_of, exit_on_error
from ldip.cli.ny_kilder import FetchOpt, KostraOpt, LedgerOpt, MapOpt, SavedOpt, Sources, with_sources
from ldip.locales import tr

if TYPE_CHECKING:
    from ldip.tabular.terms import Answers

FolderArg = Annotated[Path, typer.Argument(help=tr("arg.folder"), metavar="MAPPE")]
TownOpt = Annotated[
    Optional[str], typer.Option("--kommune", "--municipality", help=tr("opt.municipality"), metavar="NUMMER|NAVN")
]
FiguresOpt = Annotated[Optional[Path], typer.Option("--noekkeltall", "--key-figures", help=tr("opt.keyfigures"), metavar="FIL")]


def new(
    mappe: FolderArg,
    kommune: TownOpt = None,
    noekkeltall: FiguresOpt = None,
    *,
    kostra: KostraOpt = None,
    regnskap: LedgerOpt = None,
    kart: MapOpt = None,
    hent: FetchOpt = False,
    fra_filer: SavedOpt = None,
    svar: Svar = None,
) -> None:
    """Make a new plan folder."""
    own = Sources(kostra or [], regnskap or [], kart, fetch=hent, saved=fra_filer)
    if kommune is None:
        if noekkeltall is not None or own != Sources([], []):
            raise typer.BadParameter(tr("new.whose"))
        _skeleton(mappe)
        return
    with exit_on_error():
        _first_plan(mappe, kommune, noekkeltall, own, answers_of(svar))


def _skeleton(folder: Path) -> None:
    from ldip.plan.skeleton import skeleton
    from ldip.plan.write import copy_folder

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        typer.echo(tr("new.exists", folder=folder), err=True)
        raise typer.Exit(1)
    copy_folder(skeleton(), folder, leave_out=("resultat", "notater", "README.md"))
    typer.echo(tr("new.done", folder=folder))


def _first_plan(folder: Path, name: str, figures: Path | None, sources: Sources, answers: Answers) -> None:
    from ldip.firstplan.build import build
    from ldip.firstplan.own_figures import own_figures
    from ldip.firstplan.place import put, refuse
    from ldip.firstplan.town import FIRST_YEAR
    from ldip.pack.municipalities import municipality
    from ldip.pack.nation import pack_version

    town = municipality(name)
    refuse(folder)
    own = own_figures(figures, town.number, FIRST_YEAR - 1, answers) if figures is not None else {}
    made = build(town.number, own=own)
    files = with_sources({path: text.encode("utf-8") for path, text in made.items()}, sources)
    put(files, folder)
    typer.echo(tr("new.first", name=town.name, number=town.number, folder=folder, files=len(files), pack=pack_version()))
    if own:
        typer.echo(tr("new.figures", count=len(own), name=town.name, year=FIRST_YEAR - 1))
    typer.echo(tr("new.next", folder=folder))
