"""Explanations as cards over the API, in workbooks and in the glossary: the same words and digits everywhere."""

from __future__ import annotations

import io
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from ldip import Run
from ldip.publish.explain.chain import card_at, chain, need_address
from tests.web.conftest import Browser

V = "/api/versjoner/1"


@pytest.fixture
def need(nordvik_run: Run) -> str:
    return need_address(nordvik_run)


def test_the_card_is_that_of_the_core(local: Browser, nordvik_run: Run, need: str) -> None:
    answer = local.post(f"{V}/forklaring/kort", {"adresse": need}).json()
    own = card_at(nordvik_run, need)
    assert (answer["setning"], answer["regnestykker"], answer["tall"]) == (own.sentence, list(own.sums), own.digits)
    assert next(f["tekst"] for f in answer["fakta"] if f["slag"] == "lov") == own.law


def test_the_way_leads_from_the_number_to_a_row(local: Browser, nordvik_run: Run, need: str) -> None:
    cards = local.post(f"{V}/forklaring/vei", {"adresse": need}).json()
    assert [c["adresse"] for c in cards] == [c.address for c in chain(nordvik_run, need)]
    assert len(cards) <= 4 and cards[-1]["rad"]["fil"].endswith((".toml", ".csv"))
    one = local.post(f"{V}/forklaring/vei", {"adresse": need, "steg": 1}).json()
    assert [c["adresse"] for c in one] == [need]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"adresse": "finnes_ikke/2030/basis"}, 404),
        ({"adresse": "x"}, 422),
        ({"adresse": "a" * 401}, 422),
        ({"adresse": "laanegjeld_ub/2030/basis", "steg": 99}, 422),
    ],
)
def test_what_is_wrong_is_refused(local: Browser, body: dict[str, Any], status: int) -> None:
    assert local.post(f"{V}/forklaring/vei", body).status_code == status


def test_english_has_english_digits_and_names(local: Browser, need: str) -> None:
    english = {"accept-language": "en"}
    income = local.post(f"{V}/forklaring/kort", {"adresse": "laanegjeld_ub/2031/basis"}, headers=english).json()
    assert "." in income["tall"] and "," not in income["tall"] and "Debt for own investments" in income["tittel"]
    first = local.post(f"{V}/forklaring/kort", {"adresse": need}, headers=english).json()
    assert "required saving (inndekningsbehov)" in first["tittel"] and "Local Government Act" in first["fakta"][0]["tekst"]


def test_a_workbook_explains_its_numbers_in_the_same_words(local: Browser, nordvik_run: Run) -> None:
    body = {"tittel": "Gjeld", "sporringer": [{"navn": "laanegjeld_ub"}], "format": "xlsx"}
    book = CalamineWorkbook.from_filelike(io.BytesIO(local.post(f"{V}/tabell", body).content))
    rows = book.get_sheet_by_name("Forklaringer").to_python()
    own = card_at(nordvik_run, f"laanegjeld_ub/{nordvik_run.plan.shown_year}/basis")
    assert rows[3][0] == own.title and rows[3][2] == own.sentence and own.law in rows[3][4]


def test_a_word_has_formula_example_and_pages(local: Browser) -> None:
    found = local.post(f"{V}/ordbok/minimumsavdrag", {}).json()
    assert found["formel"].startswith("Minimumsavdrag = ") and "_" not in found["formel"]
    assert found["kort"]["ledd"] and "oekonomi" in found["sider"]
    given = local.post(f"{V}/ordbok/styringsrente_bane", {}).json()
    assert given["formel"] == "" and given["kort"]["rad"] and given["sider"] == ["forutsetninger"]
    assert local.post(f"{V}/ordbok/finnes_ikke", {}).status_code == 404
