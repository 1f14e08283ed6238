"""Planned loans: terms of their own for a part of what the plan borrows, and the loan book still closes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ldip import Plan, Run, simulate
from ldip.plan.schema import tables as t

FILE = "laan.csv"


def with_loan(plan: Plan, **parts: object) -> Plan:
    table = plan.table(FILE, t.LoanRow)
    said = {"id": "planlagt", "navn": "Planlagt", "saldo": 10.0, "enhet": "mill. kr", "restloepetid": 5.0}
    said |= {"rentetype": "flytende", "margin": 0.5, "anslag": True, "kilde": "test", "tas_opp": plan.years[2]}
    row = t.LoanRow.model_validate({**said, **parts})
    rows, lines = (*table.rows, row), (*table.lines, max(table.lines, default=1) + 1)
    return replace(plan, tables={**plan.tables, FILE: replace(table, rows=rows, lines=lines)})


@pytest.fixture(scope="module")
def plain(nordvik: Plan) -> Run:
    return simulate(nordvik)


def test_a_planned_loan_is_taken_and_repaid_on_its_own_terms(nordvik: Plan, plain: Run) -> None:
    run, at = simulate(with_loan(nordvik)), 2
    mine = list(run.ids("laan")).index("planlagt")
    assert plain.series("laaneopptak")[at] > 10e6  # the plan borrows more than the loan
    balance = run.series("laan_saldo_ub")[:, mine]
    assert np.all(balance[:at] == 0.0) and balance[at] == 10e6
    assert run.series("laan_avdrag_planlagt")[at, mine] == 0.0
    assert run.series("laan_avdrag_planlagt")[at + 1, mine] == pytest.approx(2e6)
    rate = run.series("nibor_3m")[at + 1] + 0.005
    assert run.series("renter_laan")[at + 1, mine] == pytest.approx(10e6 * rate)
    assert run.series("laaneopptak_felles")[at] == pytest.approx(run.series("laaneopptak")[at] - 10e6)
    assert run.series("laaneopptak")[: at + 1] == pytest.approx(plain.series("laaneopptak")[: at + 1])  # it borrows as before
    debt = run.series("laan_saldo_ub").sum(axis=1) + run.series("nye_laan_saldo_ub")
    np.testing.assert_allclose(debt, run.series("laanegjeld_ub"), rtol=1e-12)
    np.testing.assert_allclose(run.series("nye_laan_aargang_ub").sum(axis=1), run.series("nye_laan_saldo_ub"), atol=1e-3)


def test_a_loan_above_the_need_is_taken_no_higher_than_it(nordvik: Plan, plain: Run) -> None:
    run, at = simulate(with_loan(nordvik, saldo=1e5)), 2
    assert run.series("laan_opptak")[at].sum() == pytest.approx(run.series("laaneopptak")[at])
    assert run.series("laaneopptak_felles")[at] == pytest.approx(0.0, abs=1e-3)
    assert run.series("laaneopptak")[at] == pytest.approx(plain.series("laaneopptak")[at])


def test_terms_like_the_plans_own_change_nothing(nordvik: Plan, plain: Run) -> None:
    finance = nordvik.finance.nye_laan
    assert finance.type == "serie"
    same = {"restloepetid": finance.loepetid, "margin": 100.0 * finance.margin.at(nordvik.years[3])}
    run = simulate(with_loan(nordvik, **same))
    for name in ("laanegjeld_ub", "renteutgifter", "avdrag_paa_laan"):
        np.testing.assert_allclose(run.series(name), plain.series(name), rtol=1e-9)


def test_a_fixed_rate_holds_until_it_ends(nordvik: Plan) -> None:
    end = nordvik.years[5]
    run = simulate(with_loan(nordvik, rentetype="fast", fast_rente=2.85, fast_til=end))
    mine = list(run.ids("laan")).index("planlagt")
    rate = run.series("laanerente")[:, mine]
    assert rate[5] == pytest.approx(0.0285) and rate[6] == pytest.approx(run.series("nibor_3m")[6] + 0.005)
