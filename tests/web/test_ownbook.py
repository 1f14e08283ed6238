"""A municipality's own workbook over the API: choices, differences, edits that a draft takes, and located refusals."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.web.conftest import Browser
from tests.workbook.own_books import model

PATH = "/api/versjoner/1/regneark/forslag"
ANSWERS = {"rammer.navn.Fellesutgifter": "annet"}


def body(raw: bytes, **more: Any) -> dict[str, Any]:
    return {"navn": "modell.xlsx", "innhold": base64.b64encode(raw).decode(), **more}


def test_a_workbook_gives_choices_then_edits_that_a_draft_takes(local: Browser) -> None:
    raw = model().saved()
    first = local.post(PATH, body(raw)).json()
    open_choice = next(c for c in first["valg"] if c["noekkel"] == "rammer.navn.Fellesutgifter")
    assert (open_choice["verdi"], open_choice["sikkerhet"]) == ("", "usikker") and first["endringer"] == []
    assert {p["noekkel"] for p in first["forhaandsvisning"]} >= {"prosjekter", "laan", "befolkning"}
    found = local.post(PATH, body(raw, svar=ANSWERS)).json()
    assert found["problemer"] == [] and len(found["summer"]) == 10
    debt = next(d for d in found["forskjeller"] if d["noekkel"] == "laan" and d["aar"])
    assert debt["regneark"] == debt["etter"] == pytest.approx(290_083_333.88) and debt["rest"] == 0.0
    draft = {"endringer": found["endringer"]}
    again = local.post(PATH, body(raw, utkast=draft)).json()
    assert again["fra_planen"] and again["problemer"] == [] and again["endringer"] == []


def test_a_file_that_is_no_workbook_is_refused_in_words(local: Browser) -> None:
    found = local.post(PATH, body(b"%PDF-1.7 nei")).json()
    assert found["endringer"] == [] and "PDF" in found["problemer"][0]["melding"]


def test_answers_are_bounded(local: Browser) -> None:
    many = {f"rammer.navn.{i}": "annet" for i in range(601)}
    assert local.post(PATH, body(b"x", svar=many)).status_code == 422


@pytest.mark.parametrize(
    ("key", "value"),
    [("prosjekter.enhet", "bitcoin"), ("prosjekter.priser", "1e999"), ("prosjekter.nye", "..")],
)
def test_an_answer_that_no_profile_can_have_is_refused_in_words(local: Browser, key: str, value: str) -> None:
    answer = local.post(PATH, body(model().saved(), svar={**ANSWERS, key: value}))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["endringer"] == [] and found["problemer"][0]["noekkel"] == key
