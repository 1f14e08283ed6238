"""The household's bill: the mean subscriber and dwelling, or those that the plan states, by hand; lump sums are told, not split."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldip import Run, simulate
from ldip.publish.content.household import NAMES, household_bill
from ldip.publish.numbers import fetch
from tests.demography.plans import changed, told

STATED = """
[husholdning]
abonnement = { vann = 0.5 }
kilde = "Oppdiktet rekkehus"
takst = { beloep = 3.0, enhet = "mill. kr", priser = "løpende", kilde = "Oppdiktet rekkehus" }

[integrering]"""


def test_an_ordinary_household_pays_the_mean_fees_and_the_tax_of_the_mean_home(solvik_run: Run) -> None:
    fees = sum(solvik_run.value("gebyr_per_abonnent", 2026, selvkostomraade=a) for a in ("vann", "avloep"))
    assert solvik_run.value("husholdning_gebyr_sum", 2026) == pytest.approx(fees)
    # 4 200 mill. / 2 100 homes = 2 mill.; 70 % less 0.5 mill. is 0.9 mill.; 2 per mille, and 3 from 2028
    assert solvik_run.value("husholdning_eiendomsskatt_sum", 2026) == pytest.approx(1800.0)
    assert solvik_run.value("husholdning_eiendomsskatt_sum", 2028) == pytest.approx(2700.0)
    assert solvik_run.value("husholdning_betaler", 2026) == pytest.approx(fees + 1800.0)


def test_all_ordinary_homes_together_pay_what_the_plan_takes_in(solvik_run: Run) -> None:
    whole = solvik_run.value("eiendomsskatt_type", 2030, eiendomstype="bolig")
    assert 2100 * solvik_run.value("husholdning_eiendomsskatt", 2030, eiendomstype="bolig") == pytest.approx(whole)


def test_the_plan_can_state_the_household(tmp_path: Path, solvik_run: Run) -> None:
    run = simulate(changed(tmp_path, "solvik", ("inntekter.toml", "\n[integrering]", STATED)), keep=NAMES)
    assert run.value("husholdning_eiendomsskatt_sum", 2026) == pytest.approx((3e6 * 0.7 - 5e5) * 0.002)
    half = solvik_run.value("gebyr_per_abonnent", 2030, selvkostomraade="vann") / 2.0
    assert run.value("husholdning_gebyr", 2030, selvkostomraade="vann") == pytest.approx(half)
    assert run.value("eiendomsskatt", 2026) == solvik_run.value("eiendomsskatt", 2026)
    assert any("Oppdiktet rekkehus" in n for n in household_bill(run).table.notes)


def test_the_bill_is_fetched_by_address_in_fixed_prices_and_adds_up(solvik_run: Run) -> None:
    found = household_bill(solvik_run)
    assert [r.cells[0].text for r in found.table.rows][:3] == ["Gebyr: avløp", "Gebyr: vann", "Eiendomsskatt på boligen"]
    *parts, whole = found.table.rows
    for k, cell in enumerate(whole.cells[1:], start=1):
        assert cell.value == pytest.approx(sum(r.cells[k].value or 0.0 for r in parts))
        assert fetch(solvik_run, cell.address).value == cell.value
    assert cell.value is not None and cell.value < solvik_run.value("husholdning_betaler", 2045)


def test_a_tax_that_cannot_be_split_and_none_are_told(nordvik_run: Run, baerum_run: Run) -> None:
    assert "kan ikke deles på boliger" in " ".join(s.text for s in household_bill(nordvik_run).sentences)
    assert not household_bill(nordvik_run).sums
    assert household_bill(baerum_run).sentences[-1].text == "Planen har ingen eiendomsskatt."


def test_an_unknown_area_is_located_with_its_remedy(tmp_path: Path) -> None:
    wrong = STATED.replace("vann = 0.5", "van = 0.5")
    problems = told(tmp_path, "solvik", "inntekter.toml", "\n[integrering]", wrong)
    assert "inntekter.toml" in problems and "husholdning.abonnement.van" in problems and "vann" in problems
