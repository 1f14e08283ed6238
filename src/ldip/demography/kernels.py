"""The compiled twin of the yearly population recursion, for many draws (decision 0006).

Same formulas and the same counter-based numbers as the steps of `cohorts`, `adjust` and `noise`, one
row at a time so that a row's state stays in the cache. Equal to the steps within 1e-9 (tested).
"""

# mypy: disable-error-code="untyped-decorator, no-any-return"
from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np

from ldip.demography import counter
from ldip.engine.graph import Array

GOLDEN, MIX1, MIX2 = counter.GOLDEN, counter.MIX1, counter.MIX2
S11, S27, S30, S31 = counter.S11, counter.S27, counter.S30, counter.S31
CENTRE, TAIL, FAR = counter.CENTRE, counter.TAIL, counter.FAR
compiled: Any = numba.njit(cache=True, nogil=True, fastmath=False)


@dataclass(frozen=True)
class Shared:
    """Inputs that all draws share. Shapes: cells (år, sone, kjoenn, alder) unless stated; opening lacks the year."""

    opening: Array
    survival: Array  # (år, kjoenn, alder)
    fertility: Array  # (år, alder)
    boys: Array  # (år,)
    out_rate: Array
    first: Array  # (år,)
    special: Array  # groups that do not age, closing; added to the others
    special_opening: Array  # (sone, kjoenn, alder)
    factor: Array
    extra: Array
    mobility: Array  # (kjoenn, alder)
    turnover: Array  # (kjoenn, alder)
    years: Array  # (år,)
    noise: bool


@dataclass(frozen=True)
class Drawn:
    """Inputs by draw: arrivals (år, rad eller 1, sone, kjoenn, alder), levels (år, rad), shocks (år, rad, sone)."""

    arrivals: Array
    taken: Array  # share who move to new dwellings, (år, rad eller 1, kjoenn, alder)
    mortality: Array
    fertility: Array
    shocks: Array
    seed: Array  # (rad,)
    draw: Array  # (rad,)


def available() -> bool:
    """Whether compiled code can run; without it the plain steps do the work."""
    return not getattr(numba.config, "DISABLE_JIT", 0)


def paths(shared: Shared, drawn: Drawn) -> Array:
    """Population 31 December, (år, rad, sone, kjoenn, alder). A row depends on its own inputs only."""
    s, d = shared, drawn
    rows = len(d.seed)
    out = np.empty((len(s.years), rows, *s.opening.shape))
    groups = (s.opening - s.special_opening, s.survival, s.fertility, s.out_rate, s.special, s.factor, s.extra)
    yearly = (s.boys, s.first, s.years.astype(np.uint64))
    levels = (d.mortality, d.fertility, d.shocks)
    keys = (d.seed.astype(np.uint64), d.draw.astype(np.uint64), s.noise)
    _paths(out, groups, yearly, (s.mobility, s.turnover), (d.arrivals, d.taken), levels, keys)
    return out


@compiled
def _mix(word: Any) -> Any:
    z = word + GOLDEN
    z = (z ^ (z >> S30)) * MIX1
    z = (z ^ (z >> S27)) * MIX2
    return z ^ (z >> S31)


@compiled
def _ratio(table: Any, r: float) -> float:
    over, under = table[0, 7], table[1, 7]
    for k in range(6, -1, -1):
        over, under = over * r + table[0, k], under * r + table[1, k]
    return over / under


@compiled
def _normal(word: Any) -> float:
    u = (float(word >> S11) + 0.5) * 2.0**-53
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * _ratio(CENTRE, 0.180625 - q * q)
    r = math.sqrt(-math.log(min(u, 1.0 - u)))
    tail = _ratio(TAIL, r - 1.6) if r <= 5.0 else _ratio(FAR, r - 5.0)
    return tail if q > 0.0 else -tail


@compiled
def _year(now: Any, after: Any, risk: Any, cells: Any, scalars: Any) -> None:
    """One year of one row and zone: `now` and `after` (kjoenn, alder), `risk` as working space."""
    survival, fertility, out_rate, arrivals, taken = cells[:5]
    boys, first, mortality, birth_level = scalars[:4]
    ages = now.shape[1]
    last = ages - 1
    births = 0.0
    for k in range(2):
        for x in range(ages):
            staying = now[k, x] - now[k, x] * taken[k, x]
            risk[k, x] = staying * (1.0 - first * out_rate[k, x]) + first * arrivals[k, x]
        for x in range(ages):
            exposed = 0.0 if x == 0 else risk[k, x - 1]
            if x == last:
                exposed += risk[k, x]
            s = survival[k, x]
            level = s / (s + (1.0 - s) * mortality)
            losses = exposed * (1.0 - level)
            older = exposed * level
            if k == 0:
                end = older * (1.0 - first * out_rate[k, x]) + first * arrivals[k, x]
                births += (risk[k, x] + end) / 2.0 * (fertility[x] * birth_level)
            if x == 0:
                continue
            after[k, x] = _close(older, losses, k, x, cells, scalars)
    for k in range(2):
        born = births * (boys if k == 1 else 1.0 - boys)
        s = survival[k, 0]
        after[k, 0] = _close(born * (s / (s + (1.0 - s) * mortality)), born, k, 0, cells, scalars)


@compiled
def _close(older: float, flows: float, k: int, x: int, cells: Any, scalars: Any) -> float:
    """Moves of the year end, adjustment, shock and noise of one cell."""
    _, _, out_rate, arrivals, _, factor, extra, mobility, turnover = cells
    _, first, _, _, shock, key, noise, offset = scalars
    rest = 1.0 - first
    end = older * (1.0 - rest * out_rate[k, x]) + rest * arrivals[k, x]
    expected = (end * factor[k, x] + extra[k, x]) * (1.0 + max(shock * mobility[k, x], -1.0))
    if not noise:
        return expected
    variance = max(flows, 0.0) + abs(arrivals[k, x]) + (out_rate[k, x] + turnover[k, x]) * max(older, 0.0)
    cell = np.uint64(offset + k * out_rate.shape[1] + x)
    bound = max(expected, 0.0)
    change = math.sqrt(variance) * _normal(_mix(key ^ cell))
    return expected + min(max(change, -bound), bound)


@compiled
def _paths(out: Any, groups: Any, yearly: Any, profiles: Any, moves: Any, levels: Any, keys: Any) -> None:
    opening, survival, fertility, out_rate, special, factor, extra = groups
    boys, first, years = yearly
    mobility, turnover = profiles
    mortality, birth_level, shocks = levels
    seed, draw, noise = keys
    arrivals, taken = moves
    n_years, rows, zones = out.shape[:3]
    state = np.empty(opening.shape)
    risk = np.empty(opening.shape[1:])
    after = np.empty(opening.shape[1:])
    for r in range(rows):
        state[:] = opening
        row_key = _mix(_mix(seed[r]) ^ draw[r])
        a = r if arrivals.shape[1] > 1 else 0
        b = r if taken.shape[1] > 1 else 0
        for t in range(n_years):
            key = _mix(row_key ^ years[t])
            for z in range(zones):
                rates = (survival[t], fertility[t], out_rate[t, z], arrivals[t, a, z], taken[t, b])
                cells = (*rates, factor[t, z], extra[t, z], mobility, turnover)
                offset = z * state.shape[1] * state.shape[2]
                scalars = (boys[t], first[t], mortality[t, r], birth_level[t, r], shocks[t, r, z], key, noise, offset)
                _year(state[z], after, risk, cells, scalars)
                state[z] = after
                out[t, r, z] = after + special[t, z]
