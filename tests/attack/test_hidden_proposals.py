"""Amendments, forms and ways to close a gap: those without insight get no hidden amount or small count from what they may ask."""

from __future__ import annotations

from typing import Any

import pytest

from tests.attack.outsiders import Outsiders
from tests.attack.shielded import SECRET, file_of, shielded_files
from tests.web.conftest import plan_files

OUTSIDERS = ("leser", "parti", "administrator")
CLOSED, OPEN = "gruppe-a", "gruppe-b"
AMOUNT = "87.654"
HEAD = 'navn = "F"\ngruppe = "G"\nrekkefoelge = 1\nenhet = "mill. kr"\npriser = "løpende"\nkilde = "x"\nanslag = true\n'
LINE = '[[linjer]]\nid = "a"\ntekst = "En"\ndel = "drift"\ntjeneste = "skole"\nbeloep = { 2027 = 1.5 }\n'
TELLING = f"""[[linjer]]
id = "b"
tekst = "To"
del = "investering"
beloep = {{ 2027 = -31.25 }}
[[linjer.endringer]]
fil = "{file_of(SECRET)}"
noekkel = "kostnad.beloep"
verdi = {AMOUNT}
"""
HOMES = "tjenester/bolig-nedsatt.toml"


def at(version: int, route: str) -> str:
    return f"/api/versjoner/{version}/{route}"


@pytest.fixture(scope="module")
def proposed(outsiders: Outsiders) -> tuple[Outsiders, int]:
    """A plan with a shielded project, a proposal that changes it, and one that does not."""
    files = {f"endringsforslag/{CLOSED}.toml": (HEAD + LINE + TELLING).encode()}
    files[f"endringsforslag/{OPEN}.toml"] = (HEAD + LINE).encode()
    return outsiders, outsiders.add("Forslag", {**shielded_files(), **files})[1]


def asks(line: str, proposal: str) -> dict[str, dict[str, Any]]:
    """Everything that answers with a proposal's lines or sums."""
    new = {"forslag": proposal, "tekst": "Ny", "tjeneste": "skole", "beloep": {"2027": 1.0}}
    votes = {r: {"stemmer": [{"linje": line, "resultat": r}]} for r in ("vedtatt", "falt")}
    return {"linje": new, "fjern": {"linje": line}, "avstemning": votes["vedtatt"], "avstemning?": votes["falt"]}


@pytest.mark.parametrize("role", OUTSIDERS)
def test_a_proposal_that_changes_a_shielded_project_tells_no_line_and_no_sum(proposed: tuple[Outsiders, int], role: str) -> None:
    outsiders, version = proposed
    browser = outsiders.browser(role)
    listed = browser.post(at(version, "endringsforslag"))
    assert [p["id"] for p in listed.json()["forslag"]] == [OPEN] and listed.json()["skjult"] == 1
    for route, body in asks(f"{CLOSED}.a", CLOSED).items():
        answer = browser.post(at(version, f"endringsforslag/{route.strip('?')}"), body)
        assert answer.status_code == 403 and AMOUNT not in answer.text, route
    for route, body in asks(f"{OPEN}.a", OPEN).items():
        assert browser.post(at(version, f"endringsforslag/{route.strip('?')}"), body).status_code == 200, route


def test_those_with_insight_get_all_of_it(proposed: tuple[Outsiders, int]) -> None:
    outsiders, version = proposed
    inside = outsiders.browser("oekonomi")
    assert {p["id"] for p in inside.post(at(version, "endringsforslag")).json()["forslag"]} == {CLOSED, OPEN}
    for route, body in asks(f"{CLOSED}.a", CLOSED).items():
        answer = inside.post(at(version, f"endringsforslag/{route.strip('?')}"), body)
        assert answer.status_code == 200 and (AMOUNT in answer.text) == (route in ("linje", "fjern")), route


def test_a_draft_does_not_open_a_proposal(proposed: tuple[Outsiders, int]) -> None:
    """Without its change of the project it would be one that tells nothing."""
    outsiders, version = proposed
    at_changes = {"fil": f"endringsforslag/{CLOSED}.toml", "noekkel": ["linjer", 1, "endringer"]}
    moved = {"slag": "sett", "fil": f"endringsforslag/{CLOSED}.toml", "noekkel": ["linjer", 1, "tjeneste"], "verdi": "skole"}
    draft = {"endringer": [{"slag": "sett", **at_changes, "verdi": []}, moved]}
    reader, inside = outsiders.browser("leser"), outsiders.browser("oekonomi")
    assert inside.post(at(version, "endringsforslag"), {"utkast": draft}).status_code == 200
    assert reader.post(at(version, "endringsforslag"), {"utkast": draft}).status_code == 403
    for route in ("linje", "fjern"):
        body = {**asks(f"{CLOSED}.b", CLOSED)[route], "utkast": draft}
        assert reader.post(at(version, f"endringsforslag/{route}"), body).status_code == 403, route


