"""The loan book against an independent amortisation, swaps, refinancing, policies of new loans, and rate exposure."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.demography.plans import changed

from ldip import Plan, Run, simulate
from ldip.model.catalogue import catalogue
from ldip.plan.document import Table
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Amount

YEARS = 20
COLUMNS = ("saldo", "avdrag", "renter")


def forty_loans() -> list[t.LoanRow]:
    """Forty loans of every kind, drawn once; Nordvik's debt of 300 million shared among them."""
    rng = random.Random(7)
    sizes = [rng.uniform(1.0, 15.0) for _ in range(40)]
    rows = []
    for i, size in enumerate(sizes):
        kind = rng.choice(["serie", "annuitet", "avdragsfritt"])
        fixed = rng.random() < 0.4
        swap = not fixed and rng.random() < 0.3
        rows.append(
            t.LoanRow(
                id=f"laan-{i}",
                navn=f"Lån {i}",
                saldo=300.0 * size / sum(sizes),
                enhet="mill. kr",
                restloepetid=float(rng.choice([3, 7, 12, 18, 20, 25, 35])),
                rentetype="fast" if fixed else "flytende",
                fast_rente=rng.uniform(1.5, 5.0) if fixed else 0.0,
                fast_til=2026 + rng.randint(0, 12) if fixed else 0,
                margin=rng.uniform(0.1, 0.9),
                type=kind,
                referanse=rng.choice(["nibor", "styringsrente"]),
                forfaller=2028 + i % 7 if kind == "avdragsfritt" else 0,
                swap_rente=rng.uniform(1.0, 4.5) if swap else 0.0,
                swap_til=2027 + rng.randint(0, 10) if swap else 0,
                anslag=False,
                kilde="prøve",
            )
        )
    return rows


def by_hand(loan: t.LoanRow, nibor: list[float], policy: list[float]) -> dict[str, list[float]]:
    """Day-one amortisation written apart from the engine: plain Python, year by year."""
    left, years_left = loan.saldo * 1e6, loan.restloepetid
    serial = left / years_left
    out: dict[str, list[float]] = {c: [] for c in COLUMNS}
    for k in range(YEARS):
        year = 2026 + k
        reference = nibor[k] if loan.referanse == "nibor" else policy[k]
        fixed = loan.rentetype == "fast" and year <= loan.fast_til
        rate = loan.fast_rente / 100 if fixed else reference + loan.margin / 100
        interest = left * rate
        if year <= loan.swap_til:
            interest += left * (loan.swap_rente / 100 - nibor[k])
        n = max(years_left - k, 1.0)
        if loan.type == "avdragsfritt":
            paid = 0.0
        elif loan.type == "annuitet":
            payment = left * rate / (1.0 - (1.0 + rate) ** -n) if rate else left / n
            paid = payment - left * rate
        else:
            paid = min(left, serial)
        left -= paid
        for column, value in zip(COLUMNS, (left, paid, interest), strict=True):
            out[column].append(value)
    return out


@pytest.fixture(scope="module")
def forty(nordvik: Plan) -> tuple[list[t.LoanRow], Run]:
    rows = forty_loans()
    finance = nordvik.finance.model_copy(update={"avdragspolitikk": "fast"})
    table = Table("laan.csv", tuple(rows), tuple(range(2, 42)))
    plan = replace(nordvik, single={**nordvik.single, "finans.toml": finance}, tables={**nordvik.tables, "laan.csv": table})
    return rows, simulate(plan)


def test_twenty_years_of_forty_loans(forty: tuple[list[t.LoanRow], Run]) -> None:
    rows, run = forty
    nibor, policy = list(run.series("nibor_3m")), list(run.series("styringsrente"))
    balance, paid = run.series("laan_saldo_ub"), run.series("laan_avdrag_planlagt")
    interest = run.series("renter_laan") + run.series("renter_swap")
    assert run.ids("laan") == tuple(r.id for r in rows)
    assert {r.type for r in rows} == {"serie", "annuitet", "avdragsfritt"} and any(r.swap_til for r in rows)
    for i, loan in enumerate(rows):
        expected = by_hand(loan, nibor, policy)
        for column, got in zip(COLUMNS, (balance[:, i], paid[:, i], interest[:, i]), strict=True):
            np.testing.assert_allclose(got, expected[column], rtol=1e-9, atol=1e-3, err_msg=f"{loan.id} {loan.type} {column}")
    total = run.series("renteutgifter")
    others = sum(run.series(n) for n in ("renter_nye_laan", "renter_videreutlaan", "renter_aarets_opptak"))
    assert np.allclose(total, interest.sum(axis=1) + others)


