"""Named stresses as data: the uncertain factor, the size, and one year or all years."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from ldip.parameters.shipped import shipped


@dataclass(frozen=True)
class Stress:
    """A named shock from the first projected year on; `endring` is added to the factor, in the engine's unit."""

    id: str
    navn: str
    nn: str
    en: str
    faktor: str
    endring: float
    varighet: Literal["ett", "alle"]
    kilde: str


@cache
def stresses() -> dict[str, Stress]:
    """Stresses by id, in the order of the file."""
    return {name: Stress(id=name, **found) for name, found in shipped("stress").items()}
