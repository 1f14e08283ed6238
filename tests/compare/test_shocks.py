"""Shocks: their years, forms and modes, alone, together, on one element, and with draws."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import pytest

from ldip import Plan
from ldip.errors import ModelError
from ldip.simulation.batches import kinds_of
from ldip.simulation.cases import Case, Cases, product
from ldip.simulation.run_cases import Results, run_cases
from ldip.simulation.shocks import Shock, shocked, sizes_of

YEARS = tuple(range(2026, 2036))


@pytest.mark.parametrize(
    ("shock", "expected"),
    [
        (Shock("x", 2.0), [0, 2, 2, 2, 2, 2, 2, 2, 2, 2]),
        (Shock("x", 2.0, form="ett"), [0, 2, 0, 0, 0, 0, 0, 0, 0, 0]),
        (Shock("x", 2.0, form="ett", from_year=2030), [0, 0, 0, 0, 2, 0, 0, 0, 0, 0]),
        (Shock("x", 2.0, from_year=2030, to_year=2031), [0, 0, 0, 0, 2, 2, 0, 0, 0, 0]),
        (Shock("x", 9.0, form="bane"), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (Shock("x", 4.0, form="bane", from_year=2028, to_year=2031), [0, 0, 1, 2, 3, 4, 4, 4, 4, 4]),
        (Shock("x", (1.0, 3.0), from_year=2029), [0, 0, 0, 1, 3, 0, 0, 0, 0, 0]),
        (Shock("x", 2.0, from_year=2036), [0] * 10),
    ],
)
def test_the_years_of_a_shock(shock: Shock, expected: list[float]) -> None:
    assert sizes_of(shock, YEARS, 2027) == pytest.approx(np.array(expected, dtype=float))


def _run(plan: Plan, keep: tuple[str, ...], *shocks: tuple[str | Shock, ...]) -> Results:
    return run_cases(Cases.of([plan], product(shocks=((), *shocks))), keep)


def test_shocks_of_a_factor_add_and_then_multiply(solvik: Plan) -> None:
    up, share = Shock("frie_inntekter", 0.05), Shock("frie_inntekter", -0.04, mode="gang")
    rows = _run(solvik, ("frie_inntekter_nivaa",), (up,), (share,), (up, share), (up, up), (share, share))
    base, *levels = (rows.series("frie_inntekter_nivaa", i)[1:] for i in range(6))
    for got, factor in zip(levels, (1.05, 0.96, 1.05 * 0.96, 1.10, 0.96**2), strict=True):
        assert got / base == pytest.approx(factor)


def test_a_level_around_one_is_multiplied_as_it_is(solvik: Plan) -> None:
    rows = _run(solvik, ("fruktbarhetsnivaa", "fruktbarhet_justert"), (Shock("fruktbarhet", -0.2, mode="gang"),))
    base, less = (rows.series("fruktbarhet_justert", i)[1:] for i in range(2))
    assert less == pytest.approx(0.8 * base) and base.any()


def test_a_shocked_population_is_the_same_alone_and_among_others(solvik: Plan) -> None:
    names, less = ("innbyggere_ub", "inndekningsbehov_fast"), (Shock("fruktbarhet", -0.2, mode="gang"),)
    still = (Shock("fruktbarhet", 0.0, mode="gang"),)
    rows = _run(solvik, names, less, still, (Shock("styringsrente", 0.01),))
    alone = run_cases(Cases.of([solvik], [Case(shock=less)]), names)
    many = _run(solvik, names, *([less] + [(Shock("flytting", 0.0001 * i),) for i in range(70)]))
    for name in names:
        assert (rows.series(name, 1) == alone.series(name)).all() and (many.series(name, 1) == alone.series(name)).all()
        assert (rows.series(name, 2) == rows.series(name, 0)).all(), "a neutral shock is the base case, bit for bit"
    assert (rows.series("innbyggere_ub", 3) == rows.series("innbyggere_ub", 0)).all()


def test_a_shock_on_people_works_in_the_draws_too(solvik: Plan) -> None:
    less = (Shock("fruktbarhet", -0.2, mode="gang"),)
    index = product(shocks=((), less), draws=range(4))
    rows = run_cases(Cases.of([solvik], index), ("innbyggere_ub",))
    for draw in range(4):
        plain, fewer = (rows.series("innbyggere_ub", int(index.where(shock=s, draw=draw)[0]))[-1] for s in ((), less))
        assert -300.0 < fewer - plain < -30.0, draw


def test_a_shock_on_one_project_leaves_the_others(solvik: Plan) -> None:
    hit = "skole-nord"
    rows = _run(solvik, ("kostnadsfaktor",), (Shock("prosjektkostnad", 1.0, element=hit),), (Shock("prosjektkostnad", 1.0),))
    ids = rows.kinds[0].bound.ids["prosjekt"]
    one, every = rows.series("kostnadsfaktor", 1)[-1], rows.series("kostnadsfaktor", 2)[-1]
    assert one[ids.index(hit)] == every[ids.index(hit)] > 1.0
    assert (np.delete(one, ids.index(hit)) == 1.0).all() and (np.delete(every, ids.index(hit)) > 1.0).any()


def test_shocks_and_draws_work_together(solvik: Plan) -> None:
    shock = Shock("styringsrente", 0.015)
    index = product(shocks=((), (shock,)), draws=range(5))
    rows = run_cases(Cases.of([solvik], index), ("styringsrente",))
    for draw in range(5):
        plain, moved = (rows.series("styringsrente", int(index.where(shock=s, draw=draw)[0])) for s in ((), (shock,)))
        assert moved - plain == pytest.approx([0.0] + [0.015] * 19)
    drawn = [rows.series("styringsrente", int(index.where(shock=(), draw=d)[0]))[-1] for d in range(5)]
    assert len(set(drawn)) == 5


def test_neutral_shocks_give_the_bits_of_the_base_case(solvik: Plan) -> None:
    names = ("inndekningsbehov_fast", "laanegjeld_ub", "disposisjonsfond_sum_ub")
    still = (Shock("styringsrente", 0.0), Shock("frie_inntekter", 0.0, mode="gang"))
    rows = _run(solvik, names, still)
    for name in names:
        assert (rows.series(name, 0) == rows.series(name, 1)).all()
    values = np.array([[0.1], [0.2]])
    assert shocked(values, [None, None]) is values


def test_an_unknown_factor_or_element_is_refused(solvik: Plan) -> None:
    for wrong, words in (
        (Shock("styringsrenten", 0.01), "mente du styringsrente"),
        (Shock("prosjektkostnad", 1.0, element="skole-nor"), "mente du skole-nord"),
        (Shock("styringsrente", 0.01, element="skole-nord"), "ukjent element"),
        (Shock("styringsrente", 0.01, mode=cast(Any, "dele")), "er ukjent"),
    ):
        with pytest.raises(ModelError, match=words):
            run_cases(Cases.of([solvik], [Case(shock=(wrong,))]), ("styringsrente",))


def test_a_named_stress_that_does_not_fit_is_refused(nordvik: Plan, solvik: Plan) -> None:
    with pytest.raises(ModelError, match="ukjent stress 'rentee'"):
        kinds_of(Cases.of([nordvik], [Case(shock=("rentee",))]))
    with pytest.raises(ModelError, match="stresset egenkapital: "):
        kinds_of(Cases.of([nordvik], [Case(shock=("egenkapital",))]))
    with pytest.raises(ModelError, match="innsparingen i plan 0 kan ikke holdes"):
        kinds_of(Cases.of([nordvik, solvik], [Case(0), Case(1, "varig", saved=0)]))
