"""ldip landet: the income system for every municipality of a file; csv on standard output."""

from __future__ import annotations

import csv
import datetime as dt
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn, Optional

import typer

from ldip.cli.common import Commands, Svar, answers_of, exit_on_error
from ldip.locales import tr

if TYPE_CHECKING:
    from ldip.national import Rules
    from ldip.sources.municipal import MunicipalTable

FileArg = Annotated[Path, typer.Argument(help=tr("arg.municipal"), metavar="FIL")]
YearOpt = Annotated[int, typer.Option("--aar", "--year", help=tr("opt.year"))]
FinancingOpt = Annotated[Optional[float], typer.Option("--finansiering", "--financing", min=0.0, help=tr("opt.financing"))]
KnownOpt = Annotated[Optional[str], typer.Option("--kunnskapsdato", "--known", help=tr("opt.known"))]
EQUALISATION = ("kommune_inntektsutjevning_per_innbygger", "kommune_inntektsutjevning")


def equalisation(
    fil: FileArg,
    aar: YearOpt,
    landssnitt: Annotated[Optional[float], typer.Option("--landssnitt", "--mean", min=0.0, help=tr("opt.mean"))] = None,
    finansiering: FinancingOpt = None,
    kunnskapsdato: KnownOpt = None,
    svar: Svar = None,
) -> None:
    """Income equalisation of every municipality in a file."""
    from ldip.national import Municipalities, settle

    if (landssnitt is None) != (finansiering is None):
        _stop([tr("income.both")])
    table = _read(fil, ("innbyggere", "skatt_kr"), (), svar)
    rules = _rules(aar, kunnskapsdato, levels=False)
    people, tax = (table.columns[c] for c in ("innbyggere", "skatt_kr"))
    m = Municipalities(table.ids, people, tax, landssnitt=landssnitt or 0.0, finansiering=finansiering)
    found = settle(m, [rules], EQUALISATION)
    each, whole = (found[n][0, 0] for n in EQUALISATION)
    header = ("knr", "inntektsutjevning_per_innb_kr", "inntektsutjevning_kr")
    _out(table, header, zip(table.ids, each, whole, strict=True))


def need(
    fil: FileArg,
    aar: YearOpt,
    utgiftsbehov: Annotated[Optional[float], typer.Option("--per-innbygger", "--need", min=0.0, help=tr("opt.need"))] = None,
    kunnskapsdato: KnownOpt = None,
    svar: Svar = None,
) -> None:
    """Need index and expenditure equalisation from sector indices, criterion indices or a total index."""
    import numpy as np

    from ldip.errors import ModelError
    from ldip.national import Municipalities, settle
    from ldip.national.expenditure_need import columns_of, total_index

    try:
        optional, sectors, criteria = columns_of(aar)
    except ModelError as error:
        optional, sectors, criteria = ("behovsindeks",), (), ()
        reason = str(error)
    table = _read(fil, ("innbyggere",), optional, svar)
    have = set(table.columns)
    if "behovsindeks" in have:
        index = table.columns["behovsindeks"]
    elif sectors and set(sectors) <= have:
        index = total_index(aar, {c: table.columns[c] for c in sectors}, by_sector=True)
    elif criteria and set(criteria) <= have:
        index = total_index(aar, {c: table.columns[c] for c in criteria}, by_sector=False)
    else:
        _stop([tr("income.index", sectors=", ".join(sectors)) if sectors else reason])
    rules = _rules(aar, kunnskapsdato, levels=utgiftsbehov is None)
    rules = rules.changed({"landet_utgiftsbehov": utgiftsbehov}) if utgiftsbehov is not None else rules
    people = table.columns["innbyggere"]
    m = Municipalities(table.ids, people, np.zeros(len(people)), behovsindeks=index, official_index=True)
    amount = settle(m, [rules], ["kommune_utgiftsutjevning"])["kommune_utgiftsutjevning"][0, 0]
    header = ("knr", "behovsindeks", "utgiftsutjevning_per_innb_kr", "utgiftsutjevning_kr")
    _out(table, header, zip(table.ids, index, amount / people, amount, strict=True))


