"""Random plans: Nordvik with drawn funds, floors, rules, windows, prices, rates, income, investments and adopted years.

All have the same years and elements, so that any number of them is one batch.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ldip.engine.graph import Array
from ldip.engine.schedule import Catalogue
from ldip.plan.document import Plan, Table
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Amount, Share
from ldip.plan.schema.rules import DebtRule, OwnFinancingRule, ResultRule
from ldip.simulation.cases import Cases, product
from ldip.simulation.demands import Trial
from ldip.simulation.inputs import ModelInputs, no_shocks, run_rows, variant_inputs
from ldip.simulation.lasting import trial_of
from ldip.simulation.roots import STATES, Roots, find_roots

COUNT = 200
SEED = 8
KRONE = 1.0
CAP_FALL = 0.001  # of income: how much a debt cap may move between years
RARE = 0.01  # of the plans: how many a debt cap may make an exception
OWN_FINANCING = ("ek_maal", "ek_gulv")
FOUND, ALWAYS, NEVER, MIXED = range(len(STATES))  # states of a demand
POINTS = 33  # levels in the grid of a search
MILL = 1e6
SRC = "tilfeldig plan"
LOSS = "engangstap"  # a one-off measure of every random plan
COSTS = ("loenn", "sosiale", "kjoep", "overfoeringer")
SOURCES = ("mva", "tilskudd", "salg", "mottatte_avdrag", "bundne_fond", "ubundet_fond")
FUNDS = ("fritt", "bufferfond")
Rows = NDArray[np.int64]


def amount(value: float, prices: str = "2026-kroner", **by_year: Any) -> Amount:
    """An amount in millions, of all years or by year."""
    said = by_year or {"verdi": value}
    return Amount.model_validate({"enhet": "mill. kr", "priser": prices, "kilde": SRC, **said})


def maybe(r: random.Random, chance: float, value: Any) -> Any:
    """A value or nothing."""
    return value if r.random() < chance else None


def random_plan(plan: Plan, seed: int) -> Plan:
    """One random plan from Nordvik; the same seed gives the same plan."""
    r = random.Random(seed)
    single = dict(plan.single) | {
        "plan.toml": _head(plan, r),
        "forutsetninger.toml": _macro(plan, r),
        "inntekter.toml": _income(plan, r),
        "finans.toml": _finance(plan, r),
        "fond.toml": _funds(plan, r),
        "balanse.toml": plan.balance,
        "investeringer.toml": _posts(plan, r),
        "handlingsregler.toml": _rules(plan, r),
    }
    loans, scale = plan.table("laan.csv", t.LoanRow), r.uniform(0.3, 1.8)
    kept = tuple(x.model_copy(update={"saldo": x.saldo * scale}) for x in loans.rows)
    single["balanse.toml"] = _balance(plan, r, sum(x.saldo for x in kept))
    tables = dict(plan.tables) | {
        "laan.csv": Table("laan.csv", kept, loans.lines),
        "rammer.csv": _frames(plan, r.uniform(0.95, 1.12)),
        "tiltak.csv": _measures(plan, r),
    }
    return replace(plan, single=single, tables=tables, folders=dict(plan.folders) | {"prosjekter": _projects(plan, r)})


def _head(plan: Plan, r: random.Random) -> Any:
    span = plan.head.tid.model_copy(update={"vedtatt_til": plan.years[0] + r.choice((0, 0, 1, 3))})
    return plan.head.model_copy(update={"tid": span})


def _macro(plan: Plan, r: random.Random) -> Any:
    def level(name: str, low: float, high: float) -> Any:
        years = {str(y): r.uniform(low, high) for y in plan.years[:6]}
        said = {"enhet": "prosent", "verdier": years, "videre": "siste", "kilde": SRC}
        return Share.model_validate(said)  # a copy would keep the values by year that the first one has cached

    drawn = {
        "loennsvekst": level("loennsvekst", 2.0, 5.0),
        "prisvekst": level("prisvekst", 1.0, 4.0),
        "byggekostnadsvekst": level("byggekostnadsvekst", 1.0, 5.0),
        "styringsrente": level("styringsrente", 0.5, 6.0),
    }
    return plan.macro.model_copy(update=drawn)


def _income(plan: Plan, r: random.Random) -> Any:
    growth = plan.income.nasjonalt.realvekst_frie_inntekter.model_copy(update={"verdi": r.uniform(-0.2, 1.2)})
    nation = plan.income.nasjonalt.model_copy(update={"realvekst_frie_inntekter": growth})
    share = plan.income.skatt_i_prosent_av_landet.model_copy(update={"verdi": r.uniform(75.0, 115.0)})
    return plan.income.model_copy(update={"nasjonalt": nation, "skatt_i_prosent_av_landet": share})


def _finance(plan: Plan, r: random.Random) -> Any:
    sigma = plan.finance.rente_andel_av_aarets_opptak.model_copy(update={"verdi": r.choice((0.0, 50.0, 100.0))})
    loans = plan.finance.nye_laan.model_copy(update={"loepetid": float(r.choice((20, 30, 40)))})
    return plan.finance.model_copy(
        update={
            "rente_andel_av_aarets_opptak": sigma,
            "nye_laan": loans,
            "avdragspolitikk": r.choice(("minst_minimumsavdrag", "fast")),
            "utbytter": amount(r.uniform(0.0, 6.0)),
            "merforbruk_dekkes_over": r.choice((1, 2, 4)),
        }
    )


def _funds(plan: Plan, r: random.Random) -> Any:
    parts = []
    for f in plan.funds.disposisjonsfond:
        floors = {"verdi": None, "verdier": {str(y): r.uniform(0.0, 12.0) for y in plan.years[:5]}, "videre": "siste"}
        goal = r.uniform(10.0, 60.0)
        drawn = {
            "gulv": maybe(r, 0.5, amount(0.0, "løpende", **floors)),
            "maal": maybe(r, 0.6, amount(goal)),
            "tak": maybe(r, 0.4, amount(goal * r.uniform(1.0, 2.0))),
            "avsetning": maybe(r, 0.2, amount(r.uniform(0.0, 2.0))),
            "bruk": maybe(r, 0.2, amount(r.uniform(0.0, 2.0))),
        }
        parts.append(f.model_copy(update=drawn))
    return plan.funds.model_copy(
        update={
            "disposisjonsfond": parts,
            "maal_foelger": r.choice(("innbygger", "faste", "nominell")),
            "tak_prosent": r.uniform(100.0, 250.0),
            "oeremerket_overfoering": maybe(r, 0.2, amount(r.uniform(0.0, 3.0))),
        }
    )


def _balance(plan: Plan, r: random.Random, owed: float) -> Any:
    b = plan.balance
    named = {f: r.uniform(0.0, 60.0) for f in FUNDS}
    free, bound, operating = r.uniform(0.0, 30.0), r.uniform(0.0, 8.0), r.uniform(0.0, 20.0)
    unused = r.choice((0.0, 0.0, 12.0))
    fixed = b.avskrivbare_anleggsmidler + b.tomter + b.aksjer + b.utlaan
    return b.model_copy(
        update={
            "laanegjeld": owed,
            "ubrukte_laanemidler": unused,
            "ubundet_investeringsfond": free,
            "bundne_investeringsfond": bound,
            "bundne_driftsfond": operating,
            "disposisjonsfond": named,
            "arbeidskapital": sum(named.values()) + free + bound + operating + unused,
            "kapitalkonto": fixed - owed - b.videreutlaan_gjeld + unused,
        }
    )


def _posts(plan: Plan, r: random.Random) -> Any:
    posts = dict(plan.investment.poster)
    sales = {str(y): r.choice((0.0, 0.0, 0.0, 6.0, 20.0)) for y in plan.years}
    posts["salg_av_varige_driftsmidler"] = amount(0.0, verdier=sales, videre="siste")
    posts["planlagt_bruk_ubundet_investeringsfond"] = amount(r.uniform(0.0, 4.0))
    return plan.investment.model_copy(update={"poster": posts, "aktivering": r.choice(("inkl_mva", "ekskl_mva"))})


def _rules(plan: Plan, r: random.Random) -> Any:
    goal, result = r.uniform(5.0, 70.0), r.uniform(-0.5, 2.5)
    own = OwnFinancingRule(
        kilde=SRC,
        maal=goal,
        gulv=maybe(r, 0.6, goal * r.uniform(0.3, 1.0)),
        vindu=r.randint(1, 6),
        teller=r.sample(SOURCES, r.randint(1, len(SOURCES))),
    )
    share = ResultRule(
        kilde=SRC,
        maal=result,
        gulv=maybe(r, 0.4, result - r.uniform(0.0, 3.0)),
        vindu=r.randint(1, 6),
        maales=r.choice(("regnskap", "foer_kursendring")),
    )
    return plan.rules.model_copy(
        update={
            "innfasing_aar": r.randint(1, 6),
            "sluttkrav": r.choice(("innbygger", "faste", "nominell", "av")),
            "overskudd_til": r.choice(("fond", "overfoering")),
            "gjenoppbygging_aar": r.randint(1, 12),
            "slippes_etter_aar": r.randint(0, 6),
            "egenkapitalfinansiering": maybe(r, 0.8, own),
            "resultatgrad": maybe(r, 0.7, share),
            "gjeldsgrad": maybe(r, 0.6, DebtRule(kilde=SRC, tak=r.uniform(40.0, 140.0))),
            "maaltall": [],
        }
    )


def _frames(plan: Plan, factor: float) -> Table[Any]:
    frames = plan.table("rammer.csv", t.FrameRow)
    rows = tuple(x.model_copy(update={"beloep": x.beloep * (factor if x.art in COSTS else 1.0)}) for x in frames.rows)
    return Table("rammer.csv", rows, frames.lines)


def _measures(plan: Plan, r: random.Random) -> Table[Any]:
    rows = plan.table("tiltak.csv", t.MeasureRow)
    drawn = tuple(x.model_copy(update={"beloep": x.beloep * r.uniform(-3.0, 3.0)}) for x in rows.rows)
    return Table("tiltak.csv", (*drawn, _one_off(rows.rows[0], plan.years[0])), (*rows.lines, 0))


def _one_off(row: t.MeasureRow, year: int) -> t.MeasureRow:
    """A one-off of nothing, which a test gives another amount and year."""
    return row.model_copy(update={"id": LOSS, "navn": LOSS, "type": "engangs", "aar": year, "beloep": 0.0})


def _projects(plan: Plan, r: random.Random) -> Mapping[str, Any]:
    found = dict(plan.projects)
    weights = {y: r.choice((0.3, 0.6, 1.0, 1.0, 1.0, 0.0)) for y in plan.years}
    school, frame = found["skole-nord"], found["ramme-bygg"]
    cost = school.kostnad.model_copy(update={"beloep": r.uniform(20.0, 300.0)})
    found["skole-nord"] = school.model_copy(update={"kostnad": cost, "utsettes_aar": r.randint(0, 10)})
    yearly = frame.kostnad.model_copy(update={"beloep": r.uniform(5.0, 45.0)})
    found["ramme-bygg"] = frame.model_copy(update={"kostnad": yearly, "framdrift": {str(y): w for y, w in weights.items()}})
    return found


class Batch:
    """Plans of the same years on one batch axis, searched and played together."""

    def __init__(self, steps: Catalogue, inputs: ModelInputs, count: int) -> None:
        self.steps, self.inputs, self.count = steps, inputs, count
        self.years = inputs.years
        self._waiting: dict[int, Batch] = {}

    @classmethod
    def of(cls, plans: Sequence[Plan]) -> Batch:
        """Plans bound together."""
        cases = Cases.of(plans, product(plans=range(len(plans))))
        bound, *others = cases.bound(())
        assert all(b is bound for b in others), "planene deler steg"
        return cls(bound.catalogue, bound.inputs(bound.places(cases.picks)), len(plans))

    def changed(self, values: Mapping[str, Array]) -> Batch:
        """The same plans with other inputs, (year, row, *axes)."""
        return Batch(self.steps, replace(self.inputs, values={**self.inputs.values, **values}), self.count)

    @cached_property
    def trial(self) -> Trial:
        """The rows prepared for the search."""
        return trial_of(self.steps, self.inputs, self.count)

    @property
    def demands(self) -> tuple[str, ...]:
        """Ids of the demands."""
        return tuple(d.id for d in self.trial.demands)

    def income(self) -> Array:
        """Operating income in fixed prices, (year, row)."""
        v = self.played(["sum_driftsinntekter", "deflator_indeks_ub"])
        return v["sum_driftsinntekter"] / v["deflator_indeks_ub"]

    @property
    def all(self) -> Rows:
        """Every row."""
        return np.arange(self.count)

    def given(self, name: str) -> Array:
        """An input of every row, (year, row)."""
        found = self.inputs.values[name]
        return np.broadcast_to(found, (len(found), self.count, *found.shape[2:]))

    def worst(self, levels: Array, places: Rows) -> Array:
        """Worst shortfall of each demand over its years, (demand, level)."""
        return np.asarray(self.trial.shortfalls(levels, places).max(axis=1))

    def cap_forces(self, levels: Array, places: Rows) -> NDArray[np.bool_]:
        """Whether a debt cap demands a larger transfer than own financing does in a measured year, (level,)."""
        v = self.trial.values(levels, places, ("overfoering_krav_gjeld", "overfoering_krav_ek"))
        more = v["overfoering_krav_gjeld"] > v["overfoering_krav_ek"] + KRONE
        return np.asarray((more & (self.given("krav_maales")[:, places] > 0.0)).any(axis=0))

    @cached_property
    def roots(self) -> Roots:
        """Roots of every demand, (demand, row)."""
        return find_roots(self.worst, self.trial.scale, POINTS)

    def waiting(self, years: int) -> Batch:
        """The plans when phasing starts a number of years later, with the same demands in the same years."""
        if years not in self._waiting:
            share = self.given("innfasing_andel")
            later = np.zeros_like(share)
            later[years:] = share[: len(share) - years]
            self._waiting[years] = self.changed({"innfasing_andel": later}) if years else self
        return self._waiting[years]

    def played(self, names: Sequence[str], variant: str = "uten_innsparing", levels: Array | None = None) -> dict[str, Array]:
        """Names of every plan in a view, (year, row, *axes), with the lasting change by row."""
        extra = no_shocks(len(self.years), self.inputs.ids)
        extra |= variant_inputs([variant] * self.count, len(self.years), None if levels is None else list(levels))
        found = run_rows(self.steps, self.inputs, names, extra, self.count)
        return {n: np.broadcast_to(v, (len(v), self.count, *v.shape[2:])) for n, v in found.items()}


def random_plans(plan: Plan, count: int = COUNT, seed: int = SEED) -> tuple[Plan, ...]:
    """The random plans that every property is tried on."""
    return tuple(random_plan(plan, seed * 1000 + i) for i in range(count))


def with_losses(batch: Batch, year: Rows, fixed: Array) -> Batch:
    """The random plans with a one-off cost each (row,), fixed kroner, in a year (row,)."""
    at = batch.inputs.ids["tiltak"].index(LOSS)
    amounts = np.array(batch.given("tiltak_engang_fast"))
    amounts[year, batch.all, at] = fixed
    return batch.changed({"tiltak_engang_fast": amounts})
