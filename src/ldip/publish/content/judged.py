"""Måltall judged before and after the lasting saving: the worst value and when, and the first years below target and floor.

A måltall on a mean over years is judged by the years of its window. The adopted years are judged by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ldip.binding.rules import phases
from ldip.compare.judged import has_level, judged_years
from ldip.locales.written import span
from ldip.plan.plausible.caution import short
from ldip.plan.schema.files import Ratio
from ldip.publish.content.cells import Cell
from ldip.publish.content.fetched import cell
from ldip.publish.content.ratios import ratio_format, ratio_name, ratio_short_name, ratio_statuses, ratio_target
from ldip.publish.numbers import LASTING, address
from ldip.simulation.inputs import PLAIN
from ldip.simulation.run import Run
from ldip.statements.adopted import target_of
from ldip.statements.status import Status

WORST_FIRST: Final[tuple[Status, ...]] = ("brutt", "over gulv", "nådd", "uten mål")


@dataclass(frozen=True)
class Judged:
    """A måltall over the years it is judged in: its worst status and value and when, and the first years below target and floor.

    The years are spans of its window, empty where there are none."""

    status: Status
    worst: Cell
    when: str
    below: str = ""
    broken: str = ""

    @property
    def held(self) -> bool:
        """Whether the target is met in every year it is judged."""
        return self.status in ("nådd", "uten mål")


@dataclass(frozen=True)
class Ruling:
    """A måltall: names, unit and levels; judged without new saving, with it, and in the adopted years (None where not judged).

    `ruled` is whether it has a level at all."""

    id: str
    name: str
    short: str
    unit: str
    decimals: int
    target: str
    aim: str
    ruled: bool
    before: Judged
    after: Judged | None
    adopted: Judged | None


def rulings(run: Run) -> tuple[Ruling, ...]:
    """Every måltall of the plan, in its order."""
    return tuple(_ruling(run, r) for r in run.plan.rules.maaltall)


def demanded_first(run: Run, found: Sequence[Ruling]) -> list[Ruling]:
    """Måltall as a page lists them: those the need is measured against, then those with a level, then the others."""
    demanded = {r.measured for r in run.plan.rules.maaltall if r.krav}
    return sorted(found, key=lambda r: (r.id not in demanded, not r.ruled))


def own_path(run: Run) -> str:
    """The variant of the path without new saving, empty where the run shows it already."""
    return "" if run.variant == PLAIN else PLAIN


def _ruling(run: Run, ratio: Ratio) -> Ruling:
    found = phases(run.plan)
    adopted = [y for y in run.years if found.start is not None and y < found.start]
    projected, whole = (judged_years(run.plan, ratio, v) for v in (PLAIN, LASTING))
    after = run.lasting.amount is not None and found.start is not None
    return Ruling(
        id=ratio.measured,
        name=ratio_name(ratio),
        short=ratio_short_name(ratio),
        unit=ratio.enhet,
        decimals=ratio.desimaler,
        target=ratio_target(ratio),
        aim=aim_of(ratio),
        ruled=has_level(ratio),
        before=judged(run, ratio, projected, own_path(run)) or Judged("uten mål", Cell(text="–"), ""),
        after=judged(run, ratio, whole, LASTING) if after else None,
        adopted=judged(run, ratio, adopted, own_path(run)) if has_level(ratio) else None,
    )


def judged(run: Run, ratio: Ratio, years: Sequence[int], variant: str = "") -> Judged | None:
    """A måltall judged in years; one that holds for a single year is judged in that year only. None without years."""
    target = target_of(ratio)
    if target.only is not None:
        years = [y for y in run.years if y == target.only]
    if not years:
        return None
    statuses = dict(zip(run.years, ratio_statuses(run, ratio, variant), strict=True))
    seen = {"variant": variant} if variant else {}
    values = {y: run.at(ratio.measured, y, seen) for y in years}
    highest = target.tak is not None and target.maal is None and target.gulv is None
    worst = (max if highest else min)(years, key=lambda y: values[y])
    first = {s: next((y for y in years if statuses[y] in s), None) for s in (("brutt", "over gulv"), ("brutt",))}
    below, broken = (_window(run, ratio, y) if y is not None else "" for y in first.values())
    return Judged(
        status=next(s for s in WORST_FIRST if any(statuses[y] == s for y in years)),
        worst=replace(cell(run, address(ratio.measured, worst, **seen), ratio_format(ratio)), tone=statuses[worst]),
        when=_window(run, ratio, worst),
        below=below,
        broken=broken,
    )


def _window(run: Run, ratio: Ratio, year: int) -> str:
    """The years a value is the mean of."""
    return span(max(run.years[0], year - ratio.snitt + 1), year, short=True)


def aim_of(ratio: Ratio) -> str:
    """The level a reader holds the måltall against, with its unit where that is per cent: its target, floor or cap."""
    level = next((v for v in (ratio.maal, ratio.gulv, ratio.tak) if v is not None), None)
    if level is None:
        return ""
    return f"{short(level)} %" if ratio.enhet == "prosent" else short(level)
