"""Income of a plan: scenarios, need index by age, parts of the grant, demography cost, property tax and its limits."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ldip import Run, explain, simulate
from ldip.parameters.income_system import AGE_CRITERIA, cost_key, nation
from ldip.simulation.explain import Trace
from tests.demography.plans import changed, told

FILE = "inntekter.toml"
SCHEME = '[ingar]\ntrekk_per_innbygger = 41\nkilde = "prøve"\n\n[behovsindeks]'


def names(node: Trace) -> set[str]:
    return {f"{node.name} {node.element} {node.source}"} | {n for c in node.children for n in names(c)}


def test_the_index_follows_the_own_age_mix_against_the_nation(solvik_run: Run) -> None:
    """By hand for 2031: own shares 1 July 2030 against the nation's, weights of the key, basis by size."""
    ages = solvik_run.series("folketall_ub").sum(axis=(1, 2))
    t = solvik_run.years.index(2031)
    july = (ages[t - 2] + ages[t - 1]) / 2.0
    own = np.array([july[a : b + 1].sum() for a, b, _ in AGE_CRITERIA.values()])
    land = (nation(np.array([2030.0])) + nation(np.array([2031.0])))[0] / 2.0
    start_land = (nation(np.array([2025.0])) + nation(np.array([2026.0])))[0] / 2.0
    stock = solvik_run.series("folketall_ib")[0].sum(axis=(0, 1))
    start = np.array([stock[a : b + 1].sum() for a, b, _ in AGE_CRITERIA.values()])
    x = (own / own.sum()) / (land / land.sum())
    x0 = (start / start.sum()) / (start_land / start_land.sum())
    key = cost_key(2026)
    basis = 1.35 * (start.sum() / own.sum()) * (land.sum() / start_land.sum())
    expected = 1.02 + float(key.age_weights() @ (x - x0)) + key.total_weights()["basis"] * (basis - 1.35)
    assert solvik_run.value("behovsindeks_brukt", 2031) == pytest.approx(expected, abs=1e-9)
    assert solvik_run.value("behovsindeks_brukt", 2026) == pytest.approx(1.02, abs=1e-9)


def test_a_municipality_of_the_nations_mix_keeps_its_index() -> None:
    from ldip.operations.need_index import share_ratio

    land = np.array([[3.0, 5.0, 9.0]])
    assert np.allclose(share_ratio(land * 0.01, land), 1.0)


def test_growth_that_just_covers_national_demography(solvik_run: Run) -> None:
    """The nation's free income grows by exactly what its demography costs, in fixed prices."""
    for year in (2027, 2040):
        people = nation(np.array([year - 1.0, year])).sum(axis=1).mean()
        change = np.diff(nation(np.array([float(year), year + 1.0])).sum(axis=1))[0]
        income = solvik_run.value("landet_frie_inntekter_start", year) * people
        grown = (1.0 + solvik_run.value("realvekst_brukt", year)) * (1.0 + change / people) * income
        assert grown - income == pytest.approx(solvik_run.value("demografikostnad_landet", year), rel=1e-9)
    assert 0.0 < solvik_run.value("realvekst_brukt", 2035) < 0.02


def test_stated_growth_is_used_when_the_plan_says_so(nordvik_run: Run) -> None:
    assert nordvik_run.value("realvekst_brukt", 2030) == nordvik_run.value("realvekst_frie_inntekter", 2030)


def test_own_demography_cost_is_priced_and_split(solvik_run: Run) -> None:
    for year in (2030, 2044):
        parts = [
            solvik_run.value(n, year)
            for n in ("demografi_indeksvirkning", "demografi_folketallsvirkning", "demografi_ukompensert")
        ]
        assert sum(parts) == pytest.approx(solvik_run.value("demografikostnad_egen", year))
    ages = solvik_run.series("folketall_ub").sum(axis=(1, 2))
    change = ages[4] - ages[3]
    cost = solvik_run.series("enhetskostnad_alder")[4]
    by_hand = sum(change[a : b + 1].sum() * c for (a, b, _), c in zip(AGE_CRITERIA.values(), cost, strict=True))
    assert solvik_run.value("demografikostnad_egen", 2030) == pytest.approx(by_hand)


