"""The change between two versions by cause: it closes, has the verdicts of both, and refuses what cannot be split."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.conftest import Browser

PATH = "/api/sammenligning/aarsaker"
DRAFT = {"spaker": {"rente": 1.0}}


def asked(**more: Any) -> dict[str, Any]:
    return {"fra": 1, "til": 1, "utkast_til": DRAFT, **more}


def test_the_change_of_the_need_is_the_verdicts_and_closes(local: Browser) -> None:
    found = local.post(PATH, asked()).json()
    (cause,) = found["deler"]
    assert cause["gruppe"] == "makro" and cause["rekkefoelge"] == cause["fri"]
    assert found["foer"]["verdi"] + cause["fri"]["verdi"] == pytest.approx(found["etter"]["verdi"])
    assert cause["sum_fri"] == found["etter"] and found["endring"] == cause["fri"]
    verdicts = [local.post("/api/versjoner/1/dom", {"utkast": d}).json()["behov"]["tall"]["tekst"] for d in ({}, DRAFT)]
    rows = {r["id"]: (r["foer"], r["etter"]) for r in found["dommer"]}
    assert all(text in said for text, said in zip(verdicts, rows["need"], strict=True))
    assert found["tekst"]["fri"][0].startswith("Behovet ") and found["foer"]["trykt"] in found["tekst"]["fri"][0]
    assert [c["sti"] for c in found["inndata"]] == [["styringsrente"]]


def test_a_number_a_year_and_prices_are_chosen(local: Browser) -> None:
    fixed, running = (local.post(PATH, asked(navn="laanegjeld_ub", aar=2031, faste=f)).json() for f in (True, False))
    assert fixed["valgt_aar"] == 2031 and "2031" in fixed["tall"] and fixed["prisaar"] == 2026 and running["prisaar"] == 0
    assert running["foer"]["verdi"] > fixed["foer"]["verdi"] > 0.0
    by_year = next(r for r in local.post("/api/sammenligning", asked()).json()["resultater"] if r["navn"] == "laanegjeld_ub")
    at = local.post("/api/sammenligning", asked()).json()["aar"].index(2031)
    assert running["foer"]["verdi"] == pytest.approx(by_year["foer"][at] / 1e6, abs=0.06)
    names = {v["navn"] for v in fixed["valg"]}
    assert {"laanegjeld_ub", "resultatgrad"} & names and len(names) == len(fixed["valg"])


def test_nothing_changed_is_no_cause(local: Browser) -> None:
    found = local.post(PATH, {"fra": 1, "til": 1}).json()
    assert found["deler"] == found["inndata"] == [] and "uendret" in found["tekst"]["fri"][0]


@pytest.mark.parametrize(
    "more", [{"navn": "finnes_ikke"}, {"navn": "laanegjeld_ub", "aar": 2199}, {"navn": "investeringsutgift"}]
)
def test_what_cannot_be_split_is_refused_in_words(local: Browser, more: dict[str, Any]) -> None:
    answer = local.post(PATH, asked(**more))
    assert answer.status_code == 404 and answer.json()["melding"]
    assert local.post(PATH, asked(navn="../x")).status_code == 422


def test_a_cause_is_taken_apart_and_closes(local: Browser) -> None:
    project = {"slag": "sett", "fil": "prosjekter/skole-nord.toml", "noekkel": ["kostnad", "beloep"], "verdi": 190}
    frame = {"slag": "sett", "fil": "prosjekter/vann.toml", "noekkel": ["kostnad", "beloep"], "verdi": 9}
    ask = {"fra": 1, "til": 1, "utkast_til": {"endringer": [project, frame]}, "navn": "laanegjeld_ub", "aar": 2030}
    (whole,) = local.post(PATH, ask).json()["deler"]
    found = local.post("/api/sammenligning/aarsak", {**ask, "gruppe": "investeringsvolum"}).json()
    assert sum(p["andel"]["verdi"] for p in found["deler"]) == pytest.approx(whole["fri"]["verdi"])
    assert (
        found["deler"][0]["fil"] == project["fil"]
        and "140" in found["deler"][0]["endring"]
        and "190" in found["deler"][0]["endring"]
    )
    assert [c["fil"] for c in found["inndata"]] == [p["fil"] for p in found["deler"] if p["fil"]]
    assert local.post("/api/sammenligning/aarsak", {**ask, "gruppe": "makro"}).json()["deler"] == []
    assert local.post("/api/sammenligning/aarsak", {**ask, "gruppe": "finnes_ikke"}).status_code == 404


def test_the_need_is_composed_of_parts_that_add_up(local: Browser) -> None:
    found = local.post("/api/versjoner/1/sammensetning", {}).json()
    *parts, need = (float(r["trykt"].replace("−", "-").replace(",", ".").replace("\u00a0", "")) for r in found["deler"])
    assert len(parts) == 6 and sum(parts) == pytest.approx(need) and found["deler"][-1]["sum"]
    assert found["deler"][-1]["trykt"] in found["setning"]
