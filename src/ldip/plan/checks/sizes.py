"""Checks of how many elements a plan has along the axes that files of rows make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.plan.bounds import TOML_ITEMS, ZONES
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t

REMEDY: Final = "slå sammen de minste"


def _zones(plan: Plan) -> Iterator[Problem]:
    stock = plan.population.folketall
    if stock and len(plan.zones) > ZONES:
        yield Problem(stock.fil, "sone", f"flere enn {ZONES} soner", str(len(plan.zones)), REMEDY)


def _measures(plan: Plan) -> Iterator[Problem]:
    found = {r.id for r in plan.table("tiltak.csv", t.MeasureRow).rows}
    if len(found) > TOML_ITEMS:
        yield Problem("tiltak.csv", "id", f"flere enn {TOML_ITEMS} tiltak", str(len(found)), REMEDY)


CHECKS: Final = (_zones, _measures)