def test_tax_ratio_moves_in_a_straight_line_and_stays(solvik_run: Run) -> None:
    found = [solvik_run.value("skatteandel_brukt", y) for y in (2029, 2030, 2034, 2039, 2045)]
    assert found == pytest.approx([0.88, 0.882, 0.89, 0.90, 0.90])


def test_nominal_parts_stay_and_fixed_ones_follow_prices(solvik_run: Run) -> None:
    index = solvik_run.value("deflator_indeks_ub", 2035)
    at = [solvik_run.value("tilskuddsdeler", 2035, tilskuddsdel=d) for d in ("skjoennstilskudd", "distriktstilskudd")]
    assert at == pytest.approx([1.0e6, 3.0e6 * index])


def test_growth_three_ways(solvik_run: Run) -> None:
    year = 2028  # a new task is paid for from this year
    income = {y: solvik_run.value("frie_inntekter", y) for y in (year - 1, year)}
    price = 1.0 + solvik_run.value("deflator_vekst", year)
    nominal = income[year] / income[year - 1] - 1.0
    assert solvik_run.value("vekst_frie_inntekter_nominell", year) == pytest.approx(nominal)
    assert solvik_run.value("vekst_frie_inntekter_reell", year) == pytest.approx((1.0 + nominal) / price - 1.0)
    corrected = (income[year] - 0.8e6) / income[year - 1] / price - 1.0
    assert solvik_run.value("vekst_frie_inntekter_oppgavekorrigert", year) == pytest.approx(corrected)


def test_ingar_pays_when_the_own_grant_falls_behind(tmp_path: Path, solvik_run: Run) -> None:
    for year in solvik_run.years:
        gross, people = solvik_run.value("ingar_brutto_per_innbygger", year), solvik_run.value("innbyggere_juli_ib", year)
        assert solvik_run.value("ingar", year) == pytest.approx((gross - 41.0) * people)
    falling = 'enhet = "indeks"\nverdier = { 2026 = 1.05, 2027 = 1.02 }\nvidere = "siste"'
    run = simulate(
        changed(tmp_path, "nordvik", (FILE, 'enhet = "indeks"\nverdi = 1.05', falling), (FILE, "[behovsindeks]", SCHEME))
    )
    lost = run.value("tilskuddsgrunnlag_ub", 2026) - run.value("tilskuddsgrunnlag_ub", 2027)
    nation = run.value("landsgrunnlag_ub", 2027) - run.value("landsgrunnlag_ub", 2026)
    assert (
        run.value("ingar_brutto_per_innbygger", 2027) == pytest.approx(nation - 400.0 + lost) and run.value("ingar", 2027) > 0.0
    )


def test_marginal_effects_are_what_a_small_change_does(tmp_path: Path) -> None:
    """One more point of the tax ratio and an index 0.01 lower, against the run with the change made; no tax is adopted."""
    free = ("vedtatt.csv", "skatt_paa_inntekt_og_formue;2026", "# skatt_paa_inntekt_og_formue;2026")
    base = simulate(changed(tmp_path / "a", "nordvik", free))
    more = simulate(changed(tmp_path / "b", "nordvik", free, (FILE, "verdi = 88", "verdi = 89")))
    less = simulate(changed(tmp_path / "c", "nordvik", free, (FILE, "verdi = 1.05", "verdi = 1.04")))
    for year in (2027, 2040):
        gained = more.value("frie_inntekter", year) - base.value("frie_inntekter", year)
        assert base.value("marginal_skattepoeng", year) == pytest.approx(gained, rel=1e-9)
        lost = less.value("frie_inntekter", year) - base.value("frie_inntekter", year)
        assert base.value("marginal_indeks", year) == pytest.approx(lost, rel=1e-9)
    person = base.value("marginal_innbygger", 2030)
    whole = base.value("frie_inntekter", 2030) - base.value("andre_rammetilskudd", 2030)
    assert person == pytest.approx(whole / base.value("innbyggere_ib", 2030), rel=0.01)


