"""The board of the investment plan over HTTP: limit, gaps, a year's wait, and the projects a draft has added or changed."""

from __future__ import annotations

import pytest

from ldip import Plan, simulate
from ldip.publish.content.timeline import timeline, waited_projects
from ldip.store.versions import create_plan
from tests.attack.shielded import shielded_files
from tests.web.conftest import Browser, Organisation
from tests.web.test_numbers import V

MOVE = {"slag": "sett", "fil": "prosjekter/skole-nord.toml", "noekkel": ["utsettes_aar"], "verdi": 1}


def test_the_board_has_the_content_of_the_core(local: Browser, nordvik: Plan) -> None:
    run = simulate(nordvik)
    answer, own = local.post(f"{V}/tidslinje").json(), timeline(run, internal=True)
    assert [(g["id"], g["amount"]) for g in answer["gaps"]] == [(g.id, g.amount) for g in own.gaps]
    assert (answer["limit"] or {}).get("text") == (own.limit.text if own.limit else None)
    waited = local.post(f"{V}/ett-aar-senere").json()
    assert [(r["id"], r["text"]) for r in waited["rows"]] == [(r.id, r.text) for r in waited_projects(run, True).rows]
    assert waited["rows"] and not waited["hidden"]


def test_a_project_that_a_draft_changes_is_marked(local: Browser) -> None:
    assert {p["state"] for p in local.post(f"{V}/prosjekter").json()} == {""}
    moved = local.post(f"{V}/prosjekter", {"utkast": {"endringer": [MOVE]}}).json()
    assert [p["id"] for p in moved if p["state"]] == ["skole-nord"]
    assert next(p for p in moved if p["state"])["state"] == "endret"


def test_a_shielded_project_leaves_nothing_told_to_those_without_insight(organisation: Organisation) -> None:
    with organisation.service.store.session() as session:
        version = create_plan(session, "Skjermet", shielded_files(), organisation.users["oekonomi"], "x").version
        organisation.place(session, version.plan_id, "leser", "oekonomi")
    answers = {
        r: organisation.browser(r).post(f"/api/versjoner/{version.id}/ett-aar-senere").json() for r in ("leser", "oekonomi")
    }
    assert answers["leser"]["hidden"] and answers["leser"]["rows"] == []
    assert not answers["oekonomi"]["hidden"] and answers["oekonomi"]["rows"]


def test_the_board_names_who_pays_and_the_borrowed_share(local: Browser, nordvik: Plan) -> None:
    run = simulate(nordvik)
    found = local.post(f"{V}/tidslinje").json()["funding"]
    assert found["sources"][-1] == "bruk_av_laan" and all(run.series(n).any() for n in found["sources"])
    deflator = run.series("deflator_indeks_ub")
    spent, borrowed = ((run.series(n) / deflator).sum() for n in ("sum_investeringsutgifter", "bruk_av_laan"))
    assert found["borrowed"] == pytest.approx(borrowed / spent)


def test_a_planned_loan_is_listed_with_its_terms(local: Browser) -> None:
    cells = {"id": "nytt", "navn": "Nytt lån", "saldo": "50", "enhet": "mill. kr", "restloepetid": "30", "rentetype": "flytende"}
    row = {"slag": "ny_rad", "fil": "laan.csv", "celler": {**cells, "tas_opp": "2031", "anslag": "ja", "kilde": "prøve"}}
    assert local.post(f"{V}/tidslinje").json()["funding"]["loans"] == []
    found = local.post(f"{V}/tidslinje", {"utkast": {"endringer": [row]}}).json()
    (loan,) = found["funding"]["loans"]
    assert (loan["id"], loan["year"], loan["amount"]) == ("nytt", 2031, 50e6)
    assert loan["terms"] == "30 år, like avdrag, flytende"
