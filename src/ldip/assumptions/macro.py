"""Wages, prices, deflators and interest rates (docs/method/forutsetninger.md)."""

from __future__ import annotations

import numpy as np

from ldip.engine.factor import Factor
from ldip.engine.graph import Array, Given, Opening, step

PLAN = "planens forutsetninger.toml"
FACTOR = "usikkerhetsfaktor i planen; null i basisforløpet"
INDICES = "metode: forutsetninger#deflator-og-indekser"
RATES = "metode: forutsetninger#rentebane"
SWAP_YEARS = 5
TBU = "TBU: kommunal deflator veier lønn og andre priser, omtrent 60 og 40 prosent (KS sjeføkonomens side)"

GIVENS = (
    Given("loennsvekst_bane", "andel", PLAN),
    Given("prisvekst_bane", "andel", PLAN),
    Given("byggekostnadsvekst_bane", "andel", PLAN),
    Given("deflator_loennsandel", "andel", TBU),
    Given("styringsrente_bane", "andel", PLAN),
    Given("nibor_paaslag", "andel", PLAN),
    Given("etter_prisaar", "flagg", "1 fra året etter planens prisår", group="makro"),
    Given("sjokk_loennsvekst", "andel", FACTOR, group="makro", factor=Factor("loennsvekst", correlated="makro", points=True)),
    Given(
        "sjokk_styringsrente",
        "andel",
        FACTOR,
        group="makro",
        factor=Factor("styringsrente", "lognormal", correlated="makro", points=True),
    ),
    Given(
        "sjokk_prisvekst",
        "andel",
        FACTOR,
        group="makro",
        factor=Factor("prisvekst", "student_t", correlated="makro", points=True),
    ),
    Given(
        "sjokk_byggekostnadsvekst",
        "andel",
        FACTOR,
        group="makro",
        factor=Factor("byggekostnadsvekst", "student_t", correlated="makro", points=True),
    ),
    Given("sjokk_paaslag", "andel", FACTOR, group="makro", factor=Factor("paaslag", correlated="makro", points=True)),
)
OPENINGS = (
    Opening("deflator_indeks_ib", "1 i planens prisår", "makro", start=1.0),
    Opening("loenn_indeks_ib", "1 i planens prisår", "makro", start=1.0),
    Opening("pris_indeks_ib", "1 i planens prisår", "makro", start=1.0),
    Opening("byggekostnad_indeks_ib", "1 i planens prisår", "makro", start=1.0),
    Opening("deflatoravvik_ib", "ingen overraskelse før planen", "makro", start=0.0),
)


@step(unit="andel", source="metode: forutsetninger#lønnsvekst")
def loennsvekst(loennsvekst_bane: Array, sjokk_loennsvekst: Array) -> Array:
    """Wage growth from last year: the plan's path plus the uncertain factor. Shape (batch,)."""
    return loennsvekst_bane + sjokk_loennsvekst


@step(unit="andel", source="metode: forutsetninger#prisvekst")
def prisvekst(prisvekst_bane: Array, sjokk_prisvekst: Array) -> Array:
    """Growth of other prices from last year: the plan's path plus the uncertain factor. Shape (batch,)."""
    return prisvekst_bane + sjokk_prisvekst


@step(unit="andel", source="metode: forutsetninger#når-prisene-overrasker: lønn og priser veid som i deflatoren")
def deflatoravvik_ub(sjokk_loennsvekst: Array, sjokk_prisvekst: Array, deflator_loennsandel: Array) -> Array:
    """Growth of the deflator that the plan's path did not foresee. Shape (batch,)."""
    return deflator_loennsandel * sjokk_loennsvekst + (1.0 - deflator_loennsandel) * sjokk_prisvekst


@step(
    unit="andel",
    source="metode: forutsetninger#når-prisene-overrasker: byggeprisene følger deflatoren, og svinger i tillegg selv",
)
def byggekostnadsvekst(byggekostnadsvekst_bane: Array, deflatoravvik_ub: Array, sjokk_byggekostnadsvekst: Array) -> Array:
    """Growth of construction cost: the plan's path, the deflator's surprise and its own deviation. Shape (batch,)."""
    return byggekostnadsvekst_bane + deflatoravvik_ub + sjokk_byggekostnadsvekst


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
    """Policy rate, yearly mean: the plan's path and its deviation, never below zero unless the path is. Shape (batch,)."""
    return np.maximum(styringsrente_bane + sjokk_styringsrente, np.minimum(styringsrente_bane, 0.0))


@step(unit="andel", source=RATES)
def nibor_3m(styringsrente: Array, nibor_paaslag: Array, sjokk_paaslag: Array) -> Array:
    """Three-month money market rate: policy rate plus mark-up. Shape (batch,)."""
    return styringsrente + (nibor_paaslag + sjokk_paaslag)


@step(unit="andel", source=RATES + ": femårsrenten følger snittet av pengemarkedsrentens avvik de neste fem årene", whole=True)
def swapavvik(styringsrente: Array, styringsrente_bane: Array, sjokk_paaslag: Array) -> Array:
    """Deviation of the five-year rate: the mean deviation of the money market rate over the years it binds. (år, batch)."""
    moved = (styringsrente - styringsrente_bane) + sjokk_paaslag
    return np.stack([moved[t : t + SWAP_YEARS].mean(axis=0) for t in range(len(moved))])
