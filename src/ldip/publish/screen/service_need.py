"""Need and capacity by service: users, places, shortage and decision year, idle places, better health and unmet need."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table

from ldip.binding.users import level_id
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.elements import element_name
from ldip.publish.content.places import service_row
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
    if s.plasser is not None:
        table.add_row(
            tr("need.plassdekning"), *(_cell_at(run, "plassdekning", y, {"tjeneste": service}, internal) for y in years)
        )
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
    _zones(run, service, table, internal)
    for name in APART:
        values = [_value(run, name, y, service) for y in years]
        if any(abs(v) > 0.05 for v in values):
            table.add_row(tr(f"need.{name}"), *(grouped(v, 1) for v in values))
    return table


def _zones(run: Run, service: str, table: Table, internal: bool) -> None:
    years = shown_years(run)
    zones = run.ids("sone") if len(run.ids("sone")) > 1 and run.plan.services[service].bruksrate else ()
    for zone in zones:
        at = {"tjeneste": service, "sone": zone}
        short = int(fetch(run, address("mangelaar_sone", years[0], **at)).value)
        name = element_name(run.plan, "sone", zone)
        text = tr("need.zone", zone=name) + (f" ({tr('need.zone.short', year=short)})" if short else "")
        table.add_row(text, *(_cell_at(run, "brukere_sone", y, at, internal) for y in years))
        if _value_at(run, "plassbehov_sone", years[0], at):
            table.add_row("  " + tr("need.zone.coverage"), *(_cell_at(run, "plassdekning_sone", y, at, internal) for y in years))


def _value_at(run: Run, name: str, year: int, at: Mapping[str, str]) -> float:
    return fetch(run, address(name, year, **at)).value


def _cell_at(run: Run, name: str, year: int, at: Mapping[str, str], internal: bool) -> str:
    """A number of a zone: people as whole ones, shares in per cent without decimals; a dash where it is hidden."""
    return HIDDEN if not internal and is_hidden(run, name, year, at) else shown(fetch(run, address(name, year, **at)), decimals=0)


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
    s = run.plan.services[service]
    text = s.navn
    if s.plasser is not None:
        said = service_row(run, service).said
        text = " ".join(said).removesuffix(".")
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


def service_need_tables(run: Run, internal: bool = False) -> list[Table]:
    """Every service that has users or area, then the labour market where the plan describes it."""
    found = {i: s for i, s in run.plan.services.items() if s.bruksrate or s.nivaaer or s.m2_per_kontoraarsverk}
    services = [need_table(run, i, internal) for i in run.ids("tjeneste") if i in found]
    return services + ([workforce_table(run)] if run.plan.workforce is not None else [])