LEVER = f"""navn = "G"
rekkefoelge = 1
kilde = "x"
anslag = true
[[endringer]]
fil = "{file_of(SECRET)}"
noekkel = "kostnad.beloep"
verdi = 3.25
"""


def test_a_hidden_change_is_not_pointed_at_a_field_that_is_shown(outsiders: Outsiders) -> None:
    """A draft that moves the lever's amount into the interest rate would read it off the rate; so would a guess that changes
    nothing."""
    _, version = outsiders.add("Omdirigert", {**shielded_files(), "grep/g.toml": LEVER.encode()})
    key = "styringsrente.verdier.2029"
    places = {"fil": "forutsetninger.toml", "noekkel": key}
    pointed = [{"slag": "sett", "fil": "grep/g.toml", "noekkel": ["endringer", 0, k], "verdi": v} for k, v in places.items()]
    rate = {"utkast": {"endringer": pointed, "grep": ["g"]}, "sporringer": [{"navn": "styringsrente"}]}
    guess = {"utkast": {"endringer": [{**pointed[0], "noekkel": ["endringer", 0, "verdi"], "verdi": 3.25}]}}
    inside = outsiders.browser("oekonomi")
    values = inside.post(at(version, "tall"), rate).json()["serier"][0]["verdier"]
    assert values[3] == pytest.approx(0.0325), "den med innsyn leser beløpet av renten"
    assert inside.post(at(version, "endret"), guess).json()["antall"] == 0
    for role in OUTSIDERS:
        for route, body in (("tall", rate), ("endret", guess), ("kladd", guess)):
            assert outsiders.browser(role).post(at(version, route), body).status_code == 403, (role, route)
    own = {
        "slag": "ny_fil",
        "fil": "grep/ny.toml",
        "tekst": LEVER.replace(file_of(SECRET), places["fil"]).replace("kostnad.beloep", key),
    }
    assert (
        outsiders.browser("leser").post(at(version, "tall"), {"utkast": {"endringer": [own]}, "sporringer": []}).status_code
        == 200
    )


def test_the_errors_of_a_form_tell_no_value_of_a_shielded_project(proposed: tuple[Outsiders, int]) -> None:
    """A draft that makes the project's own inputs wrong is told where, not what is written there."""
    outsiders, version = proposed
    prices = {"slag": "sett", "fil": "plan.toml", "noekkel": ["tid", "prisnivaa"], "verdi": 2024}
    body = {"utkast": {"endringer": [prices]}, "skrevet": {"navn": "Nytt tiltak"}}

    def values(role: str) -> list[str]:
        answer = outsiders.browser(role).post(at(version, "skjema/tiltak"), body)
        assert answer.status_code == 422, answer.text
        return [p["verdi"] for p in answer.json()["problemer"] if p["fil"] == file_of(SECRET)]

    assert set(values("oekonomi")) == {"2026-kroner"} and set(values("parti")) == {""}


def test_ways_to_close_a_gap_tell_no_small_count(outsiders: Outsiders) -> None:
    """The page of places leaves the service out, so that what it lacks is not told by its ways either."""
    files = plan_files("solvik")
    few = files[HOMES].replace(b"antall = 9, vekt", b"antall = 1, vekt").replace(b"antall = 6, vekt", b"antall = 1, vekt")
    files[HOMES] = few
    del files["behovsliste.csv"]
    _, version = outsiders.add("Få", files)
    ask = {"tjeneste": "bolig-nedsatt"}
    inside, reader = outsiders.browser("oekonomi"), outsiders.browser("leser")
    assert "bolig-nedsatt" in {s["id"] for s in inside.post(at(version, "plasser")).json()["table"]["services"]}
    assert "bolig-nedsatt" not in {s["id"] for s in reader.post(at(version, "plasser")).json()["table"]["services"]}
    assert inside.post(at(version, "lukke-gap"), ask).status_code == 200
    assert reader.post(at(version, "lukke-gap"), ask).status_code == 403
    page = reader.post(at(version, "tjeneste"), ask).json()
    assert page["places"] is None and all(v is None for s in page["series"] if s["navn"] == "brukere_ub" for v in s["verdier"])
