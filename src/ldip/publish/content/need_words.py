"""The sentences of the need: a pattern for each kind of binding demand, whose sum closes, and one for each state of the card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ldip.locales import tr
from ldip.locales.written import span
from ldip.publish.content.cells import Cell, Sentence
from ldip.publish.content.closing import Sum, closing_sum
from ldip.publish.content.demands import capital
from ldip.publish.content.need_card import Demanded, Need
from ldip.publish.content.unpriced import UnpricedNeed
from ldip.simulation.run import Run


def need_sentences(run: Run, need: Need, second: UnpricedNeed | None = None) -> tuple[Sentence, ...]:
    """The need, the demand that binds and its sum, and the demands that the number leaves out.

    `second` is given where the plan has the need with unpriced as its headline."""
    root = run.lasting.binding
    return tuple(card_sentences(need, closing_sum(run, root) if root is not None else None, second))


def card_sentences(need: Need, found: Sum | None, second: UnpricedNeed | None = None) -> Iterator[Sentence]:
    """The sentences of a need whose sum is known."""
    if need.state in ("ingen_aar", "ingen_krav"):
        yield Sentence(tr(f"behov.{need.state}"))
    elif need.binding is not None:
        yield main_sentence(need, need.binding, second)
        if found is not None:
            yield sum_sentence(need.binding, found)
    yield from _unmet(need)
    yield from _phasing(need)


def state_sentences(need: Need) -> tuple[Sentence, ...]:
    """The sentences of the card that no reader may miss: demands left out of the number, and what is needed once."""
    once = (s for s in _phasing(need) if need.one_off_sum.figure and need.one_off_sum in s.cells)
    return (*_unmet(need), *once)


def main_sentence(need: Need, binding: Demanded, second: UnpricedNeed | None = None) -> Sentence:
    """The need or the room there is, with what is unpriced where that comes first, and the demand that binds."""
    binds = tr(f"behov.binder.{binding.kind}", krav=binding.name, naar=binding.when)
    if second is not None and second.amount.value is not None and second.base.value is not None:
        return Sentence(f"{_priced(need, second.amount, second.base)} {binds}", (second.amount, need.amount))
    told = (need.amount,) if need.state == "handlingsrom" else ()
    return Sentence(f"{tr(f'behov.{need.state}', v=need.size, year=need.full, prices=need.prices)} {binds}", told)


def _priced(need: Need, whole: Cell, base: Cell) -> str:
    """The need with what is unpriced: need or room by its sign; no part is called greater than the whole."""
    extra = replace(whole, value=(whole.value or 0.0) - (base.value or 0.0))
    room = (whole.figure or Decimal()) < 0
    key = "behov.uprisede.rom" if room else "behov.uprisede.over" if (base.figure or Decimal()) < 0 else "behov.uprisede"
    sizes = {"v": _digits(whole, -1 if room else 1), "rom": _digits(base, -1)}
    return tr(key, extra=extra.words, base=base.words, year=need.full, **sizes)


def sum_sentence(binding: Demanded, found: Sum) -> Sentence:
    """The sum behind the need in printed digits: what is lacking is what the saving gives and what it changes itself.

    Room is a sum of the same form with the opposite signs."""
    short = (found.lacks.value or 0.0) >= 0.0
    sign = 1 if short else -1
    lacks, saved, itself = (_digits(c, sign) for c in (found.lacks, found.saved, found.itself))
    key = f"behov.sum.{binding.kind}" if short else f"behov.rom.{binding.kind}"
    words = {"naar": binding.when, "aar": span(*found.years), "krav": binding.short}
    return Sentence(tr(key, lacks=lacks, saved=saved, itself=itself, **words), (found.lacks, found.saved, found.itself))


def _digits(cell: Cell, sign: int) -> str:
    return cell.format.words((cell.figure or Decimal()) * sign)


def _unmet(need: Need) -> Iterator[Sentence]:
    """Demands left out of the number."""
    for demand in need.unreachable:
        last = demand.last if demand.last is not None and demand.last != need.end else None
        key = "behov.uoppnaaelig" if last is None else "behov.uoppnaaelig.foer"
        yield Sentence(tr(key, krav=capital(demand.name), years=demand.when, year=(last or 0) + 1))
    for demand in need.ambiguous:
        yield Sentence(tr("behov.ikke_entydig", krav=demand.name))


def _phasing(need: Need) -> Iterator[Sentence]:
    """The years before the whole saving."""
    if need.start is None or need.full is None or not need.one_off:
        return
    years = span(need.start, need.full - 1)
    if need.one_off_sum.figure:
        yield Sentence(tr("behov.engangs", v=need.one_off_sum.words, years=years), (need.one_off_sum,))
    elif need.funds is not None and need.state == "innsparing":
        before, after = need.funds
        words = {"years": years, "before": before.words, "after": after.words}
        yield Sentence(tr("behov.fond_baerer", **words), (before, after))
    if need.below:
        found = "; ".join(f"{d.short} {d.when}" for d in need.below)
        yield Sentence(tr("behov.under", found=found))
