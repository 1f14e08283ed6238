"""Every unit of an amount in the catalogue names its price basis: fixed prices of a year, or running ones."""

from __future__ import annotations

import re

import pytest

from ldip.locales import LANGUAGES, catalogue

AMOUNT = {
    "nb": re.compile(r"\b(mill|mrd)\. (\{aar\}-)?(\w+ )?kr", re.IGNORECASE),
    "nn": re.compile(r"\b(mill|mrd)\. (\{aar\}-)?(\w+ )?kr", re.IGNORECASE),
    "en": re.compile(r"NOK (million|billion)"),
}
BASIS = re.compile(r"-kr|faste|løpende|løpande|prices|fixed|current")
UNITS = re.compile(r"ui\.(lest|mill|mrd)[._]")  # keys of units alone


@pytest.mark.parametrize("code", LANGUAGES)
def test_units_of_amounts_name_their_prices(code: str) -> None:
    units = {k: v for k, v in catalogue(code).items() if UNITS.match(k) and AMOUNT[code].search(v)}
    assert len(units) >= 9
    assert not {k: v for k, v in units.items() if not BASIS.search(v)}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_verdict_names_the_prices_of_its_amounts(code: str) -> None:
    amounts = {k: v for k, v in catalogue(code).items() if re.match(r"dom\.(med|rom)|bracket\.sentence|headline\.terms", k)}
    assert len(amounts) >= 8
    assert not {k: v for k, v in amounts.items() if "{v}" in v and "{prices}" not in v}
