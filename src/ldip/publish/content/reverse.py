"""Reverse stress as content: how far each factor can move before a rule is broken, as a table and as sentences."""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Decimal
from typing import Final

from ldip.compare.reverse import Direction, Distance, Reverse
from ldip.locales import language, tr
from ldip.publish.content.cells import NOTHING, Cell, Column, Row, Sentence, Table
from ldip.publish.content.demands import capital
from ldip.publish.content.fetched import identity
from ldip.publish.content.stress import rule_words
from ldip.publish.digits import Format, grouped
from ldip.simulation.inputs import PLAIN

UNIT: Final = re.compile(r"\{x\} (per cent|percentage points|\w+)")
FINE: Final = 5.0  # a direction whose bound is at most this has two decimals


def reverse_table(found: Reverse) -> Table:
    """One row a direction: the size that holds, the rule that is broken next, and its year."""
    heads = [Column(tr("omvendt.size")), Column(tr("omvendt.unit"), "words"), Column(tr("omvendt.rule"), "words", wraps=True)]
    rows = [_row(found, d, found.nearest(d.id)) for d in found.directions.values()]
    saved = tr("omvendt.plain" if found.variant == PLAIN else "omvendt.saved")
    return Table(
        id="omvendt_stress",
        title=tr("omvendt.title" if found.year is None else "omvendt.title_year", saved=saved, year=found.year),
        columns=(Column(tr("omvendt.name"), "stub", wraps=True), *heads, Column(tr("omvendt.year"), "words")),
        rows=tuple(rows),
        notes=(tr("omvendt.note"), *(s.text for s in limit_sentences(found))),
        run=identity(found.run),
    )


def _row(found: Reverse, direction: Direction, near: Distance | None) -> Row:
    name = Cell(text=name_of(direction))
    if near is None:
        return Row((name, *(Cell(text=NOTHING),) * 2, Cell(text=tr("omvendt.nothing")), Cell()), id=direction.id)
    size = Cell(near.holds, format=_format(direction), settled=_settled(direction, near.holds or 0.0))
    words = (_unit_word(direction), rule_words(found.run, found.rules[near.rule], near.year), str(near.year))
    return Row((name, size, *(Cell(text=w) for w in words)), id=direction.id)


def rule_table(found: Reverse, rule: str) -> Table:
    """One row a direction: a sentence about one rule."""
    rows = [Row((Cell(text=said.text),), id=d) for d in found.directions for said in [sentence(found, found.of(d, rule))]]
    name = rule_words(found.run, found.rules[rule])
    return Table(id="omvendt_regel", title=capital(name), columns=(Column(kind="stub", wraps=True),), rows=tuple(rows))


def reverse_sentences(found: Reverse) -> tuple[Sentence, ...]:
    """One sentence a direction, about the rule that is broken next."""
    return tuple(sentence(found, near) for d in found.directions if (near := found.nearest(d)) is not None)


def limit_sentences(found: Reverse) -> tuple[Sentence, ...]:
    """Rules that are met exactly and so bear nothing, and those that are broken already."""
    exact = [rule_words(found.run, found.rules[r]) for r in found.at_the_limit()]
    broken = {d.rule: d.year for d in found.distances if d.state == "brutt" and found.rules[d.rule].sort != "dom"}
    already = [f"{rule_words(found.run, found.rules[r], y)} ({y})" for r, y in broken.items() if found.rules[r].counts]
    said = [Sentence(tr("omvendt.exact", rules=", ".join(exact)))] if exact else []
    return (*said, *([Sentence(tr("omvendt.already", rules=", ".join(already)))] if already else []))


def sentence(found: Reverse, d: Distance) -> Sentence:
    """A distance in words: the size that holds, the rule and the first year it is broken."""
    direction, rule = found.directions[d.direction], _subject(found, d)
    if d.state == "brutt":
        return Sentence(tr("omvendt.broken", rule=capital(rule), year=d.year))
    if d.state == "grense":
        return Sentence(tr("omvendt.at_limit", rule=capital(rule), year=d.year, name=name_of(direction)))
    size = Cell(d.holds, format=_format(direction), settled=_settled(direction, d.holds or 0.0))
    if d.state == "taaler":
        return Sentence(tr("omvendt.bears", can=_can(direction, tr("omvendt.at_least", x=size.words)), rule=rule), (size,))
    can = _can(direction, size.words)
    if not d.monotone:
        return Sentence(tr("omvendt.before_unclear", can=can, rule=rule, year=d.year), (size,))
    level = _level(found, d.rule)
    if level:
        return Sentence(tr("omvendt.before_level", can=can, rule=rule, level=level, year=d.year), (size,))
    return Sentence(tr("omvendt.before", can=can, rule=rule, year=d.year), (size,))


def _subject(found: Reverse, d: Distance) -> str:
    """The rule as the subject of a sentence: a måltall by its name, a demand quoted."""
    rule = found.rules[d.rule]
    words = rule_words(found.run, rule, d.year)
    return words if rule.sort in ("maaltall", "dom") else tr("omvendt.demand", rule=words)


def _level(found: Reverse, rule: str) -> str:
    """The level that a måltall breaks, with its sign; empty where it follows the state, or where there is more than one."""
    ratio = next((r for r in found.run.plan.rules.maaltall if r.id == rule), None)
    if ratio is None or ratio.follows_state or (ratio.has_low and ratio.has("tak")):
        return ""
    low = ratio.gulv if ratio.gulv is not None else ratio.maal
    level, sign = (low, "<") if low is not None else (ratio.tak, ">")
    unit = "%" if ratio.enhet == "prosent" else ratio.enhet
    return "" if level is None else f"{sign} {grouped(level, 0 if float(level).is_integer() else 2)} {unit}"


def name_of(direction: Direction) -> str:
    """A direction without a size."""
    return _can(direction, "x")


def bears(direction: Direction, holds: float | None) -> str:
    """The change of a direction that the plan bears, in words; at least the bound where no rule is broken."""
    known = direction.bound if holds is None else holds
    size = Cell(known, format=_format(direction), settled=_settled(direction, known)).words
    return _can(direction, tr("omvendt.at_least", x=size) if holds is None else size)


def _unit_word(direction: Direction) -> str:
    """The unit of the size as the sentence reads it: the words after the number."""
    found = UNIT.search(direction.pattern[language()])
    return found[1] if found else direction.entry.enhet


def _can(direction: Direction, size: str) -> str:
    return direction.pattern[language()].format(x=size)


def _format(direction: Direction) -> Format:
    return Format(direction.entry.enhet, 0, 2 if direction.bound <= FINE else 1)


def _settled(direction: Direction, size: float) -> int:
    """The size in units of the last digit, rounded towards zero, since the rule holds at what is printed."""
    return int(Decimal(repr(size)).scaleb(_format(direction).decimals or 0).to_integral_value(ROUND_DOWN))
