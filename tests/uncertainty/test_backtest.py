"""The back-test on a made country, and its acceptance on the national stock file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip.demography.moves import as_rates
from ldip.demography.projection import one_year
from ldip.estimates.national_rates import national_fertility, national_survival, national_totals
from ldip.sources.stocks import read_stocks
from ldip.uncertainty.backbands import bands, calibrate, covered
from ldip.uncertainty.backreport import ALL, coverage_rows, error_rows
from ldip.uncertainty.backtest import AGE_BANDS, BORDER_SPLITS, SEXES, SIZES, Errors, History, backtest, cohort_path, launch
from ldip.uncertainty.draws import BLOCK
from ldip.uncertainty.population import Settings, default_settings, levels

TESTED = ("total", "6-15", "20-66", "67-79")
LAUNCHES = range(2016, 2026)


def country(areas: int = 3, years: int = 16) -> History:
    """A country that follows national rates and steady moves exactly, 2010–2025."""
    rng = np.random.default_rng(5)
    start = rng.uniform(20.0, 120.0, (areas, 2, 106)) * np.linspace(1.0, 0.02, 106) * np.array([1.0, 4.0, 9.0])[:, None, None]
    net = rng.normal(0.0, 0.5, (areas, 2, 106)) * (np.arange(106) < 60)
    net[:, :, 0] = 0.0
    out, arrivals = as_rates(net, start)
    path = [start]
    for t in range(years - 1):
        year = np.array([2010.0 + t])
        fertility = national_fertility(year, national_totals(year))[0]
        now, _ = one_year(path[-1], (national_survival(year)[0], fertility), (out, arrivals), SEXES, 0.0)
        path.append(now)
    return History(tuple(f"{9001 + i}" for i in range(areas)), tuple(range(2010, 2010 + years)), np.stack(path, axis=1))


def test_a_launch_of_a_steady_country_is_nearly_right() -> None:
    history = country()
    errors = backtest(history, [2020, 2023])
    rows = {(r.method, r.group): r for r in error_rows(errors, (2,)) if r.size == ALL}
    assert rows["kohort", "total"].mape < 0.004 < rows["uendret", "total"].mape + 0.004
    assert rows["kohort", "67-79"].mape < 0.2 * rows["uendret", "67-79"].mape
    assert rows["kohort", "total"].n == 6


def test_errors_are_counted_right() -> None:
    errors = Errors({2020: np.array([1000.0, 60_000.0])}, {m: {} for m in ("kohort", "uendret", "trend")})
    for method in errors.errors:
        wrong = np.zeros((2, len(AGE_BANDS)))
        wrong[:, 0] = [0.06, -0.04]
        errors.errors[method][2020, 1] = wrong
    rows = [r for r in error_rows(errors, (1, 5)) if r.group == "total" and r.method == "kohort"]
    assert [(r.size, r.n) for r in rows] == [(ALL, 2), (SIZES[0][0], 1), (SIZES[-1][0], 1)]
    assert (rows[0].mape, rows[0].bias, rows[0].within_5) == pytest.approx((0.05, 0.01, 0.5))


def test_a_launch_knows_nothing_of_what_came_after() -> None:
    history = country()
    later = np.array(history.cells)
    later[:, 11:] *= 3.0
    changed = History(history.ids, history.years, later)
    a, b = launch(history, 2020, 5), launch(changed, 2020, 5)
    for one, other in ((a.out_rate, b.out_rate), (a.arrivals, b.arrivals), (a.fertility, b.fertility), (a.opening, b.opening)):
        assert np.array_equal(one, other)
    with pytest.raises(ValueError, match="trenger folketall fra 2005"):
        launch(history, 2015, 5)
    assert launch(history, 2015, 5, base=5).year == 2015


def test_bands_hold_the_cohort_path_and_widen() -> None:
    history = country()
    start = launch(history, 2020, 5)
    found = bands(start, history.ids, default_settings(), 200)
    middle = cohort_path(start)[1:].sum(axis=(2, 3))
    low, _, high = found.values[:, :, :, 0]
    assert (low < middle).all() and (middle < high).all()
    assert (np.diff(high - low, axis=0) > 0.0).all()
    relative = (high - low)[-1] / middle[-1]
    assert relative[0] > relative[2]  # a small municipality is less sure
    assert found.inside(10.0, 90.0, 5, found.values[1, 4]).all()
    with pytest.raises(ValueError, match="2–1024"):
        bands(start, history.ids, default_settings(), BLOCK + 1)


def test_coverage_is_pooled_over_launches_and_sizes() -> None:
    history = country()
    inside = covered(history, [2020, 2021], default_settings(), 100, 4)
    rows = coverage_rows(inside, {2020: np.array([1e3, 7e3, 1e5])} | {2021: np.array([1e3, 7e3, 1e5])}, [2020, 2021], range(1, 5))
    assert {r.size for r in rows} == {ALL, "under 2 000", "5–10 000", "over 50 000"}
    assert all(r.n == 24 for r in rows if r.size == ALL) and all(0.0 <= r.inside <= 1.0 for r in rows)
    assert (rows[0].launches, rows[0].horizons) == ("2020–2021", "1–4")
    assert coverage_rows(inside, {}, [1999], range(1, 5)) == []


def test_a_wider_spread_holds_more() -> None:
    found = calibrate(country(), 2020, 100, (0.3, 3.0))
    assert set(found[0.3]) == set(TESTED)
    assert found[3.0]["20-66"] >= found[0.3]["20-66"]


def measured(years: int, **changes: float) -> dict[str, np.ndarray]:
    return levels(default_settings(**changes), "3201", [10_000.0], years, 0)


def test_levels_have_the_spread_of_the_handbook() -> None:
    """Local and national moves against the calibrated spread s_nat and s_loc, fertility 10/13/15 % with 5 % a year."""
    shock = np.cumsum(measured(20)["flyttesjokk"][:, :, 0], axis=0)
    for h, wanted in ((5, np.hypot(0.28 * 5, 0.84 * 5**0.77)), (10, np.hypot(2.8, 0.84 * 10**0.77))):
        assert 100.0 * shock[h - 1].std() == pytest.approx(wanted, rel=0.2)
    births = np.log(measured(20, fruktbarhet_nasjonal_sd=0.05, fruktbarhet_lokal_sd=0.0)["fruktbarhetsnivaa"])
    assert [births[h - 1].std() for h in (5, 10, 20)] == pytest.approx([0.10, 0.13, 0.15], rel=0.1)


def test_mortality_spread_is_eight_tenths_of_a_year_at_twenty() -> None:
    from ldip.demography.national import life_expectancy
    from ldip.demography.projection import relative_survival

    level = measured(20)["doedelighetsnivaa"][19]
    survival = national_survival(np.array([2045.0]))[0]
    found = [life_expectancy(relative_survival(survival, np.array(v))) for v in level[:400]]
    assert np.std(found) == pytest.approx(0.8, rel=0.15)


def test_municipalities_share_the_nation_and_zones_share_their_municipality() -> None:
    s: Settings = default_settings(flytting_lokal_sd=0.0, flytting_lokal_varig=0.0)
    assert np.array_equal(levels(s, "1", [5e3], 5, 0)["flyttesjokk"], levels(s, "2", [9e4], 5, 0)["flyttesjokk"])
    s = default_settings()
    zones = levels(s, "1", [4e3, 1e3], 5, 0)["flyttesjokk"]
    whole = levels(s, "1", [5e3], 5, 0)["flyttesjokk"]
    assert np.abs((zones * np.array([0.8, 0.2])).sum(-1) - whole[:, :, 0]).max() < 1e-12
    assert zones[4, :, 1].std() > 1.2 * whole[4, :, 0].std()
    assert s.local_scale(1e6) == s.local_scale(5e4) < s.local_scale(1e3)


@pytest.fixture(scope="module")
def national(data: Path) -> History:
    stocks = read_stocks(data / "population" / "norway_pop_municipality_age_sex_2005_2026.csv.gz")
    kept = stocks.only([i for i in stocks.ids if i not in BORDER_SPLITS])
    return History(kept.ids, kept.years, kept.cells)


@pytest.fixture(scope="module")
def national_errors(national: History) -> Errors:
    return backtest(national, LAUNCHES)


def test_acceptance_errors(national_errors: Errors) -> None:
    """350 municipalities, launches 2016–25, ten-year base."""
    rows = {(r.method, r.horizon, r.group): r for r in error_rows(national_errors, (5, 10)) if r.size == ALL}
    assert rows["kohort", 5, "total"].n == 350 * 6 and rows["kohort", 10, "total"].n == 350
    assert rows["kohort", 5, "total"].mape <= 0.030 and rows["kohort", 10, "total"].mape <= 0.046
    assert rows["kohort", 5, "total"].within_5 >= 0.80


@pytest.mark.parametrize("h", [5, 10])
def test_acceptance_groups_beat_no_change_above_5000(national_errors: Errors, h: int) -> None:
    names = [g for g, _, _ in AGE_BANDS]
    keys = [k for k in national_errors.errors["kohort"] if k[1] == h]
    big = [national_errors.inhabitants[year] > 5000 for year, _ in keys]
    for group in ("6-15", "16-19", "67-79", "80-89"):
        i = names.index(group)
        off = {
            m: np.concatenate([np.abs(national_errors.errors[m][k][b, i]) for k, b in zip(keys, big, strict=True)]).mean()
            for m in ("kohort", "uendret")
        }
        assert off["kohort"] < off["uendret"], group


def test_acceptance_bands(national: History, national_errors: Errors) -> None:
    """Fitted to launches to 2018, tested on 2019–2025, horizons 1–5 pooled: 70–90 %, by size class 65–95 %."""
    inside = covered(national, range(2019, 2026), default_settings(), 200, 5)
    rows = [r for r in coverage_rows(inside, national_errors.inhabitants, range(2019, 2026), range(1, 6)) if r.group in TESTED]
    assert len(rows) == 4 * 7
    for r in rows:
        low, high = (0.70, 0.90) if r.size == ALL else (0.65, 0.95)
        assert low <= r.inside <= high, r


def test_bands_hold_to_fifteen_years(national: History) -> None:
    """Launch 2011 with moves of five years, every seventh municipality by size: 70–95 % of the outcomes of each window.

    The whole file takes minutes: ldip etterproev befolkning FIL --basis 5 --lanseringer 2010-2025."""
    order = np.argsort(national.at(2011).sum(axis=(1, 2)))
    some = [int(i) for i in order if national.at(2005)[i].sum() > 0.0][::7]
    part = History(tuple(national.ids[i] for i in some), national.years, national.cells[some])
    inside = covered(part, [2011], default_settings(), 120, 15, base=5)
    assert max(h for _, h in inside) == 15
    inhabitants = {2011: part.at(2011).sum(axis=(1, 2))}
    for ahead in (range(1, 6), range(6, 11), range(11, 16)):
        rows = [r for r in coverage_rows(inside, inhabitants, [2011], ahead) if r.size == ALL and r.group in TESTED]
        assert len(rows) == len(TESTED)
        for r in rows:
            assert 0.70 <= r.inside <= 0.95, r
