"""A word of the glossary in an open plan: its formula in words, a worked example, and the pages its numbers are on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Final

from ldip.model.catalogue import STAGES
from ldip.model.inputs import declared_inputs
from ldip.publish.explain.cards import Card, Cards
from ldip.publish.explain.chain import card_at
from ldip.publish.explain.names import quantity
from ldip.publish.explain.need import need_address
from ldip.publish.explain.sentences import words
from ldip.publish.numbers import NEED, WIDE
from ldip.publish.protect import is_hidden
from ldip.simulation.figures import Op, Ref
from ldip.simulation.run import Run
from ldip.statements.forms import FORMS, form

MOST: Final = 200  # elements that are looked through for the largest
PAGES: Final = {
    "assumptions": "forutsetninger",
    "demography": "befolkning",
    "investments": "investeringsplan",
    "services": "behov",
    "operations": "drift",
    "finance": "oekonomi",
}


@dataclass(frozen=True)
class Example:
    """The formula in words (empty for an input), the card of a number of the plan (None where it has none), and pages."""

    formula: str
    card: Card | None
    pages: tuple[str, ...]


def example(run: Run, name: str, internal: bool) -> Example:
    """A word in a plan, in the year that is shown first and at the element where it is largest."""
    ref = _largest(run, name, internal)
    if ref is None:
        return Example("", None, pages_of(run, name))
    cards = Cards(run, internal=internal)
    found = cards.reader.explained(ref)
    secret = any(r.at and not internal and is_hidden(run, r.name, r.year, dict(r.at)) for r in (*found.skipped, found.ref))
    formula = words(run, found.figure, ref.year, figures=False) if isinstance(found.figure, Op) and not secret else ""
    where = need_address(run) if name == NEED and need_address(run) else cards.where(ref)
    return Example(f"{quantity(run, name)} = {formula}" if formula else "", card_at(run, where, internal), pages_of(run, name))


def _largest(run: Run, name: str, internal: bool) -> Ref | None:
    """The number of a quantity that is largest over its elements and public; None where the plan has none."""
    axes, year = run.axes(name), run.plan.shown_year
    if name not in run.all_names or WIDE & set(axes) or not all(run.ids(a) for a in axes):
        return None
    reader = Cards(run).reader
    places = [dict(zip(axes, p, strict=True)) for p, _ in zip(product(*(run.ids(a) for a in axes)), range(MOST), strict=False)]
    open_places = [p for p in places if internal or not p or not is_hidden(run, name, year, p)]
    found = [reader.ref(name, year, p) for p in open_places]
    return max(found, key=lambda r: abs(r.value), default=None)


def pages_of(run: Run, name: str) -> tuple[str, ...]:
    """Pages of the application that show a quantity: that of its stage, the statements, the måltall, or the inputs."""
    stage = next((PAGES[s] for s, steps in STAGES if any(step.name == name for step in steps)), "")
    ratio = any(r.id == name for r in run.plan.rules.maaltall) or name == NEED
    found = ["oversikt" if ratio else "", stage, "oekonomi" if name in _lines() else ""]
    found.append("forutsetninger" if name in declared_inputs() else "")
    return tuple(dict.fromkeys(p for p in found if p))


@cache
def _lines() -> frozenset[str]:
    """Quantities that are lines of the statements."""
    return frozenset(line.steg for f in FORMS for line in form(f).linjer)
