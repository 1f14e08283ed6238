"""Interest on the bank, an overdraft and money lent; the opening balance's changes of principle and unfinished assets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.demography.plans import changed

from ldip import Plan, Run, simulate
from ldip.plan.schema import tables as t

M = 1e6


def opened(plan: Plan, **balances: float) -> Run:
    """The plan with another opening balance, in the file's unit."""
    balance = plan.balance.model_copy(update=balances)
    return simulate(replace(plan, single=dict(plan.single) | {"balanse.toml": balance}))


def test_an_overdraft_is_never_free(nordvik: Plan) -> None:
    """Money that stands as receivables instead of in the bank costs the deposit rate, and under zero the margin as well."""
    rich, poor = opened(nordvik, kortsiktige_fordringer=60.0), opened(nordvik, kortsiktige_fordringer=260.0)
    first = rich.years[0]
    bank, short = (69.0 + 60.0 - x for x in (60.0, 260.0))
    rate = rich.value("nibor_3m", first) - 0.001
    assert rich.value("renter_bankinnskudd", first) == pytest.approx(bank * M * rate)
    assert rich.value("renter_trekk", first) == 0.0
    assert poor.value("renter_bankinnskudd", first) == 0.0
    assert poor.value("renter_trekk", first) == pytest.approx(-short * M * (rate + 0.01))
    less = rich.value("netto_driftsresultat", first) - poor.value("netto_driftsresultat", first)
    assert less >= bank * M * rate - short * M * (rate + 0.01) - 1.0, "the loan that follows costs more, never less"


def test_the_margin_has_a_named_default(tmp_path: Path, nordvik: Plan) -> None:
    text = '[trekkmargin]                              # påslag på innskuddsrenten når banken er overtrukket\nenhet = "prosent"\nverdi = 1.0'
    without = changed(
        tmp_path,
        "nordvik",
        ("finans.toml", text, "[ubrukt]"),
        ("finans.toml", "[ubrukt]", "[trekkmargin]\n" + text[text.index("enhet") :]),
    )
    own = opened(without, kortsiktige_fordringer=260.0)
    single = dict(nordvik.single) | {"finans.toml": nordvik.finance.model_copy(update={"trekkmargin": None})}
    default = opened(replace(nordvik, single=single), kortsiktige_fordringer=260.0)
    assert np.array_equal(own.series("renter_trekk"), default.series("renter_trekk"))


def test_premieavvik_and_receivables_earn_nothing(solvik: Plan) -> None:
    """A krone more in premieavvik or receivables and a krone less in the bank: the year's interest falls by the deposit rate."""
    base, more = opened(solvik), opened(solvik, kortsiktige_fordringer=solvik.balance.kortsiktige_fordringer + 1.0)
    first = base.years[0]
    lost = base.value("renteinntekter", first) - more.value("renteinntekter", first)
    assert lost == pytest.approx(M * (base.value("nibor_3m", first) - 0.001))
    pension = base.value("premieavvik_saldo_ib", first)
    assert pension > 10 * M
    bank = base.value("bankinnskudd_ib", first)
    assert bank == pytest.approx((69 + 60 - 35 - 30) * M - pension)


def test_own_lending_earns_and_on_lending_earns_on_what_is_out(nordvik: Plan) -> None:
    """Of 40 lent out, 25 is on-lending; the debt of 42 earns nothing by itself."""
    run = opened(nordvik, videreutlaan_utestaaende=25.0)
    first = run.years[0]
    nibor = run.value("nibor_3m", first)
    assert run.value("renter_egne_utlaan", first) == pytest.approx(15 * M * (nibor + 0.005))
    assert run.value("renter_fra_videreutlaan", first) == pytest.approx(25 * M * (nibor + 0.0005))
    lent = run.series("videreutlaan_utestaaende_ub") + run.series("egne_utlaan_ub")
    np.testing.assert_allclose(lent, run.series("utlaan_ub"), atol=1e-3)
    indebted = opened(nordvik, videreutlaan_utestaaende=25.0, videreutlaan_gjeld=142.0, kapitalkonto=153.0)
    assert indebted.value("renter_fra_videreutlaan", first) == run.value("renter_fra_videreutlaan", first)


