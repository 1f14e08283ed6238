"""The assumptions of a plan replaced by their outcome: prices, interest, people and the share of investments carried out.

Each cause changes the plan's own files, so that any set of causes is a plan. Years without an outcome keep what was assumed.
Source: docs/method/usikkerhet.md#en-plan-mot-regnskapet.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from ldip.pack.income import SETTLED, tax_share
from ldip.pack.municipalities import all_municipalities, of_number
from ldip.pack.people import stocks as stocks_of
from ldip.parameters.history import deflator_growth, series
from ldip.plan.document import Plan, Table
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Share, Strict
from ldip.plan.schema.population import Projection
from ldip.sources.stocks import Stocks

CAUSES: Final = ("priser", "renter", "befolkning", "skatteandel", "investeringer")
Growth = Mapping[int, float]
ID: Final = "utfallet"
FILE: Final = "befolkning/utfallet.csv"
MOST: Final = 2.0  # share of the planned investments; the schema's bound


@dataclass(frozen=True)
class Outcome:
    """The outcome of the assumptions: growth, rates, tax ratio and the part carried out of investments as shares by year.

    `tax` is the municipality's tax per inhabitant over the nation's."""

    wages: Growth
    deflator: Growth
    building: Growth
    rate: Growth
    people: Stocks | None
    tax: Growth
    carried_out: Growth

    def years(self, cause: str) -> tuple[int, ...]:
        """The years that have an outcome of a cause."""
        if cause == "befolkning":
            return self.people.years if self.people else ()
        prices = self.deflator.keys() & self.wages.keys()
        found = {"priser": prices, "renter": self.rate, "skatteandel": self.tax, "investeringer": self.carried_out}
        return tuple(sorted(found[cause]))


def known_outcome(plan: Plan, people: Stocks | None = None) -> Outcome:
    """The outcome in the shipped series, and the data pack's people and tax ratio of a municipality with today's borders."""
    number, wages = _today(plan.head.kommune.kommunenummer), series("loennsvekst_kommunene").values
    if people is None and number:
        people = stocks_of(number)
    tax = {SETTLED: tax_share(number).value} if number else {}
    building, rate = series("byggekostnadsvekst").values, series("styringsrente").values
    return Outcome(wages, deflator_growth(), building, rate, people, tax, {})


def _today(number: str) -> str | None:
    """Today's number of a municipality with the same borders; None for one that is merged, divided or made up."""
    if of_number(number):
        return number
    for m in all_municipalities():
        own = [x for x in m.formers if x.number == number]
        if own and not any(x.number != number and x.first <= own[0].last and own[0].first <= x.last for x in m.formers):
            return m.number
    return None


def with_outcome(outcome: Outcome) -> Callable[[Plan, Sequence[str]], Plan]:
    """Function that returns a plan with the outcome of causes in place of what was assumed."""
    made: Mapping[str, Callable[[Plan], Plan]] = {
        "priser": lambda plan: _prices(plan, outcome),
        "renter": lambda plan: _macro(plan, {"styringsrente": outcome.rate}),
        "befolkning": lambda plan: _people(plan, outcome.people),
        "skatteandel": lambda plan: _tax(plan, outcome.tax),
        "investeringer": lambda plan: _investments(plan, outcome.carried_out),
    }

    def lay(plan: Plan, causes: Sequence[str]) -> Plan:
        for cause in causes:
            plan = made[cause](plan)
        return plan

    return lay


def without_adopted(plan: Plan) -> Plan:
    """The plan with every line as the model computes it; an adopted line is an amount that no assumption moves."""
    span = plan.head.tid.model_copy(update={"vedtatt_til": None})
    head = plan.head.model_copy(update={"tid": span})
    tables = {n: v for n, v in plan.tables.items() if n != "vedtatt.csv"}
    return replace(plan, single={**plan.single, "plan.toml": head}, tables=tables)


def _put(plan: Plan, file: str, document: Strict) -> Plan:
    return replace(plan, single={**plan.single, file: document})


