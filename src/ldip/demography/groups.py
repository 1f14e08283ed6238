"""Age profiles and age groups; groups are data in the plan (docs/method/demografi.md)."""

from __future__ import annotations

from ldip.engine.graph import Array, Given, Opening, divide, ratio, step, total, weighted_sum

GIVENS = (
    Given("gruppetilhoerighet", "andel", "befolkning.toml: aldersgrupper", ("aldersgruppe", "alder")),
    Given("utvalgstilhoerighet", "andel", "parameters/aldersgrupper.toml", ("aldersutvalg", "alder"), group="befolkning"),
    Given("gruppe_basis", "personer", "folketall på folketallets dato", ("aldersgruppe",)),
    Given("arbeidsfoere", "flagg", "alder 20–66", ("alder",), group="befolkning"),
    Given("framskrevet_gruppe", "personer", "importerte framskrivinger", ("framskriving", "aldersgruppe")),
    Given("framskriving_finnes", "flagg", "importerte framskrivinger", ("framskriving",)),
)
OPENINGS = (Opening("innbyggere_juli_ib", "inntekter.toml: innbyggere_1_juli_aaret_foer"),)

innbyggere_sone_ub = total(
    "innbyggere_sone_ub",
    plus=("folketall_ub",),
    axes=("sone",),
    unit="personer",
    source="sum av folketall_ub over kjønn og alder",
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


@step(unit="personer", source="parameters/aldersgrupper.toml", axes=("aldersutvalg",))
def innbyggere_utvalg_ub(folketall_alder_ub: Array, utvalgstilhoerighet: Array) -> Array:
    """Persons 31 December in every group of the shipped groupings. Shape (batch, aldersutvalg)."""
    return weighted_sum("ra,rga->rg", folketall_alder_ub, utvalgstilhoerighet)


@step(unit="personer", source="parameters/aldersgrupper.toml", axes=("aldersutvalg",))
def innbyggere_utvalg_aapning(folketall_alder_aapning: Array, utvalgstilhoerighet: Array) -> Array:
    """Persons in every group of the shipped groupings 1 January of the first year."""
    return weighted_sum("ra,rga->rg", folketall_alder_aapning, utvalgstilhoerighet)


@step(unit="andel", source="SSB: forsørgerbyrde, 0–19 og 67+ mot 20–66 år")
def forsoergerbyrde_ub(folketall_alder_ub: Array, arbeidsfoere: Array) -> Array:
    """Young and old for each person of working age, 31 December. Shape (batch,)."""
    return _burden(folketall_alder_ub, arbeidsfoere)


@step(unit="andel", source="SSB: forsørgerbyrde, 0–19 og 67+ mot 20–66 år")
def forsoergerbyrde_aapning(folketall_alder_aapning: Array, arbeidsfoere: Array) -> Array:
    """Young and old for each person of working age 1 January of the first year."""
    return _burden(folketall_alder_aapning, arbeidsfoere)


def _burden(people: Array, working: Array) -> Array:
    able = weighted_sum("ra,ra->r", people, working)
    return divide(weighted_sum("ra->r", people) - able, able, 0.0)


innbyggere_basis = total("innbyggere_basis", plus=("gruppe_basis",), unit="personer", source="folketall på folketallets dato")
innbyggere_gruppe_indeks = ratio(
    "innbyggere_gruppe_indeks",
    "innbyggere_gruppe_ub",
    "gruppe_basis",
    unit="indeks",
    source="presentasjonen av LDIP 2022–2041: aldersgrupper mot basisåret",
    axes=("aldersgruppe",),
)
innbyggere_indeks = ratio(
    "innbyggere_indeks", "innbyggere_ub", "innbyggere_basis", unit="indeks", source="folketall mot basisåret"
)
framskrevet_innbyggere = total(
    "framskrevet_innbyggere",
    plus=("framskrevet_gruppe",),
    unit="personer",
    source="sum av importert framskriving, 31. desember",
    axes=("framskriving",),
)


@step(unit="personer", source="inntektssystemet: folketall 1. juli (revenue_model §1)")
def innbyggere_juli_ub(innbyggere_ib: Array, innbyggere_ub: Array) -> Array:
    """Inhabitants 1 July, the mean of both year ends; next year's grant reads it as `innbyggere_juli_ib`."""
    return (innbyggere_ib + innbyggere_ub) / 2.0
