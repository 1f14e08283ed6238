"""Places by zone, cures, the page of a service and its link, and the labour market over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ldip.compare.cure_ways import Way
from ldip.plan.edits import SetValue
from ldip.web.access import Actor
from ldip.web.context import open_version
from ldip.web.drafts import EMPTY
from ldip.web.places import _may
from ldip.web.settings import local_settings
from tests.attack.shielded import SECRET, shielded_files
from tests.web.conftest import Browser, Organisation, open_local, plan_files, put, served
from tests.web.test_numbers import V


@pytest.fixture(scope="module")
def solvik(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, str]]:
    """Solvik, which has zones, on one's own machine: a browser and the address of the version."""
    service, app = served(local_settings(str(tmp_path_factory.mktemp("plasser") / "lager.db")))
    _, version = put(service, "Solvik", plan_files("solvik"), service.local_id)
    with TestClient(app, base_url="http://localhost") as client:
        yield Browser(open_local(client, service)).know(), f"/api/versjoner/{version}"


def school(answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(s for s in answer["table"]["services"] if s["id"] == "skole")
    return found


def test_places_are_judged_by_zone_and_the_strip_counts_the_same(solvik: tuple[Browser, str]) -> None:
    browser, v = solvik
    answer = browser.post(f"{v}/plasser").json()
    found = school(answer)
    assert found["said"][0] == "Grunnskole mangler 11 plasser i Nordbyen fra 2026 til 2027."
    assert [z["zone"] for z in found["zones"]] == ["sentrum", "nord", "soer"]
    assert len(found["zones"][1]["coverage"]) == len(answer["table"]["years"]) == 20
    strip = {f["id"]: f for f in browser.post(f"{v}/dom").json()["stripe"]}["plasser"]
    short = [s for s in answer["table"]["services"] if s["short"]]
    assert (strip["antall"], strip["av"]) == (len(short), len(answer["table"]["services"])) and short


def test_the_cell_is_the_number_at_its_address(solvik: tuple[Browser, str]) -> None:
    browser, v = solvik
    north = school(browser.post(f"{v}/plasser").json())["zones"][1]
    asked = {"navn": "plassdekning_sone", "akser": {"tjeneste": "skole", "sone": "nord"}}
    series = browser.post(f"{v}/tall", {"sporringer": [asked]}).json()["serier"][0]
    assert series["verdier"] == north["coverage"] and series["elementnavn"] == "Grunnskole, Nordbyen"


def test_a_cure_is_tried_as_a_draft(solvik: tuple[Browser, str]) -> None:
    browser, v = solvik
    answer = browser.post(f"{v}/lukke-gap", {"tjeneste": "barnehage"}).json()
    first = answer["rows"][0]
    assert first["kind"] == "leie" and first["closes"]
    after = browser.post(f"{v}/plasser", {"utkast": first["draft"]}).json()
    found = next(s for s in after["table"]["services"] if s["id"] == "barnehage")
    assert found["short"] == 0
    need = [browser.post(f"{v}/dom", {"utkast": d}).json()["behov"]["tall"]["verdi"] for d in ({}, first["draft"])]
    assert need[1] - need[0] == pytest.approx(first["need"], abs=2e4)


def test_an_unknown_service_is_refused(solvik: tuple[Browser, str]) -> None:
    browser, v = solvik
    for route in ("tjeneste", "lukke-gap"):
        assert browser.post(f"{v}/{route}", {"tjeneste": "ukjent"}).status_code == 404
        assert browser.post(f"{v}/{route}", {"tjeneste": "x" * 101}).status_code == 422


def test_a_services_page_closes(solvik: tuple[Browser, str]) -> None:
    browser, v = solvik
    page = browser.post(f"{v}/tjeneste", {"tjeneste": "skole"}).json()
    frame = page["frame"]
    assert frame["before"] + sum(p["amount"] for p in frame["parts"]) == pytest.approx(frame["after"])
    assert "Summen stemmer: avvik 0 kr." in frame["said"]
    assert page["said"][-1].startswith("Rammen øker 1,8 mill. løpende kr fra 2026 til 2027, mest av lønn og pris")
    assert {s["navn"] for s in page["series"]} >= {"brukere_ub", "aarsverk", "laererbehov", "aarsverk_mangel_fordelt"}
    without = browser.post(f"{v}/tjeneste", {"tjeneste": "helse"}).json()
    assert (without["places"] is None and without["said"][0] == "Helsetjenester regnes ikke i plasser.") or without["frame"]


def test_the_labour_market_adds_up(solvik: tuple[Browser, str]) -> None:
    browser, v = solvik
    answer = browser.post(f"{v}/arbeidskraft").json()
    lacking = next(s for s in answer["series"] if s["navn"] == "aarsverk_mangel")["verdier"]
    parts = [s["verdier"] for s in answer["services"] if s["navn"] == "aarsverk_mangel_fordelt"]
    if all(v is not None for p in parts for v in p):
        assert sum(p[-1] for p in parts) == pytest.approx(lacking[-1])
    assert answer["stated"] and answer["said"][-1] == "Årsverk som ikke kan fylles, er ikke priset i behovet."


def test_a_plan_without_a_labour_market_says_so(local: Browser) -> None:
    answer = local.post(f"{V}/arbeidskraft").json()
    assert not answer["stated"] and "arbeidskraft.toml" in answer["said"][0]


def test_a_link_shows_one_service_and_nothing_else(solvik: tuple[Browser, str]) -> None:
    browser, v = solvik
    made = browser.post(f"{v}/delinger", {"tittel": "Til skolesjefen", "tjeneste": "skole"})
    assert made.status_code == 201 and made.json()["tjeneste"] == "skole"
    link = f"/api/delt/{made.json()['token']}"
    page = browser.client.post(f"{link}/tjeneste", headers={"accept-language": "nb"}).json()
    assert page["id"] == "skole" and [s["id"] for s in page["services"]] == ["skole"]
    for route, body in (("tall", {}), ("tabell", {"tittel": "x", "format": "csv"})):
        assert browser.client.post(f"{link}/{route}", json=body).status_code == 404
    assert browser.post(f"{v}/delinger", {"tittel": "x", "tjeneste": "ukjent"}).status_code == 422
    assert browser.post(f"{v}/delinger", {"tittel": "x", "tjeneste": "skole", "spaker": ["rente"]}).status_code == 422


def test_a_link_with_levers_shows_no_service(solvik: tuple[Browser, str]) -> None:
    browser, v = solvik
    token = browser.post(f"{v}/delinger", {"tittel": "Prøv selv"}).json()["token"]
    assert browser.client.post(f"/api/delt/{token}/tjeneste").status_code == 404


def test_one_who_answers_for_a_service_sees_that_one(organisation: Organisation) -> None:
    """The contributor's scope is omsorg; the finance department sees all."""
    version = f"/api/versjoner/{organisation.version}"
    own = organisation.browser("bidragsyter")
    page = own.post(f"{version}/tjeneste", {"tjeneste": "omsorg"})
    assert page.status_code == 200 and [s["id"] for s in page.json()["services"]] == ["omsorg"]
    assert own.post(f"{version}/tjeneste", {"tjeneste": "skole"}).status_code == 403
    every = organisation.browser("oekonomi").post(f"{version}/tjeneste", {"tjeneste": "skole"}).json()
    assert len(every["services"]) == 3


def test_cures_that_would_tell_a_hidden_amount_are_left_out(organisation: Organisation) -> None:
    """A shielded project moved would tell its cost by the change of the need: insiders may try it, others not."""
    service, users = organisation.service, organisation.users
    plan, version = put(service, "Skjermet", shielded_files(), users["oekonomi"])
    with service.store.session() as session:
        organisation.place(session, plan, "leser", "oekonomi")
    moved = Way("tidligere", {}, (SetValue(fil=f"prosjekter/{SECRET}.toml", noekkel=["utsettes_aar"], verdi=1),))
    reserve = Way("reserve", {}, (SetValue(fil="tjenester/skole.toml", noekkel=["plasser", "reserve", "verdi"], verdi=0),))
    for who, seen in (("leser", False), ("oekonomi", True)):
        actor = Actor(users[who], who, f"{who}@kommunen.no", False, False, "")
        opened = open_version(service, actor, version, "les")
        assert _may(opened, EMPTY, moved) is seen
        assert _may(opened, EMPTY, reserve)
