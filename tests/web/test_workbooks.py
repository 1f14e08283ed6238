"""A plan's workbook over the API: downloaded, changed, previewed and saved as a version, within limits and rights."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from ldip.web.admission import APART
from ldip.web.schemas_first import FILE_BYTES
from tests.web.conftest import Browser, Organisation
from tests.workbook.books import at, saved

AT = "/api/versjoner/1/arbeidsbok"


def book(client: Browser, utkast: Any = None) -> bytes:
    found = client.post(AT, {"utkast": utkast or {}})
    assert found.status_code == 200, found.text
    return bytes(found.content)


def sent(raw: bytes, utkast: Any = None, name: str = "bok.xlsx") -> dict[str, Any]:
    return {"utkast": utkast or {}, "navn": name, "innhold": base64.b64encode(raw).decode()}


def test_a_workbook_is_previewed_and_saved_through_a_draft(local: Browser) -> None:
    rate = at("nordvik", "forutsetninger.toml", "styringsrente.verdier.2027")
    date = at("nordvik", "plan.toml", "tid.kunnskapsdato")

    def change(opened: Any) -> None:
        rate.put(opened, 3.9)
        date.put(opened, "1.9.2025")

    raw = book(local)
    assert local.post(f"{AT}/forslag", sent(raw)).json()["rader"] == []
    found = local.post(f"{AT}/forslag", sent(saved(raw, change))).json()
    assert not found["problemer"], found["problemer"]
    assert found["antall"] == 2
    shown = next(r for r in found["rader"] if r["fil"] == "forutsetninger.toml")
    assert shown == {
        "sted": rate.where,
        "fil": "forutsetninger.toml",
        "noekkel": "styringsrente.verdier.2027",
        "foer": "3,4",
        "etter": "3,9",
    }
    draft = {"endringer": found["endringer"]}
    asked = {"gruppe": "makro", "utkast": draft}
    cells = local.post("/api/versjoner/1/inndata", asked).json()["celler"]
    assert next(c for c in cells if c["sti"] == ["styringsrente"])["verdier"]["2027"] == 3.9
    assert next(c for c in cells if c["sti"] == ["tid", "kunnskapsdato"])["verdi"] == "2025-09-01"
    assert local.post(f"{AT}/forslag", sent(book(local, draft), draft)).json()["antall"] == 0


def test_problems_are_at_their_cells_and_give_no_edits(local: Browser) -> None:
    rate = at("nordvik", "forutsetninger.toml", "styringsrente.verdier.2027")
    found = local.post(f"{AT}/forslag", sent(saved(book(local), lambda b: rate.put(b, "mye")))).json()
    assert [p["fil"] for p in found["problemer"]] == [rate.where]
    assert found["endringer"] == []


def test_files_that_are_no_workbook_of_a_plan_are_refused(local: Browser) -> None:
    for raw, name in ((b"x;y\n1;2\n", "bok.csv"), (b"PK\x03\x04 avbrutt", "bok.xlsx")):
        found = local.post(f"{AT}/forslag", sent(raw, name=name))
        assert found.status_code == 422
        assert found.json()["problemer"]
    assert local.post(f"{AT}/forslag", sent(b"x" * (FILE_BYTES + 1))).status_code in (413, 422)


def test_only_those_who_see_everything_get_the_workbook(organisation: Organisation) -> None:
    for role, status in (("oekonomi", 200), ("leser", 403), ("parti", 403)):
        assert organisation.browser(role).post(AT, {}).status_code == status
        answer = organisation.browser(role).post(f"{AT}/forslag", sent(b"x")).status_code
        assert answer == (422 if status == 200 else status)


def test_the_sheets_of_a_large_plan_are_weighed_before_they_are_made(local: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plan whose files are read in time may still have sheets that are not: they take many times as long."""
    monkeypatch.setattr("ldip.simulation.work.BYTE_S", 1e-4)  # nordvik takes two seconds to read, and 97 as sheets
    assert local.post("/api/versjoner/1/inndata", {"gruppe": "makro"}).status_code == 200
    for place, body in ((AT, {}), (f"{AT}/forslag", sent(b"x"))):
        assert local.post(place, body).status_code == 422
    assert all(f"{AT}{end}".endswith(APART) for end in ("", "/forslag"))
