"""The card of one number: a sentence with figures, a sum that closes, its terms by name, law, source and the row to change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ldip.engine.names import AVVIK
from ldip.estimates.derivation import Derivation
from ldip.locales import tr
from ldip.publish.explain.digits import digits, grouped_terms, printed, unit_words
from ldip.publish.explain.names import named, quantity
from ldip.publish.explain.rows import Place, origin_of, place_of
from ldip.publish.explain.sentences import arithmetic_sentence, input_sentence, listed_sentence
from ldip.publish.numbers import address
from ldip.publish.protect import HIDDEN, is_hidden
from ldip.simulation.explained import Explained, Reader
from ldip.simulation.figures import Figure, Op, Ref, refs
from ldip.simulation.run import Run

LAW: Final = re.compile(r"§|loven\b|lova\b|forskrift")  # a piece of a source that names a law


@dataclass(frozen=True)
class Term:
    """A term of a sum: its name, its printed digits, where it is from, and the address its own card has (empty without one).

    `place` is the row it is changed in, for an input."""

    label: str
    digits: str
    sign: str
    origin: str
    anslag: bool
    address: str
    value: float = 0.0
    unit: str = ""
    place: Place | None = None


@dataclass(frozen=True)
class Fact:
    """A line under the sum: law, rule, decision, source or note, and the row it can be changed in."""

    kind: str
    text: str
    place: Place | None = None


@dataclass(frozen=True)
class Card:
    """An explanation of one number. `crumb` is the number in a breadcrumb, `fixed` its amount in fixed prices if another."""

    address: str
    name: str
    title: str
    crumb: str
    digits: str
    unit: str
    fixed: str
    sentence: str
    sums: tuple[str, ...]
    terms: tuple[Term, ...]
    facts: tuple[Fact, ...]
    origin: str
    anslag: bool
    place: Place | None = None

    @property
    def law(self) -> str:
        """The law of the number; empty where none is stated."""
        return next((f.text for f in self.facts if f.kind == "lov"), "")


class Cards:
    """Cards of one row of a run: a draw, and the variant of the need that the address names. Public unless `internal`."""

    def __init__(self, run: Run, draw: int = 0, variant: str = "", internal: bool = True) -> None:
        self.run, self.draw, self.variant, self.internal = run, draw, variant, internal
        self.reader = Reader(run, draw, variant)

    def where(self, ref: Ref) -> str:
        """The address of a quantity of this row."""
        seen = {"variant": self.variant} if self.variant else {}
        return address(ref.name, ref.year, f"t{self.draw}" if self.draw else "basis", **dict(ref.at), **seen)

    def card(self, ref: Ref) -> Card:
        """The card of a quantity."""
        found = self.reader.explained(ref)
        title = named(self.run, ref, 0)
        shown = digits(self.run, ref.value, ref.unit)
        secret = any(self._hidden(r) for r in (*found.skipped, found.ref)) or any(self._shielded(r) for r in found.parts)
        figure = grouped_terms(found.figure) if isinstance(found.figure, Op) else None
        sums = printed(self.run, figure, ref) if figure is not None and not secret else None
        return Card(
            address=self.where(ref),
            name=ref.name,
            title=title,
            crumb=f"{title}: {shown}",
            digits=shown,
            unit=unit_words(self.run, ref.unit, ref.year),
            fixed=self._fixed(ref),
            sentence=tr("forklar.skjermet", v=shown) if secret else self._sentence(found, sums.extra if sums else 0),
            sums=() if sums is None else (sums.text,),
            terms=() if secret and self._hidden(found.ref) else tuple(self._terms(found, figure)),
            facts=(*self._facts(found), *((Fact("avrunding", tr("forklar.avrunding")),) if sums and not sums.closes else ())),
            origin=self._origin(found),
            anslag=self._rough(ref),
            place=place_of(self.run, found.ref) if self._is_input(found) else None,
        )

    def _shielded(self, ref: Ref) -> bool:
        """Whether a term, or what it only hands on, is hidden."""
        found = self.reader.explained(ref)
        return any(self._hidden(r) for r in (ref, *found.skipped, found.ref))

    def _hidden(self, ref: Ref) -> bool:
        return not self.internal and bool(ref.at) and is_hidden(self.run, ref.name, ref.year, dict(ref.at))

    @staticmethod
    def _is_input(found: Explained) -> bool:
        return found.step is None or found.residual is not None

    def _fixed(self, ref: Ref) -> str:
        level = self.run.price_index(ref.year) if ref.unit == "kr" and not self.draw else None
        return "" if level is None or level == 1.0 else digits(self.run, ref.value / level, "kr_fast")

    def _sentence(self, found: Explained, extra: int) -> str:
        if found.residual is not None:
            adopted, modelled = (digits(self.run, v, found.ref.unit) for v in found.residual)
            return tr(
                "forklar.avvik", v=digits(self.run, found.asked.value, found.asked.unit), vedtatt=adopted, modellert=modelled
            )
        if isinstance(found.figure, Op):
            return arithmetic_sentence(self.run, found.asked, found.figure, extra)
        if found.step is None:
            return input_sentence(self.run, found, place_of(self.run, found.ref))
        return listed_sentence(self.run, found)

    def _terms(self, found: Explained, figure: Op | None) -> Iterator[Term]:
        if found.derivation is not None:
            yield from self._derived(found.derivation)
            return
        top = zip(figure.parts, figure.signs, strict=True) if figure and figure.kind == "sum" else None
        signs: dict[Ref, str] = {p: "+" if s > 0 else "−" for p, s in top if isinstance(p, Ref)} if top else {}
        named_refs = self._printed_refs(found.figure if isinstance(found.figure, Op) else None) or found.parts
        secret = [r for r in named_refs if self._shielded(r)]
        for ref in named_refs:
            if ref not in secret:
                yield self.term(ref, found.asked.year, signs.get(ref, ""))
        if secret:  # one term for all, so that neither their order nor their number tells their size
            yield Term(tr("forklar.skjermede"), HIDDEN, "", "", False, "")

    @staticmethod
    def _printed_refs(figure: Figure | None) -> tuple[Ref, ...]:
        """The quantities of an arithmetic, the largest terms of a sum first, each once."""
        if figure is None:
            return ()
        if isinstance(figure, Op) and figure.kind == "sum":
            parts = sorted(figure.parts, key=lambda p: -abs(p.value))
            return tuple(dict.fromkeys(r for p in parts for r in refs(p)))
        return tuple(dict.fromkeys(refs(figure)))

    def term(self, ref: Ref, year: int, sign: str = "") -> Term:
        """A quantity as a term."""
        found = self.reader.explained(ref)
        return Term(
            label=named(self.run, ref, year),
            digits=digits(self.run, ref.value, ref.unit),
            sign=sign,
            origin=self._origin(found),
            anslag=self._rough(ref),
            address=self.where(ref),
            value=ref.value,
            unit=ref.unit,
            place=place_of(self.run, found.ref) if self._is_input(found) else None,
        )

    def _derived(self, derivation: Derivation) -> Iterator[Term]:
        for t in derivation.terms:
            yield Term(t.name, digits(self.run, t.value, t.unit), "", t.kind, t.anslag, "", t.value, t.unit)

    def _origin(self, found: Explained) -> str:
        return self.run.nature(found.ref.name, found.ref.year, next((i for _, i in found.ref.at), ""))

    def _rough(self, ref: Ref) -> bool:
        return self.run.is_rough(ref.name, ref.year, next((i for _, i in ref.at), ""))

    def _facts(self, found: Explained) -> Iterator[Fact]:
        chain = (found.asked, *found.skipped, found.ref)
        steps = [self.run.step(r.name.removeprefix(AVVIK), r.year) for r in chain]
        sources = dict.fromkeys(s.source for s in steps if s is not None)
        yield from self._ratio(found.asked)
        if found.asked.unit == "plasser" and any(a == "tjeneste" for a, _ in found.asked.at):
            yield Fact("lov", tr("lov.plasser"))
        for text in dict.fromkeys(piece for source in sources for piece in source.split("; ")):
            yield Fact("lov" if LAW.search(text) and not text.startswith("metode:") else "regel", text)
        if self._is_input(found):
            origin = origin_of(self.run, found.ref)
            if origin is not None:
                said = ". ".join(t for t in (origin.kilde, found.derivation.source if found.derivation else "") if t)
                yield Fact("kilde", said, place_of(self.run, found.ref))
        if found.skipped:
            yield Fact("skritt", self._handed(found))

    def _ratio(self, ref: Ref) -> Iterator[Fact]:
        """Law and decision of a måltall of the plan."""
        for i, rule in enumerate(self.run.plan.rules.maaltall):
            if ref.name in (rule.id, f"{rule.id}_brist"):
                yield Fact("lov", tr("lov.maaltall"))
                yield Fact("vedtak", rule.kilde, Place("handlingsregler.toml", ("maaltall", i)))

    def _handed(self, found: Explained) -> str:
        names = dict.fromkeys(quantity(self.run, r.name) for r in (*found.skipped, found.ref)[1:])
        return tr("forklar.gitt_videre", navn=", ".join(names))
