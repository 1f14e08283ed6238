"""Bands of back-tested launches: stochastic paths for every municipality, and how often the outcome fell inside."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from ldip.digits import is_digits
from ldip.engine.graph import Array
from ldip.estimates.national_rates import mobility, turnover
from ldip.uncertainty.backtest import AGE_BANDS, FURTHEST, SEXES, History, Launch, grouped, launch
from ldip.uncertainty.draws import BLOCK
from ldip.uncertainty.population import Settings, default_settings, levels

if TYPE_CHECKING:
    from ldip.demography.kernels import Shared

Inside = dict[tuple[int, int], NDArray[np.bool_]]
TESTED: Final = ("total", "6-15", "20-66", "67-79")


@dataclass(frozen=True)
class Bands:
    """Percentiles of a launch: (år, kommune, gruppe) for each of `percents`."""

    percents: tuple[float, ...]
    values: Array  # (prosent, år, kommune, gruppe)

    def inside(self, low: float, high: float, horizon: int, actual: Array) -> NDArray[np.bool_]:
        """Whether outcomes (kommune, gruppe) at a horizon lie between two percentiles, ends included."""
        a, b = (self.values[self.percents.index(p), horizon - 1] for p in (low, high))
        result: NDArray[np.bool_] = (actual >= np.floor(a)) & (actual <= np.ceil(b))
        return result


def bands(
    start: Launch, ids: Sequence[str], settings: Settings, draws: int = 500, percents: tuple[float, ...] = (10.0, 50.0, 90.0)
) -> Bands:
    """Percentiles over draws for every municipality of a launch. Draws follow common national paths.

    Errors: ValueError for more draws than a block.
    """
    if not 1 < draws <= BLOCK:
        raise ValueError(f"antall trekninger må være 2–{BLOCK}, ikke {draws}")
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda i: _one(start, i, ids[i], settings, draws, percents), range(len(ids))))
    return Bands(percents, np.stack(found, axis=2))


def _one(start: Launch, place: int, entity: str, settings: Settings, draws: int, percents: tuple[float, ...]) -> Array:
    """Percentiles of one municipality, (prosent, år, gruppe)."""
    from ldip.demography.kernels import Drawn, paths

    opening = start.opening[place]
    years = len(start.survival)
    shocks = levels(settings, entity, [float(opening.sum())], years, 0)
    drawn = Drawn(
        arrivals=np.broadcast_to(start.arrivals[place], (years, 1, 1, *opening.shape)),
        taken=np.zeros((years, 1, *opening.shape)),
        mortality=shocks["doedelighetsnivaa"][:, :draws],
        fertility=shocks["fruktbarhetsnivaa"][:, :draws],
        shocks=shocks["flyttesjokk"][:, :draws],
        seed=np.full(draws, float(int(entity) if is_digits(entity) else 0) + 10_000.0 * settings.seed),
        draw=np.arange(1.0, draws + 1.0),
    )
    persons = grouped(paths(shared_inputs(start, place), drawn).cells[:, :, 0])
    return np.asarray(np.percentile(persons, percents, axis=1, method="inverted_cdf"))


def shared_inputs(start: Launch, place: int) -> Shared:
    """Inputs shared by all draws of a municipality."""
    from ldip.demography.kernels import Shared

    opening = start.opening[place]
    years = len(start.survival)
    cells = (years, 1, *opening.shape)
    return Shared(
        opening=opening[None],
        survival=start.survival,
        fertility=start.fertility[place],
        boys=np.full(years, SEXES[1]),
        out_rate=np.broadcast_to(start.out_rate[place], cells),
        first=np.zeros(years),
        special=np.zeros(cells),
        special_opening=np.zeros((1, *opening.shape)),
        factor=np.ones(cells),
        extra=np.zeros(cells),
        mobility=mobility(opening),
        turnover=np.broadcast_to(turnover(), opening.shape),
        years=np.arange(start.year, start.year + years, dtype=float),
        noise=True,
    )


def covered(
    history: History, launches: Sequence[int], settings: Settings, draws: int, horizon: int = FURTHEST, base: int = 10
) -> Inside:
    """Whether outcomes fell inside the 80 % band: (launch, horizon) → (kommune, gruppe)."""
    found: Inside = {}
    for year in launches:
        ahead = min(horizon, history.years[-1] - year)
        start = launch(history, year, ahead, base)
        band = bands(start, history.ids, settings, draws)
        for h in range(1, ahead + 1):
            found[year, h] = band.inside(10.0, 90.0, h, grouped(history.at(year + h)))
    return found


def calibrate(
    history: History, last: int, draws: int = 300, scales: Sequence[float] = (0.8, 0.9, 1.0, 1.1, 1.2)
) -> dict[float, dict[str, float]]:
    """Share inside the 80 % band for horizons 1–5 of launches to `last`, by scale on the spread of local moves.

    Shows the spread that the past supports; the shipped setting is the scale whose mean over the tested
    groups is nearest 80 %, rounded to the wider one.
    """
    first = history.years[0] + 10
    shipped = default_settings()
    found: dict[float, dict[str, float]] = {}
    for scale in scales:
        changed = {k: getattr(shipped, k) * scale for k in ("flytting_lokal_sd", "flytting_lokal_varig")}
        inside = covered(history, range(first, last + 1), default_settings(**changed), draws, 5)
        pooled = np.concatenate(list(inside.values())).mean(axis=0)
        found[scale] = {name: float(pooled[i]) for i, (name, _, _) in enumerate(AGE_BANDS) if name in TESTED}
    return found
