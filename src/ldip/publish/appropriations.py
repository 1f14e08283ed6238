"""The second table of § 5-4: net appropriation by budget area, adding up as printed to line 6 of the first."""

from __future__ import annotations

from collections.abc import Callable

from rich.table import Table

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.publish.headline import prices
from ldip.publish.numbers import FIXED, address, fetch
from ldip.publish.statements import DEFAULT, KASSE, PLAN, UNITS, View, entity_name, form_columns
from ldip.publish.tables import plain_table
from ldip.publish.text import grouped
from ldip.simulation.run import Run
from ldip.statements.forms import Form, Line, form
from ldip.statements.rounding import adding_up

Fetched = Callable[[int], float]  # kroner by year


def appropriation_table(run: Run, view: View = DEFAULT) -> Table:
    """Net appropriation by service and self-cost area, what stands beside them, the year's new saving, and the sum."""
    years = [y for kind, y in form_columns(run, form("5-4"), view) if kind == PLAN]
    level = tr("form.fixed", prices=prices(run)) if view.fixed else tr("form.running")
    title = tr("form.areas", entity=entity_name(run, KASSE), unit=tr(f"form.{view.unit}"), prices=level)
    table = plain_table(title, years)
    rows = _rows(run, view)
    last = len(rows) + 1
    lines = [Line(i, name, name, f"rad_{i}") for i, (name, _) in enumerate(rows, start=1)]
    whole = label("sum_bevilgninger_netto", language())
    lines.append(Line(last, whole, whole, "sum_bevilgninger_netto", sum="+".join(str(i) for i in range(1, last))))
    as_form = Form("§ 5-4", title, title, tuple(lines))
    scale, decimals = UNITS[view.unit]
    columns = []
    for year in years:
        values = {i: value(year) / scale for i, (_, value) in enumerate(rows, start=1)}
        values[last] = _number(run, "sum_bevilgninger_netto", view)(year) / scale
        columns.append(adding_up(as_form, values))
    for line in lines:
        cells = (grouped(c[line.nr] / 10**decimals, decimals) for c in columns)
        table.add_row(line.nb, *cells, style="bold" if line.sum else "")
    return table


def _rows(run: Run, view: View) -> list[tuple[str, Fetched]]:
    services = [(run.plan.services[i].navn, _number(run, "netto_bevilgning", view, tjeneste=i)) for i in run.ids("tjeneste")]
    areas = [
        (run.plan.fees[i].navn, _number(run, "netto_bevilgning_selvkost", view, selvkostomraade=i))
        for i in run.ids("selvkostomraade")
    ]
    names = ("netto_bevilgning_felles", "netto_bevilgning_utenom")
    beside = [(label(n, language()), _number(run, n, view)) for n in names]
    saving = _number(run, "innsparing_i_aaret", view)
    return [*services, *areas, *beside, (label("innsparing_i_aaret", language()), lambda year: -saving(year))]


def _number(run: Run, name: str, view: View, **axes: str) -> Fetched:
    statistic = FIXED if view.fixed else "basis"
    return lambda year: fetch(run, address(name, year, statistic, **axes)).value
