"""Content about draws: every sentence is of its table, and nothing of the kind is printed with fewer than 100 draws."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest

from ldip import Plan, simulate
from ldip.binding.rules import phases
from ldip.compare.beats import beats
from ldip.compare.drawn import KEPT, Drawn, drawn
from ldip.compare.drawn_rules import drawn_rules
from ldip.compare.tornado import NEED, tornado
from ldip.locales import LANGUAGES, speaking
from ldip.publish.content.beats import beats_content
from ldip.publish.content.cells import Cell, Sentence, Table
from ldip.publish.content.draw_story import draw_story, story_at
from ldip.publish.content.figures import figures_of
from ldip.publish.content.headline import certainty, headline
from ldip.publish.content.ratios import joint_chance, ratio_rows
from ldip.publish.content.tornado import tornado_content
from ldip.publish.content.uncertain import Uncertain, uncertain
from ldip.publish.numbers import fetch
from ldip.statements.adopted import target_of

STATED = re.compile(r"\d+ (av|of) (de |dei |the )?(\d+ )?100|\b\d+ (av|of) 10\b")


@pytest.fixture(scope="module")
def both(nordvik: Plan) -> Drawn:
    return drawn(nordvik, 100)


@pytest.fixture(scope="module")
def shown(both: Drawn) -> Uncertain:
    return uncertain(both)


def everything(found: object) -> Iterator[object]:
    """A content and all content in it."""
    yield found
    if is_dataclass(found) and not isinstance(found, type):
        for f in fields(found):
            yield from everything(getattr(found, f.name))
    elif isinstance(found, tuple):
        for part in found:
            yield from everything(part)


def texts(found: object) -> list[str]:
    """All words of a content as they are printed."""
    every = list(everything(found))
    return [c.words for c in every if isinstance(c, Cell)] + [s for s in every if isinstance(s, str)]


def cells_of(table: Table) -> set[tuple[float | None, str]]:
    return {(c.value, c.words) for row in table.rows for c in row.cells}


def printed(sentence: Sentence) -> None:
    """Every cell's digits stand in the sentence."""
    for c in sentence.cells:
        assert c.words in sentence.text, (c.words, sentence.text)


def test_every_sentence_is_of_its_table(shown: Uncertain, both: Drawn) -> None:
    pairs: list[tuple[tuple[Sentence, ...], Table]] = []
    assert shown.enough is not None and shown.enough.table is not None and shown.saved is not None and shown.few is None
    pairs.append((shown.enough.said[:1] + shown.enough.said[2:3], shown.enough.table))
    for path in (shown.plain, shown.saved):
        for part in (path.chances, path.debt):
            assert part.table is not None
            pairs.append((tuple(s for s in part.said if "oftest høyest" not in s.text), part.table))
        pairs += [((f.said,), f.table) for f in path.fans]
        assert path.broken.table is not None
        worst = path.broken.table.rows[0]
        for s in path.broken.said:
            values = [c.value for c in worst.cells if c.value is not None]
            assert all(c.value in values or pytest.approx(1.0 - values[-1]) == c.value for c in s.cells)
    pairs.append((shown.tornado.said, shown.tornado.table))
    if shown.shares.table is not None:
        pairs.append((shown.shares.said, shown.shares.table))
    assert sum(len(said) for said, _ in pairs) > 20
    for said, table in pairs:
        for sentence in said:
            printed(sentence)
            assert {(c.value, c.words) for c in sentence.cells} <= cells_of(table), sentence.text


def test_why_the_middle_is_above_the_plans_number(shown: Uncertain, both: Drawn) -> None:
    assert shown.enough is not None
    middle, base, last = shown.enough.levels[0].amount.value, shown.enough.base.value, shown.enough.said[-1].text
    assert middle is not None and base is not None and middle > base
    assert f"ingen handler på {len(both.plain.years)} år" in last and "renten kan stige" in last


def test_a_chance_is_given_where_the_draws_decide(shown: Uncertain, both: Drawn) -> None:
    start = phases(both.plain.plan).start
    assert start is not None and start > both.plain.years[0]
    for rule, row in zip(drawn_rules(both.plain), shown.plain.chances.rows, strict=True):
        filled = [y for y, c in zip(both.plain.years, row.yearly, strict=True) if c.value is not None]
        only = target_of(rule.ratio).only
        assert filled == ([only] if only is not None else [y for y in both.plain.years if y >= start])