def test_exposure_and_refinancing(forty: tuple[list[t.LoanRow], Run]) -> None:
    rows, run = forty
    k, year = 3, 2029
    balance = run.series("laan_saldo_ub")[k]
    floating = [not (r.rentetype == "fast" and year <= r.fast_til) and not year <= r.swap_til for r in rows]
    debt = balance[np.array(floating)].sum() + run.value("nye_laan_saldo_ub", year)
    assert run.value("gjeld_flytende_ub", year) == pytest.approx(debt)
    assert run.value("andel_flytende_ub", year) == pytest.approx(debt / run.value("laanegjeld_ub", year))
    due = sum(b for b, r in zip(balance, rows, strict=True) if r.forfaller == year + 1)
    assert due > 0.0 and run.value("refinansieres_neste_aar_ub", year) == pytest.approx(due)
    net = run.value("laanegjeld_ub", year) + run.value("videreutlaan_gjeld_ub", year)
    net -= run.value("utlaan_ub", year) + run.value("ubrukte_laanemidler_ub", year)
    assert run.value("netto_laanegjeld_ub", year) == pytest.approx(net)


def test_a_fixed_policy_below_the_minimum_is_a_problem(forty: tuple[list[t.LoanRow], Run]) -> None:
    _, run = forty
    assert any("minimumsavdrag" in str(p) for p in run.problems)


@pytest.mark.parametrize("kind", ["serie", "annuitet", "minimum"])
def test_policies_of_new_loans(kind: str, tmp_path: Path) -> None:
    edits = (
        ("finans.toml", "loepetid = 30", f'loepetid = 30\ntype = "{kind}"'),
        ("finans.toml", 'avdragspolitikk = "minst_minimumsavdrag"', 'avdragspolitikk = "fast"'),
    )
    run = simulate(changed(tmp_path, "nordvik", *edits))
    taken, planned = run.series("laaneopptak"), run.series("nye_laan_avdrag_planlagt")
    assert np.allclose(run.series("nye_laan_aargang_ub").sum(axis=1), run.series("nye_laan_saldo_ub"))
    if kind == "minimum":
        assert not planned.any()
    if kind == "serie":
        assert np.allclose(planned, [taken[:k].sum() / 30 for k in range(YEARS)])
    if kind == "annuitet":
        rate, left, paid = run.series("rente_nye_laan"), [0.0] * YEARS, []
        for k in range(YEARS):
            parts = [left[v] * rate[k] / ((1 + rate[k]) ** (30 - (k - v - 1)) - 1) for v in range(k)]
            left = [b - p for b, p in zip(left, [*parts, *[0.0] * (YEARS - k)], strict=True)]
            left[k] = taken[k]
            paid.append(sum(parts))
        assert np.allclose(planned, paid)


def test_the_minimum_is_paid_whatever_the_policy(tmp_path: Path) -> None:
    run = simulate(changed(tmp_path, "nordvik", ("finans.toml", "loepetid = 30", 'loepetid = 30\ntype = "minimum"')))
    assert (run.series("avdrag_paa_laan") >= run.series("minimumsavdrag") - 1e-3).all()
    assert np.allclose(run.series("nye_laan_aargang_ub").sum(axis=1), run.series("nye_laan_saldo_ub"))


def test_two_points_on_the_rate_cost_what_floats(solvik_run: Run, tmp_path: Path) -> None:
    """Existing loans alone, before anything else moves: the first year's interest rises by two per cent of what floats."""
    old = "verdier = { 2026 = 3.9, 2027 = 3.4, 2028 = 3.2, 2029 = 3.0 }"
    run = simulate(
        changed(tmp_path, "solvik", ("forutsetninger.toml", old, "verdier = { 2026 = 5.9, 2027 = 5.4, 2028 = 5.2, 2029 = 5.0 }"))
    )
    more = (run.series("renter_laan") - solvik_run.series("renter_laan"))[0].sum()
    assert more == pytest.approx(0.02 * 200e6)


