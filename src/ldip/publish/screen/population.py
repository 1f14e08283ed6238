"""Population tables: age groups against the base year, projections side by side, the housing programme."""

from __future__ import annotations

from rich.table import Table

from ldip.locales import tr
from ldip.publish.digits import grouped
from ldip.publish.numbers import address, fetch
from ldip.publish.screen.plain import plain_table
from ldip.simulation.run import Run

AHEAD = (5, 10, 20)


def dates(run: Run) -> list[int]:
    """1 January of 5, 10 and 20 years after the stock's date where the plan reaches, else of the year after the plan."""
    base = run.plan.population.dato.year
    return [base + n for n in AHEAD if base + n - 1 in run.years] or [run.years[-1] + 1]


def _number(run: Run, name: str, year: int, statistic: str = "basis", **axes: str) -> float:
    """Value 1 January of a year: the closing of the year before."""
    return fetch(run, address(name, year - 1, statistic, **axes)).value


def _persons(value: float) -> str:
    return grouped(value, 0)


def _percent(value: float) -> str:
    return f"{grouped(100.0 * value, 0)} %"


def age_table(run: Run) -> Table:
    """Persons in the base year by age group, index columns, total and dependency ratio; 80 % bands with draws."""
    base, years = run.plan.population.dato.year, dates(run)
    table = plain_table(tr("people.ages", year=base), (base, *years))
    first = run.years[0]
    for group in run.plan.age_groups:
        start = fetch(run, address("gruppe_basis", first, aldersgruppe=group.id)).value
        cells = [_percent(_number(run, "innbyggere_gruppe_indeks", y, aldersgruppe=group.id)) for y in years]
        table.add_row(group.navn, _persons(start), *cells)
    whole = fetch(run, address("innbyggere_basis", first)).value
    table.add_row(tr("people.total"), _persons(whole), *(_persons(_number(run, "innbyggere_ub", y)) for y in years), style="bold")
    if run.draws:
        table.add_row(tr("people.band"), "", *(_band(run, "innbyggere_ub", y) for y in years))
        for group in run.plan.age_groups:
            spans = (_band(run, "innbyggere_gruppe_ub", y, aldersgruppe=group.id) for y in years)
            table.add_row(f"  {group.navn}", "", *spans)
    burdens = [fetch(run, address("forsoergerbyrde_ub", y - 1)).value for y in years]
    opening = fetch(run, address("forsoergerbyrde_aapning", first)).value if base == first else None
    table.add_row(tr("people.burden"), "" if opening is None else grouped(opening, 2), *(grouped(b, 2) for b in burdens))
    return table


def _band(run: Run, name: str, year: int, **axes: str) -> str:
    low, high = (_number(run, name, year, p, **axes) for p in ("p10", "p90"))
    return f"{_persons(low)}–{_persons(high)}"


def projection_table(run: Run) -> Table | None:
    """The plan's population, our own path and every imported projection; None without imported ones."""
    found = run.plan.population.framskrivinger
    if not found:
        return None
    years = dates(run)
    table = plain_table(tr("people.projections"), years)
    table.add_row(tr("people.used"), *(_persons(_number(run, "innbyggere_ub", y)) for y in years))
    table.add_row(tr("people.own"), *(_persons(_number(run, "innbyggere_egen_ub", y)) for y in years))
    for f in found:
        cells = []
        for y in years:
            reaches = _number(run, "framskriving_finnes", y, framskriving=f.id) > 0.0
            cells.append(_persons(_number(run, "framskrevet_innbyggere", y, framskriving=f.id)) if reaches else tr("people.ends"))
        mark = " *" if f.id == run.plan.population.framskriving_i_bruk else ""
        table.add_row(f.navn + mark, *cells)
    return table


def housing_table(run: Run) -> Table | None:
    """Dwelling types with persons and pupils in 100 new dwellings, and dwellings finished; None without a programme."""
    types = run.plan.population.boligtyper
    if not types:
        return None
    first, last = run.years[0], run.years[-1]
    heads = (tr("people.pupils"), tr("people.each"), tr("people.finished", first=first, last=last))
    table = plain_table(tr("people.housing"), heads)
    for kind in types:
        pupils = fetch(run, address("elever_per_100_boliger", first, boligtype=kind.id)).value
        each = fetch(run, address("personer_per_ny_bolig", first, boligtype=kind.id)).value
        built = fetch(run, address("boliger_bygd_ub", last, boligtype=kind.id)).value
        table.add_row(kind.navn, grouped(pupils, 1), grouped(each, 2), grouped(built, 0))
    return table


def zone_table(run: Run) -> Table | None:
    """Inhabitants by zone and the dwellings finished there; None for a plan of one zone."""
    zones = run.ids("sone")
    if len(zones) == 1:
        return None
    years = dates(run)
    table = plain_table(tr("people.zones"), years)
    for zone in zones:
        table.add_row(zone, *(_persons(_number(run, "innbyggere_sone_ub", y, sone=zone)) for y in years))
    return table


def population_tables(run: Run) -> list[Table]:
    """Every population table that the plan has figures for."""
    return [t for t in (age_table(run), projection_table(run), zone_table(run), housing_table(run)) if t is not None]
