"""Changes of a stress that are worked out from the plan it is tried on, as edits of the plan's files.

A change that the plan gives no ground for raises UnfitError with the reason; a reader is then given the reason, never a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import tomlkit

from ldip.errors import ModelError
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, NewFile, SetCell, SetValue
from ldip.plan.memo import remembered
from ldip.plan.schema.files import ProjectFile, file_of
from ldip.plan.schema.population_tables import ProgrammeRow
from ldip.plan.schema.stress import PlanChange
from ldip.simulation.cases import Case, Cases
from ldip.simulation.run_cases import run_cases

PROGRAMME: Final = "boligprogram.csv"
PACE: Final = "stress-investeringstempo"  # id of the frame that holds the added investments
PRICES: Final = "byggekostnad_indeks_ub"
SPENT: Final = ("investeringer_varige", "investeringsutgift", "mva_kompensasjon_ikke_rentabel", "prosjekttilskudd_ikke_rentabel")
SHARES: Final = ("investeringsutgift_rentabel",)
KRONER: Final = 1.0
EXACT: Final = 9  # decimals of a share that is written in a file


class UnfitError(ModelError):
    """A stress that the plan gives no ground for; the message is the reason, in the reader's language."""


def edits_of(plan: Plan, change: PlanChange) -> list[Edit]:
    """Edits that make a change in a plan. Errors: UnfitError."""
    return RULES[change.hva](plan, change)


def _later(plan: Plan, change: PlanChange) -> list[Edit]:
    """The whole housing programme a number of years later; dwellings in adopted years too, since building slips."""
    housing = plan.population.bolig
    if housing is None or not _programme(plan):
        raise UnfitError(tr("stress.unfit.housing"))
    assert change.antall_aar is not None
    later = housing.utsatt_aar + change.antall_aar
    return [SetValue(fil="befolkning.toml", noekkel=["bolig", "utsatt_aar"], verdi=later)]


def _forward(plan: Plan, change: PlanChange) -> list[Edit]:
    """The largest area of the housing programme moved forward, as many years as there are before its first dwellings."""
    areas: dict[str, list[tuple[int, ProgrammeRow]]] = {}
    for line, row in _programme(plan):
        areas.setdefault(row.sone, []).append((line, row))
    if not areas:
        raise UnfitError(tr("stress.unfit.housing"))
    assert change.antall_aar is not None
    years = {zone: min(change.antall_aar, min(r.aar for _, r in rows) - plan.first_projected) for zone, rows in areas.items()}
    movable = [zone for zone, moved in years.items() if moved > 0]
    if not movable:
        raise UnfitError(tr("stress.unfit.early", year=plan.first_projected))
    zone = max(movable, key=lambda z: (sum(r.boliger for _, r in areas[z]), z))
    return [SetCell(fil=PROGRAMME, rad=n, kolonne="aar", verdi=str(r.aar - years[zone])) for n, r in areas[zone]]


def _programme(plan: Plan) -> list[tuple[int, ProgrammeRow]]:
    """Rows of the housing programme after the adopted years, with their line numbers."""
    table = plan.table(PROGRAMME, ProgrammeRow)
    return [(n, r) for n, r in table.numbered() if r.aar >= plan.first_projected]


def _pace(plan: Plan, change: PlanChange) -> list[Edit]:
    """Investments of later years raised to the mean of the years before them, in fixed prices, as a recurring frame.

    The frame has the shares of VAT and grants of the investments before, and depreciates as a building."""
    assert change.fra is not None and change.til is not None
    first, last = change.fra - 1, min(change.til, len(plan.years))
    if first < 1 or first >= len(plan.years):
        raise UnfitError(tr("stress.unfit.short", n=len(plan.years), first=change.fra))
    found = _spending(plan)
    spent = found["investeringer_varige"]
    mean = float(spent[:first].mean())
    added = np.maximum(mean - spent[first:last], 0.0)
    if float(added.max()) < KRONER:
        raise UnfitError(tr("stress.unfit.pace"))
    own = {y: v for y, v in _planned(plan, plan.years[first:last], added.tolist()).items() if v >= KRONER}
    return [NewFile(fil=file_of(ProjectFile, PACE), tekst=tomlkit.dumps(_frame(plan, change, own, _part(found, first))))]


def _planned(plan: Plan, years: Sequence[int], spent: Sequence[float]) -> dict[int, float]:
    """Amounts to plan for what is to be spent, where a part of each year's plan is carried out the year after."""
    put_off, found = 0.0, dict[int, float]()
    for year, amount in zip(years, spent, strict=True):
        rate = plan.investment.gjennomfoeringsgrad.at(year)
        found[year] = max(float(amount) / rate - put_off, 0.0)
        put_off = (found[year] + put_off) * (1.0 - rate)
    return found


def _part(found: Mapping[str, np.ndarray[Any, Any]], first: int) -> tuple[float, float]:
    """Shares of VAT compensation and of grants in what is not self-financing, in the years before `first`."""
    counted = float((found["investeringsutgift"] - found["investeringsutgift_rentabel"])[:first].sum())
    if counted < KRONER:
        return 0.0, 0.0
    vat, grants = (float(found[n][:first].sum()) / counted for n in SPENT[2:])
    return min(vat, 1.0), min(grants, 1.0 - min(vat, 1.0))


def _frame(plan: Plan, change: PlanChange, added: Mapping[int, float], part: tuple[float, float]) -> dict[str, Any]:
    """A recurring frame's file: its amount is the largest of the years, and each year a share of it."""
    most, source = max(added.values()), f"Snittet av planår 1–{(change.fra or 1) - 1}, beregnet av planen"
    return {
        "navn": "Investeringstempo fra de første årene",
        "type": "ramme",
        "sektor": "Felles",
        "fase": "behov",
        "anleggsklasse": "formaalsbygg",
        "framdrift": {str(y): round(v / most, EXACT) for y, v in added.items()},
        "videre": "null",
        "kilde": source,
        "anslag": True,
        "kostnad": {
            "beloep": round(most / 1e6, 6),
            "enhet": "mill. kr",
            "priser": f"{plan.head.tid.prisnivaa}-kroner",
            "kilde": source,
            "anslag": True,
        },
        "finansiering": {"mva_kompensasjon_andel": round(part[0], EXACT), "tilskudd_andel": round(part[1], EXACT)},
    }


@remembered
def _spending(plan: Plan) -> dict[str, np.ndarray[Any, Any]]:
    """Spending by year in fixed prices, summed over the projects, (year,) by name."""
    names = (*SPENT, *SHARES)
    found = run_cases(Cases.of([plan], [Case()]), (*names, PRICES))
    prices = found.series(PRICES)
    return {n: _summed(found.series(n)) / prices for n in names}


def _summed(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return values if values.ndim == 1 else values.reshape(len(values), -1).sum(axis=1)


RULES: Final[Mapping[str, Callable[[Plan, PlanChange], list[Edit]]]] = {
    "investeringstempo": _pace,
    "boligomraade_fram": _forward,
    "boliger_senere": _later,
}
