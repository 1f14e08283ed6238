"""The compiled twin of the yearly population recursion, for many draws (decision 0006).

Same formulas and the same counter-based numbers as the steps of `cohorts`, `adjust` and `noise`, one
row at a time so that a row's state stays in the cache. Each formula is a loop of its own over the
cells of a zone (kjoenn and alder as one axis), without branches or calls, so that it vectorises.
Equal to the steps within 1e-9 (tested).
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
compiled: Any = numba.njit(cache=True, nogil=True, fastmath=False, error_model="numpy")  # no checks inside the loops


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


@dataclass(frozen=True)
class People:
    """Population 31 December by draw. `cells` (år, rad, sone, kjoenn, alder), or empty when only sums are needed.

    `ages` (år, rad, sone, alder) and `zones` (år, rad, sone) have the bits of the engine's own sums of `cells`.
    """

    cells: Array
    ages: Array
    zones: Array


def available() -> bool:
    """Whether compiled code can run; without it the plain steps do the work."""
    return not getattr(numba.config, "DISABLE_JIT", 0)


def paths(shared: Shared, drawn: Drawn, cells: bool = True) -> People:
    """Population of every draw, in single cells only where `cells` is true. A row depends on its own inputs only."""
    s, d = shared, drawn
    years, rows, (zones, sexes, ages) = len(s.years), len(d.seed), s.opening.shape
    out = np.empty((years if cells else 0, rows, zones, sexes, ages))
    found = People(out, np.empty((years, rows, zones, ages)), np.empty((years, rows, zones)))
    opening = (_flat(s.opening - s.special_opening), _flat(s.survival), _plain(s.fertility))
    moves = (_flat(s.out_rate), _flat(d.arrivals), _flat(d.taken), _flat(s.special), _flat(s.factor), _flat(s.extra))
    yearly = (_plain(s.boys), _plain(s.first), s.years.astype(np.uint64))
    levels = (_plain(d.mortality), _plain(d.fertility), _plain(d.shocks))
    keys = (d.seed.astype(np.uint64), d.draw.astype(np.uint64), s.noise)
    _paths((_flat(out), found.ages, found.zones), opening, moves, yearly, (_flat(s.mobility), _flat(s.turnover)), levels, keys)
    return found


def _plain(values: Array) -> Array:
    """One memory layout for all inputs, since each layout would be compiled by itself."""
    return np.require(values, requirements=("C", "W"))


def _flat(cells: Array) -> Array:
    """(…, kjoenn, alder) with the two last axes as one."""
    return _plain(cells).reshape(*cells.shape[:-2], cells.shape[-2] * cells.shape[-1])


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
def _normals(normal: Any, work: Any, place: Any, key: Any, first_cell: int) -> None:
    """Standard normal deviates of the cells: the middle of the distribution for all, then those that lie in a tail."""
    uniform, root, tail = work
    for c in range(len(normal)):
        word = _mix(key ^ np.uint64(first_cell + c))
        uniform[c] = (float(word >> S11) + 0.5) * 2.0**-53
    for c in range(len(normal)):
        q = uniform[c] - 0.5
        normal[c] = q * _ratio(CENTRE, 0.180625 - q * q)
    outside = 0
    for c in range(len(normal)):  # without a branch, which would often be guessed wrong
        place[outside] = c
        outside += abs(uniform[c] - 0.5) > 0.425
    for i in range(outside):
        u = uniform[place[i]]
        root[i] = math.sqrt(-math.log(min(u, 1.0 - u)))
    for i in range(outside):
        tail[i] = _ratio(TAIL, root[i] - 1.6)
    for i in range(outside):
        if root[i] > 5.0:
            tail[i] = _ratio(FAR, root[i] - 5.0)
        normal[place[i]] = tail[i] if uniform[place[i]] - 0.5 > 0.0 else -tail[i]


@compiled
def _survival(level: Any, survival: Any, mortality: float) -> None:
    for c in range(len(level)):
        s = survival[c]
        level[c] = s / (s + (1.0 - s) * mortality)


@compiled
def _at_risk(risk: Any, now: Any, cells: Any, first: float) -> None:
    """Population that lives through the year's deaths: after the moves of the first part of the year."""
    out_rate, arrivals, taken = cells
    for c in range(len(risk)):
        staying = now[c] - now[c] * taken[c]
        risk[c] = staying * (1.0 - first * out_rate[c]) + first * arrivals[c]


@compiled
def _grow_older(older: Any, flows: Any, risk: Any, level: Any) -> None:
    """Survivors one year older, and the deaths on the way, for one sex; age 0 is empty and the last age open."""
    last = len(risk) - 1
    older[0] = flows[0] = 0.0
    for x in range(1, last):
        flows[x] = risk[x - 1] * (1.0 - level[x])
        older[x] = risk[x - 1] * level[x]
    exposed = risk[last - 1] + risk[last]
    flows[last] = exposed * (1.0 - level[last])
    older[last] = exposed * level[last]


