"""The income system over all municipalities: acceptance cases R1–R4, R6, R8, R10, R12."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ldip import ModelError
from ldip.national import Municipalities, Rules, compare, outcome, rules_of, settle
from ldip.national.expenditure_need import columns_of, total_index
from ldip.parameters import read as parameters
from ldip.parameters.income_system import cost_key, nation, unit_costs

EACH = "kommune_inntektsutjevning_per_innbygger"
KNOWN = dt.date(2026, 11, 25)
BAERUM = {  # sluttavregning: innbyggere, skatt i 1 000 kr, utjevning per innbygger
    2020: (127_731, 6_525_517.122, -12_129.2754),
    2021: (128_233, 7_785_767.455, -15_052.9320),
    2022: (128_982, 9_073_367.211, -18_371.7203),
    2023: (129_874, 8_391_559.592, -16_274.1663),
    2024: (130_921, 8_281_356.321, -15_299.7415),
}
ASKER = {
    2020: (94_441, 3_964_821.295, -6_665.6903),
    2021: (94_915, 4_749_022.166, -8_644.1449),
    2022: (96_088, 5_310_174.848, -9_322.3207),
    2023: (97_784, 4_905_321.445, -7_605.2370),
    2024: (98_815, 4_976_908.015, -7_566.5274),
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def settlement(data: Path) -> list[dict[str, str]]:
    return rows(data / "income" / "inntektsutjevning_2025_alle_357.csv")


@pytest.fixture(scope="module")
def country(settlement: list[dict[str, str]]) -> Municipalities:
    people = np.array([float(r["innb_1jan2025"]) for r in settlement])
    tax = np.array([float(r["skatt_1000kr"]) * 1000.0 for r in settlement])
    return Municipalities(tuple(r["knr"] for r in settlement), people, tax)


def rules(year: int) -> Rules:
    return rules_of(year, KNOWN, levels=False)


def test_r1_the_settlement_of_2025(country: Municipalities, settlement: list[dict[str, str]]) -> None:
    found = settle(country, [rules(2025)], [EACH, "kommune_inntektsutjevning", "landssnitt_skatt", "finansiering_per_innbygger"])
    assert found["landssnitt_skatt"][0, 0] == pytest.approx(42_269.576967, abs=1e-4)
    assert found["finansiering_per_innbygger"][0, 0] == pytest.approx(378.138244, abs=1e-4)
    official = np.array([float(r["netto_inntektsutjevning_per_innb"]) for r in settlement])
    assert np.abs(found[EACH][0, 0] - official).max() < 1e-4
    assert abs(found["kommune_inntektsutjevning"].sum()) < 0.01
    e = found[EACH][0, 0]
    assert float(-(e[e < 0.0] * country.innbyggere[e < 0.0]).sum()) == pytest.approx(12_126e6, rel=1e-3)


@pytest.mark.parametrize("year", sorted(BAERUM))
@pytest.mark.parametrize("rows_of", [BAERUM, ASKER], ids=["Bærum", "Asker"])
def test_r2_earlier_years_with_national_figures_given(year: int, rows_of: dict[int, tuple[float, float, float]]) -> None:
    people, tax, expected = rows_of[year]
    mean = parameters.exact("inntektssystem", "landssnitt_skatt", year, KNOWN).verdi
    financing = parameters.exact("inntektssystem", "finansiering_per_innbygger", year, KNOWN).verdi
    m = Municipalities(("3201",), np.array([people]), np.array([tax * 1000.0]), landssnitt=mean, finansiering=financing)
    assert rules(year).values["utjevning_symmetrisk"] == 0.60
    assert outcome(m, rules(year), EACH)["3201"] == pytest.approx(expected, abs=1e-4)


def test_r3_the_rate_of_another_year_is_far_off(country: Municipalities, settlement: list[dict[str, str]]) -> None:
    wrong = outcome(country, rules(2025).changed({"utjevning_symmetrisk": 0.60}), EACH)
    right = {r["knr"]: float(r["netto_inntektsutjevning_per_innb"]) for r in settlement}
    assert wrong["3201"] - right["3201"] == pytest.approx(464.1, abs=0.5)
    assert max(abs(wrong[k] - right[k]) for k in right) > 400.0


def test_r4_64_per_cent_on_2025(country: Municipalities) -> None:
    found = outcome(country, rules(2025).changed({"utjevning_symmetrisk": 0.64}), EACH)
    for knr, expected in (
        ("3201", -15_230.19),
        ("5612", 11_594.30),
        ("0301", -8_723.21),
        ("3203", -5_839.39),
        ("5601", 3_837.71),
    ):
        assert found[knr] == pytest.approx(expected, abs=0.01)


def test_r6_the_cost_key_of_2026(data: Path) -> None:
    file = rows(data / "income" / "sektorindeks_2026_utvalg.csv")
    official = {r["knr"]: float(r["indeks_2026"]) for r in rows(data / "income" / "utgiftsbehovsindeks_2025_2026.csv")}
    _, sectors, criteria = columns_of(2026)
    indices = {s: np.array([float(r[s]) for r in file]) for s in sectors}
    found = total_index(2026, indices, by_sector=True)
    assert len(file) == 35 and len(criteria) == 26
    assert max(abs(v - official[r["knr"]]) for v, r in zip(found, file, strict=True)) <= 0.0004


def test_r6_baerum_by_sector() -> None:
    values = (1.0876, 1.1090, 0.9674, 0.9441, 0.8235, 0.9098, 0.8719)
    indices = {s: np.array([v]) for s, v in zip(columns_of(2026)[1], values, strict=True)}
    assert total_index(2026, indices, by_sector=True)[0] == pytest.approx(0.9985, abs=0.0004)


def test_the_key_is_the_published_table(data: Path) -> None:
    key = cost_key(2026)
    assert sum(key.sectors.values()) == pytest.approx(1.0)
    assert all(sum(k.values()) == pytest.approx(1.0, abs=2e-4) for k in key.keys.values())
    published = {
        (r["sektor"], r["delkostnadsnokkel_vekt"], r["sektorvekt"])
        for r in rows(data / "income" / "kostnadsnokkel_2026.csv")
        if r["sektor"] != "SAMLET"
    }
    own = {(s, float(v)) for s, k in key.keys.items() for v in k.values()}
    assert {float(v) for _, v, _ in published} == {v for _, v in own}
    with pytest.raises(ModelError, match="2025 er ikke kjent"):
        cost_key(2025)


def test_r8_expenditure_equalisation_2025(data: Path, settlement: list[dict[str, str]]) -> None:
    amounts = np.array([float(r["utgiftsutjevning_gh2025_1000kr"]) for r in settlement])
    assert abs(amounts.sum()) < 0.01
    index = {r["knr"]: float(r["indeks_2025"]) for r in rows(data / "income" / "utgiftsbehovsindeks_2025_2026.csv")}
    kept = [r for r in settlement if r["knr"] in index]
    people = np.array([float(r["innb_1jan2025"]) for r in kept])
    need = np.array([index[r["knr"]] for r in kept])
    m = Municipalities(tuple(r["knr"] for r in kept), people, np.zeros(len(kept)), behovsindeks=need, official_index=True)
    named = replace_level(rules(2025), 73_300.0)
    modelled = settle(m, [named], ["kommune_utgiftsutjevning"])["kommune_utgiftsutjevning"][0, 0] / people
    official = np.array([float(r["utgiftsutjevning_gh2025_1000kr"]) * 1000.0 for r in kept]) / people
    residual = official - modelled
    assert 1.0 - residual.var() / official.var() == pytest.approx(0.995, abs=0.0005)
    assert kept[int(np.abs(residual).argmax())]["navn"] == "Bindal"
    assert np.abs(residual).max() == pytest.approx(5_000.0, rel=0.1)


def replace_level(r: Rules, need: float) -> Rules:
    return r.changed({"landet_utgiftsbehov": need})


@pytest.mark.parametrize(("knr", "held", "closed"), [("3201", 380.00, 391.69), ("5601", 30.00, 34.53)])
def test_r10_what_is_left_of_a_thousand_kroner(country: Municipalities, knr: str, held: float, closed: float) -> None:
    k = country.ids.index(knr)
    before = settle(country, [rules(2025)], [EACH, "landssnitt_skatt", "finansiering_per_innbygger"])
    more = np.array(country.skatt)
    more[k] += 1000.0 * country.innbyggere[k]
    mean, financing = (float(before[n][0, 0]) for n in ("landssnitt_skatt", "finansiering_per_innbygger"))
    fixed = replace(country, skatt=more, landssnitt=mean, finansiering=financing)
    free = replace(country, skatt=more)
    for m, expected in ((fixed, held), (free, closed)):
        gained = 1000.0 + settle(m, [rules(2025)], [EACH])[EACH][0, 0, k] - before[EACH][0, 0, k]
        assert gained == pytest.approx(expected, abs=0.01)


def test_r12_a_constant_tax_ratio_from_2020() -> None:
    """Error of the assumption for Bærum 2021–2025, in per cent."""
    mean = {y: parameters.exact("inntektssystem", "landssnitt_skatt", y, KNOWN).verdi for y in range(2020, 2026)}
    actual = {y: tax * 1000.0 / people for y, (people, tax, _) in BAERUM.items()} | {2025: 8_666_259_985 / 132_358}
    ratio = actual[2020] / mean[2020]
    errors = [100.0 * (ratio * mean[y] / actual[y] - 1.0) for y in range(2021, 2026)]
    assert errors == pytest.approx([-2.8, -6.0, -3.6, -1.3, 4.8], abs=0.1)


def small(n: int = 5) -> Municipalities:
    rng = np.random.default_rng(3)
    people = rng.uniform(500.0, 90_000.0, n)
    return Municipalities(
        tuple(f"{9001 + i}" for i in range(n)),
        people,
        people * rng.uniform(25_000.0, 70_000.0, n),
        innbyggere_juli=people * 0.99,
        behovsindeks=rng.uniform(0.8, 1.4, n),
        privatskoleelever=rng.uniform(0.0, 300.0, n),
        grunnlagsvekst=rng.uniform(-900.0, 1500.0, n),
        oevrige_tilskudd=rng.uniform(0.0, 1e7, n),
    )


def test_every_settlement_sums_to_zero() -> None:
    parts = ("kommune_inntektsutjevning", "kommune_utgiftsutjevning", "kommune_korreksjon", "kommune_ingar")
    named = rules(2025).changed(
        {"privatskole_sats": 100_000.0, "landet_utgiftsbehov": 73_249.0, "landet_innbyggertilskudd": 31_440.0}
    )
    found = settle(small(), [named], (*parts, "kommune_rammetilskudd"))
    for name in parts:
        assert abs(found[name].sum()) < 0.01 and np.abs(found[name]).max() > 1.0
    m = small()
    assert m.innbyggere_juli is not None and m.oevrige_tilskudd is not None
    whole = 31_440.0 * m.innbyggere_juli.sum() + m.oevrige_tilskudd.sum()
    assert found["kommune_rammetilskudd"].sum() == pytest.approx(whole, abs=0.1)


def test_draws_and_years_in_one_call_equal_each_alone() -> None:
    m = small()
    rng = np.random.default_rng(9)
    tax = m.skatt * rng.lognormal(0.0, 0.1, (3, 130, 5))
    years = [rules(2023), rules(2024), rules(2025)]
    together = settle(replace(m, skatt=tax), years, [EACH], by_year=True)[EACH]
    assert together.shape == (3, 130, 5)
    for t, r in ((0, 5), (2, 129)):
        alone = settle(replace(m, skatt=tax[t, r]), [years[t]], [EACH])[EACH][0, 0]
        assert np.array_equal(together[t, r], alone)


def test_a_reform_redistributes_and_says_whom() -> None:
    result = compare(small(), rules(2025), {"utjevning_symmetrisk": 0.70})
    assert abs(result.effect().sum()) < 0.01
    ranked = result.rows()
    assert [r[4] for r in ranked] == sorted(r[4] for r in ranked)
    lines = result.as_csv().splitlines()
    assert lines[0] == "knr;foer_kr;etter_kr;endring_kr;endring_per_innb_kr" and len(lines) == 6 and "," in lines[1]
    with pytest.raises(ModelError, match="ukjent parameter 'skatt'"):
        compare(small(), rules(2025), {"skatt": 1.0})


def test_parameters_know_their_years() -> None:
    assert [rules(y).values["utjevning_symmetrisk"] for y in (2020, 2024, 2025, 2026)] == [0.60, 0.60, 0.62, 0.64]
    assert "utjevning_symmetrisk" in rules(2026).anslag and "utjevning_symmetrisk" not in rules(2025).anslag
    with pytest.raises(ModelError, match="ingen regel for 2025"):
        rules_of(2025, dt.date(2021, 10, 15), levels=False)
    with pytest.raises(ModelError, match="ingen regel for 2031"):
        rules_of(2031, KNOWN)
    with pytest.raises(ModelError, match="serien føres ikke videre"):
        rules_of(2018, KNOWN)
    with pytest.raises(ModelError, match="passer ikke"):
        settle(replace(small(), skatt=np.ones(4)), [rules(2025)])
    assert rules_of(2025, KNOWN).values["landet_utgiftsbehov"] == 73_249


def test_the_nation_is_known_and_projected() -> None:
    found = nation(np.array([2010.0, 2015.0, 2026.0, 2046.0, 2099.0]))
    assert np.array_equal(found[0], found[1]) and found[2].sum() == 5_627_400
    assert found[3, 9] > 1.8 * found[2, 9]  # 90 år og eldre
    costs, year, text = unit_costs()
    assert len(costs) == 10 and year == 2024 and "Ikke" not in text


def test_columns_of_the_nation(data: Path) -> None:
    """Historic rows are SSB's own national figures."""
    file = rows(data / "population" / "norway_pop_national_age_sex_1986_2026.csv")
    for year in (2015, 2026):
        ages = {a: sum(float(r[str(year)]) for r in file if int(r["age"]) == a) for a in range(106)}
        expected = [sum(ages[a] for a in range(lo, hi + 1)) for lo, hi in ((0, 0), (1, 5), (67, 79), (90, 105))]
        assert nation(np.array([float(year)]))[0, [0, 1, 7, 9]].tolist() == expected
