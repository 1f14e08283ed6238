"""A plan under stresses and scenarios, one by one and together, as rows of one batch beside the base case.

Each row is computed on the plan's own path, with the plan's own lasting saving kept, and with the need solved again under the
stress. What a plan gives no ground for is left out with its reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Final

import numpy as np

from ldip.compare.broken import Rule, judged_names, rules_of, short_of
from ldip.compare.lay_tests import Fitted, fitted
from ldip.compare.overlaps import Overlap
from ldip.compare.plan_changes import UnfitError
from ldip.engine.graph import Array
from ldip.errors import ModelError
from ldip.locales import tr
from ldip.plan import stresses as named
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema.stress import StressFile
from ldip.plan.stresses import Test, scenarios_of, stresses_of, title_of
from ldip.simulation.cases import Case, Cases
from ldip.simulation.inputs import PLAIN
from ldip.simulation.needs import LASTING_VIEW
from ldip.simulation.run import Run
from ldip.simulation.run_cases import Results, needs, run_cases
from ldip.simulation.simulate import HEADLINES, ratios_of, run_of

BASE: Final = named.BASE
TOGETHER: Final = named.TOGETHER
NONE: Final[Mapping[str, str]] = MappingProxyType({})
NEED: Final = "inndekningsbehov_fast"
YEARLY_DEMANDS: Final = ("ek_maal", "ek_gulv", "resultat_maal", "resultat_gulv")  # amounts of a year, not of a stock
KRONE: Final = 1.0  # years that lack the same within a krone are alike, and the first is named
SAME: Final = 1e-9  # relative difference of a stress that does nothing


@dataclass(frozen=True, eq=False)
class Stressed:
    """Results by row: `basis`, each stress or scenario by id, and `samlet` where several are laid together.

    `values` (year, row) by name are on the path of the chosen variant; `paths` by variant, `varig` with the base case's own
    saving kept, where `short` is what each demand lacks. `need` (row,) is the lasting need solved under the stress, kr_fast.
    `together` are the parts of the combined row, `unfit` reasons by id of those left out.
    """

    run: Run
    rows: tuple[str, ...]
    tests: Mapping[str, Test]
    together: tuple[str, ...]
    unfit: Mapping[str, str]
    overlaps: tuple[Overlap, ...]
    values: Mapping[str, Array]
    paths: Mapping[str, Mapping[str, Array]] = field(repr=False)
    short: Mapping[str, Array] = field(repr=False)
    need: Array = field(repr=False)

    def value(self, name: str, year: int, row: str) -> float:
        """One number in the engine's unit. Errors: ModelError for a name that was not kept."""
        if name not in self.values:
            raise ModelError(f"{name} er ikke tatt vare på; {nearest(name, sorted(self.values))}")
        return float(self.values[name][self.run.years.index(year), self.rows.index(row)])

    def change(self, name: str, year: int, row: str) -> float:
        """A kept quantity of a row less that of the base case."""
        return self.value(name, year, row) - self.value(name, year, BASE)

    def need_of(self, row: str) -> float:
        """The lasting need solved under a row, kr_fast."""
        return float(self.need[self.rows.index(row)])

    def need_change(self, row: str) -> float:
        """The lasting need under a row less that of the base case, kr_fast."""
        return self.need_of(row) - self.need_of(BASE)

    @cached_property
    def rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """Rules over the rows, by variant: the måltall on the plan's own path; with its own saving kept the demands as well."""
        short: dict[str, Mapping[str, Array]] = {PLAIN: {}, LASTING_VIEW: self.short}
        return {v: rules_of(self.run.plan, v, self.paths[v], s) for v, s in short.items()}

    def broken(self, row: str, variant: str = LASTING_VIEW) -> tuple[Rule, int] | None:
        """The rule that a row breaks first and the year, without what the base case breaks too; None where it breaks nothing new.

        Of several in one year the first in the plan's order."""
        return self._first(row, variant, new=True)

    def broken_at_all(self, row: str, variant: str = LASTING_VIEW) -> tuple[Rule, int] | None:
        """As `broken`, with what the base case breaks too."""
        return self._first(row, variant, new=False)

    def _first(self, row: str, variant: str, new: bool) -> tuple[Rule, int] | None:
        at, found = self.rows.index(row), list[tuple[int, int, Rule]]()
        for place, rule in enumerate(r for r in self.rules[variant] if r.counts and r.sort != "dom"):
            years = np.flatnonzero(rule.broken[:, at] & ~(rule.broken[:, 0] & new))
            found += [(int(years[0]), place, rule)] if len(years) else []
        if not found:
            return None
        year, _, rule = min(found, key=lambda f: f[:2])
        return rule, self.run.years[year]

    @property
    def tried(self) -> tuple[str, ...]:
        """The stresses and scenarios alone, without the base case and the combined row."""
        return tuple(r for r in self.rows if r not in (BASE, TOGETHER))

    def first_across(self, variant: str = LASTING_VIEW) -> tuple[tuple[Rule, int, int], ...]:
        """Rules that break first: each with the number of stresses that it is the first of, and its earliest year; most first."""
        found: dict[str, tuple[Rule, int, int]] = {}
        for rule, year in filter(None, (self.broken(r, variant) for r in self.tried)):
            _, n, earliest = found.get(rule.id, (rule, 0, year))
            found[rule.id] = (rule, n + 1, min(earliest, year))
        return tuple(sorted(found.values(), key=lambda f: (-f[1], f[2])))

    def lacking(self, row: str) -> tuple[int, float]:
        """The year that lacks most of what the demands on the result and on own financing ask for when the plan's own saving is
        kept, and the amount, kr_fast."""
        at, short = self.rows.index(row), self.short
        asked = [np.maximum(short[n][:, at], 0.0) for n in YEARLY_DEMANDS if n in short]
        worst = np.max([np.zeros(len(self.run.years)), *asked], axis=0)
        return self.run.years[int(np.argmax(worst >= worst.max() - KRONE))], float(worst.max())


