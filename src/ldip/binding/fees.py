"""selvkost/*.toml and the rule of calculatory interest."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ldip.binding.bound import Binding, Origin, belongs, by_year_and_id, origins_by_id, per_id
from ldip.engine.graph import Array
from ldip.parameters import read as parameters
from ldip.plan.document import Plan
from ldip.plan.schema.files import SelfCostFile, home_of
from ldip.plan.vectors import expand


def bind_fees(plan: Plan, b: Binding) -> None:
    """selvkost/*.toml"""
    fees, ids = plan.fees, b.ids["selvkostomraade"]
    origin = Origin("data", home_of(SelfCostFile), "", "planens selvkostområder")
    each = origins_by_id(fees, SelfCostFile)
    projects = belongs(ids, b.ids["prosjekt"], {i: p.selvkost for i, p in plan.projects.items()})
    b.constant("prosjekt_i_selvkost", projects, origin)
    written_off = {i: s.bokfoert.kroner / s.restlevetid for i, s in fees.items()}
    b.constant("selvkost_avskrivning_plan", per_id(ids, written_off, 0.0), origin)
    b.elements("selvkost_avskrivning_plan", each)
    for name, (values_by_year, absent) in _by_year(fees, b.years).items():
        b.put_array(name, by_year_and_id(b.years, ids, values_by_year, absent), origin)
        b.elements(name, each)
    _interest_rule(plan, b)


def _by_year(fees: Mapping[str, SelfCostFile], years: tuple[int, ...]) -> dict[str, tuple[dict[str, Array], float]]:
    """Vectors by area, and the neutral value of an area that only another plan has."""
    stated = {i: s.gebyrinntekt for i, s in fees.items() if s.gebyrinntekt}
    return {
        "gebyrinntekt_fast": ({i: expand(v, years) for i, v in stated.items()}, 0.0),
        "gebyr_er_oppgitt": ({i: np.array([float(y in v.by_year) for y in years]) for i, v in stated.items()}, 0.0),
        "aar_til_fondet_lukkes": (
            {i: np.array([max(s.fond_lukkes - y + 1.0, 1.0) for y in years]) for i, s in fees.items()},
            1.0,
        ),
    }


def _interest_rule(plan: Plan, b: Binding) -> None:
    """The rate's rule by year as known on the plan's `kunnskapsdato`; the five-year swap rate where the plan gives it."""
    known = plan.head.tid.kunnskapsdato
    for name in ("kalkylerente_nibor", "kalkylerente_paaslag"):
        found = [parameters.value("selvkost", name, y, known) for y in b.years]
        b.put(name, np.array([f.verdi for f in found]), Origin("parameter", "parameters/selvkost.toml", name, found[-1].kilde))
    macro = plan.macro
    if macro.swap_5aar is not None:
        b.series("swap_5aar", macro.swap_5aar, "forutsetninger.toml", "swap_5aar")
    else:
        nibor = expand(macro.styringsrente, b.years) + expand(macro.nibor_paaslag, b.years)
        origin = Origin("data", "forutsetninger.toml", "swap_5aar", "uten swaprente brukes planens pengemarkedsrente", True)
        b.put("swap_5aar", nibor, origin)
