"""Ratios, assets and level of a first plan: against their sources, and against counting by brute force."""

from __future__ import annotations

import csv
import math
import tomllib
from pathlib import Path

import pytest

from ldip import Plan
from ldip.estimates import finances, level
from ldip.estimates.finances import leaf
from ldip.pack import nation
from ldip.parameters import finances as held
from ldip.parameters.shipped import shipped
from ldip.plan.schema import tables as t

AVERAGE, OSLO, BY_NAME = (
    "4001",
    "0301",
    {"0301": "Oslo", "3222": "Lørenskog", "3205": "Lillestrøm", "3220": "Enebakk", "3224": "Rælingen"},
)
LABELS = {
    finances.DEBT: "Langsiktig gjeld (ekskl. pensjonsforpl.) i % av br. driftsinnt. (%)",
    finances.FUNDS: "Fri egenkapital drift i % av br. driftsinnt. (%)",
    finances.WORKING: "Arbeidskapital (ekskl. premieavvik) i % av br. driftsinnt. (%)",
    finances.INVESTED: "Brutto investeringsutgifter i % av br. driftsinnt. (%)",
    finances.OWN_MONEY: "Egenfinansiering av investeringene i % av tot. br. invest. (%)",
}


def test_own_figures_are_those_of_the_source(data: Path) -> None:
    with (data / "services" / "kostra_2020_2025_lorenskog_landet.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        printed = {(r["region"], r["indicator"], int(r["year"])): float(r["value"]) for r in rows}
    for number in shipped(held.FILE)["egne"]["kommune"]:
        for name, values in held.own_figures(number).items():
            for year, value in values.items():
                assert printed[BY_NAME[number], LABELS[name], year] == value


def test_the_example_is_the_example(baerum: Plan) -> None:
    b = baerum.balance
    same = (
        "laanegjeld",
        "videreutlaan_gjeld",
        "ubrukte_laanemidler",
        "tomter",
        "aksjer",
        "pensjonsmidler",
        "pensjonsforpliktelse",
    )
    same += ("bundne_driftsfond", "bundne_investeringsfond", "kortsiktig_gjeld", "kortsiktige_fordringer")
    for name in (*same, "avskrivbare_anleggsmidler"):
        assert held.example(name) == getattr(b, name)
    assets = [(r.klasse, r.bokfoert, r.restlevetid) for r in baerum.table("anlegg.csv", t.AssetRow).rows]
    assert assets == [(a.klasse, a.bokfoert, a.restlevetid) for a in held.example_assets()]
    loans = [(r.saldo, r.restloepetid, r.margin) for r in baerum.table("laan.csv", t.LoanRow).rows]
    assert loans == [(loan.saldo, loan.restloepetid, loan.margin) for loan in held.example_loans()]
    for name in ("videreutlaan", "avdrag_videreutlaan", "mottatte_avdrag_videreutlaan", "aksjer_og_andeler"):
        assert held.example(name) * 1e6 == baerum.investment.poster[name].at(2026)


def test_the_nation_without_oslo_is_found_again_where_it_is_printed() -> None:
    weight = finances.oslo_weight().value
    assert weight == pytest.approx(0.14, abs=0.01)
    for name in (finances.DEBT, finances.FUNDS, finances.WORKING, finances.INVESTED):
        for year, rest in nation.by_year(name, finances.REST).items():
            country, oslo = nation.figure(name, year).value, held.own_figures(OSLO)[name][year]
            assert (country - weight * oslo) / (1.0 - weight) == pytest.approx(rest.value, abs=0.7)


def test_ratios_are_without_oslo_but_own_where_open() -> None:
    assert finances.ratio(finances.DEBT, AVERAGE).value == pytest.approx(1.148, abs=0.001)
    assert finances.ratio(finances.FUNDS, AVERAGE).value == pytest.approx(0.114, abs=0.001)
    assert finances.ratio(finances.DEBT, "3222").value == 1.715
    assert finances.ratio(finances.WORKING, OSLO).value == -0.05
    assert finances.mean_ratio(finances.INVESTED, AVERAGE).value == pytest.approx(0.139, abs=0.001)
    assert finances.mean_ratio(finances.INVESTED, OSLO).value == pytest.approx(0.218, abs=0.001)
    assert finances.mean_ratio(finances.INVESTED, "3222") == finances.mean_ratio(finances.INVESTED, AVERAGE)
    assert all(d.source for d in finances.assets(AVERAGE).leaves)


@pytest.mark.parametrize(("lifetime", "growth"), [(40.0, 0.045), (10.0, 0.03)])
def test_value_left_on_the_books_as_counted(lifetime: float, growth: float) -> None:
    step = 0.01
    ages = [step * (i + 0.5) for i in range(int(lifetime / step))]
    counted = sum(math.exp(-growth * a) * (1.0 - a / lifetime) * step for a in ages)
    assert finances.left_on_books(lifetime, growth) == pytest.approx(counted, rel=1e-4)


def test_renewal_is_depreciation_at_prices_of_today() -> None:
    growth, top, bottom = 0.03, 0.0, 0.0
    for a in held.example_assets():
        lifetime = finances.legal_lifetime(a.klasse)
        historic = sum(math.exp(-growth * (i + 0.5) / 100.0) for i in range(int(lifetime * 100))) / (100.0 * lifetime)
        top += a.bokfoert / a.restlevetid / historic
        bottom += a.bokfoert / a.restlevetid
    assert finances.renewal(growth).value == pytest.approx(top / bottom, rel=1e-4)
    assert finances.renewal(0.0).value == 1.0


def test_the_factor_gives_the_target() -> None:
    flows = level.Flows(income=1000.0, inside=250.0, spending=920.0, finance=60.0)
    target = leaf("mål", 0.021, "andel", "")
    f = level.factor(flows, target).value
    income = 750.0 + f * 250.0
    result = income - f * 920.0 - income * 60.0 / 1000.0
    assert result / income == pytest.approx(0.021)


def test_most_of_a_higher_income_is_spent() -> None:
    usual = level.usual_result().value
    assert usual == pytest.approx((2.7 + 4.3 + 3.0 + 0.8 - 0.4 + 2.2) / 600.0)
    country = nation.figure("skatt_per_innbygger", 2025).value + nation.figure("rammetilskudd_per_innbygger", 2025).value

    def result(ratio: float) -> float:
        free = level.Free(leaf("skatt", ratio * country, "", ""), leaf("tilskudd", 0.0, "", ""), leaf("behov", 1.0, "", ""))
        return level.expected_result(level.relative_income(free, 2025), 0.72).value

    assert result(1.0) == pytest.approx(usual)
    assert result(1.25) == pytest.approx(usual + 0.15 * 0.2 * 0.72)
    assert 0.0 < result(0.94) < usual


def test_oslo_is_compared_without_its_county_grant() -> None:
    kr = "kr per innbygger"
    own = level.Free(leaf("skatt", 55_309.0, kr, ""), leaf("tilskudd", 23_935.0, kr, ""), leaf("behov", 0.93, "", ""))
    shared = leaf("inntektsutjevning", -8_462.0, kr, ""), leaf("utgiftsutjevning", -5_158.0, kr, "")
    assert level.free_income(AVERAGE, 2025, own, *shared) is own
    oslo = level.free_income(OSLO, 2025, own, *shared)
    assert oslo.grant.value < own.grant.value
    assert 0.9 < level.relative_income(oslo, 2025).value < 1.1


def test_every_choice_says_why() -> None:
    text = (Path(held.__file__).parent / "finansnivaa.toml").read_text(encoding="utf-8")
    for name in tomllib.loads(text)["valg"]:
        assert len(held.choice(name).kilde) > 40
