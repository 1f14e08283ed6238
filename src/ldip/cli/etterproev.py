"""ldip etterproev: verifies an auditor's file, backtests the population method, and checks that the application answers."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from ldip.cli.common import DEFAULT, LOOPBACK, Commands, Plans, Svar, Url, answers_of, console, exit_on_error
from ldip.locales import tr

if TYPE_CHECKING:
    from fastapi import FastAPI

    from ldip.sources.stocks import Stocks
    from ldip.uncertainty.backreport import CoverageRow, ErrorRow
    from ldip.uncertainty.backtest import Errors, History

StocksArg = Annotated[Path, typer.Argument(help=tr("arg.stocks"), metavar="FIL")]
HORIZONS = (1, 3, 5, 7, 10, 12, 15)
FITTED_TO = 2018  # last launch the shipped spread was fitted to


def backtest(
    fil: StocksArg,
    lanseringer: Annotated[str, typer.Option("--lanseringer", "--launches", help=tr("opt.launches"))] = "",
    basis: Annotated[int, typer.Option("--basis", "--base", min=5, max=10, help=tr("opt.base"))] = 10,
    trekninger: Annotated[int, typer.Option("--trekninger", "--draws", min=0, max=1024, help=tr("opt.bands"))] = 200,
    utelat: Annotated[Optional[str], typer.Option("--utelat", "--leave-out", help=tr("opt.leave"))] = None,
    tilpass_til: Annotated[int, typer.Option("--tilpass-til", "--fit-to", help=tr("opt.fit"))] = 0,
    ut: Annotated[Optional[Path], typer.Option("--ut", "--out", help=tr("opt.csv"))] = None,
    *,
    svar: Svar = None,
) -> None:
    """Run population projections from past years and compare them with the registered population."""
    from ldip.uncertainty import backreport, backtest
    from ldip.uncertainty.backbands import calibrate

    stocks = _stocks(fil, utelat, svar)
    launches = _launches(stocks, lanseringer, basis)
    history = _with_people(stocks, launches[0] - basis)
    errors = backtest.backtest(history, launches, basis)
    rows = backreport.error_rows(errors, HORIZONS)
    typer.echo(tr("back.head", n=len(history.ids), first=launches[0], last=launches[-1], base=basis))
    _show_errors(rows)
    bands = _bands(history, launches, errors, trekninger, (tilpass_til or FITTED_TO, basis)) if trekninger > 1 else []
    if bands:
        _show_bands(bands)
    if tilpass_til:
        for scale, shares in calibrate(history, tilpass_til, trekninger or 300).items():
            typer.echo(tr("back.scale", scale=f"{scale:.1f}".replace(".", ","), shares=_shares(shares)))
    if ut:
        _save(ut, rows, bands)


def _bands(history: History, launches: list[int], errors: Errors, draws: int, split: tuple[int, int]) -> list[CoverageRow]:
    """Coverage of the launches that the spread was fitted to, of later launches, and of every launch by horizon."""
    from ldip.uncertainty import backreport, population
    from ldip.uncertainty.backbands import covered

    fitted, base = split
    inside = covered(history, launches, population.default_settings(), draws, base=base)
    parts = [([y for y in launches if y <= fitted], range(1, 6))]
    parts += [([y for y in launches if y > fitted], ahead) for ahead in (range(1, 6), range(6, 8))]
    parts += [(launches, range(h, h + 1)) for h in HORIZONS]
    return [row for which, ahead in parts for row in backreport.coverage_rows(inside, errors.inhabitants, which, ahead)]


def _stocks(file: Path, leave_out: str | None, answers: list[str] | None) -> Stocks:
    from ldip.sources.stocks import read_stocks
    from ldip.uncertainty.backtest import BORDER_SPLITS

    with exit_on_error():
        stocks = read_stocks(file, answers_of(answers))
    without = BORDER_SPLITS if leave_out is None else tuple(leave_out.split(","))
    return stocks.only([i for i in stocks.ids if i not in without])


def _with_people(stocks: Stocks, first: int) -> History:
    """The areas that have people every year from the first that is used; the others are left out and listed."""
    from ldip.uncertainty.backtest import History

    empty = stocks.empty_since(first)
    if empty:
        typer.echo(tr("back.empty", areas=", ".join(empty), first=first), err=True)
    kept = stocks.only([i for i in stocks.ids if i not in empty])
    if not kept.ids:
        raise typer.Exit(1)
    return History(kept.ids, kept.years, kept.cells)


def _launches(history: Stocks, text: str, base: int) -> list[int]:
    years = history.years
    if not history.ids or years[-1] - years[0] <= base or years != tuple(range(years[0], years[-1] + 1)):
        typer.echo(tr("back.short", base=base), err=True)
        raise typer.Exit(1)
    lowest, highest = years[0] + base, years[-1] - 1
    first, _, last = text.partition("-")
    try:
        wanted = range(int(first or lowest), int(last or first or highest) + 1)
    except ValueError:
        wanted = range(0)
    if not wanted or wanted[0] < lowest or wanted[-1] > highest:
        typer.echo(tr("back.range", first=lowest, last=highest), err=True)
        raise typer.Exit(1)
    return list(wanted)


def _shares(shares: dict[str, float]) -> str:
    return ", ".join(f"{g} {100 * v:.0f} %" for g, v in shares.items())


def _percent(value: float) -> str:
    from ldip.publish.digits import grouped

    return grouped(100.0 * value, 1)


def _show_errors(rows: list[ErrorRow]) -> None:
    from ldip.uncertainty.backreport import ALL

    groups = list(dict.fromkeys(r.group for r in rows))
    table = _table(tr("back.errors"), ["h", tr("back.method"), *groups, tr("back.bias"), tr("back.within")])
    for h in dict.fromkeys(r.horizon for r in rows):
        for method in dict.fromkeys(r.method for r in rows):
            found = {r.group: r for r in rows if (r.horizon, r.method, r.size) == (h, method, ALL)}
            whole = found["total"]
            cells = [_percent(found[g].mape) for g in groups]
            table.add_row(str(h), tr(f"back.{method}"), *cells, _percent(whole.bias), _percent(whole.within_5))
    console().print(table)
    sizes = _table(tr("back.sizes"), ["h", *dict.fromkeys(r.size for r in rows)])
    for h in dict.fromkeys(r.horizon for r in rows):
        found = {r.size: r for r in rows if (r.horizon, r.method, r.group) == (h, "kohort", "total")}
        sizes.add_row(str(h), *(_percent(found[s].mape) if s in found else "" for s in dict.fromkeys(r.size for r in rows)))
    console().print(sizes)


def _show_bands(rows: list[CoverageRow]) -> None:
    groups = list(dict.fromkeys(r.group for r in rows))
    table = _table(tr("back.bands"), [tr("back.launches"), "h", tr("back.size"), *groups])
    for key in dict.fromkeys((r.launches, r.horizons, r.size) for r in rows):
        found = {r.group: r.inside for r in rows if (r.launches, r.horizons, r.size) == key}
        table.add_row(*key, *(f"{100.0 * found[g]:.0f}" for g in groups))
    console().print(table)


def _table(title: str, columns: list[str]) -> Any:
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None)
    for name in columns:
        table.add_column(name, justify="right")
    return table


def _save(path: Path, rows: list[ErrorRow], bands: list[CoverageRow]) -> None:
    from dataclasses import asdict

    from ldip.plan.write import write_text

    text = io.StringIO()
    names = ["del", "metode", "lanseringer", "horisont", "stoerrelse", "gruppe", "n", "mape", "skjevhet", "innen_5", "i_80_baand"]
    writer = csv.DictWriter(text, names, delimiter=";", lineterminator="\n")
    writer.writeheader()
    for e in (asdict(r) for r in rows):
        keys = {"metode": "method", "horisont": "horizon", "stoerrelse": "size", "gruppe": "group", "n": "n"}
        values = {"mape": "mape", "skjevhet": "bias", "innen_5": "within_5"}
        writer.writerow({"del": "feil", **{k: e[v] for k, v in (keys | values).items()}})
    for c in (asdict(r) for r in bands):
        keys = {"lanseringer": "launches", "horisont": "horizons", "stoerrelse": "size", "gruppe": "group", "n": "n"}
        writer.writerow({"del": "baand", **{k: c[v] for k, v in (keys | {"i_80_baand": "inside"}).items()}})
    write_text(path, text.getvalue())
    typer.echo(tr("run.files", files=str(path)))


def audit_file(fil: Annotated[Path, typer.Argument(help=tr("arg.audit"), metavar="FIL")]) -> None:
    """Verify an auditor's file: its checksums, and its numbers recomputed."""
    from ldip.publish.audit import verify

    with exit_on_error():
        wrong = verify(fil)
    for line in wrong:
        typer.echo(line, err=True)
    typer.echo(tr("audit.wrong", n=len(wrong)) if wrong else tr("audit.sound"), err=bool(wrong))
    raise typer.Exit(1 if wrong else 0)


