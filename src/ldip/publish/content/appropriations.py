"""The second table of § 5-4: net appropriation by budget area, adding up to line 6 of the first table, as that prints it."""

from __future__ import annotations

from collections.abc import Callable

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.content.cells import Cell, Row, Table
from ldip.publish.content.fetched import cell, identity, line, over_years, price_basis
from ldip.publish.content.statements import (
    DEFAULT,
    KASSE,
    PLAN,
    UNITS,
    View,
    entity_name,
    printed_column,
    settled,
    statement_columns,
)
from ldip.publish.numbers import FIXED, address
from ldip.simulation.run import Run
from ldip.statements.forms import Form, Line, form

WHOLE = "sum_bevilgninger_netto"
Fetched = Callable[[int], Cell]  # by year


def appropriation_table(run: Run, view: View = DEFAULT) -> Table:
    """Net appropriation by service and self-cost area, the appropriations beside them, the year's new saving, and the sum."""
    years = [y for kind, y in statement_columns(run, form("5-4"), view) if kind == PLAN]
    level, entity = price_basis(run, view.price_unit), entity_name(run, KASSE)
    title = tr("form.areas", entity=entity, unit=tr(f"form.{view.unit}"), prices=level)
    rows = [*_areas(run, view), (label(WHOLE, language()), _line_six(run, view))]
    last = len(rows)
    sums = {last: "+".join(str(i) for i in range(1, last))}
    lines = tuple(Line(i, name, name, f"rad_{i}", sum=sums.get(i, "")) for i, (name, _) in enumerate(rows, start=1))
    as_form, reading = Form("§ 5-4", title, title, lines), UNITS[view.unit]
    columns = [settled(as_form, {i: get(y) for i, (_, get) in enumerate(rows, start=1)}, reading) for y in years]
    return Table(
        id="5-4-omraader",
        title=title,
        columns=over_years(years),
        rows=tuple(_row(of, [c[of.nr] for c in columns]) for of in lines),
        run=identity(run),
    )


def _row(of: Line, numbers: list[Cell]) -> Row:
    return line(of.nb, numbers, "sum" if of.sum else "line")


def _line_six(run: Run, view: View) -> Fetched:
    first = form("5-4")
    nr = next(of.nr for of in first.linjer if of.steg == WHOLE)
    return lambda year: printed_column(run, first, PLAN, year, view)[nr]


def _areas(run: Run, view: View) -> list[tuple[str, Fetched]]:
    services = [(run.plan.services[i].navn, _number(run, "netto_bevilgning", view, tjeneste=i)) for i in run.ids("tjeneste")]
    areas = [
        (run.plan.fees[i].navn, _number(run, "netto_bevilgning_selvkost", view, selvkostomraade=i))
        for i in run.ids("selvkostomraade")
    ]
    names = ("netto_bevilgning_felles", "netto_bevilgning_utenom")
    beside = [(label(n, language()), _number(run, n, view)) for n in names]
    return [*services, *areas, *beside, (label("innsparing_i_aaret", language()), _number(run, "innsparing_i_aaret", view, -1))]


def _number(run: Run, name: str, view: View, sign: int = 1, **axes: str) -> Fetched:
    statistic = FIXED if view.fixed else "basis"
    return lambda year: cell(run, address(name, year, statistic, **axes), UNITS[view.unit], sign)
