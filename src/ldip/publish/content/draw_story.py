"""The draw behind a percentile: its own need and demand, its numbers by year, and each factor beside the other draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ldip.compare.draw_causes import causes_of
from ldip.locales import tr
from ldip.publish.content.cells import Cell, Column, Row, Sentence, Table
from ldip.publish.content.demands import amount_cell, demand_name, when
from ldip.publish.content.drawn_words import seen, share_cell, too_few
from ldip.publish.content.factor_words import away_text, factor_name
from ldip.publish.content.fetched import cell, identity
from ldip.publish.content.years import HEADS, NAMES
from ldip.publish.numbers import OWN_NEED, draw_at, own_need_draw, parse
from ldip.simulation.run import Run

NAMED: Final = 2
FAR: Final = 0.5  # from this distance from the middle, half of the draws being nearer, a factor is named


@dataclass(frozen=True)
class FactorRow:
    """A factor in the draw: its deviation from the middle in words, and the share of the draws below it (empty with too few)."""

    factor: str
    name: str
    away: str
    below: Cell


@dataclass(frozen=True)
class DrawStory:
    """A draw by its number. `need` is its own lasting need and `demand` what binds it, with the years."""

    draw: int
    need: Cell
    demand: str
    factors: tuple[FactorRow, ...]
    said: tuple[Sentence, ...]
    causes: Table
    years: Table


def story_at(run: Run, where: str) -> DrawStory | None:
    """The story of the draw that an address is of; None for the base case. Errors: ModelError for a bad address."""
    name, year, statistic, axes = parse(where)
    if statistic == "basis":
        return None
    draw = own_need_draw(run, statistic) if name == OWN_NEED else draw_at(run, name, year, statistic, axes)
    return draw_story(run, draw) if draw else None


def draw_story(run: Run, draw: int) -> DrawStory:
    """The story of a draw (1 is the first). Errors: ModelError for an unknown draw."""
    found = causes_of(run, draw)
    need = amount_cell(run, found.need.amount)
    binding = found.need.binding
    demand = ""
    if binding is not None:
        demand = tr("usikker.forloep.krav", krav=demand_name(run, binding, short=True), aar=when(binding))
    few = too_few(run) is not None
    rows = tuple(
        FactorRow(d.factor, factor_name(d.factor), away_text(d), Cell() if few else share_cell(d.below)) for d in found.factors
    )
    far = [r for r, d in zip(rows, found.factors, strict=True) if d.distance >= FAR][:NAMED]
    first = Sentence(tr("usikker.forloep" if demand else "usikker.forloep.uten", n=draw, v=need.words, krav=demand), (need,))
    term = "usikker.forloep.ledd.uten" if few else "usikker.forloep.ledd"
    listed = tr("usikker.og").join(tr(term, navn=r.name.lower(), v=r.away, p=r.below.words) for r in far)
    told = tr("usikker.forloep.langt", ledd=listed) if far else tr("usikker.forloep.naer")
    second = Sentence(told, () if few else tuple(r.below for r in far))
    return DrawStory(draw, need, demand, rows, (first, second), _causes(run, draw, rows), _years(run, draw))


def _causes(run: Run, draw: int, rows: tuple[FactorRow, ...]) -> Table:
    heads = (Column(tr("usikker.kol.faktor"), "stub", wraps=True), Column(tr("usikker.kol.avvik"), "words"))
    few = too_few(run) is not None
    return Table(
        id=f"forloep-{draw}-faktorer",
        title=tr("usikker.forloep.faktorer", n=draw),
        columns=heads if few else (*heads, Column(tr("usikker.kol.lavere"), wraps=True)),
        rows=tuple(Row((Cell(text=r.name), Cell(text=r.away), *(() if few else (r.below,))), id=r.factor) for r in rows),
        notes=(tr("usikker.forloep.note"),),
        run=identity(run),
    )


def _years(run: Run, draw: int) -> Table:
    """The draw's own numbers by year, each with the address of the draw."""

    def row(year: int) -> Row:
        found = (cell(run, "/".join((n, str(year), f"t{draw}", *(f"{a}={v}" for a, v in seen(run).items())))) for n in NAMES)
        return Row((Cell(text=str(year)), *found), id=str(year))

    return Table(
        id=f"forloep-{draw}-aar",
        title=tr("usikker.forloep.aar", n=draw),
        columns=tuple(Column(tr(f"col.{h}"), "stub" if h == "year" else "number", wraps=True) for h in HEADS[: len(NAMES) + 1]),
        rows=tuple(row(y) for y in run.years),
        run=identity(run),
    )
