"""Table of levers: effect alone, in order, and Shapley shares that sum to the whole."""

from __future__ import annotations

from rich.table import Table

from ldip.compare.levers import MEASURES, LeverEffects
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.publish.digits import grouped, money_decimals
from ldip.publish.screen.plain import plain_table
from ldip.simulation.shapley import Values


def lever_tables(plan: Plan, found: LeverEffects) -> list[Table]:
    """One table for each way of sharing, million kroner in the plan's price year."""
    width = money_decimals(float(found.before[1]))
    base = {"prices": plan.head.tid.prisnivaa, "year": plan.shown_year, "last": plan.years[-1]}
    heads = [tr(f"levers.{m}", **base) for m in MEASURES]
    tables = []
    for way in ("alone", "in_order", "shapley"):
        effects: Values = getattr(found, way)
        table = plain_table(tr(f"levers.title.{way}", **base), heads)
        if way == "shapley":
            table.add_row(tr("levers.before"), *_cells(found.before, width))
        for i, lever in enumerate(found.levers):
            table.add_row(f"{plan.levers[lever].rekkefoelge} {plan.levers[lever].navn}", *_cells(effects[i], width))
        if way != "alone":
            table.add_row(tr("levers.sum"), *_cells(effects.sum(axis=0), width), style="bold")
        if way == "shapley":
            table.add_row(tr("levers.after"), *_cells(found.after, width), style="bold")
        tables.append(table)
    return tables


def _cells(row: Values, width: int) -> list[str]:
    return [grouped(float(v) / 1e6, width) for v in row]