def test_a_swap_is_part_of_the_result_the_loan_is_solved_from(nordvik: Plan) -> None:
    """Interest before the year's loan holds every interest of the opening debt, also a swap's: result and loan close the year."""
    loans = nordvik.table("laan.csv", t.LoanRow)
    rows = tuple(
        r.model_copy(update={"swap_rente": 9.0, "swap_til": 2040} if r.rentetype == "flytende" else {}) for r in loans.rows
    )
    run = simulate(replace(nordvik, tables=dict(nordvik.tables) | {"laan.csv": replace(loans, rows=rows)}))
    assert float(run.series("renter_swap").max()) > 5 * M
    opening = run.series("renteutgifter_foer_nye_laan") + run.series("rente_marginal") * run.series("avdrag_paa_laan")
    np.testing.assert_allclose(opening, run.series("renter_ved_aarets_start"), atol=1e-3)
    left = run.series("finansieringsbehov") - run.series("overfoering_til_investering") - run.series("bruk_av_laan")
    np.testing.assert_allclose(left, run.series("udekket_i_aaret"), atol=0.01)


def test_changes_of_principle_stay_in_the_balance(nordvik: Plan) -> None:
    """Chapters 581 and 580 are held, and the balance sheet closes in every year."""
    run = opened(nordvik, prinsippendringer_drift=5.0, prinsippendringer_investering=-2.0, arbeidskapital=72.0)
    assert np.array_equal(run.series("prinsippendringer_ub"), np.full(len(run.years), 3.0 * M))
    assert float(np.abs(run.series("balansedifferanse_ub")).max()) < 0.01
    assert float(np.abs(opened(nordvik).series("balansedifferanse_ub")).max()) < 0.01


def test_unfinished_assets_follow_the_setting_until_they_are_finished(tmp_path: Path, solvik: Plan) -> None:
    """§ 14-18 with «uten»: 20 of the opening are under construction to the end of 2026, 12 to the end of 2028."""
    lines = "anlegg_under_utfoerelse = 20\nunder_utfoerelse_ferdig = { 2027 = 8, 2029 = 12 }\nkortsiktig_gjeld = 60"
    setting = ("finans.toml", "[nye_laan]", '[minimumsavdrag]\nanlegg_under_utfoerelse = "uten"\n\n[nye_laan]')
    before = simulate(changed(tmp_path / "a", "solvik", setting))
    run = simulate(changed(tmp_path / "b", "solvik", setting, ("balanse.toml", "kortsiktig_gjeld = 60", lines)))
    more = run.series("anlegg_under_utfoerelse_ub") - before.series("anlegg_under_utfoerelse_ub")
    assert more.tolist()[:5] == pytest.approx([20 * M, 12 * M, 12 * M, 0.0, 0.0])
    for year in (2026, 2027, 2029):
        assert run.value("minimumsavdrag", year) > before.value("minimumsavdrag", year)
    plan = changed(tmp_path / "c", "solvik", ("balanse.toml", "kortsiktig_gjeld = 60", lines))
    counted = simulate(plan).series("minimumsavdrag")
    assert np.array_equal(counted, simulate(solvik).series("minimumsavdrag")), "with «med» they are assets like others"


def test_concession_power_is_sale_unless_the_plan_says_otherwise(tmp_path: Path, solvik_run: Run) -> None:
    run = simulate(changed(tmp_path, "solvik", ("inntekter.toml", "[konsesjonskraft]", '[konsesjonskraft]\nlinje = "generelle"')))
    power = 9000 * (480 - 140)
    for year in (2027, 2040):
        assert solvik_run.value("salgs_og_leieinntekter", year) - run.value("salgs_og_leieinntekter", year) == pytest.approx(
            power
        )
        more = run.value("andre_generelle_driftsinntekter", year) - solvik_run.value("andre_generelle_driftsinntekter", year)
        assert more == pytest.approx(power)
        assert run.value("netto_driftsresultat", year) == pytest.approx(solvik_run.value("netto_driftsresultat", year))


def test_an_entity_pays_for_its_overdraft(tmp_path: Path) -> None:
    """Havn with its fund empty and a deficit carried in: what the bank lacks when the year opens costs the overdraft rate."""
    run = simulate(
        changed(tmp_path, "solvik", ("foretak/havn.toml", "disposisjonsfond =", "merforbruk = 9.0\ndisposisjonsfond ="))
    )
    at = sorted(run.plan.enterprises).index("havn")
    bank = run.series("foretak_arbeidskapital_ub")[:, at] + run.series("foretak_kortsiktig_gjeld_ub")[:, at]
    cost = run.series("foretak_renter_trekk")[1:, at]
    rate = run.series("nibor_3m")[1:] - 0.001 + 0.01
    np.testing.assert_allclose(cost, np.maximum(-bank[:-1], 0.0) * rate, atol=1e-3)
    assert cost.max() > 0.0
