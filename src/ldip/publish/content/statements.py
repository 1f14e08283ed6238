"""Statutory forms: earlier accounts and budgets, plan years, running or fixed prices, adding up as printed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from ldip.errors import ModelError
from ldip.locales import language, tr
from ldip.publish.content.cells import NOTHING, Cell, Column, Row, Table
from ldip.publish.content.fetched import cell, identity, price_basis
from ldip.publish.digits import MILLIONS, Format, format_of
from ldip.publish.numbers import FIXED, address, earlier_in
from ldip.simulation.run import Run
from ldip.statements.earlier import columns
from ldip.statements.entities import CONSOLIDATED, CONSOLIDATIONS, ENTERPRISE
from ldip.statements.forms import Form, Line, form
from ldip.statements.rounding import adding_up, sums_hold

PLAN: Final = "plan"
KASSE: Final = "kommunekasse"
PLAN_YEARS: Final = 4  # the økonomiplan (kommuneloven § 14-4)
UNITS: Final[Mapping[str, Format]] = {
    "mill": format_of("kr", MILLIONS, 1),
    "tusen": format_of("kr", "1000 kr"),
    "kroner": format_of("kr", "kr"),
}
Fetch = Callable[[Line], Cell]


@dataclass(frozen=True)
class View:
    """Options of a form: price level, unit, whether every year of the plan is a column, and whose accounts it is.

    `entity` is kommunekasse, samlet, konsern, or the id of an entity beside kommunekassen."""

    fixed: bool = False
    unit: Literal["mill", "tusen", "kroner"] = "mill"
    every_year: bool = False
    entity: str = KASSE

    @property
    def price_unit(self) -> str:
        """The engine's unit of its amounts."""
        return "kr_fast" if self.fixed else "kr"


DEFAULT: Final = View()


@dataclass(frozen=True, kw_only=True)
class Statement(Table):
    """A statutory form as it is shown: a row a line, named by its step.

    `adds_up` is whether every sum is the sum of its lines, to the krone."""

    paragraph: str
    name: str
    entity: str
    prices: str
    accounts: tuple[tuple[str, str], ...]  # the accounts the plan has, by id, in words
    adds_up: bool


def statement(run: Run, paragraph: str, view: View = DEFAULT) -> Statement:
    """A form; printed lines add up to printed sums, so a line may differ by one in its last digit.

    Errors: ModelError for accounts the plan has not, or a form they have not."""
    chosen, entity = form(paragraph), entity_name(run, view.entity)
    if view.entity != KASSE and paragraph not in CONSOLIDATED:
        raise ModelError(f"{chosen.paragraf} finnes bare for kommunekassen; for {entity}: {', '.join(CONSOLIDATED)}")
    heads = statement_columns(run, chosen, view)
    filled = [printed_column(run, chosen, kind, year, view) for kind, year in heads]
    name, level = in_words(chosen), price_basis(run, view.price_unit)
    return Statement(
        id=paragraph,
        title=tr("table.form", paragraph=chosen.paragraf, name=name, entity=entity, unit=tr(f"form.{view.unit}"), prices=level),
        columns=(Column(kind="stub", wraps=True), Column(name, "stub"), *(_column(run, k, y, view) for k, y in heads)),
        rows=tuple(_row(line, [by_line[line.nr] for by_line in filled]) for line in chosen.linjer),
        notes=(tr("form.rounded"),),
        run=identity(run),
        paragraph=chosen.paragraf,
        name=name,
        entity=entity,
        prices=level,
        accounts=tuple((e, entity_name(run, e)) for e in entities_of(run)),
        adds_up=all(sums_hold(chosen, _amounts(by_line)) for by_line in filled),
    )


def statement_columns(run: Run, chosen: Form, view: View) -> list[tuple[str, int]]:
    """(kind, year) of the columns: earlier ones with figures, the years of the økonomiplan, the headline year and the last."""
    own = {line.steg for line in chosen.linjer} if view.entity == KASSE else set()
    years = run.years if view.every_year else (*run.years[:PLAN_YEARS], run.plan.shown_year, run.years[-1])
    return [*columns({key: v for key, v in run.earlier.items() if key[0] in own}), *((PLAN, y) for y in dict.fromkeys(years))]


