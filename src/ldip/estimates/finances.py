"""A municipality's debt, funds, working capital, assets and investment, as shares of its gross operating income.

Ratios are the nation's without Oslo: Oslo is a county as well, and its metro and tramways make up most of the difference.
A municipality whose own ratios are open uses those. KOSTRA does not print the last year without Oslo; it is worked out from the
nation and Oslo, by Oslo's weight in the years that have all three."""

from __future__ import annotations

import datetime as dt
import math
from functools import cache
from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.pack import nation
from ldip.parameters.finances import (
    choice,
    example,
    example_assets,
    example_source,
    own_figures,
    own_source,
)
from ldip.parameters.read import known_history

OSLO: Final = "0301"
REST: Final = "Landet u/Oslo"
DEBT: Final = "langsiktig_gjeld_andel"
FUNDS: Final = "fri_egenkapital_drift_andel"
WORKING: Final = "arbeidskapital_andel"
INVESTED: Final = "investering_andel"
OWN_MONEY: Final = "egenfinansiering_andel"
IN_WORDS: Final = {
    DEBT: "langsiktig gjeld uten pensjon",
    FUNDS: "fri egenkapital drift",
    WORKING: "arbeidskapital uten premieavvik",
    INVESTED: "brutto investeringsutgifter",
    OWN_MONEY: "egenfinansiering av investeringene",
}
RATIO: Final = "andel"
LIFETIMES: Final = "budsjett- og regnskapsforskriften § 3-4: lineære avskrivninger"


def leaf(name: str, value: float, unit: str, source: str, anslag: bool = False) -> Derivation:
    """A figure that rests on nothing else."""
    return Derivation(name, value, unit, source, anslag=anslag)


def chosen(name: str, words: str) -> Derivation:
    """A choice of the program as a leaf; per cent as a fraction."""
    c = choice(name)
    percent = c.enhet.startswith("prosent")
    return leaf(words, c.verdi / 100.0 if percent else c.verdi, RATIO if percent else c.enhet, c.kilde, anslag=True)


@cache
def ratio(name: str, number: str) -> Derivation:
    """A ratio of gross operating income in the last year: the municipality's own where open, else the nation's without Oslo."""
    own = own_figures(number).get(name)
    if own:
        year = max(own)
        return leaf(f"egen {IN_WORDS[name]} {year}", own[year] / 100.0, RATIO, own_source(), anslag=True)
    return without_oslo(name)


@cache
def mean_ratio(name: str, number: str) -> Derivation:
    """A ratio's mean over the last years, for flows that swing: the municipality's own where at least four years are open."""
    own = own_figures(number).get(name, {})
    years = int(choice("aar_i_snitt").verdi)
    if len(own) >= int(choice("aar_nasjonalt").verdi):
        terms = tuple(leaf(f"egen {y}", v / 100.0, RATIO, own_source()) for y, v in sorted(own.items())[-years:])
    else:
        last = without_oslo(name)
        held = sorted(nation.by_year(name, REST).items())[1 - years :]
        terms = (*(leaf(str(y), f.value / 100.0, RATIO, f.source) for y, f in held), last)
    mean, formula = sum(t.value for t in terms) / len(terms), f"snitt av {len(terms)} år"
    return Derivation(f"{IN_WORDS[name]}, snitt", mean, RATIO, choice("aar_i_snitt").kilde, formula, True, terms)


@cache
def without_oslo(name: str) -> Derivation:
    """The last year's ratio of the nation without Oslo."""
    country, oslo = nation.by_year(name), own_figures(OSLO)[name]
    year, weight = max(country), oslo_weight()
    rest = nation.by_year(name, REST)
    if year in rest:
        return leaf(f"{IN_WORDS[name]} i landet uten Oslo {year}", rest[year].value / 100.0, RATIO, rest[year].source)
    both = leaf(f"landet {year}", country[year].value / 100.0, RATIO, country[year].source)
    capital = leaf(f"Oslo {year}", oslo[year] / 100.0, RATIO, own_source())
    value = (both.value - weight.value * capital.value) / (1.0 - weight.value)
    formula = f"({both.name} − {weight.name} · {capital.name}) / (1 − {weight.name})"
    about = f"{IN_WORDS[name]} i landet uten Oslo {year}"
    return Derivation(about, value, RATIO, "", formula, anslag=True, terms=(both, weight, capital))


@cache
def oslo_weight() -> Derivation:
    """Oslo's share of municipal operating income, by least squares over the ratios of the years that have all three areas."""
    top = bottom = 0.0
    for name in (DEBT, FUNDS, WORKING, INVESTED):
        oslo = own_figures(OSLO)[name]
        for year, rest in nation.by_year(name, REST).items():
            apart = oslo[year] - rest.value
            top += apart * (nation.figure(name, year).value - rest.value)
            bottom += apart * apart
    method = "SSB KOSTRA 2020–2024, fire forholdstall, minste kvadrater: landet = vekt · Oslo + (1 − vekt) · landet uten Oslo"
    return leaf("Oslos vekt", top / bottom, RATIO, method, anslag=True)


