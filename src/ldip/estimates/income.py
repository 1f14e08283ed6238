"""A municipality's income of the first plan year from the settlement of the year before (docs/method/inntekter.md#første-plan).

The nation's levels are those of the state budget where they are known; the tax per inhabitant, which is not, is what keeps the
nation's free income per inhabitant at its real level. What a municipality's booked grant leaves over the parts that follow the
rules is its own other grants. Kroner per inhabitant or mill. kr, in the figure's `unit`."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Final

import numpy as np

from ldip.estimates.derivation import Derivation
from ldip.estimates.prices import deflator
from ldip.pack import income, municipalities, nation, people
from ldip.pack.figures import by_municipality
from ldip.parameters import income_system
from ldip.parameters import read as parameters
from ldip.parameters.shipped import shipped

ACCOUNTS: Final = income.SETTLED
FIRST: Final = ACCOUNTS + 1
KNOWN: Final = dt.date(FIRST, 11, 1)
OSLO: Final = "0301"  # has the county's tasks too; its grant is booked with the county's part
AREA: Final = "inntektssystem"
PER: Final = "kr per innbygger"
MILLION: Final = 1e6
METHOD: Final = "metode: inntekter#første-plan"


def parameter(name: str, year: int, label: str) -> Derivation:
    """A national level of a year as a leaf, with its source."""
    found = parameters.exact(AREA, name, year, KNOWN)
    unit = {"kr": PER, "mill. kr": "mill. kr"}.get(str(shipped(AREA)[name]["enhet"]), "andel")
    return Derivation(label, found.verdi, unit, found.kilde, anslag=found.anslag)


def july(number: str, before: int) -> float:
    """Persons 1 July of the year before `before`: the mean of the two stocks around it."""
    found = people.stocks(number)
    return 0.5 * float(sum(found.cells[0, found.years.index(y)].sum() for y in (before - 1, before)))


def nation_july(before: int) -> float:
    """The nation's persons 1 July of the year before `before`."""
    return 0.5 * float(income_system.nation(np.array([before - 1.0, float(before)])).sum())


def nation_january(year: int) -> float:
    """The nation's persons 1 January."""
    return float(income_system.nation(np.array([float(year)])).sum())


def shared(number: str) -> float:
    """Income equalisation of the accounts year, kr."""
    return income.equalisation(number).value * float(by_municipality(income.FILE)[number]["innbyggere"])


@cache
def base_grant() -> Derivation:
    """Innbyggertilskudd of the accounts year per inhabitant as booked: all municipalities but Oslo, whose grant holds a county's.

    Published amounts are of the budget; what was added during the year is in the booked grant alone."""
    rest = [m.number for m in municipalities.all_municipalities() if m.number != OSLO]
    booked = sum(income.block_grant(n).value for n in rest)
    need = sum(income.expenditure_equalisation(n).value for n in rest)
    levelled = sum(shared(n) for n in rest)
    growth = deflator(FIRST)
    others = parameter("oevrige_tilskudd", FIRST, "øvrige tilskudd")
    city = parameter("storbytilskudd", ACCOUNTS, "storbytilskudd")
    counted = july(OSLO, ACCOUNTS)
    left = others.value * MILLION / (1.0 + growth.value) - city.value * counted
    heads = nation_july(ACCOUNTS) - counted
    terms = (
        Derivation("bokført rammetilskudd", booked / heads, PER, income.BOOKED),
        Derivation("utgiftsutjevning", need / heads, PER, income.BUDGETED),
        Derivation("inntektsutjevning", levelled / heads, PER, income.SETTLEMENT),
        others,
        growth,
        city,
    )
    formula = (
        "bokført rammetilskudd − utgiftsutjevning − inntektsutjevning − øvrige tilskudd uten prisvekst og Oslos storbytilskudd"
    )
    value = (booked - need - levelled - left) / heads
    return Derivation(f"innbyggertilskudd {ACCOUNTS}", value, PER, "356 kommuner uten Oslo", formula, True, terms)


