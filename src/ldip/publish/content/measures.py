"""Measures as content: the need without them, what they give and what is left; and promised, decided and realised effect."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

import numpy as np

from ldip.compare.measures import Followed, Standing, came, followed, full_year, measure_effect, standing
from ldip.engine.graph import Array
from ldip.locales import tr
from ldip.plan.measures import DROPPED, PROPOSED
from ldip.publish.content.cells import NOTHING, Cell, Column, Row, Sentence, Table
from ldip.publish.content.demands import amount_format
from ldip.publish.content.fetched import identity, price_basis, prices
from ldip.publish.content.years import shown_years
from ldip.publish.digits import MILLIONS, MINUS, Format, format_of, grouped
from ldip.simulation.run import Run

AMOUNTS: Final[Format] = format_of("kr", MILLIONS, 1)  # one decimal: most measures are small
BEFORE: Final = 3  # years before the plan that the table shows
MOST: Final = 11  # years that fit
WAITS: Final = "vedtatt"


@dataclass(frozen=True)
class MeasureNeed:
    """The lasting need without measures, what those in effect give, and what is left: the headline number.

    The three close in printed digits. `further` is what proposed measures would give, and `then` what would be left; both are
    None without proposals. The cells have no address, since they are numbers of other runs than the plan's own."""

    without: Cell
    effect: Cell
    left: Cell
    further: Cell | None
    then: Cell | None
    sentences: tuple[Sentence, ...]

    @property
    def texts(self) -> list[str]:
        """The sentences as they are printed."""
        return [s.text for s in self.sentences]


def measure_need(run: Run) -> MeasureNeed | None:
    """The need by measures; None where the plan has none in effect and none proposed, or no need."""
    amount = run.lasting.amount
    found = measure_effect(run.plan) if amount is not None else None
    if found is None or amount is None:
        return None
    reading = amount_format(run, amount)
    without, left = (Cell(v, format=reading, unit="kr_fast", prices=price_basis(run, "kr_fast")) for v in (found.without, amount))
    effect = _less(without, left, found.effect)
    then = replace(left, value=amount - found.further) if found.proposed else None
    further = _less(left, then, found.further) if then is not None else None
    sentences = [Sentence(_need_text(run, without, effect, left), (without, effect, left))]
    if further is not None and then is not None:
        key = "tiltak.foreslaatt" if (further.figure or Decimal()) >= 0 else "tiltak.foreslaatt.oeker"
        words = {"n": found.proposed, "v": _size(further), "rest": then.words}
        sentences.append(Sentence(tr(f"{key}.1" if found.proposed == 1 else key, **words), (further, then)))
    if found.within:
        sentences.append(Sentence(tr("tiltak.innarbeidet.1" if found.within == 1 else "tiltak.innarbeidet", n=found.within)))
    return MeasureNeed(without, effect, left, further, then, tuple(sentences))


def _less(whole: Cell, part: Cell, value: float) -> Cell:
    """The difference of two printed numbers, so that the three close."""
    figures = (whole.figure or Decimal()) - (part.figure or Decimal())
    return replace(whole, value=value, settled=int(figures.scaleb(whole.format.decimals or 0)))


def _size(one: Cell) -> str:
    """Printed digits without their sign."""
    return one.words.lstrip(MINUS)


def _need_text(run: Run, without: Cell, effect: Cell, left: Cell) -> str:
    gives = "tiltak.gir" if (effect.figure or Decimal()) >= 0 else "tiltak.oeker"
    rest = "tiltak.gjenstaar" if (left.figure or Decimal()) >= 0 else "tiltak.rom"
    first = "tiltak.uten.uprisede" if run.plan.rules.mangel_prises else "tiltak.uten"
    words = (tr(first, v=without.words, prices=prices(run)), tr(gives, v=_size(effect)), tr(rest, v=_size(left)))
    return " ".join(words)


def follow_up(run: Run) -> Table:
    """Promised, decided and realised effect of each measure and lever by year, the deviation, and the sum in effect."""
    years, every = followed(run.plan)
    shown = _years(run, years, every)
    columns = (
        Column(tr("tiltak.kol.tiltak"), kind="stub", wraps=True),
        Column(tr("tiltak.kol.status"), kind="words"),
        Column(tr("tiltak.kol.ansvarlig"), kind="words", wraps=True),
        Column(tr("tiltak.kol.virkning"), kind="words"),
        *(Column(str(y), year=y) for y in shown),
    )
    places = [years.index(y) for y in shown]
    rows = [row for one in every for row in _rows(one, places, shown)]
    if any(one.kind != "grep" for one in every):
        used = np.sum([one.used for one in every], axis=0)
        rows.append(Row(_cells((tr("tiltak.sum"), "", "", ""), used, places, shown), "sum"))
    title = tr("tiltak.tittel", year=prices(run))
    return Table(id="tiltak", title=title, columns=columns, rows=tuple(rows), notes=_notes(run, every), run=identity(run))


