"""Digits in the reader's language, and in Norwegian on the terminal and in files."""

from __future__ import annotations

import pytest

from ldip import Run
from ldip.locales import speaking
from ldip.publish.content.demands import roots_table
from ldip.publish.content.headline import headline
from ldip.publish.digits import grouped
from ldip.publish.explain.chain import card_at, need_address
from ldip.publish.render.csv import as_csv

NBSP, MINUS = "\u00a0", "\u2212"


@pytest.mark.parametrize(
    ("code", "value", "decimals", "text"),
    [
        ("nb", 1234567.25, 1, f"1{NBSP}234{NBSP}567,3"),
        ("nn", -1234.5, 1, f"{MINUS}1{NBSP}234,5"),
        ("en", 1234567.25, 1, "1,234,567.3"),
        ("en", -1234.5, 1, f"{MINUS}1,234.5"),
        ("en", -0.04, 1, "0.0"),
    ],
)
def test_a_number_has_the_form_of_the_language(code: str, value: float, decimals: int, text: str) -> None:
    with speaking(code):
        assert grouped(value, decimals) == text


def test_the_terminal_keeps_norwegian_digits_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LDIP_LANG", "en")
    assert grouped(1234.5, 1) == f"1{NBSP}234,5"


def test_sentences_and_explanations_print_the_same_number_in_both_forms(solvik_run: Run) -> None:
    def said(code: str) -> tuple[str, str, str]:
        with speaking(code):
            card = card_at(solvik_run, need_address(solvik_run))
            return card.digits, card.sums[0], " ".join(headline(solvik_run).texts)

    norwegian, english = said("nb"), said("en")
    assert norwegian[0].replace(",", ".") == english[0] and norwegian[1].replace(",", ".") == english[1]
    assert norwegian[0] in norwegian[2] and english[0] in english[2] and "," in norwegian[0]


def test_a_file_for_spreadsheets_has_decimal_commas_in_every_language(solvik_run: Run) -> None:
    def cells(code: str) -> list[str]:
        with speaking(code):
            rows = as_csv(roots_table(solvik_run)).splitlines()
        return [r.split(";")[2] for r in rows if r.count(";") == 3][1:]

    assert cells("nb") == cells("en") and any("," in c for c in cells("en"))
