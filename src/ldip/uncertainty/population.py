"""Uncertain paths of fertility, mortality and moves for back-tests: the nation's, the municipality's and its zones'.

The paths are those of the factors fruktbarhet, doedelighet and flytting, so that a back-test measures what a plan draws. Every
path is keyed by (seed, stream, entity, block), so plans and municipalities share the national ones (docs/method/demografi.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.model.catalogue import FACTORS, factor_of
from ldip.parameters.uncertain import Raw, shipped_numbers
from ldip.uncertainty.draws import Block
from ldip.uncertainty.paths import Where, values
from ldip.uncertainty.settings import changed, settings_of

Array = NDArray[np.float64]
PEOPLE: Final = ("fruktbarhet", "doedelighet", "flytting")
# Keys of a plan's [befolkning] and the number of a factor that each is: (factor, part, number).
OLD_KEYS: Final = {
    "fruktbarhet_nasjonal_sd": ("fruktbarhet", "nasjonal", "standardavvik"),
    "fruktbarhet_nasjonal_varighet": ("fruktbarhet", "nasjonal", "varighet"),
    "fruktbarhet_lokal_sd": ("fruktbarhet", "kommune", "standardavvik"),
    "fruktbarhet_lokal_varighet": ("fruktbarhet", "kommune", "varighet"),
    "flytting_nasjonal_sd": ("flytting", "nasjonal", "standardavvik"),
    "flytting_nasjonal_varighet": ("flytting", "nasjonal", "varighet"),
    "flytting_nasjonal_varig": ("flytting", "nasjonal", "varig"),
    "flytting_lokal_sd": ("flytting", "kommune", "standardavvik"),
    "flytting_lokal_varighet": ("flytting", "kommune", "varighet"),
    "flytting_lokal_varig": ("flytting", "kommune", "varig"),
    "stoerrelse_eksponent": ("flytting", "kommune", "stoerrelse_eksponent"),
    "stoerrelse_tak": ("flytting", "kommune", "stoerrelse_tak"),
    "sone_faktor": ("flytting", "", "elementfaktor"),
    "doedelighet_sd": ("doedelighet", "", "standardavvik"),
}


@dataclass(frozen=True)
class Settings:
    """Yearly standard deviations and persistences; fields as the keys of a plan's [befolkning] in usikkerhet.toml."""

    fruktbarhet_nasjonal_sd: float
    fruktbarhet_nasjonal_varighet: float
    fruktbarhet_lokal_sd: float
    fruktbarhet_lokal_varighet: float
    flytting_nasjonal_sd: float
    flytting_nasjonal_varighet: float
    flytting_nasjonal_varig: float
    flytting_lokal_sd: float
    flytting_lokal_varighet: float
    flytting_lokal_varig: float
    stoerrelse_eksponent: float
    stoerrelse_tak: float
    sone_faktor: float
    doedelighet_sd: float
    seed: int = 1

    def local_scale(self, inhabitants: float) -> float:
        """Local spread against a municipality of 10 000 inhabitants."""
        size: float = min(max(inhabitants, 1.0), self.stoerrelse_tak) / 10_000.0
        return float(size**self.stoerrelse_eksponent)


def default_settings(**changes: float) -> Settings:
    """The calibrated settings (parameters/usikkerhet.toml), with changes."""
    seed = int(changes.pop("seed", 1))
    shipped = {key: _number(*place) for key, place in OLD_KEYS.items()}
    return Settings(**{**shipped, **changes}, seed=seed)


def _number(factor: str, part: str, number: str) -> float:
    found = shipped_numbers(factor)
    return float((found[part] if part else found)[number])


def levels(settings: Settings, entity: str, inhabitants: Sequence[float], years: int, block: int) -> dict[str, Array]:
    """Inputs of a block: levels of fertility and mortality (år, 1024), shock to moves (år, 1024, sone).

    entity names the municipality; inhabitants (sone,) in the first year, in the plan's order of zones.
    """
    own: dict[str, Raw] = {name: {} for name in PEOPLE}
    for key, (factor, part, number) in OLD_KEYS.items():
        (own[factor].setdefault(part, {}) if part else own[factor])[number] = getattr(settings, key)
    persons = tuple(float(n) for n in inhabitants)
    where = Where(entity, float(np.array(persons).sum()), tuple(str(i) for i in range(len(persons))), persons)
    drawn, found = Block(settings.seed, block), dict[str, Array]()
    for name in PEOPLE:
        numbers = changed(shipped_numbers(name), own[name])
        part_of = settings_of(factor_of(FACTORS[name]), numbers, range(years))
        found[FACTORS[name].name] = values(part_of, where, drawn)
    return found
