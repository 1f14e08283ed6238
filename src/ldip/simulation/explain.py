"""Explaining a number: the tree from a result down to plan lines, parameters and law.

Explain re-runs one row with every step kept instead of storing everything (architecture decision 4).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Final

import numpy as np

from ldip.engine.graph import Step
from ldip.engine.names import AVVIK, HAS_LINE, LINE
from ldip.engine.schedule import opening_of, ub_of
from ldip.errors import ModelError
from ldip.estimates.derivation import Derivation
from ldip.locales import tr
from ldip.simulation.run import Run
from ldip.statements.ratios import expression_step

MANY: Final = 400  # above this number elements are summed instead of listed
WHOLE: Final = 99  # depth of the derivation of an input that is the root of the tree: down to its data
CLOSE: Final = 1e-9


@dataclass(frozen=True)
class Trace:
    """One number and the numbers it came from.

    `role` is the parent's use of it: "+", "−", "teller", "nevner", "kandidat", "valgt" or "inngår".
    `value` is None for an array shown only as a text. `children` is empty at the depth limit and at inputs the plan gives.
    Below an input that is an estimate they are its derivation, whose nodes have no year (`derived`) and no address.
    """

    name: str
    year: int
    value: float | None
    unit: str
    nature: str
    role: str = ""
    element: str = ""
    formula: str = ""
    source: str = ""
    anslag: bool = False
    note: str = ""
    children: tuple[Trace, ...] = ()

    @property
    def derived(self) -> bool:
        """Whether the node belongs to an estimate's derivation and is no quantity of the model."""
        return self.year == 0

    def walk(self) -> Iterator[Trace]:
        """This node and all below it."""
        yield self
        for child in self.children:
            yield from child.walk()


def explain(run: Run, name: str, year: int, draw: int = 0, depth: int = 4, **axes: str) -> Trace:
    """The tree that explains a number, down to plan lines, parameters and law; values in the engine's units.

    `axes` picks an element and `variant` a variant of the need. Errors: ModelError for an unknown
    name, year, draw or element.
    """
    variant = axes.pop("variant", run.variant)
    run.at(name, year, axes | {"variant": variant}, draw)
    return _Explainer(run, draw, variant).node(name, year, dict(axes), depth, "")


