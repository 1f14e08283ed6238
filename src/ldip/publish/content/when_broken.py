"""«Planen ryker oftest når …»: the conditions in which the plan fails, with coverage and density, or why there are none."""

from __future__ import annotations

from dataclasses import dataclass

from ldip.compare.conditions import Conditions
from ldip.compare.draw_causes import ALL, conditions_of
from ldip.compare.drawn_rules import drawn_rules, firsts
from ldip.compare.tornado import NEED
from ldip.locales import tr
from ldip.publish.content.cells import Cell, Sentence
from ldip.publish.content.chances import rule_name
from ldip.publish.content.demands import amount_cell
from ldip.publish.content.drawn_words import share_cell, too_few
from ldip.publish.content.factor_words import condition_texts
from ldip.publish.digits import MINUS
from ldip.publish.numbers import LASTING
from ldip.simulation.run import Run


@dataclass(frozen=True)
class WhenBroken:
    """The conditions in words, with the shares of the draws that fail, of the failures inside and of the inside that fails.

    `rule` is what fails: the plan's own lasting need, a måltall, or any of them. Without conditions `said` is the reason."""

    rule: str
    name: str
    conditions: tuple[str, ...]
    failing: Cell
    coverage: Cell
    density: Cell
    said: tuple[Sentence, ...]


def when_broken(run: Run, rule: str = NEED) -> WhenBroken:
    """The conditions in which the plan fails on the path of a run. Errors: ModelError for an unknown rule."""
    found, name = conditions_of(run, rule), failure_name(run, rule)
    failing = share_cell(found.failing) if not too_few(run) else Cell()
    if found.refused:
        return WhenBroken(rule, name, (), failing, Cell(), Cell(), (_refused(run, found, name, failing),))
    texts = condition_texts(found.box)
    coverage, density = share_cell(found.coverage), share_cell(found.density)
    listed = tr("usikker.og").join(texts) if len(texts) < 3 else f"{texts[0]}, {texts[1]}{tr('usikker.og')}{texts[2]}"
    first = Sentence(tr("usikker.vilkaar", hva=name, vilkaar=listed))
    words = {"dekning": coverage.words, "tetthet": density.words, "ellers": failing.words}
    second = Sentence(tr("usikker.vilkaar.tall", **words), (coverage, density, failing))
    return WhenBroken(rule, name, texts, failing, coverage, density, (first, second))


def failure_name(run: Run, rule: str) -> str:
    """The failure, as the subject of a sentence."""
    if rule == NEED:
        own = amount_cell(run, run.lasting.amount).words
        room = own.startswith(MINUS)
        return tr("usikker.ryker.rom" if room else "usikker.ryker.behov", v=own.lstrip(MINUS))
    path = "med" if run.variant == LASTING else "uten"
    if rule == ALL:
        return tr(f"usikker.ryker.alle.{path}")
    return tr(
        f"usikker.ryker.maaltall.{path}",
        navn=next((rule_name(r) for r in firsts(drawn_rules(run)) if r.ratio.measured == rule), rule),
    )


def _refused(run: Run, found: Conditions, name: str, failing: Cell) -> Sentence:
    few = too_few(run)
    if few:
        return few
    return Sentence(tr(f"usikker.vilkaar.{found.refused}", hva=name, p=failing.words), (failing,))
