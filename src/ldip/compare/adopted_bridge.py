"""The bridge from the last adopted year to the first projected one: the change of every line by cause, summing exactly.

A sum changes by its parts, a balance by the year's flows, and any other formula by its inputs, put in one cause at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Final

import numpy as np

from ldip.compare.bridge_causes import (
    CARRIED,
    CAUSES,
    FLOWS,
    INSIDE,
    ONE_OFF,
    OPENED,
    PASSED_ON,
    PRICE,
    PRICED,
    UNEXPLAINED,
    WHOLE,
    cause_of_input,
)
from ldip.engine.graph import Array, Step
from ldip.engine.names import AVVIK
from ldip.engine.schedule import ub_of
from ldip.errors import Problem
from ldip.locales.written import millions
from ldip.plan.document import Plan
from ldip.plan.schema.tables import AdoptedRow
from ldip.simulation.run import Run
from ldip.statements.earlier import decimals, half_unit
from ldip.statements.forms import form

FORMS: Final = ("5-6", "5-4")
KRONE: Final = 0.5
FRAME: Final = "bevilgning_utgift"
Parts = dict[str, Array]  # by cause, each with the axes of the quantity


@dataclass(frozen=True)
class BridgeLine:
    """A line of a form in both years, kroner, its change by cause, and the deviation carried into the projected year."""

    form: str
    nr: int
    name: str
    before: float
    after: float
    causes: Mapping[str, float]
    carried: float


@dataclass(frozen=True)
class AdoptedBridge:
    """The bridge of a plan; `problems` name each line that moves more than its drivers explain, with the amount."""

    adopted: int
    projected: int
    lines: tuple[BridgeLine, ...]
    problems: tuple[Problem, ...]


def adopted_bridge(run: Run) -> AdoptedBridge | None:
    """The bridge of the base case; None for a plan without an adopted year, or with no year after it."""
    last = run.plan.head.tid.vedtatt_til
    if last is None or last not in run.years or last + 1 not in run.years:
        return None
    bridge = _Bridge(run, run.years.index(last))
    lines = tuple(bridge.line(name, line.nr, line.steg) for name in FORMS for line in form(name).linjer)
    return AdoptedBridge(last, last + 1, lines, tuple(_problems(lines, last + 1, _rounding(run.plan, last))))


@dataclass(frozen=True)
class FrameBridge:
    """A service's gross frame in the last adopted and the first projected year, kroner, and the change by cause."""

    adopted: int
    projected: int
    before: float
    after: float
    causes: Mapping[str, float]

    @property
    def rest(self) -> float:
        """The part that the causes do not explain; zero but for rounding."""
        return self.after - self.before - sum(self.causes.values())


def frame_bridge(run: Run, service: str) -> FrameBridge | None:
    """The bridge of one service's frame; None for a plan without an adopted year, or with no year after it."""
    last = run.plan.head.tid.vedtatt_til
    if last is None or last not in run.years or last + 1 not in run.years:
        return None
    at, k = run.ids("tjeneste").index(service), run.years.index(last)
    bridge = _Bridge(run, k)
    parts = bridge.change(FRAME)
    before, after = (float(bridge.row[FRAME][n, 0, at].sum()) for n in (k, k + 1))
    causes = {c: float(np.asarray(v)[at].sum()) for c, v in parts.items()}
    return FrameBridge(last, last + 1, before, after, {c: causes[c] for c in CAUSES if causes.get(c)})


def _rounding(plan: Plan, year: int) -> dict[str, float]:
    """Half the unit of the last digit of each adopted line of a year, kroner: what a budget in whole millions cannot say."""
    found: dict[str, float] = {}
    for row in plan.table("vedtatt.csv", AdoptedRow).rows:
        if row.aar == year:
            found[row.linje] = max(found.get(row.linje, 0.0), half_unit(row.enhet, decimals(row.beloep)))
    return found


def _problems(lines: tuple[BridgeLine, ...], year: int, rounding: Mapping[str, float]) -> Iterator[Problem]:
    sums = {line.steg for name in FORMS for line in form(name).linjer if line.sum}
    for line in {x.name: x for x in lines if x.name not in sums}.values():
        if abs(amount := line.causes[UNEXPLAINED]) > max(KRONE, rounding.get(line.name, 0.0)):
            text = f"endrer seg {millions(amount)} fra {year - 1} uten årsak i planen"
            hint = "vedtaket og planens saldo, satser eller avdragsplan sier ulike ting; rett den ene"
            yield Problem("kjøring", f"{line.name}/{year}", text, "", hint)