@cache
def county_grant() -> Derivation:
    """The county's part of Oslo's booked grant, mill. kr: what is left over the municipality's own parts and storbytilskudd."""
    city = parameter("storbytilskudd", ACCOUNTS, "storbytilskudd")
    left = _left_over(OSLO).value - city.value * july(OSLO, ACCOUNTS) / MILLION
    formula = "bokført rammetilskudd − innbyggertilskudd, utjevning og storbytilskudd"
    return Derivation("Oslos fylkesdel av rammetilskuddet", left, "mill. kr", METHOD, formula, True, (_left_over(OSLO), city))


def _left_over(number: str) -> Derivation:
    """The booked grant of the accounts year less its parts by the rules, mill. kr."""
    booked, need = income.block_grant(number), income.expenditure_equalisation(number)
    base = base_grant()
    terms = (
        Derivation(f"bokført rammetilskudd {ACCOUNTS}", booked.value / MILLION, "mill. kr", booked.source),
        base,
        Derivation("utgiftsutjevning", need.value / MILLION, "mill. kr", need.source),
        Derivation("inntektsutjevning", shared(number) / MILLION, "mill. kr", income.equalisation(number).source),
    )
    value = terms[0].value - base.value * july(number, ACCOUNTS) / MILLION - terms[2].value - terms[3].value
    formula = f"{terms[0].name} − {base.name} × innbyggere 1. juli − utgiftsutjevning − inntektsutjevning"
    return Derivation(f"øvrige tilskudd {ACCOUNTS}", value, "mill. kr", METHOD, formula, True, terms)


def other_grants(number: str) -> Derivation:
    """Distriktstilskudd, vekst- and storbytilskudd, skjønn, særskilt fordeling and INGAR together, mill. kr of the first year.

    Oslo's is its storbytilskudd alone: its other grants cannot be separated from the county's part."""
    growth = deflator(FIRST)
    left = _left_over(number)
    if number == OSLO:
        city, counted = parameter("storbytilskudd", ACCOUNTS, "storbytilskudd"), july(OSLO, ACCOUNTS)
        people_then = Derivation("innbyggere 1. juli", counted, "personer", people.source())
        formula = "storbytilskudd × innbyggere 1. juli; fylkesdelen er holdt utenfor"
        left = Derivation("øvrige tilskudd", city.value * counted / MILLION, "mill. kr", "", formula, True, (city, people_then))
    value = left.value * (1.0 + growth.value)
    return Derivation(
        "andre rammetilskudd", value, "mill. kr", METHOD, f"{left.name} × (1 + {growth.name})", True, (left, growth)
    )


def school_correction(number: str) -> Derivation:
    """The part of the expenditure equalisation of the accounts year beside the index, for pupils in private and state schools;
    mill. kr of the first year. Zero where the index itself was derived from the equalisation."""
    growth, index = deflator(FIRST), income.need_index(number, ACCOUNTS)
    level = parameter("landet_utgiftsbehov", ACCOUNTS, "utgiftsbehov")
    counted = july(number, ACCOUNTS)
    booked = income.expenditure_equalisation(number)
    given = Derivation("utgiftsutjevning", booked.value / MILLION, "mill. kr", booked.source)
    value = 0.0 if index.terms else given.value - (index.value - 1.0) * level.value * counted / MILLION
    formula = f"(utgiftsutjevning − ({index.name} − 1) × utgiftsbehov × innbyggere 1. juli) × (1 + {growth.name})"
    terms = (given, index, level, growth)
    name = "korreksjon for elever i private og statlige skoler"
    return Derivation(name, value * (1.0 + growth.value), "mill. kr", "NOU 2022: 10 kapittel 9", formula, True, terms)


