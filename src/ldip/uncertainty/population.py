"""Uncertain paths of fertility, mortality and moves: shared by the nation, separate for each municipality and zone.

Every path is keyed by (seed, factor, entity, block), so plans and municipalities share the national
ones and any block can be generated alone (docs/method/demografi.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ldip.parameters.demography import shipped_demography
from ldip.uncertainty.draws import FactorPath, block_paths

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Settings:
    """Yearly standard deviations and persistences; fields as in parameters/demografi.toml [usikkerhet]."""

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
    """The calibrated settings, with changes."""
    values = {k: v for k, v in shipped_demography()["usikkerhet"].items() if k != "kilde"}
    return Settings(**{**values, **changes})


def levels(settings: Settings, entity: str, inhabitants: Sequence[float], years: int, block: int) -> dict[str, Array]:
    """Inputs of a block: levels of fertility and mortality (år, 1024), shock to moves (år, 1024, sone).

    entity names the municipality; inhabitants (sone,) in the first year, in the plan's order of zones.
    """
    s = settings
    national = _path(s, "fruktbarhet_nasjonal", s.fruktbarhet_nasjonal_sd, s.fruktbarhet_nasjonal_varighet, "", years, block)
    local = _path(s, "fruktbarhet_lokal", s.fruktbarhet_lokal_sd, s.fruktbarhet_lokal_varighet, entity, years, block)
    deaths = _path(s, "doedelighet", s.doedelighet_sd, 1.0, "", years, block)
    return {
        "fruktbarhetsnivaa": np.exp(national + local),
        "doedelighetsnivaa": np.exp(deaths),
        "flyttesjokk": _moves(s, entity, inhabitants, years, block),
    }


def _moves(s: Settings, entity: str, inhabitants: Sequence[float], years: int, block: int) -> Array:
    """National and local shocks to net moves as a share of the population, with zones around their municipality."""
    persons = np.array(inhabitants, dtype=np.float64)
    shared = _path(s, "flytting_nasjonal", s.flytting_nasjonal_sd, s.flytting_nasjonal_varighet, "", years, block)
    shared = shared + s.flytting_nasjonal_varig * _once(s, "flytting_nasjonal_varig", "", block)
    local = _local(s, entity, float(persons.sum()), years, block)
    whole: Array = (shared + local)[:, :, None]
    if len(persons) == 1:
        return whole
    extra = float(np.sqrt(s.sone_faktor**2 - 1.0))
    zones = np.stack([extra * _local(s, f"{entity}/{i}", n, years, block) for i, n in enumerate(persons)], axis=-1)
    share = persons / max(persons.sum(), 1.0)
    mean = (zones * share).sum(axis=-1, keepdims=True)  # moves between zones leave the total unchanged
    return np.asarray(whole + zones - mean, dtype=np.float64)


def _local(s: Settings, entity: str, inhabitants: float, years: int, block: int) -> Array:
    path: Array = _path(s, "flytting_lokal", s.flytting_lokal_sd, s.flytting_lokal_varighet, entity, years, block)
    lasting = s.flytting_lokal_varig * _once(s, "flytting_lokal_varig", entity, block)
    return np.asarray(s.local_scale(inhabitants) * (path + lasting))


def _path(s: Settings, factor: str, sd: float, persistence: float, entity: str, years: int, block: int) -> Array:
    return block_paths(FactorPath(factor, factor, (sd,) * years, persistence, entity), s.seed, block)


def _once(s: Settings, factor: str, entity: str, block: int) -> Array:
    path: Array = block_paths(FactorPath(factor, factor, (1.0,), 0.0, entity), s.seed, block)
    return np.asarray(path[0])
