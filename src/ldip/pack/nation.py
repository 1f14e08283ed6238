"""National figures: KOSTRA key figures, series of prices, wages and rates, and what buildings have cost."""

from __future__ import annotations

import datetime as dt
import difflib
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from ldip.errors import Problem, SourceError
from ldip.pack.figures import Figure, records, tables
from ldip.pack.figures import pack_version as pack_version
from ldip.parameters.shipped import shipped

COUNTRY: Final = "Landet"
FILE: Final = "nasjonaltall.csv"
SERIES: Final = "serier.csv"
DEFLATOR: Final = "deflator"
LEVELS: Final = "netto_drift_"
# What the parameter files hold already: name here, file and name there. Read from there, so that a quantity has one place.
SHARED: Final = {
    "frie_inntekter_per_innbygger": ("inntektssystem", "landet_frie_inntekter"),
    "kultur_per_innbygger": ("kostranivaa", "kultur"),
    "skatt_per_innbygger": ("inntektssystem", "landssnitt_skatt"),
    "rammetilskudd_per_innbygger": ("inntektssystem", "landet_rammetilskudd"),
    "utgiftsbehov_per_innbygger": ("inntektssystem", "landet_utgiftsbehov"),
    "innbyggertilskudd_per_innbygger": ("inntektssystem", "landet_innbyggertilskudd"),
    "deflator": ("pris", "deflator"),
}
Key = tuple[str, str]  # name and area


@cache
def _figures() -> dict[Key, dict[int, Figure]]:
    found: dict[Key, dict[int, Figure]] = {}
    source = tables()[FILE]
    for r in records(FILE):
        year = int(r["aar"])
        preliminary = year == source.dato.year - 1
        # KOSTRA comes out in the middle of March the year after.
        known = source.dato if preliminary else dt.date(year + 1, 3, 15)
        told = f"SSB KOSTRA {year}, {r['omraade']}" + (", foreløpig" if preliminary else "") + " (CC BY 4.0)"
        figure = Figure(float(r["verdi"]), r["enhet"], told, known, preliminary)
        found.setdefault((r["navn"], r["omraade"]), {})[year] = figure
    for name in names_elsewhere():
        found[name, COUNTRY] = _parameter(*_place(name))
    return found


def names_elsewhere() -> tuple[str, ...]:
    """Names of the national figures that the parameter files hold."""
    return (*SHARED, *(LEVELS + sector.replace("-", "_") for sector in shipped("kostranivaa")))


def _place(name: str) -> tuple[str, str]:
    return SHARED.get(name) or ("kostranivaa", name.removeprefix(LEVELS).replace("_", "-"))


def _parameter(area: str, name: str) -> dict[int, Figure]:
    """The newest value of each year of a parameter."""
    held: dict[str, Any] = shipped(area)[name]
    newest = sorted(held["verdier"], key=lambda v: v["kjent_fra"])
    return {
        v["gjelder_fra"]: Figure(float(v["verdi"]), held["enhet"], v["kilde"], v["kjent_fra"], v.get("anslag", False))
        for v in sorted(newest, key=lambda v: v["gjelder_fra"])
    }


@cache
def names(area: str = COUNTRY) -> tuple[str, ...]:
    """Names of the figures that an area has, in alphabetical order."""
    return tuple(sorted(name for name, where in _figures() if where == area))


def by_year(name: str, area: str = COUNTRY) -> dict[int, Figure]:
    """A figure by year. Errors: SourceError for a name or an area that the pack lacks, with the nearest names."""
    found = _figures().get((name, area))
    if found is None:
        near = difflib.get_close_matches(name, names(area), 3)
        hint = f"mente du {', '.join(near)}?" if near else "se docs/guide/datapakke.md"
        raise SourceError([Problem("datapakken", "nasjonaltall", f"har ikke tallet for {area}", name, hint)])
    return found


def figure(name: str, year: int | None = None, area: str = COUNTRY) -> Figure:
    """A national figure of a year, the latest when none is given. Errors: SourceError for what the pack lacks."""
    found = by_year(name, area)
    wanted = max(found) if year is None else year
    if wanted not in found:
        held = ", ".join(str(y) for y in sorted(found))
        raise SourceError([Problem("datapakken", name, f"har ikke året for {area}", str(wanted), f"velg {held}")])
    return found[wanted]


@cache
def _series() -> dict[str, dict[int, Figure]]:
    found: dict[str, dict[int, Figure]] = {}
    for r in records(SERIES):
        known = dt.date.fromisoformat(r["kjent"])
        given = Figure(float(r["verdi"]), r["enhet"], r["kilde"], known, r["anslag"] == "ja")
        found.setdefault(r["navn"], {})[int(r["aar"])] = given
    return found


def series(name: str) -> dict[int, Figure]:
    """A national series by year: loennsvekst, styringsrente, styringsrente_31_12, kpi_jae, deflator (level, 2017 = 100) or
    any name of `names()`. A year without a published figure is absent. Errors: SourceError for an unknown name."""
    if name == DEFLATOR:
        return _deflator()
    return _series().get(name) or by_year(name)


@cache
def _deflator() -> dict[int, Figure]:
    """The levels of the parameter file, carried on by the growth of the years after."""
    found = dict(by_year(DEFLATOR))
    for year, growth in sorted(_series()["deflatorvekst"].items()):
        before = found[year - 1]
        level = before.value * (1.0 + growth.value / 100.0)
        found[year] = Figure(level, before.unit, growth.source, growth.known, True)
    return found


@dataclass(frozen=True)
class Building:
    """Cost of a municipal building. `cost` in mill. kr of the time, None where it is not known; `area` in m²."""

    name: str
    municipality: str
    kind: str
    ready: int
    places: int | None
    area: float | None
    cost: float | None
    source: str

    @property
    def per_place(self) -> float | None:
        """Mill. kr of the time per place, None where cost or places are unknown."""
        return self.cost / self.places if self.cost is not None and self.places else None


@cache
def unit_costs() -> tuple[Building, ...]:
    """Anchors for what a place costs to build; kinds: omsorg, barneskole, skole, barnehage, bolig, sammensatt."""
    return tuple(
        Building(
            name=r["prosjekt"],
            municipality=r["kommune"],
            kind=r["slag"],
            ready=int(r["aar"]),
            places=int(r["plasser"]) if r["plasser"] else None,
            area=float(r["kvm"]) if r["kvm"] else None,
            cost=float(r["mill_kr"]) if r["mill_kr"] else None,
            source=r["kilde"],
        )
        for r in records("bygg.csv")
    )


@cache
def by_age(table: str) -> dict[str, dict[str, Figure]]:
    """A national table by age group and column: `hjemmetjeneste` (hours a week per user) or `institusjon` (residents)."""
    name = f"{table}.csv"
    units = {"hjemmetjeneste": "timer i uken per bruker", "institusjon": "beboere"}
    source = tables()[name]
    found = {}
    for r in records(name):
        cells = {c: v for c, v in r.items() if c != "alder" and v}
        # Old figures, so that what is built on them today is an estimate.
        found[r["alder"]] = {c: Figure(float(v), units[table], source.kilde, source.dato, True) for c, v in cells.items()}
    return found
