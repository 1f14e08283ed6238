"""A plan version against the accounts: what each line missed by, split over causes that are known since, and the rest.

The planned amount is the plan's own, adopted or computed. An adopted line has no assumptions in it, so the effect of a cause is
computed on the plan without adopted lines. Causes have their Shapley shares; with the rest they sum to the deviation exactly.
Source: docs/method/usikkerhet.md#en-plan-mot-regnskapet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from ldip.compare.outcome_inputs import CAUSES, MOST, Outcome, known_outcome, with_outcome, without_adopted
from ldip.engine.graph import Array
from ldip.errors import PlanError, Problem
from ldip.plan.csvfile import read_rows
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import tables as t
from ldip.simulation import shapley
from ldip.simulation.cases import Cases, product
from ldip.simulation.run_cases import run_cases
from ldip.statements.earlier import earlier
from ldip.statements.forms import steps_in_forms
from ldip.uncertainty.summary import many_enough

ACCOUNTS: Final = "regnskap"
BUILT: Final = "investeringer_varige"
LARGEST: Final = 2**20  # bytes of a file of accounts
Key = tuple[str, int]  # step, year
Found = tuple[Array, Array, Array | None]  # planned, with each set of causes, deviations of draws


@dataclass(frozen=True)
class LineOutcome:
    """A line in a year, kroner in the sign of its step. `causes`, in the order of CAUSES, sum with `rest` to the deviation.

    `percentile` is the place of the outcome in the plan's own fan, 0–100; None without draws, or where none moves the line."""

    name: str
    year: int
    planned: float
    actual: float
    causes: tuple[float, ...]
    rest: float
    percentile: float | None

    @property
    def deviation(self) -> float:
        """Actual less planned."""
        return self.actual - self.planned


@dataclass(frozen=True)
class PlanOutcome:
    """A plan against its accounts. `lacking` has the years of accounts without an outcome of a cause."""

    plan: Plan
    lines: tuple[LineOutcome, ...]
    lacking: Mapping[str, tuple[int, ...]]
    draws: int

    @property
    def years(self) -> tuple[int, ...]:
        """The years with accounts."""
        return tuple(dict.fromkeys(x.year for x in self.lines))


def read_accounts(plan: Plan, file: Path) -> tuple[t.EarlierRow, ...]:
    """Lines of accounts from a file in the form of regnskap.csv. Errors: PlanError naming every wrong row."""
    try:
        with file.open("rb") as opened:
            raw = opened.read(LARGEST + 1)
    except OSError as error:
        raise PlanError([Problem(file.name, "", "kan ikke leses", str(error.strerror), "oppgi en fil som finnes")]) from None
    if len(raw) > LARGEST:
        raise PlanError(
            [Problem(file.name, "", "filen er for stor", "over 1 MB", "ta med linjene i oppstillingene, ikke bilagene")]
        )
    rows, lines, problems = read_rows(raw, file.name, t.EarlierRow)
    known, found = steps_in_forms(), list(problems)
    seen: dict[tuple[str, str, int], int] = {}
    for line, row in zip(lines, rows, strict=True):
        before = seen.setdefault((row.linje, row.kolonne, row.aar), line)
        if row.linje not in known:
            found.append(Problem(file.name, "linje", "ingen oppstilling har linjen", row.linje, nearest(row.linje, known), line))
        elif row.aar not in plan.years:
            span = f"{plan.years[0]}–{plan.years[-1]}"
            found.append(Problem(file.name, "aar", "året er ikke i planen", str(row.aar), f"planen gjelder {span}", line))
        elif before != line:
            found.append(Problem(file.name, "linje", f"linjen står også på rad {before}", row.linje, "behold den ene", line))
    kept = tuple(r for r in rows if r.kolonne == ACCOUNTS)
    if not found and not kept:
        found.append(Problem(file.name, "kolonne", "filen har ingen regnskapstall", "", "skriv regnskap i kolonne"))
    if found:
        raise PlanError(found)
    return kept


