"""Distributions, persistence, correlation and streams of the factors against closed forms."""

from __future__ import annotations

from dataclasses import replace
from math import exp, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from ldip import Plan, simulate
from ldip.engine.compile import compile_program
from ldip.engine.execute import project
from ldip.engine.factor import Distribution, Factor
from ldip.engine.graph import Given, step
from ldip.engine.inputs import Inputs
from ldip.engine.schedule import Catalogue
from ldip.errors import ModelError
from ldip.model.catalogue import FACTORS, GIVENS, factor_of
from ldip.parameters.correlation import Group, checked, cholesky, shipped_groups
from ldip.parameters.shipped import shipped
from ldip.parameters.uncertain import LEVELS, shipped_numbers
from ldip.simulation.draw_inputs import factor_values
from ldip.uncertainty.draws import BLOCK, Block
from ldip.uncertainty.factors import drawn_factors, factor_settings, undrawn_factors
from ldip.uncertainty.paths import Where, interval, spread_after, values
from ldip.uncertainty.settings import FactorSettings, Raw, settings_of

Array = NDArray[np.float64]
BLOCKS = 40
YEARS = range(2026, 2046)
NORMAL = NormalDist()


def with_uncertainty(plan: Plan, **changes: object) -> Plan:
    return replace(plan, single={**plan.single, "usikkerhet.toml": plan.uncertainty.model_copy(update=changes)})


def settings(
    distribution: Distribution, axis: str = "", spread_in: str = "", neutral: float = 0.0, **numbers: object
) -> FactorSettings:
    return settings_of(Factor("proeve", distribution, axis, neutral=neutral, spread_in=spread_in), dict(numbers), YEARS)


def drawn(s: FactorSettings, where: Where | None = None, spread: Array | None = None, mirrored: bool = False) -> Array:
    """(year or 1, draw[, element]) of many blocks."""
    blocks = [Block(3, b, mirrored) for b in range(BLOCKS)]
    return np.concatenate([values(s, where or Where("0301", 1e4), b, (), spread) for b in blocks], axis=1)


def within(found: float, expected: float, error: float) -> None:
    """Five Monte Carlo standard errors: one in two million for a right number."""
    assert abs(found - expected) < 5.0 * error, (found, expected, error)


def test_lognormal_mean_median_and_percentiles() -> None:
    sd, n = 0.25, BLOCKS * BLOCK
    x = drawn(settings("lognormal", neutral=1.0, standardavvik=0.0, varig=sd))[0]
    mean, var = exp(sd**2 / 2.0), (exp(sd**2) - 1.0) * exp(sd**2)
    within(x.mean(), mean, sqrt(var / n))
    for p in (0.05, 0.5, 0.85, 0.95):
        q = exp(sd * NORMAL.inv_cdf(p))
        density = NORMAL.pdf(NORMAL.inv_cdf(p)) / (sd * q)
        within(float(np.quantile(x, p)), q, sqrt(p * (1.0 - p) / n) / density)


def test_ar1_variance_and_autocovariance_over_time() -> None:
    sd, rho, n = 0.01, 0.8, BLOCKS * BLOCK
    x = drawn(settings("normal", standardavvik=sd, varighet=rho))
    for t in (0, 1, 4, 19):
        var = sd**2 * (1.0 - rho ** (2 * (t + 1))) / (1.0 - rho**2)
        within(x[t].var(), var, var * sqrt(2.0 / n))
        assert spread_after(settings("normal", standardavvik=sd, varighet=rho), t + 1) == pytest.approx(sqrt(var))
    cov, var0, var5 = float((x[4] * x[9]).mean()), x[4].var(), x[9].var()
    within(cov, rho**5 * x[4].var(), sqrt((var0 * var5 + cov**2) / n))


def test_a_random_walk_and_a_lasting_part() -> None:
    n = BLOCKS * BLOCK
    walk = drawn(settings("normal", standardavvik=0.01, varighet=1.0))
    for t in (0, 9, 19):
        within(walk[t].var(), 1e-4 * (t + 1), 1e-4 * (t + 1) * sqrt(2.0 / n))
    both = drawn(settings("normal", standardavvik=0.01, varighet=0.5, varig=0.02))
    expected = 4e-4 + 1e-4 * (1.0 - 0.25**20) / 0.75
    within(both[19].var(), expected, expected * sqrt(2.0 / n))


