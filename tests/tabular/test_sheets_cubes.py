"""JSON-stat 1 and 2 and PC-Axis as long sheets: the same cube in each form is the same sheet."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from ldip.errors import SourceError
from ldip.tabular import files
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import Raw, Sheet

DIMENSIONS: dict[str, Any] = {
    "KOKkommuneregion0000": {"label": "region", "category": {"index": {"3201": 1, "0301": 0}, "label": {"0301": "Oslo", "3201": "Bærum (-2019)"}}},
    "ContentsCode": {"label": "statistikkvariabel", "category": {"label": {"K1": "Netto lånegjeld"}, "unit": {"K1": {"base": "prosent", "decimals": 1}}}},
    "Tid": {"label": "år", "category": {"index": ["2024", "2025"], "label": {"2024": "2024", "2025": "2025"}}},
}  # fmt: skip
IDS = list(DIMENSIONS)
ROLES = {"geo": IDS[:1], "metric": IDS[1:2], "time": IDS[2:]}
HEADER: tuple[Raw, ...] = (
    "region", "region (tekst)", "statistikkvariabel", "statistikkvariabel (tekst)", "år", "år (tekst)", "enhet", "value",
)  # fmt: skip
ROWS: list[tuple[Raw, ...]] = [
    HEADER,
    ("0301", "Oslo", "K1", "Netto lånegjeld", "2024", "2024", "prosent", 80.5),
    ("0301", "Oslo", "K1", "Netto lånegjeld", "2025", "2025", "prosent", ".."),
    ("3201", "Bærum (-2019)", "K1", "Netto lånegjeld", "2024", "2024", "prosent", 0.0),
    ("3201", "Bærum (-2019)", "K1", "Netto lånegjeld", "2025", "2025", "prosent", "."),
]
PX = """CHARSET="ANSI";
AXIS-VERSION="2010";
CODEPAGE="iso-8859-1";
TITLE="Gjeld; DATA="
"etter region";
STUB="region";
HEADING="statistikkvariabel","år";
VALUES("region")="Oslo","Bær"
"um (-2019)";
VALUES[en]("region")="Oslo","Baerum";
CODES("region")="0301","3201";
VALUES("statistikkvariabel")="Netto lånegjeld";
CODES("statistikkvariabel")="K1";
VALUES("år")="2024","2025";
TIMEVAL("år")=TLIST(A1,"2024"-"2025");
CONTVARIABLE="statistikkvariabel";
MAP("region")="kommuner";
UNITS("Netto lånegjeld")="prosent";
DATA=
80.5 ".."
0 ".";
"""


def version_2(**more: Any) -> dict[str, Any]:
    values = [80.5, None, 0, None]
    base = {
        "class": "dataset",
        "id": IDS,
        "size": [2, 1, 2],
        "role": ROLES,
        "dimension": DIMENSIONS,
        "value": values,
        "status": {"3": "."},
    }
    return copy.deepcopy({**base, **more})


def version_1(**more: Any) -> dict[str, Any]:
    dimension = {**DIMENSIONS, "id": IDS, "size": [2, 1, 2], "role": ROLES}
    return {
        "dataset": {"label": "prøve", "dimension": dimension, "value": [80.5, None, 0, None], "status": ["", "", "", "."], **more}
    }


def one(content: Any) -> Sheet:
    (found,) = read_sheets("x.px" if isinstance(content, str) else "x.json", raw_of(content))
    return found


def raw_of(content: Any) -> bytes:
    return content.encode("latin-1") if isinstance(content, str) else json.dumps(content).encode()


@pytest.mark.parametrize(
    "content",
    [version_2(), version_1(), version_1()["dataset"], version_2(value={"0": 80.5, "2": 0}), version_1(value={"0": 80.5, "2": 0}), PX],
    ids=["2", "1", "1 alene", "2 spredt", "1 spredt", "px"],
)  # fmt: skip
def test_a_cube_is_the_same_in_every_form(content: Any) -> None:
    sheet = one(content)
    assert [cells for _, cells in sheet.rows] == ROWS and [n for n, _ in sheet.rows] == [1, 2, 3, 4, 5]
    assert dict(sheet.roles) == {0: "geo", 2: "metric", 4: "time"}
    assert sheet.told == (("filen er lest som ISO-8859-1",) if isinstance(content, str) else ())


def test_roles_that_are_not_given_are_those_of_the_usual_names() -> None:
    assert dict(one(version_2(role={})).roles) == {0: "geo", 2: "metric", 4: "time"}
    assert dict(one(version_2(role={"geo": ["finnes ikke"], "time": ["Tid"]})).roles) == {0: "geo", 2: "metric", 4: "time"}
    plain = PX.replace('TIMEVAL("år")=TLIST(A1,"2024"-"2025");\n', "").replace('CONTVARIABLE="statistikkvariabel";\n', "")
    assert dict(one(plain.replace('MAP("region")="kommuner";\n', "")).roles) == {0: "geo", 2: "metric", 4: "time"}
    other = {**DIMENSIONS, "Tid": {**DIMENSIONS["Tid"], "label": "region"}}
    assert [h for h in one(version_2(dimension=other)).rows[0][1] if "tekst" not in str(h)][:3] == [
        *IDS[:1],
        "statistikkvariabel",
        "Tid",
    ]


def test_a_remark_on_figures_is_reported() -> None:
    assert one(version_2(status={"0": "*", "2": "*", "3": "."})).told == ("2 tall har merknaden «*»",)


def test_every_data_set_of_a_bundle_is_a_sheet() -> None:
    bundle = {"a": version_1()["dataset"], "b": version_1()["dataset"]}
    assert [len(s.rows) for s in read_sheets("x.json", json.dumps(bundle).encode())] == [5, 5]


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"size": [2, 1, 3]}, "size"), ({"size": [2, 1]}, "stemmer ikke med id"), ({"size": "x"}, "annen form"), ({"id": ["Tid", "Tid"]}, "id"),
        ({"value": [1, 2, 3]}, "antall tall"), ({"value": "x"}, "antall tall"), ({"value": {"4": 1}}, "plassen til et tall"),
        ({"value": {"-1": 1}}, "plassen til et tall"), ({"value": [True, 1, 1, 1]}, "ikke et tall"), ({"value": ["1", 1, 1, 1]}, "ikke et tall"),
        ({"value": [1e400, 1, 1, 1]}, "ikke et tall"), ({"value": [10**400, 1, 1, 1]}, "ikke et tall"), ({"value": [[], 1, 1, 1]}, "ikke et tall"),
        ({"dimension": []}, "annen form"), ({"dimension": {**DIMENSIONS, "Tid": 3}}, "annen form"), ({"class": "collection"}, "ikke JSON-stat"),
        ({"dimension": {**DIMENSIONS, "Tid": {"category": {"index": ["2024", "2024"]}}}}, "samme kode"),
        ({"id": [f"d{i}" for i in range(12)], "size": [1000] * 12, "value": {},
          "dimension": {f"d{i}": {"category": {"index": list(range(1000))}} for i in range(12)}}, "flere enn"),
    ],
)  # fmt: skip
def test_a_data_set_of_another_form_is_refused(wrong: dict[str, Any], what: str) -> None:
    with pytest.raises(SourceError, match=what):
        one(version_2(**wrong))


def _cut(text: str, *changes: tuple[str, str]) -> str:
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return text


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (("0 \".\";\n", "0 \".\""), 21, "kuttet"), (("0 \".\";", "0 x;"), 21, "ikke et tall"), (("0 \".\";", "0;"), 0, "antall tall"),
        (("0 \".\";", "0 1 2;"), 21, "flere tall enn"), (('"0301","3201";', '"0301";'), 0, "antall koder"), (('VALUES("år")', 'X("år")'), 0, "ingen verdier"),
        (('HEADING="statistikkvariabel","år";', 'HEADING="statistikkvariabel","år"'), 7, "ikke avsluttet med semikolon"),
        (("DATA=\n", "KEYS(\"region\")=CODES;\nDATA=\n"), 0, "bare en del av cellene"), (("0 \".\";", "0 \".\"; 5 6"), 21, "fortsetter"),
        (("80.5", "1e999"), 20, "ikke et tall"), (("80.5", "80,5"), 21, "flere tall enn"), (('STUB="region"', 'STUB="år"'), 0, "samme navn"),
    ],
)  # fmt: skip
def test_a_px_file_that_is_broken_is_refused_with_the_line(change: tuple[str, str], line: int, what: str) -> None:
    with pytest.raises(SourceError, match=what) as found:
        one(_cut(PX, change))
    assert [p.line for p in found.value.problems] == [line] and found.value.problems[0].hint


def test_symbols_and_the_unit_of_a_whole_px_table() -> None:
    text = _cut(PX, ('80.5 ".."\n0 "."', '-1.5e1 "-"\n"..." ":"'), ('UNITS("Netto lånegjeld")="prosent"', 'UNITS="1000 kr"'))
    assert [cells[6:] for _, cells in one(text).rows[1:]] == [("1000 kr", v) for v in (-15.0, "-", "..", ":")]


@pytest.mark.parametrize("make", [version_2, version_1, lambda: PX], ids=["2", "1", "px"])
def test_the_cells_of_a_cube_are_bounded(make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SOURCE_CELLS", 4 * 8)
    assert len(one(make()).rows) == 5
    monkeypatch.setattr(files, "SOURCE_CELLS", 4 * 8 - 1)
    with pytest.raises(SourceError, match="flere enn 3 celler"):
        one(make())
