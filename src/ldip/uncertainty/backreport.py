"""Tables of a back-test: error and coverage by horizon, size class and age group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from ldip.engine.graph import Array
from ldip.uncertainty.backbands import Inside
from ldip.uncertainty.backtest import AGE_BANDS, METHODS, SIZES, Errors

ALL = "alle"


@dataclass(frozen=True)
class ErrorRow:
    """Errors of one method: shares, not per cent. bias > 0 is projected too high."""

    method: str
    horizon: int
    size: str
    group: str
    n: int
    mape: float
    bias: float
    within_5: float


@dataclass(frozen=True)
class CoverageRow:
    """Share of outcomes inside the 80 % band."""

    launches: str
    horizons: str
    size: str
    group: str
    n: int
    inside: float


def error_rows(errors: Errors, horizons: Iterable[int]) -> list[ErrorRow]:
    """Every method, horizon, size class and group that has outcomes."""
    rows = []
    for h in horizons:
        launches = [year for year, horizon in errors.errors[METHODS[0]] if horizon == h]
        if not launches:
            continue
        size = np.concatenate([errors.inhabitants[y] for y in launches])
        for method in METHODS:
            wrong = np.concatenate([errors.errors[method][y, h] for y in launches])
            for name, inside in _classes(size):
                part = wrong[inside]
                rows += [_error(method, h, name, g, part[:, i]) for i, (g, _, _) in enumerate(AGE_BANDS)]
    return rows


def _error(method: str, horizon: int, size: str, group: str, wrong: Array) -> ErrorRow:
    off = np.abs(wrong)
    return ErrorRow(method, horizon, size, group, len(wrong), float(off.mean()), float(wrong.mean()), float((off <= 0.05).mean()))


def coverage_rows(
    inside: Inside, inhabitants: Mapping[int, Array], launches: Iterable[int], horizons: range
) -> list[CoverageRow]:
    """Coverage pooled over launches and horizons, by size class and group."""
    wanted = set(launches)
    found = [k for k in inside if k[0] in wanted and k[1] in horizons]
    if not found:
        return []
    hits = np.concatenate([inside[k] for k in found])
    size = np.concatenate([inhabitants[k[0]] for k in found])
    who = f"{min(k[0] for k in found)}–{max(k[0] for k in found)}"
    when = f"{horizons[0]}–{horizons[-1]}" if len(horizons) > 1 else str(horizons[0])
    return [
        CoverageRow(who, when, name, group, int(part.sum()), float(hits[part, i].mean()))
        for name, part in _classes(size)
        for i, (group, _, _) in enumerate(AGE_BANDS)
    ]


def _classes(size: Array) -> list[tuple[str, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]]:
    named = [(name, (size >= low) & (size < high)) for name, low, high in SIZES]
    return [(ALL, np.ones(len(size), dtype=np.bool_)), *((n, m) for n, m in named if m.any())]
