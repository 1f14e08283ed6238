"""Private alternatives: their names cannot be probed, and nothing of them is told to others, also not to administrators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from ldip.plan.archive import packed
from ldip.web.access import Actor
from ldip.web.context import open_plan
from ldip.web.runs import _heads
from tests.attack.houses import House
from tests.web.conftest import Browser, plan_files

RATE = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdier", "2029"], "verdi": 3.5}
LINE = {"linje": "skatt_paa_inntekt_og_formue", "aar": 2026, "revidert": 1e8}
SECRET, FREE = "Hemmelig", "Ledig"
OTHERS = ("leser", "parti", "bidragsyter", "administrator", "system")


@dataclass
class Kept:
    """A plan with a private alternative of the one in charge of finance; `system` has the same role."""

    house: House
    plan: int
    base: int
    head: int

    @property
    def place(self) -> str:
        return f"/api/planer/{self.plan}"

    def branches(self, who: str) -> dict[str, int]:
        return {b["navn"]: b["hode"] for b in self.house.who(who).get(self.place).json()["grener"]}

    def begin(self, who: str, name: str, value: float, **more: Any) -> Any:
        draft = {"endringer": [{**RATE, "verdi": value}]}
        return self.house.who(who).post(f"{self.place}/alternativer", {"navn": name, "fra": self.base, "utkast": draft, **more})

    def save(self, who: str, name: str, base: int, value: float) -> Any:
        body = {"grunnlag": base, "utkast": {"endringer": [{**RATE, "verdi": value}]}}
        return self.house.who(who).post(f"{self.place}/grener/{name}/versjoner", body)

    def trail(self, who: str) -> list[tuple[str, str]]:
        return [(r["handling"], r["gjelder"]) for r in self.house.who(who).get(f"{self.place}/spor").json()["rader"]]


@pytest.fixture
def kept(house: House) -> Kept:
    plan, base = house.plan(plan_files(), "leser", "bidragsyter", "oekonomi", "parti", "administrator")
    house.give(plan, "system", "oekonomi")
    found = Kept(house, plan, base, 0)
    made = found.begin("oekonomi", SECRET, 3.75)
    assert made.status_code == 201, made.text
    found.head = made.json()["versjon"]
    return found


def _answers(browser: Browser, kept: Kept, name: str) -> list[tuple[int, str]]:
    """Status and text of every request that names a branch."""
    branch = f"{kept.place}/grener/{name}"
    answers = (
        browser.post(f"{branch}/publisering"),
        browser.post(f"{branch}/versjoner", {"grunnlag": kept.base, "utkast": {"endringer": [RATE]}}),
        browser.post(f"{branch}/versjoner", {"grunnlag": kept.head, "utkast": {"endringer": [RATE]}}),
        browser.call("POST", f"{branch}/mappe?grunnlag={kept.base}", content=packed(plan_files())),
        browser.post(f"{branch}/budsjettendring", {"grunnlag": kept.base, "linjer": [LINE]}),
    )
    return [(a.status_code, a.text) for a in answers]


@pytest.mark.parametrize("who", OTHERS)
def test_a_private_name_is_answered_as_one_that_does_not_exist(kept: Kept, who: str) -> None:
    browser = kept.house.who(who)
    found = _answers(browser, kept, SECRET)
    assert found == _answers(browser, kept, FREE) and {status for status, _ in found} <= {403, 404}
    assert SECRET not in kept.branches(who) and SECRET not in browser.get(kept.place).text
    for version in (kept.head, 99_999):
        hidden = [browser.get(f"/api/versjoner/{version}/{what}") for what in ("kommentarer", "kjoeringer", "budsjettlinjer")]
        assert {(a.status_code, a.json()["melding"]) for a in hidden} == {(404, hidden[0].json()["melding"])}
    begun = browser.post(f"{kept.place}/alternativer", {"navn": FREE, "fra": kept.head})
    missing = browser.post(f"{kept.place}/alternativer", {"navn": FREE, "fra": 99_999})
    assert (begun.status_code, begun.text) == (missing.status_code, missing.text)


def test_a_name_that_another_keeps_private_is_free_and_each_keeps_ones_own(kept: Kept) -> None:
    same, other = kept.begin("system", SECRET, 4.0), kept.begin("system", FREE, 4.25)
    assert (same.status_code, other.status_code) == (201, 201) and same.json().keys() == other.json().keys()
    assert kept.begin("system", SECRET, 4.5).status_code == 422, "ens eget navn er opptatt"
    mine = same.json()["versjon"]
    assert kept.branches("oekonomi")[SECRET] == kept.head and kept.branches("system")[SECRET] == mine
    assert kept.save("system", SECRET, mine, 4.6).status_code == 201 and kept.branches("oekonomi")[SECRET] == kept.head
    assert kept.house.who("oekonomi").post(f"{kept.place}/grener/{SECRET}/publisering").status_code == 200
    shown = kept.branches("system")
    assert shown[SECRET] == kept.head and shown[f"{SECRET} (privat)"] != kept.head, "begge er å nå, hver med sitt navn"
    saved = kept.save("system", f"{SECRET} (privat)", shown[f"{SECRET} (privat)"], 4.75)
    assert saved.status_code == 201 and kept.branches("leser")[SECRET] == kept.head
    refused = kept.house.who("system").post(f"{kept.place}/grener/{SECRET} (privat)/publisering")
    assert refused.status_code == 422 and "navnet er i bruk" in refused.json()["melding"] + refused.text
    assert kept.begin("system", SECRET, 5.0, privat=False).status_code == 422, "et publisert navn er opptatt for alle"
    assert kept.begin("system", "Nytt (privat)", 5.0).status_code == 422, "endelsen er programmets"
    assert kept.begin("system", "hovedlinje", 5.0).status_code == 422


def test_a_public_alternative_may_take_a_name_another_keeps_private(kept: Kept) -> None:
    assert kept.begin("system", SECRET, 4.0, privat=False).status_code == 201
    assert set(kept.branches("oekonomi")) == {"hovedlinje", SECRET, f"{SECRET} (privat)"}
    assert set(kept.branches("leser")) == {"hovedlinje", SECRET}


def test_the_number_of_versions_and_the_events_tell_nothing(kept: Kept) -> None:
    service, users = kept.house.organisation.service, kept.house.organisation.users

    def told(who: str) -> tuple[int, set[str]]:
        listed = next(p for p in kept.house.who(who).get("/api/planer").json() if p["id"] == kept.plan)
        opened = open_plan(service, Actor(users[who], who, who, False, False, ""), kept.plan, "les")
        return listed["versjoner"], set(_heads(opened))

    before = {who: told(who) for who in OTHERS}
    assert before == dict.fromkeys(OTHERS, (1, {"hovedlinje"}))
    assert kept.save("oekonomi", SECRET, kept.head, 4.0).status_code == 201
    assert {who: told(who) for who in OTHERS} == before
    assert told("oekonomi") == (3, {"hovedlinje", SECRET})
    assert kept.house.who("oekonomi").post(f"{kept.place}/grener/{SECRET}/publisering").status_code == 200
    assert told("leser") == (3, {"hovedlinje", SECRET})


def test_the_trail_of_a_private_alternative_is_its_owners_until_it_is_published(kept: Kept) -> None:
    owner, outsiders = kept.house.who("oekonomi"), ("administrator", "system")
    before = {who: kept.trail(who) for who in outsiders}
    head = kept.save("oekonomi", SECRET, kept.head, 4.0).json()["versjon"]
    place = f"/api/versjoner/{head}"
    assert owner.post(f"{place}/kommentarer", {"sted": "x", "tekst": "y"}).status_code == 201
    assert owner.post(f"{place}/kjoeringer", {"trekninger": 100}).status_code == 202
    assert owner.post(f"{place}/delinger", {"tittel": "x"}).status_code == 201
    assert owner.post(f"{place}/laaser", {"slag": "vedtatt"}).status_code == 201
    assert {who: kept.trail(who) for who in outsiders} == before
    mine = kept.trail("oekonomi")
    done = {"gren.opprettet", "versjon.lagret", "kommentar.skrevet", "kjoering.bestilt", "deling.laget", "versjon.laast"}
    assert done <= {handling for handling, _ in mine} and len(mine) == len(before["system"]) + 7
    assert owner.post(f"{kept.place}/grener/{SECRET}/publisering").status_code == 200
    assert {who: kept.trail(who) for who in outsiders} == dict.fromkeys(outsiders, kept.trail("oekonomi"))


def test_rows_recorded_by_name_alone_are_told_apart_too(kept: Kept) -> None:
    from ldip.store import audit

    subject = f"plan/{kept.plan}"
    with kept.house.organisation.service.store.session() as session:
        for name in (SECRET, "Borte"):
            audit.record(session, None, "gren.opprettet", subject, {"gren": name, "fra": kept.base, "privat": True})
            audit.record(session, None, "versjon.lagret", subject, {"gren": name, "versjon": "x" * 64})
            audit.record(session, None, "gren.publisert", subject, {"gren": name, "versjon": kept.head})
    assert kept.trail("administrator")[0][0] != "gren.publisert" and ("gren.opprettet", subject) not in kept.trail(
        "administrator"
    )
    assert kept.trail("oekonomi").count(("gren.publisert", subject)) == 2
