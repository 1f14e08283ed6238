"""Use rates four ways, and better health separated from unmet need."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import Run, simulate
from ldip.demography.graduation import geometric_path
from ldip.services.rates import (
    bruksrate_brukt,
    bruksrate_forskjoevet,
    restlevetid_80,
    terskelfaktor_ub,
    udekket_behov,
)
from tests.demography.plans import changed, told

CARE = "tjenester/omsorg.toml"
ONE = np.ones((1, 1))
BAERUM = {2021: (6131.0, 4857.0), 2026: (7097.0, 5333.0)}  # 80 år og eldre, 82 år og eldre; SSB 07459


def ages(at_80: float, from_82: float) -> np.ndarray:
    people = np.zeros((1, 106))
    people[0, 80:82], people[0, 82:] = (at_80 - from_82) / 2.0, from_82 / 24.0
    return people


def under() -> np.ndarray:
    mask = np.zeros((1, 1, 106))
    mask[0, 0, 80:82] = 1.0
    return mask


def flat(rate: float) -> np.ndarray:
    return np.where(np.arange(106) >= 80, rate, 0.0)[None, None]


def test_82_recalibrated_gave_five_per_cent_fewer_places_after_five_years() -> None:
    """Bærum's own numbers: as many users in 2021, 5 % fewer than the 80+ basis in 2026."""
    rate = flat(0.2)
    factor = terskelfaktor_ub(ONE, ONE, ONE, rate, under(), ages(*BAERUM[2021]))
    assert factor[0, 0] == pytest.approx(6131.0 / 4857.0)
    used = bruksrate_brukt(rate, ONE, ONE, under(), factor)
    for year, expected in ((2021, 0.0), (2026, -0.051)):
        people = ages(*BAERUM[year])
        change = (people * used[0]).sum() / (people * rate[0]).sum() - 1.0
        assert change == pytest.approx(expected, abs=0.001)


def test_82_held_takes_the_service_from_those_between() -> None:
    """With the rate held, those of 80 and 81 years are unmet need, and nobody is called healthier."""
    rate, people = flat(0.25), ages(*BAERUM[2026])
    factor = terskelfaktor_ub(ONE, ONE, 0.0 * ONE, rate, under(), people)
    assert factor[0, 0] == 1.0
    used = bruksrate_brukt(rate, ONE, ONE, under(), factor)
    assert udekket_behov(people, rate, ONE, used, ONE)[0, 0] == pytest.approx(0.25 * (7097.0 - 5333.0))


@pytest.mark.parametrize(("cover", "places"), [(0.18, 136), (0.25, 189)])
def test_a_two_year_lag_on_the_presentations_forecast(baerum_run: Run, cover: float, places: int) -> None:
    """Those of 80 and older in 2031 against two years before, by the yearly growth between the forecast's years 2026 and 2031."""
    old = {
        y: sum(baerum_run.value("innbyggere_gruppe_ub", y - 1, aldersgruppe=g) for g in ("80-89", "90-105")) for y in (2026, 2031)
    }
    assert old[2031] == pytest.approx(8896.0, abs=10.0)
    earlier = geometric_path(old[2026], 2026, [(2031, old[2031])])[2029]
    assert (old[2031] - earlier) * cover == pytest.approx(places, abs=1.0)


def test_two_healthy_years_read_the_rate_two_years_down() -> None:
    rate = np.linspace(0.0, 1.05, 106)[None, None]
    base, now = np.array([9.0]), np.array([11.0])
    whole = bruksrate_forskjoevet(rate, ONE, now, base, ONE)
    assert np.allclose(whole[0, 0, 2:], rate[0, 0, :-2])
    quarter = bruksrate_forskjoevet(rate, 0.25 * ONE, now, base, ONE)
    assert np.allclose(quarter[0, 0, 1:], rate[0, 0, 1:] - 0.005)
    same = bruksrate_forskjoevet(rate, 0.0 * ONE, now, base, ONE)
    assert np.array_equal(same, rate)
    more = bruksrate_forskjoevet(rate, -1.0 * ONE, now, base, ONE)
    assert (more >= rate).all()


def test_remaining_life_at_80() -> None:
    """Half die each year from 80 on: 0.5 + 1/2 + 1/4 + … = 1.5 years."""
    assert restlevetid_80(np.full((1, 2, 106), 0.5))[0] == pytest.approx(1.5, abs=1e-6)


def test_the_shift_follows_the_plans_mortality(solvik_run: Run) -> None:
    gain = solvik_run.value("restlevetid_80", 2045) - solvik_run.value("restlevetid_80", 2026)
    assert 0.5 < gain < 3.0
    assert solvik_run.value("brukere_bedre_helse", 2026, tjeneste="omsorg") == 0.0
    assert solvik_run.value("brukere_bedre_helse", 2045, tjeneste="omsorg") > 0.5
    assert solvik_run.value("udekket_behov", 2045, tjeneste="omsorg") == pytest.approx(0.0)


