"""Tables of the income system as arrays: the cost key, unit costs by age, the nation's population, property-tax limits."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ldip.errors import ModelError
from ldip.parameters.read import Dated, value
from ldip.parameters.shipped import shipped

Array = NDArray[np.float64]
AGE_CRITERIA: Final = {
    "0": (0, 0, "innb_0"),
    "1-5": (1, 5, "innb_1_5"),
    "6-12": (6, 12, "innb_6_12"),
    "13-15": (13, 15, "innb_13_15"),
    "16-22": (16, 22, "innb_16_22"),
    "23-24": (23, 24, "innb_23_24"),
    "25-66": (25, 66, "innb_25_66"),
    "67-79": (67, 79, "innb_67_79"),
    "80-89": (80, 89, "innb_80_89"),
    "90-105": (90, 105, "innb_90_pluss"),
}

LEVELS: Final = {  # national levels of a plan, and the shipped series that each is when it is left out
    "skatt_per_innbygger": "landssnitt_skatt",
    "innbyggertilskudd_per_innbygger": "landet_innbyggertilskudd",
    "utgiftsbehov_per_innbygger": "landet_utgiftsbehov",
}


def level_known(parameter: str, year: int, known_at: dt.date) -> Dated:
    """The newest value of a national level for a year or an earlier one, as known at a date. Errors: ModelError for none."""
    return value("inntektssystem", parameter, year, known_at)


@dataclass(frozen=True)
class CostKey:
    """Sector weights and, by sector, criterion weights."""

    year: int
    kilde: str
    kjent_fra: dt.date
    sectors: dict[str, float]
    keys: dict[str, dict[str, float]]

    def total_weights(self) -> dict[str, float]:
        """Weight of each criterion in the total index: the sum over sectors of sector weight times criterion weight."""
        found: dict[str, float] = {}
        for sector, weight in self.sectors.items():
            for criterion, part in self.keys[sector].items():
                found[criterion] = found.get(criterion, 0.0) + weight * part
        return found

    def age_weights(self) -> Array:
        """Total weights of the age criteria, in the order of AGE_CRITERIA."""
        weights = self.total_weights()
        return np.array([weights[c] for _, _, c in AGE_CRITERIA.values()])


def latest_key() -> int:
    """The newest year with a cost key."""
    return max(int(y) for y in shipped("kostnadsnoekkel") if y.isdigit())


@cache
def cost_key(year: int) -> CostKey:
    """The cost key of a year. Errors: ModelError where the year has none; a key of another year is never used instead."""
    table = shipped("kostnadsnoekkel").get(str(year))
    if table is None:
        raise ModelError(f"kostnadsnøkkelen for {year} er ikke kjent; bruk et publisert beløp eller en indeks merket anslag")
    keys = {s: dict(table[s]) for s in table["sektorvekt"]}
    return CostKey(year, table["kilde"], dt.date.fromisoformat(table["kjent_fra"]), dict(table["sektorvekt"]), keys)


def unit_costs() -> tuple[Array, int, str]:
    """Kroner per person by age criterion, their price year, and the source."""
    t = shipped("kostnadsnoekkel")["enhetskostnad"]
    return np.array(t["kroner"], dtype=np.float64), int(t["prisaar"]), str(t["kilde"])


def nation(years: Array) -> Array:
    """The nation's population 1 January by age criterion, (år, alderskriterium); the last year held beyond the table."""
    t = shipped("landet")["folketall"]
    table = np.array(t["personer"], dtype=np.float64)
    place = np.clip(years.astype(int) - int(t["foerste_aar"]), 0, len(table) - 1)
    result: Array = table[place]
    return result


def nation_source() -> tuple[str, dt.date, int]:
    """Source of the nation's population, when it was known, and its last year of fact."""
    t = shipped("landet")["folketall"]
    return str(t["kilde"]), dt.date.fromisoformat(t["kjent_fra"]), int(t["siste_kjente"])


@dataclass(frozen=True)
class PropertyLimits:
    """Limits of a kind of property, per mille."""

    navn: str
    maks: float
    faktor: float
    foerste_aar: float
    steg: float
    steg_med_bunnfradrag: float


@cache
def property_limits() -> dict[str, PropertyLimits]:
    """Limits by kind: bolig, naering, tomt, kraft."""
    return {k: PropertyLimits(**v) for k, v in shipped("eiendomsskatt").items() if k in ("bolig", "naering", "tomt", "kraft")}


def property_dates() -> tuple[int, dt.date]:
    """First year the limits are in force, and when they were known."""
    t = shipped("eiendomsskatt")
    return int(t["gjelder_fra"]), dt.date.fromisoformat(t["kjent_fra"])


def property_rules() -> dict[str, float]:
    """Limits that hold for all kinds."""
    return {k: float(v) for k, v in shipped("eiendomsskatt")["felles"].items()}
