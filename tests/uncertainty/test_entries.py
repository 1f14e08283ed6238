"""Where each uncertain factor enters: moved alone, it moves what it should, as much as it should, and in the right years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from ldip import Plan, Run, simulate
from ldip.engine.graph import Array
from ldip.finance.exposure import renter_swap
from ldip.finance.loans import laanerente
from ldip.investments.delays import forsinkelse
from ldip.simulation.bound_plans import BoundPlans
from ldip.simulation.inputs import no_shocks, run_rows, variant_inputs

YEAR = 2031
FIRST = 5  # its place in Solvik's and Nordvik's years
LATE = 9.0  # a score above every threshold
POPULATION = ("innbyggere_ub", "folketall_alder_ub")


def played(bound: BoundPlans, keep: Iterable[str], shocks: Mapping[str, Array]) -> dict[str, Array]:
    """The base case and a row with shocks (year, *axes), as (year, 2, *axes)."""
    n = len(bound.years)
    extra = no_shocks(n, bound.ids) | variant_inputs(["uten_innsparing"] * 2, n)
    for name, values in shocks.items():
        extra[name] = np.stack(np.broadcast_arrays(extra[name][:, 0], values), axis=1)
    found = run_rows(bound.catalogue, bound.inputs(bound.whole[:1]), tuple(keep), extra, 2)
    return {k: np.broadcast_to(v, (n, 2, *v.shape[2:])) for k, v in found.items()}


def at(run: Run, size: float, first: int = FIRST, last: int | None = None) -> Array:
    """A shock of a size from a year on, or in some years. (year,)."""
    values = np.zeros(len(run.years))
    values[first:last] = size
    return values


def moved(values: Mapping[str, Array], name: str) -> Array:
    """The row with shocks less the base case, (year, *axes)."""
    return np.asarray(values[name][:, 1] - values[name][:, 0])


def ratio(values: Mapping[str, Array], name: str) -> Array:
    """The row with shocks over the base case."""
    return np.asarray(values[name][:, 1] / values[name][:, 0])


def untouched(values: Mapping[str, Array], *names: str) -> None:
    for name in names:
        np.testing.assert_array_equal(values[name][:, 1], values[name][:, 0], err_msg=name)


def test_a_surprise_in_prices_reaches_income_half_now_and_half_next_year(solvik_run: Run) -> None:
    keep = ("prisvekst", "deflator_vekst", "deflatoravvik_ub", "frie_inntekter_nivaa", "byggekostnadsvekst", "realvekst_brukt")
    keep = (*keep, "loennsvekst", "styringsrente", *POPULATION)
    v = played(solvik_run.bound, keep, {"sjokk_prisvekst": at(solvik_run, 0.02, FIRST, FIRST + 1)})
    share = solvik_run.value("deflator_loennsandel", YEAR)
    surprise = (1.0 - share) * 0.02
    for name in ("deflatoravvik_ub", "deflator_vekst", "byggekostnadsvekst"):
        np.testing.assert_allclose(moved(v, name), at(solvik_run, surprise, FIRST, FIRST + 1), atol=1e-15)
    deflator = v["deflator_vekst"][:, 0]
    here = (1.0 + deflator[FIRST] + 0.5 * surprise) / (1.0 + deflator[FIRST])
    after = here * (1.0 + deflator[FIRST + 1] + 0.5 * surprise) / (1.0 + deflator[FIRST + 1])
    expected = np.ones(len(solvik_run.years))
    expected[FIRST], expected[FIRST + 1 :] = here, after
    np.testing.assert_allclose(ratio(v, "frie_inntekter_nivaa"), expected, rtol=1e-12)
    untouched(v, "loennsvekst", "styringsrente", "realvekst_brukt", *POPULATION)


def test_building_cost_moves_investment_and_not_income(solvik_run: Run) -> None:
    keep = ("byggekostnad_indeks_ub", "utgift_fast", "investeringsutgift", "frie_inntekter", "deflator_indeks_ub", "nibor_3m")
    v = played(solvik_run.bound, keep, {"sjokk_byggekostnadsvekst": at(solvik_run, 0.03)})
    growth = v["byggekostnad_indeks_ub"][1:] / v["byggekostnad_indeks_ub"][:-1]
    np.testing.assert_allclose(growth[:, 1] - growth[:, 0], at(solvik_run, 0.03)[1:], atol=1e-12)
    spent = v["utgift_fast"] * v["byggekostnad_indeks_ub"][..., None]
    np.testing.assert_allclose(v["investeringsutgift"], spent, rtol=1e-12)
    untouched(v, "utgift_fast", "frie_inntekter", "deflator_indeks_ub", "nibor_3m")


def test_a_higher_margin_hits_all_that_follows_the_money_market(solvik_run: Run) -> None:
    """In its own first year balances are those of the base case, so each line moves by its balance."""
    keep = ("nibor_3m", "styringsrente", "renter_laan", "laan_saldo_ib", "laan_er_fast", "renter_nye_laan", "nye_laan_saldo_ib")
    keep = (*keep, "renter_bankinnskudd", "bankinnskudd_ib", "kalkylerente", "swapavvik", "kalkylerente_nibor", "frie_inntekter")
    v = played(solvik_run.bound, keep, {"sjokk_paaslag": at(solvik_run, 0.01, FIRST, FIRST + 2)})
    np.testing.assert_allclose(moved(v, "nibor_3m"), at(solvik_run, 0.01, FIRST, FIRST + 2), atol=1e-15)
    floating = (v["laan_saldo_ib"][FIRST, 0] * (1.0 - v["laan_er_fast"][FIRST, 0])) * 0.01
    np.testing.assert_allclose(moved(v, "renter_laan")[FIRST], floating, atol=1e-3)
    np.testing.assert_allclose(moved(v, "renter_nye_laan")[FIRST], 0.01 * v["nye_laan_saldo_ib"][FIRST, 0], rtol=1e-9)
    np.testing.assert_allclose(
        moved(v, "renter_bankinnskudd")[FIRST], 0.01 * np.maximum(v["bankinnskudd_ib"][FIRST, 0], 0.0), atol=1e-3
    )
    bound_for = np.minimum(np.maximum(np.arange(len(solvik_run.years)) - (FIRST - 4) + 1, 0), 2)
    bound_for = np.where(np.arange(len(solvik_run.years)) > FIRST + 1, 0, bound_for)
    bound_for[FIRST + 1] = 1
    np.testing.assert_allclose(moved(v, "swapavvik"), 0.01 * bound_for / 5.0, atol=1e-15)
    by_rule = np.where(v["kalkylerente_nibor"][:, 0] > 0.0, moved(v, "nibor_3m"), moved(v, "swapavvik"))
    np.testing.assert_allclose(moved(v, "kalkylerente"), by_rule, atol=1e-15)
    untouched(v, "styringsrente", "frie_inntekter")


def test_a_swapped_loan_feels_neither_rate_nor_margin() -> None:
    """The floating rate it pays is the floating rate it receives, so the swap's rate and the loan's margin remain."""
    debt, one, none = np.array([[100.0]]), np.array([[1.0]]), np.array([[0.0]])
    for nibor in (0.01, 0.05):
        rate = laanerente(np.array([nibor]), np.array([nibor - 0.003]), none, none, none, np.array([[0.004]]))
        paid = debt * rate + renter_swap(debt, np.array([[0.025]]), one, np.array([nibor]))
        assert paid[0, 0] == pytest.approx(100.0 * (0.025 + 0.004))


def test_the_policy_rate_is_not_negative_unless_the_plan_says_so(solvik_run: Run) -> None:
    v = played(solvik_run.bound, ("styringsrente", "nibor_3m"), {"sjokk_styringsrente": at(solvik_run, -0.5)})
    assert (v["styringsrente"][FIRST:, 1] == 0.0).all() and (v["styringsrente"][:FIRST, 1] > 0.0).all()


def test_a_year_of_real_growth_is_kept_by_the_level(solvik_run: Run) -> None:
    keep = ("frie_inntekter_nivaa", "realvekst_brukt", "deflator_indeks_ub", "skatteandel_brukt", *POPULATION)
    v = played(solvik_run.bound, keep, {"sjokk_realvekst": at(solvik_run, 0.01, FIRST, FIRST + 1)})
    growth = v["realvekst_brukt"][FIRST]
    expected = np.where(np.arange(len(solvik_run.years)) < FIRST, 1.0, (1.0 + growth[1]) / (1.0 + growth[0]))
    assert growth[1] - growth[0] == pytest.approx(0.01, abs=1e-15)
    np.testing.assert_allclose(ratio(v, "frie_inntekter_nivaa"), expected, rtol=1e-12)
    untouched(v, "deflator_indeks_ub", "skatteandel_brukt", *POPULATION)


def test_a_lower_tax_ratio_is_equalised(baerum_run: Run) -> None:
    """Far above the threshold, all but the symmetric share of the lost tax is lost; adopted tax is as adopted."""
    keep = ("skatt_paa_inntekt_og_formue", "inntektsutjevning", "frie_inntekter", "utjevning_symmetrisk", "innbyggertilskudd")
    v = played(baerum_run.bound, keep, {"sjokk_skatteandel": at(baerum_run, -0.10, 4)})
    tax = ratio(v, "skatt_paa_inntekt_og_formue")
    np.testing.assert_allclose(tax, np.where(np.arange(20) < 4, 1.0, 0.9), rtol=1e-12)
    kept = 1.0 - v["utjevning_symmetrisk"][:, 0]
    np.testing.assert_allclose(moved(v, "frie_inntekter"), kept * moved(v, "skatt_paa_inntekt_og_formue"), atol=1.0)
    assert moved(v, "frie_inntekter")[4] < -100e6
    untouched(v, "innbyggertilskudd")


def test_revised_rules_are_phased_in_when_they_cost(solvik_run: Run) -> None:
    keep = ("systemendring", "rammetilskudd", "utgiftsbehov_per_innbygger", "innbyggere_juli_ib", "ingar_grense", "ingar")
    loss = played(solvik_run.bound, keep, {"sjokk_inntektssystem": at(solvik_run, -0.015)})
    gain = played(solvik_run.bound, keep, {"sjokk_inntektssystem": at(solvik_run, 0.015)})
    need, people = (loss[n][:, 0] for n in ("utgiftsbehov_per_innbygger", "innbyggere_juli_ib"))
    limit, shares, share = loss["ingar_grense"][:, 0] / need, [], 0.0
    for t, most in enumerate(limit):
        share = max(-0.015, share - most) if t >= FIRST else 0.0
        shares.append(share)
    np.testing.assert_allclose(loss["systemendring"][:, 1], np.array(shares) * need * people, atol=1e-3)
    np.testing.assert_allclose(gain["systemendring"][:, 1], at(solvik_run, 0.015) * need * people, atol=1e-3)
    assert shares[FIRST] == pytest.approx(-limit[FIRST]) and shares[-1] == -0.015  # 400 kroner an inhabitant, then all of it
    np.testing.assert_allclose(moved(loss, "rammetilskudd"), loss["systemendring"][:, 1], atol=1e-3)
    adopted = played(solvik_run.bound, keep, {"sjokk_inntektssystem": at(solvik_run, 0.015, 0)})
    assert adopted["systemendring"][0, 1] == 0.0 < adopted["systemendring"][1, 1]
    untouched(loss, "ingar")


def test_more_use_of_one_service_is_more_of_that_service_alone(solvik_run: Run) -> None:
    ids = solvik_run.bound.ids["tjeneste"]
    which = np.array([float(i == "hjemmetjeneste") for i in ids])
    assert which.sum() == 1.0, ids
    keep = ("brukere_ub", "kostnadsbrukere_ub", "demografikostnad", "plassbehov", "frie_inntekter", "prisvekst", *POPULATION)
    v = played(solvik_run.bound, keep, {"sjokk_bruksrate": at(solvik_run, 0.05)[:, None] * which})
    for name in ("brukere_ub", "kostnadsbrukere_ub"):
        expected = v[name][:, 0] * (1.0 + at(solvik_run, 0.05)[:, None] * which)
        np.testing.assert_allclose(v[name][:, 1], expected, rtol=1e-12)
    cost = moved(v, "demografikostnad")
    assert cost[FIRST] @ which > 1e5 and not cost[:FIRST].any() and not (cost * (1.0 - which)).any()
    untouched(v, "frie_inntekter", "prisvekst", *POPULATION)


PROJECTS = (
    "investeringsutgift",
    "aapner_i_aar_brukt",
    "kapasitet_ub",
    "driftskonsekvens",
    "avskrivning_prosjekt",
    "laanegjeld_ub",
)


def scores(run: Run, **by_project: float) -> Array:
    return np.array([by_project.get(i.replace("-", "_"), 0.0) for i in run.bound.ids["prosjekt"]])


def test_a_drawn_delay_is_the_delay_that_a_plan_can_state(solvik: Plan, solvik_run: Run) -> None:
    """Two years late by the draw, and by `utsettes_aar`: every number is the same."""
    keep = (*PROJECTS, "netto_driftsresultat", "institusjonsplasser", "leieareal", "utslipp_drift", "plassmangel")
    late = {"sjokk_forsinkelse": np.broadcast_to(scores(solvik_run, sykeheim_2=LATE), (20, 9))}
    drawn = played(solvik_run.bound, keep, late)
    project = solvik.projects["sykeheim-2"].model_copy(update={"utsettes_aar": 2})
    stated = replace(solvik, folders={**solvik.folders, "prosjekter": {**solvik.projects, "sykeheim-2": project}})
    planned = played(simulate(stated).bound, keep, {})
    for name in keep:
        np.testing.assert_allclose(drawn[name][:, 1], planned[name][:, 0], rtol=1e-12, atol=1e-4, err_msg=name)
    assert moved(drawn, "laanegjeld_ub").any()


def test_a_delay_moves_all_of_a_project_and_loses_nothing(solvik_run: Run) -> None:
    bound = solvik_run.bound
    everything = np.full(len(bound.ids["prosjekt"]), LATE)
    keep = (
        *PROJECTS,
        "prosjektsalg_brukt_fast",
        "ferdig_aar_brukt",
        "bygg_aapent",
        "er_ramme",
        "planlagt_utgift_fast",
        "kostnad",
    )
    v = played(bound, keep, {"sjokk_forsinkelse": np.broadcast_to(everything, (20, len(everything)))})
    frames, used = v["er_ramme"][0, 0] > 0.0, v["kostnad"][0, 0] > 0.0
    delayed = ~frames & used
    for name in ("planlagt_utgift_fast", "prosjektsalg_brukt_fast", "aapner_i_aar_brukt"):
        base, late = v[name][:, 0], v[name][:, 1]
        np.testing.assert_allclose(late.sum(axis=0), base.sum(axis=0), rtol=1e-12, err_msg=name)
        np.testing.assert_array_equal(late[0], base[0], err_msg=f"{name} i det vedtatte året")
        np.testing.assert_array_equal(late[:, frames], base[:, frames])
        np.testing.assert_array_equal(late[3:, delayed], base[1:-2, delayed], err_msg=name)
    opened = v["aapner_i_aar_brukt"].argmax(axis=0)
    assert (opened[1] - opened[0])[delayed].tolist() == [2] * delayed.sum()
    done = v["ferdig_aar_brukt"][0, :, delayed]
    assert (done[:, 1] - done[:, 0] == 2.0).all()
    closes = (v["bygg_aapent"] == 0.0).argmax(axis=0)
    assert set((closes[1] - closes[0]).tolist()) == {0, 2}  # the building that a project replaces is open until it opens


def test_late_spending_of_adopted_years_is_not_spent_twice(baerum_run: Run) -> None:
    """The adopted total stays, and so does the sum of all years in fixed prices for projects finished well inside them."""
    bound = baerum_run.bound
    n = len(bound.ids["prosjekt"])
    keep = ("investeringer_varige", "utgift_fast", "ferdig_aar_brukt", "er_ramme")
    v = played(bound, keep, {"sjokk_forsinkelse": np.full((20, n), LATE)})
    np.testing.assert_array_equal(v["investeringer_varige"][:4, 1], v["investeringer_varige"][:4, 0])
    np.testing.assert_array_equal(v["utgift_fast"][:4, 1], v["utgift_fast"][:4, 0])
    inside = (v["er_ramme"][0, 0] == 0.0) & (v["ferdig_aar_brukt"][0, 1] <= baerum_run.years[-1])
    assert inside.sum() >= 10
    np.testing.assert_allclose(v["utgift_fast"][:, 1].sum(axis=0)[inside], v["utgift_fast"][:, 0].sum(axis=0)[inside], rtol=1e-12)
    assert v["utgift_fast"][4, 1].sum() < v["utgift_fast"][4, 0].sum()


def test_late_projects_are_as_many_as_the_phase_says(solvik_run: Run) -> None:
    z = np.random.default_rng(1).standard_normal((20_000, 1))
    given = solvik_run.bound.inputs(solvik_run.bound.whole[:1]).values
    at_least = {}
    for k, i in enumerate(solvik_run.bound.ids["prosjekt"]):
        late, two = (given[n][:1, :, k] for n in ("forsinkelse_terskel", "forsinkelse_terskel_to_aar"))
        years = forsinkelse(z[None], np.broadcast_to(late, (1, 20_000))[..., None], np.broadcast_to(two, (1, 20_000))[..., None])
        at_least[i] = ((years >= 1.0).mean(), (years >= 2.0).mean())
    assert at_least["ramme-bygg"] == (0.0, 0.0)
    for name, share in (("sykeheim-2", 0.5), ("barnehage-ny", 0.4), ("skole-nord", 0.25)):
        assert at_least[name] == pytest.approx((share, 0.3 * share), abs=0.012), name


def test_a_grant_is_given_or_refused(solvik_run: Run) -> None:
    keep = ("prosjekttilskudd", "investeringsutgift", "tilskuddsandel", "tilskudd_sannsynlighet", "selvkost_prosjektandel")
    p = solvik_run.row()["tilskudd_sannsynlighet"][0, 0]
    given = played(solvik_run.bound, keep, {"sjokk_tilskudd": np.broadcast_to(1.0 - p, (20, len(p)))})
    refused = played(solvik_run.bound, keep, {"sjokk_tilskudd": np.broadcast_to(-p, (20, len(p)))})
    whole = given["investeringsutgift"][:, 0] * given["tilskuddsandel"][:, 0]
    np.testing.assert_allclose(given["prosjekttilskudd"][:, 1], whole, rtol=1e-12)
    np.testing.assert_allclose(given["prosjekttilskudd"][:, 0], whole * p, rtol=1e-12)
    assert not refused["prosjekttilskudd"][:, 1].any() and whole.any()
    untouched(given, "investeringsutgift")


def test_what_is_not_spent_is_carried_on(solvik_run: Run) -> None:
    keep = ("planlagt_utgift_fast", "utgift_fast", "utgift_utsatt_ub", "gjennomfoeringsgrad_brukt", "ubrukt_bevilgning")
    swings = 0.25 * np.random.default_rng(3).standard_normal(20)
    v = played(solvik_run.bound, keep, {"sjokk_gjennomfoeringsgrad": swings})
    planned, spent, left = (v[n][:, 1].sum(axis=1) for n in keep[:3])
    np.testing.assert_allclose(np.cumsum(spent) + left, np.cumsum(planned), rtol=1e-12)
    rate = v["gjennomfoeringsgrad_brukt"]
    np.testing.assert_allclose(rate[1:, 1], np.clip(rate[1:, 0] + swings[1:], 0.0, 1.0), rtol=1e-12)
    assert rate[0, 1] == rate[0, 0] and (left >= 0.0).all() and left.max() > 1e6
