"""Adopted new loans and transfer to investment (kommuneloven § 14-4): they stand, and what does not balance is named.

Nordvik's one adopted year, 2026: investments need 25.046 mill. of transfer and loan, and the result is about 10.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from ldip import Plan, Run, check, simulate
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Amount

MILL = 1e6
YEAR = 2026
NEED = 25.046 * MILL  # by hand: 0.9 · (14 + 15 + 4) + 0.8 less 4.95 of VAT compensation and 0.504 of grants


def adopted(plan: Plan, **lines: float) -> Run:
    """The run of the plan with adopted lines added, in mill. kroner; every plan passes the check."""
    table = plan.table("vedtatt.csv", t.AdoptedRow)
    rows = [table.rows[0].model_copy(update={"linje": n, "beloep": v}) for n, v in lines.items()]
    changed = replace(plan, tables=dict(plan.tables) | {"vedtatt.csv": Table("vedtatt.csv", (*table.rows, *rows))})
    assert check(changed) == []
    run = simulate(changed)
    assert run.value("finansieringsbehov", YEAR) == pytest.approx(NEED)
    for name, amount in lines.items():
        assert run.value(name, YEAR) == pytest.approx(amount * MILL)
    closes(run)
    return run


def closes(run: Run) -> None:
    """The balance sheet balances, and both accounts of the year end with what is carried (§ 5-9)."""
    assert float(abs(run.series("balansedifferanse_ub")).max()) < 0.01
    short = run.value("udekket_i_aaret", YEAR)
    assert run.value("fremfoert_merforbruk", YEAR) == pytest.approx(-run.value("merforbruk_i_aaret", YEAR), abs=0.01)
    assert run.value("fremfoert_udekket_avslutning", YEAR) == pytest.approx(-short, abs=0.01)
    paid = run.value("overfoering_fri", YEAR) + run.value("bruk_av_laan", YEAR)
    assert NEED - paid == pytest.approx(short - run.value("overfinansiert", YEAR), abs=0.01)


def told(run: Run) -> list[str]:
    return [p.key for p in run.problems if p.key.endswith(f"/{YEAR}")]


def test_a_smaller_transfer_leaves_more_loan_and_fills_a_fund(nordvik: Plan) -> None:
    run = adopted(nordvik, overfoering_til_investering=6.0)
    result = run.value("netto_driftsresultat", YEAR)
    assert run.value("bruk_av_laan", YEAR) == pytest.approx(NEED - 6 * MILL)
    assert run.value("avsetning_disposisjonsfond", YEAR) == pytest.approx(result - 6 * MILL)
    assert run.value("overfoering_budsjettert", YEAR) == pytest.approx(6 * MILL), "the budget is the line, not what the rules ask"
    assert run.value("strykning_overfoering", YEAR) == pytest.approx(0.0, abs=0.01)
    assert told(run) == []


def test_a_transfer_above_the_result_uses_funds_then_is_merforbruk(nordvik: Plan) -> None:
    """§ 4-3: what the result lacks of an adopted transfer is taken from disposisjonsfond; beyond it is merforbruk, named."""
    some = adopted(nordvik, overfoering_til_investering=20.0)
    lacking = 20 * MILL - some.value("netto_driftsresultat", YEAR)
    assert some.value("bruk_disposisjonsfond", YEAR) == pytest.approx(lacking)
    assert told(some) == [f"overfoering_til_investering/{YEAR}"]
    much = adopted(nordvik, overfoering_til_investering=80.0)
    lacking = 80 * MILL - much.value("netto_driftsresultat", YEAR) - 40 * MILL  # both parts of the fund, 32 and 8, are used
    assert much.value("merforbruk_i_aaret", YEAR) == pytest.approx(lacking)
    assert much.value("overfinansiert", YEAR) == pytest.approx(80 * MILL - NEED)
    assert {f"merforbruk_ub/{YEAR}", f"overfinansiert/{YEAR}"} <= set(told(much))


def test_too_small_lines_are_udekket(nordvik: Plan) -> None:
    """Transfer 10 and loan 5: 10.046 of the investments have no source (§ 14-11), and the loan struck in § 5-9 is nil."""
    run = adopted(nordvik, overfoering_til_investering=10.0, bruk_av_laan=5.0)
    assert run.value("udekket_i_aaret", YEAR) == pytest.approx(NEED - 15 * MILL)
    assert run.value("bruk_av_laan_budsjettert", YEAR) == pytest.approx(5 * MILL)
    assert run.value("strykning_bruk_av_laan", YEAR) == pytest.approx(0.0, abs=0.01)
    assert run.value("dekning_udekket", YEAR + 1) == pytest.approx(NEED - 15 * MILL)
    assert told(run) == [f"udekket_ub/{YEAR}"]


def test_too_large_lines_are_udisponert(nordvik: Plan) -> None:
    """Transfer 9 and loan 22: 5.954 are above what investments use (§ 4-6); they stand in the fund, and are named."""
    run = adopted(nordvik, overfoering_til_investering=9.0, bruk_av_laan=22.0)
    over = 31 * MILL - NEED
    assert run.value("overfinansiert", YEAR) == pytest.approx(over)
    assert run.value("udisponert_etter_strykning", YEAR) == pytest.approx(over)
    opened = nordvik.balance.ubundet_investeringsfond * MILL
    assert run.value("ubundet_investeringsfond_ub", YEAR) - opened == pytest.approx(over)
    assert told(run) == [f"overfinansiert/{YEAR}"]
    text = next(str(p) for p in run.problems if p.key == f"overfinansiert/{YEAR}")
    assert "5,954 mill. kr" in text and "§ 4-6" in text and "senk" in text


def test_use_of_the_free_fund_is_struck_before_money_is_left_over(nordvik: Plan) -> None:
    """§ 4-6: planned use of 4 from the free investment fund is struck against 1.954 left over; the loan line stands."""
    update = {"planlagt_bruk_ubundet_investeringsfond": 4.0, "overfoering_til_investering": 9.0, "bruk_av_laan": 14.0}
    table = nordvik.table("vedtatt.csv", t.AdoptedRow)
    rows = [table.rows[0].model_copy(update={"linje": n, "beloep": v}) for n, v in update.items()]
    run = simulate(replace(nordvik, tables=dict(nordvik.tables) | {"vedtatt.csv": Table("vedtatt.csv", (*table.rows, *rows))}))
    over = 27 * MILL - NEED
    assert run.value("strykning_bruk_ubundet", YEAR) == pytest.approx(over)
    assert run.value("udisponert_etter_strykning", YEAR) == pytest.approx(0.0, abs=0.01)
    assert run.value("ubundet_investeringsfond_ub", YEAR) == pytest.approx(14 * MILL - (4 * MILL - over))
    assert float(abs(run.series("balansedifferanse_ub")).max()) < 0.01


def test_a_loan_alone_leaves_the_transfer_what_is_left(nordvik: Plan) -> None:
    """§ 14-9: with a loan of 18 the transfer is 7.046, and the rest of the result goes to disposisjonsfond."""
    run = adopted(nordvik, bruk_av_laan=18.0)
    assert run.value("overfoering_til_investering", YEAR) == pytest.approx(NEED - 18 * MILL)
    rest = run.value("netto_driftsresultat", YEAR) - (NEED - 18 * MILL)
    assert run.value("avsetning_disposisjonsfond", YEAR) == pytest.approx(rest)
    assert told(run) == []


@pytest.mark.parametrize(("taken", "named"), [(30.0, []), (5.0, [f"ubrukte_laanemidler_ub/{YEAR}"])])
def test_loans_taken_and_loans_used_differ_by_what_is_unused(nordvik: Plan, taken: float, named: list[str]) -> None:
    """§ 2-6: more than is used is unused loan money; less is used than taken from nowhere, and is named."""
    run = adopted(nordvik, laaneopptak=taken)
    unused = taken * MILL - run.value("bruk_av_laan", YEAR)
    assert run.value("ubrukte_laanemidler_ub", YEAR) == pytest.approx(unused)
    assert told(run) == named
    debt = run.value("laanegjeld_ub", YEAR) + run.value("avdrag_paa_laan", YEAR) - nordvik.balance.laanegjeld * MILL
    assert debt == pytest.approx(taken * MILL)


def test_earmarked_money_is_in_the_line_and_counted_once(nordvik: Plan) -> None:
    """A transfer of 9 of which 3 is earmarked: the investments need 22.046 beside it, 6 is transferred freely, the loan is the rest."""
    given = Amount(enhet="mill. kr", priser="løpende", verdi=3.0, kilde="test")
    funds: Any = nordvik.funds.model_copy(update={"oeremerket_overfoering": given})
    plan = replace(nordvik, single=dict(nordvik.single) | {"fond.toml": funds})
    table = plan.table("vedtatt.csv", t.AdoptedRow)
    row = table.rows[0].model_copy(update={"linje": "overfoering_til_investering", "beloep": 9.0})
    run = simulate(replace(plan, tables=dict(plan.tables) | {"vedtatt.csv": Table("vedtatt.csv", (*table.rows, row))}))
    assert run.value("overfoering_oeremerket", YEAR) == pytest.approx(3 * MILL)
    assert run.value("overfoering_fri", YEAR) == pytest.approx(6 * MILL)
    assert run.value("overfoering_til_investering", YEAR) == pytest.approx(9 * MILL)
    assert run.value("bruk_av_laan", YEAR) == pytest.approx(NEED - 9 * MILL)
    assert run.value("udekket_i_aaret", YEAR) == pytest.approx(0.0, abs=0.01)
    assert told(run) == []


def test_lines_leave_the_need_to_the_projected_years(nordvik: Plan) -> None:
    """An adopted year is judged by itself: it asks nothing of the lasting need, and no view moves it."""
    run = adopted(nordvik, overfoering_til_investering=6.0)
    for view in ("uten_innsparing", "varig", "aar_for_aar", "realisert"):
        assert run.at("bruk_av_laan", YEAR, {"variant": view}) == pytest.approx(NEED - 6 * MILL)
        assert run.at("dekning_utenfra", YEAR, {"variant": view}) == 0.0
    assert run.at("gap_fast", YEAR, {"variant": "aar_for_aar"}) == 0.0
