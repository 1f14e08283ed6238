"""The demands that the lasting need must meet, and how far a batch of levels is from each of them.

Every demand is measured by its own step, in fixed prices and signed (`finance/shortfalls.py`). Only values that depend on the
saving are recomputed for a level (architecture decision 8).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from ldip.engine.graph import Array
from ldip.engine.restart import frontier, reached
from ldip.engine.schedule import Catalogue
from ldip.finance.shortfalls import measured, window_mean
from ldip.simulation.inputs import (
    LASTING,
    Demanded,
    ModelInputs,
    ProgramKey,
    names_read,
    of_rows,
    program,
    program_key,
    run_rows,
    variant_inputs,
)

Kind = Literal["vindu", "gulv", "slutt", "tak", "lov"]
Levels = NDArray[np.float64]
Rows = NDArray[np.int64]
YEARLY: Final = {"ek_maal": "ek_mangel_fast", "resultat_maal": "resultat_mangel_fast"}  # in the year, without the window
SHOWN: Final = ("engangsbehov", "fond_uten_kursreserve_ub", "deflator_indeks_ub", *YEARLY.values())
NOTHING_REALISED: Final = ("nytt_realisert", "nytt_realisert_ub", "innsparing_realisert_ub", "innsparing_realisert")
RATIO: Final = "maaltall."  # prefix of the id of a demanded måltall
WIDEST: Final = 1024  # most levels computed together
COST: Final = ("sum_driftsutgifter", "deflator_indeks_ub")
SHORT: Final = 0.05  # kr_fast that may be missing


@dataclass(frozen=True)
class Demand:
    """A demand: its id, kind, step and element of its shortfall, and the input that is positive in years that count."""

    id: str
    kind: Kind
    step: str
    counts: str
    element: int | None = None
    window: str = ""  # input with the number of years of its window
    own: Demanded | None = None  # a måltall of the plan, measured as the mean over its years


OWN: Final = (
    Demand("ek_maal", "vindu", "brist_ek_maal", "maales_ek", window="vindu_ek"),
    Demand("ek_gulv", "gulv", "brist_ek_gulv", "krav_ek_gulv_andel"),
    Demand("resultat_maal", "vindu", "brist_resultat_maal", "maales_resultat", window="vindu_resultat"),
    Demand("resultat_gulv", "gulv", "brist_resultat_gulv", "har_krav_resultat_gulv"),
    Demand("gjeldstak", "tak", "brist_gjeldstak", "har_krav_gjeld"),
)
END: Final = (
    Demand("sluttkrav", "slutt", "brist_sluttkrav", "sluttkrav_gjelder"),
    Demand("lov", "lov", "brist_lov", ""),
)


def demands_of(inputs: ModelInputs) -> tuple[Demand, ...]:
    """Every demand that a plan may have: its rules, each fund's floor, its demanded måltall, the end condition and the law."""
    funds = (Demand(f"fondsgulv.{f}", "gulv", "brist_fondsgulv", "fondsgulv", i) for i, f in enumerate(inputs.ids["fond"]))
    ratios = (Demand(f"{RATIO}{o.id}", _kind_of(o), o.step, "", own=o) for o in inputs.demanded)
    return (*OWN, *funds, *ratios, *END)


def _kind_of(own: Demanded) -> Kind:
    return "vindu" if own.years > 1 else "tak" if own.cap else "gulv"


@dataclass(frozen=True, eq=False)
class Trial:
    """Base cases to try levels in: the inputs of `rows` rows, arrays added to them, and values that no level changes."""

    steps: Catalogue
    inputs: ModelInputs
    extra: Mapping[str, Array]
    rows: int
    demands: tuple[Demand, ...]
    held: Mapping[str, Array] = field(repr=False)
    counted: NDArray[np.bool_] = field(repr=False)  # (demand, year, rows)
    scale: Array = field(repr=False)  # operating cost of the first projected year in fixed prices, (rows,)

    @classmethod
    def of(
        cls,
        steps: Catalogue,
        inputs: ModelInputs,
        extra: Mapping[str, Array],
        rows: int,
        known: Mapping[str, Array] | None = None,
    ) -> Trial:
        """Prepare base cases. `extra` adds arrays (year, rows or 1, *axes); `known` are finished values of `held_names`."""
        demands, n = demands_of(inputs), len(inputs.years)
        moved, names = _moved(steps), held_names(steps, inputs)
        if known is not None and names <= known.keys():
            held = {name: known[name] for name in names}
        else:
            held = run_rows(steps, inputs, names, {**extra, **variant_inputs(["varig"], n)}, rows)
        values = {**inputs.values, **extra, **held}
        counted = np.stack([np.broadcast_to(_counted(d, values, inputs), (n, rows)) for d in demands])
        scale = _cost(values, n, rows)
        kept = {k: v for k, v in held.items() if k not in moved}
        return cls(steps, inputs, extra, rows, demands, kept, counted, scale)

    def values(
        self, levels: Levels, places: Rows, names: Collection[str], added: Mapping[str, Array] | None = None
    ) -> dict[str, Array]:
        """Names at levels (level,) of the base cases at `places` (level,), (year, level, *axes)."""
        n, count = len(self.inputs.years), len(levels)
        keep = frozenset(k for k in names if k not in self.held)
        given = {**self.extra, **self.held}
        moved = variant_inputs(["varig"] * count, n, list(levels)) | dict(added or {})
        added_names = [k for k in (*given, *moved) if k not in self.steps.givens]
        key = program_key(self.steps, self.inputs, keep, added_names, {**given, **moved})
        work, read = program(key), names_read(key) | frozenset(names)
        extra = {name: of_rows(v, places) for name, v in given.items() if name in read} | moved
        found = run_rows(self.steps, self.inputs.of_rows(places, work), keep, extra, count)
        found |= {k: extra[k] for k in names if k in self.held}
        return {k: np.broadcast_to(v, (len(v), count, *v.shape[2:])) for k, v in found.items()}

    def shortfalls(self, levels: Levels, places: Rows, added: Mapping[str, Array] | None = None) -> Array:
        """Shortfall by demand, (demand, year, level); −inf in years that are not measured.

        Many levels are computed in pieces that fit the processor's memory; rows are pure, so the pieces give the same bits."""
        parts = [slice(i, i + WIDEST) for i in range(0, len(levels), WIDEST)]
        return np.concatenate([self._shortfalls(levels[p], places[p], added) for p in parts], axis=2)

    def _shortfalls(self, levels: Levels, places: Rows, added: Mapping[str, Array] | None) -> Array:
        found = self.values(levels, places, {d.step for d in self.demands}, added)
        short = np.stack([self._one(d, found[d.step], places) for d in self.demands])
        return np.where(self.counted[:, :, places], short, -np.inf)

    def window(self, demand: Demand) -> int:
        """The years of a demand's window, 1 where it holds every year."""
        if demand.own is not None:
            return int(_window(demand.own, self.inputs)[1][0, 0])
        return int(self.inputs.values[demand.window][0, 0]) if demand.window else 1

    def _one(self, demand: Demand, found: Array, places: Rows) -> Array:
        """Shortfall of a demand, (year, level). A måltall in shares is stated as that share of operating cost."""
        if demand.own is None:
            return found if demand.element is None else found[..., demand.element]
        mean = window_mean(found, *(of_rows(v, places) for v in _window(demand.own, self.inputs)))
        return mean if demand.own.money else mean * self.scale[places]


