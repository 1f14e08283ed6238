"""Income of a first plan: the last settlement to the øre, the next year at its real level, and what is not known stands as nothing."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass

import numpy as np
import pytest

from ldip.estimates import income as e
from ldip.estimates.other_income import national_other
from ldip.estimates.prices import deflator, path
from ldip.firstplan.assumptions import assumptions
from ldip.firstplan.found import town
from ldip.firstplan.income import income
from ldip.national.equalisation import Municipalities, rules_of, settle
from ldip.pack import income as settled
from ldip.pack.figures import by_municipality
from ldip.pack.municipalities import all_municipalities
from ldip.parameters import read as parameters

JUMPED = "3450"  # Etnedal: 27 per cent more inhabitants in 2025, whom the grant counts half a year later


@dataclass(frozen=True)
class Years:
    """Free income per inhabitant by municipality: booked, and by the written rules in kroner of the accounts year."""

    ids: tuple[str, ...]
    before: np.ndarray
    after: np.ndarray
    people: np.ndarray


def written(number: str) -> tuple[float, float, float]:
    """Free income per inhabitant booked, and of the first year by the file and the rules in force; inhabitants."""
    place, f = town(number), tomllib.loads(income(town(number))["inntekter.toml"])
    n, july = place.inhabitants, f["innbyggere_1_juli_aaret_foer"]["verdi"]
    nation = {k: v["beloep"] for k, v in f["nasjonalt"].items() if isinstance(v, dict) and "beloep" in v}
    mean, tax = nation["skatt_per_innbygger"], f["skatt_i_prosent_av_landet"]["verdi"] / 100.0 * nation["skatt_per_innbygger"]
    s, k, h, fin = (
        parameters.value("inntektssystem", f"utjevning_{name}", e.FIRST, e.KNOWN).verdi
        for name in ("symmetrisk", "tillegg", "terskel", "finansiering")
    )
    levelled = s * (mean - tax) + k * max(h * mean - tax, 0.0) - fin * mean
    need = nation["innbyggertilskudd_per_innbygger"] + (f["behovsindeks"]["verdi"] - 1.0) * nation["utgiftsbehov_per_innbygger"]
    fixed = f["andre_rammetilskudd"]["verdi"] + sum(p["verdi"] for p in f.get("rammetilskudd", []))
    after = tax + levelled + (need * july + fixed * 1e6) / n
    county = e.county_grant().value * 1e6 if number == e.OSLO else 0.0
    then = place.persons(year=e.ACCOUNTS)
    return place.tax.value + (place.grant.value - county) / then, after / (1.0 + deflator(e.FIRST).value), n


@pytest.fixture(scope="module")
def years() -> Years:
    ids = tuple(m.number for m in all_municipalities())
    before, after, people = np.array([written(i) for i in ids]).T
    return Years(ids, before, after, people)


def test_the_rules_of_2025_give_every_municipality_its_settlement_to_the_oere() -> None:
    rows = by_municipality(settled.FILE)
    people = np.array([float(r["innbyggere"]) for r in rows.values()])
    tax = np.array([float(r["skatt_1000kr"]) * 1000.0 for r in rows.values()])
    found = settle(Municipalities(tuple(rows), people, tax), [rules_of(2025, dt.date(2026, 11, 1))])
    each = found["kommune_inntektsutjevning"][0, 0] / people
    official = np.array([settled.equalisation(i).value for i in rows])
    assert len(rows) == 357 and np.abs(each - official).max() < 0.005


def test_free_income_keeps_its_real_level_from_the_settlement_to_the_first_year(years: Years) -> None:
    """Within 3.5 per cent for all but three; what is left is the need index and the July count, which INGAR would spread."""
    growth = years.after / years.before - 1.0
    usual = np.array([i != JUMPED for i in years.ids])
    assert abs(np.average(growth, weights=years.people)) < 0.001
    assert np.abs(growth[usual]).max() < 0.051 and growth[~usual][0] == pytest.approx(-0.100, abs=0.002)
    assert (np.abs(growth) > 0.035).sum() <= 3 and np.quantile(np.abs(growth), 0.9) < 0.02


def test_the_spread_by_size_is_what_the_municipalities_show(years: Years) -> None:
    growth = 100.0 * (years.after / years.before - 1.0)
    for low, high in ((0, 5_000), (5_000, 20_000), (20_000, 1e9)):
        mine = [k for k, i in enumerate(years.ids) if low <= years.people[k] < high and i != JUMPED]
        assert e.own_spread(low).value * 100.0 == pytest.approx(growth[mine].std(), abs=0.06)
    assert e.own_spread(3_000).value > e.own_spread(30_000).value > 0.003 and e.national_spread().value > 0.01


def test_booked_base_grant_is_the_parameter_and_leaves_no_municipality_far_below_nothing() -> None:
    assert e.base_grant().value == pytest.approx(e.parameter("landet_innbyggertilskudd", e.ACCOUNTS, "").value, rel=2e-4)
    per_head = [e.other_grants(m.number).value * 1e6 / m.inhabitants for m in all_municipalities()]
    assert min(per_head) > -750.0 and 500.0 < np.median(per_head) < 4_000.0


def test_oslo_is_without_the_county_and_says_so() -> None:
    text = income(town(e.OSLO))["inntekter.toml"]
    assert 1_800.0 < e.county_grant().value < 2_300.0
    assert "Oslo er også fylke" in text and f"{e.county_grant().value:,.0f} mill. kr".replace(",", " ") in text
    assert tomllib.loads(text)["andre_rammetilskudd"]["verdi"] == pytest.approx(
        413 * 721.0035 * (1.0 + deflator(e.FIRST).value) / 1e3, rel=0.001
    )


def test_what_no_open_table_has_is_nothing_and_marked() -> None:
    found = tomllib.loads(income(town("4629"))["inntekter.toml"])
    for key in ("eiendomsskatt", "andre_skatteinntekter"):
        assert found[key]["verdi"] == 0 and found[key]["anslag"] and found[key]["kilde"].startswith("Ikke kjent")
    together = found["andre_generelle_driftsinntekter"]
    grown = 397 * national_other().value * (1.0 + deflator(e.FIRST).value) / 1e6
    assert together["anslag"] and together["verdi"] == pytest.approx(grown, abs=1e-3)
    assert 7_000.0 < national_other().value < 12_000.0
    assert found["behovsindeks"]["anslag"] and "avviket" in found["behovsindeks"]["kilde"]
    assert "anslag" not in tomllib.loads(income(town("3222"))["inntekter.toml"])["behovsindeks"]


def test_forecasts_go_over_to_long_run_levels() -> None:
    found = tomllib.loads(assumptions(town("1151"))["forutsetninger.toml"])
    assert found["loennsvekst"]["verdier"] == {"2026": 4, "2027": 3.5, "2028": 3}
    assert list(path("styringsrente", "langsiktig_styringsrente", 2026)) == [2026, 2027, 2028, 2029]
    small, large = (tomllib.loads(assumptions(town(n))["usikkerhet.toml"]) for n in ("1151", "3222"))
    width = [f["faktor"][0]["kommune"]["standardavvik"]["verdi"] for f in (small, large)]
    assert width[0] > width[1] and small["befolkning"]["tellestoey"] == "poisson"
