"""The one verdict on a plan: lawful or not, rules held before and after saving, the lasting need and what binds it.

Command line, strip, pages, reports and API print it; no other module words it (docs/method/inndekningsbehov.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from ldip.compare.replace_first import counts
from ldip.engine.graph import Array
from ldip.errors import Problem
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.publish.content.bracket import Bracket, bracket
from ldip.publish.content.cells import Cell, Sentence
from ldip.publish.content.judged import Ruling, own_path, rulings
from ldip.publish.content.need_card import Need, need_of
from ldip.publish.content.need_words import need_sentences
from ldip.publish.content.unpriced import UnpricedNeed, unpriced_need
from ldip.publish.digits import grouped
from ldip.publish.numbers import LASTING
from ldip.simulation.inputs import PLAIN
from ldip.simulation.run import Run
from ldip.simulation.verdict import problems_of
from ldip.uncertainty.factors import undrawn_factors

CONTROLS: Final = "kontroll.csv"  # control figures are no law
YEAR: Final = re.compile(r"/(\d{4})")
Kind = Literal["ok", "obs", "brudd", "info"]


@dataclass(frozen=True)
class Tag:
    """A short repetition of a sentence, with its status."""

    kind: Kind
    text: str


@dataclass(frozen=True)
class Law:
    """The first unlawful year without new saving and with it (None where there is none), and how many years are lawful."""

    before: int | None
    after: int | None
    lawful: int
    years: int


@dataclass(frozen=True)
class Verdict:
    """The verdict; `said` are its sentences, `card` those of the need, `tags` repeat them.

    `marks` are the tags of the need's own card: what its number leaves out; `bracket` is of the years that bind. `second` is the
    need with what the plan leaves out, where the plan has it as its headline. `missed` are control figures that the run does not
    hit; `undrawn` the uncertain factors that the plan does not draw. `national` states that the plan is built on national levels,
    while some of them are left."""

    law: Law
    rulings: tuple[Ruling, ...]
    need: Need
    said: tuple[Sentence, ...]
    card: tuple[Sentence, ...]
    second: UnpricedNeed | None
    tags: tuple[Tag, ...]
    problems: tuple[Problem, ...]
    missed: tuple[Problem, ...]
    undrawn: tuple[str, ...]
    national: Sentence | None = None
    marks: tuple[Tag, ...] = ()
    bracket: Bracket | None = None

    @property
    def quoted(self) -> Cell:
        """The headline number: the lasting need, with unpriced needs where the plan has chosen so."""
        return self.need.amount if self.second is None or self.second.amount.value is None else self.second.amount

    @property
    def fails(self) -> bool:
        """Whether a control figure is missed, an adopted year is unlawful, or the plan is unlawful in spite of the saving."""
        adopted = self.need.start is None or (self.law.before is not None and self.law.before < self.need.start)
        unsaved = self.law.before is not None and (adopted or self.need.amount.value is None)
        return bool(self.missed) or unsaved or self.law.after is not None

    @property
    def texts(self) -> list[str]:
        """Every sentence as it is printed: the verdict first, then the need."""
        return [s.text for s in (*self.said, *self.card)]


@dataclass(frozen=True)
class Seen:
    """A run as a variant of the need sees it, for the checks of law."""

    run: Run
    variant: str

    @property
    def plan(self) -> Plan:
        """The plan that was run."""
        return self.run.plan

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the run."""
        return self.run.years

    def series(self, name: str) -> Array:
        """All years of a quantity."""
        return self.run.series(name, 0, self.variant)

    def axes(self, name: str) -> tuple[str, ...]:
        """Axes of a quantity."""
        return self.run.axes(name)

    def ids(self, axis: str) -> tuple[str, ...]:
        """Element ids of an axis."""
        return self.run.ids(axis)

    def at(self, name: str, year: int, axes: Mapping[str, str]) -> float:
        """One number in the engine's unit."""
        return self.run.at(name, year, {**axes, "variant": self.variant})


def verdict(run: Run, internal: bool = False) -> Verdict:
    """The verdict on a run; public unless `internal`. The saving is that of the lasting need, also in another view."""
    need, found = need_of(run), rulings(run)
    second = unpriced_need(run, internal) if run.plan.rules.mangel_prises else None
    every = run.problems if not own_path(run) else tuple(problems_of(Seen(run, PLAIN)))
    problems = tuple(p for p in every if p.file != CONTROLS)
    after = unlawful(problems_of(Seen(run, LASTING))) if need.amount.value is not None else []
    broken = unlawful(problems)
    law = Law(min(broken, default=None), min(after, default=None), len(run.years) - len(broken), len(run.years))
    return Verdict(
        law=law,
        rulings=found,
        need=need,
        said=law_sentences(law, found, need, second is not None),
        card=need_sentences(run, need, second),
        second=second,
        tags=(*national_tags(run.plan), *_tags(law, found, need)),
        problems=problems,
        missed=tuple(p for p in every if p.file == CONTROLS),
        undrawn=undrawn(run),
        national=national_line(run.plan),
        marks=tuple(_marks(found, need, second)),
        bracket=bracket(run),
    )


