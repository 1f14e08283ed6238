"""The level of spending in a first plan: a municipality spends most of what it has.

Income follows the rules and the municipality's own tax; services are national cost, users and need. The two do not meet by
themselves, so every frame is scaled by one factor, such that the net operating result of the first plan year is the nation's
over some years, and a part of what the municipality has over or under the nation at its need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from ldip.estimates.derivation import Derivation
from ldip.estimates.finances import OSLO, RATIO, chosen, leaf
from ldip.pack import nation
from ldip.parameters.finances import choice

RESULT: Final = "netto_driftsresultat_andel"
RULE: Final = "kommuneloven § 14-4: budsjettet skal være realistisk og i balanse"


@dataclass(frozen=True)
class Free:
    """Free income of the accounts year, kr per inhabitant: own tax and grant, and the index of need."""

    tax: Derivation
    grant: Derivation
    need: Derivation


@dataclass(frozen=True)
class Flows:
    """The first plan year at national standard, kr: operating income, of which inside the frames, spending, and what interest and
    instalments take."""

    income: float
    inside: float
    spending: float
    finance: float


@cache
def usual_result() -> Derivation:
    """The nation's net operating result as a share of income, mean of the last years."""
    years = int(choice("aar_i_snitt").verdi)
    held = sorted(nation.by_year(RESULT).items())[-years:]
    terms = tuple(leaf(str(y), f.value / 100.0, RATIO, f.source, f.anslag) for y, f in held)
    mean = sum(t.value for t in terms) / len(terms)
    return Derivation("landets netto driftsresultat", mean, RATIO, choice("aar_i_snitt").kilde, "snitt av årene", True, terms)


def relative_income(free: Free, year: int) -> Derivation:
    """Free income at the municipality's own need, as a share of the nation's: «korrigerte frie inntekter»."""
    tax, grant = nation.series("skatt_per_innbygger")[year], nation.series("rammetilskudd_per_innbygger")[year]
    source = f"{tax.source}; {grant.source}"
    country = leaf("landets frie inntekter", tax.value + grant.value, "kr per innbygger", source)
    own = (free.tax.value + free.grant.value) / free.need.value
    formula = f"({free.tax.name} + {free.grant.name}) / {free.need.name} / {country.name}"
    terms = (free.tax, free.grant, free.need, country)
    return Derivation("korrigerte frie inntekter mot landet", own / country.value, RATIO, "", formula, True, terms)


def expected_result(relative: Derivation, free_share: float) -> Derivation:
    """Net operating result of the first plan year as a share of income: the nation's, and what is not spent of a higher or lower
    free income. `free_share` is free income in operating income."""
    usual, through = usual_result(), chosen("gjennomslag", "gjennomslag i driften")
    part = leaf("frie inntekters andel", free_share, RATIO, "planens første år på landets standard", True)
    left = (1.0 - 1.0 / relative.value) * free_share
    formula = f"{usual.name} + (1 − {through.name}) · (1 − 1 / {relative.name}) · {part.name}"
    value = usual.value + (1.0 - through.value) * left
    terms = (usual, through, relative, part)
    return Derivation("netto driftsresultat i første planår", value, RATIO, RULE, formula, True, terms)


def factor(flows: Flows, target: Derivation) -> Derivation:
    """The factor on every frame that gives the target. Frames bring income too, and finance follows income.

    (income outside + f · income inside) · (1 − finance share − target) = f · spending."""
    kept = 1.0 - flows.finance / flows.income - target.value
    value = (flows.income - flows.inside) * kept / (flows.spending - flows.inside * kept)
    terms = (
        target,
        leaf("inntekter utenfor rammene", (flows.income - flows.inside) / 1e6, "mill. kr", "planens første år", True),
        leaf("inntekter i rammene", flows.inside / 1e6, "mill. kr", "planens første år på landets standard", True),
        leaf("utgifter i rammene", flows.spending / 1e6, "mill. kr", "planens første år på landets standard", True),
        leaf("renter og avdrag", flows.finance / 1e6, "mill. kr", "planens første år", True),
    )
    formula = "rammene på landets standard · nivåfaktor gir " + target.name
    return Derivation("nivåfaktor", value, "faktor", RULE, formula, True, terms)


def free_income(number: str, year: int, own: Free, equalised: Derivation, need_equalised: Derivation) -> Free:
    """The free income to compare. Oslo's booked grant pays for a county as well, so its grant is the sum by the rules instead."""
    if number != OSLO:
        return own
    base = nation.series("innbyggertilskudd_per_innbygger")
    given = base.get(year) or base[max(base)]
    terms = (leaf("innbyggertilskudd", given.value, "kr per innbygger", given.source, given.anslag), equalised, need_equalised)
    formula = " + ".join(t.name for t in terms)
    grant = Derivation(
        "rammetilskudd uten fylkesdelen", sum(t.value for t in terms), "kr per innbygger", "", formula, True, terms
    )
    return Free(own.tax, grant, own.need)
