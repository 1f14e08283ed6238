"""Measures followed up over HTTP: the content of the command line, for what is saved and for a draft."""

from __future__ import annotations

from ldip import Plan, simulate
from ldip.publish.content.measures import follow_up, measure_need
from tests.web.conftest import Browser
from tests.web.test_numbers import V


def test_the_page_has_the_content_of_the_command_line(local: Browser, nordvik: Plan) -> None:
    run = simulate(nordvik)
    answer, table, found = local.post(f"{V}/tiltak").json(), follow_up(run), measure_need(run)
    assert found is not None and answer["behov"]["setninger"] == found.texts and answer["behov"]["foreslaatt"] is None
    assert answer["hoder"] + answer["aar"] == [c.label for c in table.columns]
    assert [line["ord"] + line["trykt"] for line in answer["linjer"]] == [[c.words for c in r.cells] for r in table.rows]
    assert answer["linjer"][-1]["sum"] and answer["merknader"] == list(table.notes)


def test_a_draft_that_drops_a_measure_moves_it_out_of_the_numbers(local: Browser) -> None:
    before = local.post(f"{V}/tiltak").json()["behov"]
    rows = [{"slag": "fjern_rad", "fil": "tiltak.csv", "rad": 3}]
    after = local.post(f"{V}/tiltak", {"utkast": {"endringer": rows}}).json()["behov"]
    assert after["uten"]["tekst"] == before["uten"]["tekst"] and after["gjenstaar"]["verdi"] > before["gjenstaar"]["verdi"]
