"""Age profiles and age groups; groups are data in the plan (population.md §6)."""

from __future__ import annotations

from ldip.graph import Array, Given, step, total, weighted_sum

GIVENS = (
    Given("gruppetilhoerighet", "andel", "planens befolkning.toml: aldersgrupper", ("aldersgruppe", "alder"), "befolkning"),
)

folketall_alder_ub = total(
    "folketall_alder_ub",
    plus=("folketall_ub",),
    axes=("alder",),
    unit="personer",
    source="sum av folketall_ub over sone og kjønn",
)


@step(unit="personer", source="åpning av folketall_alder_ub", axes=("alder",))
def folketall_alder_aapning(folketall_ib: Array) -> Array:
    """Population by age 1 January of the first year. Shape (batch, alder)."""
    return weighted_sum("rzka->ra", folketall_ib)


@step(unit="personer", source="aldersgrupper i planen", axes=("aldersgruppe",))
def innbyggere_gruppe_ub(folketall_alder_ub: Array, gruppetilhoerighet: Array) -> Array:
    """Persons by age group 31 December. Shape (batch, aldersgruppe)."""
    return weighted_sum("ra,rga->rg", folketall_alder_ub, gruppetilhoerighet)


@step(unit="personer", source="åpning av innbyggere_gruppe_ub", axes=("aldersgruppe",))
def innbyggere_gruppe_aapning(folketall_alder_aapning: Array, gruppetilhoerighet: Array) -> Array:
    """Persons by age group 1 January of the first year."""
    return weighted_sum("ra,rga->rg", folketall_alder_aapning, gruppetilhoerighet)


@step(unit="personer", source="inntektssystemet: folketall 1. juli (revenue_model §1)")
def innbyggere_juli_ub(innbyggere_ib: Array, innbyggere_ub: Array) -> Array:
    """Inhabitants 1 July, the mean of both year ends; next year's grant reads it as `innbyggere_juli_ib`."""
    return (innbyggere_ib + innbyggere_ub) / 2.0
