"""General income that no open table has by municipality, from what the nation's accounts need to add up."""

from __future__ import annotations

from functools import cache
from typing import Final

from ldip.estimates import finances, income, net_costs
from ldip.estimates.derivation import Derivation
from ldip.estimates.prices import deflator
from ldip.pack import nation
from ldip.parameters.shipped import shipped

PER: Final = income.PER
NOBODY: Final = ""  # a number that has no figures of its own: the nation's ratios
RESULT: Final = "netto_driftsresultat_andel"


@cache
def national_other() -> Derivation:
    """Property tax, integration grants, dividends, interest support and the like together: kr per inhabitant, accounts year.

    Per inhabitant, with operating income B and the services' own income I: free income + other = net operating cost −
    depreciation + net interest and instalments + net result, the three last as shares of B, and B = free income + other + I. The
    net operating cost that KOSTRA prints includes depreciation; Oslo's tasks as a county are left out on both sides."""
    held = shipped("foersteplan")["landets_regnskap"]
    costs = net_costs.of_the_nation()
    cost = sum(d.value for s, d in costs.items() if s != net_costs.COUNTY)
    result = nation.figure(RESULT, income.ACCOUNTS)
    worn = finances.assets(NOBODY).value * finances.worn().value
    terms = (
        Derivation("netto driftsutgift", cost, PER, "SSB KOSTRA 2025, landet uten Oslos fylkesoppgaver", anslag=True),
        Derivation("avskrivninger", worn, "andel", "landets investeringer og forskriftens levetider", anslag=True),
        Derivation(
            "renter og avdrag",
            held["netto_renter_og_avdrag_prosent"] / 100.0,
            "andel",
            held["kilde_renter_og_avdrag"],
            anslag=True,
        ),
        Derivation("netto driftsresultat", result.value / 100.0, "andel", result.source, anslag=True),
        income.free_income(),
    )
    share = terms[2].value + terms[3].value - terms[1].value
    own = held["egne_inntekter_av_netto_prosent"] / 100.0 * cost
    value = (cost + share * own) / (1.0 - share) - terms[4].value
    formula = (
        f"{terms[0].name} − {terms[1].name} + {terms[2].name} + {terms[3].name} (av driftsinntektene) − {terms[4].name}: "
        "det landets regnskap må ha for å gå opp"
    )
    return Derivation("landets andre generelle inntekter", value, PER, "", formula, True, terms)


def fitted_general(held: Derivation, income: float, result: float, own: Derivation) -> Derivation:
    """The general income at which the first year's result is the municipality's own share of income, mill. kr.

    `income` and `result` (mill. kr) are a run's first year with `held`; both grow by what is added. Never below zero."""
    run = "planens egen kjøring av første år"
    terms = (
        held,
        Derivation("driftsinntekter", income, "mill. kr", run, anslag=True),
        Derivation("netto driftsresultat", result, "mill. kr", run, anslag=True),
        own,
    )
    value = max(held.value + (own.value * income - result) / (1.0 - own.value), 0.0)
    formula = f"{held.name} + ({own.name} · {terms[1].name} − {terms[2].name}) / (1 − {own.name}), minst null"
    return Derivation("andre generelle inntekter", value, "mill. kr", "", formula, True, terms)


def other_general(inhabitants: float) -> Derivation:
    """A municipality's share of them by its inhabitants, mill. kr in prices of the first year."""
    each, growth = national_other(), deflator(income.FIRST)
    counted = Derivation("innbyggere", inhabitants, "personer", "SSB tabell 07459, 1. januar")
    value = each.value * inhabitants * (1.0 + growth.value) / income.MILLION
    formula = f"{each.name} × {counted.name} × (1 + {growth.name})"
    return Derivation("andre generelle inntekter", value, "mill. kr", "", formula, True, (each, counted, growth))
