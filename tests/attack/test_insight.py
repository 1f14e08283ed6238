"""Insight: a party's access is given by the party, nobody changes own roles, and the auditor's file needs the right to all of it."""

from __future__ import annotations

from typing import Any

import pytest

from ldip.store.branches import may_admit
from ldip.store.schema import User
from tests.attack.houses import House
from tests.web.conftest import Browser, plan_files

PARTY = "Partiet A"


@pytest.fixture
def plan(house: House) -> tuple[int, int]:
    return house.plan(plan_files(), "leser", "oekonomi", "administrator")


def _ask(who: Browser, plan: int, person: str, role: str = "parti", scope: str = PARTY, **more: str) -> Any:
    scoped = {"omfang": scope} if role in ("parti", "bidragsyter") else {}
    return who.post(f"/api/planer/{plan}/medlemmer", {"epost": f"{person}@kommunen.no", "rolle": role, **scoped, **more})


def _begin(who: Browser, plan: int, version: int, name: str = PARTY, **more: Any) -> Any:
    draft = {"spaker": {"rente": 0.5}}
    return who.post(f"/api/planer/{plan}/alternativer", {"navn": name, "fra": version, "utkast": draft, **more})


def _rows(who: Browser, plan: int, person: str, place: str = "medlemmer") -> list[int]:
    found = who.get(f"/api/planer/{plan}/{place}").json()
    return [m["id"] for m in found if m["epost"] == f"{person}@kommunen.no"]


def test_a_partys_access_is_given_by_the_party(house: House, plan: tuple[int, int]) -> None:
    number, version = plan
    admin, party, reader = (house.who(w) for w in ("administrator", "parti", "leser"))
    assert _ask(admin, number, "parti").status_code == 201, "den første, så lenge partiet ikke har noe"
    made = _begin(party, number, version)
    assert made.status_code == 201, made.text
    head = f"/api/versjoner/{made.json()['versjon']}/tall"
    for person in ("leser", "oekonomi", "fremmed"):
        assert _ask(admin, number, person).status_code == 403, person
    assert (
        _ask(admin, number, "ny", navn="Ny").status_code == 403
        and "ny@kommunen.no" not in admin.get(f"/api/planer/{number}/medlemmer").text
    )
    assert reader.post(head).status_code == 404
    place = f"/api/planer/{number}/parti"
    body = {"epost": "leser@kommunen.no", "omfang": PARTY}
    assert admin.post(place, body).status_code == 403 and reader.get(place).status_code == 403
    strangers = [party.post(place, {**body, "epost": f"{who}@kommunen.no"}) for who in ("fremmed", "finnes-ikke")]
    assert {(a.status_code, a.text) for a in strangers} == {(404, strangers[0].text)}
    assert party.post(place, {**body, "omfang": "Partiet B"}).status_code == 403
    assert party.post(place, body).status_code == 201
    assert reader.post(head).status_code == 200
    (row,) = _rows(party, number, "leser", "parti")
    (own,) = _rows(party, number, "parti", "parti")
    assert party.delete(f"{place}/{own}").status_code == 403, "ikke sin egen"
    (other,) = [i for i in _rows(admin, number, "leser") if i != row]
    assert party.delete(f"{place}/{other}").status_code == 404, "bare partiets egne"
    assert party.delete(f"{place}/{row}").status_code == 200
    assert reader.post(head).status_code == 404


def test_an_emptied_party_is_opened_only_to_the_one_who_made_its_alternative(house: House, plan: tuple[int, int]) -> None:
    number, version = plan
    admin, party = house.who("administrator"), house.who("parti")
    assert _ask(admin, number, "parti").status_code == 201
    head = f"/api/versjoner/{_begin(party, number, version).json()['versjon']}/tall"
    (row,) = _rows(admin, number, "parti")
    assert admin.delete(f"/api/planer/{number}/medlemmer/{row}").status_code == 200
    assert party.post(head).status_code == 404, "den som er ute, ser det ikke, heller ikke sitt eget"
    assert _ask(admin, number, "leser").status_code == 403
    assert _ask(admin, number, "leser", scope="partiet a").status_code == 201 and house.who("leser").post(head).status_code == 404
    assert _ask(admin, number, "parti").status_code == 201 and party.post(head).status_code == 200
    assert party.post(f"/api/planer/{number}/grener/{PARTY}/publisering").status_code == 200
    (row,) = _rows(admin, number, "parti")
    assert admin.delete(f"/api/planer/{number}/medlemmer/{row}").status_code == 200
    assert _ask(admin, number, "oekonomi").status_code == 201, "ingenting er privat lenger"


