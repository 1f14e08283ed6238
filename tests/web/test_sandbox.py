"""The page of inhabitants: plain words, the household's bill with the same digits as the terminal, and few levers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from ldip import read_plan, simulate
from ldip.publish.content.household import household_bill
from ldip.web.settings import local_settings
from tests.web.conftest import ROOT, Browser, open_local, plan_files, put, served


@pytest.fixture(scope="module")
def solvik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    service, app = served(local_settings(str(tmp_path_factory.mktemp("delt") / "lager.db")))
    put(service, "Solvik", plan_files("solvik"), service.local_id)
    with TestClient(app, base_url="http://localhost") as client:
        yield Browser(open_local(client, service)).know()


def shared(browser: Browser, *levers: str) -> str:
    made = browser.post("/api/versjoner/1/delinger", {"tittel": "Prøv", "spaker": list(levers)})
    assert made.status_code == 201, made.text
    return f"/api/delt/{made.json()['token']}/tall"


def test_the_bill_has_the_digits_of_the_terminal(solvik: Browser) -> None:
    found = solvik.post(shared(solvik, "rente")).json()
    bill = household_bill(simulate(read_plan(ROOT / "examples" / "solvik")))
    rows = {r["navn"]: r["trykt"] for r in found["husholdning"]["rader"]}
    assert rows == {r.cells[0].text: [c.words for c in r.cells[1:]] for r in bill.table.rows}
    assert found["husholdning"]["setninger"] == [s.text for s in bill.sentences]


def test_levers_and_the_answer_are_in_plain_words(solvik: Browser) -> None:
    place = shared(solvik, "rente")
    found = solvik.post(place, {"spaker": {"rente": 1.0}}).json()
    assert [(x["id"], x["navn"]) for x in found["spaker"]] == [("rente", "Renten på lån")]
    assert "illustrasjon" in found["ekte"] and found["svar"].startswith("Med dine valg må kommunen spare")
    assert found["planens_behov"]["tekst"] == solvik.post(place).json()["dom"]["behov"]["tall"]["tekst"]


def test_no_more_levers_than_can_be_seen_at_once(solvik: Browser) -> None:
    every = [x["id"] for x in solvik.post("/api/versjoner/1/spaker").json()["spaker"]]
    refused = solvik.post("/api/versjoner/1/delinger", {"tittel": "Prøv", "spaker": every[:8]})
    assert refused.status_code == 422 and "høyst 7" in refused.json()["melding"]
