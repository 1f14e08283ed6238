"""From an address to its card, and from a card to the nearest row that can be changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

from ldip.engine.schedule import ub_of
from ldip.locales import tr
from ldip.publish.explain.cards import Card, Cards, Fact, Term
from ldip.publish.explain.digits import AMOUNTS, digits, printed, unit_words
from ldip.publish.explain.names import named
from ldip.publish.explain.need import need_address, need_card
from ldip.publish.numbers import FIXED, LASTING, NEED, OWN_NEED, draw_at, fetch, own_need_draw, parse
from ldip.simulation.figures import Op, Ref
from ldip.simulation.run import Run
from ldip.statements.earlier import KINDS
from ldip.statements.prices import PRICES

MOST_STEPS: Final = 4
WIDEST: Final = 8  # terms of a card that a search follows


def card_at(run: Run, where: str, internal: bool = True) -> Card:
    """The card of the number at an address, public unless `internal`. Errors: ModelError for an address that does not exist."""
    name, year, statistic, axes = parse(where)
    if name == OWN_NEED:
        return _own_need(run, where, statistic)
    if name == NEED and statistic == "basis" and year == run.lasting.full and axes.get("variant") == LASTING:
        return need_card(run, where)
    if statistic.removesuffix(f"_{FIXED}") in KINDS:
        return _earlier(run, where)
    fixed = statistic.endswith(FIXED)
    draw = draw_at(run, name, year, statistic, axes)
    at = {a: v for a, v in axes.items() if a != "variant"}
    cards = Cards(run, draw, axes.get("variant", ""), internal)
    card = cards.card(cards.reader.at(name, year, at))
    if draw:
        card = replace(card, facts=(*card.facts, Fact("merknad", tr("explain.draw", n=draw))))
    return _in_fixed(cards, where, card) if fixed and PRICES[0] in run.row(draw, cards.variant or run.variant) else card


def _in_fixed(cards: Cards, where: str, card: Card) -> Card:
    """An amount in fixed prices: the amount of the year divided by the deflator."""
    run = cards.run
    name, year, _, axes = parse(where)
    at = {a: v for a, v in axes.items() if a != "variant"}
    ref, deflator = cards.reader.at(name, year, at), cards.reader.at(PRICES[0], year, {})
    divided = Op("quotient", (ref, deflator))
    sums = printed(run, divided, Ref(name, year, ref.at, divided.value, "kr_fast"))
    shown = digits(run, divided.value, "kr_fast")
    amount, index = (digits(run, r.value, r.unit, sums.extra) for r in (ref, deflator))
    own = tuple(f for f in card.facts if f.kind in ("lov", "vedtak"))
    return replace(
        card,
        address=where,
        digits=shown,
        crumb=f"{card.title}: {shown}",
        unit=unit_words(run, "kr_fast", year),
        fixed="",
        sentence=tr("forklar.faste", v=shown, loepende=amount, indeks=index, year=year),
        sums=(sums.text,),
        terms=(cards.term(ref, year), cards.term(deflator, year)),
        facts=(*own, *(() if sums.closes else (Fact("avrunding", tr("forklar.avrunding")),))),
        place=None,
    )


def _own_need(run: Run, where: str, statistic: str) -> Card:
    """The need of the base case, or that of the draw which a share of draws is covered by."""
    base = need_card(run, need_address(run) or where)
    if statistic == "basis":
        return replace(base, address=where)
    value = fetch(run, where).value
    draw = own_need_draw(run, statistic)
    now = run.lasting.amount or 0.0
    shown, more = digits(run, value, "kr_fast"), digits(run, abs(value - now), "kr_fast")
    sign = "+" if value >= now else "−"
    share = statistic[1:] if statistic[0] == "p" else ""
    key = "forklar.behov.sikkerhet" if share else "forklar.behov.forloep"
    term = Term(base.title, base.digits, "+", base.origin, base.anslag, base.address, now, "kr_fast")
    return replace(
        base,
        address=where,
        digits=shown,
        crumb=f"{base.title}: {shown}",
        sentence=tr(key, v=shown, n=share, basis=base.digits, mer=more, sign=sign, nr=draw),
        sums=(f"{base.digits} {sign} {more} = {shown}",),
        terms=(term,),
    )


def _earlier(run: Run, where: str) -> Card:
    """A figure of an earlier year, from the accounts or the budget."""
    found = fetch(run, where)
    name, year, _, _ = parse(where)
    title = named(run, Ref(name, year, (), found.value, found.unit), 0)
    shown = digits(run, found.value, found.unit)
    step = run.step(ub_of(name), run.years[0])
    law = (Fact("lov", step.source),) if step is not None and "§" in step.source else ()
    facts = (*law, Fact("kilde", found.source))
    sentence = tr("forklar.i_planen", v=f"{shown} {tr('forklar.mill')}" if found.unit in AMOUNTS else shown)
    crumb, unit = f"{title}: {shown}", unit_words(run, found.unit, year)
    return Card(where, name, title, crumb, shown, unit, "", sentence, (), (), facts, found.origin, found.anslag)


def chain(run: Run, where: str, most: int = MOST_STEPS, internal: bool = True) -> list[Card]:
    """The cards from a number to the nearest row that can be changed: through amounts first, else through any term.

    Where there is none within `most` cards, the largest terms are followed."""
    read = partial(card_at, run, internal=internal)
    return _search(read, where, most, amounts=True) or _search(read, where, most, amounts=False) or _largest(read, where, most)


def _search(read: Callable[[str], Card], where: str, most: int, amounts: bool) -> list[Card]:
    """The shortest path to a card that has a row of its own, or a term that has one; empty where there is none within `most`."""
    waiting: deque[tuple[Card, ...]] = deque([(read(where),)])
    seen = {where}
    while waiting:
        path = waiting.popleft()
        if path[-1].place is not None:
            return list(path)
        if len(path) >= most:
            continue
        for term in path[-1].terms[:WIDEST]:
            if term.address and term.address not in seen and (not amounts or term.unit in AMOUNTS):
                seen.add(term.address)
                waiting.append((*path, read(term.address)))
    return []


def _largest(read: Callable[[str], Card], where: str, most: int) -> list[Card]:
    path = [read(where)]
    while len(path) < most:
        following = next((t.address for t in path[-1].terms if t.address and t.address not in {c.address for c in path}), "")
        if not following:
            break
        path.append(read(following))
    return path
