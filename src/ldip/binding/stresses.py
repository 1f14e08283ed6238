"""The plan's own stresses and scenarios against plan and model: factors, units, elements and years of their shocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.binding.bind import axes_of
from ldip.engine.graph import Given
from ldip.errors import Problem
from ldip.model.catalogue import FACTORS
from ldip.plan.document import NotReadError, Plan
from ldip.plan.messages import nearest
from ldip.plan.schema.fields import MOST_YEARS
from ldip.plan.schema.files import file_in
from ldip.plan.schema.stress import ShockEntry, StressFile
from ldip.plan.stresses import BASE, LONGEST, SCENARIO, STRESS, TOGETHER, Test, scenarios_of, stresses_of

UNITS: Final = {  # units of a shock by the unit of the factor's input
    "andel": ("prosent", "prosentpoeng"),
    "indeks": ("prosent",),
    "antall": ("antall",),
    "flagg": ("antall",),
    "kr_per_person": ("kr per innbygger",),
}


def stress_problems(plan: Plan) -> Iterator[Problem]:
    """Problems of the names of the plan's own stresses and scenarios, and of every shock in them."""
    yield from _names(plan)
    for folder, files in ((STRESS, plan.stresses), (SCENARIO, plan.scenarios)):
        for name, test in files.items():
            for key, entry in entries_of(test):
                yield from shock_problems(plan, file_in(folder, name), key, entry)


def _names(plan: Plan) -> Iterator[Problem]:
    """A stress or scenario is chosen by its name alone, among those that ship with the program too."""
    for folder, own, others in (
        (STRESS, plan.stresses, scenarios_of(plan)),
        (SCENARIO, plan.scenarios, {**stresses_of(plan)}),
    ):
        for name in own:
            file = file_in(folder, name)
            if name in (BASE, TOGETHER):
                yield Problem(file, "", "navnet er en egen rad i svaret", name, "gi filen et annet navn")
            elif name in others:
                yield Problem(file, "", "et stress og et scenario kan ikke ha samme navn", name, "gi filen et annet navn")
            elif len(name) > LONGEST:
                yield Problem(file, "", f"navnet har flere enn {LONGEST} tegn", name, "gi filen et kortere navn")


def entries_of(test: Test) -> Iterator[tuple[str, ShockEntry]]:
    """Every shock of a stress or scenario with its key path."""
    if isinstance(test, StressFile):
        yield from ((f"stoet.{i}", e) for i, e in enumerate(test.stoet))
        return
    for at, layer in enumerate(test.lag):
        yield from ((f"lag.{at}.stoet.{i}", e) for i, e in enumerate(layer.stoet))


def shock_problems(plan: Plan, file: str, key: str, entry: ShockEntry) -> Iterator[Problem]:
    """Problems of one shock: an unknown factor, a unit or element that it does not have, a year outside the plan."""
    given = FACTORS.get(entry.faktor)
    if given is None:
        yield Problem(file, f"{key}.faktor", "ukjent faktor", entry.faktor, nearest(entry.faktor, list(FACTORS)))
        return
    units = ("prosent",) if entry.maate == "gang" else UNITS.get(given.unit, ())
    if entry.enhet not in units:
        yield Problem(
            file, f"{key}.enhet", f"{entry.faktor} har enhet {given.unit}", entry.enhet, f"bruk {' eller '.join(units)}"
        )
    if entry.element and entry.element not in (known := _elements(plan, given)):
        yield Problem(file, f"{key}.element", "ukjent element", entry.element, nearest(entry.element, known))
    for name, year in (("fra", entry.fra), ("til", entry.til)):
        if year is not None and year > MOST_YEARS and year not in plan.years:
            yield Problem(file, f"{key}.{name}", "året er ikke i planen", f"{year}", f"{plan.years[0]}–{plan.years[-1]}")
    if entry.fra and entry.til and (entry.fra > MOST_YEARS) == (entry.til > MOST_YEARS) and entry.fra > entry.til:
        yield Problem(file, f"{key}.til", "til er før fra", f"{entry.til}", f"sett til til {entry.fra} eller senere")


def _elements(plan: Plan, given: Given) -> tuple[str, ...]:
    try:
        return axes_of(plan).get(given.axes[0], ()) if given.axes else ()
    except NotReadError:
        return ()
