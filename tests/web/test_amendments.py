"""Amendments over HTTP: listed, added, voted on and saved; private until they are published, and not published unbalanced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ldip.web.settings import local_settings
from tests.web.conftest import Browser, Organisation, open_local, plan_files, put, served

V = "/api/versjoner/1"
A, B = ("gruppe-a.laerere", "gruppe-a.administrasjon"), ("gruppe-b.fritidsklubb", "gruppe-b.innkjoep")


@pytest.fixture(scope="module")
def solvik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    service, app = served(local_settings(str(tmp_path_factory.mktemp("endring") / "lager.db")))
    put(service, "Solvik", plan_files("solvik"), service.local_id)
    with TestClient(app, base_url="http://localhost") as client:
        yield Browser(open_local(client, service)).know()


def voted(browser: Browser, *carried: str, **more: Any) -> dict[str, Any]:
    votes = [{"linje": i, "resultat": "vedtatt", **more} for i in carried]
    answer = browser.post(f"{V}/endringsforslag/avstemning", {"stemmer": votes})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_proposals_are_listed_with_their_balance(solvik: Browser) -> None:
    found = solvik.post(f"{V}/endringsforslag").json()
    assert [(p["gruppe"], p["i_balanse"]) for p in found["forslag"]] == [("Gruppe A", True), ("Gruppe B", False)]
    assert found["forslag"][1]["balanse"] == "Mangler 0,2 mill. kr i 2027"
    assert found["forslag"][0]["linjer"][0]["beloep"] == ["+0,7", "+1,6", "+1,7", "+1,7"]
    assert found["aar"] == [2026, 2027, 2028, 2029] and found["forslag"][0]["summer"] == ["0,0"] * 4


def test_a_vote_gives_the_plan_as_it_stands_and_saves_as_a_version(solvik: Browser) -> None:
    found = voted(solvik, *A, B[0])
    assert not found["i_balanse"] and "Mangler 0,6 mill. kr i 2027" in found["balanse"]
    draft = {"endringer": found["endringer"]}
    strip = solvik.post(f"{V}/dom", {"utkast": draft}).json()
    assert strip["setninger"] == found["dom"]
    saved = solvik.post("/api/planer/1/alternativer", {"navn": "Vedtatt", "fra": 1, "utkast": draft})
    assert saved.status_code == 201, saved.text
    after = solvik.post(f"/api/versjoner/{saved.json()['versjon']}/endringsforslag").json()
    assert [x["status"] for p in after["forslag"] for x in p["linjer"]] == ["vedtatt", "vedtatt", "vedtatt", "", ""]
    assert solvik.post(f"/api/versjoner/{saved.json()['versjon']}/dom").json()["setninger"] == found["dom"]


def test_counts_decide_and_a_tie_loses(solvik: Browser) -> None:
    assert voted(solvik, A[0], stemmer_for=10, stemmer_mot=9)["resultater"][0]["resultat"] == "vedtatt"
    lost = voted(solvik, A[0], stemmer_for=9, stemmer_mot=9)
    assert lost["resultater"][0]["resultat"] == "falt" and lost["summer"] == ["0,0"] * 4
    assert {e["noekkel"][-1]: e["verdi"] for e in lost["endringer"]} == {"status": "falt", "stemmer_for": 9, "stemmer_mot": 9}


def test_a_line_is_added_to_a_draft_and_removed(solvik: Browser) -> None:
    new = {"gruppe": "Gruppe C", "tekst": "Mer kultur på øya", "tjeneste": "kultur", "beloep": {"2026": 0.3}}
    edits = solvik.post(f"{V}/endringsforslag/linje", new).json()["endringer"]
    more = {**new, "forslag": "gruppe-c", "utkast": {"endringer": edits}}
    edits += solvik.post(f"{V}/endringsforslag/linje", more).json()["endringer"]
    own = solvik.post(f"{V}/endringsforslag", {"utkast": {"endringer": edits}}).json()["forslag"][2]
    assert [x["id"] for x in own["linjer"]] == ["gruppe-c.mer-kultur-paa-oeya", "gruppe-c.mer-kultur-paa-oeya-2"]
    assert own["balanse"] == "Mangler 0,6 mill. kr i 2026"
    gone = {"utkast": {"endringer": edits}, "linje": own["linjer"][0]["id"]}
    edits += solvik.post(f"{V}/endringsforslag/fjern", gone).json()["endringer"]
    own = solvik.post(f"{V}/endringsforslag", {"utkast": {"endringer": edits}}).json()["forslag"][2]
    assert len(own["linjer"]) == 1
    wrong = solvik.post(f"{V}/endringsforslag/linje", {**new, "tjeneste": "finnes-ikke"})
    assert wrong.status_code == 422 and "tjeneste" in wrong.text


def test_a_partys_proposal_is_its_own_and_is_not_published_unbalanced(organisation: Organisation) -> None:
    party, others = organisation.browser("parti"), [organisation.browser(r) for r in ("oekonomi", "leser", "administrator")]
    line = {"gruppe": "Partiet A", "tekst": "Mer skole", "tjeneste": "skole", "beloep": {"2026": 0.3}}
    edits = party.post(f"{V}/endringsforslag/linje", line).json()["endringer"]
    made = party.post("/api/planer/1/alternativer", {"navn": "Partiet A", "fra": 1, "utkast": {"endringer": edits}})
    assert made.status_code == 201, made.text
    version = made.json()["versjon"]
    assert party.post(f"/api/versjoner/{version}/endringsforslag").json()["forslag"][0]["gruppe"] == "Partiet A"
    columns = {"kolonner": [{"versjon": 1}, {"versjon": version}]}
    assert party.post("/api/sammenligning/alternativer", columns).status_code == 200
    for browser in others:
        assert browser.post(f"/api/versjoner/{version}/endringsforslag").status_code == 404
        assert browser.post("/api/sammenligning/alternativer", columns).status_code == 404
        assert browser.post(f"{V}/endringsforslag").json()["forslag"] == []
    refused = party.post("/api/planer/1/grener/Partiet%20A/publisering")
    assert refused.status_code == 422 and "Mangler 0,3 mill. kr i 2026" in refused.json()["melding"]
    cure = {**line, "forslag": "partiet-a", "tekst": "Mindre annet", "tjeneste": "annet", "beloep": {"2026": -0.3}}
    draft = {"endringer": party.post(f"/api/versjoner/{version}/endringsforslag/linje", cure).json()["endringer"]}
    saved = party.post("/api/planer/1/grener/Partiet%20A/versjoner", {"grunnlag": version, "utkast": draft})
    assert saved.status_code == 201, saved.text
    assert party.post("/api/planer/1/grener/Partiet%20A/publisering").status_code == 200
    assert others[1].post(f"/api/versjoner/{saved.json()['versjon']}/endringsforslag").json()["forslag"][0]["i_balanse"]
