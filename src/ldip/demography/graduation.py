"""Grouped projections graduated to single years of age (plain array functions, no plan needed).

Method, our own: the stock is aged on with survival and fertility to each given year and raked to
the published groups, so published totals are kept exactly; each cohort's rake factor is spread
evenly (geometrically) over the years since the last given year or since birth.
"""

from __future__ import annotations

import numpy as np

from ldip.demography.projection import project
from ldip.engine.graph import Array

Whole = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def age_on(stock: Array, survival: Array, fertility: Array, boys: float) -> Array:
    """One year on without moves. Shapes (kjoenn, alder); fertility (alder); returns (kjoenn, alder)."""
    ratio = boys / (1.0 - boys)
    path, _ = project(stock, survival[None], fertility[None], np.zeros((1, *stock.shape)), sex_ratio=ratio, timing="end")
    aged: Array = path[1]
    return aged


def between(stock: Array, groups: Array, member: Array, survival: Array, fertility: Array, boys: float) -> Array:
    """Path from a full stock to group totals n years later.

    stock (kjoenn, alder); groups (gruppe,) totals in the last year; member (gruppe, alder) 0/1;
    survival (år, kjoenn, alder) and fertility (år, alder) for the n years. Returns (n, kjoenn, alder)
    for the years after the stock, the last one adding up to `groups` exactly.
    """
    n = survival.shape[0]
    aged = aged_path(stock, survival, fertility, boys)
    modelled = member @ aged[-1].sum(axis=0)
    factor_by_age = member.T @ (groups / np.where(modelled == 0.0, 1.0, modelled))
    path = []
    for t in range(1, n + 1):
        age_at_end, so_far, in_span = cohort_spans(stock.shape[1], t, n)
        path.append(aged[t] * factor_by_age[age_at_end] ** (so_far / in_span))
    return _unmodelled(np.array(path), stock, groups, member, (modelled == 0.0) & (groups > 0.0))


def aged_path(stock: Array, survival: Array, fertility: Array, boys: float) -> list[Array]:
    """The stock and its years on without moves, (kjoenn, alder) each: one more than the years of survival."""
    aged = [stock]
    for t in range(survival.shape[0]):
        aged.append(age_on(aged[-1], survival[t], fertility[t], boys))
    return aged


def cohort_spans(ages: int, t: int, n: int) -> tuple[Whole, Whole, Whole]:
    """Each age's cohort t years into a span of n: its age at the end, and years lived in the span so far and at the end."""
    age = np.arange(ages)
    return np.minimum(age + n - t, ages - 1), np.minimum(age + 1, t), np.minimum(age + n - t + 1, n)


def _unmodelled(path: Array, stock: Array, groups: Array, member: Array, empty: Array) -> Array:
    """Groups that the model leaves empty grow linearly to their total, evenly over ages and sexes."""
    if not empty.any():
        return path
    n, inside = len(path), (member[empty].sum(axis=0) > 0.0)
    share = member / (member.sum(axis=1, keepdims=True) * stock.shape[0])
    start = member @ stock.sum(axis=0)
    for t in range(1, n + 1):
        totals = np.where(empty, start + (groups - start) * t / n, 0.0)
        path[t - 1] = np.where(inside, totals @ share, path[t - 1])
    return path


def graduate(
    stock: Array, given: dict[int, Array], member: Array, survival: Array, fertility: Array, boys: float, first: int
) -> Array:
    """Single years between and at the given years.

    stock (kjoenn, alder) 1 January `first`; given: year → group totals (gruppe,), increasing years
    after `first`; survival (år, kjoenn, alder) and fertility (år, alder) from year `first`. Returns
    (år, kjoenn, alder) from 1 January `first` to the last given year.
    """
    path, at = [stock], first
    for year in sorted(given):
        span = slice(at - first, year - first)
        path += list(between(path[-1], given[year], member, survival[span], fertility[span], boys))
        at = year
    return np.array(path)


def geometric_path(start: float, start_year: int, pins: list[tuple[int, float]]) -> dict[int, float]:
    """Totals by year between a start and pinned totals, equal growth a year between them. Our own method."""
    path: dict[int, float] = {}
    value, year = start, start_year
    for pin_year, pin in pins:
        if pin_year <= year:
            continue
        growth = (pin / value) ** (1.0 / (pin_year - year))
        for k in range(1, pin_year - year + 1):
            path[year + k] = value * growth**k
        value, year = pin, pin_year
    return path
