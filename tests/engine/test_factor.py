"""Declared factors: names, distributions and axes that cannot be are refused where they are declared."""

from __future__ import annotations

from typing import Any

import pytest

from ldip.engine.factor import Factor
from ldip.engine.graph import Given
from ldip.errors import ModelError


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"name": "lønnsvekst"}, "ASCII"),
        ({"name": "x", "distribution": "gamma"}, "ukjent fordeling 'gamma'"),
        ({"name": "x", "axis": "bydel"}, "ukjent akse 'bydel'"),
    ],
)
def test_a_factor_that_cannot_be_is_refused(declared: dict[str, Any], words: str) -> None:
    with pytest.raises(ModelError, match=words):
        Factor(**declared)


def test_a_factor_is_drawn_by_the_axis_of_its_input() -> None:
    assert Given("sjokk", "andel", "prøve", ("sone",), factor=Factor("x", axis="sone")).factor == Factor("x", axis="sone")
    with pytest.raises(ModelError, match="trekkes etter sone, men inndataen har"):
        Given("sjokk", "andel", "prøve", factor=Factor("x", axis="sone"))


@pytest.mark.parametrize(
    ("factor", "score"),
    [
        (Factor("x"), False),
        (Factor("x", "lognormal"), False),
        (Factor("x", "lognormal", "prosjekt", spread_in="spredning"), True),
        (Factor("x", "bernoulli"), True),
        (Factor("x", "empirisk"), True),
    ],
)
def test_a_score_is_one_number_a_draw(factor: Factor, score: bool) -> None:
    assert factor.score == score
