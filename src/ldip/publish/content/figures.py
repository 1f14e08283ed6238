"""Figures of a run: the need, the debt, the use of the result, and each måltall against its levels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ldip.glossary import label
from ldip.locales import language, tr
from ldip.plan.schema.files import Ratio
from ldip.publish.content.cells import Band, Cell, Figure, Trail
from ldip.publish.content.fetched import cell, cells, identity, millions, price_basis, prices
from ldip.publish.content.headline import VARIANTS, headline
from ldip.publish.content.ratios import ratio_format, ratio_name
from ldip.publish.content.surplus import surplus_parts, surplus_text
from ldip.publish.digits import MILLIONS, Format
from ldip.publish.numbers import FIXED, NEED
from ldip.simulation.run import Run
from ldip.statements.adopted import level_name, target_of
from ldip.uncertainty.summary import many_enough

RESULT: Final = "netto_driftsresultat"
DEBT: Final = "laanegjeld_ub"
SPREADS: Final = ((2.5, 97.5, 95), (10.0, 90.0, 80))  # percentiles, and the draws in a hundred between them
MEDIAN: Final = "p50"


def figures_of(run: Run) -> Iterator[Figure]:
    """Every figure of a run."""
    yield need_figure(run)
    yield debt_figure(run)
    yield surplus_figure(run)
    for ratio in run.plan.rules.maaltall:
        yield ratio_figure(run, ratio)


def need_figure(run: Run) -> Figure:
    """The need by year in the three views, or with draws the plan's own path in the fan of the draws."""
    drawn = many_enough(run.draws) and NEED in run.uncertain
    own = Trail(run.variant, tr(f"ui.variant.{run.variant}"), _need(run, "basis"))
    views = [Trail(v, tr(f"ui.variant.{v}"), _need(run, "basis", variant=v)) for v in VARIANTS]
    bands = [
        Band(tr("figure.spread", n=n), _need(run, f"p{low:g}"), _need(run, f"p{high:g}")) for low, high, n in SPREADS if drawn
    ]
    figure = Figure(
        id="behov",
        title=label(NEED, language()),
        unit=f"{MILLIONS}, {price_basis(run, 'kr_fast')}",
        years=run.years,
        trails=(own, Trail(MEDIAN, tr("figure.median"), _need(run, MEDIAN))) if drawn else tuple(views),
        bands=tuple(bands),
        pointed=run.plan.shown_year,
        summary=" ".join(t if t.endswith(".") else f"{t}." for t in headline(run).texts),
    )
    return _of(run, figure)


def _need(run: Run, statistic: str, **axes: str) -> tuple[Cell, ...]:
    return cells(run, NEED, run.years, millions(run), statistic, **axes)


def debt_figure(run: Run) -> Figure:
    """The debt at the end of each year, in running and in fixed prices."""
    fixed = cells(run, DEBT, run.years, millions(run), FIXED)
    running = cells(run, DEBT, run.years, millions(run))
    figure = Figure(
        id="gjeld",
        title=label(DEBT, language()),
        unit=MILLIONS,
        years=run.years,
        trails=(
            Trail("faste", tr("form.fixed", prices=prices(run)), fixed),
            Trail("loepende", tr("form.running"), running),
        ),
        pointed=run.plan.shown_year,
        summary=_summary(fixed),
    )
    return _of(run, figure)


def surplus_figure(run: Run) -> Figure:
    """The use of the net operating result: its parts stacked by year, and the result as a line upon them."""
    found: dict[str, tuple[str, list[Cell]]] = {}
    for i, year in enumerate(run.years):
        for part in surplus_parts(run, year)[1:]:
            _, numbers = found.setdefault(_without_year(part.address), (part.name, [Cell(year=y) for y in run.years]))
            numbers[i] = cell(run, part.address, millions(run))
    result = cells(run, RESULT, run.years, millions(run))
    figure = Figure(
        id="overskudd",
        title=tr("figure.surplus"),
        unit=f"{MILLIONS}, {tr('form.running')}",
        years=run.years,
        trails=(
            *(Trail(i, name, tuple(numbers), "part") for i, (name, numbers) in found.items() if any(c.value for c in numbers)),
            Trail(RESULT, label(RESULT, language()), result),
        ),
        summary=surplus_text(run, run.plan.shown_year),
    )
    return _of(run, figure)


def _without_year(where: str) -> str:
    name, _, rest = where.split("/", 2)
    return f"{name}/{rest}"


def ratio_figure(run: Run, ratio: Ratio) -> Figure:
    """A måltall by year against its target, floor and cap."""
    reading = ratio_format(ratio)
    measured = cells(run, ratio.measured, run.years, reading)
    target = target_of(ratio)
    given = {"maal": target.maal, "gulv": target.gulv, "tak": target.tak}
    levels = [
        Trail(name, tr(f"figure.{name}"), tuple(_level(ratio, v, y, reading) for y in run.years), "level")
        for name, v in given.items()
        if v is not None
    ]
    following = [(n, cells(run, level_name(ratio, n), run.years, reading)) for n in ratio.follows_state]
    levels += [Trail(n, tr(f"figure.{n}"), numbers, "level") for n, numbers in following]
    figure = Figure(
        id=ratio.id.replace("_", "-"),
        title=ratio_name(ratio),
        unit=ratio.enhet,
        years=run.years,
        trails=(Trail(ratio.measured, tr("figure.plan"), measured), *levels),
        pointed=run.plan.shown_year,
        summary=_summary(measured),
    )
    return _of(run, figure)


def _level(ratio: Ratio, value: float, year: int, reading: Format) -> Cell:
    """A level of the plan in a year it holds for; it is given, and so has no address."""
    only = target_of(ratio).only
    return Cell(value if only in (None, year) else None, format=reading, year=year, note=ratio.kilde)


def _summary(numbers: Sequence[Cell]) -> str:
    """The first, the highest and the last number in one sentence."""
    top = max(numbers, key=lambda c: c.value or 0.0)
    words = {f"{k}_value": c.words for k, c in (("first", numbers[0]), ("top", top), ("last", numbers[-1]))}
    return tr("figure.summary", first=numbers[0].year, top=top.year, last=numbers[-1].year, **words)


def _of(run: Run, figure: Figure) -> Figure:
    """A figure with the identity and adopted years of its run."""
    head = run.plan.head
    source = tr("figure.source", kommune=head.kommune.navn, plan=head.navn, run=run.hash[:12])
    source = f"{run.illustration}. {source}" if run.illustration else source
    return replace(figure, adopted=head.tid.vedtatt_til, source=source, run=identity(run))
