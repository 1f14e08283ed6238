"""The bridge over HTTP and in the workbook of a form."""

from __future__ import annotations

import io
import zipfile

from tests.web.conftest import Browser
from tests.web.test_numbers import V


def test_the_bridge_is_printed_with_addresses(local: Browser) -> None:
    answer = local.post(f"{V}/bro").json()
    assert len(answer["linjer"]) == 57 and answer["kolonner"][0] < answer["kolonner"][-1]
    first = answer["linjer"][0]
    assert first["steg"] == "rammetilskudd" and len(first["trykt"]) == len(answer["kolonner"]) == len(first["adresser"])
    assert first["adresser"][0].startswith("rammetilskudd/") and first["adresser"][-1].startswith("rammetilskudd/")


def test_the_workbook_of_a_form_has_a_sheet_of_it(local: Browser) -> None:
    made = local.post(f"{V}/tabell", {"tittel": "§ 5-6", "oppstilling": {"paragraf": "5-6"}})
    assert made.status_code == 200
    with zipfile.ZipFile(io.BytesIO(made.content)) as book:
        assert b'name="Bro"' in book.read("xl/workbook.xml")
