"""The catalogue of declared formulas, checked once, and the compiled program for the runner.

A quantity is one name; it may have several formulas with different valid years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from ldip.engine.graph import Given, Step
from ldip.engine.names import AVVIK, HAS_LINE, LINE, OF_LINES, OPENING
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
    opens: frozenset[str] = frozenset()  # formulas and opening balances that only the first year needs
    restarts: bool = False  # rows may open in later years too, so every opening is made for every year

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
        """Collect and check declarations. Errors: ModelError on duplicates and on unit or axis clashes."""
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

    @cached_property
    def switches(self) -> frozenset[str]:
        """Inputs that make other inputs unread where they are zero everywhere."""
        return frozenset(switch for versions in self.steps.values() for s in versions for switch in s.only_with)

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
        for prefix in (*OF_LINES, AVVIK):
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
    return name[:-3] + OPENING if name.endswith("_ib") else ""


def _check_same_kind(s: Step, other: Step) -> None:
    if (s.unit, s.axes) != (other.unit, other.axes):
        raise ModelError(f"enhetskollisjon: {s.name} har både {other.unit}{other.axes} og {s.unit}{s.axes}")
