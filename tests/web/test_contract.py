"""The API keeps to its own document whatever is sent, and any upload gives located errors and nothing else."""

from __future__ import annotations

import os
import random
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import given

from ldip.binding.reading import collect_contents
from ldip.plan.archive import packed, unpacked
from ldip.store.versions import folder_contents
from ldip.web.app import create_app
from ldip.web.context import begin
from ldip.web.settings import local_settings
from ldip.web.start import cookie_of
from tests.fuzzing import repeatable
from tests.web.conftest import ROOT, Browser, plan_files, put

FUZZED = int(os.environ.get("LDIP_FUZZ", "300"))  # 10 000 in the acceptance run
CSRF: dict[str, str] = {}
EXAMPLES = int(os.environ.get("LDIP_EXAMPLES", "12"))


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Any:
    service = begin(local_settings(str(tmp_path_factory.mktemp("skjema") / "lager.db")))
    put(service, "Nordvik", plan_files(), service.local_id)
    app = create_app(service.settings, service)
    CSRF["token"] = service.csrf
    CSRF["cookie"] = "=".join(cookie_of(service.settings.start, 80))
    return schemathesis.openapi.from_asgi("/api/openapi.json", app, headers={"host": "localhost", "cookie": CSRF["cookie"]})


def test_every_answer_is_documented_and_none_is_ours_to_blame(schema: Any) -> None:
    """No 5xx, and every status and body as documented, whatever is sent. Streams do not end, and uploads are fuzzed apart."""
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        zipped = operation.path.endswith(("opplasting", "mappe"))  # raw bytes; fuzzed below
        if zipped or operation.path.endswith("hendelser") or "oidc" in operation.path:
            continue

        @given(case=operation.as_strategy())
        @repeatable(EXAMPLES)
        def holds(case: Any) -> None:
            known = {"host": "localhost", "x-csrf-token": CSRF["token"], "cookie": CSRF["cookie"]}
            case.headers = {**(case.headers or {}), **known}
            case.call_and_validate(checks=_document_checks())

        holds()
        tried += 1
    assert tried > 40


def _document_checks() -> list[Any]:
    from schemathesis.specs.openapi import checks

    return [
        schemathesis.checks.not_a_server_error,
        checks.status_code_conformance,
        checks.response_schema_conformance,
        checks.content_type_conformance,
    ]


def mutated(files: dict[str, bytes], rng: random.Random) -> dict[str, bytes]:
    """A plan with some bytes, lines, cells or files changed."""
    after = dict(files)
    for _ in range(rng.randint(1, 4)):
        name = rng.choice(sorted(after))
        raw = after[name]
        way = rng.randrange(8)
        if way == 0 and len(after) > 1:
            del after[name]
        elif way == 1:
            at = rng.randrange(len(raw) + 1)
            after[name] = raw[:at] + bytes(rng.randrange(256) for _ in range(rng.randint(1, 6))) + raw[at + rng.randint(0, 3) :]
        elif way == 2:
            lines = raw.splitlines(keepends=True)
            rng.shuffle(lines)
            after[name] = b"".join(lines)
        elif way == 3:
            numbers = [b"-1", b"1e308", b"nan", b"inf", b"0", b"99999999999999999999", b'"x"', b"[]", b"{}", b"true", b""]
            tokens = raw.split(b" ")
            tokens[rng.randrange(len(tokens))] = rng.choice(numbers)
            after[name] = b" ".join(tokens)
        elif way == 4:
            after[name] = raw[: rng.randrange(len(raw) + 1)]
        elif way == 5:
            after[rng.choice(["nytt.toml", "x.csv", "prosjekter/æ.toml", "tjenester/ny.toml", "grep/g.toml"])] = raw
        elif way == 6:
            after[name] = raw.replace(b";", rng.choice([b",", b";;", b"\t", b'"', b"\0"]), rng.randint(1, 5))
        else:
            after[name] = b"[" * rng.randint(1, 3000) + raw
    return after


@pytest.mark.parametrize("example", ["nordvik", "solvik"])
def test_any_upload_gives_located_errors_only(example: str) -> None:
    """Reading never fails with anything but problems that name a file and say what is wrong."""
    files = folder_contents(ROOT / "examples" / example)
    rng, sound = random.Random(7), 0
    for _ in range(FUZZED // 2):
        contents = unpacked(
            packed({**mutated(files, rng), "plan.toml": files["plan.toml"]})
            if rng.random() < 0.9
            else packed({**files, **mutated(files, rng)})
        )
        _, problems = collect_contents(contents, levers=False)
        assert all(p.file and p.message for p in problems)
        sound += not problems
    assert sound < FUZZED // 4


def test_uploads_over_the_api_are_the_same(local: Browser) -> None:
    rng, files = random.Random(11), plan_files()
    for i in range(20):
        answer = local.call("POST", f"/api/planer/opplasting?navn=P{i}", content=packed(mutated(files, rng)))
        assert answer.status_code in (201, 422), answer.text
        if answer.status_code == 422:
            assert all(p["fil"] and p["melding"] for p in answer.json()["problemer"]) and answer.json()["problemer"]


@pytest.mark.parametrize("raw", [b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, bytes(range(256)) * 40])
def test_broken_zips_are_told(local: Browser, raw: bytes) -> None:
    assert local.call("POST", "/api/planer/opplasting?navn=X", content=raw).status_code == 422


def test_the_example_plans_carry_no_absolute_path(tmp_path: Path) -> None:
    assert all(not n.startswith("/") for n in unpacked(packed(plan_files())))