def reform(
    fil: FileArg,
    aar: YearOpt,
    sett: Annotated[list[str], typer.Option("--sett", "--set", help=tr("opt.set"))],
    ut: Annotated[Optional[Path], typer.Option("--ut", "--out", help=tr("opt.csv"))] = None,
    kunnskapsdato: KnownOpt = None,
    svar: Svar = None,
) -> None:
    """Change parameters of the income system and see every municipality's effect."""
    from ldip.errors import ModelError
    from ldip.national import Municipalities, compare
    from ldip.plan.write import write_text
    from ldip.publish.digits import grouped

    optional = ("innbyggere_juli", "behovsindeks", "privatskoleelever", "grunnlagsvekst", "oevrige_tilskudd")
    table = _read(fil, ("innbyggere", "skatt_kr"), optional, svar)
    rules = _rules(aar, kunnskapsdato, levels="behovsindeks" in table.columns)
    people, tax = (table.columns[c] for c in ("innbyggere", "skatt_kr"))
    july, index, pupils, growth, other = (table.columns.get(c) for c in optional)
    m = Municipalities(table.ids, people, tax, july, index, pupils, growth, other)
    try:
        changes = {k.strip(): float(v.replace(",", ".")) for k, _, v in (s.partition("=") for s in sett)}
        result = compare(m, rules, changes)
    except (ValueError, ModelError) as error:
        _stop([str(error)])
    if ut is not None:
        write_text(ut, result.as_csv())
    rows = result.rows()
    gains = sum(r[3] > 0.5 for r in rows)
    typer.echo(tr("income.reform", changes=", ".join(sett), n=len(rows), gains=gains, losses=sum(r[3] < -0.5 for r in rows)))
    for row in rows if len(rows) <= 20 else [*rows[:10], *rows[-10:]]:
        typer.echo(f"{row[0]}  {grouped(row[3] / 1e6, 1):>12}  {grouped(row[4]):>10}")


def _read(file: Path, required: tuple[str, ...], optional: tuple[str, ...], svar: list[str] | None) -> MunicipalTable:
    from ldip.sources.municipal import read_municipal

    with exit_on_error():
        table = read_municipal(file, required, optional, answers=answers_of(svar))
    for line in table.told:
        typer.echo(line, err=True)
    return table


def _rules(year: int, known: str | None, levels: bool) -> Rules:
    from ldip.errors import ModelError
    from ldip.national import rules_of

    try:
        rules = rules_of(year, dt.date.fromisoformat(known) if known else None, levels)
    except (ModelError, ValueError) as error:
        _stop([f"--aar {year}: {error}"])
    for name in sorted(rules.anslag):
        typer.echo(
            tr("income.assumed", name=name, value=f"{rules.values[name]:g}".replace(".", ","), source=rules.sources[name]),
            err=True,
        )
    return rules


def _stop(messages: Sequence[str]) -> NoReturn:
    for message in messages:
        typer.echo(message, err=True)
    raise typer.Exit(1)


def _out(table: MunicipalTable, header: Sequence[str], rows: Iterable[tuple[str, *tuple[float, ...]]]) -> None:
    """csv in the file's own form: `;` with decimal comma, or `,` with decimal point; figures unrounded."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=table.delimiter, lineterminator="\n")
    writer.writerow(header)
    for knr, *values in rows:
        numbers = [repr(float(v)) for v in values]
        writer.writerow([knr, *(n.replace(".", ",") if table.delimiter == ";" else n for n in numbers)])
    sys.stdout.write(text.getvalue())


COMMANDS: Commands = {
    "inntektsutjevning": equalisation,
    "utgiftsbehov": need,
    "reform": reform,
}
