"""Plans side by side: the numbers of each plan alone, changes of the printed figures, draws shared, price years kept apart."""

from __future__ import annotations

import pytest
from tests.demography.plans import changed

from ldip import Plan, Run, simulate
from ldip.compare.alternatives import less_than_first
from ldip.publish.content.alternatives import KEPT, Line, Side, alternatives, alternatives_table
from ldip.publish.content.need_card import need_of
from ldip.publish.content.unpriced import unpriced_need

DEARER = (
    "tiltak.csv",
    "jubileum;Kommunejubileum;annet;engangs;2028;nei;0,5",
    "jubileum;Kommunejubileum;annet;varig;2028;nei;2,5",
)


@pytest.fixture(scope="module")
def runs(solvik: Plan, tmp_path_factory: pytest.TempPathFactory) -> list[Run]:
    dearer = changed(tmp_path_factory.mktemp("dyrere"), "solvik", DEARER)
    return [simulate(p, 40, keep=KEPT) for p in (solvik, dearer, solvik)]


@pytest.fixture(scope="module")
def lines(runs: list[Run]) -> dict[str, Line]:
    sides = [Side.of(f"plan {k}", r, internal=True) for k, r in enumerate(runs)]
    return {x.id: x for x in alternatives(sides, drawn=True)}


def test_every_number_is_that_of_the_plan_alone(lines: dict[str, Line], runs: list[Run]) -> None:
    for k, run in enumerate(runs):
        assert lines["varig"].entries[k].cell.words == need_of(run).amount.words
        assert lines["uprisede"].entries[k].cell.words == unpriced_need(run, True).amount.words


def test_the_change_is_that_of_the_printed_figures(lines: dict[str, Line]) -> None:
    first, dearer, same = lines["varig"].entries
    assert first.change is None and dearer.cell.figure and first.cell.figure and dearer.change
    assert dearer.change.figure == dearer.cell.figure - first.cell.figure > 0 and dearer.better is False
    assert same.change is not None and same.change.figure == 0 and same.better is None
    worse = lines["resultatgrad"].entries[1]
    assert worse.change is not None and worse.change.figure is not None and worse.change.figure < 0 and worse.better is False


def test_the_same_draws_tell_how_often_a_plan_needs_less(runs: list[Run], lines: dict[str, Line]) -> None:
    assert less_than_first(runs) == (None, 0.0, 0.0)
    assert (less_than_first([runs[1], runs[0]])[1] or 0.0) > 0.9
    assert lines["oftere"].entries[1].cell.words == "i 0 av 100 forløp"
    assert less_than_first([runs[0], simulate(runs[0].plan, keep=KEPT)]) == (None, None)


def test_plans_of_two_price_years_have_no_change_of_amounts(baerum_run: Run, baerum_2021_run: Run) -> None:
    sides = [Side.of("ny", baerum_run), Side.of("gammel", baerum_2021_run)]
    found = {x.id: x for x in alternatives(sides)}
    assert found["varig"].entries[1].change is None and found["gjeld"].entries[1].change is None
    table = alternatives_table(sides, list(found.values()), "x")
    assert "gammel (2021-kroner)" in [c.label for c in table.columns]
    assert all(len(r.cells) == len(table.columns) for r in table.rows)


def test_a_row_of_one_plan_alone_is_a_dash_in_the_others(baerum_run: Run, solvik: Plan) -> None:
    sides = [Side.of("a", baerum_run), Side.of("b", simulate(solvik, keep=KEPT))]
    found = {x.id: x for x in alternatives(sides)}
    lone = next(x for x in found.values() if x.group == "maaltall" and x.entries[0].cell.words == "–")
    assert lone.entries[1].change is None and lone.entries[1].cell.value is not None
