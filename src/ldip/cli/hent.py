"""ldip hent: population figures, account files and key figures, read from files and written to a plan's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from ldip.cli import hent_prosjekter, ny_kilder
from ldip.cli.common import Commands, PlanArg, Svar, answers_of, console, exit_on_error
from ldip.locales import language, tr

if TYPE_CHECKING:
    from ldip.sources.kostra import KostraFile, Record
    from ldip.sources.kostra_accounts import Statements
    from ldip.tabular.terms import Answers


def accounts(
    filer: Annotated[list[Path], typer.Argument(help=tr("arg.kostra"), metavar="FIL…")],
    kart: Annotated[Optional[Path], typer.Option("--kart", "--map", help=tr("opt.map"))] = None,
    tomter: Annotated[float, typer.Option("--tomter", "--land", help=tr("opt.land"))] = 0.0,
    videreutlaan: Annotated[float, typer.Option("--videreutlaan", "--onlending", help=tr("opt.onlending"))] = 0.0,
    refusjoner: Annotated[int, typer.Option("--refusjoner", "--refunds", min=5, max=6, help=tr("opt.refunds"))] = 6,
    kolonner: Annotated[Optional[Path], typer.Option("--kolonner", "--columns", help=tr("opt.columns"))] = None,
    ut: Annotated[Optional[Path], typer.Option("--ut", "--out", help=tr("opt.kostraout"))] = None,
    *,
    svar: Svar = None,
) -> None:
    """Account files to statements and to the opening files of a plan."""
    from ldip.sources.kostra_accounts import statements

    with exit_on_error():
        read = _read(filer, kolonner, svar)
        records = [r for f in read for r in f.records]
        found = statements(records, refusjoner)
        _print(read, records, found)
        for f in read:
            assert f.sound
        if ut is not None:
            _write(records, found, _services(kart), (tomter, videreutlaan), refusjoner, ut)
            if kolonner is not None:
                _write_files(records, ut)


def _print(read: list[KostraFile], records: list[Record], found: Statements) -> None:
    """Print statements, unmet controls and records without a line; also for the valid part of a file with errors."""

    from ldip.publish.screen.accounts import notes, statement_tables
    from ldip.sources.kostra_accounts import in_year
    from ldip.sources.kostra_controls import controls

    year = max((r.aargang for r in records), default=0)
    screen = console()
    for table in statement_tables(found, year):
        screen.print(table)
    for line in (*(t for f in read for t in f.told), *notes(found, controls(records), in_year(records, year + 1))):
        screen.print(line, markup=False, soft_wrap=True)
    screen.print(tr("kostra.read", n=len(records), files=len(read)))


def _read(paths: list[Path], columns: Path | None, answers: list[str] | None) -> list[KostraFile]:
    """The files, by KOSTRA's own form or by the column mapping. Errors: SourceError for the same ledger twice."""
    from dataclasses import replace

    from ldip.intake.ledger_level import unusual_level
    from ldip.sources import kostra as files
    from ldip.sources import ledger
    from ldip.sources.ledger_map import read_mapping

    if columns is None:
        return [files.read(p) for p in paths]
    mapping = read_mapping(columns)
    found = ledger.apart([ledger.read(p, mapping, answers_of(answers)) for p in paths])
    return [replace(f, told=(*f.told, *unusual_level(f.records, mapping.enhet))) for f in found]


def _write_files(records: list[Record], folder: Path) -> None:
    """The records of a ledger as KOSTRA's own files, one a form."""
    from ldip.plan.write import write_text
    from ldip.sources.kostra import text_of

    for form in sorted({r.skjema for r in records}):
        place = folder / f"kostra-{form}.txt"
        write_text(place, text_of([r for r in records if r.skjema == form and round(r.beloep)]))
        typer.echo(tr("run.files", files=place))


def _services(kart: Path | None) -> dict[int, str]:
    """Service by function from the map that is given. Errors: SourceError with the bad lines."""
    from ldip.sources.service_map import read_service_map

    return {} if kart is None else read_service_map(kart)


