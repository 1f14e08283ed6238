"""The sentences of a split: every number in them is the table's, the table closes, and each kind of change has its own words."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from ldip import Plan
from ldip.compare.split import NEED, Measure, Split
from ldip.locales import speaking
from ldip.locales.written import MINUS, NBSP
from ldip.model.cause_groups import CAUSES
from ldip.publish.content.split import WAYS, split_table, told
from ldip.publish.content.split_words import sentences

NUMBERS = {
    "nb": re.compile(rf"[+{MINUS}]?\d[\d{NBSP}]*(?:,\d+)?"),
    "nn": re.compile(rf"[+{MINUS}]?\d[\d{NBSP}]*(?:,\d+)?"),
    "en": re.compile(rf"[+{MINUS}]?\d{{1,3}}(?:,\d{{3}})*(?:\.\d+)?"),
}


def read(number: str, language: str) -> Decimal:
    plain = number.strip(f"+{MINUS}").replace(NBSP, "")
    return Decimal(plain.replace(",", "") if language == "en" else plain.replace(",", "."))


DEBT = Measure("laanegjeld_ub", 2034)


def split(before: float, *effects: float, measure: Measure = NEED, unit: str = "kr_fast") -> Split:
    """A split with the same shares in both ways, in million kroner."""
    parts = 1e6 * np.array(effects)[:, None] if effects else np.zeros((0, 1))
    return Split(
        causes=tuple(CAUSES[: len(effects)]),
        dropped=tuple(CAUSES[len(effects) :]),
        measures=(measure,),
        units=(unit,),
        price_year=2022,
        before=np.array([before * 1e6]),
        after=np.array([before * 1e6]) + parts.sum(axis=0),
        in_order=parts,
        shapley=parts,
        alone=parts,
    )


def said(plan: Plan, found: Split, directions: dict[str, int] | None = None) -> str:
    shown = told(found, 0, plan, 0)
    return " ".join(s.text for s in sentences(shown, "rekkefoelge", directions or {})).replace(NBSP, " ")


@pytest.mark.parametrize(
    ("before", "effects", "words"),
    [
        (
            500,
            (-85, 20, -70, -80, -60, -135),
            "Behovet faller fra 500 til 90 mill. kr. Av 410 mill. kr er 135 at investeringer er",
        ),
        (100, (40, 0, 20), "Behovet øker fra 100 til 160 mill. kr. Av 60 mill. kr er 40 færre innbyggere og 20 endret skatt"),
        (100, (-60, -98), "Et behov på 100 mill. kr blir et handlingsrom på 58 mill. kr."),
        (-40, (100,), "Et handlingsrom på 40 mill. kr blir et behov på 60 mill. kr. Hele endringen er færre innbyggere."),
        (-40, (-30, 0), "Handlingsrommet øker fra 40 til 70 mill. kr."),
        (-40, (30, 0), "Handlingsrommet minker fra 40 til 10 mill. kr."),
        (100, (), "Behovet er uendret: 100 mill. kr. Ingen årsak flytter tallet."),
        (
            100,
            (50, -50),
            "Behovet er uendret: 100 mill. kr. Færre innbyggere (+50) trekker opp, til sammen +50. Ned trekker endrede",
        ),
        (
            100,
            (90, -80),
            "Behovet øker fra 100 til 110 mill. kr. Færre innbyggere (+90) trekker opp, til sammen +90. Ned trekker",
        ),
        (
            100,
            (0.2, 0.1),
            "Behovet øker fra 100,00 til 100,30 mill. kr. Av 0,30 mill. kr er 0,20 færre innbyggere og 0,10 endrede",
        ),
    ],
)
def test_each_kind_of_change_has_its_words(baerum: Plan, before: float, effects: tuple[float, ...], words: str) -> None:
    text = said(baerum, split(before, *effects), {"befolkning": -1, "investeringstid": 1})
    assert text.startswith(words), text


def test_what_moves_the_other_way_is_named(baerum: Plan) -> None:
    text = said(baerum, split(500, -85, 20, -70, -80, -60, -135))
    assert text.endswith("Endrede tjenester (+20) trekker opp.") and "(−" not in text
    assert "80 nye anslag på lønn, priser og renter" in text and "60 alt annet" in text


def test_another_number_is_named_with_its_year_and_unit(baerum: Plan) -> None:
    debt = split(9000, 0, -400, -100, measure=DEBT, unit="kr_fast")
    assert said(baerum, debt).startswith("Lånegjeld til egne investeringer i 2034 faller fra 9 000 til 8 500 mill. kr. Av 500")
    share = split(0.04e-6, 0.016e-6, -0.003e-6, 0.004e-6, measure=Measure("resultatgrad", 2030), unit="andel")
    assert "fra 4,0 til 5,7 %. Av 1,7 prosentpoeng er 1,6 endret befolkning og 0,4" in said(baerum, share)


def test_a_number_that_one_plan_lacks_is_not_split(baerum: Plan) -> None:
    found = split(100, 10)
    found.after[0] = np.nan
    shown = told(found, 0, baerum, 0)
    assert shown.parts == () and len(split_table(shown, ("a", "b")).rows) == 2
    assert "kan ikke deles" in said(baerum, found)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_every_number_of_a_sentence_is_in_the_table_which_closes(baerum: Plan, language: str) -> None:
    """Random splits: printed ends and shares add up in both ways, and sentences print no other digits than sums of them."""
    rng = np.random.default_rng(12)
    for size, scale in product(range(11), (1.0, 12.0, 400.0)):
        effects = rng.normal(0, scale, size) * (rng.random(size) < 0.8)
        found = split(float(rng.normal(0, scale)), *effects)
        mixed = found.in_order[rng.permutation(size)]
        shown = told(Split(**{**vars(found), "shapley": mixed}), 0, baerum, int(rng.integers(0, 2)))
        for way in WAYS if size else ():
            shares = [p.share(way).figure or Decimal() for p in shown.parts]
            assert (shown.before.figure or 0) + sum(shares) == shown.after.figure == shown.parts[-1].sums[WAYS.index(way)].figure
            for exact, p in zip(found.in_order if way == "rekkefoelge" else mixed, shown.parts, strict=True):
                digit = Decimal(1).scaleb(-(shown.before.format.decimals or 0))
                assert abs((p.share(way).figure or 0) - Decimal(float(exact[0]) / 1e6)) < digit
            with speaking(language):
                texts = " ".join(s.text for s in sentences(shown, way, {"befolkning": 1}))
            known = {abs(sum(x)) for x in _sums(shares)} | {abs(c.figure or 0) for c in (shown.before, shown.after, shown.change)}
            numbers = [read(n, language) for n in NUMBERS[language].findall(texts)]
            assert all(n in known for n in numbers), (texts, shares)


def _sums(shares: list[Decimal]) -> list[list[Decimal]]:
    """Each share, and the sums that a sentence may print: the smallest of one sign together, and all of one sign."""
    found: list[list[Decimal]] = [[s] for s in shares]
    for sign in (1, -1):
        own = sorted((s for s in shares if s * sign > 0), key=abs)
        found += [own[:n] for n in range(1, len(own) + 1)]
    return found
