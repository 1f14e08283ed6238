"""Managed capital in whole plans: spending rule, reserve, a path of losses, and whether payments can be met."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ldip import Plan, Run, simulate
from ldip.binding.reading import plan_of_contents, with_levers
from ldip.plan.edits import SetValue, apply

MILL = 1e6


def with_capital(plan: Plan, **update: Any) -> Plan:
    capital = plan.finance.kapitalforvaltning
    assert capital is not None
    finance = plan.finance.model_copy(update={"kapitalforvaltning": capital.model_copy(update=update)})
    return replace(plan, single=dict(plan.single) | {"finans.toml": finance})


def test_the_rule_takes_out_real_return_and_the_rest_builds_the_reserve(solvik_run: Run) -> None:
    run = solvik_run
    for year in run.years:
        opened = run.value("forvaltningskapital_ib", year)
        gain = run.value("gevinst_og_tap_finansielle_omloepsmidler", year)
        spent = run.value("uttak_av_kapital", year)
        assert gain == pytest.approx(0.045 * opened)
        assert spent == pytest.approx((0.045 - run.value("deflator_vekst", year)) * opened)
        assert run.value("avsetning_kursreserve", year, fond="kursreserve") == pytest.approx(gain - spent)
        assert run.value("forvaltningskapital_ub", year) == pytest.approx(opened + gain - spent)
    assert run.value("forvaltningskapital_ib", run.years[0]) == 30 * MILL


def test_a_fall_in_the_market_uses_the_reserve_before_operations(solvik: Plan, solvik_run: Run) -> None:
    """The lever lets the path strike in 2029–2031: the reserve pays until it is empty, the rest lowers the result."""
    run = simulate(with_levers(solvik, ["boersfall"]))
    assert [round(run.value("avkastning", y), 3) for y in (2028, 2029, 2030, 2031, 2032)] == [0.045, -0.12, -0.04, 0.06, 0.045]
    fell = run.value("gevinst_og_tap_finansielle_omloepsmidler", 2029)
    assert fell == pytest.approx(-0.12 * run.value("forvaltningskapital_ib", 2029))
    wanted = run.value("bruk_kursreserve_oensket", 2029, fond="kursreserve")
    assert wanted == pytest.approx(run.value("uttak_av_kapital", 2029) - fell)
    assert run.value("bruk_etter_plan", 2029, fond="kursreserve") == pytest.approx(wanted)
    need = solvik_run.value("kursreserve_behov_ub", 2028)
    lost = run.value("forvaltningskapital_ub", 2028) - run.value("forvaltningskapital_ub", 2030)
    assert need == pytest.approx(lost, rel=0.01), "the stated need is what the path takes when it strikes"
    assert run.value("kursreserve_ub", 2028) > need
    assert run.value("kursreserve_ub", 2030) == pytest.approx(run.value("kursreserve_ub", 2028) - lost)
    parts = {"fritt": 32.0, "kursreserve": 0.0, "bufferfond": 8.0}
    moved = SetValue(fil="balanse.toml", noekkel=["disposisjonsfond"], verdi=parts)
    thin = simulate(with_levers(plan_of_contents(apply(solvik.contents, [moved])), ["boersfall"]))
    asked = thin.value("bruk_kursreserve_oensket", 2029, fond="kursreserve")
    assert thin.value("bruk_etter_plan", 2029, fond="kursreserve") < asked - MILL
    assert thin.value("kursreserve_over_behov_ub", 2028) < 0.0


def test_without_a_rule_all_of_the_return_is_spent(solvik: Plan, baerum_run: Run) -> None:
    run = simulate(with_capital(solvik, uttak="alt", kursreserve=None))
    for year in run.years:
        assert run.value("avkastning_over_uttak", year) == 0.0
        assert run.value("forvaltningskapital_ub", year) == pytest.approx(30 * MILL)
    assert all(baerum_run.value("portefoelje_ub", y) == 0.0 for y in baerum_run.years)


def test_uncertain_return_moves_the_draws(solvik: Plan) -> None:
    run = simulate(solvik, 200, keep=("gevinst_og_tap_finansielle_omloepsmidler", "sum_driftsinntekter"))
    first = run.uncertain["gevinst_og_tap_finansielle_omloepsmidler"][0]
    assert np.std(first) == pytest.approx(0.06 * 30 * MILL, rel=0.15)
    assert run.base["gevinst_og_tap_finansielle_omloepsmidler"][0, 0] == pytest.approx(0.045 * 30 * MILL)


def test_bank_is_what_remains_and_an_overdraft_is_a_problem(solvik: Plan, solvik_run: Run) -> None:
    """§ 14-1: with money placed, lent out or due the bank may be short although the accounts balance."""
    run = solvik_run
    for year in run.years:
        parts = [run.value(n, year) for n in ("bankinnskudd_ub", "forvaltningskapital_ub", "fordringer_og_premieavvik_ub")]
        assert sum(parts) == pytest.approx(run.value("omloepsmidler_ub", year))
    assert not [p for p in run.problems if p.key.startswith("betalingsevne")]
    balance = solvik.balance.model_copy(update={"kortsiktige_fordringer": 100.0})
    short = simulate(replace(solvik, single=dict(solvik.single) | {"balanse.toml": balance}))
    found = [p for p in short.problems if p.key.startswith("betalingsevne")]
    assert found and "§ 14-1" in found[0].message
    assert found[0].key == f"betalingsevne_ub/{short.years[0]}"