def national_line(plan: Plan) -> Sentence | None:
    """That a plan is built on national levels, with counts; None for a plan of its own, or with none left."""
    figures, own = counts(plan) if plan.head.grunnlag else (0, 0)
    words = {"grunnlag": plan.head.grunnlag, "n": grouped(figures), "m": grouped(figures + own)}
    return Sentence(tr("anslag.grunnlag", **words)) if figures else None


def national_tags(plan: Plan) -> tuple[Tag, ...]:
    """The short form of `national_line`."""
    figures, own = counts(plan) if plan.head.grunnlag else (0, 0)
    return (Tag("info", tr("anslag.merke", n=grouped(figures), m=grouped(figures + own))),) if figures else ()


def undrawn(run: Run) -> tuple[str, ...]:
    """The uncertain factors that would move the plan and that it does not draw."""
    left = undrawn_factors(run.plan, run.binding)
    return tuple(name for name, why in left.items() if why != "mangler")


def unlawful(problems: Iterable[Problem]) -> list[int]:
    """The years with a breach of law or a balance that cannot be."""
    found = (YEAR.search(p.key) for p in problems if p.file != CONTROLS)
    return sorted({int(m.group(1)) for m in found if m})


def held(found: Sequence[Ruling], after: bool = False) -> tuple[int, int]:
    """Number of måltall with a level that hold, without new saving or with it, and of all with a level."""
    ruled = [r for r in found if r.ruled]
    return sum((r.after if after and r.after else r.before).held for r in ruled), len(ruled)


def law_sentences(law: Law, found: Sequence[Ruling], need: Need, priced: bool = False) -> tuple[Sentence, ...]:
    """Law and måltall without new saving, and with it. `priced`: the headline counts what the plan has not priced."""
    n, of = held(found)
    if need.state == "ingen_aar":
        key = "dom.vedtatt.lovlig" if law.before is None else "dom.vedtatt.ulovlig"
        return (Sentence(tr(key, year=law.before, n=n, of=of)),)
    if law.before is not None:
        texts = [tr("dom.ulovlig" if of else "dom.ulovlig.1", year=law.before, n=n, of=of)]
    else:
        kept = "dom.uten.alle" if n == of else "dom.uten.ingen" if n == 0 else "dom.uten"
        texts = [tr(kept if of else "dom.lovlig", n=n, of=of)]
    if need.state == "innsparing":
        texts.append(_with(law, found, need))
    if need.state == "handlingsrom":
        texts.append(
            tr("dom.rom.foer_uprisede" if priced else "behov.handlingsrom", v=need.size, year=need.full, prices=need.prices)
        )
    return tuple(Sentence(t) for t in texts)


def _with(law: Law, found: Sequence[Ruling], need: Need) -> str:
    """The måltall and law that hold with the lasting saving."""
    n, of = held(found, after=True)
    key = "dom.med.alle" if n == of else "dom.med"
    text = tr(key if of else "dom.med.krav", v=need.size, year=need.full, n=n, of=of, prices=need.prices)
    if law.before is not None:
        text = tr("dom.med.lovlig" if law.after is None else "dom.med.ulovlig", med=text.rstrip("."), year=law.after)
    return text


def _tags(law: Law, found: Sequence[Ruling], need: Need) -> Iterable[Tag]:
    of_law = tr("dom.merke.lov", n=law.lawful, of=law.years)
    yield Tag("ok" if law.before is None else "brudd", of_law)
    n, of = held(found)
    if of:
        yield Tag("ok" if n == of else "obs", tr("dom.merke.uten", n=n, of=of))
    if of and need.state == "innsparing":
        m, _ = held(found, after=True)
        yield Tag("ok" if m == of else "obs", tr("dom.merke.med", n=m, of=of, v=need.size))


def _marks(found: Sequence[Ruling], need: Need, second: UnpricedNeed | None) -> Iterable[Tag]:
    """Tags of the need's card: that all hold already, that no year is projected, what is left out, and the number without it."""
    n, of = held(found)
    if need.state == "handlingsrom" and of and n == of:
        yield Tag("ok", tr("dom.merke.alle", of=of))
    if need.state == "ingen_aar":
        yield Tag("info", tr("dom.merke.ingen_aar"))
    for demand in need.unreachable:
        yield Tag("brudd", tr("dom.merke.uoppnaaelig", krav=demand.name, years=demand.when))
    if need.ambiguous:
        yield Tag("obs", tr("dom.merke.ikke_entydig", n=len(need.ambiguous)))
    broken = [r for r in found if r.adopted is not None and not r.adopted.held]
    if broken:
        names = ", ".join(f"{r.short} {r.adopted.below}" for r in broken if r.adopted is not None)
        yield Tag("obs", tr("dom.merke.vedtatt", names=names))
    if second is not None and second.base.value is not None:
        yield Tag("info", tr("dom.merke.uten_uprisede", v=second.base.words))
