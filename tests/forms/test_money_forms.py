"""Forms of loans, funds, måltall, stresses and factors: what they write, and that the accounts close afterwards."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ldip import Run, simulate
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.uncertainty.factors import factor_settings
from tests.forms.test_forms import EXAMPLES, ask, errors, field, kept, plan

LOAN: dict[str, Any] = {"navn": "Kommunalbanken", "beloep": "40"}


def closes(run: Run) -> None:
    """The loan book, the capital account and working capital agree with what they are the sums of."""
    debt = run.series("laan_saldo_ub").sum(axis=1) + run.series("nye_laan_saldo_ub")
    np.testing.assert_allclose(debt, run.series("laanegjeld_ub"), rtol=1e-9)
    fixed = sum(run.series(f"{n}_ub") for n in ("avskrivbare_anleggsmidler", "tomter", "aksjer", "utlaan"))
    owed = run.series("laanegjeld_ub") + run.series("videreutlaan_gjeld_ub") - run.series("ubrukte_laanemidler_ub")
    np.testing.assert_allclose(run.series("kapitalkonto_ub"), fixed - owed, atol=1.0)


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_planned_loan_is_part_of_what_the_plan_borrows(example: str) -> None:
    form = ask(example, "laan", LOAN)
    after = kept(example, form)
    row = next(r for r in after.table("laan.csv", t.LoanRow).rows if r.navn == "Kommunalbanken")
    assert row.tas_opp == after.first_projected and row.saldo == 40.0 and row.anslag
    run, before = simulate(after), simulate(plan(example))
    at = after.years.index(row.tas_opp)
    assert run.series("laanegjeld_ub")[0] == pytest.approx(before.series("laanegjeld_ub")[0])
    taken = run.series("laan_opptak")[at].sum()
    assert taken == pytest.approx(min(40e6, run.series("laaneopptak")[at]))
    closes(run)


def test_the_kind_and_the_rate_decide_the_fields() -> None:
    planned, taken = ask("nordvik", "laan", LOAN), ask("nordvik", "laan", LOAN | {"slag": "tatt_opp_foer"})
    names = {k: {f.spec.id for f in form.fields} for k, form in (("planned", planned), ("taken", taken))}
    assert "aar" in names["planned"] and "motpost" not in names["planned"]
    assert "motpost" in names["taken"] and "aar" not in names["taken"]
    fixed = ask("nordvik", "laan", LOAN | {"rente": "fast"})
    assert float(field(fixed, "fast_rente").value.replace(",", ".")) > 0.0 and not fixed.wrong
    early = ask("nordvik", "laan", LOAN | {"rente": "fast", "bindes_til": "1999"})
    assert "bindes_til" in errors(early) and field(early, "bindes_til").cure is not None
    assert ask("nordvik", "laan", {"navn": "X"}).wrong and not errors(ask("nordvik", "laan", {"navn": "X"}))


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("way", ["kapitalkonto", "anlegg", "annet_laan"])
def test_the_opening_balance_follows_a_loan_taken_before(example: str, way: str) -> None:
    form = ask(example, "laan", LOAN | {"slag": "tatt_opp_foer", "ubrukt": "10", "motpost": way})
    before, after = plan(example), kept(example, form)
    run, old = simulate(after), simulate(before)
    first = after.years[0]
    more = 10e6 if way == "annet_laan" else 40e6  # another loan falls by the used part
    assert opening(run, "laanegjeld_ib") == pytest.approx(opening(old, "laanegjeld_ib") + more)
    assert opening(run, "ubrukte_laanemidler_ib") == pytest.approx(opening(old, "ubrukte_laanemidler_ib") + 10e6)
    bal = after.balance
    assert bal.kapitalkonto == pytest.approx(bal.capital) and bal.arbeidskapital == pytest.approx(bal.working_capital)
    (sheet,) = form.sheets
    assert sheet.rows[-1][1:] == ("0", "0", "0") and any("+" in cell for row in sheet.rows for cell in row)
    assert str(first - 1) in sheet.title
    closes(run)


def opening(run: Run, name: str) -> float:
    """An opening in the first year."""
    return float(np.asarray(run.series(name))[0])


def test_more_unused_than_the_loan_is_located() -> None:
    form = ask("nordvik", "laan", LOAN | {"slag": "tatt_opp_foer", "ubrukt": "41"})
    assert "ubrukt" in errors(form) and not form.edits


@pytest.mark.parametrize("example", EXAMPLES)
def test_lending_on_is_lent_out_and_repaid(example: str) -> None:
    form = ask(example, "laan", LOAN | {"slag": "videreutlaan", "loepetid": "10"})
    after = kept(example, form)
    run, old, year = simulate(after), simulate(plan(example)), after.first_projected
    at = after.years.index(year)
    grown = run.series("videreutlaan_gjeld_ub") - old.series("videreutlaan_gjeld_ub")
    assert np.all(np.abs(grown[:at]) < 1.0) and grown[at] > 30e6 and (grown[at + 1] < grown[at] or after.years[-1] == year)
    closes(run)


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("way", ["avsetning", "bruk"])
def test_a_fund_move_is_added_in_its_year_alone(example: str, way: str) -> None:
    funds = [c.id for c in field(ask(example, "fond", {}), "fond").choices]
    assert len(funds) >= 4
    for fund in funds:
        form = ask(example, "fond", {"slag": way, "fond": fund, "beloep": "7"})
        after = kept(example, form)
        assert form.edits and after.first_projected in after.years
        again = ask(example, "fond", {"slag": way, "fond": fund})
        assert again.wrong and not errors(again)
    part = plan(example).funds.disposisjonsfond[0].id
    run = simulate(kept(example, ask(example, "fond", {"slag": way, "fond": part, "beloep": "7"})))
    old = simulate(plan(example))
    name = f"planlagt_{way}_disposisjonsfond"
    moved = (
        run.series(name).sum(axis=-1) - old.series(name).sum(axis=-1)
        if run.series(name).ndim > 1
        else run.series(name) - old.series(name)
    )
    at = plan(example).years.index(plan(example).first_projected)
    assert moved[at] > 6e6 and np.all(np.abs(np.delete(moved, at)) < 1.0)


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_ratio_of_the_library_is_demanded(example: str) -> None:
    empty = ask(example, "maaltall", {})
    own = next(
        c.id for c in field(empty, "maaltall").choices if c.id and c.id not in {r.id for r in plan(example).rules.maaltall}
    )
    form = ask(example, "maaltall", {"maaltall": own, "maal": "2", "krav": "ja"})
    found = next(r for r in kept(example, form).rules.maaltall if r.id == own)
    assert found.maal == 2.0 and found.krav
    changed = filled_again(example, plan(example))
    assert changed is None or changed.maal == 9.0


def filled_again(example: str, of: Plan) -> Any:
    """The first måltall of a plan after its target is typed anew."""
    first = next((r for r in of.rules.maaltall if r.maal is not None), None)
    if first is None:
        return None
    form = ask(example, "maaltall", {"maal": "9"}, name=first.id)
    after = kept(example, form)
    rest = [r for r in after.rules.maaltall if r.id != first.id]
    assert rest == [r for r in of.rules.maaltall if r.id != first.id]
    return next(r for r in after.rules.maaltall if r.id == first.id)


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_stress_can_be_made_of_every_factor_offered(example: str) -> None:
    factors = [c.id for c in field(ask(example, "stress", {}), "faktor").choices]
    assert {"styringsrente", "loennsvekst", "doedelighet"} <= set(factors)
    for factor in factors:
        form = ask(example, "stress", {"navn": f"Prøve {factor}", "faktor": factor, "endring": "-1,5"})
        after = kept(example, form)
        assert next(s for i, s in after.stresses.items() if i.startswith("proeve")).stoet[0].endring == -1.5
    form = ask(example, "stress", {"navn": "Rente", "til": "1999"})
    assert "til" in errors(form) and not form.edits


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_factor_gets_its_own_spread_or_is_left_out(example: str) -> None:
    wide = kept(example, ask(example, "faktor", {"faktor": "styringsrente", "standardavvik": "2,5"}))
    assert factor_settings(wide)["styringsrente"].parts[0].sd[0] == pytest.approx(0.025)
    off = ask(example, "faktor", {"faktor": "styringsrente", "av": "ja"})
    assert off.wrong and field(off, "kilde").missing
    done = kept(example, ask(example, "faktor", {"faktor": "styringsrente", "av": "ja", "kilde": "Renten er bundet"}))
    assert factor_settings(done)["styringsrente"].off
    for factor in (c.id for c in field(ask(example, "faktor", {}), "faktor").choices):
        kept(example, ask(example, "faktor", {"faktor": factor, "av": "ja", "kilde": "Prøve"}))