class _Bridge:
    """Changes of quantities from year `k` to the next, in the base case; each is computed once."""

    def __init__(self, run: Run, k: int) -> None:
        self.run, self.k, self.row = run, k, run.row()
        self.year = run.years[k + 1]
        self.found: dict[str, Parts] = {}

    def line(self, form_name: str, nr: int, name: str) -> BridgeLine:
        """A line of a form."""
        parts = self.change(name)
        causes = {c: float(parts[c]) if c in parts else 0.0 for c in CAUSES}
        before, after = (float(self._at(name, k)) for k in (self.k, self.k + 1))
        own = name if AVVIK + name in self.row else f"{name}_rammer"
        carried = float(self._at(AVVIK + own, self.k + 1)) if AVVIK + own in self.row else 0.0
        return BridgeLine(form_name, nr, name, before, after, causes, carried)

    def change(self, name: str) -> Parts:
        """The change of a quantity by cause."""
        if name not in self.found:
            self.found[name] = self._change(name)
        return self.found[name]

    def _change(self, name: str) -> Parts:
        s = self.run.step(name, self.year)
        assert s is not None, name
        if name in WHOLE or s.whole:
            return {WHOLE.get(name, OPENED): self._at(name, self.k + 1) - self._at(name, self.k)}
        if name == FRAME:
            return self._appropriation()
        if s.kind == "sum":
            return _sum([self._total(s), self._residual(s)])
        if name in PASSED_ON or s.text.startswith(f"{s.inputs[0]}[…"):
            return {c: s.fn(v[None])[0] for c, v in self.change(s.inputs[0]).items()}
        return self._formula(s)

    def _at(self, name: str, k: int) -> Array:
        values = self.row[name]
        return np.asarray(values[k, 0])

    def _total(self, s: Step) -> Parts:
        """A sum by its parts; the closing of a balance by its flows."""
        rolls = s.name.endswith("_ub") and f"{s.name[:-3]}_ib" in s.inputs
        parts = []
        for n, sign in zip(s.inputs, s.signs, strict=True):
            if rolls and ub_of(n) == s.name:
                continue
            parts.append({c: sign * self._onto(v, n, s) for c, v in (self._flow(n) if rolls else self.change(n)).items()})
        return _sum(parts)

    def _onto(self, values: Array, name: str, s: Step) -> Array:
        """Values summed over the axes that the total lacks."""
        axes = self.run.axes(name)
        return np.asarray(values.sum(axis=tuple(i for i, a in enumerate(axes) if a not in s.axes)))

    def _flow(self, name: str) -> Parts:
        """The year's flow by cause; changes of a frame are spread on types as the frame."""
        amount = self._at(name, self.k + 1)
        if name != "endring_fordelt":
            return {FLOWS[name]: amount}
        step, key = self.run.step("endring_i_rammen", self.year), self._at("artsnoekkel", self.k + 1)
        assert step is not None
        return _sum([{FLOWS[n]: self._at(n, self.k + 1)[..., None] * key} for n in step.inputs])

    def _appropriation(self) -> Parts:
        """Appropriations: the frame's flows, what does not roll, and the part of an adopted frame that was not to last."""
        step, whole = (self.run.step(n, self.year) for n in ("ramme_foer_vedtak", "bevilgning_foer_vedtak"))
        assert step is not None and whole is not None
        flows = [
            {c: sign * v for c, v in self._flow(n).items()}
            for n, sign in zip(step.inputs, step.signs, strict=True)
            if n != "ramme_utgift_ib"
        ]
        now, before = (self._at("rammevedtak_fordelt", k) for k in (self.k + 1, self.k))
        passed = {ONE_OFF: now - (before - self._at("rammevedtak_varig", self.k))}
        beside = [self.change(n) for n in whole.inputs if n != "ramme_foer_vedtak"]
        return _sum([*flows, *beside, passed])

    def _residual(self, s: Step) -> Parts:
        """The deviation from an adopted line: what passes, what grows, and what ends without being carried."""
        if AVVIK + s.name not in self.row:
            return {}
        lines = self.run.binding.lines[s.name]
        now, before = (self._at(AVVIK + s.name, k) for k in (self.k + 1, self.k))
        if not s.follows or lines.carry is None:
            return {UNEXPLAINED: now - before}
        left, was = (0.0 if lines.passing is None else lines.passing[k, 0] for k in (self.k + 1, self.k))
        gone = (left - was) + (lines.carry[self.k + 1, 0] - 1.0) * (before - was)
        return {ONE_OFF: np.asarray(gone), CARRIED: now - before - gone}

    def _formula(self, s: Step) -> Parts:
        """Any other formula, with its inputs of one cause at a time put in as they are in the projected year."""
        fn, names = self._with_inside(s)
        values = [self._at(n, self.k)[None] for n in names]
        result: Parts = {}
        start = last = fn(values)[0]
        for cause in CAUSES:
            for i, n in enumerate(names):
                values[i] = self._moved(n, cause, values[i])
            new = fn(values)[0]
            result[cause], last = np.asarray(new - last), new
        lined = (self._at(s.name, self.k + 1) - last) - (self._at(s.name, self.k) - start)
        return _sum([result, {UNEXPLAINED: np.asarray(lined)}])

    def _with_inside(self, s: Step) -> tuple[Callable[[list[Array]], Array], list[str]]:
        """The formula with the formulas put into it that are read as inputs, and the names of all its inputs."""
        inner = {n: i for n in s.inputs if n in INSIDE and (i := self.run.step(n, self.year)) is not None}
        names = list(dict.fromkeys(n for m in s.inputs for n in (inner[m].inputs if m in inner else (m,))))

        def fn(values: list[Array]) -> Array:
            given = dict(zip(names, values, strict=True))
            given |= {n: i.fn(*(given[m] for m in i.inputs)) for n, i in inner.items()}
            return np.asarray(s.fn(*(given[n] for n in s.inputs)))

        return fn, names

    def _moved(self, name: str, cause: str, value: Array) -> Array:
        """An input after the change of one cause."""
        index, rest = PRICED.get(name, ("", cause_of_input(name, self.run.unit(name))))
        if index and cause == PRICE:
            return value * (self._at(index, self.k + 1) / self._at(index, self.k))
        return self._at(name, self.k + 1)[None] if cause == rest else value


def _sum(parts: list[Parts]) -> Parts:
    """Parts added cause by cause."""
    names = dict.fromkeys(c for p in parts for c in p)
    return {c: reduce(np.add, [p[c] for p in parts if c in p]) for c in names}
