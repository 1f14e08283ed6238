"""Self-cost: the fee covers the cost by the rule, the fund closes in its year, pipes and rules move the fee."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import Run, simulate
from tests.demography.plans import changed, told

FILE = "selvkost/vann.toml"
AREA = {"selvkostomraade": "vann"}


def area(run: Run, name: str) -> np.ndarray:
    return run.series(name)[:, run.ids("selvkostomraade").index("vann")]


def test_fund_closes_in_its_year_and_stays_closed(solvik_run: Run) -> None:
    balance = area(solvik_run, "gebyrbalanse_ub")
    at = solvik_run.years.index(2030)
    assert (balance[:at] > 1e5).all()
    assert np.abs(balance[at:]).max() < 1e-6
    deficit = solvik_run.series("gebyrbalanse_ub")[:, solvik_run.ids("selvkostomraade").index("avloep")]
    assert deficit[0] < 0.0 and np.abs(deficit[solvik_run.years.index(2029) :]).max() < 1e-6


def test_fees_are_cost_and_the_funds_part(solvik_run: Run) -> None:
    fee, base = area(solvik_run, "gebyrinntekt"), area(solvik_run, "gebyrgrunnlag")
    assert fee[0] == pytest.approx(8.0e6)  # adopted
    assert np.allclose(fee[5:], base[5:])
    parts = ("selvkost_loenn", "selvkost_kjoep", "selvkost_indirekte", "kalkulatorisk_rente")
    capital = ("selvkost_avskrivning_eksisterende", "selvkost_avskrivning_ny")
    assert np.allclose(base, sum(area(solvik_run, n) for n in (*parts, *capital)))
    assert np.allclose(area(solvik_run, "gebyr_per_abonnent"), fee / 1750)


def test_capital_cost_by_hand(solvik_run: Run) -> None:
    """Pipes laid each year over 80 years from the year after, and what was there over 35 years."""
    spent = solvik_run.series("aktivert")[:, solvik_run.ids("prosjekt").index("vann")]
    new = [sum(spent[s] / 80 for s in range(t)) for t in range(20)]
    assert np.allclose(area(solvik_run, "selvkost_avskrivning_ny"), new)
    assert np.allclose(area(solvik_run, "selvkost_avskrivning_eksisterende"), 32e6 / 35)
    old_value = 32e6 * (1 - np.arange(21) / 35)
    new_value = np.concatenate([[0.0], np.cumsum(spent - np.array(new))])
    mean = (old_value[:-1] + old_value[1:] + new_value[:-1] + new_value[1:]) / 2
    assert np.allclose(area(solvik_run, "kalkulatorisk_rente"), mean * solvik_run.series("kalkylerente"))


def test_the_rule_of_2026_is_used_when_it_is_known(solvik_run: Run, baerum_run: Run) -> None:
    for year in (2026, 2040):
        assert solvik_run.value("kalkylerente", year) == pytest.approx(solvik_run.value("nibor_3m", year) + 0.007)
    known_in_2021 = baerum_run.value("kalkylerente", 2030) - baerum_run.value("nibor_3m", 2030)
    assert known_in_2021 == pytest.approx(0.005)


def test_five_year_swap_is_used_where_the_plan_has_it(tmp_path: Path) -> None:
    swap = '[swap_5aar]\nenhet = "prosent"\nverdi = 2.4\nkilde = "prøve"\n\n[styringsrente]'
    run = simulate(changed(tmp_path, "baerum-2022", ("forutsetninger.toml", "[styringsrente]", swap)))
    assert run.value("kalkylerente", 2024) == pytest.approx(0.029)


def test_fee_and_fund_are_in_the_accounts(solvik_run: Run, nordvik_run: Run) -> None:
    row = solvik_run.row()
    sold = row["salgs_og_leieinntekter"][:, 0] - row["inntekt_salg"].sum(axis=-1)[:, 0]
    power = row["konsesjonskraft_som_salg"][:, 0]
    assert np.allclose(sold - power, solvik_run.series("gebyrinntekt").sum(axis=1))
    moved = solvik_run.series("avsetning_bundne_driftsfond") - 2.0e6 * solvik_run.series("deflator_indeks_ub")
    assert np.allclose(moved, solvik_run.series("avsetning_selvkostfond").sum(axis=1))
    used = solvik_run.series("planlagt_bruk_bundne_driftsfond") - 2.0e6 * solvik_run.series("deflator_indeks_ub")
    assert np.allclose(used, solvik_run.series("bruk_selvkostfond").sum(axis=1))


def test_more_renewal_makes_younger_pipes_and_a_dearer_fee(tmp_path: Path, solvik_run: Run) -> None:
    run = simulate(changed(tmp_path, "solvik", ("prosjekter/vann.toml", "beloep = 4\n", "beloep = 9\n")))
    assert run.value("fornyelsestakt", 2035, **AREA) > 2.0 * solvik_run.value("fornyelsestakt", 2035, **AREA)
    assert run.value("nettalder_ub", 2045, **AREA) < solvik_run.value("nettalder_ub", 2045, **AREA)
    assert run.value("fornyelsesetterslep_km_ub", 2045, **AREA) < solvik_run.value("fornyelsesetterslep_km_ub", 2045, **AREA)
    assert run.value("gebyr_per_abonnent", 2045, **AREA) > solvik_run.value("gebyr_per_abonnent", 2045, **AREA)


CASES = [
    ("fond_lukkes = 2030", "fond_lukkes = 2035", "innen fem år"),
    ("fond_lukkes = 2030", "fond_lukkes = 2026", "innen fem år"),
    ("verdier = { 2026 = 8.0 }", "verdier = { 2027 = 8.0 }", "følge hverandre fra første planår"),
    ('verdier = { 2026 = 8.0 }\nvidere = "null"', "verdi = 8.0", "kan ikke oppgis for alle år"),
    ("lengde_km = 95", "lengde_km = 0", "lengde_km"),
]


@pytest.mark.parametrize(("old", "new", "words"), CASES, ids=[c[1][:20] for c in CASES])
def test_mistakes_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    found = told(tmp_path, "solvik", FILE, old, new)
    assert words in found, found
