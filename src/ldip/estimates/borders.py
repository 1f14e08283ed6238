"""Stocks of earlier years within today's borders, so that a border that moved is not read as people who moved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from ldip.engine.graph import Array, divide
from ldip.parameters.demography import AGES, shipped_demography, span

STEADY: Final = span(45, 74)  # ages that move and die so little that a jump among them is a moved border
Stocks = Callable[[str], Array]


def mended(number: str, years: Sequence[int], stocks_of: Stocks) -> tuple[Array, str]:
    """Stocks (år, kjoenn, alder) 1 January with the municipality's moved borders undone, and what was done in words, empty for
    most. `stocks_of` gives the published stocks of a municipality for the same years.

    Source: parameters/demografi.toml [grenseendringer]; docs/method/demografi.md#grenseendringer."""
    table, cells, told = shipped_demography()["grenseendringer"], stocks_of(number), []
    for split in table["deling"]:
        if number in split["kommuner"]:
            others = [stocks_of(n) for n in split["kommuner"]]
            cells = shared(cells, np.sum(others, axis=0), years.index(split["aar"]))
            told.append(f"kommunen ble delt i {split['aar']}: årene før er årskullenes andel av {' og '.join(split['kommuner'])}")
    for move in table["overfoering"]:
        if number in (move["fra"], move["til"]):
            at = years.index(move["aar"])
            size = transferred(stocks_of(move["fra"]), stocks_of(move["til"]), at)
            cells = scaled(cells, at, size if number == move["til"] else -size)
            told.append(f"grensen mellom {move['fra']} og {move['til']} ble flyttet i {move['aar']}: årene før er justert")
    return cells, "; ".join(told)


def shared(cells: Array, whole: Array, at: int) -> Array:
    """Stocks before place `at` as each cohort's share in that year of the whole (år, kjoenn, alder)."""
    share = divide(cells[at], whole[at], float(cells[at].sum() / whole[at].sum()))
    found = np.array(cells)
    for k in range(at):
        older = np.minimum(np.arange(AGES) + at - k, AGES - 1)
        found[k] = whole[k] * share[:, older]
    return found


def transferred(giver: Array, taker: Array, at: int) -> float:
    """Persons of 45–74 years who changed municipality with the border at place `at`: the mean of the two jumps."""
    return 0.5 * (jump(taker, at) - jump(giver, at))


def jump(cells: Array, at: int) -> float:
    """Growth of the cohorts of 45–74 years into place `at` beyond the median year's."""
    before = (cells[:-1].sum(axis=1) * STEADY).sum(axis=1)
    after = (cells[1:].sum(axis=1) * np.roll(STEADY, 1)).sum(axis=1)
    usual = np.median(after / before - 1.0)
    return float(after[at - 1] - before[at - 1] * (1.0 + usual))


def scaled(cells: Array, at: int, size: float) -> Array:
    """Stocks before place `at` scaled by the persons who came with the border (negative: who left)."""
    steady = float((cells[at - 1].sum(axis=0) * STEADY).sum())
    found = np.array(cells)
    found[:at] *= 1.0 + size / steady
    return found
