"""The card of the lasting need: a pattern for each kind of binding demand, whose sum closes, with the law on the first card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from ldip.binding.rules import phases
from ldip.locales import tr
from ldip.locales.written import MINUS, span
from ldip.plan.schema.files import Ratio
from ldip.publish.content.closing import BUILDS, Sum, closing_sum
from ldip.publish.content.demands import capital, demand_name, when
from ldip.publish.content.fetched import millions
from ldip.publish.content.need_card import Need, need_of
from ldip.publish.content.need_words import need_sentences
from ldip.publish.content.ratios import ratio_name
from ldip.publish.digits import Format
from ldip.publish.explain.cards import Card, Cards, Fact, Term
from ldip.publish.explain.digits import digits, unit_words
from ldip.publish.explain.rows import Place
from ldip.publish.numbers import LASTING, NEED, address
from ldip.simulation.demands import RATIO, YEARLY
from ldip.simulation.figures import Ref
from ldip.simulation.inputs import PLAIN
from ldip.simulation.lasting import Root
from ldip.simulation.run import Run

RULES: Final = "handlingsregler.toml"
RULE_OF: Final = {
    "ek": "egenkapitalfinansiering",
    "resultat": "resultatgrad",
    "gjeldstak": "gjeldsgrad",
    "sluttkrav": "sluttkrav",
}
MOST_OTHERS: Final = 3


@dataclass(frozen=True)
class Line:
    """An equation in printed figures, and whether they close."""

    text: str
    closes: bool


def need_card(run: Run, where: str) -> Card:
    """The card of the lasting need of the base case."""
    need, root = need_of(run), run.lasting.binding
    title = tr("forklar.behov.tittel")
    shown = need.amount.words
    full = need.full or run.years[-1]
    if root is None or need.amount.value is None:
        said = " ".join(s.text for s in need_sentences(run, need))
        return Card(where, NEED, title, f"{title}: –", "–", "", "", said, (), (), (), "framskrevet", False)
    lines, terms = (_of_ratio if root.id.startswith(RATIO) else _of_amount)(run, need, root)
    return Card(
        address=where,
        name=NEED,
        title=title,
        crumb=tr("forklar.behov.smule", v=shown),
        digits=shown,
        unit=f"{unit_words(run, 'kr_fast', full)} {tr('forklar.behov.fra', year=full)}",
        fixed="",
        sentence=_sentence(run, need, root),
        sums=tuple(line.text for line in lines),
        terms=tuple(terms),
        facts=(
            *_facts(run, need, root),
            *(() if all(x.closes for x in lines) else (Fact("avrunding", tr("forklar.avrunding")),)),
        ),
        origin="framskrevet",
        anslag=run.is_rough(NEED, full),
    )


def _kind(root: Root) -> str:
    return root.id.partition(".")[0]


def _share(run: Run, years: tuple[int, int]) -> float:
    """The years of whole saving: each year of the phase-in counts by its share."""
    found = run.series("innfasing_andel", 0, LASTING)
    return float(sum(found[run.years.index(y)] for y in range(years[0], years[1] + 1)))


def _sentence(run: Run, need: Need, root: Root) -> str:
    found, room = closing_sum(run, root), need.state == "handlingsrom"
    name = demand_name(run, root)
    state = "rom" if room else "krav"
    if found is None:
        return _ratio_sentence(run, need, root, room)
    sign = -1 if room else 1
    lacks, itself = (_sized(c.figure, c.format, sign) for c in (found.lacks, found.itself))
    own = found.itself.figure or Decimal()
    itself_words = tr(f"forklar.behov.{'minus' if own * sign > 0 else 'pluss'}", v=itself.lstrip(MINUS)) if own else ""
    n = _share(run, found.years)
    years = "" if n == 1.0 else tr("forklar.behov.delt", n=_count(n))
    key = f"forklar.behov.{state}.{root.kind}"
    return tr(key, v=need.size, mangler=lacks, krav=name, naar=when(root), selv=itself_words, delt=years)


def _sized(figure: Decimal | None, reading: Format, sign: int) -> str:
    return reading.words((figure or Decimal()) * sign)


def _count(n: float) -> str:
    whole = Format("", 0, 0 if n.is_integer() else 2)
    return whole.words(whole.rounded(n))


def _ratio_sentence(run: Run, need: Need, root: Root, room: bool) -> str:
    """A måltall in its own unit: its level without saving, what is demanded and the need that closes the distance."""
    rule, before, after = _levels(run, root)
    key = "forklar.behov.rom.maaltall" if room else "forklar.behov.krav.maaltall"
    words = {"foer": digits(run, before.value, before.unit), "etter": digits(run, after.value, after.unit)}
    return tr(key, v=need.size, navn=ratio_name(rule), naar=when(root), krav=demand_name(run, root), **words)


def _levels(run: Run, root: Root) -> tuple[Ratio, Ref, Ref]:
    rule = next(r for r in run.plan.rules.maaltall if r.id == root.id.removeprefix(RATIO))
    year = root.last or run.years[-1]
    return rule, Cards(run, 0, PLAIN).reader.at(rule.id, year, {}), Cards(run, 0, LASTING).reader.at(rule.id, year, {})


def _of_ratio(run: Run, need: Need, root: Root) -> tuple[list[Line], list[Term]]:
    _, before, after = _levels(run, root)
    shown = [digits(run, r.value, r.unit) for r in (before, after)]
    plain, saved = Cards(run, 0, PLAIN), Cards(run, 0, LASTING)
    gain = Ref("", before.year, (), after.value - before.value, before.unit)
    text = f"{shown[0]} {'+' if gain.value >= 0 else MINUS} {digits(run, abs(gain.value), gain.unit)} = {shown[1]}"
    terms = [
        plain.term(before, 0),
        saved.term(after, 0),
    ]
    labels = ("forklar.behov.uten", "forklar.behov.med")
    named = [_renamed(t, tr(k, navn=t.label)) for t, k in zip(terms, labels, strict=True)]
    return [Line(text, True)], named


def _renamed(term: Term, label: str) -> Term:
    return replace(term, label=label)


def _of_amount(run: Run, need: Need, root: Root) -> tuple[list[Line], list[Term]]:
    found = closing_sum(run, root)
    assert found is not None
    terms = list(_short_years(run, root))
    lines = [] if len(terms) < 2 else [_added(run, terms, found)]
    lines += _settled(run, need, found)
    return lines, [*terms, *_itself(run, found)]


def _short_years(run: Run, root: Root) -> Iterator[Term]:
    """Shortfall in each year of a window, or in the year that binds."""
    cards, key = Cards(run, 0, PLAIN), _kind(root)
    assert root.first is not None and root.last is not None
    if root.kind == "vindu":
        for year in range(root.first, root.last + 1):
            yield _short(cards, cards.reader.at(YEARLY[key], year, {}))
        return
    axes = {"fond": root.id.partition(".")[2]} if key == "fondsgulv" else {}
    yield _short(cards, cards.reader.at(f"brist_{key}", root.last, axes))


def _short(cards: Cards, ref: Ref) -> Term:
    key = "forklar.behov.mangler_i" if ref.value >= 0 else "forklar.behov.over_i"
    return _renamed(cards.term(ref, 0), tr(key, year=ref.year))


def _itself(run: Run, found: Sum) -> Iterator[Term]:
    if found.itself.figure:
        value = found.itself.value or 0.0
        yield Term(tr("forklar.behov.selv"), found.itself.words, "−", "framskrevet", True, "", value, "kr_fast")


def _added(run: Run, terms: list[Term], found: Sum) -> Line:
    """The years of a window added up."""
    text, total, reading = "", Decimal(0), millions(run)
    for i, term in enumerate(terms):
        figure = reading.rounded(term.value)
        total += figure
        text += (f" {MINUS} " if figure < 0 else " + ") if i else (MINUS if figure < 0 else "")
        text += reading.words(abs(figure))
    return Line(f"{text} = {found.lacks.words}", total == found.lacks.figure)


def _settled(run: Run, need: Need, found: Sum) -> Iterator[Line]:
    """Shortfall less the effect of saved money itself is the saving; by the years of it, the need."""
    lacks, saved, itself = (c.figure or Decimal() for c in (found.lacks, found.saved, found.itself))
    reading = found.lacks.format
    if itself:
        sign = MINUS if itself > 0 else "+"
        yield Line(f"{found.lacks.words} {sign} {reading.words(abs(itself))} = {found.saved.words}", lacks - itself == saved)
    n = _share(run, found.years)
    amount = need.amount.figure or Decimal()
    shown = need.amount.format
    answer = shown.rounded(float(saved) * 1e6 / n) if n else Decimal()
    if n != 1.0:
        yield Line(f"{found.saved.words} / {_count(n)} = {need.amount.words}", answer == amount)
    elif not itself:
        yield Line(f"{found.lacks.words} = {need.amount.words}", saved == amount)


def _facts(run: Run, need: Need, root: Root) -> Iterator[Fact]:
    key = _kind(root)
    yield Fact("lov", tr(f"lov.{key}"))
    yield Fact("vedtak", tr("forklar.behov.vedtak", krav=capital(demand_name(run, root))), _rule_place(run, root))
    others = [d for d in need.demands if d.state == "rot" and d.id != root.id][:MOST_OTHERS]
    if others:
        yield Fact("andre_krav", " · ".join(tr("forklar.behov.alene", krav=capital(d.short), v=d.amount.words) for d in others))
    start = phases(run.plan).start
    if key in BUILDS and start is not None and root.last is not None:
        yield Fact("regel", tr("forklar.behov.bygges_opp", years=span(start, root.last)))
    yield Fact("regel", tr("forklar.behov.regel"))


def _rule_place(run: Run, root: Root) -> Place | None:
    """The row of the demand; none for the law."""
    key, _, element = root.id.partition(".")
    if key == "maaltall":
        index = next(i for i, r in enumerate(run.plan.rules.maaltall) if r.id == element)
        return Place(RULES, ("maaltall", index))
    if key == "fondsgulv":
        index = next(i for i, f in enumerate(run.plan.funds.disposisjonsfond) if f.id == element)
        return Place("fond.toml", ("disposisjonsfond", index))
    rule = RULE_OF.get(key) or RULE_OF.get(key.partition("_")[0])
    if rule is None:
        return None
    level = {"gulv": "gulv", "maal": "maal"}.get(key.partition("_")[2], "tak" if key == "gjeldstak" else "")
    return Place(RULES, (rule, level) if level else (rule,))


def need_address(run: Run) -> str:
    """The address of the lasting need; empty where there is none."""
    full = run.lasting.full
    return address(NEED, full, variant=LASTING) if full is not None and run.lasting.amount is not None else ""
