"""The lasting need: the durable change in yearly operating cost that meets every demand, with its roots and the cost of waiting.

Source: docs/method/inndekningsbehov.md (varig); EU's S1 and GAO's «action required» brought down to a municipality's own rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.engine.graph import Array
from ldip.engine.schedule import Catalogue
from ldip.simulation.demands import SHORT, SHOWN, YEARLY, Demand, Kind, Trial, shifted
from ldip.simulation.inputs import ModelInputs, no_shocks, priced_inputs
from ldip.simulation.roots import REACH, ROUGH, STATES, Roots, State, find_roots

POINTS: Final = 129  # levels in the grid of a base case
DRAWN_POINTS: Final = 9  # levels in the grid of many rows
WAITED: Final = (1, 2, 4)  # years that phasing may start later
KRONE: Final = 0.5


@dataclass(frozen=True)
class Root:
    """A demand alone: the level it needs (kr_fast, signed; None without a root) and the years where it binds.

    `first` and `last` are those of the window that breaks first just below the level; `broken` are the years in which a demand
    that no level meets is broken."""

    id: str
    kind: Kind
    state: State
    amount: float | None = None
    first: int | None = None
    last: int | None = None
    broken: tuple[int, ...] = ()


@dataclass(frozen=True)
class Lasting:
    """The lasting need (kr_fast, signed; None without projected years or without a demand that has a root).

    `roots` are all demands, the largest first. Phasing starts in `start`, is whole in `full` and is measured to `end`. `one_off`
    is engangsbehov by year in current kroner; `below` the years before `full` in which a target is not met, by demand; `fund` the
    funds without the reserve at the end of each year, kr_fast. `late` are demands that no level meets because phasing starts too
    late; then there is no amount."""

    amount: float | None
    roots: tuple[Root, ...]
    start: int | None
    full: int | None
    end: int | None
    one_off: Mapping[int, float]
    below: Mapping[str, tuple[int, ...]]
    fund: Mapping[int, float]
    waited: int = 0
    late: tuple[str, ...] = ()

    @property
    def binding(self) -> Root | None:
        """The demand whose root is the need."""
        return next((r for r in self.roots if r.state == "rot"), None)

    @property
    def unreachable(self) -> tuple[Root, ...]:
        """Demands that no level meets."""
        return tuple(r for r in self.roots if r.state == "uoppnaaelig")

    @property
    def ambiguous(self) -> tuple[Root, ...]:
        """Demands that become harder to meet the more is saved."""
        return tuple(r for r in self.roots if r.state == "ikke_entydig")


def trial_of(
    steps: Catalogue,
    inputs: ModelInputs,
    rows: int = 1,
    known: Mapping[str, Array] | None = None,
    priced: Sequence[str] = (),
) -> Trial:
    """Base cases prepared for the search; `known` holds values of a finished run of them, `priced` what they price beyond the
    plan."""
    n = len(inputs.years)
    return Trial.of(steps, inputs, no_shocks(n, inputs.ids) | priced_inputs([priced], n), rows, known)


def lasting(trial: Trial, waited: int = 0) -> Lasting:
    """The lasting need of one base case, when phasing starts a number of years later (0: as in the plan)."""
    years = trial.inputs.years
    projected = trial.inputs.values["framskrevet_aar"][:, 0] > 0.0
    if not projected.any():
        return Lasting(None, (), None, None, None, {}, {}, {})
    added = {"innfasing_andel": shifted(trial.inputs.values["innfasing_andel"][:, 0], waited)} if waited else {}

    def worst(levels: Array, places: NDArray[np.int64]) -> Array:
        return np.asarray(trial.shortfalls(levels, places, added).max(axis=1))

    found = find_roots(worst, trial.scale, POINTS)
    roots = sorted(_roots(trial, found, added), key=lambda r: -np.inf if r.amount is None else r.amount, reverse=True)
    amounts = [r.amount for r in roots if r.amount is not None]
    measured = np.flatnonzero(trial.inputs.values["krav_maales"][:, 0] > 0.0)
    start, full, end = (years[int(i)] for i in (np.argmax(projected), measured[0], measured[-1]))
    if not amounts:
        return Lasting(None, tuple(roots), start, full, end, {}, {}, {}, waited)
    path = trial.values(np.array([amounts[0]]), np.zeros(1, dtype=np.int64), SHOWN, added)
    series = {n: path[n][:, 0] for n in SHOWN}
    one_off = {y: float(v) for y, v in zip(years, series["engangsbehov"], strict=True) if v > KRONE}
    before = [t for t, y in enumerate(years) if start <= y < full]
    below = {d: tuple(years[t] for t in before if series[n][t] > KRONE) for d, n in YEARLY.items() if _asked(trial, d)}
    fund = dict(zip(years, (series["fond_uten_kursreserve_ub"] / series["deflator_indeks_ub"]).tolist(), strict=True))
    return Lasting(amounts[0], tuple(roots), start, full, end, one_off, {d: y for d, y in below.items() if y}, fund, waited)


def _asked(trial: Trial, demand: str) -> bool:
    return next(bool(trial.counted[i].any()) for i, d in enumerate(trial.demands) if d.id == demand)


def _roots(trial: Trial, found: Roots, added: Mapping[str, Array]) -> list[Root]:
    """Every demand that the plan has, with the years where it binds, or is broken at the highest level tried."""
    levels = np.where(np.isnan(found.below[:, 0]), REACH * trial.scale[0], found.below[:, 0])
    short = trial.shortfalls(levels, np.zeros(len(levels), dtype=np.int64), added)
    listed = []
    for i, demand in enumerate(trial.demands):
        if trial.counted[i].any():
            listed.append(_root(trial, demand, found, i, short[i, :, i] > SHORT))
    return listed


def _root(trial: Trial, demand: Demand, found: Roots, i: int, broken: NDArray[np.bool_]) -> Root:
    years, state = trial.inputs.years, STATES[int(found.state[i, 0])]
    at = np.flatnonzero(broken)
    if state == "rot" and len(at):
        width = trial.window(demand)
        return Root(demand.id, demand.kind, state, float(found.level[i, 0]), years[at[0] - width + 1], years[at[0]])
    amount = float(found.level[i, 0]) if state == "rot" else None
    return Root(demand.id, demand.kind, state, amount, broken=tuple(years[t] for t in at) if state != "alltid" else ())


def levels_of(trial: Trial, near: float = ROUGH) -> list[float]:
    """The lasting need of each base case, kr_fast, to within `near`; 0 where there is none."""
    if not (trial.inputs.values["framskrevet_aar"] > 0.0).any():
        return [0.0] * trial.rows

    def worst(levels: Array, places: NDArray[np.int64]) -> Array:
        return np.asarray(trial.shortfalls(levels, places).max(axis=1))

    found = find_roots(worst, trial.scale, DRAWN_POINTS, only_largest=True, near=near).largest
    return [0.0 if np.isnan(v) else float(v) for v in found]


def waiting(trial: Trial, now: Lasting, years: Sequence[int] = WAITED) -> tuple[Lasting, ...]:
    """The need when phasing starts later, with the same demands in the same years; `now` is the need without waiting."""
    met = {r.id for r in now.roots if r.state in ("rot", "alltid")}
    found = (lasting(trial, y) for y in years) if now.amount is not None else ()
    return tuple(_told(w, tuple(r.id for r in w.unreachable if r.id in met)) for w in found)


def _told(found: Lasting, late: tuple[str, ...]) -> Lasting:
    """A need without amount where demands cannot be met any more."""
    return replace(found, amount=None, late=late) if late else found
