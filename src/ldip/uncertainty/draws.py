"""Standard normal numbers keyed by (seed, stream, entity, block), so that any block can be generated alone.

A block is 1 024 rows and always generated whole, so a draw has the same bits for any number of
draws, threads or workers on one machine (decision 0001).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BLOCK: Final = 1024


@dataclass(frozen=True, eq=False)
class Block:
    """A block of draws; each stream is generated once. With `mirrored`, every second draw has the opposite numbers of the one
    before it."""

    seed: int
    number: int
    mirrored: bool = False
    streams: dict[tuple[str, str, int], Array] = field(default_factory=dict, repr=False)

    def normals(self, stream: str, entity: str = "", years: int = 1) -> Array:
        """Standard normal numbers, (year, 1024); the first years are the same for any number of years."""
        key = (stream, entity, years)
        if key not in self.streams:
            found = _generator(self.seed, stream, entity, self.number).standard_normal((years, BLOCK))
            if self.mirrored:
                found[:, 1::2] = -found[:, ::2]
            self.streams[key] = found
        return self.streams[key]

    def tails(self, stream: str, freedom: float, years: int) -> Array:
        """Multipliers that turn normal numbers into Student t with standard deviation 1, (year, 1024)."""
        chi = _generator(self.seed, f"{stream}_student", "", self.number).chisquare(freedom, (years, BLOCK))
        if self.mirrored:
            chi[:, 1::2] = chi[:, ::2]
        return np.asarray(np.sqrt((freedom - 2.0) / chi))


def _generator(seed: int, stream: str, entity: str, block: int) -> np.random.Generator:
    key = f"{seed}|{stream}|{entity}|{block}".encode()
    words = np.frombuffer(hashlib.sha256(key).digest()[:16], dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=words))
