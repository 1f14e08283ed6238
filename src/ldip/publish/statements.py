"""Statutory forms as tables: earlier accounts and budgets, plan years, running or fixed prices, adding up as printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from rich.table import Table

from ldip.errors import ModelError
from ldip.locales import language, tr
from ldip.publish.headline import prices
from ldip.publish.numbers import FIXED, address, fetch, fixed
from ldip.publish.tables import plain_table
from ldip.publish.text import grouped
from ldip.simulation.run import Run
from ldip.statements.earlier import columns
from ldip.statements.entities import CONSOLIDATED, ENTERPRISE, GROUPS
from ldip.statements.forms import Form, Line, form
from ldip.statements.rounding import adding_up

PLAN: Final = "plan"
KASSE: Final = "kommunekasse"
PLAN_YEARS: Final = 4  # the økonomiplan (kommuneloven § 14-4)
UNITS: Final = {"mill": (1e5, 1), "tusen": (1e3, 0), "kroner": (1.0, 0)}  # kroner in a printed unit, decimals


@dataclass(frozen=True)
class View:
    """How a form is shown: price level, unit, whether every year of the plan stands there, and whose accounts it is.

    `entity` is kommunekasse, samlet, konsern, or the id of an entity beside kommunekassen."""

    fixed: bool = False
    unit: Literal["mill", "tusen", "kroner"] = "mill"
    every_year: bool = False
    entity: str = KASSE


DEFAULT: Final = View()


def form_columns(run: Run, chosen: Form, view: View) -> list[tuple[str, int]]:
    """(kind, year) of the columns: earlier ones with figures, the years of the økonomiplan, the headline year and the last."""
    own = {line.steg for line in chosen.linjer} if view.entity == KASSE else set()
    years = run.years if view.every_year else (*run.years[:PLAN_YEARS], run.plan.rules.overskriftsaar, run.years[-1])
    return [*columns({key: v for key, v in run.earlier.items() if key[0] in own}), *((PLAN, y) for y in dict.fromkeys(years))]


@dataclass(frozen=True)
class ShownForm:
    """A form as it is shown: its words, its columns (kind, year), and the kroner and printed figures of each by line."""

    form: Form
    name: str
    entity: str
    prices: str
    columns: tuple[tuple[str, int], ...]
    values: tuple[Mapping[int, float], ...]
    printed: tuple[Mapping[int, str], ...]

    def cells(self, line: Line) -> list[str]:
        """A line's figures, a dash where there is none."""
        return [c.get(line.nr, "–") for c in self.printed]


def shown_form(run: Run, paragraph: str, view: View) -> ShownForm:
    """A form with its printed figures. Errors: ModelError for accounts the plan has not, or a form they have not."""
    chosen, entity = form(paragraph), entity_name(run, view.entity)
    if view.entity != KASSE and paragraph not in CONSOLIDATED:
        raise ModelError(f"{chosen.paragraf} finnes bare for kommunekassen; for {entity}: {', '.join(CONSOLIDATED)}")
    level = tr("form.fixed", prices=prices(run)) if view.fixed else tr("form.running")
    heads = tuple(form_columns(run, chosen, view))
    values = tuple(form_values(run, chosen, kind, year, view) for kind, year in heads)
    return ShownForm(chosen, in_words(chosen), entity, level, heads, values, tuple(_printed(chosen, v, view) for v in values))


def in_words(of: Form | Line) -> str:
    """A form's or a line's wording; the law has bokmål and nynorsk."""
    return of.nn if language() == "nn" else of.nb


def form_table(run: Run, paragraph: str, view: View = DEFAULT) -> Table:
    """A statutory form; printed lines add up to printed sums, so a line may differ by one in its last digit."""
    f = shown_form(run, paragraph, view)
    title = tr(
        "table.form", paragraph=f.form.paragraf, name=f.name, entity=f.entity, unit=tr(f"form.{view.unit}"), prices=f.prices
    )
    table = plain_table(title, [""] + [form_head(kind, year) for kind, year in f.columns])
    table.columns[1].justify = "left"
    for line in f.form.linjer:
        table.add_row(str(line.nr), in_words(line), *f.cells(line), style="bold" if line.sum else "")
    table.caption, table.caption_justify = tr("form.rounded"), "left"
    return table


def entity_name(run: Run, entity: str) -> str:
    """The accounting entity in words. Errors: ModelError when the plan has none of that name or no such form."""
    own = run.plan.enterprises.get(entity)
    if own is not None:
        return own.navn
    if entity == KASSE:
        return tr(f"entity.{run.plan.head.kommune.enhet}")
    if entity not in GROUPS or not run.plan.enterprises:
        raise ModelError(f"planen har ikke regnskapet {entity!r}; kjente: {', '.join(entities_of(run))}")
    return tr(f"entity.{entity}")


def entities_of(run: Run) -> tuple[str, ...]:
    """The accounts a plan has."""
    return (KASSE, *(GROUPS if run.plan.enterprises else ()), *run.plan.enterprises)


def form_head(kind: str, year: int) -> str:
    """What stands over a column."""
    return str(year) if kind == PLAN else tr(f"form.{kind}", year=year)


def form_values(run: Run, chosen: Form, kind: str, year: int, view: View) -> dict[int, float]:
    """Kroner by line as printed (with the form's sign); lines without a figure are left out."""
    number = _plan_number(run, year, view) if kind == PLAN else _earlier_number(run, kind, year, view)
    return {line.nr: v * line.fortegn for line in chosen.linjer if (v := number(line.steg)) is not None}


def _printed(chosen: Form, values: Mapping[int, float], view: View) -> dict[int, str]:
    """A column's printed figures by line; they add up as printed."""
    scale, decimals = UNITS[view.unit]
    units = adding_up(chosen, {nr: v / scale for nr, v in values.items()})
    return {nr: grouped(n / 10**decimals, decimals) for nr, n in units.items()}


def _plan_number(run: Run, year: int, view: View) -> Callable[[str], float | None]:
    statistic = FIXED if view.fixed else "basis"
    if view.entity in run.plan.enterprises:
        return lambda name: _of_enterprise(run, name, year, statistic, view.entity)
    prefix = f"{view.entity}_" if view.entity in GROUPS else ""
    return lambda name: fetch(run, address(prefix + name, year, statistic)).value


def _of_enterprise(run: Run, name: str, year: int, statistic: str, entity: str) -> float:
    own = f"{ENTERPRISE}_{name}"
    if own not in run.catalogue.steps:
        return 0.0  # a line such an entity does not have
    return fetch(run, address(own, year, statistic, foretak=entity)).value


def _earlier_number(run: Run, kind: str, year: int, view: View) -> Callable[[str], float | None]:
    def number(name: str) -> float | None:
        try:
            found = fetch(run, address(name, year, kind))
            return (fixed(run, found) if view.fixed else found).value
        except ModelError:
            return None  # not given, or no known price level: the cell stays open

    return number