def test_explain_shows_every_part_with_rate_and_source(solvik_run: Run) -> None:
    found = "\n".join(names(explain(solvik_run, "rammetilskudd", 2030, depth=4)))
    for words in (
        "tilskuddsdel=distriktstilskudd",
        "tilskuddsdel=skjoennstilskudd",
        "Prop. 102 S (2023–2024): opptrapping til 64 prosent",
        "Grønt hefte 2026, kostnadsnøklene",
        "ingar: brutto mindre likt trekk per innbygger",
        "skatt-og-inntektsutjevning: folketall 1. januar",
    ):
        assert words in found, words


def test_property_tax_by_kind(solvik_run: Run) -> None:
    homes = (4_200e6 * 0.7 - 2100 * 0.5e6) * 0.003
    assert solvik_run.value("eiendomsskatt_type", 2030, eiendomstype="bolig") == pytest.approx(homes)
    assert solvik_run.value("eiendomsskatt", 2030) == pytest.approx(homes + 900e6 * 0.005)


def test_integration_follows_cohorts(solvik_run: Run) -> None:
    first = solvik_run.series("integrering_personer")[0].tolist()
    assert first == [8.0, 9.0, 14.0, 20.0, 12.0]  # settled this year, one year ago, …
    assert solvik_run.series("integrering_personer")[6].tolist() == [8.0] * 5


CASES = [
    ("2028 = 3.0 }, videre", "2028 = 3.5 }, videre", "for stor økning på ett år"),
    ("2028 = 3.0 }, videre", "2028 = 0.5 }, videre", "under laveste sats"),
    ("forrige_promille = 2.0", "forrige_promille = 0.0", "første år er høyst 1 promille"),
    ('verdier = { 2026 = 2.0, 2027 = 2.0, 2028 = 3.0 }, videre = "siste"', "verdi = 4.5", "over høyeste sats"),
    ('id = "naering"', 'id = "bolig"', "id står to ganger"),
    ('type = "naering"\ntakst = 900', 'type = "naering"\nbunnfradrag = 1.0\ntakst = 900', "bunnfradrag gjelder bare boliger"),
    ("antall = 2100\n", "", "trenger antall boenheter"),
    (
        'takst = 900\nenhet = "mill. kr"\npriser = "løpende"',
        'takst = 900\nenhet = "mill. kr"\npriser = "2026-kroner"',
        "løpende kroner",
    ),
    ('del = "skjoennstilskudd"', 'del = "distriktstilskudd"', "delen står to ganger"),
    ('del = "skjoennstilskudd"', 'del = "skjønn"', "skjønn"),
    ('priser = "2026-kroner"              # faste', 'priser = "2020-kroner"              # faste', "følger deflatoren"),
    ("til = 2039", "til = 2029", "er før fra"),
    (
        "forrige_promille = 5.0",
        'forrige_promille = 5.0\nkontorjustering = { enhet = "prosent", verdi = 11, kilde = "x" }',
        "utenfor grensen",
    ),
    (
        "forrige_promille = 5.0",
        'forrige_promille = 5.0\ntaksert_aar = 2020\nkontorjustering = { enhet = "prosent", verdi = 5, kilde = "x" }',
        "for tidlig",
    ),
    ('type = "naering"\ntakst = 900', 'type = "kraft"\nkwh = 100000000\ntakst = 900', "grensene for kraftanlegg"),
    ("indeks_aar = 2026", "indeks_aar = 1995", "passer ikke til folketallets dato"),
    ("noekkel_aar = 2026", "noekkel_aar = 2025", "2025 er ikke kjent"),
    ('enhet = "indeks"\nverdi = 1.02', 'enhet = "indeks"\nverdier = { 2026 = 1.02 }\nvidere = "siste"', "må være ett tall"),
    ("bosatte_foer = [9, 14, 20, 12]", "bosatte_foer = [9, 14]", "bosatte_foer"),
    (
        'satser = [0.22, 0.29, 0.20, 0.10, 0.08]\nenhet = "mill. kr"\npriser = "2026-kroner"',
        'satser = [0.22, 0.29, 0.20, 0.10, 0.08]\nenhet = "mill. kr"\npriser = "2025-kroner"',
        "integrering.priser",
    ),
]