def stress(
    plan: Plan,
    names: Iterable[str] | None = None,
    keep: Iterable[str] = HEADLINES,
    *,
    variant: str = "",
    together: bool = True,
    without: Mapping[str, str] = NONE,
) -> Stressed:
    """Run a plan under stresses and scenarios by id, by default every stress; `values` are seen by a variant of the need.

    With `together` a last row lays them on one another in their stated order: those named, or by default those that are counted
    together. `without` are ids to leave out, with the reason. Errors: ModelError for an unknown id."""
    tests = _chosen(plan, names)
    found, unfit = dict[str, Fitted](), {n: why for n, why in without.items() if n in tests}
    for name, test in tests.items():
        if name in unfit:
            continue
        try:
            found[name] = fitted(plan, {name: test})
        except UnfitError as error:
            unfit[name] = str(error)
    both = [n for n in found if names is not None or (isinstance(t := tests[n], StressFile) and t.samlet)]
    if together and len(both) > 1:
        found[TOGETHER] = fitted(plan, {n: tests[n] for n in both})
    laid = tuple(both) if TOGETHER in found else ()
    return _without_idle(_run(plan, {BASE: Fitted(plan, (), ()), **found}, tuple(keep), variant or PLAIN), tests, unfit, laid)


def _chosen(plan: Plan, names: Iterable[str] | None) -> dict[str, Test]:
    """Stresses and scenarios by id, in their order. Errors: ModelError for an unknown one."""
    stresses: dict[str, Test] = dict(stresses_of(plan))
    if names is None:
        return stresses
    known = {**dict[str, Test](scenarios_of(plan)), **stresses}
    chosen = tuple(dict.fromkeys(names))
    if unknown := [n for n in chosen if n not in known]:
        raise ModelError(f"ukjent stress {unknown[0]!r}; {nearest(unknown[0], list(known))}")
    return {n: t for n, t in known.items() if n in chosen}


@dataclass(frozen=True, eq=False)
class _Rows:
    """Finished rows: one for each of `laid` and variant, and the needs of the rows."""

    laid: Mapping[str, Fitted]
    variant: str
    results: Results
    short: Mapping[str, Array]
    need: Array

    def path(self, variant: str) -> dict[str, Array]:
        """Kept names on one variant's path, (year, row)."""
        at = self.results.cases.index.where(variant=variant)
        return {n: v[:, at] for n, v in self.results.values.items()}


def _run(plan: Plan, laid: Mapping[str, Fitted], keep: tuple[str, ...], variant: str) -> _Rows:
    """All rows by variant in one batch, and their needs in another. A changed plan keeps the saving of the plan itself."""
    plans = list({id(f.plan): f.plan for f in laid.values()}.values())
    places = {id(p): i for i, p in enumerate(plans)}
    variants = dict.fromkeys((variant, PLAIN, LASTING_VIEW))
    saved = {LASTING_VIEW: 0}
    cases = Cases.of(plans, [Case(places[id(f.plan)], v, f.shocks, saved=saved.get(v)) for v in variants for f in laid.values()])
    names = (*HEADLINES, *keep, NEED, *ratios_of(plan), *judged_names(plan))
    results = run_cases(cases, names)
    kept, plain = (cases.index.where(variant=v) for v in (LASTING_VIEW, PLAIN))
    short = short_of(results, {n: v[:, kept] for n, v in results.values.items()})
    return _Rows(laid, variant, results, short, needs(results.of_rows(plain).cases, names))


def _without_idle(rows: _Rows, tests: Mapping[str, Test], unfit: dict[str, str], both: tuple[str, ...]) -> Stressed:
    """The result without stresses that nothing in the plan depends on."""
    every, plain = tuple(rows.laid), rows.path(PLAIN)
    idle = [n for i, n in enumerate(every) if i and n != TOGETHER and _same(plain, rows.need, i)]
    unfit |= {n: tr("stress.unfit.nothing") for n in idle}
    left = [i for i, n in enumerate(every) if n not in idle]
    run = run_of(rows.results.of_rows(np.array([np.flatnonzero(rows.results.cases.index.kind == 0)[0]])))
    values = rows.path(rows.variant)
    return Stressed(
        run,
        tuple(every[i] for i in left),
        tests,
        tuple(n for n in both if n not in idle),
        unfit,
        rows.laid[TOGETHER].overlaps if TOGETHER in every else (),
        {n: v[:, left] for n, v in values.items() if v.ndim == 2},
        {v: {n: x[:, left] for n, x in rows.path(v).items()} for v in (PLAIN, LASTING_VIEW)},
        {n: x[:, left] for n, x in rows.short.items()},
        rows.need[left],
    )


def _same(values: Mapping[str, Array], need: Array, row: int) -> bool:
    """Whether a row is the base case in everything that is kept."""
    close = all(np.allclose(v[:, row], v[:, 0], rtol=SAME, atol=1e-6, equal_nan=True) for v in values.values())
    return close and bool(np.isclose(need[row], need[0], rtol=SAME, atol=1.0))


def stress_name(found: Stressed, row: str) -> str:
    """A row in the reader's language."""
    return tr(f"stress.{row}") if row in (BASE, TOGETHER) else title_of(found.tests[row])
