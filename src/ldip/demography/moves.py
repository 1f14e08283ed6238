"""Moves and fertility from stocks alone: residual net moves, shrinkage of small areas, local fertility.

Source: docs/method/demografi.md.
"""

from __future__ import annotations

import numpy as np

from ldip.demography.projection import survivors
from ldip.engine.graph import Array, divide

LEAST_SPREAD = 0.002  # moves per person that every cell counts with when an area's own total is spread


def residual_moves(stocks: Array, survival: Array) -> Array:
    """Yearly net moves by age at year end, mean over the years between stocks.

    stocks (…, år+1, kjønn, alder) 1 January, survival (år, kjønn, alder) for the same years; returns
    (…, kjønn, alder). Moves are those of the year end, P₁[x] − P₀[x−1]·S[x]. Age 0 is 0: births are
    fitted to the newborns by `fertility_factor` instead.
    """
    moves: Array = (stocks[..., 1:, :, :] - survivors(stocks[..., :-1, :, :], survival)).mean(axis=-3)
    moves[..., 0] = 0.0
    return moves


def shrink(moves: Array, population: Array, reference: Array, k: float) -> Array:
    """Age pattern of a small area drawn towards a reference; its own total is kept.

    moves and population (…, kjønn, alder): yearly net moves and those they are counted among;
    reference (…, kjønn, alder) net moves per person in similar municipalities; weight N/(N+k) on the
    area's own. What the reference lacks of the own total is spread where people move most.
    """
    inhabitants = population.sum(axis=(-2, -1), keepdims=True)
    weight = divide(inhabitants, inhabitants + k, 1.0)
    expected = reference * population
    spread = np.maximum(np.abs(reference), LEAST_SPREAD) * population
    gap = moves.sum(axis=(-2, -1), keepdims=True) - expected.sum(axis=(-2, -1), keepdims=True)
    pattern = expected + gap * divide(spread, spread.sum(axis=(-2, -1), keepdims=True), 0.0)
    result: Array = weight * moves + (1.0 - weight) * pattern
    return result


def as_rates(moves: Array, population: Array) -> tuple[Array, Array]:
    """Net moves as out-rates where they are negative and arrivals where positive.

    population (…, kjønn, alder) is those present when the moves happen. A rate cannot take more people
    than there are; it is at most 1.
    """
    rate = np.clip(divide(np.maximum(-moves, 0.0), population, 0.0), 0.0, 1.0)
    return rate, np.maximum(moves, 0.0)


def as_gross(moves: Array, population: Array, leaving: Array) -> tuple[Array, Array]:
    """Net moves as out-rates and arrivals that net to them in the base period: those who leave follow the people there are.

    moves and population (…, kjønn, alder) as in `as_rates`; leaving (…, kjønn, alder) the share that moves out in a year, at
    least what the net moves demand. A municipality that grows so loses more people each year, and one that shrinks fewer.
    Newborns have no moves of their own.
    """
    rate = np.clip(np.maximum(leaving, divide(-moves, population, 0.0)), 0.0, 1.0)
    rate[..., 0] = 0.0
    return rate, np.maximum(moves + rate * population, 0.0)


def expected_births(stocks: Array, fertility: Array) -> Array:
    """Births a year if the national rates held: stocks (…, år+1, kjønn, alder), fertility (år, alder) → (…, år)."""
    women = (stocks[..., :-1, 0, :] + stocks[..., 1:, 0, :]) / 2.0
    births: Array = (women * fertility).sum(axis=-1)
    return births


def fertility_factor(born: Array, expected: Array) -> Array:
    """Local fertility against the nation: (born in five years + 50) / (expected + 50), sums over the years.

    The 50 births draw small areas towards 1. born and expected (…,).
    """
    factor: Array = (born + 50.0) / (expected + 50.0)
    return factor


def newborns(stocks: Array, survival: Array) -> Array:
    """Births a year, estimated by those aged 0 at year end: stocks (…, år+1, kjønn, alder) → (…, år)."""
    born: Array = (stocks[..., 1:, :, 0] / survival[:, :, 0]).sum(axis=-1)
    return born


def fit(cells: Array, rows: Array, columns: Array, rounds: int = 200, tolerance: float = 1e-10) -> Array:
    """Iterative proportional fitting of small areas to known margins (Deming & Stephan 1940).

    cells (sone, celle), rows (sone,), columns (celle,); the margins must have the same sum. Ends with
    the columns exact, the rows within the tolerance relative to the whole. Errors: ValueError when the margins
    disagree or a positive margin has only empty cells.
    """
    if abs(rows.sum() - columns.sum()) > 1e-6 * max(columns.sum(), 1.0):
        raise ValueError(f"margene summerer ulikt: {rows.sum():g} og {columns.sum():g}")
    if ((cells.sum(axis=1) == 0.0) & (rows > 0.0)).any() or ((cells.sum(axis=0) == 0.0) & (columns > 0.0)).any():
        raise ValueError("en margin er større enn null der alle celler er null")
    fitted = cells
    for _ in range(rounds):
        fitted = fitted * divide(rows, fitted.sum(axis=1), 0.0)[:, None]
        fitted = fitted * divide(columns, fitted.sum(axis=0), 0.0)[None, :]
        if np.abs(fitted.sum(axis=1) - rows).max() <= tolerance * max(columns.sum(), 1.0):
            break
    return fitted