def test_trend_stops_at_its_floor_and_a_target_is_met(tmp_path: Path, solvik_run: Run) -> None:
    found = [solvik_run.value("bruksratenivaa", y, tjeneste="omsorg") for y in (2026, 2027, 2045)]
    assert found == pytest.approx([1.0, 0.997, 0.95])
    edit = (CARE, "gulv = 0.95", "gulv = 0.95\nmaal = 0.8\nmaal_aar = 2036")
    run = simulate(changed(tmp_path, "solvik", edit))
    assert run.value("bruksratenivaa", 2036, tjeneste="omsorg") == pytest.approx(0.8)
    assert run.value("udekket_behov", 2036, tjeneste="omsorg") > 1.0


def test_threshold_in_a_plan(tmp_path: Path) -> None:
    text = '[terskel]\nfra_alder = 80\ntil_alder = 82\nfra = 2030\nrate = "{}"\nkilde = "prøve"\n\n[aldersforskyvning]'
    runs = {
        way: simulate(changed(tmp_path / way, "solvik", (CARE, "[aldersforskyvning]", text.format(way))))
        for way in ("holdt", "rekalibrert")
    }
    for name, run in runs.items():
        factors = [run.value("terskelfaktor_ub", y, tjeneste="omsorg") for y in (2029, 2030, 2031, 2045)]
        assert factors[0] == 1.0 and factors[1] == factors[2] == factors[3]
        assert (factors[1] > 1.02) == (name == "rekalibrert")
    held, moved = (runs[w].value("brukere_ub", 2035, tjeneste="omsorg") for w in ("holdt", "rekalibrert"))
    assert held < moved


def test_shortage_decision_and_idle_cost(solvik_run: Run) -> None:
    short = int(solvik_run.value("mangelaar", 2026, tjeneste="omsorg"))
    lacking = [solvik_run.value("plassmangel", y, tjeneste="omsorg") for y in solvik_run.years]
    assert short == next(y for y, v in zip(solvik_run.years, lacking, strict=True) if v >= 0.5)
    assert solvik_run.value("beslutningsaar", 2026, tjeneste="omsorg") == short - 5
    idle = solvik_run.value("ledig_kapasitet", 2026, tjeneste="omsorg")
    assert solvik_run.value("kostnad_ledige_plasser", 2026, tjeneste="omsorg") == pytest.approx(idle * 160_000)


def test_prevention_works_after_its_delay_and_is_better_health(tmp_path: Path, solvik_run: Run) -> None:
    """1.5 million a year from 2028 (0.8 in 2027), three years' delay, 4 % of the rate for each 1 000 kr per inhabitant."""
    text = (
        '[forebygging]\ntiltak = "forebygge"\nvirkning_per_1000_kr = 0.04\nforsinkelse_aar = 3\n'
        'kilde = "prøve"\n\n[aldersforskyvning]'
    )
    row = "forebygge;Forebygging;omsorg;varig;2027;nei;0,8;;;mill. kr;2026-kroner;;;;;ja;x\nforebygge;Forebygging;omsorg;varig;2028;nei;1,5;;;mill. kr;2026-kroner;;;;;ja;x\n"

    def add(folder: Path) -> None:
        with (folder / "tiltak.csv").open("a", encoding="utf-8") as file:
            file.write(row)

    run = simulate(changed(tmp_path, "solvik", (CARE, "[aldersforskyvning]", text), more=add))
    spent = [run.value("forebygging_ub", y, tjeneste="omsorg") for y in (2029, 2030, 2031, 2032)]
    assert spent == pytest.approx([0.0, 0.8e6, 2.3e6, 3.8e6])
    factor = 1.0 - 0.04 * 3.8e3 / run.value("innbyggere_ub", 2032)
    assert run.value("forebyggingsfaktor", 2032, tjeneste="omsorg") == pytest.approx(factor)
    assert run.value("brukere_bedre_helse", 2032, tjeneste="omsorg") > solvik_run.value(
        "brukere_bedre_helse", 2032, tjeneste="omsorg"
    )
    assert run.value("udekket_behov", 2032, tjeneste="omsorg") == pytest.approx(0.0)  # health, not a service refused
    assert run.value("forebyggingsfaktor", 2032, tjeneste="skole") == 1.0
    assert "ukjent varig tiltak" in told(tmp_path / "b", "solvik", CARE, "[aldersforskyvning]", text)


CASES = [
    ("gulv = 0.95", "gulv = 0.95\ntak = 0.9", "gulvet er over taket"),
    ("gulv = 0.95", "gulv = 0.95\nmaal = 0.8", "målet og året hører sammen"),
    ("gulv = 0.95", "gulv = 0.95\nmaal = 0.8\nmaal_aar = 2020", "er ikke etter første planår"),
    ("kappa = 0.25", "kappa = 1.5", "kappa"),
    (
        "[aldersforskyvning]",
        '[terskel]\nfra_alder = 82\ntil_alder = 80\nfra = 2030\nrate = "holdt"\nkilde = "x"\n\n[aldersforskyvning]',
        "er ikke over fra_alder",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), CASES, ids=[c[2] for c in CASES])
def test_mistakes_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    found = told(tmp_path, "solvik", CARE, old, new)
    assert words in found, found
