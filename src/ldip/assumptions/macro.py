"""Wages, prices, deflators and interest rates (docs/method/forutsetninger.md)."""

from __future__ import annotations

from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, Opening, step

PLAN = "planens forutsetninger.toml"
FACTOR = "usikkerhetsfaktor i planen; null i basisforløpet"
INDICES = "metode: forutsetninger#deflator-og-indekser"
RATES = "metode: forutsetninger#rentebane"
TBU = "TBU: kommunal deflator veier lønn og andre priser, omtrent 60 og 40 prosent (KS sjeføkonomens side)"

GIVENS = (
    Given("loennsvekst_bane", "andel", PLAN),
    Given("prisvekst", "andel", PLAN),
    Given("byggekostnadsvekst", "andel", PLAN),
    Given("deflator_loennsandel", "andel", TBU),
    Given("styringsrente_bane", "andel", PLAN),
    Given("nibor_paaslag", "andel", PLAN),
    Given("etter_prisaar", "flagg", "1 fra året etter planens prisår", group="makro"),
    Given("sjokk_loennsvekst", "andel", FACTOR, group="makro", factor=Factor("loennsvekst", correlated="makro")),
    Given("sjokk_styringsrente", "andel", FACTOR, group="makro", factor=Factor("styringsrente", "lognormal", correlated="makro")),
)
OPENINGS = (
    Opening("deflator_indeks_ib", "1 i planens prisår", "makro", start=1.0),
    Opening("loenn_indeks_ib", "1 i planens prisår", "makro", start=1.0),
    Opening("pris_indeks_ib", "1 i planens prisår", "makro", start=1.0),
    Opening("byggekostnad_indeks_ib", "1 i planens prisår", "makro", start=1.0),
)


@step(unit="andel", source="metode: forutsetninger#lønnsvekst")
def loennsvekst(loennsvekst_bane: Array, sjokk_loennsvekst: Array) -> Array:
    """Wage growth from last year: the plan's path plus the uncertain factor. Shape (batch,)."""
    return loennsvekst_bane + sjokk_loennsvekst


@step(unit="andel", source=TBU)
def deflator_vekst(loennsvekst: Array, prisvekst: Array, deflator_loennsandel: Array) -> Array:
    """Growth in the municipal deflator: wages and other prices by their shares. Shape (batch,)."""
    return deflator_loennsandel * loennsvekst + (1.0 - deflator_loennsandel) * prisvekst


@step(unit="indeks", source=INDICES)
def deflator_indeks_ub(deflator_indeks_ib: Array, deflator_vekst: Array, etter_prisaar: Array) -> Array:
    """Deflator, 1 in the plan's price year. Shape (batch,)."""
    return deflator_indeks_ib * (1.0 + deflator_vekst * etter_prisaar)


@step(unit="indeks", source=INDICES)
def loenn_indeks_ub(loenn_indeks_ib: Array, loennsvekst: Array, etter_prisaar: Array) -> Array:
    """Wage index, 1 in the plan's price year. Shape (batch,)."""
    return loenn_indeks_ib * (1.0 + loennsvekst * etter_prisaar)


@step(unit="indeks", source=INDICES)
def pris_indeks_ub(pris_indeks_ib: Array, prisvekst: Array, etter_prisaar: Array) -> Array:
    """Index of other prices, 1 in the plan's price year. Shape (batch,)."""
    return pris_indeks_ib * (1.0 + prisvekst * etter_prisaar)


@step(unit="indeks", source=INDICES)
def byggekostnad_indeks_ub(byggekostnad_indeks_ib: Array, byggekostnadsvekst: Array, etter_prisaar: Array) -> Array:
    """Construction cost index, 1 in the plan's price year. Shape (batch,)."""
    return byggekostnad_indeks_ib * (1.0 + byggekostnadsvekst * etter_prisaar)


@step(unit="andel", source=RATES)
def styringsrente(styringsrente_bane: Array, sjokk_styringsrente: Array) -> Array:
    """Policy rate, yearly mean. Shape (batch,)."""
    return styringsrente_bane + sjokk_styringsrente


@step(unit="andel", source=RATES)
def nibor_3m(styringsrente: Array, nibor_paaslag: Array) -> Array:
    """Three-month money market rate: policy rate plus mark-up. Shape (batch,)."""
    return styringsrente + nibor_paaslag