def _years(run: Run, years: tuple[int, ...], every: tuple[Followed, ...]) -> list[int]:
    """The last years before the plan that are followed up, those that tables show, and those in which a measure changes."""
    before, usual = [y for y in years if y < run.years[0]][-BEFORE:], shown_years(run)
    changes = sorted({y for one in every for y in one.stated if y in run.years})
    room = max(MOST - len(before) - len(usual), 0)
    return sorted({*before, *usual, *[y for y in changes if y not in usual][:room]})


def _rows(one: Followed, places: list[int], shown: list[int]) -> Iterator[Row]:
    """The decided effect with status and owner, and under it what was promised, what came, and the deviation, where known."""
    status = tr(f"tiltak.status.{one.status}") if one.status else NOTHING
    lever = one.kind == "grep"
    name = tr("tiltak.grep", name=one.name) if lever else one.name
    decided = tr("tiltak.virkning.foreslaatt" if one.status == PROPOSED else "tiltak.virkning.vedtatt")
    yield Row(_cells((name, status, one.owner or NOTHING, decided), one.decided, places, shown), id=one.id)
    for key, amounts in (("lovet", one.promised), ("realisert", one.realised), ("avvik", one.deviation)):
        if not np.isnan(amounts).all():
            yield Row(_cells(("", "", "", tr(f"tiltak.virkning.{key}")), amounts, places, shown), id=one.id)


def _cells(words: tuple[str, ...], amounts: Array, places: list[int], shown: list[int]) -> tuple[Cell, ...]:
    numbers = (
        Cell(text=NOTHING, year=y) if np.isnan(amounts[k]) else Cell(float(amounts[k]), format=AMOUNTS, unit="kr_fast", year=y)
        for k, y in zip(places, shown, strict=True)
    )
    return (*(Cell(text=w) for w in words), *numbers)


def _notes(run: Run, every: tuple[Followed, ...]) -> tuple[str, ...]:
    measures = [m for m in every if m.kind != "grep"]
    named = ", ".join(tr(f"tiltak.status.{s}") for s in dict.fromkeys(m.status for m in measures if m.acts and m.status))
    return (
        tr("tiltak.note"),
        *((tr("tiltak.note.foer"),) if any(y < run.years[0] for m in measures for y in m.stated) else ()),
        *((tr("tiltak.note.virker", names=named),) if named and not all(m.acts for m in measures) else ()),
        *((tr("tiltak.note.grep"),) if len(measures) < len(every) else ()),
    )


def follow_up_sentences(run: Run) -> tuple[Sentence, ...]:
    """The progress of the measures in words: sums, those that wait, the outcome of each, and full-year effects to come."""
    years, every = followed(run.plan)
    total = standing(run.plan, every, years)
    first = () if total is None or not (total.decided or total.proposed) else (Sentence(_standing_text(total)),)
    waits = [one.name for one in every if one.status == WAITS and one.kind not in ("grep", "engangs")]
    then = (Sentence(tr("tiltak.venter", names=", ".join(waits))),) if waits else ()
    alive = [one for one in every if one.status and one.status != DROPPED]
    return (*first, *then, *(s for one in alive for s in _of_one(one, years, run.years[0])))


def _standing_text(total: Standing) -> str:
    amounts = {k: _mill(getattr(total, k)) for k in ("decided", "started", "waiting", "proposed")}
    text = tr("tiltak.staa", year=total.year, **amounts)
    return f"{text} {tr('tiltak.staa.foreslaatt', v=amounts['proposed'])}" if total.proposed else text


def _of_one(one: Followed, years: tuple[int, ...], plan_starts: int) -> Iterator[Sentence]:
    found, whole = came(one, years), full_year(one, years)
    if found is not None:
        words = {"name": one.name, "year": found.year, "real": _mill(found.realised), "plan": _mill(found.decided)}
        share = found.share
        key = "tiltak.realisert" if share is not None else "tiltak.realisert.uten"
        yield Sentence(tr(key, share=grouped(100.0 * (share or 0.0)), **words))
    if whole is not None and whole[0] >= plan_starts:
        yield Sentence(tr("tiltak.helaar", name=one.name, year=whole[0], v=_mill(whole[1])))


def _mill(kroner: float) -> str:
    return AMOUNTS.words(AMOUNTS.rounded(kroner))
