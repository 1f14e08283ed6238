"""The money of a first plan: sums that close, frames without a cliff, and what is not open told rather than invented."""

from __future__ import annotations

import csv
import io
import tomllib
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from ldip.estimates import finances
from ldip.estimates.finances import leaf
from ldip.firstplan.balance import balance_files
from ldip.firstplan.investments import FRAMES, later, levels, progress, share
from ldip.firstplan.money import money_files
from ldip.firstplan.size import Macro, Size, brief
from ldip.firstplan.town import Town
from ldip.parameters.finances import example_assets

MACRO = Macro({2026: 0.039, 2027: 0.034, 2028: 0.032, 2029: 0.030}, nibor=0.0025, construction=0.03, deflator=0.035)


@pytest.fixture
def size() -> Size:
    income, before = leaf("driftsinntekter", 414.0, "mill. kr", ""), leaf("driftsinntekter 2025", 400.0, "mill. kr", "")
    growth = leaf("inntektsvekst", 0.04, "andel", "")
    return Size(income, before, leaf("nivåfaktor", 1.0, "faktor", ""), leaf("mål", 0.021, "andel", ""), MACRO, growth)


@pytest.fixture
def files(place: Town, size: Size) -> dict[str, str]:
    return money_files(place, size)


def rows(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if not line.startswith("#") and line]
    return list(csv.DictReader(io.StringIO("\n".join(lines)), delimiter=";"))


def number(text: str) -> float:
    return float(text.replace(",", "."))


def toml(files: dict[str, str], path: str) -> dict[str, Any]:
    return tomllib.loads(files[path])


def test_the_balance_closes_and_is_the_nations_share(files: dict[str, str]) -> None:
    b = toml(files, "balanse.toml")
    assert b["laanegjeld"] + b["videreutlaan_gjeld"] == pytest.approx(1.148 * 400.0, abs=0.5)
    assert b["disposisjonsfond"]["fritt"] == pytest.approx(0.1145 * 400.0, abs=0.1)
    assert b["arbeidskapital"] == pytest.approx(0.163 * 400.0, abs=0.2)
    funds = b["disposisjonsfond"]["fritt"] + b["bundne_driftsfond"] + b["bundne_investeringsfond"] + b["ubrukte_laanemidler"]
    assert b["arbeidskapital"] == pytest.approx(funds, abs=1e-6)
    fixed = b["avskrivbare_anleggsmidler"] + b["tomter"] + b["aksjer"] + b["utlaan"]
    owed = b["laanegjeld"] + b["videreutlaan_gjeld"]
    assert b["kapitalkonto"] == pytest.approx(fixed - owed + b["ubrukte_laanemidler"], abs=1e-6)
    assert sum(number(r["saldo"]) for r in rows(files["laan.csv"])) == pytest.approx(b["laanegjeld"], abs=1e-6)
    assert sum(number(r["bokfoert"]) for r in rows(files["anlegg.csv"])) == pytest.approx(
        b["avskrivbare_anleggsmidler"], abs=1e-6
    )


def test_fixed_rates_are_what_the_plan_expects_of_the_floating(files: dict[str, str]) -> None:
    for row in rows(files["laan.csv"]):
        if row["rentetype"] == "fast":
            years = range(2026, int(row["fast_til"]) + 1)
            nibor = sum(MACRO.policy_rate.get(y, 0.030) + MACRO.nibor for y in years) / len(years)
            assert number(row["fast_rente"]) == pytest.approx(100.0 * nibor + number(row["margin"]), abs=0.005)


def test_frames_hold_the_national_level_four_years_and_then_the_debts_share_of_income(
    place: Town, size: Size, files: dict[str, str]
) -> None:
    costs = [toml(files, f"prosjekter/{f.id}.toml")["kostnad"]["beloep"] for f in FRAMES]
    path = levels(place, size)
    assert sum(costs) / max(path) == pytest.approx(0.139 * 414.0, rel=0.01)
    assert path[:4] == [1.0] * 4 and max(progress(place, size).values()) == 1.0
    assert max(a - b for a, b in pairwise(path)) < 0.2, "en kommune stanser ikke byggingen på ett år"
    grown = ((1.0 + size.growth.value) / (1.0 + size.macro.construction)) ** (len(path) - 1)
    assert path[-1] == pytest.approx(later(place, size).value * grown, abs=1e-4)
    renewal = toml(files, "investeringer.toml")["reinvestering"]
    assert renewal["minst"] == pytest.approx(100.0 * finances.renewal(0.03).value, abs=0.05)
    assert renewal["fra"] == 2030
    assert 4.0 < 100.0 * later(place, size).value * sum(costs) / max(path) / 414.0 < 14.0, "prosent av inntektene"


def test_the_frames_share_all_investment() -> None:
    kinds = [k for f in FRAMES for k in f.kinds]
    assert sorted(kinds) == sorted(a.klasse for a in example_assets())
    assert sum(share(f.kinds) for f in FRAMES) == pytest.approx(1.0)


def test_what_is_not_open_is_told(files: dict[str, str]) -> None:
    finance = toml(files, "finans.toml")
    for name in ("utbytter", "forventet_avkastning"):
        assert finance[name]["verdi"] == 0
        assert "Ikke åpne tall" in finance[name]["kilde"]
    assert "Ubundet investeringsfond, merforbruk og udekket er ikke kjent" in toml(files, "balanse.toml")["kilde"]
    assert all(r["anslag"] == "ja" and r["kilde"] for name in ("laan.csv", "anlegg.csv") for r in rows(files[name]))


def test_a_short_source_names_share_and_publisher() -> None:
    text = brief(finances.ratio(finances.DEBT, "4001"))
    assert text.startswith("langsiktig gjeld uten pensjon i landet uten Oslo 2025 114,8 prosent (")
    assert "SSB KOSTRA" in text
    assert len(text) < 250


@pytest.mark.parametrize("number", ["0000", "0301", "3224"])
def test_the_fund_is_in_the_bank(place: Town, size: Size, number: str) -> None:
    """Also where accrued pension premiums make working capital less than the fund (Oslo)."""
    b = tomllib.loads(balance_files(replace(place, number=number), size)["balanse.toml"])
    bank = b["arbeidskapital"] + b["kortsiktig_gjeld"] - b["kortsiktige_fordringer"]
    assert bank >= b["disposisjonsfond"]["fritt"] - 0.002
