"""Conditions of failure in a planted box, in noise, and where nothing may be told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ldip.compare.conditions import MOST, Condition, conditions, coverage_density, inside_of
from ldip.engine.graph import Array

Fails = Callable[[Array], Any]

RNG = np.random.default_rng(11)
X = {f"f{i}": v for i, v in enumerate(RNG.random((8, 2000)))}


def test_a_planted_box_is_found_with_its_coverage_and_density() -> None:
    fails = (X["f2"] > 0.6) & (X["f7"] < 0.45)
    found = conditions(X, fails)
    assert {(c.factor, c.side) for c in found.box} == {("f2", "over"), ("f7", "under")}
    levels = {c.factor: c.level for c in found.box}
    assert levels["f2"] == pytest.approx(0.6, abs=0.06) and levels["f7"] == pytest.approx(0.45, abs=0.06)
    assert found.coverage > 0.9 and found.density > 0.8 and found.failing == fails.mean() and found.refused is None
    for c in found.box:
        assert c.share == inside_of(X, (c,), 2000).mean()


def test_coverage_and_density_are_counted_where_the_box_was_not_searched_for() -> None:
    fails = X["f1"] + 0.5 * X["f3"] + 0.3 * RNG.standard_normal(2000) > 0.9
    found = conditions(X, fails)
    rest = np.arange(2000) % 2 == 1
    inside = inside_of({n: v[rest] for n, v in X.items()}, found.box, int(rest.sum()))
    assert (found.coverage, found.density) == coverage_density(inside, fails[rest])
    assert found.density > fails.mean() + 0.2 and 1 <= len(found.box) <= MOST


def test_never_more_than_three_conditions_and_none_of_no_worth() -> None:
    fails = (X["f0"] > 0.3) & (X["f1"] > 0.3) & (X["f2"] > 0.3) & (X["f3"] > 0.3)
    assert len(conditions(X, fails).box) <= MOST
    alone = conditions(X, X["f4"] > 0.7)
    assert [(c.factor, c.side) for c in alone.box] == [("f4", "over")]


@pytest.mark.parametrize(
    ("draws", "fails", "why"),
    [
        (99, lambda x: x > 0.5, "for_faa_trekninger"),
        (1000, lambda x: x > 0.99, "ryker_for_sjelden"),
        (1000, lambda x: x > 0.01, "ryker_nesten_alltid"),
        (1000, lambda x: np.random.default_rng(1).random(len(x)) > 0.5, "ingen_vilkaar"),
    ],
)
def test_what_cannot_be_told_is_refused(draws: int, fails: Fails, why: str) -> None:
    some = {n: v[:draws] for n, v in X.items()}
    found = conditions(some, fails(some["f0"]))
    assert found.refused == why and found.box == () and found.density == 0.0


def test_a_box_is_read_as_it_is_written() -> None:
    box = (Condition("f0", "over", 0.5), Condition("f1", "under", 0.2))
    assert (inside_of(X, box, 2000) == ((X["f0"] > 0.5) & (X["f1"] < 0.2))).all()
    assert coverage_density(np.zeros(4, dtype=bool), np.ones(4, dtype=bool)) == (0.0, 0.0)
