"""Cohort-component projection on plain arrays, for textbook cases and for anything without a plan.

Preston, Heuveline & Guillot (2001) ch. 6, boxes 6.1 and 6.2; docs/method/demografi.md.
"""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array


def survivors(population: Array, survival: Array) -> Array:
    """One age interval older, before births: age 0 is empty and the last age stays open.

    population and survival (…, alder) broadcast; survival into each age, the last one for the two last ages.
    """
    older = np.zeros(np.broadcast_shapes(population.shape, survival.shape))
    older[..., 1:] = population[..., :-1] * survival[..., 1:]
    older[..., -1] += population[..., -1] * survival[..., -1]
    return older


def moved(population: Array, out_rate: Array, arrivals: Array, share: Array | float) -> Array:
    """Population after a share of the year's moves: out-moves by rate on those present, in-moves as counts.

    A rate of at most 1 can never take more people than there are. Negative
    arrivals are net out-moves given as counts. All arguments broadcast over (…, alder).
    """
    return population * (1.0 - share * out_rate) + share * arrivals


def relative_survival(survival: Array, level: Array) -> Array:
    """Survival when the odds of dying are multiplied by `level`; always between 0 and 1.

    A relational (logit) change of the life table with one parameter (Brass 1971; Preston et al. 2001, ch. 9).
    """
    return survival / (survival + (1.0 - survival) * level)


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
    """One age interval with net moves: half of them before and half after the year's deaths (even), or all at the end."""
    return one_year(start, (survival, fertility), (np.zeros_like(moves), moves), share, 0.5 if timing == "even" else 0.0)


def one_year(
    start: Array, rates: tuple[Array, Array], moves: tuple[Array, Array], sexes: Array, first: float
) -> tuple[Array, Array]:
    """One age interval on plain arrays; the steps of `cohorts` are the same formulas one by one.

    start (…, kjønn, alder); rates: survival (…, kjønn, alder) and fertility (…, alder); moves: out-rates
    and arrivals (…, kjønn, alder); sexes (kjønn,) shares at birth; `first` is the share of moves before
    the year's deaths. Returns closing population and births by age of mother.
    """
    (survival, fertility), (out_rate, arrivals) = rates, moves
    at_risk = moved(start, out_rate, arrivals, first)
    older = survivors(at_risk, survival)
    end = moved(older[..., 0, :], out_rate[..., 0, :], arrivals[..., 0, :], first)
    births = fertility * (at_risk[..., 0, :] + end) / 2.0
    older[..., 0] = births.sum(axis=-1)[..., None] * sexes * survival[..., 0]
    return moved(older, out_rate, arrivals, 1.0 - first), births