def plan_outcome(plan: Plan, accounts: Iterable[t.EarlierRow], known: Outcome | None = None, draws: int = 0) -> PlanOutcome:
    """Every line of the accounts against the plan. `known` is what its assumptions became; the shipped series' when left out.

    Errors: ModelError for a plan that cannot be run."""
    actual = {(n, y): e.value for (n, _, y), e in earlier(accounts).items()}
    names = tuple(n for n in steps_in_forms() if any(n == name for name, _ in actual))
    bare, years = without_adopted(plan), sorted({y for _, y in actual})
    planned = _values(plan, names, ((),), None)[:, 0]
    outcome = _carried_out(bare, known or known_outcome(plan), _built(plan, actual, planned, names))
    values = _values(bare, names, shapley.subsets(CAUSES), outcome)
    fan = _fan(bare, names, draws) if many_enough(draws) else None
    lines = [_line(key, actual[key], (planned, values, fan), (plan, names)) for key in _ordered(actual, names)]
    lacking = {c: tuple(y for y in years if y not in outcome.years(c)) for c in CAUSES}
    return PlanOutcome(plan, tuple(lines), {c: y for c, y in lacking.items() if y}, draws if fan is not None else 0)


def _ordered(actual: Mapping[Key, float], names: Sequence[str]) -> list[Key]:
    return sorted(actual, key=lambda key: (key[1], names.index(key[0])))


def _values(plan: Plan, names: Sequence[str], causes: Iterable[tuple[str, ...]], outcome: Outcome | None) -> Array:
    """Names of a plan with the outcome of each set of causes, (year, set, name)."""
    lay = with_outcome(outcome) if outcome else None
    found = run_cases(Cases.of([plan], product(levers=causes), lay=lay), names).values
    return np.stack([found[n] for n in names], axis=-1)


def _fan(plan: Plan, names: Sequence[str], draws: int) -> Array:
    """Deviations of draws from the base case, (year, draw, name)."""
    found = run_cases(Cases.of([plan], product(draws=range(draws + 1))), names).values
    every = np.stack([found[n] for n in names], axis=-1)
    return np.asarray(every[:, 1:] - every[:, :1])


def _line(key: Key, actual: float, found: Found, of: tuple[Plan, Sequence[str]]) -> LineOutcome:
    """One line in one year."""
    (planned, values, fan), (plan, names) = found, of
    k, i = plan.years.index(key[1]), names.index(key[0])
    shares = shapley.shares(values[k, :, i])
    expected, deviation = float(planned[k, i]), actual - float(planned[k, i])
    percentile = None
    if fan is not None and float(np.ptp(fan[k, :, i])) > 1.0:
        percentile = float(100.0 * (fan[k, :, i] < deviation).mean())
    causes = tuple(float(v) for v in shares)
    return LineOutcome(key[0], key[1], expected, actual, causes, deviation - sum(causes), percentile)


def _built(plan: Plan, actual: Mapping[Key, float], planned: Array, names: Sequence[str]) -> dict[int, float]:
    """Actual over planned investments by year, where the accounts have them."""
    found: dict[int, float] = {}
    for year in plan.years:
        if (BUILT, year) in actual and (amount := float(planned[plan.years.index(year), names.index(BUILT)])) > 0.0:
            found[year] = actual[BUILT, year] / amount
    return found


def _carried_out(plan: Plan, outcome: Outcome, ratios: Mapping[int, float]) -> Outcome:
    """The outcome with the share carried out each year that gives the accounts' part of the planned investments.

    What is not carried out waits for the next year, so the shares are found year by year; investments are linear in each."""
    target, found = _values(plan, (BUILT,), ((),), None)[:, 0, 0], dict[int, float]()
    for year, ratio in sorted(ratios.items()):
        k = plan.years.index(year)
        none, whole = (_at(plan, replace(outcome, carried_out={**found, year: s}), k) for s in (0.0, 1.0))
        if whole > none:
            found[year] = float(np.clip((target[k] * ratio - none) / (whole - none), 0.0, MOST))
    return replace(outcome, carried_out=found)


def _at(plan: Plan, outcome: Outcome, k: int) -> float:
    """Investments in one year with a share carried out, and every other outcome in place."""
    return float(_values(plan, (BUILT,), (CAUSES,), outcome)[k, 0, 0])