def _prices(plan: Plan, outcome: Outcome) -> Plan:
    """Wages and prices such that the deflator is the published one, with the plan's own share of wages."""
    share = plan.macro.deflator_loennsandel
    both = outcome.deflator.keys() & outcome.wages.keys()
    prices = {y: (outcome.deflator[y] - share.at(y) * outcome.wages[y]) / (1.0 - share.at(y)) for y in both if share.at(y) < 1.0}
    wages = {y: outcome.wages[y] for y in prices}
    return _macro(plan, {"loennsvekst": wages, "prisvekst": prices, "byggekostnadsvekst": outcome.building})


def _macro(plan: Plan, known: Mapping[str, Growth]) -> Plan:
    """Macro paths with known values. Indexes are 1 in the price year, so what its growth missed by is laid on the year after."""
    base, changes = plan.head.tid.prisnivaa, dict[str, Share]()
    for key, values in known.items():
        assumed: Share = getattr(plan.macro, key)
        path = {y: assumed.at(y) for y in plan.years}
        if key != "styringsrente" and base in values and base + 1 in path:
            missed = (1.0 + values[base]) / (1.0 + assumed.at(base))
            path |= {base + 1: (1.0 + values.get(base + 1, path[base + 1])) * missed - 1.0}
            path |= {y: v for y, v in values.items() if y in path and y != base + 1}
        else:
            path |= {y: v for y, v in values.items() if y in path}
        changes[key] = _with_path(assumed, path)
    return _put(plan, "forutsetninger.toml", plan.macro.model_copy(update=changes))


def _people(plan: Plan, people: Stocks | None) -> Plan:
    """The registered population as the projection in use, in the years it has; the plan's own rates go on from there."""
    years = [y for y in people.years if y in plan.years] if people else []
    if people is None or not years:
        return plan
    cells = people.cells[0]
    rows = tuple(
        t.ProjectionRow(aar=y, kjoenn=s, alder=a, personer=float(cells[people.years.index(y), i, a]))
        for y in years
        for i, s in enumerate("km")
        for a in range(cells.shape[2])
    )
    given = Projection(id=ID, navn="Registrert folketall", fil=FILE, kilde="SSB tabell 07459")
    changed = {
        "framskrivinger": [*plan.population.framskrivinger, given],
        "framskriving_i_bruk": ID,
        "laasing": "celler",
        "laast_totalt": [],
    }
    table: Table[Any] = Table(FILE, rows, tuple(range(2, len(rows) + 2)))
    found = replace(plan, tables={**plan.tables, FILE: table})
    return _put(found, "befolkning.toml", plan.population.model_copy(update=changed))


def _tax(plan: Plan, tax: Growth) -> Plan:
    """The municipality's tax in per cent of the nation's, in the years that are settled."""
    changed = _known(plan, plan.income.skatt_i_prosent_av_landet, tax)
    return _put(plan, "inntekter.toml", plan.income.model_copy(update={"skatt_i_prosent_av_landet": changed}))


def _investments(plan: Plan, carried_out: Growth) -> Plan:
    """The share of the planned investments that was carried out."""
    changed = _known(plan, plan.investment.gjennomfoeringsgrad, carried_out)
    return _put(plan, "investeringer.toml", plan.investment.model_copy(update={"gjennomfoeringsgrad": changed}))


def _known(plan: Plan, assumed: Share, known: Growth) -> Share:
    """An assumption with the values that are known."""
    return _with_path(assumed, {y: assumed.at(y) for y in plan.years} | {y: v for y, v in known.items() if y in plan.years})


def _with_path(assumed: Share, path: Growth) -> Share:
    """An assumption with a value for each year, in its own unit."""
    said = {str(y): v / assumed.factor for y, v in path.items()}
    changed = assumed.model_copy(update={"verdi": None, "verdier": said, "videre": "siste"})
    changed.__dict__.pop("by_year", None)
    return changed
