"""What an attacker can compute: the interval of each hidden amount, given every answer and how it follows from the amounts.

The attacker knows the model and every field but the amounts, so the coefficients are those of the model itself, found by moving
each amount. The answers give a system of equations, and two linear programs for each amount its least and greatest value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np
from scipy.optimize import linprog

from ldip.simulation.run import Run
from tests.attack.shielded import Amounts

Series = Mapping[str, np.ndarray]  # (year, *axes) by name
MOVED: Final = 2e5  # kroner
NOISE: Final = 1e-7  # of the greatest answer by that name; sums of numbers of this size are rounded at 1e-9 of them
LEAST: Final = 1e-3  # kroner
ALIKE: Final = 1e-3  # rows whose coefficients differ by less are the same


def unknowns(spent: Amounts) -> list[tuple[str, int]]:
    return [(i, at) for i, values in spent.items() for at in range(len(values))]


def moved(spent: Amounts, project: str, at: int, by: float = MOVED) -> Amounts:
    return {i: tuple(v + by * (i == project and n == at) for n, v in enumerate(values)) for i, values in spent.items()}


def all_of(run: Run, names: Sequence[str]) -> Series:
    return {n: np.asarray(run.series(n), dtype=np.float64) for n in names}


def gradients(base: Series, moves: Sequence[Series], kroner: Callable[[str], bool]) -> Series:
    """Change of each answer for a krone of each amount, (amount, year, *axes); zero where it is noise."""
    found = {}
    for name, values in base.items():
        change = np.stack([m[name] - values for m in moves])
        noise = max(NOISE * np.abs(values).max(initial=0.0), LEAST if kroner(name) else 0.0)
        found[name] = np.where(np.abs(change) > noise, change, 0.0) / MOVED
    return found


def rows_of(found: Series, visible: Callable[[str], np.ndarray]) -> np.ndarray:
    """The equations: a row for each visible answer that depends on an amount, scaled to 1, (row, amount)."""
    rows = [g.reshape(len(g), -1)[:, visible(n).reshape(-1)].T for n, g in found.items()]
    every = np.concatenate(rows)
    size = np.abs(every).max(axis=1)
    every = every[size > 0.0] / size[size > 0.0][:, None]
    return np.unique(np.round(every / ALIKE), axis=0) * ALIKE


def independent(rows: np.ndarray) -> np.ndarray:
    """An orthonormal basis of what the rows tell; the row that adds most comes next, until what is left is rounding."""
    basis = np.zeros((0, rows.shape[1]))
    while True:
        rest = rows - rows @ basis.T @ basis
        size = np.linalg.norm(rest, axis=1)
        if size.max(initial=0.0) < 5.0 * ALIKE:
            return basis
        basis = np.vstack([basis, rest[size.argmax()] / size.max()])


def widths(rows: np.ndarray, spent: Amounts) -> dict[str, float]:
    """Width of the interval of each amount and of each project's sum, as a share of the amount, least first."""
    truth = np.array([spent[i][at] for i, at in unknowns(spent)])
    known = independent(rows)
    aims = {f"{i}/{at}": np.eye(len(truth))[n] for n, (i, at) in enumerate(unknowns(spent))}
    aims |= {i: np.array([float(j == i) for j, _ in unknowns(spent)]) for i in spent}
    found = {}
    for name, aim in aims.items():
        ends = [linprog(sign * aim, A_eq=known, b_eq=known @ (truth / 1e6), bounds=(0.0, None)) for sign in (1.0, -1.0)]
        assert all(e.status in (0, 3) for e in ends), [e.message for e in ends]
        low, high = (np.inf if e.status == 3 else abs(float(e.fun)) for e in ends)
        found[name] = (high - low) * 1e6 / float(aim @ truth)
    return dict(sorted(found.items(), key=lambda kv: kv[1]))
