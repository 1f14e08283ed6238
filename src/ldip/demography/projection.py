"""Cohort-component projection on plain arrays, for textbook cases and for anything without a plan.

Preston, Heuveline & Guillot (2001) ch. 6, boxes 6.1 and 6.2; population.md §2.
"""

from __future__ import annotations

import numpy as np

from ldip.graph import Array


def survivors(population: Array, survival: Array) -> Array:
    """One age interval older, before births: age 0 is empty and the last age stays open.

    population and survival (…, alder) broadcast; survival into each age, the last one for the two last ages.
    """
    older = np.zeros(np.broadcast_shapes(population.shape, survival.shape))
    older[..., 1:] = population[..., :-1] * survival[..., 1:]
    older[..., -1] += population[..., -1] * survival[..., -1]
    return older


def project(
    population: Array,
    survival: Array,
    fertility: Array,
    migration: Array,
    *,
    sex_ratio: float,
    timing: str = "even",
) -> tuple[Array, Array]:
    """Project a population; one step is one age interval.

    population (…, kjønn, alder), index 0 women and 1 men, or women only; survival (…, år, kjønn, alder)
    into each age, index 0 from birth, the last one for the two last groups together; fertility
    (…, år, alder) births per woman in the step; migration (…, år, kjønn, alder) net persons;
    sex_ratio boys per girl. timing "even" spreads moves over the step, "end" puts them at its end.
    Leading batch axes broadcast. Returns population (…, år+1, kjønn, alder) and births by age of
    mother (…, år, alder), both sexes. Errors: ValueError for shapes that do not fit or an unknown timing.
    """
    if timing not in ("even", "end"):
        raise ValueError(f'timing må være "even" eller "end", ikke {timing!r}')
    sexes, ages = population.shape[-2:]
    years = survival.shape[-3]
    shapes = {survival.shape[-3:], migration.shape[-3:]}
    if sexes not in (1, 2) or shapes != {(years, sexes, ages)} or fertility.shape[-2:] != (years, ages):
        raise ValueError(f"formene passer ikke: {population.shape}, {survival.shape}, {fertility.shape}, {migration.shape}")
    share = np.array([1.0, sex_ratio][:sexes]) / (1.0 + sex_ratio)
    path, births = [population], []
    for t in range(years):
        now, born = _step(path[-1], survival[..., t, :, :], fertility[..., t, :], migration[..., t, :, :], share, timing)
        path.append(now)
        births.append(born)
    shape = np.broadcast_shapes(*(p.shape for p in path))
    return np.stack([np.broadcast_to(p, shape) for p in path], axis=-3), np.stack(births, axis=-2)


def _step(start: Array, survival: Array, fertility: Array, moves: Array, share: Array, timing: str) -> tuple[Array, Array]:
    """One age interval: half the moves before and half after the year's deaths (even), or all at the end."""
    half = moves / 2.0 if timing == "even" else np.zeros_like(moves)
    at_risk = start + half
    end = survivors(at_risk, survival)
    end[..., 1:] += half[..., 1:]
    births = fertility * (at_risk[..., 0, :] + end[..., 0, :]) / 2.0
    newborn = births.sum(axis=-1)[..., None] * share
    end[..., 0] = newborn * survival[..., 0] + half[..., 0]
    return (end if timing == "even" else end + moves), births
