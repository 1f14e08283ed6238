"""From declared steps to an order of work: validation, pruning, recursions, last uses.

A quantity is one name; it may have several formulas with different valid years. Names that depend
on each other through `x_ub → x_ib` form a recursion and run year by year; all others run with the
years stacked as rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from ldip.engine.components import components
from ldip.engine.graph import AVVIK, CARRIED, HAS_LINE, LINE, Array, Given, Step
from ldip.engine.units import mixes_price_bases
from ldip.errors import ModelError


@dataclass(frozen=True)
class Block:
    """Names that run together: one name stacked over years, or a recursion year by year."""

    names: tuple[str, ...]
    recursive: bool


@dataclass(frozen=True)
class Program:
    """Compiled order of work for one set of steps, years and kept names."""

    years: tuple[int, ...]
    versions: Mapping[str, tuple[Step | None, ...]]
    blocks: tuple[Block, ...]
    last_use: Mapping[str, int]
    givens: Mapping[str, Given]
    openings: frozenset[str]
    keep: frozenset[str]
    avvik: frozenset[str]
    axes: Mapping[str, tuple[str, ...]]

    @cached_property
    def held(self) -> frozenset[str]:
        """Kept names, and the closings and opening formulas behind kept opening balances."""
        return self.keep | {ub_of(n) for n in self.keep} | {opening_of(n) for n in self.keep}

    @cached_property
    def releases(self) -> Mapping[int, tuple[str, ...]]:
        """Names that no later block needs, by block."""
        found: dict[int, list[str]] = {}
        for name, last in self.last_use.items():
            if name not in self.held:
                found.setdefault(last, []).append(name)
        return {i: tuple(names) for i, names in found.items()}

    @cached_property
    def drops(self) -> Mapping[Step, tuple[tuple[int, ...], ...]]:
        """For each declared sum, the axis positions that each part is summed over, last first."""
        sums = {s for v in self.versions.values() for s in v if s and s.kind in ("sum", "avvik")}
        return {s: tuple(self._dropped(i, s.axes) for i in s.inputs) for s in sums}

    def _dropped(self, part: str, onto: tuple[str, ...]) -> tuple[int, ...]:
        axes = self.axes.get(part, onto)
        return tuple(p + 1 for p in reversed(range(len(axes))) if axes[p] not in onto)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """All formulas by name, checked once: units, axes and price bases agree."""

    steps: Mapping[str, tuple[Step, ...]]
    givens: Mapping[str, Given]

    @classmethod
    def of(cls, steps: Iterable[Step], givens: Iterable[Given]) -> Catalogue:
        """Gather and check declarations. Errors: ModelError on doubles, unit or axis clashes."""
        by_name: dict[str, list[Step]] = {}
        for s in steps:
            by_name.setdefault(s.name, []).append(s)
        inputs: dict[str, Given] = {}
        for g in givens:
            if g.name in inputs or g.name in by_name:
                raise ModelError(f"{g.name} er erklært to ganger")
            inputs[g.name] = g
        catalogue = cls({n: tuple(v) for n, v in by_name.items()}, inputs)
        for versions in catalogue.steps.values():
            for s in versions:
                _check_same_kind(s, versions[0])
                catalogue._check_units(s)
        return catalogue

    def unit_of(self, name: str) -> str | None:
        """Unit of a quantity, also for `x_ib`, lines and residuals; None when unknown."""
        for candidate in (name, ub_of(name), name.removeprefix(LINE), name.removeprefix(AVVIK)):
            if candidate in self.steps:
                return self.steps[candidate][0].unit
            if candidate in self.givens:
                return self.givens[candidate].unit
        return "flagg" if name.startswith(HAS_LINE) else None

    def axes_of(self, name: str) -> tuple[str, ...]:
        """Axes of a quantity after the batch axis."""
        for prefix in (HAS_LINE, LINE, CARRIED, AVVIK):
            name = name.removeprefix(prefix)
        for candidate in (name, ub_of(name), name[:-3]):
            if candidate in self.steps:
                return self.steps[candidate][0].axes
            if candidate in self.givens:
                return self.givens[candidate].axes
        return ()

    def _check_units(self, s: Step) -> None:
        units = {n: u for n in s.inputs if (u := self.unit_of(n)) is not None}
        if s.kind in ("sum", "maks", "min"):
            wrong = sorted(f"{n} [{u}]" for n, u in units.items() if u != s.unit)
            if wrong:
                raise ModelError(f"enhetskollisjon i {s.name} [{s.unit}]: {', '.join(wrong)}")
            short = sorted(n for n in units if not set(s.axes) <= set(self.axes_of(n)))
            if short:
                raise ModelError(f"aksekollisjon i {s.name} {s.axes}: {', '.join(short)} mangler akser")
        if not s.deflates and mixes_price_bases(s.unit, frozenset(units.values())):
            raise ModelError(f"enhetskollisjon i {s.name}: faste og løpende kroner uten deflatorsteg")


def ub_of(name: str) -> str:
    """The closing balance that `name` opens with: x_ib → x_ub."""
    return name[:-3] + "_ub" if name.endswith("_ib") else name


def opening_of(name: str) -> str:
    """The formula that opens a balance in the first year, where one is declared: x_ib → x_aapning."""
    return name[:-3] + "_aapning" if name.endswith("_ib") else ""


def _check_same_kind(s: Step, other: Step) -> None:
    if (s.unit, s.axes) != (other.unit, other.axes):
        raise ModelError(f"enhetskollisjon: {s.name} har både {other.unit}{other.axes} og {s.unit}{s.axes}")


def compile_program(
    catalogue: Catalogue,
    years: Iterable[int],
    keep: Iterable[str],
    *,
    avvik: Iterable[str] = (),
    carried: Iterable[str] = (),
    cut: Iterable[str] = (),
) -> Program:
    """Order the steps needed for `keep`.

    `avvik` names totals that have plan lines, `carried` those whose residual the plan carries on after
    the last line; `cut` names steps whose values are given from outside.
    Errors: ModelError for a missing input, two formulas for one name and year, a same-year cycle.
    """
    span, wanted, cuts, with_lines = tuple(years), frozenset(keep), frozenset(cut), frozenset(avvik)
    versions: dict[str, tuple[Step | None, ...]] = {}
    givens: dict[str, Given] = {}
    openings: set[str] = set()
    on = frozenset(carried)
    queue = sorted(wanted)
    while queue:
        name = queue.pop()
        if name in versions or name in givens or name in cuts or _engine_made(name):
            continue
        if name in catalogue.givens:
            givens[name] = catalogue.givens[name]
        elif name in catalogue.steps:
            versions[name] = _by_year(name, catalogue.steps[name], span)
            queue += _needs(versions[name])
            if name in with_lines:
                versions |= _residuals(name, versions[name], name in on)
        else:
            queue += _behind(catalogue, name, with_lines)
            if name.endswith("_ib") and opening_of(name) not in catalogue.steps:
                openings.add(name)
    blocks = _blocks(versions, with_lines, cuts)
    axes = {n: catalogue.axes_of(n) for n in {*versions, *givens, *openings, *cuts}}
    last = _last_uses(blocks, versions, with_lines)
    return Program(span, versions, blocks, last, givens, frozenset(openings), wanted, with_lines, axes)


def _behind(catalogue: Catalogue, name: str, with_lines: frozenset[str]) -> list[str]:
    """What stands behind an opening balance or a residual."""
    if name.endswith("_ib") and ub_of(name) in catalogue.steps:
        opening = opening_of(name)
        return [ub_of(name), *([opening] if opening in catalogue.steps else [])]
    if name.startswith(AVVIK) and name.removeprefix(AVVIK) in with_lines:
        return [name.removeprefix(AVVIK)]
    raise ModelError(f"{name} er verken formel eller inndata")


def _engine_made(name: str) -> bool:
    return name.startswith((LINE, HAS_LINE, CARRIED))


def _needs(versions: tuple[Step | None, ...]) -> list[str]:
    return sorted({i for s in versions if s for i in s.inputs})


def _by_year(name: str, steps: tuple[Step, ...], years: tuple[int, ...]) -> tuple[Step | None, ...]:
    found: list[Step | None] = []
    for year in years:
        valid = [s for s in steps if s.valid(year)]
        if len(valid) > 1:
            raise ModelError(f"to formler for {name} i {year}: {valid[0].source} og {valid[1].source}")
        if not valid:
            raise ModelError(f"ingen formel for {name} gjelder i {year}")
        found.append(valid[0])
    return tuple(found)


def _residuals(name: str, versions: tuple[Step | None, ...], carried: bool) -> dict[str, tuple[Step | None, ...]]:
    """The residual of a total, and what keeps it for next year where the plan carries it on."""
    formulas = dict.fromkeys(s for s in versions if s)  # one residual a formula, so that its years stack
    residual = {s: _residual(s, carried) for s in formulas}
    found: dict[str, tuple[Step | None, ...]] = {AVVIK + name: tuple(residual[s] if s else None for s in versions)}
    if carried:
        kept = {s: _kept_residual(s) for s in formulas}
        found[f"{AVVIK}{name}_ub"] = tuple(kept[s] if s else None for s in versions)
    return found


def _residual(s: Step, carried: bool) -> Step:
    """The part that closes the gap between an adopted line and the modelled total.

    Without a line it is zero, or what last year's residual was where the plan carries it on.
    """
    return Step(
        name=AVVIK + s.name,
        fn=s.fn,
        inputs=s.inputs,
        unit=s.unit,
        source=f"vedtatt linje minus modellert {s.name}",
        axes=s.axes,
        kind="avvik",
        signs=s.signs,
        labels=(s.name, f"{AVVIK}{s.name}_ib") if carried else (s.name,),
    )


def _kept_residual(s: Step) -> Step:
    name = AVVIK + s.name

    def fn(avvik: Array) -> Array:
        return avvik

    return Step(name=name + "_ub", fn=fn, inputs=(name,), unit=s.unit, source=f"årets {name}", axes=s.axes)


def inputs_of(name: str, versions: Mapping[str, tuple[Step | None, ...]], avvik: frozenset[str]) -> set[str]:
    """All inputs of a name over the years, the residual part included."""
    needs = set(_needs(versions[name]))
    needs |= {o for n in needs if (o := opening_of(n)) in versions}
    needs |= {s.labels[1] for s in versions[name] if s and s.kind == "avvik" and len(s.labels) > 1}
    return needs | {AVVIK + name} if name in avvik else needs


def _blocks(versions: Mapping[str, tuple[Step | None, ...]], avvik: frozenset[str], cuts: frozenset[str]) -> tuple[Block, ...]:
    within_year: dict[str, set[str]] = {}
    over_years: dict[str, set[str]] = {}
    for name in versions:
        needs = inputs_of(name, versions, avvik)
        within_year[name] = {n for n in needs if n in versions}
        over_years[name] = {u for n in needs if (u := ub_of(n)) != n and u in versions}
    order = _order(within_year)
    position = {n: i for i, n in enumerate(order)}
    blocks: list[Block] = []
    for component in components({n: sorted(within_year[n] | over_years[n]) for n in order}):
        members = tuple(sorted(component, key=position.__getitem__))
        recursive = len(members) > 1 or members[0] in over_years[members[0]]
        whole = [n for n in members if any(s and s.whole for s in versions[n])]
        if recursive and whole:
            raise ModelError(f"{whole[0]} trenger alle år og kan ikke inngå i en rekursjon")
        blocks.append(Block(members, recursive))
    return tuple(blocks)


def _order(within_year: Mapping[str, set[str]]) -> tuple[str, ...]:
    try:
        return tuple(TopologicalSorter({n: sorted(v) for n, v in within_year.items()}).static_order())
    except CycleError as error:
        path = " → ".join(error.args[1])
        raise ModelError(f"ringslutning innenfor samme år: {path}") from error


def _last_uses(
    blocks: tuple[Block, ...], versions: Mapping[str, tuple[Step | None, ...]], avvik: frozenset[str]
) -> dict[str, int]:
    last: dict[str, int] = {}
    for i, block in enumerate(blocks):
        for name in block.names:
            last.setdefault(name, i)
            for needed in inputs_of(name, versions, avvik):
                last[needed] = i
                last[ub_of(needed)] = i
    return last