@cache
def free_income() -> Derivation:
    """The nation's free income of the accounts year per inhabitant 1 January, without the county's part of Oslo's grant."""
    tax, grant = (nation.series(f"{name}_per_innbygger")[ACCOUNTS] for name in ("skatt", "rammetilskudd"))
    county = county_grant()
    terms = (
        Derivation(f"skatt {ACCOUNTS}", tax.value, PER, tax.source),
        Derivation(f"rammetilskudd {ACCOUNTS}", grant.value, PER, grant.source),
        county,
    )
    value = tax.value + grant.value - county.value * MILLION / nation_january(ACCOUNTS)
    formula = f"{terms[0].name} + {terms[1].name} − {county.name} per innbygger"
    return Derivation(f"landets frie inntekter {ACCOUNTS}", value, PER, METHOD, formula, True, terms)


@cache
def national_tax() -> Derivation:
    """The nation's tax per inhabitant in the first year: what holds its free income per inhabitant at the accounts year's real
    level beside the grants of the state budget. The state sets the tax rates by that."""
    growth, grants = deflator(FIRST), parameter("kapittel_571", FIRST, "rammetilskudd over kap. 571")
    before = free_income()
    value = before.value * (1.0 + growth.value) - grants.value * MILLION / nation_january(FIRST)
    formula = f"{before.name} × (1 + {growth.name}) − {grants.name} per innbygger"
    source = "Landets frie inntekter per innbygger holdes reelt; staten setter skattøret etter det"
    return Derivation(f"skatt per innbygger {FIRST}", value, PER, source, formula, True, (before, growth, grants))


def real_growth() -> Derivation:
    """The nation's real growth in free income per inhabitant a year over the years that KOSTRA has."""
    level, price = nation.series("frie_inntekter_per_innbygger"), nation.series("deflator")
    first, last = min(level), ACCOUNTS
    ratio = level[last].value / level[first].value / (price[last].value / price[first].value)
    terms = tuple(
        Derivation(f"{label} {y}", series[y].value, PER if label == "frie inntekter" else "indeks", series[y].source)
        for label, series in (("frie inntekter", level), ("deflator", price))
        for y in (first, last)
    )
    value = ratio ** (1.0 / (last - first)) - 1.0
    return Derivation(f"realvekst {first}–{last}", value, "andel", METHOD, "vekst per år fratrukket deflator", True, terms)


def basic_criterion(number: str) -> Derivation:
    """The criterion that is the same for every municipality, per inhabitant against the nation: the mean size over the own."""
    count = len(municipalities.all_municipalities())
    mean, own = nation_july(FIRST) / count, july(number, FIRST)
    terms = (
        Derivation("innbyggere i en gjennomsnittlig kommune", mean, "personer", f"{people.source()}, {count} kommuner"),
        Derivation("innbyggere i kommunen", own, "personer", people.source()),
    )
    formula = f"{terms[0].name} / {terms[1].name}"
    return Derivation("basiskriteriet", mean / own, "indeks", "Grønt hefte 2026: likt for alle kommuner", formula, True, terms)


@cache
def national_spread() -> Derivation:
    """Standard deviation of the nation's free income per inhabitant around its own real trend, a fraction of a year."""
    tax, grant = (nation.series(f"{name}_per_innbygger") for name in ("skatt", "rammetilskudd"))
    price = nation.series("deflator")
    years = [y for y in sorted(price) if y in tax and y in grant]
    level = np.log([(tax[y].value + grant[y].value) / price[y].value for y in years])
    left = level - np.polyval(np.polyfit(years, level, 1), years)
    value = float(np.sqrt((left**2).sum() / (len(years) - 2)))
    source = f"{tax[years[0]].source.split(',')[0]}; {grant[years[0]].source}; parameters/pris.toml, {years[0]}–{years[-1]}"
    return Derivation("landets frie inntekter rundt egen trend", value, "andel", source, anslag=True)


def own_spread(inhabitants: float) -> Derivation:
    """Spread between municipalities of the size in a year's growth, a fraction (parameters/inntektssystem.toml)."""
    found = [v for v in parameters.known_history(AREA, "egen_spredning", KNOWN) if v.gjelder_fra <= inhabitants][-1]
    return Derivation("forskjellen mellom kommuner av størrelsen", found.verdi / 100.0, "andel", found.kilde, anslag=True)