def test_every_address_fetches_its_number(shown: Uncertain, both: Drawn) -> None:
    for run, path in ((both.plain, shown.plain), (both.saved, shown.saved)):
        found = [c for c in everything(path) if isinstance(c, Cell) and c.address]
        assert len(found) > 100
        for c in found[::7]:
            assert fetch(run, c.address).value == c.value, c.address


def test_the_saving_that_is_enough_leads_to_the_draw_it_is(shown: Uncertain, both: Drawn) -> None:
    assert shown.enough is not None and shown.sure is not None
    level = next(x for x in shown.enough.levels if x.percent == 80)
    story = story_at(both.plain, level.amount.address)
    assert story is not None and story.draw == level.draw == shown.sure.draw and story.demand
    assert story.need.value == pytest.approx(level.amount.value or 0.0, abs=1.0)
    assert len(story.factors) >= 3 and len(story.years.rows) == len(both.plain.years)
    assert all(f"/t{story.draw}" in c.address for row in story.years.rows for c in row.cells if c.address)
    for sentence in story.said:
        printed(sentence)
    fan = shown.plain.fans[1].figure.bands[0].high[-1]
    other = story_at(both.plain, fan.address)
    assert other is not None and both.plain.at(fan.address.split("/")[0], both.plain.years[-1], {}, other.draw)
    assert story_at(both.plain, f"laanegjeld_ub/{both.plain.years[-1]}/basis") is None


def test_the_bars_of_a_maaltall_have_its_unit(both: Drawn) -> None:
    run, found = both.plain, tornado(both.plain)
    ratio, year = run.plan.rules.maaltall[0].measured, run.years[-1]
    shown = tornado_content(run, found, ratio, year)
    assert str(year) in shown.title and shown.unit == "prosentpoeng" and len(shown.rows) == len(found.ends)
    assert tornado_content(run, found, NEED).rows[0].at_low.unit == "kr_fast"


def test_below_a_hundred_draws_no_share_is_stated(nordvik: Plan) -> None:
    few, pair = drawn(nordvik, 99), beats(nordvik, nordvik, 2)
    for code in LANGUAGES:
        with speaking(code):
            found = uncertain(few)
            against = beats_content(pair, "A", "B")
            head = headline(few.plain)
            words = [*texts(found), *texts(against), *head.texts, *(f.summary for f in figures_of(few.plain))]
            assert found.few is not None and any("99" in w for w in words)
            assert not [w for w in words if STATED.search(w)], code
    assert certainty(few.plain) == {} and joint_chance(few.plain) is None
    assert not any(r.chance for r in ratio_rows(few.plain)) and not any(f.bands for f in figures_of(few.plain))


def test_a_draw_of_few_has_no_place_among_them(nordvik: Plan, both: Drawn) -> None:
    few, many = draw_story(simulate(nordvik, 12, keep=KEPT), 7), draw_story(both.plain, 7)
    assert few.need.value == pytest.approx(many.need.value or 0.0, abs=1.0), "the same draw"
    assert [r.away for r in few.factors] and len(few.causes.columns) == 2 < len(many.causes.columns)
    assert not [w for w in texts(few) if STATED.search(w)]
    assert any(STATED.search(s.text) for s in many.said)


def test_the_same_is_stated_in_three_languages(both: Drawn) -> None:
    said = []
    for code in LANGUAGES:
        with speaking(code):
            found = uncertain(both)
            assert any(STATED.search(w) for w in texts(found)), code
            said.append([s.text for s in (*found.plain.said, *found.tornado.said)])
    assert said[0] != said[1] != said[2] and len({len(s) for s in said}) == 1


def test_a_beats_b_is_printed_with_its_error(nordvik: Plan, both: Drawn) -> None:
    shown = beats_content(replace(beats(nordvik, nordvik, 2), a=both.plain), "Før", "Etter")  # enough draws to be stated
    assert shown.table is not None and shown.lower.words == "0" and "±" in shown.said[0].text
    for sentence in shown.said:
        printed(sentence)
    need = shown.table.rows[0]
    assert need.cells[1].value == shown.lower.value
