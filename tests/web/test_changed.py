"""The number of changes of a draft is that of real ones: a path by year is one, and what the plan has already is none."""

from __future__ import annotations

from typing import Any

from tests.web.conftest import Browser

RATES = "forutsetninger.toml"


def rate(year: int, value: float) -> dict[str, Any]:
    return {"slag": "sett", "fil": RATES, "noekkel": ["styringsrente", "verdier", str(year)], "verdi": value}


def counted(local: Browser, draft: dict[str, Any]) -> int:
    answer = local.post("/api/versjoner/1/endret", {"utkast": draft})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["antall"])


def test_a_path_by_year_is_one_change_and_what_the_plan_has_is_none(local: Browser) -> None:
    known = local.service.drafts.plan(1).documents[RATES]
    year, value = next(iter(known.styringsrente.verdier.items()))  # type: ignore[attr-defined]
    assert counted(local, {}) == 0
    assert counted(local, {"endringer": [rate(year, value)]}) == 0
    assert counted(local, {"endringer": [rate(y, 9.25) for y in range(2027, 2040)]}) == 1
    assert counted(local, {"endringer": [rate(2030, 9.25), rate(2030, 4.0), rate(year, value)]}) == 1


def test_a_source_and_a_lever_are_changes(local: Browser) -> None:
    source = {"slag": "sett", "fil": RATES, "noekkel": ["styringsrente", "kilde"], "verdi": "En annen kilde"}
    assert counted(local, {"endringer": [source]}) == 1
    levers = local.post("/api/versjoner/1/spaker", {"utkast": {}}).json()["spaker"]
    lever = next(s for s in levers if s["til"] > s["planen"])
    assert counted(local, {"spaker": {lever["id"]: lever["planen"]}}) == 0
    assert counted(local, {"spaker": {lever["id"]: lever["til"]}}) == 1
    assert counted(local, {"endringer": [source], "spaker": {lever["id"]: lever["til"]}}) == 2


def test_a_draft_that_cannot_be_read_is_refused_with_its_place(local: Browser) -> None:
    answer = local.post("/api/versjoner/1/endret", {"utkast": {"endringer": [rate(2030, 1.0) | {"verdi": "x"}]}})
    assert answer.status_code == 422
    assert answer.json()["problemer"][0]["fil"] == RATES