def test_debt_that_adds_up_deficits_is_an_integrated_path() -> None:
    """Debt of a step that carries last year's on: closed form of summed AR(1) deviations."""
    shock = Given("sjokk_underskudd", "kr", "prøve", factor=Factor("proeve"))

    @step(unit="kr", source="prøve")
    def gjeld_ub(gjeld_ib: Array, sjokk_underskudd: Array) -> Array:
        return gjeld_ib + sjokk_underskudd

    sd, rho, n = 1e6, 0.6, BLOCKS * BLOCK
    x = drawn(settings("normal", standardavvik=sd, varighet=rho))
    work = compile_program(Catalogue.of([gjeld_ub], [shock]), tuple(YEARS), ("gjeld_ub",))
    debt = project(work, Inputs({"sjokk_underskudd": x}, {"gjeld_ib": np.array([5e8])}, {}, {}, n))["gjeld_ub"]
    for t in (0, 3, 19):
        var = sd**2 * sum(((1.0 - rho**j) / (1.0 - rho)) ** 2 for j in range(1, t + 2))
        within(float(debt[t].mean()), 5e8, sqrt(var / n))
        within(float(debt[t].var()), var, var * sqrt(2.0 / n))


def test_student_t_has_the_stated_spread_and_fat_tails() -> None:
    from scipy.stats import t as student

    sd, freedom, n = 0.06, 5.0, BLOCKS * BLOCK
    x = drawn(settings("student_t", standardavvik=sd, frihetsgrader=freedom))[0]
    scale = sd * sqrt((freedom - 2.0) / freedom)
    for p in (0.01, 0.1, 0.5, 0.9, 0.99):
        q = scale * float(student.ppf(p, freedom))
        density = float(student.pdf(q / scale, freedom)) / scale
        within(float(np.quantile(x, p)), q, sqrt(p * (1.0 - p) / n) / density)
    within(x.var(), sd**2, sd**2 * sqrt((3.0 + 6.0 - 1.0) / n))  # kurtosis 9 at five degrees of freedom
    assert (np.abs(x) > 4.0 * sd).mean() > 20.0 * 2.0 * NORMAL.cdf(-4.0)


def test_bernoulli_and_empirical_have_their_shares() -> None:
    n = BLOCKS * BLOCK
    one = drawn(settings("bernoulli", sannsynlighet=0.2))
    assert one.shape == (1, n) and set(np.unique(one)) == {0.0, 1.0}
    within(one.mean(), 0.2, sqrt(0.16 / n))
    late = drawn(settings("empirisk", utfall=[0.0, 1.0, 2.0], andeler=[0.6, 0.27, 0.13]))
    for value, share in ((0.0, 0.6), (1.0, 0.27), (2.0, 0.13)):
        within(float((late == value).mean()), share, sqrt(share * (1.0 - share) / n))


def test_an_outcome_less_its_probability_for_each_element() -> None:
    chance = np.array([[0.0, 0.3, 0.8, 1.0]])
    s = settings("bernoulli", "prosjekt", "tilskudd_sannsynlighet", felles=0.25)
    x = drawn(s, Where("0301", 1e4, ("a", "b", "c", "d")), chance)
    assert set(np.unique(x + chance[:, None])) == {0.0, 1.0}
    for i, p in enumerate(chance[0]):
        within(float(x[0, :, i].mean()), 0.0, sqrt(p * (1.0 - p) / (BLOCKS * BLOCK)) + 1e-12)
    both = float(((x[0, :, 1] > 0.0) & (x[0, :, 2] > 0.0)).mean())
    assert both > 0.3 * 0.8 + 0.01  # refusals have a common part


def test_elements_share_the_common_part() -> None:
    s, n = settings("normal", "prosjekt", standardavvik=0.02, varighet=0.5, felles=0.4), BLOCKS * BLOCK
    x = drawn(s, Where("0301", 1e4, ("a", "b", "c")))
    for t in (0, 7):
        c = np.corrcoef(x[t].T)
        for i, j in ((0, 1), (0, 2), (1, 2)):
            within(c[i, j], 0.4, (1.0 - 0.4**2) / sqrt(n))