def program(lager: Url = DEFAULT, plan: Plans = None) -> None:
    """Start the application, check that it answers, and stop it."""
    from ldip.cli.serve import ready
    from ldip.web.settings import local_settings

    with exit_on_error():
        settings = local_settings(lager)
        app = ready(settings, plan or [])
    _answers(app, settings.start)


def _answers(app: FastAPI, start: str) -> None:
    """Request a page and a number as a browser would, and print a line on the answers. Errors: HTTP errors are raised."""
    import threading
    import time

    import httpx2
    import uvicorn

    from ldip.web.start import opened_at

    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    url = f"http://{LOOPBACK}:{server.servers[0].sockets[0].getsockname()[1]}"
    with httpx2.Client(base_url=url, timeout=120.0) as client:
        client.get(opened_at(url, start)).raise_for_status()
        client.get("/").raise_for_status()
        token = client.get("/api/meg").raise_for_status().json()["csrf"]
        first = client.get("/api/planer").raise_for_status().json()[0]
        answer = client.post(f"/api/versjoner/{first['hode']}/dom", json={}, headers={"x-csrf-token": token})
        found = answer.raise_for_status().json()
    server.should_exit = True
    thread.join(10.0)
    typer.echo(tr("serve.works", url=url, plan=first["navn"], line=_need_line(found)))


def _need_line(found: dict[str, Any]) -> str:
    """The need line of a run, from the verdict as the page gets it."""
    need, quoted = found["behov"], found["hovedtall"]
    if need["tall"]["verdi"] is None:
        return tr("headline.none")
    values = {"value": quoted["tekst"], "base": need["tall"]["tekst"], "terms": need["vilkaar"]}
    return tr("headline.need.priced" if quoted != need["tall"] else "headline.need", **values)


COMMANDS: Commands = {
    "revisorfil": audit_file,
    "befolkning": backtest,
    "program": program,
}
