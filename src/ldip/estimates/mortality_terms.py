"""The derivation of survival: the nation's level and change by year, and the municipality's rates against the nation's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from ldip.demography import national
from ldip.demography.lifetable import single_year_rates
from ldip.estimates.derivation import Derivation
from ldip.estimates.mortality import own_death_rates, survival, table_year, untouched
from ldip.estimates.national_rates import mortality_index, mortality_table, national_death_rates
from ldip.estimates.terms import FILE, cell_of, given, leaf, node, parameter
from ldip.parameters.demography import AGES, source
from ldip.plan.document import Plan

METHOD = "dødelighet"


def survival_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation:
    """The share of one sex that survives a year into an age."""
    sex, age = cell_of(at)
    span, extra = np.array([float(year)]), plan.population.levealder_tillegg
    before = untouched(plan, span)[0]
    plain = _survival(plan, year, sex, age, float(before[sex, age]))
    if not extra:
        return plain
    plain = replace(plain, name="overlevelse uten tillegg")
    said = f"{extra:g}".replace(".", ",")
    level = leaf("nivå", national.level_for(before, extra), "indeks", f"{FILE}: levealder_tillegg – gir {said} år lengre liv")
    value = survival(plan, span)[0, sex, age]
    return node("overlevelse", value, "andel", "{0} / ({0} + (1 − {0}) × {1})", plain, level, method=METHOD)


def _survival(plan: Plan, year: int, sex: int, age: int, value: float) -> Derivation:
    now = death_rate_terms(plan, year, sex, age)
    if age == 0:
        return node("overlevelse", value, "andel", "1 − 0,85 × {0}", now, method=METHOD)
    before = death_rate_terms(plan, year, sex, age - 1)
    formula = "maks((1 − ({0} + {1}) / 4) / (1 + ({0} + {1}) / 4); 0)"
    return node("overlevelse", value, "andel", formula, before, now, method=METHOD)


def death_rate_terms(plan: Plan, year: int, sex: int, age: int) -> Derivation:
    """A death rate of the municipality: its own table, which follows the nation's change unless it is held."""
    p, name = plan.population, f"dødsrate {age} år"
    table_at = table_year(plan)
    own = given(f"kommunens dødsrate {age} år", own_death_rates(plan)[sex, age], "andel", p.doedelighet, "doedelighet")
    if p.doedelighetsutvikling == "holdt":
        return replace(own, name=name)
    base = national_terms(table_at, sex, age)
    now = national_terms(year, sex, age)
    seen = replace(base, source=source("doedelighet"), formula="", terms=())  # it is derived above
    change = node("landets utvikling", now.value / base.value, "indeks", "{0} / {1}", now, seen, method=METHOD)
    if year == table_at:
        change = leaf("landets utvikling", 1.0, "indeks", f"{FILE}: doedelighet_aar – ratene gjelder {table_at}")
    ratio = node("lokalt forhold", own.value / base.value, "indeks", "{0} / {1}", own, seen, method=METHOD)
    value = base.value * change.value * ratio.value
    return node(name, value, "andel", "{0} × {1} × {2}", base, change, ratio, method=METHOD)


def national_terms(year: int, sex: int, age: int) -> Derivation:
    """A national death rate by level, response and index."""
    start, level, response = mortality_table()
    flat = np.log(single_year_rates(start, np.exp(level).T, AGES))[sex, age]
    slope = np.log(single_year_rates(start, np.exp(level + response).T, AGES))[sex, age] - flat
    index = mortality_index(np.array([float(year)]))[0]
    value = national_death_rates(np.array([float(year)]))[0, sex, age]
    terms = (
        parameter("nivå", flat, "indeks", "doedelighet"),
        parameter("virkning", slope, "indeks", "doedelighet"),
        parameter(f"indeks {year}", index, "indeks", "doedelighet", "rett linje mellom femårene og videre"),
    )
    return node(f"landets dødsrate {age} år {year}", value, "andel", "eksp({0} + {1} × {2})", *terms, method=METHOD)