@compiled
def _births(part: Any, risk: Any, older: Any, cells: Any, scalars: Any) -> float:
    """Births of the women: rates on the mean of the start and the end of the year, added in order of age."""
    fertility, out_rate, arrivals = cells
    first, level = scalars
    for x in range(len(fertility)):
        end = older[x] * (1.0 - first * out_rate[x]) + first * arrivals[x]
        part[x] = (risk[x] + end) / 2.0 * (fertility[x] * level)
    births = 0.0
    for x in range(len(fertility)):
        births += part[x]
    return births


@compiled
def _expected(after: Any, older: Any, moves: Any, profile: Any, scalars: Any) -> None:
    """After moves of the year end, adjustment and the shared shock."""
    out_rate, arrivals, factor, extra = moves
    rest, shock = scalars
    for c in range(len(after)):
        end = older[c] * (1.0 - rest * out_rate[c]) + rest * arrivals[c]
        after[c] = (end * factor[c] + extra[c]) * (1.0 + max(shock * profile[c], -1.0))


@compiled
def _spread(spread: Any, flows: Any, older: Any, out_rate: Any, arrivals: Any, turnover: Any) -> None:
    """Standard deviation of the counts: the root of the expected flows of each cell."""
    for c in range(len(spread)):
        variance = max(flows[c], 0.0) + abs(arrivals[c]) + (out_rate[c] + turnover[c]) * max(older[c], 0.0)
        spread[c] = math.sqrt(variance)


@compiled
def _add_noise(after: Any, spread: Any, normal: Any) -> None:
    """The noise of the counts, cut at plus and minus the expected count."""
    for c in range(len(after)):
        bound = max(after[c], 0.0)
        after[c] = after[c] + min(max(spread[c] * normal[c], -bound), bound)


@compiled
def _year(after: Any, now: Any, work: Any, level: Any, moves: Any, rates: Any, scalars: Any) -> None:
    """The expected end of the year of one row and zone. Leaves survivors and flows in the working space."""
    risk, older, flows = work[:3]
    out_rate, arrivals, taken, factor, extra = moves
    fertility, mobility = rates
    boys, first, birth_level, shock = scalars
    ages = len(fertility)
    _at_risk(risk, now, (out_rate, arrivals, taken), first)
    for k in range(0, len(risk), ages):
        _grow_older(older[k : k + ages], flows[k : k + ages], risk[k : k + ages], level[k : k + ages])
    births = _births(after, risk, older, (fertility, out_rate, arrivals), (first, birth_level))
    for k in range(2):
        born = births * (boys if k == 1 else 1.0 - boys)
        flows[k * ages] = born
        older[k * ages] = born * level[k * ages]
    _expected(after, older, (out_rate, arrivals, factor, extra), mobility, (1.0 - first, shock))


@compiled
def _add(to: Any, more: Any) -> None:
    for c in range(len(to)):
        to[c] += more[c]


@compiled
def _sums(by_age: Any, people: Any) -> float:
    """The zone's persons by age, and all of them; each sex is added by itself, in order of age, as the engine does."""
    ages = len(by_age)
    for x in range(ages):
        by_age[x] = people[x] + people[ages + x]
    women, men = people[0], people[ages]
    for x in range(1, ages):
        women += people[x]
        men += people[ages + x]
    return women + men


@compiled
def _noise(after: Any, work: Any, place: Any, moves: Any, turnover: Any, key: Any, first_cell: int) -> None:
    _, older, flows, spread, normal = work
    _spread(spread, flows, older, moves[0], moves[1], turnover)
    _normals(normal, work[:3], place, key, first_cell)
    _add_noise(after, spread, normal)


@compiled
def _paths(out: Any, opening: Any, moves: Any, yearly: Any, profiles: Any, levels: Any, keys: Any) -> None:
    cells, by_age, by_zone = out
    first_state, survival, fertility = opening
    out_rate, arrivals, taken, special, factor, extra = moves
    boys, first, years = yearly
    mobility, turnover = profiles
    mortality, birth_level, shocks = levels
    seed, draw, noise = keys
    zones, n = first_state.shape
    state, after, level = np.empty((zones, n)), np.empty(n), np.empty(n)
    work, place = (np.empty(n), np.empty(n), np.empty(n), np.empty(n), np.empty(n)), np.empty(n, dtype=np.int64)
    for r in range(len(seed)):
        state[:] = first_state
        row_key = _mix(_mix(seed[r]) ^ draw[r])
        a = r if arrivals.shape[1] > 1 else 0
        b = r if taken.shape[1] > 1 else 0
        for t in range(len(years)):
            key = _mix(row_key ^ years[t])
            _survival(level, survival[t], mortality[t, r])
            for z in range(zones):
                own = (out_rate[t, z], arrivals[t, a, z], taken[t, b], factor[t, z], extra[t, z])
                scalars = (boys[t], first[t], birth_level[t, r], shocks[t, r, z])
                _year(after, state[z], work, level, own, (fertility[t], mobility), scalars)
                if noise:
                    _noise(after, work, place, own, turnover, key, z * n)
                state[z] = after
                _add(after, special[t, z])
                by_zone[t, r, z] = _sums(by_age[t, r, z], after)
                if len(cells):
                    cells[t, r, z] = after
