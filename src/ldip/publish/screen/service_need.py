"""Need and capacity by service: users, places, shortage and decision year, idle places, better health and unmet need."""

from __future__ import annotations

from rich.table import Table

from ldip.binding.users import level_id
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.plausible.dates import first_open_year
from ldip.publish.content.years import shown_years
from ldip.publish.digits import grouped, shown
from ldip.publish.numbers import address, fetch
from ldip.publish.protect import HIDDEN, is_hidden
from ldip.publish.screen.plain import plain_table
from ldip.simulation.run import Run

WIDTH = 100  # the title is wider than the columns
MORE = (
    ("personer_med_rett", 0),
    ("rett_uten_plass", 0),
    ("private_brukere", 0),
    ("klasser_sum", 0),
    ("normbemanning", 1),
    ("pedagognorm", 1),
    ("laererbehov", 1),
    ("tjenestetimer", 0),
    ("forbrukte_plasser_ub", 0),
    ("utbyggingsporsjon", 1),
    ("arealbehov", 0),
    ("areal_ub", 0),
    ("arealmangel", 0),
)
COVERAGE = tuple(f"dekningsgrad_{d}" for d in "abcd")
ROWS = (("brukere_ub", 0), ("plassbehov", 0), ("kapasitet_ub", 0), ("ledig_kapasitet", 0), ("plassmangel", 0), ("aarsverk", 1))
WORK = ("aarsverk_med_fravaer", "arbeidskraft_tilbud", "arbeidskraftandel", "rekrutteringsbehov", "aarsverk_mangel")
APART = ("brukere_bedre_helse", "udekket_behov")


def need_table(run: Run, service: str, internal: bool = False) -> Table:
    """One service over the years; small counts are left out of public output."""
    years = shown_years(run)
    s = run.plan.services[service]
    table = plain_table(_title(run, service), years, WIDTH)
    for name, decimals in ROWS:
        if s.plasser is None and (
            name not in ("brukere_ub", "aarsverk") or not any(_value(run, name, y, service) for y in years)
        ):
            continue
        table.add_row(tr(f"need.{name}"), *(_cell(run, name, y, service, decimals, internal) for y in years))
    if s.plasser is not None and s.plasser.kostnad_per_ledig_plass is not None:
        costs = (grouped(_value(run, "kostnad_ledige_plasser", y, service) / 1e6, 1) for y in years)
        table.add_row(tr("need.kostnad_ledige_plasser"), *costs)
    _levels(run, service, table, internal)
    for name, decimals in MORE:
        if (name != "laererbehov" or s.aarsverk_per_klasse) and any(_value(run, name, y, service) for y in years):
            table.add_row(label(name, language()), *(_cell(run, name, y, service, decimals, internal) for y in years))
    for name in COVERAGE if s.heldoegn is not None else ():
        cells = (shown(fetch(run, address(name, y, tjeneste=service)), decimals=1) for y in years)
        table.add_row(label(name, language()) + " (%)", *cells)
    _zones(run, service, table)
    for name in APART:
        values = [_value(run, name, y, service) for y in years]
        if any(abs(v) > 0.05 for v in values):
            table.add_row(tr(f"need.{name}"), *(grouped(v, 1) for v in values))
    return table


def _zones(run: Run, service: str, table: Table) -> None:
    years = shown_years(run)
    zones = run.ids("sone") if len(run.ids("sone")) > 1 and run.plan.services[service].bruksrate else ()
    for zone in zones:
        users = (fetch(run, address("brukere_sone", y, tjeneste=service, sone=zone)).value for y in years)
        short = int(fetch(run, address("mangelaar_sone", years[0], tjeneste=service, sone=zone)).value)
        text = tr("need.zone", zone=zone) + (f" ({tr('need.zone.short', year=short)})" if short else "")
        table.add_row(text, *(grouped(v, 0) for v in users))


def _levels(run: Run, service: str, table: Table, internal: bool) -> None:
    """Users by level of need: counts, and a dash where they are too few to be shown."""
    for level in run.plan.services[service].nivaaer:
        at = {"behovsnivaa": level_id(service, level.id)}
        cells = [
            HIDDEN
            if not internal and is_hidden(run, "behovsliste_ub", y, at)
            else grouped(fetch(run, address("behovsliste_ub", y, **at)).value, 0)
            for y in shown_years(run)
        ]
        table.add_row(f"  {level.navn}", *cells)


def _cell(run: Run, name: str, year: int, service: str, decimals: int, internal: bool) -> str:
    if not internal and is_hidden(run, name, year, {"tjeneste": service}):
        return HIDDEN
    return grouped(_value(run, name, year, service), decimals)


def _value(run: Run, name: str, year: int, service: str) -> float:
    return fetch(run, address(name, year, tjeneste=service)).value


def _title(run: Run, service: str) -> str:
    """Name of the service with the shortage and decision years, and how its rates are set."""
    s, first = run.plan.services[service], run.years[0]
    text = s.navn
    if s.plasser is not None:
        short, decide = (int(_value(run, n, first, service)) for n in ("mangelaar", "beslutningsaar"))
        text += ". " + _decision(run, short, decide)
    if s.terskel is not None:
        ages = {"a": s.terskel.fra_alder, "b": s.terskel.til_alder, "year": s.terskel.fra}
        text += ". " + tr(f"need.threshold.{s.terskel.rate}", **ages)
    if s.aldersforskyvning is not None:
        text += ". " + tr("need.kappa", kappa=f"{s.aldersforskyvning.kappa:g}".replace(".", ","))
    return text


def _decision(run: Run, short: int, decide: int) -> str:
    """When places are lacking and when more must be decided; a year that has passed is printed as too late."""
    if not short:
        return tr("need.enough", year=run.years[-1])
    return tr("need.late" if decide < first_open_year(run.plan) else "need.short", year=short, decide=decide)


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


def service_need_tables(run: Run, internal: bool = False) -> list[Table]:
    """Every service that has users or area, then the labour market where the plan describes it."""
    found = {i: s for i, s in run.plan.services.items() if s.bruksrate or s.nivaaer or s.m2_per_kontoraarsverk}
    services = [need_table(run, i, internal) for i in run.ids("tjeneste") if i in found]
    return services + ([workforce_table(run)] if run.plan.workforce is not None else [])