CASES = [
    ("0,40;ja;Oppdiktet", "0,40;ja;Oppdiktet", "type", "avdragsfritt", "mangler for et avdragsfritt lån"),
    ("0,40;ja;Oppdiktet", "0,40;ja;Oppdiktet", "swap_til", "2030", "swap_rente og swap_til hører sammen"),
    ("0,40;ja;Oppdiktet", "0,40;ja;Oppdiktet", "type", "bullet", "ukjent verdi"),
]


@pytest.mark.parametrize(("old", "new", "column", "value", "words"), CASES, ids=[c[4] for c in CASES])
def test_mistakes_are_told(tmp_path: Path, old: str, new: str, column: str, value: str, words: str) -> None:
    head = "id;navn;saldo;enhet;restloepetid;rentetype;fast_rente;fast_til;margin;anslag;kilde"
    from ldip import PlanError

    with pytest.raises(PlanError) as error:
        changed(tmp_path, "nordvik", ("laan.csv", head, f"{head};{column}"), ("laan.csv", old, f"{new};{value}"))
    assert words in str(error.value), str(error.value)


def test_a_fixed_loan_has_no_swap(tmp_path: Path) -> None:
    head = "margin;anslag;kilde"
    from ldip import PlanError

    with pytest.raises(PlanError, match="har ikke bytte til fast"):
        changed(
            tmp_path,
            "nordvik",
            ("laan.csv", head, f"{head};swap_rente;swap_til"),
            ("laan.csv", "0,45;ja;Oppdiktet", "0,45;ja;Oppdiktet;3,0;2030"),
        )


def test_old_rule_is_in_force_to_2019() -> None:
    """The act of 1992 required debt over weighted lifetime; the formula of § 14-18 is in force from 2020."""
    versions = catalogue().steps["minimumsavdrag"]
    by_year = {year: [s.inputs for s in versions if s.valid(year)] for year in (2019, 2020)}
    assert by_year[2019] == [("laanegjeld_ib", "vektet_levetid")]
    assert len(by_year[2020]) == 1 and "avskrivninger" in by_year[2020][0]


def test_debt_by_purpose(solvik_run: Run) -> None:
    """Existing self-cost loans by their mark, new ones by the share of what may be lent; the two purposes are the debt."""
    run = solvik_run
    first = run.years[0]
    opened = run.value("laan_saldo_ib", first, laan="kbn-va")
    assert opened == 50e6
    owed = run.value("laan_saldo_ub", first, laan="kbn-va") + run.value("nye_selvkostlaan_opptak", first)
    assert run.value("selvkostgjeld_ub", first) == pytest.approx(owed)
    for year in run.years:
        parts = run.value("selvkostgjeld_ub", year) + run.value("gjeld_uten_selvkost_ub", year)
        assert parts == pytest.approx(run.value("laanegjeld_ub", year))
        share = run.value("selvkost_investert_sum", year) / run.value("laanetak", year)
        taken = run.value("laaneopptak", year) * min(share, 1.0)
        assert run.value("nye_selvkostlaan_opptak", year) == pytest.approx(taken)
    assert any(run.value("nye_selvkostlaan_opptak", y) > 1e5 for y in run.years)


def test_shares_of_a_property_company_may_be_lent_for(nordvik: Plan) -> None:
    """§ 14-15 second paragraph: all shares of a property company lift the cap, other shares never do."""
    year = nordvik.years[4]

    def run_with(post: str) -> Run:
        amount = Amount(enhet="mill. kr", priser="2026-kroner", verdi=5.0, kilde="test")
        others = {k: v for k, v in nordvik.investment.poster.items() if k != post}
        file = nordvik.investment.model_copy(update={"poster": others | {post: amount}})
        return simulate(replace(nordvik, single=dict(nordvik.single) | {"investeringer.toml": file}))

    property_company, shares, plain = run_with("aksjer_i_eiendomsselskap"), run_with("aksjer_og_andeler"), simulate(nordvik)
    price = plain.value("deflator_indeks_ub", year)
    assert property_company.value("laanetak", year) - plain.value("laanetak", year) == pytest.approx(5e6 * price)
    assert shares.value("laanetak", year) == pytest.approx(plain.value("laanetak", year))
    before = plain.value("ikke_laanbare_utgifter", year)
    assert property_company.value("ikke_laanbare_utgifter", year) == pytest.approx(before)
    assert shares.value("ikke_laanbare_utgifter", year) != pytest.approx(before)