class _Explainer:
    def __init__(self, run: Run, draw: int, variant: str) -> None:
        self.run = run
        self.row = run.row(draw, variant)

    def node(self, name: str, year: int, at: Mapping[str, str], depth: int, role: str) -> Trace:
        """A quantity at one element."""
        if name.endswith("_ib") and year > self.run.years[0] and name not in self.run.binding.lines:
            closing = self.node(ub_of(name), year - 1, at, depth, role)
            return replace(closing, note=f"{name} {year} = {ub_of(name)} {year - 1}")
        if name.endswith("_ib") and opening_of(name) in self.run.catalogue.steps:
            return self.node(opening_of(name), year, at, depth, role)
        element = "/".join(f"{a}={v}" for a, v in sorted(at.items()))
        key = next(iter(at.values()), "")
        s = self.run.step(name.removeprefix(AVVIK), year)
        origin = self.run.origin(name, year, key)
        is_line = self.run.has_line(name, year, key)
        text = str(origin) if origin is not None and (s is None or is_line or name.startswith(AVVIK)) else (s.source if s else "")
        node = Trace(
            name=name,
            year=year,
            value=self._value(name, year, at),
            unit=self.run.unit(name),
            nature=self.run.nature(name, year, key),
            role=role,
            element=element,
            formula="" if s is None or is_line else s.text,
            source=text,
            anslag=self.run.is_rough(name, year, key),
        )
        if s is not None and name.startswith(AVVIK):
            return replace(node, note=self._residual(name, year, at), formula="")
        if s is None and not is_line:
            return self._estimated(node, at, WHOLE if role == "" else depth)
        if s is None or is_line or depth <= 0:
            return node
        return replace(node, children=tuple(self._children(s, year, at, depth - 1)))

    def _estimated(self, node: Trace, at: Mapping[str, str], depth: int) -> Trace:
        """An input with the derivation of its value, where it is estimated from other figures."""
        derive = self.run.binding.derivations.get(node.name)
        if derive is None or node.value is None or depth <= 0:
            return node
        found = derive(self.run.plan, node.year, at)
        if found is None:
            return node
        if abs(found.value - node.value) > CLOSE * max(abs(node.value), 1.0):  # a draw's or a case's own value
            return replace(node, note=tr("explain.base_case"), children=(_term(found, depth - 1),))
        source = ". ".join(dict.fromkeys(t for t in (node.source, found.source) if t))
        return replace(node, formula=found.formula, source=source, children=_term(found, depth).children)

    def _value(self, name: str, year: int, at: Mapping[str, str]) -> float:
        axes = self.run.axes(name)
        index = tuple(self.run.ids(a).index(at[a]) for a in axes)
        return float(self.row[name][(self.run.years.index(year), 0, *index)])

    def _residual(self, name: str, year: int, at: Mapping[str, str]) -> str:
        total = name.removeprefix(AVVIK)
        adopted, gap = self._value(total, year, at), self._value(name, year, at)
        scale = 1e6 if self.run.unit(total) == "kr" else 1.0
        shown = [f"{v / scale:,.1f}".replace(",", " ").replace(".", ",") for v in (adopted, adopted - gap, gap)]
        return f"vedtatt {shown[0]} · modellert {shown[1]} · avvik {shown[2]}" + (" (mill. kr)" if scale > 1 else "")

    def _children(self, s: Step, year: int, at: Mapping[str, str], depth: int) -> Iterator[Trace]:
        if s.labels:
            for role, text in zip(("teller", "nevner"), s.labels, strict=True):
                yield self._fraction(s, role, text, year, depth)
            return
        inputs: list[tuple[str, str]] = list(zip(s.inputs, self._roles(s, year, at), strict=True))
        if s.kind == "sum" and AVVIK + s.name in self.row:
            inputs.append((AVVIK + s.name, "+"))
        for name, role in inputs:
            if name.startswith((LINE, HAS_LINE)):
                continue
            yield from self._part(s, name, role, self.run.years[0] if s.opened(name) else year, at, depth)

    def _roles(self, s: Step, year: int, at: Mapping[str, str]) -> Sequence[str]:
        if s.kind == "sum":
            return ["+" if sign > 0 else "−" for sign in s.signs]
        if s.kind in ("maks", "min"):
            values = [self._value(n, year, at) for n in s.inputs]
            chosen = int(np.argmax(values) if s.kind == "maks" else np.argmin(values))
            return ["valgt" if i == chosen else "kandidat" for i in range(len(values))]
        if s.kind == "forhold":
            return ["teller", "nevner"]
        return ["inngår"] * len(s.inputs)

    def _fraction(self, s: Step, role: str, text: str, year: int, depth: int) -> Trace:
        """Numerator or denominator of a måltall: one quantity, or an expression with its own value."""
        known = self.run.catalogue
        axes = {n: self.run.axes(n) for n in s.inputs}
        part = expression_step("uttrykk", text, s.unit, s.source, self.run.binding.ids, axes)
        if part.inputs == (text,):
            return self.node(text, year, {}, depth, role)
        t = self.run.years.index(year)
        value = float(part.fn(*(self.row[i][t] for i in part.inputs))[0])
        unit = known.unit_of(part.inputs[0]) or s.unit if part.inputs else s.unit
        children = [c for i in part.inputs for c in self._part(part, i, "inngår", year, {}, depth - 1)] if depth > 0 else []
        return Trace(
            name=text,
            year=year,
            value=value,
            unit=unit,
            nature="framskrevet",
            role=role,
            source=s.source,
            anslag=any(c.anslag for c in children),
            children=tuple(children),
        )

    def _part(self, s: Step, name: str, role: str, year: int, at: Mapping[str, str], depth: int) -> Iterator[Trace]:
        axes = self.run.axes(name)
        free = [a for a in axes if a not in at]
        if not free:
            yield self.node(name, year, {a: at[a] for a in axes}, depth, role)
            return
        places = (
            [dict(zip(free, ids, strict=True)) for ids in product(*(self.run.ids(a) for a in free))] if self._few(free) else []
        )
        known = {a: at[a] for a in axes if a in at}
        if s.kind == "sum" and self._few(free):
            for place in places:
                if self._value(name, year, {**known, **place}) != 0.0:
                    yield self.node(name, year, {**known, **place}, depth, role)
            return
        yield self._array(name, role, year, known, free)

    def _few(self, free: Sequence[str]) -> bool:
        return int(np.prod([len(self.run.ids(a)) for a in free])) <= MANY

    def _array(self, name: str, role: str, year: int, known: Mapping[str, str], free: Sequence[str]) -> Trace:
        source_name, source_year = name, year
        if name.endswith("_ib") and year > self.run.years[0]:
            source_name, source_year = ub_of(name), year - 1
        elif opening_of(name) in self.row:
            source_name = opening_of(name)
        values = self.row[source_name][self.run.years.index(source_year), 0]
        index = tuple(self.run.ids(a).index(known[a]) if a in known else slice(None) for a in self.run.axes(name))
        chosen = np.asarray(values[index])
        sized = self.run.unit(name) in ("kr", "kr_fast", "personer", "plasser", "aarsverk")
        s = self.run.step(source_name, source_year)
        origin = self.run.origin(source_name, source_year)
        total = f", sum {float(chosen.sum()):_.0f}".replace("_", " ") if sized else ""
        return Trace(
            name=source_name,
            year=source_year,
            value=None,
            unit=self.run.unit(name),
            nature="framskrevet" if s else self.run.nature(source_name, source_year),
            role=role,
            element="/".join(f"{a}={v}" for a, v in sorted(known.items())),
            formula=s.text if s else "",
            source=s.source if s else str(origin or ""),
            anslag=source_name in self.run.rough,
            note=f"{chosen.size} verdier over {', '.join(free)}{total}",
        )


def _term(d: Derivation, depth: int) -> Trace:
    """A figure of a derivation and what it rests on."""
    return Trace(
        name=d.name,
        year=0,
        value=d.value,
        unit=d.unit,
        nature="beregnet" if d.terms else d.kind,
        role="inngår",
        formula=d.formula,
        source=d.source,
        anslag=d.anslag,
        children=tuple(_term(t, depth - 1) for t in d.terms) if depth > 0 else (),
    )


def check_sum(node: Trace) -> float:
    """Sum of the printed children of a declared sum, with their signs. Errors: ModelError when a child has no value."""
    if any(c.value is None for c in node.children):
        raise ModelError(f"{node.name} har deler som ikke er skrevet ut")
    return sum((c.value or 0.0) * (-1.0 if c.role == "−" else 1.0) for c in node.children)
