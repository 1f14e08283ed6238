"""The sheets of a workbook as people see them: names, notes, and lists to choose from."""

from __future__ import annotations

import io

import openpyxl
import pytest

from ldip.parameters import read as parameters
from ldip.workbook.layout import LONGEST_NAME, shortened
from tests.workbook.books import book


@pytest.fixture(scope="module")
def opened() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book("nordvik")))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Lån", "Lån"),
        ("Måltall og handlingsregler · lister", "Måltall og handlingsr… · lister"),
        ("En tittel som er lengre enn et regneark tillater", "En tittel som er lengre enn et…"),
    ],
)
def test_a_long_name_of_a_sheet_keeps_what_it_is(title: str, name: str) -> None:
    assert shortened(title) == name
    assert len(name) <= LONGEST_NAME


def test_notes_give_the_codes_as_they_are_typed(opened: openpyxl.Workbook) -> None:
    heads = {c.value: c for c in opened["Rammer"][4]}
    assert "En av: loenn, sosiale, kjoep, overfoeringer" in heads["Art"].comment.text
    assert "En av: k, m" in next(c for c in opened["Folketall"][4] if c.value == "Kjønn").comment.text


def test_every_column_of_names_has_names(opened: openpyxl.Workbook) -> None:
    for sheet in opened.worksheets:
        keys = {c.column: str(c.value) for c in sheet[3] if str(c.value).endswith(" (navn)")} if sheet.max_row > 4 else {}
        for column, key in keys.items():
            coded = [r for r in range(5, sheet.max_row + 1) if sheet.cell(r, column - 1).value]
            assert not coded or any(sheet.cell(r, column).value for r in coded), f"{sheet.title} {key}"
    assert opened["Rammer"]["E5"].value == "Lønn"


def test_projects_are_offered_the_asset_classes_that_they_may_have(opened: openpyxl.Workbook) -> None:
    sheet = opened["Prosjekter"]
    heads = {c.value: c for c in sheet[3]}
    assert heads["navn"].column == 2  # in sight beside the id when the sheet is scrolled
    place = heads["anleggsklasse"].coordinate.rstrip("3")
    listed = next(d for d in sheet.data_validations.dataValidation if f"{place}5" in d.sqref)
    name, area = listed.formula1.split("!")
    offered = [row[0].value for row in opened[name][area.replace("$", "")]]
    assert offered == list(parameters.names("avskrivning"))
