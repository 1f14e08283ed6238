"""Numbers of an uncertain factor: its parts, and how they become the values of its input (parameters/usikkerhet.toml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from typing import Any, Final, Literal

from ldip.engine.factor import Distribution, Factor
from ldip.parameters.uncertain import LEVELS, PART_KEYS, Raw

Level = Literal["nasjonal", "kommune", "element"]
SIZE_UNIT: Final = 10_000.0  # inhabitants that the numbers of a municipality's part hold for


@dataclass(frozen=True)
class Part:
    """One part of a deviation: xₜ = scale·(ρ·x̃ₜ₋₁ + sdₜ·zₜ + lasting·u), with z by year and u once, all standard normal.

    `level` is who shares it; `sd` by plan year in the input's unit."""

    level: Level
    stream: str
    sd: tuple[float, ...]
    persistence: float
    lasting: float = 0.0
    exponent: float = 0.0
    cap: float = inf

    def scale(self, inhabitants: float) -> float:
        """Spread against that of a municipality of 10 000 inhabitants."""
        if self.exponent == 0.0:
            return 1.0
        size: float = min(max(inhabitants, 1.0), self.cap) / SIZE_UNIT
        return float(size**self.exponent)

    @property
    def still(self) -> bool:
        """Whether the part is the same every year."""
        return not any(self.sd)

    @property
    def zero(self) -> bool:
        """Whether the part never deviates."""
        return self.still and self.lasting == 0.0


@dataclass(frozen=True)
class FactorSettings:
    """A factor's numbers in a plan. `own`: the plan changes some of them; `off`: the plan leaves the factor out.

    `floor` is the distance to the lowest value, `freedom` the degrees of freedom of Student t, `element_factor` an element's
    spread against that of a municipality of its size, `outcomes` the values of an empirical distribution with `shares`."""

    name: str
    declared: Factor
    parts: tuple[Part, ...]
    floor: float = 1.0
    freedom: float = inf
    probability: float = 0.0
    element_factor: float = 0.0
    outcomes: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()
    source: str = ""
    rough: bool = False
    own: bool = False
    off: bool = False

    @property
    def distribution(self) -> Distribution:
        """The declared distribution."""
        return self.declared.distribution

    @property
    def common(self) -> float:
        """Correlation of two elements' numbers, where these are the same every year: the shared part of the variance."""
        shared = self.part("nasjonal")
        return shared.lasting**2 if shared else 0.0

    @property
    def zero(self) -> bool:
        """Whether the numbers leave nothing to draw."""
        return all(p.zero for p in self.parts)

    def part(self, level: Level) -> Part | None:
        """The part of a level; None without it."""
        return next((p for p in self.parts if p.level == level), None)


def changed(numbers: Raw, own: Raw) -> Raw:
    """Numbers with a plan's own on top; parts are changed number by number.

    A plan that gives numbers without a part changes the part that all share, or the municipality's where it is alone."""
    main = next((p for p in LEVELS if p in numbers), None)
    if main:
        flat = {k: own.pop(k) for k in PART_KEYS if k in own}
        own[main] = {**flat, **own.get(main, {})} if flat else own.get(main, {})
    parts = {p: {**numbers.get(p, {}), **own[p]} for p in LEVELS if own.get(p)}
    return {**numbers, **{k: v for k, v in own.items() if k not in LEVELS}, **parts}


def settings_of(declared: Factor, numbers: Raw, years: Sequence[int], own: bool = False, off: bool = False) -> FactorSettings:
    """A factor's settings from its numbers, by plan year."""
    told = [t for t in (numbers, *(numbers.get(p, {}) for p in LEVELS)) if "kilde" in t]
    return FactorSettings(
        declared.name,
        declared,
        tuple(_parts(declared, numbers, years)),
        floor=float(numbers.get("gulvavstand", 1.0)),
        freedom=float(numbers.get("frihetsgrader", inf)) if declared.distribution == "student_t" else inf,
        probability=float(numbers.get("sannsynlighet", 0.0)),
        element_factor=float(numbers.get("elementfaktor", 0.0)),
        outcomes=tuple(numbers.get("utfall", ())),
        shares=tuple(numbers.get("andeler", ())),
        source="; ".join(dict.fromkeys(str(t["kilde"]) for t in told)),
        rough=any(bool(t.get("anslag")) for t in told),
        own=own,
        off=off,
    )


def _parts(declared: Factor, numbers: Raw, years: Sequence[int]) -> list[Part]:
    name, common = declared.name, float(numbers.get("felles", 0.0 if declared.axis else 1.0))
    if any(p in numbers for p in LEVELS):
        found = [_part(p, numbers[p], name, years) for p in LEVELS if p in numbers]
        return [*found, *([_element(found[-1])] if declared.axis else [])]
    if declared.score:
        numbers = {**numbers, "standardavvik": 0.0, "varig": 1.0}
    whole = _part("nasjonal", numbers, name, years)
    if not declared.axis:
        return [whole]
    shared = _weighted(whole, "nasjonal", sqrt(common), str(numbers.get("felles_stroem", f"{name}_felles")))
    return [shared, _weighted(whole, "element", sqrt(1.0 - common), name)]


def _part(level: Level, numbers: Mapping[str, Any], name: str, years: Sequence[int]) -> Part:
    return Part(
        level,
        str(numbers.get("stroem", name)),
        _by_year(numbers.get("standardavvik", 0.0), years),
        float(numbers.get("varighet", 0.0)),
        float(numbers.get("varig", 0.0)),
        float(numbers.get("stoerrelse_eksponent", 0.0)),
        float(numbers.get("stoerrelse_tak", inf)),
    )


def _element(like: Part) -> Part:
    """An element's own part, with the numbers and the stream of its municipality's part."""
    return Part("element", like.stream, like.sd, like.persistence, like.lasting, like.exponent, like.cap)


def _weighted(p: Part, level: Level, weight: float, stream: str) -> Part:
    return Part(level, stream, tuple(weight * s for s in p.sd), p.persistence, weight * p.lasting, p.exponent, p.cap)


def _by_year(value: object, years: Sequence[int]) -> tuple[float, ...]:
    """Standard deviations by plan year: one number for all, a table where the other years have none, or already by year."""
    if isinstance(value, Mapping):
        given = {int(y): float(v) for y, v in value.items()}
        return tuple(given.get(y, 0.0) for y in years)
    if isinstance(value, tuple):
        return value
    return (float(str(value)),) * len(years)
