"""Own accounts, ledgers and Statistikkbanken's figures for a new plan or an existing one: options, and one function for both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, Optional

import typer

from ldip.cli.common import Commands, PlanArg, Preview, Svar, answers_of, exit_on_error
from ldip.locales import tr

if TYPE_CHECKING:
    from ldip.intake.own_terms import Choices, Proposal, Row, Upload
    from ldip.sources.pxweb import Clock
    from ldip.tabular.terms import Answers

KostraOpt = Annotated[Optional[list[Path]], typer.Option("--kostra", help=tr("opt.own.kostra"), metavar="FIL…")]
LedgerOpt = Annotated[Optional[list[Path]], typer.Option("--regnskap", "--ledger", help=tr("opt.own.ledger"), metavar="FIL…")]
MapOpt = Annotated[Optional[Path], typer.Option("--kart", "--map", help=tr("opt.own.map"), metavar="FIL")]
ServicesOpt = Annotated[Optional[Path], typer.Option("--tjenester", "--services", help=tr("opt.own.services"), metavar="FIL")]
FetchOpt = Annotated[bool, typer.Option("--hent", "--fetch", help=tr("opt.own.fetch"))]
SavedOpt = Annotated[Optional[Path], typer.Option("--fra-filer", "--from-files", help=tr("opt.own.saved"), metavar="MAPPE")]
AddressOpt = Annotated[str, typer.Option("--adresse", "--address", envvar="LDIP_SSB", help=tr("opt.own.address"))]
LandOpt = Annotated[Optional[float], typer.Option("--tomter", "--land", min=0.0, help=tr("opt.own.land"))]
OnLendingOpt = Annotated[Optional[float], typer.Option("--videreutlaan", "--onlending", min=0.0, help=tr("opt.own.onlending"))]
KOSTRA_ENDINGS: Final = frozenset({".dat", ".txt", ""})
LEDGER_ENDINGS: Final = frozenset({".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"})


@dataclass(frozen=True)
class Sources:
    """Files and services that hold a plan's own figures; none leaves the plan as it is."""

    kostra: Sequence[Path] = ()
    ledgers: Sequence[Path] = ()
    columns: Path | None = None
    services: Path | None = None
    fetch: bool = False
    saved: Path | None = None
    address: str = ""
    land: float | None = None
    on_lending: float | None = None
    answers: Answers = field(default_factory=dict)


def with_sources(contents: Mapping[str, bytes], sources: Sources, clock: Clock | None = None) -> dict[str, bytes]:
    """A plan's files with own figures in place of estimates, and the answers from Statistikkbanken kept among its notes.

    What is changed is printed. Errors: PlanError with everything that is refused; nothing has then been written."""
    after = dict(contents)
    if sources.fetch or sources.saved is not None:
        after = _from_the_bank(after, sources, clock)
    uploads = list(uploads_of(sources))
    if uploads:
        after = _taken_in(after, uploads, _choices(sources))
    return after


def own(
    plan: PlanArg,
    filer: Annotated[list[Path], typer.Argument(help=tr("arg.own"), metavar="FIL…")],
    kart: MapOpt = None,
    tjenester: ServicesOpt = None,
    tomter: LandOpt = None,
    videreutlaan: OnLendingOpt = None,
    vis: Preview = False,
    *,
    svar: Svar = None,
) -> None:
    """Put the municipality's own files in a plan in place of estimates."""
    kostra = [p for p in filer if p.suffix.lower() in KOSTRA_ENDINGS]
    ledgers = [p for p in filer if p.suffix.lower() in LEDGER_ENDINGS]
    if others := [p for p in filer if p not in kostra and p not in ledgers]:
        raise typer.BadParameter(f"{', '.join(map(str, others))}: .dat, .txt, .csv, .xlsx")
    given = Sources(kostra, ledgers, kart, tjenester, land=tomter, on_lending=videreutlaan, answers=answers_of(svar))
    _change(plan, given, vis)


def bank(plan: PlanArg, fra_filer: SavedOpt = None, adresse: AddressOpt = "", vis: Preview = False) -> None:
    """Fetch population, projections and key figures for a plan, or read saved answers."""
    _change(plan, Sources(fetch=fra_filer is None, saved=fra_filer, address=adresse), vis)


COMMANDS: Commands = {"egne": own, "ssb": bank}


def _change(folder: Path, sources: Sources, preview: bool) -> None:
    """Change a plan's folder, all files or none, after everything is known to be in order."""
    from ldip.plan.folder import read_all
    from ldip.plan.write import write_all

    with exit_on_error():
        before = read_all(folder)
        after = with_sources(before, sources)
        if not preview:
            write_all(folder, {name: raw for name, raw in after.items() if before.get(name) != raw})


def _from_the_bank(contents: dict[str, bytes], sources: Sources, clock: Clock | None) -> dict[str, bytes]:
    from ldip.intake.fetching import fetched, saved
    from ldip.sources.pxweb import PxWeb

    if sources.saved is not None:
        found = saved(sources.saved, contents)
    else:
        with PxWeb(sources.address, clock) as px:
            found = fetched(contents, px)
    for line in found.told:
        typer.echo(line)
    return _taken_in(contents, found.uploads, _choices(sources)) | found.files


def _taken_in(contents: dict[str, bytes], uploads: Sequence[Upload], choices: Choices) -> dict[str, bytes]:
    """The files after the uploads. Errors: PlanError with everything that is refused."""
    from ldip.errors import PlanError
    from ldip.intake.own_figures import proposed
    from ldip.plan.edits import apply
    from ldip.tabular.terms import UnclearError

    found = proposed(contents, uploads, choices)
    if found.questions:
        raise UnclearError(found.problems, tuple(a.question for a in found.questions))
    if found.problems:
        raise PlanError(found.problems)
    _print(found)
    return apply(contents, found.edits)


def _print(found: Proposal) -> None:
    for row in found.rows:
        before, after = (_figure(v, row) for v in (row.before, row.after))
        typer.echo(tr("own.row", name=row.name, before=before, after=after, unit=row.unit))
    for line in found.told:
        typer.echo(line)
    files = len({e.fil for e in found.edits})
    typer.echo(tr("own.done", n=len(found.rows), files=files))


def _figure(value: float | None, row: Row) -> str:
    from ldip.locales.written import separated

    return "–" if value is None else separated(f"{value:,.1f}" if row.unit == "mill. kr" else f"{value:,.0f}")


def uploads_of(sources: Sources) -> Iterable[Upload]:
    """The files as uploads. Errors: SourceError for one that cannot be read."""
    from ldip.intake.own_reading import MOST_BYTES
    from ldip.intake.own_terms import Kind, Upload
    from ldip.tabular.files import read_bytes

    kinds: list[tuple[Kind, Sequence[Path]]] = [("kostra", sources.kostra), ("saldoliste", sources.ledgers)]
    kinds.append(("kart", [sources.columns] if sources.columns else []))
    kinds.append(("tjenestekart", [sources.services] if sources.services else []))
    for kind, paths in kinds:
        for path in paths:
            yield Upload(path.name, read_bytes(path, MOST_BYTES), kind, answers=sources.answers)


def _choices(sources: Sources) -> Choices:
    from ldip.intake.own_terms import Choices

    return Choices(sources.land, sources.on_lending)
