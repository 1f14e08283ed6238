"""Run: the frozen result of simulating a plan. Every number is fetched by address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np

from ldip.binding.bound import Binding, Origin
from ldip.engine.graph import Array, Step
from ldip.engine.names import AVVIK
from ldip.engine.schedule import Catalogue, opening_of, ub_of
from ldip.errors import ModelError, Problem
from ldip.parameters import read as parameters
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import tables as t
from ldip.simulation.bound_plans import BoundPlans
from ldip.simulation.cases import Case, Index
from ldip.simulation.needs import Needs
from ldip.simulation.rough import rough_names
from ldip.simulation.run_cases import Results, run_cases
from ldip.simulation.verdict import KRONE, problems_of
from ldip.statements.earlier import Earlier, Key, earlier
from ldip.statements.forms import form
from ldip.statements.opening import BALANCES, opening_value
from ldip.statements.prices import PRICES, price_index
from ldip.uncertainty.settings import FactorSettings
from ldip.uncertainty.summary import percentile_row

ROWS_KEPT: Final = 16  # most whole rows cached; each takes some megabytes
NO_LINE: Final = Origin("data", "vedtatt.csv", "", "ingen vedtatt linje: avviket er null")


@dataclass(frozen=True, eq=False)
class Run(Needs):
    """A finished run of one plan. Row 0 is the base case, rows 1…draws are uncertain; `hash` names plan, parameters, version and
    seed. `base` and `uncertain` hold the kept names, (year, 1 or draw, *axes); `views` hold those of the base case in other
    variants."""

    results: Results
    draws: int
    hash: str
    views: Mapping[str, Mapping[str, Array]] = field(default_factory=dict, repr=False)
    _rows: dict[tuple[int, str], dict[str, Array]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for values in self.results.values.values():
            values.setflags(write=False)

    @property
    def plan(self) -> Plan:
        """The plan that was run."""
        return self.results.cases.plans[0]

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the run."""
        return self.results.years

    @property
    def variant(self) -> str:
        """The view the run shows: the plan's own path, without new saving."""
        return self.results.cases.index.kinds[0].variant

    @property
    def kept(self) -> tuple[str, ...]:
        """Names that every row was kept of."""
        return tuple(self.results.values)

    @cached_property
    def base(self) -> dict[str, Array]:
        """Kept names of the base case."""
        return {n: v[:, :1] for n, v in self.results.values.items()}

    @cached_property
    def uncertain(self) -> dict[str, Array]:
        """Kept names of the draws; empty without any."""
        return {n: v[:, 1:] for n, v in self.results.values.items()} if self.draws else {}

    @property
    def bound(self) -> BoundPlans:
        """The plan as the model reads it."""
        return self.results.kinds[0].bound

    @property
    def catalogue(self) -> Catalogue:
        """The steps of the run, the plan's own måltall among them."""
        return self.bound.catalogue

    @property
    def binding(self) -> Binding:
        """The plan's arrays, and where each value came from."""
        return self.bound.bindings[0]

    @property
    def factors(self) -> dict[str, FactorSettings]:
        """The factors that the plan draws, with their numbers."""
        return self.bound.drawn[0]

    @property
    def seed(self) -> int:
        """Seed of the draws."""
        return self.results.cases.seed

    @property
    def parameter_hash(self) -> str:
        """Content hash of the national parameters."""
        return parameters.content_hash()

    def value(self, name: str, year: int, draw: int = 0, **axes: str) -> float:
        """One number in the engine's unit (kroner, share, persons).

        `axes` picks an element, for example fond="fritt"; `variant` picks a variant of the need.
        Errors: ModelError for an unknown name, year, draw or element.
        """
        return self.at(name, year, axes, draw)

    def at(self, name: str, year: int, axes: Mapping[str, str], draw: int = 0) -> float:
        """One number as `value`, with the element given as a mapping."""
        variant = axes.get("variant", self.variant)
        axes = {a: v for a, v in axes.items() if a != "variant"}
        if not 0 <= draw <= self.draws:
            raise ModelError(f"trekning {draw} finnes ikke; kjøringen har 0–{self.draws}")
        values = self.series(name, draw, variant)
        return float(values[(self.year_index(year), *self._index(name, axes))])

    def series(self, name: str, draw: int = 0, variant: str | None = None) -> Array:
        """All years of a quantity for one row, (year, *axes)."""
        chosen = variant or self.variant
        if chosen == self.variant and name in self.kept:
            return self.base[name][:, 0] if draw == 0 else self.uncertain[name][:, draw - 1]
        if draw == 0 and name in self.views.get(chosen, {}):
            return self.views[chosen][name][:, 0]
        row = self.row(draw, chosen)
        if name not in row:
            raise ModelError(f"ukjent størrelse {name!r}; {nearest(name, sorted(row))}")
        return row[name][:, 0]

    def row(self, draw: int = 0, variant: str | None = None) -> dict[str, Array]:
        """Every quantity of one row, recomputed with all steps kept. (year, 1, *axes) by name."""
        chosen = variant or self.variant
        if (draw, chosen) not in self._rows:
            if len(self._rows) >= ROWS_KEPT:
                self._rows.clear()
            self._compute(draw, self.together(draw, chosen, self._rows))
        return self._rows[draw, chosen]

    def _compute(self, draw: int, variants: Sequence[str]) -> None:
        """Compute and cache whole rows of one draw, one a variant, in one batch."""
        cases = self.results.cases.only(Index.of([Case(variant=v, draw=draw) for v in variants]))
        found = run_cases(cases, self.all_names).values
        for i, name in enumerate(variants):
            self._rows[draw, name] = {n: v[:, i : i + 1] for n, v in found.items()}

    @cached_property
    def all_names(self) -> tuple[str, ...]:
        """Every step, input, opening balance and residual of the model."""
        steps, opened = self.catalogue, self.binding.openings
        balances = [f"{n[:-3]}_ib" for n in steps.steps if n.endswith("_ub")]
        openings = [n for n in balances if n in opened or opening_of(n) in steps.steps]
        return (*steps.steps, *steps.givens, *openings, *(AVVIK + n for n in self.binding.lines if steps.steps[n][0].avvik))

    @cached_property
    def earlier(self) -> dict[Key, Earlier]:
        """Figures of years before the plan, by step, column and year; the opening balance is the last year's accounts."""
        given = earlier(self.plan.table("regnskap.csv", t.EarlierRow).rows)
        return {**self._opening_balance(), **given}

    def _opening_balance(self) -> dict[Key, Earlier]:
        bound, bal, year = self.binding, self.plan.balance, self.years[0] - 1
        first = {n: v[0] for n, v in bound.values.items()}
        names = dict.fromkeys(line.steg for f in BALANCES for line in form(f).linjer)
        found = {n: opening_value(n, self.catalogue, bound.openings, first) for n in names}
        said = f"åpningsbalansen 31.12.{year}, {bal.kilde}"
        return {(n, "regnskap", year): Earlier(float(v[0]), said, bal.anslag) for n, v in found.items() if v is not None}

    def price_index(self, year: int) -> float | None:
        """Deflator of a year, 1 in the plan's price year; None for a year whose prices are not known."""
        span = self.plan.head.tid
        index, growth = (dict(zip(self.years, self.series(n).tolist(), strict=True)) for n in PRICES)
        return price_index(year, span.prisnivaa, span.kunnskapsdato, index, growth)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """Problems of the base case: breaches of law and of control figures."""
        return tuple(problems_of(self))

    @property
    def breaches(self) -> dict[str, int]:
        """Number of draws with merforbruk or uncovered investment in any year; only for those of the two names that are kept."""
        names = [n for n in ("merforbruk_ub", "udekket_ub") if n in self.uncertain]
        return {n: int((self.uncertain[n] > KRONE).any(axis=0).sum()) for n in names}

    def table(self, names: Sequence[str], years: Sequence[int] | None = None, draw: int = 0) -> dict[str, list[float]]:
        """Numbers by name for the given years (all when left out), in the engine's units."""
        return {n: [self.value(n, y, draw) for y in years or self.years] for n in names}

    def summary(self, name: str, year: int, percents: Sequence[float] = (10, 50, 90), **axes: str) -> dict[str, float]:
        """Base case and percentiles of real draws, keyed `basis`, `p10`, …"""
        result = {"basis": self.at(name, year, axes)}
        for p in percents if self.draws else ():
            result[f"p{p:g}"] = self.at(name, year, axes, self.percentile_draw(name, year, p, axes))
        return result

    def percentile_draw(
        self, name: str, year: int, percent: float, axes: Mapping[str, str] | None = None, fixed: bool = False
    ) -> int:
        """The draw whose value, or with `fixed` its amount in fixed prices, is the percentile.

        Errors: ModelError for a name not kept of the draws."""
        if absent := [n for n in (name, *PRICES[: int(fixed)]) if n not in self.uncertain]:
            raise ModelError(f"{absent[0]} er ikke tatt vare på for trekningene; nevn den i keep")
        at = self.year_index(year)
        values = self.uncertain[name][at]
        for position in self._index(name, axes or {}):
            values = values[:, position]
        return percentile_row(values / self.uncertain[PRICES[0]][at] if fixed else values, percent) + 1

    def probability(self, name: str, year: int, at_most: float) -> float:
        """Share of draws in which a quantity without axes is at most a level."""
        return float(np.mean(self.uncertain[name][self.year_index(year)] <= at_most))

    def step(self, name: str, year: int) -> Step | None:
        """The formula in force, None for an input."""
        return next((s for s in self.catalogue.steps.get(name, ()) if s.valid(year)), None)

    def unit(self, name: str) -> str:
        """Unit of a quantity."""
        return self.catalogue.unit_of(name) or ""

    def axes(self, name: str) -> tuple[str, ...]:
        """Axes of a quantity."""
        return self.catalogue.axes_of(name)

    def ids(self, axis: str) -> tuple[str, ...]:
        """Element ids of an axis."""
        return self.binding.ids[axis]

    def origin(self, name: str, year: int, element: str = "") -> Origin | None:
        """Origin of a value that is a line or an input; None for a formula."""
        b = self.binding
        target = name.removeprefix(AVVIK)
        for key in ((target, year, element), (target, year, "")):
            if key in b.line_origins:
                return b.line_origins[key]
        if name.startswith(AVVIK):
            earlier = [k for k in b.line_origins if k[0] == target and k[1] <= year and k[2] == element]
            return b.line_origins[max(earlier, key=lambda k: k[1])] if earlier else NO_LINE
        if element in b.element_origins.get(name, ()):
            return b.element_origins[name][element]
        return b.origins.get(name)

    def nature(self, name: str, year: int, element: str = "") -> str:
        """vedtatt, avvik, framskrevet, parameter or data."""
        if name.startswith(AVVIK):
            return "avvik"
        origin = self.origin(name, year, element)
        return "framskrevet" if origin is None else origin.nature

    @cached_property
    def rough(self) -> frozenset[str]:
        """Names that rest on an approximate figure somewhere (`anslag`)."""
        return rough_names(self.binding, self.catalogue)

    def has_line(self, name: str, year: int, element: str = "") -> bool:
        """Whether a plan line replaces the formula; a total with a line keeps its formula and gets a residual."""
        s = self.step(name, year)
        return (name, year, element) in self.binding.line_origins and not (s and s.avvik)

    def is_rough(self, name: str, year: int, element: str = "") -> bool:
        """Whether a number rests on anything marked anslag; a plan line has its own mark."""
        if line := self.binding.line_origins.get((name, year, element)):
            return line.anslag
        return name in self.rough or ub_of(name) in self.rough

    @property
    def illustration(self) -> str:
        """The text that every page and file carries while any line is approximate."""
        return self.plan.head.illustrasjon if self.rough else ""

    def year_index(self, year: int) -> int:
        """Place of a year among those of the run. Errors: ModelError for another year."""
        if year not in self.years:
            raise ModelError(f"året {year} er ikke i kjøringen ({self.years[0]}–{self.years[-1]})")
        return self.years.index(year)

    def _index(self, name: str, axes: Mapping[str, str]) -> tuple[int, ...]:
        wanted = self.axes(name)
        if set(axes) != set(wanted):
            raise ModelError(f"{name} har akser {wanted}; oppgi {', '.join(f'{a}=…' for a in wanted) or 'ingen'}")
        for axis in wanted:
            if axes[axis] not in self.ids(axis):
                raise ModelError(f"{axis} har ikke {axes[axis]!r}; {nearest(str(axes[axis]), self.ids(axis))}")
        return tuple(self.ids(a).index(str(axes[a])) for a in wanted)
