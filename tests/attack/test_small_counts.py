"""Small counts by level of need: not lifted by drafts, not in the inputs, and not in what a stale save returns."""

from __future__ import annotations

from typing import Any

import pytest

from ldip.binding.reading import collect_contents
from ldip.publish.protect import hidden_levels, hold
from ldip.simulation.simulate import simulate
from tests.attack.outsiders import Outsiders
from tests.web.conftest import Browser, plan_files

HOMES = "tjenester/bolig-nedsatt.toml"
TALL = {"sporringer": [{"navn": "investeringer_varige"}]}


def at(version: int, route: str) -> str:
    return f"/api/versjoner/{version}/{route}"


@pytest.fixture(scope="module")
def few(outsiders: Outsiders) -> tuple[Outsiders, int, int]:
    """Solvik with three users on a level of need."""
    files = plan_files("solvik")
    files[HOMES] = files[HOMES].replace(b"antall = 6, vekt", b"antall = 3, vekt")
    return outsiders, *outsiders.add("Små tall", files)


def branch(outsiders: Outsiders, plan: int, version: int) -> tuple[Browser, str]:
    party = outsiders.browser("parti")
    made = party.post(f"/api/planer/{plan}/alternativer", {"navn": "Partiet A", "fra": version})
    assert made.status_code == 201, made.text
    return party, f"/api/planer/{plan}/grener/Partiet%20A/versjoner"


LISTED = {
    "slag": "ny_rad",
    "fil": "behovsliste.csv",
    "celler": {"tjeneste": "bolig-nedsatt", "nivaa": "omfattende", "aar": "2027", "nye": "9"},
}
SERVICE = {"slag": "sett", "fil": HOMES, "noekkel": ["aarsverk_per_bruker"], "verdi": 2.0}


def test_drafts_do_not_lift_a_hidden_count(few: tuple[Outsiders, int, int]) -> None:
    outsiders, plan, version = few
    party, place = branch(outsiders, plan, version)
    for edit in (LISTED, SERVICE, {"slag": "fjern_fil", "fil": HOMES}):
        draft = {"endringer": [edit]}
        for route, body in (("tall", TALL), ("inndata", {"gruppe": "tjenester"}), ("dom", {})):
            assert party.post(at(version, route), {"utkast": draft, **body}).status_code == 403, (route, edit)
        assert party.post(place, {"grunnlag": version, "utkast": draft}).status_code == 403, edit
    counts = {"sporringer": [{"navn": "behovsliste_ub", "akser": {"behovsnivaa": "*"}}]}
    for draft in ({}, {"spaker": {"rente": 1.0}}):
        series = party.post(at(version, "tall"), {"utkast": draft, **counts}).json()["serier"]
        assert series and all(v is None for s in series for v in s["verdier"]), "skjult alle år, i versjonen og i utkastet"


def test_what_a_version_hides_is_hidden_in_its_drafts() -> None:
    """Also where the draft has no small count."""
    lifted, small = (simulate(collect_contents(f, levers=False)[0].plan()) for f in (plan_files("solvik"), _few_files()))
    assert hidden_levels(lifted, "bolig-nedsatt") == frozenset()
    hold(lifted, lambda: small)
    assert hidden_levels(lifted, "bolig-nedsatt") == hidden_levels(small, "bolig-nedsatt") == {"moderat", "omfattende"}


def _few_files() -> dict[str, bytes]:
    files = plan_files("solvik")
    return {**files, HOMES: files[HOMES].replace(b"antall = 6, vekt", b"antall = 3, vekt")}


def test_levels_of_need_are_left_out_of_the_inputs(few: tuple[Outsiders, int, int]) -> None:
    outsiders, _, version = few
    for role, shown in (("leser", False), ("oekonomi", True)):
        told = outsiders.browser(role).post(at(version, "inndata"), {"gruppe": "tjenester"}).json()
        levels = [c for c in told["celler"] if c["fil"] == HOMES and c["sti"][0] == "nivaaer"]
        assert levels and any(c["verdi"] is not None for c in levels) == shown
        assert ("behovsliste.csv" in {t["fil"] for t in told["tabeller"]}) == shown


def test_a_stale_save_returns_no_file_the_actor_may_not_see(outsiders: Outsiders) -> None:
    plan, version = outsiders.add("Utdatert", plan_files("solvik"))  # no count is small, so the party may change the service
    party, place = branch(outsiders, plan, version)

    def stale(who: Browser, where: str, file: dict[str, Any]) -> list[str]:
        for value, status in ((1.3, 201), (1.4, 409)):
            answer = who.post(where, {"grunnlag": version, "utkast": {"endringer": [{**file, "verdi": value}]}})
            assert answer.status_code == status, answer.text
        return [s["fil"] for s in answer.json()["sider"]]

    rate = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["styringsrente", "verdier", "2029"]}
    assert stale(party, place, SERVICE) == [] and stale(party, place, rate) == ["forutsetninger.toml"]
    main = f"/api/planer/{plan}/grener/hovedlinje/versjoner"
    assert stale(outsiders.browser("oekonomi"), main, SERVICE) == [HOMES]
    assert party.post(place, {"grunnlag": version, "utkast": {"endringer": [LISTED]}}).status_code == 403
