"""Every route that takes two ids: a change is based on a version of the same plan that its branch builds on, with the rights of
that plan; whatever else is named is answered as if it did not exist."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from ldip.errors import SourceError
from ldip.plan.archive import packed
from ldip.store.budget import Revision, revise
from ldip.store.members import ROLES
from ldip.store.versions import branch_of, commit
from tests.attack.houses import House
from tests.web.conftest import Browser, plan_files

RATE = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdier", "2029"], "verdi": 3.5}
LINE = {"linje": "skatt_paa_inntekt_og_formue", "aar": 2026, "revidert": 1e8}
MISSING = 99_999


@dataclass
class Two:
    """A plan where the contributor to `omsorg` has no other role; and one where the same person is in charge of finance."""

    house: House
    browser: Browser
    plan: int
    base: int
    other: int
    theirs: int


@pytest.fixture
def two(house: House) -> Two:
    plan, base = house.plan(plan_files(), *ROLES)
    other, theirs = house.plan(plan_files())
    house.give(other, "bidragsyter", "oekonomi")
    return Two(house, house.who("bidragsyter"), plan, base, other, theirs)


def _answers(browser: Browser, plan: int, base: int, branch: str = "hovedlinje") -> dict[str, tuple[int, str]]:
    """Status and text of every kind of change based on a version."""
    place = f"/api/planer/{plan}"
    folder = packed({**plan_files(), "notater/ny.md": b"Hei"})
    found: dict[str, Any] = {
        "lagre": browser.post(f"{place}/grener/{branch}/versjoner", {"grunnlag": base, "utkast": {"endringer": [RATE]}}),
        "mappe": browser.call("POST", f"{place}/grener/{branch}/mappe?grunnlag={base}", content=folder),
        "budsjett": browser.post(f"{place}/grener/{branch}/budsjettendring", {"grunnlag": base, "linjer": [LINE]}),
        "alternativ": browser.post(f"{place}/alternativer", {"navn": f"Fra {base}", "fra": base}),
    }
    return {what: (a.status_code, a.json().get("melding", "")) for what, a in found.items()}


def test_the_rights_in_another_plan_do_not_follow_its_version(two: Two) -> None:
    save = f"/api/planer/{two.plan}/grener/hovedlinje/versjoner"
    stolen = two.browser.post(save, {"grunnlag": two.theirs, "utkast": {"endringer": [RATE]}})
    assert stolen.status_code == 404, stolen.text
    finance = two.house.who("oekonomi")
    two.house.give(two.other, "oekonomi", "leser")
    assert finance.post(f"/api/versjoner/{two.theirs}/tall").status_code == 200, "den er synlig"
    foreign, missing = _answers(finance, two.plan, two.theirs), _answers(finance, two.plan, MISSING)
    assert foreign == missing and {status for status, _ in foreign.values()} == {404}
    own = {what: status for what, (status, _) in _answers(finance, two.plan, two.base).items()}
    assert own == dict.fromkeys(foreign, 201)


def test_the_store_itself_refuses_a_base_of_another_plan(two: Two) -> None:
    author, lines = two.house.organisation.users["oekonomi"], [Revision("skatt_paa_inntekt_og_formue", 2026, 1e8)]
    with two.house.organisation.service.store.session() as session:
        branch = branch_of(session, two.plan)
        for change in (
            lambda: commit(session, branch, two.theirs, {"notater/x.md": b"x"}, author, "x"),
            lambda: revise(session, branch, two.theirs, lines, author, "x"),
        ):
            with pytest.raises(SourceError, match="hører til en annen plan"):
                change()
        assert branch.hode_id == two.base


def test_a_base_is_a_version_the_branch_builds_on(two: Two) -> None:
    finance, place = two.house.who("oekonomi"), f"/api/planer/{two.plan}"
    start = {"navn": "Ved siden av", "fra": two.base, "utkast": {"endringer": [RATE]}}
    aside = finance.post(f"{place}/alternativer", start).json()["versjon"]
    refused = _answers(finance, two.plan, aside)
    assert {k: status for k, (status, _) in refused.items()} == {"lagre": 422, "mappe": 422, "budsjett": 422, "alternativ": 201}
    assert all("bygger på" in text for k, (_, text) in refused.items() if k != "alternativ")
    for name in ("a", "b"):  # the first version is still one the branch builds on when there is a second
        note = {"slag": "ny_fil", "fil": f"notater/{name}.md", "tekst": "x"}
        saved = finance.post(f"{place}/grener/hovedlinje/versjoner", {"grunnlag": two.base, "utkast": {"endringer": [note]}})
        assert saved.status_code == 201, saved.text


def test_what_belongs_to_a_row_of_another_plan_cannot_be_reached(two: Two) -> None:
    finance, stranger = two.browser, two.house.who("oekonomi")
    place = f"/api/versjoner/{two.theirs}"
    comment = finance.post(f"{place}/kommentarer", {"sted": "x", "tekst": "y"}).json()["id"]
    run = finance.post(f"{place}/kjoeringer", {"trekninger": 100}).json()["id"]
    link = finance.post(f"{place}/delinger", {"tittel": "x"}).json()["id"]
    for reached in (comment, MISSING):
        answer = stranger.post(f"/api/versjoner/{two.base}/kommentarer", {"sted": "x", "tekst": "y", "svar_paa": reached})
        assert answer.status_code == 404
    routes = (
        ("POST", "/api/kommentarer/{}/loest", comment),
        ("GET", "/api/kjoeringer/{}", run),
        ("DELETE", "/api/kjoeringer/{}", run),
        ("GET", "/api/kjoeringer/{}/hendelser", run),
        ("DELETE", "/api/delinger/{}", link),
    )
    for method, path, row in routes:
        hidden, missing = (stranger.call(method, path.format(i)) for i in (row, MISSING))
        assert (hidden.status_code, hidden.text) == (404, missing.text), path
    admin, foreign = two.house.who("administrator"), two.house.give(two.other, "leser", "leser")
    hidden, missing = (admin.delete(f"/api/planer/{two.plan}/medlemmer/{i}") for i in (foreign, MISSING))
    assert (hidden.status_code, hidden.text) == (404, missing.text)


def test_two_plans_are_compared_with_the_rights_of_each(two: Two) -> None:
    ask = {"fra": two.base, "til": two.theirs}
    table = {**ask, "tittel": "x", "navn": ["laanegjeld_ub"]}
    stranger = two.house.who("leser")
    for path, body in (("/api/sammenligning", ask), ("/api/sammenligning/tabell", table)):
        assert two.browser.post(path, body).status_code == 200
        for pair in (ask, {"fra": two.theirs, "til": two.base}):
            hidden = stranger.post(path, {**body, **pair})
            missing = stranger.post(path, {**body, **{k: MISSING if v == two.theirs else v for k, v in pair.items()}})
            assert (hidden.status_code, hidden.text) == (404, missing.text)


def test_a_run_is_stopped_by_who_ordered_it_or_by_finance(house: House) -> None:
    _, version = house.plan(plan_files(), "oekonomi", "bidragsyter", "prosjekt")
    place = f"/api/versjoner/{version}/kjoeringer"
    runs = [house.who(who).post(place, {"trekninger": 100}).json()["id"] for who in ("oekonomi", "bidragsyter", "prosjekt")]
    assert house.who("prosjekt").delete(f"/api/kjoeringer/{runs[0]}").status_code == 403
    assert house.who("prosjekt").delete(f"/api/kjoeringer/{runs[1]}").status_code == 403
    assert house.who("prosjekt").delete(f"/api/kjoeringer/{runs[2]}").json()["status"] == "avbrutt"
    assert house.who("oekonomi").delete(f"/api/kjoeringer/{runs[1]}").json()["status"] == "avbrutt"
    assert house.who("oekonomi").get(f"/api/kjoeringer/{runs[0]}").json()["status"] == "venter"
