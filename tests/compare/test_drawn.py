"""A plan's draws on both paths, måltall over them, tornado, and A against B; against runs of one row at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ldip import Plan, simulate
from ldip.compare.beats import beats
from ldip.compare.draw_causes import ALL, causes_of, conditions_of, failing, shares_of
from ldip.compare.drawn import Drawn, debt_spread, drawn, factor_levels, need_spread
from ldip.compare.drawn_rules import all_at_once, drawn_rules, firsts
from ldip.compare.tornado import NEED, OUTER, ends_of, tornado, tornado_of
from ldip.errors import ModelError
from ldip.model.catalogue import FACTORS, factor_of
from ldip.publish.numbers import OWN_NEED, address, fetch
from ldip.simulation.cases import Case, Cases
from ldip.simulation.run_cases import needs
from ldip.simulation.shocks import Shock
from ldip.statements.adopted import target_of
from ldip.statements.status import statuses

DRAWS = 100


@pytest.fixture(scope="module")
def both(nordvik: Plan) -> Drawn:
    return drawn(nordvik, DRAWS)


def test_both_paths_are_the_runs_alone(both: Drawn, nordvik: Plan) -> None:
    for run, variant in ((both.plain, ""), (both.saved, "varig")):
        alone = simulate(nordvik, DRAWS, variant=variant)
        assert run.variant == alone.variant and run.hash == alone.hash
        for name in ("laanegjeld_ub", "disposisjonsfond_sum_ub", "innbyggere_ub"):
            assert (run.uncertain[name] == alone.uncertain[name]).all(), (variant, name)
            assert (run.series(name) == alone.series(name)).all()
    assert both.plain.years == both.saved.years and len(both.saved.needs) == DRAWS


def test_a_draw_has_its_own_need_with_the_demand_that_binds(both: Drawn) -> None:
    run = both.plain
    for p in need_spread(run).percentiles:
        own = run.lasting_of(p.draw)
        assert own.amount == pytest.approx(run.needs[p.draw - 1], abs=1.0) and own.binding is not None
    with pytest.raises(ModelError, match="finnes ikke"):
        run.lasting_of(DRAWS + 1)


def test_a_mirrored_draw_has_its_own_need(nordvik: Plan) -> None:
    mirrored = nordvik.uncertainty.model_copy(update={"trekkemaate": "motsatt"})
    run = simulate(replace(nordvik, single={**nordvik.single, "usikkerhet.toml": mirrored}), 2)
    assert run.lasting_of(2).amount == pytest.approx(run.needs[1], abs=1.0) != pytest.approx(run.needs[0], abs=1.0)


def test_a_level_is_held_where_the_status_is(both: Drawn) -> None:
    """Judged value by value in two draws, by the function that judges the base case."""
    run = both.plain
    for rule in (r for r in drawn_rules(run) if not r.ratio.follows_state):
        wanted = ("nådd", "uten mål") if rule.level in ("maal", "tak") else ("nådd", "over gulv", "uten mål")
        for draw in (1, 2):
            values = [run.at(rule.ratio.measured, y, {}, draw) for y in run.years]
            found = statuses(run.years, values, target_of(rule.ratio))
            assert [s in wanted for s in found] == rule.held[:, draw - 1].tolist(), (rule.ratio.id, rule.level)


def test_chances_are_shares_of_the_draws(both: Drawn) -> None:
    for run in (both.plain, both.saved):
        rules = drawn_rules(run)
        joint = all_at_once(rules)
        assert rules and joint is not None
        for rule in firsts(rules):
            assert rule.chance.every == rule.counted.all(axis=0).mean() >= joint.every
            assert sum(rule.first) == pytest.approx(1.0) and rule.first[-1] == pytest.approx(rule.chance.every)
        assert failing(run, ALL).mean() == pytest.approx(1.0 - joint.every)
    assert firsts(drawn_rules(both.saved))[0].judged[0] >= firsts(drawn_rules(both.plain))[0].judged[0]
    with pytest.raises(ModelError, match="ukjent regel"):
        failing(both.plain, "finnes_ikke")


def test_fixed_prices_of_a_draw_are_by_its_own_deflator(both: Drawn) -> None:
    run, year = both.plain, both.plain.years[-1]
    for which in ("t7", "p80"):
        number = fetch(run, address("laanegjeld_ub", year, f"{which}_faste"))
        draw = 7 if which == "t7" else debt_spread(run).end.percentiles[1].draw
        assert number.value == run.at("laanegjeld_ub", year, {}, draw) / run.at("deflator_indeks_ub", year, {}, draw)
        assert number.unit == "kr_fast"
    fixed = run.uncertain["laanegjeld_ub"][-1] / run.uncertain["deflator_indeks_ub"][-1]
    assert (fixed <= fetch(run, address("laanegjeld_ub", year, "p80_faste")).value).mean() == pytest.approx(0.8, abs=1 / DRAWS)
    with pytest.raises(ModelError, match="faste priser"):
        fetch(run, address("innbyggere_ub", year, "t7_faste"))


def test_the_need_of_a_draw_has_an_address(both: Drawn) -> None:
    run, year = both.plain, both.plain.plan.shown_year
    assert fetch(run, address(OWN_NEED, year)).value == run.lasting.amount
    at80 = need_spread(run).percentiles[1]
    assert fetch(run, address(OWN_NEED, year, "p80")).value == at80.value
    assert fetch(run, address(OWN_NEED, year, f"t{at80.draw}")).value == at80.value
    for wrong in ("t99999", "x1", "faste", "p80_faste"):
        with pytest.raises(ModelError):
            fetch(run, address(OWN_NEED, year, wrong))


def test_a_bar_is_the_plan_with_that_factor_alone(both: Drawn) -> None:
    run = both.plain
    found, ends = tornado(run), ends_of(run)
    bars = found.bars()
    assert {b.factor for b in bars} == set(ends) and len(ends) >= 3
    assert [b.span for b in bars] == sorted((b.span for b in bars), reverse=True) and bars[0].span > 1e5
    for bar in (bars[0], bars[-1]):
        alone = Cases.of([run.plan], [Case(), Case(shock=(Shock(bar.factor, bar.high),))])
        base, high = needs(alone)
        assert bar.at_high == pytest.approx(high - base, abs=1.0)
    levels = factor_levels(run)
    for name, (low, high) in ends.items():
        neutral = factor_of(FACTORS[name]).neutral
        outside = [(levels[name] < low + neutral - 1e-12).mean(), (levels[name] > high + neutral + 1e-12).mean()]
        assert all(share <= 1.0 - OUTER[1] / 100.0 + 1e-9 for share in outside), name
    ratio = run.plan.rules.maaltall[0].measured
    assert found.bars(ratio, run.years[-1]) and found.bars(ratio, run.years[0])[0].span == pytest.approx(0.0, abs=1e-9)
    with pytest.raises(ModelError):
        found.bars("finnes_ikke", run.years[-1])
    with pytest.raises(ModelError):
        found.bars(ratio, 1999)


def test_no_shock_gives_no_bar(nordvik: Plan) -> None:
    bars = tornado_of(nordvik, {"styringsrente": (0.0, 0.0)}).bars(NEED)
    assert bars[0].at_low == bars[0].at_high == 0.0


def test_causes_of_draws(both: Drawn) -> None:
    run = both.plain
    shares = shares_of(run)
    assert shares is None or sum(shares.shares.values()) + shares.unexplained == pytest.approx(1.0)
    found = causes_of(run, 5)
    levels = factor_levels(run)
    assert {d.factor for d in found.factors} == set(levels)
    for d in found.factors:
        assert d.value == levels[d.factor][4] and d.middle == np.median(levels[d.factor]) and 0.0 < d.below < 1.0
    assert [d.distance for d in found.factors] == sorted((d.distance for d in found.factors), reverse=True)
    few = drawn(run.plan, 20).plain
    assert shares_of(few) is None and conditions_of(few).refused == "for_faa_trekninger"
    with pytest.raises(ModelError, match="keep"):
        shares_of(run, "finnes_ikke", run.years[-1])


def test_a_plan_against_itself_and_one_that_demands_more(nordvik: Plan) -> None:
    rules = nordvik.rules
    assert rules.resultatgrad is not None and rules.resultatgrad.maal is not None
    higher = rules.resultatgrad.model_copy(update={"maal": rules.resultatgrad.maal + 1.0})
    single = {**nordvik.single, "handlingsregler.toml": rules.model_copy(update={"resultatgrad": higher})}
    dearer = replace(nordvik, single=single)
    same = beats(nordvik, nordvik, 10)
    assert same.lower.share == 0.0 and same.equal.share == 1.0 and same.mean == 0.0
    assert same.everything is not None and same.everything.only_a.share == same.everything.only_b.share == 0.0
    there, back = beats(nordvik, dearer, 20), beats(dearer, nordvik, 20)
    assert there.lower.share > 0.8 and back.lower.share == 0.0 and there.mean == pytest.approx(-back.mean)
    assert there.lower.share + there.equal.share == pytest.approx(1.0)
    assert there.mean_error < 0.2 * there.mean, "the same futures: the difference varies less than it is"
    with pytest.raises(ModelError, match="minst én"):
        beats(nordvik, nordvik, 0)
    span = nordvik.head.tid.model_copy(update={"prisnivaa": nordvik.head.tid.prisnivaa + 1})
    later = replace(nordvik, single={**nordvik.single, "plan.toml": nordvik.head.model_copy(update={"tid": span})})
    with pytest.raises(ModelError, match="hvert sitt år, 2026 og 2027"):
        beats(nordvik, later, 10)
    whole = nordvik.head.tid.model_copy(update={"vedtatt_til": nordvik.years[-1]})
    adopted = replace(nordvik, single={**nordvik.single, "plan.toml": nordvik.head.model_copy(update={"tid": whole})})
    with pytest.raises(ModelError, match="ikke noe varig behov"):
        beats(nordvik, adopted, 10)
