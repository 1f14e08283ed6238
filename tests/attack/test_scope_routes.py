"""A contributor's and a party's reach over HTTP, on every route that writes."""

from __future__ import annotations

from typing import Any

import pytest

from ldip.plan.archive import packed
from tests.attack.houses import House
from tests.web.conftest import Browser, plan_files

FRAMES = "rammer.csv"
ROWS = plan_files("solvik")[FRAMES].decode().splitlines()
LAST_OWN = max(i for i, line in enumerate(ROWS, 1) if line.startswith("omsorg;"))
LEVER = """navn = "{name}"
rekkefoelge = 9
samlet = false
beskrivelse = "x"
kilde = "x"
anslag = true

[[endringer]]
fil = "{file}"
noekkel = "{key}"
verdi = {value}
"""
TIGHT = LEVER.format(name="Stram", file="tjenester/omsorg.toml", key="aarsverk_per_bruker", value="1.11")
WIDE = LEVER.format(name="Bred", file="tjenester/skole.toml", key="innsparingsvekt", value="0.5")


@pytest.fixture
def solvik(house: House) -> tuple[House, int, int]:
    """Solvik with a lever within the contributor's service, and one beyond it: plan and version."""
    files = {**plan_files("solvik"), "grep/stram.toml": TIGHT.encode(), "grep/bred.toml": WIDE.encode()}
    return house, *house.plan(files, "bidragsyter", "prosjekt", "parti", "oekonomi")


def _save(who: Browser, plan: int, version: int, branch: str = "hovedlinje", **draft: Any) -> Any:
    return who.post(f"/api/planer/{plan}/grener/{branch}/versjoner", {"grunnlag": version, "utkast": draft})


def test_a_contributor_cannot_reach_others_through_an_own_row_or_a_lever(solvik: tuple[House, int, int]) -> None:
    house, plan, version = solvik
    browser = house.who("bidragsyter")
    drop = {"slag": "fjern_rad", "fil": FRAMES, "rad": LAST_OWN}
    cell = {"slag": "celle", "fil": FRAMES, "rad": LAST_OWN, "kolonne": "beloep", "verdi": "999"}
    tricked = _save(browser, plan, version, endringer=[drop, cell])
    assert tricked.status_code == 403 and FRAMES in tricked.json()["melding"]
    assert _save(browser, plan, version, endringer=[{**cell, "rad": LAST_OWN + 1}]).status_code == 403, "det direkte"
    lever = _save(browser, plan, version, grep=["bred"])
    assert lever.status_code == 403 and "tjenester/skole.toml" in lever.json()["melding"]
    assert _save(browser, plan, version, spaker={"rente": 1.0}).status_code == 403
    new = _save(browser, plan, version, endringer=[{"slag": "ny_fil", "fil": "grep/mitt.toml", "tekst": TIGHT}])
    assert new.status_code == 403
    mine = _save(browser, plan, version, grep=["stram"])
    assert mine.status_code == 201, mine.text
    own = _save(browser, plan, mine.json()["versjon"], endringer=[cell])
    assert own.status_code == 201, own.text


def test_what_was_ones_own_in_an_older_version_is_not_so_for_ever(solvik: tuple[House, int, int]) -> None:
    house, plan, version = solvik
    houses = plan_files("solvik")["bygg.csv"].decode().splitlines()
    line = next(i for i, text in enumerate(houses, 1) if text.startswith("fjordtun;"))
    given = {"slag": "celle", "fil": "bygg.csv", "rad": line, "kolonne": "tjeneste", "verdi": "hjemmetjeneste"}
    closing = {"slag": "sett", "fil": "prosjekter/sykeheim-2.toml", "noekkel": ["erstatter"], "verdi": ["fjordtun"]}
    emptied = {**given, "kolonne": "plasstype", "verdi": ""}
    moved = _save(house.who("oekonomi"), plan, version, endringer=[given, emptied])
    assert moved.status_code == 201, moved.text
    late = _save(house.who("bidragsyter"), plan, version, endringer=[closing])
    assert late.status_code == 403 and "prosjekter/sykeheim-2.toml" in late.json()["melding"], late.text
    other = {"slag": "sett", "fil": "tjenester/omsorg.toml", "noekkel": ["aarsverk_per_bruker"], "verdi": 1.12}
    merged = _save(house.who("bidragsyter"), plan, version, endringer=[other])
    assert merged.status_code == 201 and merged.json()["flettet_med"] == moved.json()["versjon"]


def test_other_ways_in_are_not_the_contributors(solvik: tuple[House, int, int]) -> None:
    house, plan, version = solvik
    for role in ("bidragsyter", "prosjekt"):
        browser = house.who(role)
        place = f"/api/planer/{plan}"
        answers = (
            browser.call("POST", f"{place}/grener/hovedlinje/mappe?grunnlag={version}", content=packed(plan_files("solvik"))),
            browser.post(f"{place}/alternativer", {"navn": "Mitt", "fra": version}),
            browser.post(
                f"{place}/grener/hovedlinje/budsjettendring",
                {"grunnlag": version, "linjer": [{"linje": "x", "aar": 2026, "revidert": 1}]},
            ),
            browser.call("POST", "/api/planer/opplasting?navn=Ny", content=packed(plan_files("solvik"))),
        )
        assert [a.status_code for a in answers] == [403] * 4, role


def test_a_party_changes_all_on_its_own_alternative_but_nothing_shielded(solvik: tuple[House, int, int]) -> None:
    house, plan, version = solvik
    party = house.who("parti")
    rate = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdier", "2029"], "verdi": 3.5}
    start = {"navn": "Partiet A", "fra": version, "utkast": {"endringer": [rate]}}
    moved = {"slag": "sett", "fil": "prosjekter/skole-nord.toml", "noekkel": ["utsettes_aar"], "verdi": 1}
    again = {
        "slag": "ny_fil",
        "fil": "prosjekter/skole-nord.toml",
        "tekst": plan_files("solvik")["prosjekter/vann.toml"].decode(),
    }
    for edit in (moved, again, {"slag": "fjern_fil", "fil": "prosjekter/skole-nord.toml"}):
        refused = party.post(f"/api/planer/{plan}/alternativer", {**start, "utkast": {"endringer": [rate, edit]}})
        assert refused.status_code == 403, refused.text
    made = party.post(f"/api/planer/{plan}/alternativer", start)
    assert made.status_code == 201, made.text
    head = made.json()["versjon"]
    assert _save(party, plan, head, "Partiet%20A", endringer=[{**rate, "verdi": 4.0}]).status_code == 201
    assert _save(party, plan, head, "Partiet%20A", endringer=[moved]).status_code == 403
    assert _save(party, plan, version, endringer=[rate]).status_code == 403, "hovedlinjen er ikke partiets"
