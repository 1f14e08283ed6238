"""The derivation of a cell one year on: the year before, one year younger, its survivors and its moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ldip.demography.projection import one_year
from ldip.engine.graph import Array
from ldip.estimates.derivation import Derivation
from ldip.estimates.mortality_terms import survival_terms
from ldip.estimates.terms import given, leaf, node, who
from ldip.estimates.vital_rates import Rates
from ldip.parameters.demography import AGES
from ldip.plan.document import Plan
from ldip.plan.schema.fields import FileRef

METHOD = "steget-ett-år"


@dataclass(frozen=True)
class Step:
    """A year's start and moves, (kjoenn, alder) each, and the table that the moves come from."""

    plan: Plan
    year: int
    start: Array
    out_rate: Array
    arrivals: Array
    moves: FileRef
    key: str


def step_terms(
    s: Step, rates: Rates, cell: tuple[int, int], value: float, before: Mapping[int, Derivation] | None = None
) -> Derivation:
    """(start after the moves before deaths) × survival, then the rest of the moves. `before` derives the start by age."""
    (sex, age), year = cell, s.year
    survival = survival_terms(s.plan, year, {"kjoenn": "km"[sex], "alder": str(age)})

    if age == 0:
        text, terms = "fødte × overlevelse", [_births(s, rates, sex), survival]
    else:
        text, terms = _older(s, rates, cell, before or {})
        text, terms = f"({text}) × overlevelse", [*terms, survival]
    late = 1.0 - rates.share
    if s.out_rate[cell]:
        terms.append(given(f"utflyttingsrate {age} år", s.out_rate[cell], "andel", s.moves, s.key))
        text = f"({text}) × (1 − {_share(late)}{terms[-1].name})"
    terms.append(given(f"innflytting {age} år", s.arrivals[cell], "personer", s.moves, s.key))
    text = f"{text} + {_share(late)}{terms[-1].name}"
    return node(f"{who(sex, age)} 1. januar {year + 1}", value, "personer", text, *terms, method=METHOD)


def _share(part: float) -> str:
    return "" if part == 1.0 else f"{part:g} × ".replace(".", ",")


def _older(s: Step, rates: Rates, cell: tuple[int, int], before: Mapping[int, Derivation]) -> tuple[str, list[Derivation]]:
    """Those who grow into the age, after the moves that happen before the year's deaths."""
    sex, age = cell
    parts, terms, early = list[str](), list[Derivation](), _share(rates.share)
    for a in [age - 1, age] if age == AGES - 1 else [age - 1]:
        plain = leaf(f"{who(sex, a)} 1. januar {s.year}", s.start[sex, a], "personer", f"planens bane {s.year}")
        terms.append(before.get(a, plain))
        text = terms[-1].name
        if rates.share and s.out_rate[sex, a]:
            terms.append(given(f"utflyttingsrate {a} år før dødsfall", s.out_rate[sex, a], "andel", s.moves, s.key))
            text = f"{text} × (1 − {early}{terms[-1].name})"
        if rates.share:
            terms.append(given(f"innflytting {a} år før dødsfall", s.arrivals[sex, a], "personer", s.moves, s.key))
            text = f"{text} + {early}{terms[-1].name}"
        parts.append(text)
    return " + ".join(parts), terms


def _births(s: Step, rates: Rates, sex: int) -> Derivation:
    k = s.year - rates.first
    _, born = one_year(s.start, (rates.survival[k], rates.fertility[k]), (s.out_rate, s.arrivals), rates.sexes, rates.share)
    text = f"kvinnene i snitt av året × fruktbarheten {s.year}; {np.round(100.0 * rates.sexes[sex], 1):g} % av barna"
    return leaf("fødte", born.sum() * rates.sexes[sex], "personer", text.replace(".", ","))
