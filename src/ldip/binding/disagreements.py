"""Two tables of one plan that state different amounts for the same line: adopted lines against the other tables."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Final

from ldip.binding.bind import bind
from ldip.binding.bound import Binding
from ldip.engine.compile import compile_program
from ldip.engine.execute import project
from ldip.engine.graph import Array
from ldip.engine.inputs import Inputs
from ldip.errors import Problem
from ldip.locales.written import millions
from ldip.model.catalogue import GIVENS, catalogue, neutral
from ldip.plan.document import Plan
from ldip.plan.measures import used
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import READING

FILE: Final = "vedtatt.csv"
KRONE: Final = 0.5
Place = tuple[str, int, str]  # name, year and element
Stated = tuple[int, float]  # line of the file, and kroner


def disagreements(plan: Plan) -> Iterator[Problem]:
    """Problems of adopted lines that kontroll.csv or regnskap.csv gives otherwise."""
    adopted = _adopted(plan)
    outside = [r.aar for r, _ in used(plan) if not r.innarbeidet]
    for line, row in plan.table("kontroll.csv", t.ControlRow).numbered():
        at = adopted.get((row.navn, row.aar, row.element))
        on_top = any(y <= row.aar for y in outside)  # measures outside the lines come on top, and are left to the run
        if at is not None and not on_top and abs(at[1] / READING[row.enhet] - row.verdi) > row.toleranse:
            yield _told(at, row.navn, row.aar, f"kontroll.csv:{line}", row.verdi * READING[row.enhet])
    for line, before in plan.table("regnskap.csv", t.EarlierRow).numbered():
        at = adopted.get((before.linje, before.aar, ""))
        if at is not None and abs(at[1] - before.kroner) > KRONE:
            yield _told(at, before.linje, before.aar, f"regnskap.csv:{line}", before.kroner)


def stated_twice(plan: Plan) -> Iterator[Problem]:
    """Adopted lines of a project, fund or post whose own file states another amount for the year. The plan can be bound."""
    steps, adopted = catalogue().steps, _adopted(plan)
    direct = {n for n, _, _ in adopted if not steps[n][0].avvik and _amounts(n)}
    if not direct:
        return
    b = bind(plan, {n: v[0].axes for n, v in steps.items()})
    values = _without_lines(b, direct)
    for (name, year, element), at in adopted.items():
        if name not in direct:
            continue
        axes = steps[name][0].axes
        index = (b.years.index(year), 0, *([b.ids[axes[0]].index(element)] if axes else []))
        stated = [n for n in _amounts(name) if b.values[n][index] != 0.0]
        amount = float(values[name][index])
        if stated and abs(amount - at[1]) > KRONE:
            origin = b.element_origins.get(stated[0], {}).get(element) or b.origins[stated[0]]
            yield _told(at, name, year, f"{origin.file} {origin.key}".strip(), amount)


def _adopted(plan: Plan) -> dict[Place, Stated]:
    """Adopted amounts; rows of the same line, year and element add up, with the line of the first."""
    found = dict[Place, Stated]()
    for line, row in plan.table(FILE, t.AdoptedRow).numbered():
        key = (row.linje, row.aar, row.element)
        first, so_far = found.get(key, (line, 0.0))
        found[key] = (first, so_far + row.kroner)
    return found


def _amounts(name: str) -> tuple[str, ...]:
    """Inputs of a step that are amounts the plan states, on the step's own axis."""
    s = catalogue().steps[name][0]
    return tuple(g.name for g in GIVENS if g.name in s.inputs and g.unit in ("kr", "kr_fast") and g.axes == s.axes)


def _without_lines(b: Binding, names: Set[str]) -> dict[str, Array]:
    """The quantities as the plan's files give them, (year, 1, *axes)."""
    zero = neutral(len(b.years), {a: len(i) for a, i in b.ids.items()})
    work = compile_program(catalogue(), b.years, names)
    return project(work, Inputs({**b.values, **zero}, b.openings, {}, b.sizes, 1))


def _told(at: Stated, name: str, year: int, other: str, amount: float) -> Problem:
    line, kroner = at
    text = f"{year}: to tabeller sier ulike beløp; {other} sier {millions(amount)}"
    return Problem(FILE, name, text, millions(kroner), "rett den ene, eller la bare den ene stå", line)
