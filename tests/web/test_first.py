"""A first plan over HTTP: found by name and number, shown unsaved, its estimates ranked, files previewed, and saved as it was shown."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from ldip.firstplan.build import build
from ldip.sources.kostra import Record
from ldip.web.schemas_first import FILE_BYTES
from ldip.web.settings import ENCLOSED
from tests.e2e.uploaded import TWO_SHEETS
from tests.intake.files import balance, upload
from tests.web.conftest import Browser, Organisation

LOERENSKOG = "3222"
SCALE = 20  # the records are of a small municipality
AT = f"/api/kommuner/{LOERENSKOG}"


def enclosed(records: Iterable[Record], name: str = "0B_2025_3222.dat", **changed: object) -> dict[str, str]:
    """A KOSTRA file as the browser sends it."""
    return {"navn": name, "slag": "kostra", "innhold": base64.b64encode(upload(name, records, **changed).raw).decode()}


def own_balance() -> list[Record]:
    return [replace(r, beloep=SCALE * r.beloep) for r in balance()]


@pytest.mark.parametrize(
    ("text", "number"), [("lør", "3222"), ("3222", "3222"), ("3029", "3222"), ("0230", "3222"), ("tromsø", "5501")]
)
def test_a_municipality_is_found_by_name_and_by_every_number_it_had(local: Browser, text: str, number: str) -> None:
    first = local.get(f"/api/kommuner?sok={text}").json()[0]
    assert first["nummer"] == number and first["innbyggere"] > 0 and first["fylke"]
    if number == LOERENSKOG:
        assert {f["nummer"] for f in first["tidligere"]} == {"3029", "0230"}


@pytest.mark.parametrize(("number", "said"), [("3029", "3222"), ("9999", "9999"), ("3200", "Akershus")])
def test_a_number_of_no_municipality_today_is_refused_in_words(local: Browser, number: str, said: str) -> None:
    for path, body in (
        (f"/api/kommuner/{number}/foersteplan", {}),
        ("/api/planer/ny", {"kommunenummer": number, "navn": "Plan"}),
    ):
        answer = local.post(path, body)
        problem = answer.json()["problemer"][0]
        assert answer.status_code == 422 and said in problem["melding"] + problem["raad"]
    assert [p["navn"] for p in local.get("/api/planer").json()] == ["Nordvik"]


def test_a_first_plan_is_shown_before_anything_is_stored_and_saved_as_it_was_shown(local: Browser) -> None:
    shown = local.post(f"{AT}/foersteplan").json()
    assert shown["navn"] == "Lørenskog" and shown["plannavn"] == "Lørenskog: LDIP 2026–2045"
    assert shown["dom"]["nasjonalt"] and shown["aar_vist"] == [2026, 2030, 2035, 2045]
    assert all(row["kilder"] and len(row["serie"]["verdier"]) == 4 for row in shown["noekkeltall"])
    people = next(r for r in shown["noekkeltall"] if r["serie"]["navn"] == "innbyggere_ub")
    debt = next(r for r in shown["noekkeltall"] if r["serie"]["navn"] == "laanegjeld_ub")
    assert not people["anslag"] and debt["anslag"]
    assert len(local.get("/api/planer").json()) == 1, "bare Nordvik"
    folder = zipfile.ZipFile(io.BytesIO(local.post(f"{AT}/mappe.zip").content))
    assert {n: folder.read(n).decode() for n in folder.namelist()} == build(LOERENSKOG)
    made = local.post("/api/planer/ny", {"kommunenummer": LOERENSKOG, "navn": shown["plannavn"]})
    assert made.status_code == 201, made.text
    saved = local.post(f"/api/versjoner/{made.json()['hode']}/dom").json()
    assert saved["hovedtall"] == shown["dom"]["hovedtall"] and saved["nasjonalt"] == shown["dom"]["nasjonalt"]


def test_a_file_is_previewed_before_it_is_taken_in_and_the_need_is_what_it_becomes(local: Browser) -> None:
    """The same upon an unsaved plan and upon the saved one; and the estimates that it replaces are counted as own."""
    before = local.post(f"{AT}/anslag").json()
    assert before["anslag"] + before["egne"] == before["av"] and before["rader"][0]["andel"] == 1.0
    assert [r["virkning"]["verdi"] for r in before["rader"]] == sorted(
        (r["virkning"]["verdi"] for r in before["rader"]), reverse=True
    )
    found = local.post(f"{AT}/forslag", {"filer": [enclosed(own_balance())]}).json()
    assert not found["problemer"] and found["antall"] == len(found["rader"]) > 5
    debt = next(r for r in found["rader"] if r["navn"] == "Lånegjeld")
    assert debt["enhet"] == "mill. kr" and debt["etter"] != debt["foer"]
    assert found["foer"]["tekst"] == before["basis"]["tekst"] != found["etter"]["tekst"]
    draft = {"utkast": {"endringer": found["endringer"]}}
    after = local.post(f"{AT}/anslag", draft).json()
    assert after["basis"]["tekst"] == found["etter"]["tekst"] and after["egne"] > before["egne"]
    made = local.post("/api/planer/ny", {"kommunenummer": LOERENSKOG, "navn": "Lørenskog", **draft}).json()
    assert local.post(f"/api/versjoner/{made['hode']}/anslag").json() == after


def test_a_file_of_another_municipality_changes_nothing_and_says_which(local: Browser) -> None:
    other = enclosed(own_balance(), region="030100")
    found = local.post(f"{AT}/forslag", {"filer": [other]}).json()
    assert found["etter"] is None and not found["endringer"]
    assert found["problemer"][0]["fil"] == other["navn"] and "Lørenskog" in found["problemer"][0]["raad"]
    twice = local.post(f"{AT}/forslag", {"filer": [enclosed(own_balance()), enclosed(own_balance(), "igjen.dat")]}).json()
    assert twice["etter"] is None and "samme fil" in twice["problemer"][0]["melding"]


def test_files_are_bounded_before_they_are_read(local: Browser) -> None:
    def answer(*sizes: int) -> Any:
        files = [
            {"navn": f"{i}.dat", "slag": "kostra", "innhold": base64.b64encode(b"x" * n).decode()} for i, n in enumerate(sizes)
        ]
        return local.post(f"{AT}/forslag", {"filer": files})

    assert answer(FILE_BYTES + 1).status_code == 422
    assert answer(ENCLOSED // 2, ENCLOSED // 2).status_code == 413
    assert answer(*[1] * 9).status_code == 422 and answer().status_code == 422
    assert (
        local.post(
            f"{AT}/foersteplan", {"utkast": {"endringer": [{"slag": "ny_fil", "fil": "a.md", "tekst": "x" * 3_000_000}]}}
        ).status_code
        == 413
    )


def test_first_plans_are_for_those_who_may_create_plans(organisation: Organisation) -> None:
    assert organisation.browser("leser").get("/api/kommuner?sok=lør").status_code == 200
    for who, status in (("oekonomi", 403), ("leser", 403), (None, 401)):
        browser = organisation.browser(who)
        for path in ("foersteplan", "anslag", "mappe.zip"):
            assert browser.post(f"{AT}/{path}").status_code == status
        assert browser.post("/api/planer/ny", {"kommunenummer": LOERENSKOG, "navn": "Plan"}).status_code == status
    made = organisation.browser("system").post("/api/planer/ny", {"kommunenummer": LOERENSKOG, "navn": "Plan"})
    assert made.status_code == 201, made.text
    assert organisation.browser("oekonomi").get(f"/api/planer/{made.json()['id']}").status_code == 404, (
        "den som lagde den, gir roller"
    )


def test_an_open_choice_is_answered_in_the_next_request(local: Browser) -> None:
    file = {"navn": "to_ark.xlsx", "slag": "ssb-folketall", "innhold": base64.b64encode(TWO_SHEETS).decode()}
    found = local.post(f"{AT}/forslag", {"filer": [file]}).json()
    choices = [{"verdi": f"Ark {y}", "tekst": f"arket Ark {y}"} for y in (2026, 2025)]
    assert [(q["nr"], q["fil"], q["noekkel"], q["valg"]) for q in found["spoersmaal"]] == [(0, "to_ark.xlsx", "ark", choices)]
    assert found["etter"] is None and not found["endringer"] and "--svar" not in str(found["problemer"])
    answered = local.post(f"{AT}/forslag", {"filer": [{**file, "svar": {"ark": "Ark 2026"}}]}).json()
    assert not answered["spoersmaal"] and not answered["problemer"] and answered["endringer"]
    many = local.post(f"{AT}/forslag", {"filer": [{**file, "svar": {f"k{i}": "x" for i in range(41)}}]})
    assert many.status_code == 422