def in_words(of: Form | Line) -> str:
    """A form's or a line's wording; the law has bokmål and nynorsk."""
    return of.nn if language() == "nn" else of.nb


def entity_name(run: Run, entity: str) -> str:
    """The accounting entity in words. Errors: ModelError when the plan has none of that name or no such form."""
    own = run.plan.enterprises.get(entity)
    if own is not None:
        return own.navn
    if entity == KASSE:
        return tr(f"entity.{run.plan.head.kommune.enhet}")
    if entity not in CONSOLIDATIONS or not run.plan.enterprises:
        raise ModelError(f"planen har ikke regnskapet {entity!r}; kjente: {', '.join(entities_of(run))}")
    return tr(f"entity.{entity}")


def entities_of(run: Run) -> tuple[str, ...]:
    """The accounts a plan has."""
    return (KASSE, *(CONSOLIDATIONS if run.plan.enterprises else ()), *run.plan.enterprises)


def settled(chosen: Form, by_line: Mapping[int, Cell], reading: Format) -> dict[int, Cell]:
    """A column's cells by line with what is printed of each, so that the printed lines add up to the printed sums.

    A total that is settled already keeps its digits."""
    scale = 10.0 ** -(reading.shift + (reading.decimals or 0))  # kroner in a unit of the last digit
    before = {nr: c.settled for nr, c in by_line.items() if c.settled is not None}
    units = adding_up(chosen, {nr: v / scale for nr, v in _amounts(by_line).items()}, before)
    return {nr: replace(c, settled=units.get(nr)) for nr, c in by_line.items()}


def _amounts(by_line: Mapping[int, Cell]) -> dict[int, float]:
    return {nr: c.signed for nr, c in by_line.items() if c.signed is not None}


def _column(run: Run, kind: str, year: int, view: View) -> Column:
    adopted = run.plan.head.tid.vedtatt_til
    return Column(
        str(year) if kind == PLAN else tr(f"form.{kind}", year=year),
        source=kind,
        year=year,
        adopted=kind == PLAN and adopted is not None and year <= adopted,
        unit=tr(f"form.{view.unit}"),
        prices=price_basis(run, view.price_unit),
    )


def _row(line: Line, numbers: Sequence[Cell]) -> Row:
    return Row((Cell(text=str(line.nr)), Cell(text=in_words(line)), *numbers), "sum" if line.sum else "line", line.steg)


def printed_column(run: Run, chosen: Form, kind: str, year: int, view: View) -> dict[int, Cell]:
    """A column's cells by line number, as printed."""
    fetched = _of_plan(run, year, view) if kind == PLAN else _of_earlier(run, kind, year, view)
    return settled(chosen, {line.nr: fetched(line) for line in chosen.linjer}, UNITS[view.unit])


def _of_plan(run: Run, year: int, view: View) -> Fetch:
    statistic, reading = FIXED if view.fixed else "basis", UNITS[view.unit]
    prefix = f"{view.entity}_" if view.entity in CONSOLIDATIONS else ""

    def fetched(line: Line) -> Cell:
        if view.entity not in run.plan.enterprises:
            return cell(run, address(prefix + line.steg, year, statistic), reading, line.fortegn)
        own = f"{ENTERPRISE}_{line.steg}"
        if own not in run.catalogue.steps:  # a line such an entity does not have
            return Cell(value=0.0, format=reading, sign=line.fortegn, year=year, unit=view.price_unit)
        return cell(run, address(own, year, statistic, foretak=view.entity), reading, line.fortegn)

    return fetched


def _of_earlier(run: Run, kind: str, year: int, view: View) -> Fetch:
    statistic = earlier_in(kind, view.fixed)

    def fetched(line: Line) -> Cell:
        try:
            return cell(run, address(line.steg, year, statistic), UNITS[view.unit], line.fortegn)
        except ModelError:
            return Cell(text=NOTHING, year=year)  # not given, or no known price level: the cell stays open

    return fetched
