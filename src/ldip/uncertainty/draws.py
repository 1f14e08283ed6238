"""Random paths of uncertain factors, keyed by (seed, factor, entity, block) so that any block can be generated alone.

A block is 1 024 rows and always generated whole, so a draw has the same bits for any number of
draws, threads or workers on one machine (decision 0001).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 1024


@dataclass(frozen=True)
class FactorPath:
    """An uncertain factor: the input it enters, yearly sd by year, and persistence of its AR(1) path."""

    factor: str
    target: str
    sd: tuple[float, ...]
    persistence: float
    entity: str = ""


def block_paths(factor: FactorPath, seed: int, block: int) -> NDArray[np.float64]:
    """(year, 1024) deviations: xₜ = ρ·xₜ₋₁ + sdₜ·zₜ with standard normal z."""
    key = f"{seed}|{factor.factor}|{factor.entity}|{block}".encode()
    words = np.frombuffer(hashlib.sha256(key).digest()[:16], dtype=np.uint64)
    rng = np.random.Generator(np.random.Philox(key=words))
    z = rng.standard_normal((len(factor.sd), BLOCK))
    path = np.empty_like(z)
    last = np.zeros(BLOCK)
    for t, sd in enumerate(factor.sd):
        last = factor.persistence * last + sd * z[t]
        path[t] = last
    return path


def shocks(factors: Sequence[FactorPath], seed: int, block: int) -> dict[str, NDArray[np.float64]]:
    """Each factor's input for a whole block, (year, 1024)."""
    return {f.target: block_paths(f, seed, block) for f in factors}
