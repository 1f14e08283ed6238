"""The sentences of the need: a pattern for each kind of binding demand, whose sum closes, and one for each state of the card."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ldip.locales import tr
from ldip.publish.content.cells import Cell, Sentence
from ldip.publish.content.closing import Sum, closing_sum
from ldip.publish.content.demands import capital, span
from ldip.publish.content.need_card import Demanded, Need
from ldip.simulation.run import Run


def need_sentences(run: Run, need: Need) -> tuple[Sentence, ...]:
    """The need, the demand that binds and its sum, and the demands that the number leaves out."""
    root = run.lasting.binding
    return tuple(card_sentences(need, closing_sum(run, root) if root is not None else None))


def card_sentences(need: Need, found: Sum | None) -> Iterator[Sentence]:
    """The sentences of a need whose sum is known."""
    if need.state in ("ingen_aar", "ingen_krav"):
        yield Sentence(tr(f"behov.{need.state}"))
    elif need.binding is not None:
        yield main_sentence(need, need.binding)
        if found is not None:
            yield sum_sentence(need.binding, found)
    yield from _unmet(need)
    yield from _phasing(need)


def main_sentence(need: Need, binding: Demanded) -> Sentence:
    """The need or the room there is, and the demand that binds."""
    words = {"v": need.size, "year": need.full, "krav": binding.name, "naar": binding.when, "end": need.end}
    return Sentence(tr(f"behov.{need.state}.{binding.kind}", **words), (need.amount,) if need.state == "handlingsrom" else ())


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