def held_names(steps: Catalogue, inputs: ModelInputs) -> frozenset[str]:
    """Names to keep of base cases, so that only what depends on the saving is computed for a level."""
    return _held(program_key(steps, inputs, {*SHOWN, *(d.step for d in demands_of(inputs))}))


@lru_cache(maxsize=64)
def _held(key: ProgramKey) -> frozenset[str]:
    return frontier(program(key), _moved(key[0])) | {"maales_ek", "maales_resultat", *COST}


@lru_cache(maxsize=32)
def _moved(steps: Catalogue) -> frozenset[str]:
    """Names that depend on the lasting change; the saving that is realised is nothing in such a row."""
    return reached(steps, [LASTING], NOTHING_REALISED)


def _cost(values: Mapping[str, Array], years: int, rows: int) -> Array:
    """Operating cost of each row's own first projected year in fixed prices, (rows,)."""
    phased, cost, prices = (np.broadcast_to(values[n], (years, rows)) for n in ("innfasing_andel", *COST))
    first = np.argmax(phased > 0.0, axis=0), np.arange(rows)
    return np.asarray(cost[first] / prices[first])


def _window(own: Demanded, inputs: ModelInputs) -> tuple[Array, Array]:
    """The years in which a måltall may be measured, and the years of its window, no more than there are; (year, rows or 1)."""
    counts = inputs.values["krav_maales"]
    if own.only is not None:
        counts = counts * (np.array(inputs.years)[:, None] <= own.only)
    width = np.minimum(float(own.years), np.maximum(counts.sum(axis=0), 1.0))
    return counts, np.broadcast_to(width, counts.shape)


def _counted(demand: Demand, values: Mapping[str, Array], inputs: ModelInputs) -> NDArray[np.bool_]:
    """Years in which a demand is measured, (year, rows or 1)."""
    if demand.own is not None:
        ends = measured(*_window(demand.own, inputs)) > 0.0
        only = demand.own.only
        return np.asarray(ends if only is None else ends & (np.array(inputs.years)[:, None] == only))
    measured_years = values["siste_maalte_aar" if demand.kind == "slutt" else "krav_maales"] > 0.0
    if not demand.counts:
        return measured_years
    asked = values[demand.counts]
    return np.asarray(measured_years & ((asked if demand.element is None else asked[..., demand.element]) > 0.0))


def shifted(share: Sequence[float] | Array, years: int) -> Array:
    """The phase-in shares (year,) when phasing starts a number of years later, (year, 1)."""
    before = np.asarray(share, dtype=np.float64).reshape(-1)
    out = np.zeros_like(before)
    out[years:] = before[: max(len(before) - years, 0)]
    return out[:, None]


def lacking_names(inputs: ModelInputs) -> tuple[str, ...]:
    """Names to keep of rows so that `lacking` gives what each demand lacks that is no måltall of the plan."""
    ours = [d for d in demands_of(inputs) if d.own is None]
    return tuple(dict.fromkeys(n for d in ours for n in (d.step, d.counts) if n and n not in inputs.values))


def lacking(inputs: ModelInputs, values: Mapping[str, Array]) -> dict[str, Array]:
    """Amount that each demand that is no måltall lacks with the saving of each row, kr_fast, (year, row); −inf if not measured.

    `values` are kept `lacking_names` of rows; `inputs` are those of the plan whose demands they are."""
    known, found = {**inputs.values, **values}, dict[str, Array]()
    for d in demands_of(inputs):
        if d.own is None:
            short = known[d.step] if d.element is None else known[d.step][..., d.element]
            found[d.id] = np.where(_counted(d, known, inputs), short, -np.inf)
    return found
