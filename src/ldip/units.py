"""Closed lists of units, price bases and axes. Anything outside them fails when a step is declared."""

from __future__ import annotations

from typing import Final

UNITS: Final[frozenset[str]] = frozenset(
    {
        "kr",  # running prices
        "kr_fast",  # fixed prices of the plan's price year
        "kr_per_person",
        "kr_per_person_fast",
        "kr_per_aarsverk_fast",
        "kr_per_mwh",
        "andel",
        "indeks",
        "personer",
        "plasser",
        "aarsverk",
        "aarsverk_per_plass",
        "m2",
        "kr_per_m2_fast",
        "tonn",
        "aar",
        "antall",
        "flagg",
    }
)

FIXED_PRICES: Final[frozenset[str]] = frozenset(u for u in UNITS if u.endswith("_fast"))
NOMINAL_PRICES: Final[frozenset[str]] = frozenset({"kr", "kr_per_person"})

AXES: Final[frozenset[str]] = frozenset(
    {
        "sone",
        "kjoenn",
        "alder",
        "aldersgruppe",
        "aldersutvalg",
        "framskriving",
        "boligtype",
        "kommune",
        "alderskriterium",
        "tilskuddsdel",
        "eiendomstype",
        "integreringsaar",
        "tjeneste",
        "utgiftsart",
        "inntektsart",
        "bygg",
        "behovsnivaa",
        "selvkostomraade",
        "kostnadsgruppe",
        "premieaargang",
        "prosjekt",
        "anleggsklasse",
        "laan",
        "laaneaargang",
        "inndekningsaar",
        "fond",
        "tapsaar",
        "foretak",
        "internlinje",
        "tiltak",
    }
)


def mixes_price_bases(output: str, inputs: frozenset[str]) -> bool:
    """True when a formula joins fixed and running prices and so must be a named deflator step."""
    units = inputs | {output}
    return bool(units & FIXED_PRICES) and bool(units & NOMINAL_PRICES)