def _write(
    records: list[Record],
    found: Statements,
    service_of: dict[int, str],
    apart: tuple[float, float],
    refunds: int,
    folder: Path,
) -> None:
    from ldip.glossary import label
    from ldip.intake.accounts import account_lines, accounts_csv, balance_toml, frames_csv
    from ldip.intake.own_checks import thousand
    from ldip.plan.write import write_text
    from ldip.publish.digits import grouped
    from ldip.sources.kostra_accounts import frames, opening

    year = max(r.aargang for r in records)
    made = frames(records, service_of, refunds)
    contents = {"rammer.csv": frames_csv(made, year)} if made.rows else {}
    if found.drift or found.investering:
        contents["regnskap.csv"] = accounts_csv(found, year)
    if found.balanse:
        land, lent = (v * 1e6 for v in apart)
        contents["balanse.toml"] = balance_toml(opening(found, land, lent), year)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in contents.items():
        write_text(folder / name, text)
    for twice in account_lines(found)[1]:
        first, second = (thousand(v / 1e3) for v in (twice.first, twice.second))
        typer.echo(tr("kostra.twice", line=label(twice.line, language()), first=first, second=second))
    for function, kroner in sorted(made.unmapped.items()):
        typer.echo(tr("kostra.noservice", function=function, amount=grouped(kroner / 1e3)))
    typer.echo(tr("run.files", files=", ".join(str(folder / n) for n in contents)))


def population(
    plan: PlanArg,
    fil: Annotated[Path, typer.Argument(help=tr("arg.source"), metavar="FIL")],
    som: Annotated[str, typer.Option("--som", "--as", help=tr("opt.as"))],
    kilde: Annotated[str, typer.Option("--kilde", "--source", help=tr("opt.source"))],
    navn: Annotated[str, typer.Option("--navn", "--name", help=tr("opt.name"))] = "",
    alternativ: Annotated[str, typer.Option("--alternativ", "--alternative", help=tr("opt.alternative"))] = "",
    soner: Annotated[bool, typer.Option("--soner", "--zones", help=tr("opt.zones"))] = False,
    *,
    svar: Svar = None,
) -> None:
    """Import population figures into a plan."""
    from typing import cast, get_args

    from ldip.intake.population import Order, What, import_population
    from ldip.publish.digits import grouped

    if som not in get_args(What):
        raise typer.BadParameter(f"{som}: {', '.join(get_args(What))}")
    with exit_on_error():
        order = Order(cast(What, som), kilde, navn, alternativ, soner, svar=answers_of(svar))
        done = import_population(plan, fil, order)
    persons = grouped(done.persons)
    typer.echo(tr("import.done", file=done.file, rows=done.rows, year=done.year, persons=persons, raw=done.raw))
    if done.sums_left_out:
        typer.echo(tr("import.sums", n=done.sums_left_out))
    for line in done.told:
        typer.echo(f"  {line}")


def key_figures(
    plan: PlanArg,
    fil: Annotated[Path, typer.Argument(help=tr("opt.indicators"), metavar="FIL")],
    svar: Svar = None,
) -> None:
    """Write key figures to a plan's kostra.csv, and show the plan's måltall beside them."""
    from ldip.binding.reading import read_plan
    from ldip.cli.vis import show_ratios

    with exit_on_error():
        if not (plan / "plan.toml").is_file():
            read_plan(plan)  # exits when there is no plan; errors in the plan's files do not stop the import
        _take_in(fil, plan, answers_of(svar))
    show_ratios(plan)


def _take_in(path: Path, plan: Path, answers: Answers) -> None:
    """Write the key figures of a file into a plan's kostra.csv; nothing is written before all of it is read."""
    from ldip.intake.indicators import known_before, kostra_csv, kostra_rows, read_notes
    from ldip.plan.write import write_text
    from ldip.sources.indicators import read_indicators

    found = read_indicators(path, answers)
    rows = kostra_rows(found.every, f"KOSTRA, {path.name}", known_before(plan))
    write_text(plan / "kostra.csv", kostra_csv(rows))
    for line in read_notes(found):
        typer.echo(line)


COMMANDS: Commands = {
    "befolkning": population,
    "regnskap": accounts,
    "noekkeltall": key_figures,
    **ny_kilder.COMMANDS,
    **hent_prosjekter.COMMANDS,
}