def test_surprises_are_correlated_as_the_matrix_says(baerum: Plan) -> None:
    found = factor_values(simulate(baerum).bound, np.arange(1, 20 * BLOCK + 1))
    group, n = shipped_groups()["makro"], 20 * BLOCK
    names = [f for f in group.factors if f in found]
    assert names == list(group.factors)
    for i, a in enumerate(names):
        for b in names[i + 1 :]:
            ranks = np.stack([np.argsort(np.argsort(found[f][0])) for f in (a, b)])
            rank = float(np.corrcoef(ranks)[0, 1])
            expected = 6.0 / np.pi * np.arcsin(group.between(a, b) / 2.0)  # Spearman's of a normal pair
            assert rank == pytest.approx(expected, abs=5.0 / sqrt(n) + 0.03 * abs(expected)), (a, b)


def test_cholesky_gives_the_matrix_back_and_bad_ones_are_refused() -> None:
    for g in shipped_groups().values():
        lower = np.array(cholesky(g.matrix))
        assert np.allclose(lower @ lower.T, np.array(g.matrix), atol=1e-12) and np.allclose(np.triu(lower, 1), 0.0)
    for matrix in (((1.0, 0.9, -0.9), (0.9, 1.0, 0.9), (-0.9, 0.9, 1.0)), ((1.0, 0.2), (0.3, 1.0)), ((2.0,),)):
        with pytest.raises(ModelError, match="korrelasjon"):
            checked(Group("x", tuple("abc"[: len(matrix)]), matrix, "k", True))


def test_the_policy_rate_of_2024_is_inside_the_band_of_a_plan_from_2022(baerum: Plan) -> None:
    """The rate was 0.75 per cent in the plan's first year; 4.5 per cent came two years later."""
    run = simulate(baerum, keep=("styringsrente",))
    assert run.value("styringsrente", 2022) == pytest.approx(0.0075)
    path = run.base["styringsrente"]
    rate = path + factor_values(run.bound, np.arange(1, 16 * BLOCK + 1))["styringsrente"]
    at = baerum.years.index(2024)
    assert np.percentile(rate[at], 95) > 0.045 and np.percentile(rate[at], 50) == pytest.approx(path[at, 0], abs=5e-4)
    assert np.percentile(rate[-1], 95) < 0.075 and rate.min() > -0.03


def test_intervals_in_words_are_those_that_are_drawn() -> None:
    s = settings("lognormal", standardavvik=0.011, varighet=0.85, gulvavstand=0.03)
    x = drawn(s)
    for years in (1, 5, 20):
        low, high = interval(s, years)
        assert np.percentile(x[years - 1], (10, 90)) == pytest.approx((low, high), rel=0.04)
    assert x.min() > -0.03 and abs(np.median(x[-1])) < 1e-3


def test_every_factor_has_numbers_with_a_source_and_every_group_its_factors() -> None:
    assert len(FACTORS) >= 19 and [g.name for g in GIVENS if g.factor] == [g.name for g in FACTORS.values()]
    assert set(shipped("usikkerhet")) - {"korrelasjonsgruppe"} == set(FACTORS)
    for name in FACTORS:
        tables: list[Raw] = [shipped_numbers(name), *(shipped_numbers(name).get(p, {}) for p in LEVELS)]
        stated = [t for t in tables if set(t) - {*LEVELS, "elementfaktor"}]
        assert stated and all(t["kilde"] and isinstance(t["anslag"], bool) for t in stated), name
    for g in shipped_groups().values():
        assert {n for n, given in FACTORS.items() if factor_of(given).correlated == g.id} == set(g.factors)


def test_draw_zero_is_the_base_and_streams_do_not_depend_on_the_rest(nordvik: Plan) -> None:
    """A factor left out, more draws, other workers: the draws of the other factors keep their bits."""
    off = with_uncertainty(nordvik, faktor=[_own("loennsvekst", av=True)])
    names = ("styringsrente", "skatteandel_brukt", "kostnadsfaktor", "innbyggere_ub", "loennsvekst")
    whole = simulate(nordvik, draws=1100, keep=names)
    few = simulate(off, draws=30, keep=names, workers=1)
    for name in names[:-1]:
        np.testing.assert_array_equal(whole.uncertain[name][:, :30], few.uncertain[name], err_msg=name)
    assert not np.ptp(few.uncertain["loennsvekst"], axis=1).any() and np.ptp(whole.uncertain["loennsvekst"], axis=1).all()
    alone = simulate(nordvik, keep=names)
    assert all(np.array_equal(alone.base[n], whole.base[n]) for n in names)