@pytest.mark.parametrize(("old", "new", "words"), CASES, ids=[c[2] for c in CASES])
def test_mistakes_are_told(tmp_path: Path, old: str, new: str, words: str) -> None:
    found = told(tmp_path, "solvik", FILE, old, new)
    assert words in found, found


def test_what_was_not_known_cannot_be_used(tmp_path: Path) -> None:
    found = told(tmp_path, "solvik", "plan.toml", "2026-10-15", "2025-09-01")
    assert "landets folketall var ikke kjent" in found and "kostnadsnøkkelen var ikke kjent" in found


def test_property_limits_have_their_dates(tmp_path: Path) -> None:
    found = told(tmp_path, "solvik", "plan.toml", "2026-10-15", "2019-01-01")
    assert "grensene for eiendomsskatt gjaldt ikke eller var ikke kjent" in found


def test_promille_that_ends_is_zero_again(tmp_path: Path) -> None:
    edit = (FILE, '2028 = 3.0 }, videre = "siste"', '2028 = 3.0 }, videre = "null"')
    run = simulate(changed(tmp_path, "solvik", edit))
    assert run.value("eiendomsskatt_type", 2029, eiendomstype="bolig") == 0.0


def test_allowance_from_a_year_allows_a_larger_step(tmp_path: Path) -> None:
    edits = (
        (FILE, "bunnfradrag = 0.5", "bunnfradrag = 0.5\nbunnfradrag_fra = 2028"),
        (FILE, "2028 = 3.0 }", "2028 = 4.0 }"),
    )
    run = simulate(changed(tmp_path, "solvik", *edits))
    assert run.value("eiendomsskatt_type", 2027, eiendomstype="bolig") == pytest.approx(4_200e6 * 0.7 * 0.002)
    assert run.value("eiendomsskatt_type", 2028, eiendomstype="bolig") == pytest.approx((4_200e6 * 0.7 - 2100 * 0.5e6) * 0.004)


def test_office_adjustment_adds_up_from_the_eleventh_year(tmp_path: Path) -> None:
    rates = "{ 2026 = 0, 2027 = 0, 2028 = 0, 2029 = 0, 2030 = 10 }"
    text = f'forrige_promille = 5.0\ntaksert_aar = 2020\nkontorjustering = {{ enhet = "prosent", verdier = {rates}, videre = "siste", kilde = "x" }}'
    run = simulate(changed(tmp_path, "solvik", (FILE, "forrige_promille = 5.0", text)))
    found = [run.value("eiendomsskatt_type", y, eiendomstype="naering") for y in (2029, 2030, 2032)]
    assert found == pytest.approx([900e6 * 0.005 * v for v in (1.0, 1.1, 1.3)])


def test_power_stations_and_adjustment_of_zero_are_lawful(tmp_path: Path) -> None:
    text = 'forrige_promille = 5.0\nkontorjustering = { enhet = "prosent", verdi = 0, kilde = "x" }'
    kind = (FILE, 'type = "naering"\ntakst = 900', 'type = "kraft"\nkwh = 400000000\ntakst = 900')
    run = simulate(changed(tmp_path, "solvik", (FILE, "forrige_promille = 5.0", text), kind))
    assert run.value("eiendomsskatt_type", 2045, eiendomstype="naering") == pytest.approx(900e6 * 0.005)


def test_local_reduction_is_the_same_for_all_and_not_in_addition(tmp_path: Path, solvik_run: Run) -> None:
    less = simulate(changed(tmp_path, "solvik", (FILE, "# Frie", "eiendomsskatt_reduksjon = 0.2\n# Frie")))
    names = ("bolig", "naering")
    base, cut = ([r.value("eiendom_grunnlag", 2030, eiendomstype=n) for n in names] for r in (solvik_run, less))
    assert cut == pytest.approx([base[0], 0.8 * base[1]])
