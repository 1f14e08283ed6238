"""The derivation of a fertility rate: total fertility × age pattern × local factor, down to births and the nation's rates."""

from __future__ import annotations

from collections.abc import Mapping

from ldip.estimates.derivation import Derivation
from ldip.estimates.fertility import five_years, last_five, local_factor, pattern
from ldip.estimates.national_rates import national_survival, national_totals
from ldip.estimates.people import history
from ldip.estimates.terms import FILE, given, leaf, node, parameter
from ldip.parameters.demography import source
from ldip.plan.document import Plan
from ldip.plan.vectors import expand

METHOD = "fruktbarhet"


def fertility_terms(plan: Plan, year: int, at: Mapping[str, str]) -> Derivation:
    """Births per woman of an age in a year."""
    age, totals = int(at["alder"]), plan.population.samlet_fruktbarhetstall
    total = given(f"samlet fruktbarhetstall {year}", expand(totals, [year])[0], "antall", totals, "samlet_fruktbarhetstall")
    shape, factor = pattern_terms(plan, age), factor_terms(plan)
    value = total.value * shape.value * factor.value
    return node("fruktbarhet", value, "andel", "{0} × {1} × {2}", total, shape, factor, method=METHOD)


def pattern_terms(plan: Plan, age: int) -> Derivation:
    """The part of total fertility that falls on one age."""
    table, (first, last, share) = plan.population.fruktbarhet, pattern(plan)
    inside = [i for i in range(len(share)) if first[i] <= age <= last[i]]
    name = f"aldersmønster {age} år"
    if not inside:
        return leaf(name, 0.0, "andel", f"{table.fil} – ingen rad gjelder alderen; {table.kilde}", table.anslag)
    i = inside[-1]
    group, ages = share[i] / 100.0, last[i] - first[i] + 1.0
    terms = (
        given(f"andel av fødslene {first[i]:g}–{last[i]:g} år", group, "andel", table, "fruktbarhet"),
        given("sum av andelene", share.sum() / 100.0, "andel", table, "fruktbarhet"),
        given("aldre i gruppen", ages, "antall", table, "fruktbarhet"),
    )
    return node(name, share[i] / share.sum() / ages, "andel", "{0} / {1} / {2}", *terms, method=METHOD)


def factor_terms(plan: Plan) -> Derivation:
    """The local factor: as the plan gives it, or births against those expected at the nation's rates."""
    p, value = plan.population, local_factor(plan)
    if p.lokal_fruktbarhetsfaktor != "beregnet" or p.historie is None:
        default = "lokal_fruktbarhetsfaktor" not in p.model_fields_set
        said = "standardverdi: som landet" if default else "planens tall"
        return leaf("lokal faktor", value, "indeks", f"{FILE}: lokal_fruktbarhetsfaktor – {said}")
    born, expected = five_years(plan)
    births = [_born(plan, i, value) for i, value in enumerate(born)]
    wanted = [_expected(plan, i, value) for i, value in enumerate(expected)]
    terms = (_sum("født siste fem år", births), _sum("ventet med landets rater", wanted))
    return node("lokal faktor", value, "indeks", "({0} + 50) / ({1} + 50)", *terms, method=METHOD)


def _sum(name: str, terms: list[Derivation]) -> Derivation:
    formula = " + ".join(t.name for t in terms)
    return node(name, sum(t.value for t in terms), "personer", formula, *terms, method=METHOD)


def _born(plan: Plan, i: int, value: float) -> Derivation:
    """Births of one of the five years: those aged 0 at its end, and those of them who died before."""
    year = int(last_five(plan)[i])
    newborn = history(plan).sum(axis=0)[-5 + i, :, 0]
    survival = national_survival(last_five(plan)[i : i + 1])[0, :, 0]
    assert plan.population.historie is not None
    table = plan.population.historie if i < 4 else plan.population.folketall
    terms: list[Derivation] = []
    for sex, name in enumerate(("jenter", "gutter")):
        terms.append(given(f"{name} 0 år 1. januar {year + 1}", newborn[sex], "personer", table, "historie"))
        said = "fra fødselen til årets slutt, landets rater"
        terms.append(parameter(f"overlevelse {name} {year}", survival[sex], "andel", "doedelighet", said))
    return node(f"født {year}", value, "personer", "{0} / {1} + {2} / {3}", *terms, method=METHOD)


def _expected(plan: Plan, i: int, value: float) -> Derivation:
    """Births expected in one of the five years: women of childbearing age at the nation's rates."""
    year, stocks = int(last_five(plan)[i]), history(plan).sum(axis=0)[-6:]
    total = float(national_totals(last_five(plan)[i : i + 1])[0])
    women = float((stocks[i, 0, 15:50] + stocks[i + 1, 0, 15:50]).sum() / 2.0)
    assert plan.population.historie is not None
    mean = given(f"kvinner 15–49 år i {year}", women, "personer", plan.population.historie, "historie")
    said = f"aldersmønsteret i {year} og samlet fruktbarhetstall {total:.2f}, veid med kommunens kvinner".replace(".", ",")
    rate = leaf(f"fødsler per kvinne {year}", value / women if women else 0.0, "andel", f"{source('fruktbarhet')}; {said}")
    return node(f"ventet {year}", value, "personer", "{0} × {1}", mean, rate, method=METHOD)