def test_those_who_are_closed_out_count_neither_as_members_nor_as_givers(house: House, plan: tuple[int, int]) -> None:
    number, _ = plan
    house.give(number, "fremmed", "parti", PARTY)
    users, store = house.organisation.users, house.organisation.service.store
    with store.session() as session:
        assert may_admit(session, number, PARTY, users["leser"], users["fremmed"])
        assert not may_admit(session, number, PARTY, users["leser"], users["administrator"])
        session.get_one(User, users["fremmed"]).aktiv = False
        session.flush()
        assert may_admit(session, number, PARTY, users["leser"], users["administrator"])
        session.get_one(User, users["fremmed"]).aktiv = True


def test_a_name_gives_no_access_to_a_private_alternative(house: House, plan: tuple[int, int]) -> None:
    number, version = plan
    finance, admin = house.who("oekonomi"), house.who("administrator")
    made = _begin(finance, number, version, "Omstilling")
    head = f"/api/versjoner/{made.json()['versjon']}/tall"
    for scope in ("Omstilling", "Et annet navn"):
        assert _ask(admin, number, "leser", scope=scope).status_code == 201, "svaret røper ikke at navnet finnes"
    assert house.who("leser").post(head).status_code == 404
    assert finance.post(head).status_code == 200


def test_a_partys_name_is_the_partys_alone(house: House, plan: tuple[int, int]) -> None:
    number, version = plan
    finance, admin, party = (house.who(w) for w in ("oekonomi", "administrator", "parti"))
    assert _ask(admin, number, "parti").status_code == 201
    for name in (PARTY, "partiet a", " Partiet  A"):
        for private in (True, False):
            taken = _begin(finance, number, version, name, privat=private)
            assert taken.status_code == 422 and "et partis" in taken.text, name
    assert _begin(party, number, version, "Noe annet").status_code == 403
    assert _begin(party, number, version).status_code == 201
    assert _begin(party, number, version).status_code == 422, "partiet har det alt"
    assert _begin(finance, number, version, "Partiet B").status_code == 201
    assert _ask(admin, number, "leser", scope="Partiet B").status_code == 201, "svaret røper ikke et privat navn"
    late = finance.post(f"/api/planer/{number}/grener/Partiet B/publisering")
    assert late.status_code == 422 and "et partis" in late.text
    assert _begin(finance, number, version, "Åpent", privat=False).status_code == 201
    assert _ask(admin, number, "leser", scope="Åpent").status_code == 422, "partiet kunne ikke hatt noe alternativ"


def test_nobody_changes_own_roles(house: House, plan: tuple[int, int]) -> None:
    number, _ = plan
    admin, second = house.who("administrator"), house.who("system")
    for role in ("oekonomi", "parti", "bidragsyter", "prosjekt", "leser", "administrator"):
        assert _ask(admin, number, "administrator", role).status_code == 403, role
    assert _ask(admin, number, " Administrator".strip().upper(), "oekonomi").status_code == 403, "samme adresse, andre bokstaver"
    (own,) = _rows(admin, number, "administrator")
    assert admin.delete(f"/api/planer/{number}/medlemmer/{own}").status_code == 403
    assert _ask(admin, number, "system", "administrator").status_code == 201
    assert _ask(second, number, "administrator", "oekonomi").status_code == 201, (
        "en annen administrator kan, og det står i sporet"
    )
    made = second.post("/api/planer", {"navn": "Systemets"}).json()["id"]
    assert {m["rolle"] for m in second.get(f"/api/planer/{made}/medlemmer").json()} == {"administrator", "oekonomi"}


def test_one_user_on_ones_own_machine_is_not_held_to_it(local: Browser) -> None:
    mine = {"epost": "lokal@localhost", "rolle": "parti", "omfang": PARTY}
    assert local.post("/api/planer/1/medlemmer", mine).status_code == 201
    (row,) = [m["id"] for m in local.get("/api/planer/1/medlemmer").json()]
    assert local.delete(f"/api/planer/1/medlemmer/{row}").status_code == 200


@pytest.mark.parametrize("example", ["nordvik", "solvik", "antall"])
def test_the_auditors_file_takes_the_right_to_all_that_is_in_it(house: House, example: str) -> None:
    files = plan_files("nordvik" if example == "nordvik" else "solvik")
    if example == "antall":  # nothing shielded, but counts by level of need
        files = {f: b.replace(b"skjermet = true", b"") if f.startswith("prosjekter/") else b for f, b in files.items()}
    version = house.plan(files, "oekonomi", "administrator")[1]
    finance, admin = house.who("oekonomi"), house.who("administrator")
    assert finance.post(f"/api/versjoner/{version}/laaser", {"slag": "vedtatt"}).status_code == 201
    outside = admin.get(f"/api/versjoner/{version}/revisor.zip")
    assert admin.get(f"/api/versjoner/{version}/mappe.zip").status_code == 403
    if example != "nordvik":
        assert outside.status_code == 403 and "rollen din ikke ser" in outside.json()["melding"]
    else:
        assert outside.status_code == 200
