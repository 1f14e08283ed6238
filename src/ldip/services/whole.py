"""Cost that is fixed or follows whole classes, groups and posts, not the number of users (docs/method/tjenester.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.graph import Array, Given, divide, step, weighted_sum
from ldip.services.zones import ROUNDING, whole_classes

PLAN = "planens tjenester/: kostnadsform."
T = ("tjeneste",)
METHOD = "metode: tjenester#hele-klasser-og-stillinger"

GIVENS = (
    Given("fast_andel", "andel", PLAN + "fast_andel", T),
    Given("trinnandel", "andel", PLAN + "trinn_andel", T),
    Given("brukere_per_enhet", "personer", PLAN + "brukere_per_enhet", T),
)


@step(unit="antall", source=METHOD + ": klasser, eller brukere / brukere_per_enhet rundet opp", axes=T)
def hele_enheter_ub(klasser_sum: Array, kostnadsbrukere_ub: Array, brukere_per_enhet: Array) -> Array:
    """Whole classes, or whole groups or posts where users per unit are stated. (batch, tjeneste)."""
    return np.where(brukere_per_enhet > 0.0, rounded_up(kostnadsbrukere_ub, brukere_per_enhet), klasser_sum)


@step(unit="antall", source=METHOD + ": når planen åpner", axes=T)
def hele_enheter_aapning(
    folketall_ib: Array,
    bruksrate_brukt: Array,
    klassestoerrelse: Array,
    kostnadsbrukere_aapning: Array,
    brukere_per_enhet: Array,
) -> Array:
    """Whole units when the first year opens. (batch, tjeneste)."""
    classes = whole_classes(weighted_sum("rzka->rza", folketall_ib), bruksrate_brukt, klassestoerrelse)
    posts = rounded_up(kostnadsbrukere_aapning, brukere_per_enhet)
    return np.where(brukere_per_enhet > 0.0, posts, weighted_sum("rtz->rt", classes))


def rounded_up(users: Array, per_unit: Array) -> Array:
    """Whole units for users; zero where no users per unit are stated."""
    return np.maximum(np.ceil(users / np.where(per_unit > 0.0, per_unit, np.inf) - ROUNDING), 0.0)


@step(unit="personer", source=METHOD + ": vektede brukere per hel enhet når planen åpner", axes=T)
def brukere_per_hel_enhet_aapning(kostnadsbrukere_aapning: Array, hele_enheter_aapning: Array) -> Array:
    """Weighted users per whole unit when the plan opens: what the unit cost of one more unit is. (batch, tjeneste)."""
    return divide(kostnadsbrukere_aapning, hele_enheter_aapning, 0.0)


@step(unit="personer", source=METHOD + ": som da planen åpnet", axes=T)
def brukere_per_hel_enhet_ub(brukere_per_hel_enhet_ib: Array) -> Array:
    """The same in every year. (batch, tjeneste)."""
    return brukere_per_hel_enhet_ib * 1.0


@step(
    unit="personer",
    source=METHOD + ": (1 − fast − trinn) · brukervekst + trinn · endring i hele enheter · brukere per enhet",
    axes=T,
    only_with={"trinnandel": ("hele_enheter_ib", "hele_enheter_ub", "brukere_per_hel_enhet_ib")},
)
def kostnadsvekst(
    brukervekst: Array,
    fast_andel: Array,
    trinnandel: Array,
    hele_enheter_ib: Array,
    hele_enheter_ub: Array,
    brukere_per_hel_enhet_ib: Array,
) -> Array:
    """Change in users that costs: of the fixed share none, of the stepped one whole units, of the rest all. (batch, tjeneste)."""
    if not trinnandel.any():
        return (1.0 - fast_andel) * brukervekst
    stepped = (hele_enheter_ub - hele_enheter_ib) * brukere_per_hel_enhet_ib
    return (1.0 - fast_andel - trinnandel) * brukervekst + trinnandel * stepped
