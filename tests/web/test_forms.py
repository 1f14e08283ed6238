"""Forms over HTTP: stateless and bounded, in the draft's plan, for those who may edit; what is shielded gives no form."""

from __future__ import annotations

from typing import Any

import pytest

from ldip.forms.kinds import KINDS
from tests.attack.shielded import SECRET, shielded_files
from tests.web.conftest import Browser, Organisation, put

V = "/api/versjoner/1"
SCHOOL = {"navn": "Ny skole på Åsen", "tjeneste": "skole"}


def ask(browser: Browser, kind: str, status: int = 200, place: str = V, **body: Any) -> dict[str, Any]:
    answer = browser.post(f"{place}/skjema/{kind}", body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_form_gives_edits_that_the_draft_takes_and_stores_nothing(local: Browser) -> None:
    form = ask(local, "prosjekt", skrevet=SCHOOL)
    assert form["rett"] and [e["fil"] for e in form["endringer"]] == ["prosjekter/ny-skole-paa-aasen.toml"]
    fields = {f["id"]: f for f in form["felter"]}
    assert fields["kostnad"]["grunn"] and not fields["kostnad"]["skrevet"] and fields["navn"]["skrevet"]
    assert fields["kilde"]["verdi"].startswith("Anslag, ")
    draft = {"endringer": form["endringer"]}
    run = local.post(f"{V}/dom", {"utkast": draft})
    assert run.status_code == 200 and run.json()["behov"]["tall"]["verdi"] is not None
    assert "ny-skole-paa-aasen" in {p["id"] for p in local.post(f"{V}/prosjekter", {"utkast": draft}).json()}
    again = ask(local, "prosjekt", utkast=draft, skrevet=SCHOOL)
    assert [e["fil"] for e in again["endringer"]] == ["prosjekter/ny-skole-paa-aasen-2.toml"], "the draft's own are taken too"
    opened = ask(local, "prosjekt", utkast=draft, id="ny-skole-paa-aasen")
    assert opened["rett"] and opened["endringer"] == []
    ask(local, "prosjekt", 404, id="ny-skole-paa-aasen")  # nothing was stored


def test_errors_are_at_their_field_with_a_cure(local: Browser) -> None:
    form = ask(local, "prosjekt", skrevet={**SCHOOL, "bygges_fra": "2030", "aapner": "2026", "kostnad": "dyrt"})
    wrong = {f["id"]: f for f in form["felter"] if f["feil"]}
    assert set(wrong) == {"aapner", "kostnad"} and not form["rett"] and form["endringer"] == []
    cured = {**SCHOOL, "bygges_fra": "2030", **wrong["aapner"]["bot"]["verdier"]}
    assert ask(local, "prosjekt", skrevet=cured)["rett"]


def test_a_draft_with_errors_gives_them_and_no_form(local: Browser) -> None:
    broken = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdi"], "verdi": "x"}
    answer = ask(local, "tiltak", 422, utkast={"endringer": [broken]})
    assert [p["fil"] for p in answer["problemer"]] == ["forutsetninger.toml"]


@pytest.mark.parametrize(
    "body",
    [
        {"skrevet": {f"felt_{i}": "x" for i in range(61)}},
        {"skrevet": {"navn": "x" * 2001}},
        {"skrevet": {"Navn": "x"}},
        {"skrevet": {"fordeling": {f"{2000 + i}": "1" for i in range(61)}}},
        {"skrevet": {"fordeling": {"2026": "1" * 101}}},
        {"skrevet": {"fordeling": {"i fjor": "1"}}},
        {"skrevet": {"navn": {"navn": {"2026": "1"}}}},
        {"forslag": {"aar": 1e400}},
        {"id": "../plan"},
        {"id": "x" * 101},
        {"annet": 1},
    ],
)
def test_what_is_sent_is_bounded(local: Browser, body: dict[str, Any]) -> None:
    if "forslag" in body:
        sent = local.call("POST", f"{V}/skjema/tiltak", content='{"forslag": {"aar": 1e400}}')
        assert sent.status_code == 422
        return
    ask(local, "tiltak", 422, **body)


ODD = ("1e400", "\u0000", "9" * 400, "−" * 50, "nan", "<b>", "½", "=1+1", "2030-13")


@pytest.mark.parametrize("kind", KINDS)
def test_odd_text_in_every_field_is_an_error_and_no_failure(local: Browser, kind: str) -> None:
    fields = ask(local, kind, skrevet=SCHOOL)["felter"]
    for turn in range(3):
        odd = [ODD[(i + turn * 3) % len(ODD)] for i in range(len(fields))]
        typed = {
            f["id"]: dict.fromkeys(f["verdier"], o[:90]) if f["slag"] == "aarsbeloep" else o
            for f, o in zip(fields, odd, strict=True)
        }
        ask(local, kind, skrevet={**SCHOOL, **typed})


def test_an_unknown_kind_is_no_route(local: Browser) -> None:
    ask(local, "alt", 422)
    ask(local, "tiltak", 404, id="finnes-ikke")


def test_readers_get_no_form_and_parties_none_that_tells_what_is_shielded(organisation: Organisation) -> None:
    for role in ("leser", "administrator"):
        ask(organisation.browser(role), "tiltak", 403)
    assert ask(organisation.browser("parti"), "tiltak", skrevet={"navn": "T", "tjeneste": "skole"})["rett"]
    plan, version = put(organisation.service, "Skjermet", shielded_files(), organisation.users["oekonomi"])
    with organisation.service.store.session() as session:
        organisation.place(session, plan, "oekonomi", "parti")
    place, party = f"/api/versjoner/{version}", organisation.browser("parti")
    for kind, name in (("prosjekt", ""), ("prosjekt", SECRET), ("bygg", "")):
        ask(party, kind, 403, place, id=name, skrevet=SCHOOL)
    assert ask(organisation.browser("oekonomi"), "prosjekt", 200, place, id=SECRET)["rett"]
    told = party.post(f"{place}/skjema/tjeneste", {"skrevet": {"navn": "N"}}).text
    assert SECRET not in told
