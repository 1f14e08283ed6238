"""A ledger and a list of projects with their maps over HTTP: previewed, refused with the place, asked about, and saved with the plan."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from ldip.sources.column_map import MOST_BYTES
from ldip.sources.kostra import Record
from ldip.web.drafts import MOST_EDITS
from tests.intake.files import LEDGER_MAP, operating
from tests.web.conftest import Browser, Organisation
from tests.web.test_first import AT, LOERENSKOG, SCALE, enclosed

PROJECT_MAP = """
priser = 2026
[kolonner]
prosjekt = "Nr"
navn = "Prosjekt"
art = "Art"
funksjon = "Funksjon"
"""
HEAD = "Nr;Prosjekt;Art;Funksjon;2026;2027"
ROWS = ("10;Ny skole;230;222;1000000;3000000", "10;Ny skole;910;870;-1000000;-2500000", "11;Kunst;230;222;0;250000")


def sent(name: str, text: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"navn": name, "slag": kind, "innhold": base64.b64encode(text.encode()).decode(), **more}


def ledger(records: Iterable[Record]) -> dict[str, Any]:
    kinds = {"1": "D", "0": "I"}
    lines = [f"{kinds[r.kontoklasse]};{r.art};{r.kode};{r.beloep * 1000}" for r in records]
    return sent("saldo.csv", "\n".join(["Klasse;Art;Funksjon;Beløp", *lines, "Sum;;;0"]), "saldoliste")


def projects(*rows: str, head: str = HEAD, name: str = "liste.csv", **more: Any) -> dict[str, Any]:
    return sent(name, "\n".join([head, *rows]), "prosjektliste", **more)


def columns(text: str, name: str = "kart.toml") -> dict[str, Any]:
    return sent(name, text, "kart")


def proposal(browser: Browser, *files: dict[str, Any], at: str = AT, **more: Any) -> dict[str, Any]:
    answer = browser.post(f"{at}/forslag", {"filer": files, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def refused(browser: Browser, *files: dict[str, Any]) -> str:
    """Every problem in words; nothing is offered."""
    found = proposal(browser, *files)
    assert found["problemer"] and found["etter"] is None and not found["endringer"] and found["liste"] is None
    return "\n".join(" ".join(map(str, p.values())) for p in found["problemer"])


def test_a_ledger_with_its_map_changes_what_the_file_of_kostra_does(local: Browser) -> None:
    records = [replace(r, beloep=SCALE * r.beloep) for r in operating()]
    of_kostra = proposal(local, enclosed(records, "0A_2025_3222.dat"))
    found = proposal(local, columns(LEDGER_MAP), ledger(records))
    assert not found["problemer"] and found["liste"] is None
    assert [(r["fil"], r["navn"], r["etter"]) for r in found["rader"]] == [
        (r["fil"], r["navn"], r["etter"]) for r in of_kostra["rader"]
    ]
    assert found["etter"]["tekst"] == of_kostra["etter"]["tekst"] != found["foer"]["tekst"]
    assert any(r["kilde"].startswith("Regnskapet 2025, saldo.csv sha256 ") for r in found["rader"])


def test_a_list_of_projects_is_shown_with_its_sums_and_saved_with_the_plan(local: Browser) -> None:
    found = proposal(local, projects(*ROWS), columns(PROJECT_MAP))
    assert not found["problemer"], found["problemer"]
    assert [(r["navn"], r["foer"], r["etter"], r["enhet"]) for r in found["rader"]] == [
        ("Ny skole", None, 4.0, "mill. kr"),
        ("Kunst", None, 0.25, "mill. kr"),
    ]
    frames = found["sagt"][0]
    assert "Ramme: Bygg og veg" in frames and "to ganger" in frames and "2026: 0" not in frames
    assert found["liste"]["aar"] == [2026, 2027]
    assert [(s["navn"], s["kroner"]) for s in found["liste"]["summer"]] == [
        ("Varige driftsmidler", [1_000_000.0, 3_250_000.0]),
        ("i prosjektene", [1_000_000.0, 3_250_000.0]),
        ("ikke tatt inn", [0.0, 0.0]),
        ("Bruk av lån", [1_000_000.0, 2_500_000.0]),
    ]
    school = found["liste"]["prosjekter"][0]
    assert school == {"navn": "Ny skole", "kroner": [1e6, 3e6], "sum": 4e6, "kilder": 3.5e6, "mangler": 0.5e6}
    draft = {"utkast": {"endringer": found["endringer"]}}
    made = local.post("/api/planer/ny", {"kommunenummer": LOERENSKOG, "navn": "Lørenskog", **draft}).json()
    version = f"/api/versjoner/{made['hode']}"
    assert {"Ny skole", "Kunst"} <= {p["name"] for p in local.post(f"{version}/prosjekter", {}).json()}
    again = proposal(local, projects(*ROWS[:2], ROWS[2].replace("250000", "300000")), columns(PROJECT_MAP), at=version)
    assert [(r["foer"], r["etter"]) for r in again["rader"]] == [(4.0, 4.0), (0.25, 0.3)]


WITHOUT = (
    (ledger(()), ("saldo.csv", "saldolisten har ikke noe kart", "aargang", "region", "art", "docs/method/kostra.md")),
    (projects(*ROWS), ("liste.csv", "prosjektlista har ikke noe kart", "[slag]", "[aar]", "docs/guide/prosjektlister.md")),
    (columns(PROJECT_MAP), ("kart.toml", "kartet har ingen saldoliste eller prosjektliste")),
)


@pytest.mark.parametrize(("file", "words"), WITHOUT, ids=[f["slag"] for f, _ in WITHOUT])
def test_what_is_missing_is_named(local: Browser, file: dict[str, Any], words: tuple[str, ...]) -> None:
    text = refused(local, file)
    assert all(word in text for word in words), text


WRONG = (
    ((projects("10;Skole;230;222;mange;1"), columns(PROJECT_MAP)), ("liste.csv", "ikke et tall", "mange", "2026")),
    ((projects("10;Skole;230;222;1;1"), columns(LEDGER_MAP)), ("kart.toml aargang ukjent nøkkel", "prosjektlister.md")),
    ((projects(*ROWS), columns("=")), ("kart.toml", "ikke gyldig TOML")),
    ((projects(*ROWS), columns("#" * (MOST_BYTES + 1))), ("kart.toml", "byte")),
    ((projects(*ROWS), projects(ROWS[0], name="to.csv"), columns(PROJECT_MAP)), ("to.csv", "flere enn én prosjektliste")),
    ((projects(*ROWS), columns(PROJECT_MAP), columns(LEDGER_MAP, "k2.toml")), ("k2.toml", "flere enn ett kart til lista")),
    ((projects(*ROWS), columns(PROJECT_MAP), ledger(operating())), ("saldo.csv", "er ikke en del av prosjektlista")),
    (
        (projects(*(f"{i};P{i};230;222;1000;0" for i in range(501))), columns(PROJECT_MAP)),
        ("liste.csv", "flere enn 500 prosjekter", "501"),
    ),
)


@pytest.mark.parametrize(("files", "words"), WRONG, ids=[w[-1] for _, w in WRONG])
def test_a_list_that_cannot_be_used_is_refused_with_the_place(
    local: Browser, files: tuple[dict[str, Any], ...], words: tuple[str, ...]
) -> None:
    text = refused(local, *files)
    assert all(word in text for word in words), text


def test_versions_in_one_list_are_asked_about_and_never_summed(local: Browser) -> None:
    head, kart = f"{HEAD};Versjon", columns(PROJECT_MAP)
    rows = ("10;Ny skole;230;222;1000000;3000000;A", "10;Ny skole;230;222;2000000;3000000;B")
    found = proposal(local, kart, projects(*rows, head=head))
    assert [(q["nr"], q["fil"], q["noekkel"]) for q in found["spoersmaal"]] == [(1, "liste.csv", "velg.Versjon")]
    assert not found["endringer"] and "--svar" not in str(found["problemer"])
    answered = proposal(local, kart, projects(*rows, head=head, svar={"velg.Versjon": "B"}))
    assert [r["etter"] for r in answered["rader"]] == [5.0]


def test_a_draft_that_would_have_too_many_changes_is_refused_before_it_is_offered(local: Browser) -> None:
    edit = {"slag": "sett", "fil": "plan.toml", "noekkel": ["kommune", "navn"], "verdi": "Lørenskog"}
    draft = {"endringer": [edit] * (MOST_EDITS - 1)}
    found = proposal(local, projects(*ROWS), columns(PROJECT_MAP), utkast=draft)
    assert found["etter"] is None and not found["endringer"] and found["liste"] is None
    assert str(MOST_EDITS) in found["problemer"][0]["melding"] and found["problemer"][0]["verdi"] == str(MOST_EDITS + 1)


def test_lists_are_for_those_who_may_see_the_estimates(organisation: Organisation) -> None:
    files = {"filer": [projects(*ROWS), columns(PROJECT_MAP)]}
    for who, status in (("oekonomi", 403), ("leser", 403), (None, 401)):
        assert organisation.browser(who).post(f"{AT}/forslag", files).status_code == status