def test_opposite_draws_halve_the_noise_of_the_mean(nordvik: Plan) -> None:
    plans = [with_uncertainty(nordvik, trekkemaate=t, befolkning=None) for t in ("vanlig", "motsatt")]
    plain, twins = (factor_values(simulate(p).bound, np.arange(1, 2 * BLOCK + 1)) for p in plans)
    for name in ("loennsvekst", "styringsrente", "skatteandel", "bruksrate"):
        np.testing.assert_array_equal(plain[name][:, ::2], twins[name][:, ::2])
    rise = twins["loennsvekst"]
    np.testing.assert_array_equal(rise[:, 1::2], -rise[:, ::2])
    assert abs(rise.mean(axis=1)).max() < 1e-15 < abs(plain["loennsvekst"].mean(axis=1)).max()
    means = []
    for plan in plans:
        debts = simulate(plan, draws=BLOCK, keep=["laanegjeld_ub"]).uncertain["laanegjeld_ub"][-1]
        means.append(debts.reshape(-1, 16).mean(axis=1).std())
    assert means[1] < 0.75 * means[0]


def test_factor_values_are_those_that_enter_the_run(solvik: Plan) -> None:
    run = simulate(solvik, draws=40, keep=tuple(g.name for g in FACTORS.values()))
    picked = np.array([40, 1, 7])
    found = factor_values(run.bound, picked)
    assert set(found) == set(run.factors) == set(FACTORS)
    for name, x in found.items():
        np.testing.assert_array_equal(x, run.uncertain[FACTORS[name].name][:, picked - 1], err_msg=name)


def _own(name: str, **numbers: object) -> object:
    from ldip.plan.schema.uncertainty import Factor as Own

    return Own.model_validate({"id": name, "kilde": "prøve", **numbers})


def test_a_plan_changes_numbers_and_its_older_keys_are_read(solvik: Plan) -> None:
    percent = {"enhet": "prosent", "verdi": 3.0, "kilde": "prøve"}
    local = {"kommune": {"standardavvik": percent}}
    own = with_uncertainty(solvik, faktor=[_own("styringsrente", varighet=0.5), _own("frie_inntekter", **local)])
    shipped_rate, rate = factor_settings(solvik)["styringsrente"].parts[0], factor_settings(own)["styringsrente"].parts[0]
    assert rate.persistence == 0.5 and rate.sd == shipped_rate.sd and factor_settings(own)["styringsrente"].own
    income = factor_settings(own)["frie_inntekter"]
    assert [p.sd[0] for p in income.parts] == [0.013, 0.03] and income.parts[1].exponent == -0.35
    housing, people = solvik.population.bolig, solvik.uncertainty.befolkning
    assert housing is not None and people is not None
    assert factor_settings(solvik)["ferdigandel"].parts[0].sd[0] == housing.ferdigandel_standardavvik
    older = {"kilde": "prøve", "anslag": True}
    with_older = with_uncertainty(
        solvik,
        prosjektkostnad=type(solvik.uncertainty)
        .model_validate({"prosjektkostnad": {**older, "korrelasjon": 0.1}})
        .prosjektkostnad,
        befolkning=people.model_copy(update={"flytting_lokal_sd": 0.01, "doedelighet_sd": 0.0}),
    )
    found = factor_settings(with_older)
    assert found["prosjektkostnad"].parts[0].lasting == pytest.approx(sqrt(0.1)) and found["doedelighet"].zero
    parts = [found["flytting"].part(level) for level in ("kommune", "element")]
    assert [p.sd[0] for p in parts if p] == [0.01, 0.01]


def test_what_is_not_drawn_has_a_reason(baerum: Plan, solvik: Plan) -> None:
    assert undrawn_factors(baerum) == {"ferdigandel": "mangler"}
    assert undrawn_factors(solvik) == {} and list(drawn_factors(solvik)) == list(FACTORS)
    percent = {"enhet": "prosent", "verdi": 0.0, "kilde": "prøve"}
    some = with_uncertainty(baerum, faktor=[_own("bruksrate", av=True), _own("prisvekst", standardavvik=percent)])
    assert undrawn_factors(some) == {"bruksrate": "av", "prisvekst": "null", "ferdigandel": "mangler"}
