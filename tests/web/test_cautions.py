"""Warnings of plausibility in the JSON API: beside the problems of the inputs, and beside the breaches of a run."""

from __future__ import annotations

from tests.web.conftest import Browser

V = "/api/versjoner/1"
FRACTION = {"slag": "sett", "fil": "forutsetninger.toml", "noekkel": ["loennsvekst", "verdier", "2028"], "verdi": 0.03}


def test_inputs_list_warnings_apart_from_problems(local: Browser) -> None:
    answer = local.post(f"{V}/inndata", {"gruppe": "makro", "utkast": {"endringer": [FRACTION]}}).json()
    assert answer["problemer"] == []
    (found,) = [c for c in answer["varsler"] if c["regel"] == "prosent"]
    assert found["fil"] == "forutsetninger.toml" and found["linje"] > 0 and found["gruppe"] == "makro" and not found["grunn"]
    assert found["sted"] == "forutsetninger.toml: loennsvekst.verdier.2028" and found["vanlig"] and found["kilde"]


def test_a_run_lists_those_that_need_results_with_the_reason(local: Browser) -> None:
    for answer in (
        local.post(f"{V}/oversikt", {}).json(),
        local.post(f"{V}/tall", {"sporringer": [], "brudd": True}).json(),
    ):
        (found,) = [c for c in answer["varsler"] if c["regel"] == "fornyelse"]
        assert found["grunn"] and found["dato"] == "2026-10-15" and answer.get("brudd", []) == []
    assert local.post(f"{V}/tall", {"sporringer": []}).json()["varsler"] == []