@cache
def income_growth() -> Derivation:
    """Yearly nominal growth of the nation's tax and block grant per inhabitant over the years the pack has."""
    tax, grant = nation.series("skatt_per_innbygger"), nation.series("rammetilskudd_per_innbygger")
    first, last = (f(tax.keys() & grant.keys()) for f in (min, max))
    a, b = tax[first].value + grant[first].value, tax[last].value + grant[last].value
    terms = tuple(
        leaf(f"skatt og rammetilskudd {y}", v, "kr per innbygger", tax[y].source + "; " + grant[y].source)
        for y, v in ((first, a), (last, b))
    )
    formula = f"({terms[1].name} / {terms[0].name})^(1/{last - first}) − 1"
    return Derivation("vekst i frie inntekter", (b / a) ** (1.0 / (last - first)) - 1.0, RATIO, "", formula, True, terms)


@cache
def assets(number: str) -> Derivation:
    """Depreciable assets as a share of income: what steady investment at today's level has left on the books.

    Investment has grown with income, and each class is written off evenly over its lifetime. Land is the example's share."""
    invested, growth = mean_ratio(INVESTED, number), income_growth()
    booked = sum(a.bokfoert for a in example_assets())
    flow = sum(a.bokfoert / booked / left_on_books(legal_lifetime(a.klasse), growth.value) for a in example_assets())
    land = example("tomter") / (example("tomter") + booked)
    years = leaf("års investering på bøkene", 1.0 / flow, "aar", f"{LIFETIMES}; klassenes andeler: {example_source()}", True)
    part = leaf("andel tomter", land, RATIO, example_source(), True)
    formula = f"{invested.name} · {years.name} · (1 − {part.name})"
    value = invested.value * years.value * (1.0 - land)
    return Derivation("avskrivbare anleggsmidler", value, RATIO, LIFETIMES, formula, True, (invested, years, part, growth))


def left_on_books(lifetime: float, growth: float) -> float:
    """Booked value of investment that grows evenly and is written off over `lifetime` years, in years of today's."""
    spread = growth * lifetime
    return (1.0 - (1.0 - math.exp(-spread)) / spread) / growth


@cache
def renewal(price_growth: float) -> Derivation:
    """Replacement cost over depreciation: assets are written off at the prices they were bought for.

    With even yearly purchases in fixed prices and construction prices that grow by p, one year's depreciation of the class is
    (1 − e^(−pL))/(pL) of its cost today."""
    booked = sum(a.bokfoert / a.restlevetid for a in example_assets())
    cost = sum(a.bokfoert / a.restlevetid * _dearer(legal_lifetime(a.klasse), price_growth) for a in example_assets())
    growth = leaf("byggekostnadsvekst", price_growth, RATIO, "planens forutsetninger.toml", True)
    formula = "gjenanskaffelse / avskrivning = pL / (1 − e^(−pL)) for hver anleggsklasse med levetid L, veid med avskrivningene"
    source = f"{LIFETIMES}; klassenes andeler: {example_source()}"
    return Derivation("gjenanskaffelse mot avskrivning", cost / booked, RATIO, source, formula, True, (growth,))


def steady(number: str, growth: Derivation) -> Derivation:
    """Yearly investment as a share of income that keeps debt at its share of income: loans pay for what own money does not, and
    replace instalments and let debt grow as income does.

    The nation's debt has been 110–114 per cent of income since 2020. With renewal alone it would halve in twenty years, and with
    today's investment it would go on rising; neither is known of a single municipality."""
    lent = example("videreutlaan_gjeld") / (example("laanegjeld") + example("videreutlaan_gjeld"))
    part = leaf("videreutlån av gjelden", lent, RATIO, example_source(), True)
    debt, paid, own = ratio(DEBT, number), worn(), mean_ratio(OWN_MONEY, number)
    value = debt.value * (1.0 - lent) * (paid.value + growth.value) / (1.0 - own.value)
    formula = f"{debt.name} · (1 − {part.name}) · (minimumsavdrag: {paid.name} + {growth.name}) / (1 − {own.name})"
    terms = (debt, part, paid, growth, own)
    return Derivation("investeringer som holder gjeldsgraden", value, RATIO, "kommuneloven § 14-18", formula, True, terms)


def worn() -> Derivation:
    """Yearly depreciation of a booked krone."""
    booked = sum(a.bokfoert for a in example_assets())
    value = sum(a.bokfoert / a.restlevetid for a in example_assets()) / booked
    return leaf("avskrivning per bokført krone", value, RATIO, example_source(), True)


def _dearer(lifetime: float, price_growth: float) -> float:
    spread = price_growth * lifetime
    return spread / (1.0 - math.exp(-spread)) if spread else 1.0


def legal_lifetime(kind: str) -> float:
    """The lifetime that existing assets were bought under: the oldest value of the regulation."""
    return known_history("avskrivning", kind, dt.date.max)[0].verdi
