"""A plan beside its neighbours over HTTP: the printed content, and neighbours chosen on the page as a change of the plan."""

from __future__ import annotations

from typing import Any

from ldip import Run
from ldip.publish.content.beside import costs_beside, ratios_beside
from tests.web.conftest import Browser
from tests.web.test_numbers import V


def chosen(*numbers: Any) -> dict[str, Any]:
    edit = {"slag": "sett", "fil": "handlingsregler.toml", "noekkel": ["naboer"], "verdi": list(numbers)}
    return {"utkast": {"endringer": [edit]}}


def test_the_page_has_the_content_of_the_command_line(local: Browser, nordvik_run: Run) -> None:
    answer = local.post(f"{V}/naboer").json()
    assert answer["naboer"] == [] and answer["kostragruppe"] == ""
    assert [(a["kode"], a["slag"]) for a in answer["omraader"]] == [("EAK", "landet")]
    for made, table in zip(answer["tabeller"], (ratios_beside(nordvik_run), costs_beside(nordvik_run)), strict=True):
        assert made["tittel"] == table.title and made["kolonner"] == [c.label for c in table.columns[1:]]
        assert [r["trykt"] for r in made["linjer"]] == [[c.words for c in r.cells[1:]] for r in table.rows]
        assert made["linjer"] and any("KOSTRA" in k for r in made["linjer"] for k in r["kilder"])
    assert answer["tabeller"][0]["linjer"][0]["adresser"][0].startswith("resultatgrad")


def test_neighbours_are_changed_as_any_value_of_the_plan(local: Browser) -> None:
    answer = local.post(f"{V}/naboer", chosen("3203", "0301")).json()
    assert answer["naboer"] == ["3203", "0301"]
    assert [a["navn"] for a in answer["omraader"]][:2] == ["Asker", "Oslo"]
    columns = answer["tabeller"][0]["kolonner"]
    assert columns.index("Asker") + 1 == columns.index("Oslo")
    asker = columns.index("Asker")
    assert {r["trykt"][asker] for r in answer["tabeller"][0]["linjer"]} == {"–"}, "a municipality without figures has none"
    none = local.post(f"{V}/naboer", chosen()).json()
    assert none["naboer"] == [] and any("handlingsregler.toml" in m for m in none["tabeller"][0]["merknader"])


def test_a_neighbour_that_does_not_exist_is_refused_with_its_place(local: Browser) -> None:
    refused = local.post(f"{V}/naboer", chosen("0301", "0219"))
    assert refused.status_code == 422
    assert "naboer.1" in refused.text and "0219 var Bærum til 2019" in refused.text
