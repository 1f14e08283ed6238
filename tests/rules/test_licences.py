"""Everything the program runs on has a licence a municipality can use, and it is listed; the parts lists name no registry."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from tests.rules import licences
from tests.rules.licences import ROOT, TARGET, accepted, licence_of, page, page_packages, python_packages
from tests.rules.locks import read_lock
from tests.rules.sbom import cleaned


def test_every_package_of_the_locks_has_an_accepted_licence() -> None:
    pins = {p.name for p in read_lock((ROOT / "requirements-run.lock").read_text(encoding="utf-8")).pins}
    found = python_packages()
    assert set(found) == pins and len(pins) > 40
    assert {n: e for n, e in found.items() if not accepted(e)} == {}
    assert {n: e for n, e in page_packages().items() if not accepted(e)} == {}


def test_every_package_is_listed() -> None:
    """`make licences` writes the list anew."""
    told = TARGET.read_text(encoding="utf-8")
    assert told == page()
    listed = set(re.findall(r"^\| (\S+) \| [^|]+ \|$", told, re.MULTILINE)) - {"Pakke"}
    assert listed == set(python_packages())
    names = {n for line in re.findall(r"^\*\*[^*]+:\*\* (.*)$", told, re.MULTILINE) for n in line.split(", ")}
    assert names == set(page_packages()) and "react" in names and "openapi-typescript" not in names


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("MIT", True),
        ("(MIT OR Apache-2.0)", True),
        ("BSD-2-Clause AND Apache-2.0 WITH LLVM-exception", True),
        ("", False),
        ("AGPL-3.0-only", False),
        ("MIT AND GPL-3.0-only", False),
        ("UNKNOWN", False),
    ],
)
def test_what_is_accepted(expression: str, expected: bool) -> None:
    assert accepted(expression) == expected


def test_a_package_that_is_not_known_has_no_licence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert licence_of("finnes-ikke-her") == "" and licence_of("fastapi") == "MIT"
    monkeypatch.setattr(licences, "ACCEPTED", {"ISC"})
    assert licence_of("fastapi") == "", "en lisens som ikke er godtatt, er ingen lisens"


LIST: dict[str, Any] = {
    "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "version": 1,
    "metadata": {
        "component": {"bom-ref": "root", "name": "x", "type": "library", "externalReferences": []},
        "tools": {
            "components": [{"name": "t", "type": "application", "externalReferences": [{"type": "vcs", "url": "https://a.b/"}]}]
        },
    },
    "components": [
        {
            "bom-ref": "r1",
            "type": "library",
            "name": "fastapi",
            "version": "1",
            "purl": "pkg:pypi/fastapi@1",
            "description": "line 1: fastapi==1",
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": "https://a.b/" + "simple/fastapi/",
                    "hashes": [{"alg": "SHA-256", "content": "a" * 64}],
                },
                {"type": "website", "url": "https://a.b/"},
            ],
        }
    ],
    "dependencies": [{"ref": "r1"}],
}


def test_a_parts_list_has_hashes_and_licences_and_no_address() -> None:
    found = cleaned(json.loads(json.dumps(LIST)), {"fastapi": "MIT"})
    (part,) = found["components"]
    assert part["licenses"] == [{"expression": "MIT"}] and "description" not in part
    assert part["externalReferences"][0]["hashes"][0]["content"] == "a" * 64
    assert "://" not in json.dumps({k: v for k, v in found.items() if k != "$schema"})
    assert {d["ref"]: d.get("dependsOn") for d in found["dependencies"]} == {"r1": None, "root": ["r1"]}


def test_a_faulty_parts_list_is_seen() -> None:
    pytest.importorskip("cyclonedx", reason="cyclonedx-bom er ikke installert her (make install)")
    from tests.rules.sbom import problems

    good = cleaned(json.loads(json.dumps(LIST)), {"fastapi": "MIT"})
    assert problems(good) == []
    assert problems(cleaned(json.loads(json.dumps(LIST)), {})) == ["fastapi"]
    assert problems({**good, "components": [{**good["components"][0], "type": "x"}]})
    assert "an address" in problems({**good, "components": [{**good["components"][0], "description": "https://a.b"}]})
