"""Need and capacity by service: users, places, shortage and decision year, idle places, better health and unmet need."""

from __future__ import annotations

from rich.table import Table

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.numbers import address, fetch
from ldip.publish.tables import plain_table, shown_years
from ldip.publish.text import grouped, shown
from ldip.run import Run

WIDTH = 100  # the title says more than the columns are wide
ROWS = (("brukere_ub", 0), ("plassbehov", 0), ("kapasitet_ub", 0), ("ledig_kapasitet", 0), ("plassmangel", 0), ("aarsverk", 1))
WORK = ("aarsverk_med_fravaer", "arbeidskraft_tilbud", "arbeidskraftandel", "rekrutteringsbehov", "aarsverk_mangel")
APART = ("brukere_bedre_helse", "udekket_behov")


def need_table(run: Run, service: str) -> Table:
    """One service over the years."""
    years = shown_years(run)
    s = run.plan.services[service]
    table = plain_table(_title(run, service), years, WIDTH)
    for name, decimals in ROWS:
        if s.plasser is None and name not in ("brukere_ub", "aarsverk"):
            continue
        table.add_row(tr(f"need.{name}"), *(grouped(_value(run, name, y, service), decimals) for y in years))
    if s.plasser is not None:
        costs = (grouped(_value(run, "kostnad_ledige_plasser", y, service) / 1e6, 1) for y in years)
        table.add_row(tr("need.kostnad_ledige_plasser"), *costs)
    for name, decimals in (("klasser_sum", 0), ("normbemanning", 1)):
        values = [_value(run, name, y, service) for y in years]
        if any(values):
            table.add_row(tr(f"need.{name}"), *(grouped(v, decimals) for v in values))
    for zone in run.ids("sone") if len(run.ids("sone")) > 1 else ():
        users = (fetch(run, address("brukere_sone", y, tjeneste=service, sone=zone)).value for y in years)
        short = int(fetch(run, address("mangelaar_sone", years[0], tjeneste=service, sone=zone)).value)
        text = tr("need.zone", zone=zone) + (f" ({tr('need.zone.short', year=short)})" if short else "")
        table.add_row(text, *(grouped(v, 0) for v in users))
    for name in APART:
        values = [_value(run, name, y, service) for y in years]
        if any(abs(v) > 0.05 for v in values):
            table.add_row(tr(f"need.{name}"), *(grouped(v, 1) for v in values))
    return table


def _value(run: Run, name: str, year: int, service: str) -> float:
    return fetch(run, address(name, year, tjeneste=service)).value


def _title(run: Run, service: str) -> str:
    """Name of the service with the shortage and decision years, and how its rates are set."""
    s, first = run.plan.services[service], run.years[0]
    short, decide = (int(_value(run, n, first, service)) for n in ("mangelaar", "beslutningsaar"))
    text = s.navn
    if s.plasser is not None:
        text += ". " + (tr("need.short", year=short, decide=decide) if short else tr("need.enough", year=run.years[-1]))
    if s.terskel is not None:
        ages = {"a": s.terskel.fra_alder, "b": s.terskel.til_alder, "year": s.terskel.fra}
        text += ". " + tr(f"need.threshold.{s.terskel.rate}", **ages)
    if s.aldersforskyvning is not None:
        text += ". " + tr("need.kappa", kappa=f"{s.aldersforskyvning.kappa:g}".replace(".", ","))
    return text


def workforce_table(run: Run) -> Table:
    """FTE against the labour supply, recruitment, and whether the plan can be staffed."""
    years, first = shown_years(run), run.years[0]
    lacking = [y for y in run.years if fetch(run, address("aarsverk_mangel", y)).value >= 0.5]
    verdict = tr("need.unstaffed", year=lacking[0]) if lacking else tr("need.staffed", year=run.years[-1])
    table = plain_table(f"{tr('need.workforce')}. {verdict}", years, WIDTH)
    for name in WORK:
        cells = [shown(fetch(run, address(name, y)), decimals=1) for y in years]
        if name == "rekrutteringsbehov":  # the first plan year has no year before it to grow from
            cells = ["" if y == first else c for y, c in zip(years, cells, strict=True)]
        table.add_row(label(name, language()) + (" (%)" if name == "arbeidskraftandel" else ""), *cells)
    return table


def tables(run: Run) -> list[Table]:
    """Every service that has users, then the labour market where the plan describes it."""
    services = [need_table(run, i) for i in run.ids("tjeneste") if run.plan.services[i].bruksrate]
    return services + ([workforce_table(run)] if run.plan.workforce is not None else [])
