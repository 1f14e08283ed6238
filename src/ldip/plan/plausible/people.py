"""The population of the plan against the year before, where the plan has its history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from ldip.parameters.plausible import rules
from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution, number
from ldip.plan.schema import tables as t

RULE: Final = "folketall"


def _people(plan: Plan) -> Iterator[Caution]:
    """Every step from one year of the history to the next, and from the last to the opening population."""
    stock = plan.referenced("folketall", t.StockRow)
    opening = plan.population.dato.year
    count: dict[int, float] = defaultdict(float)
    for row in plan.referenced("historie", t.HistoryRow).rows:
        count[row.aar] += row.personer
    count[opening] = plan.inhabitants
    years = sorted(y for y in count if y <= opening)
    for before, year in pairwise(years):
        yield from _step(plan, stock.file, (before, count[before]), (year, count[year]))


def _step(plan: Plan, file: str, before: tuple[int, float], now: tuple[int, float]) -> Iterator[Caution]:
    rule = rules()[RULE]
    if before[1] <= 0.0 or now[1] <= 0.0:
        return
    growth = 100.0 * ((now[1] / before[1]) ** (1.0 / (now[0] - before[0])) - 1.0)
    if rule.low <= growth <= rule.high:
        return
    last = now[0] == plan.population.dato.year
    place = file if last else plan.referenced("historie", t.HistoryRow).file
    words = (
        ("aar", str(now[0])),
        ("personer", number(now[1], 0)),
        ("foer", number(before[1], 0)),
        ("foer_aar", str(before[0])),
        ("vekst", number(growth)),
    )
    key = "folketall.fil" if last else "historie.fil"
    yield Caution("befolkning.toml", key, RULE, f"{place}: {now[0]}", words, f"{number(growth)} prosent")


RULES: Final = (_people,)
