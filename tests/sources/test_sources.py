"""Readers of JSON-stat2, csv, Excel and municipality numbers, on made fixtures."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xlsxwriter

from ldip.errors import SourceError
from ldip.sources.codes import read_codes, shipped
from ldip.sources.records import read_records
from ldip.sources.stocks import read_stocks


def dataset(**changes: Any) -> dict[str, Any]:
    """A small answer shaped as table 14288: two regions, two sexes, three ages, two years, one alternative."""
    dimensions = {
        "Region": ({"3201": 0, "0301": 1}, {"3201": "Bærum", "0301": "Oslo"}),
        "Kjonn": (["2", "1"], {"2": "Kvinner", "1": "Menn"}),
        "Alder": (["000", "001", "105"], {"000": "0 år", "001": "1 år", "105": "105 år eller eldre"}),
        "ContentsCode": (None, {"Personer": "Hovedalternativet (MMMM)"}),
        "Tid": (["2024", "2025"], {"2024": "2024", "2025": "2025"}),
    }
    made: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "id": list(dimensions),
        "size": [len(labels) for _, labels in dimensions.values()],
        "dimension": {
            d: {"category": {"label": labels} | ({"index": index} if index is not None else {})}
            for d, (index, labels) in dimensions.items()
        },
        "value": list(range(24)),
    }
    return made | changes


def saved(folder: Path, data: Any) -> Path:
    path = folder / "tabell.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


def test_jsonstat_reads_row_by_row(tmp_path: Path) -> None:
    table = read_records(saved(tmp_path, dataset()))
    assert len(table.records) == 24 and table.sums == 0
    last = table.records[-1]
    assert (last.region, last.label, last.sex, last.first, last.last, last.year, last.value) == (
        "0301",
        "Oslo",
        "m",
        105,
        105,
        2025,
        23.0,
    )
    assert last.contents == "Hovedalternativet (MMMM)"
    assert [r.value for r in table.records if (r.region, r.sex, r.first) == ("3201", "k", 1)] == [2.0, 3.0]


def test_sparse_values_and_value_orders_are_the_same(tmp_path: Path) -> None:
    sparse = dataset(value={str(i): float(i) for i in range(24)})
    assert read_records(saved(tmp_path, sparse)).records == read_records(saved(tmp_path, dataset())).records


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (dataset(value=list(range(23))), "stemmer ikke med size"),
        (dataset(size=[2, 2, 4, 1, 2]), "stemmer ikke med size"),
        ({"class": "collection"}, "ikke JSON-stat"),
        ([1, 2], "ikke JSON-stat"),
        (dataset(id=["Region", "Kjonn", "Sivilstand", "ContentsCode", "Tid"]), "har en annen form"),
    ],
)
def test_broken_data_sets_say_what_is_wrong(tmp_path: Path, data: Any, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_records(saved(tmp_path, data))


def test_a_value_that_the_source_lacks_is_none(tmp_path: Path) -> None:
    table = read_records(saved(tmp_path, dataset(value={str(i): 1.0 for i in range(5)})))
    assert [r.value for r in table.records[:6]] == [1.0] * 5 + [None] and len(table.records) == 24


def test_not_json_tells_the_line(tmp_path: Path) -> None:
    path = tmp_path / "tabell.json"
    path.write_text('{"class":\n oops}')
    with pytest.raises(SourceError) as caught:
        read_records(path)
    assert caught.value.problems[0].line == 2


def test_districts_of_10826_become_regions(tmp_path: Path) -> None:
    data = dataset()
    data["id"][0] = "Bydel"
    data["dimension"]["Bydel"] = {
        "category": {"index": ["030101a", "030102b"], "label": {"030101a": "Gamle Oslo", "030102b": "Grünerløkka"}}
    }
    assert {r.label for r in read_records(saved(tmp_path, data)).records} == {"Gamle Oslo", "Grünerløkka"}


STATBANK = """"07459: Befolkning, etter region, kjønn, alder, statistikkvariabel og år"
"region";"kjønn";"alder";"Personer 2024";"Personer 2025"
"3201 Bærum";"Kvinner";"0 år";"600";"626"
"3201 Bærum";"Menn";"0 år";"650";"639"
"3201 Bærum";"Begge kjønn";"0 år";"1250";"1265"
"3201 Bærum";"Kvinner";"105 år eller eldre";"1";"0"
"""


def test_statistikkbanken_csv_wide(tmp_path: Path) -> None:
    path = tmp_path / "07459.csv"
    path.write_text(STATBANK, encoding="utf-8-sig")
    table = read_records(path)
    assert table.sums == 2 and len(table.records) == 6
    first = table.records[0]
    assert (first.region, first.label, first.contents, first.year, first.value) == ("3201", "Bærum", "Personer", 2024, 600.0)
    assert table.records[-1].first == 105


def test_long_csv_and_kompas(tmp_path: Path) -> None:
    path = tmp_path / "kompas.csv"
    path.write_text("Sone;År;Kjønn;Alder;Antall\nSentrum;2030;K;7;12,5\nSentrum;2030;M;90+;3\n", encoding="utf-8")
    one, two = read_records(path).records
    assert (one.region, one.year, one.sex, one.first, one.value) == ("Sentrum", 2030, "k", 7, 12.5)
    assert (two.first, two.last) == (90, 105)


def test_grouped_file_without_sex(tmp_path: Path) -> None:
    path = tmp_path / "grupper.csv"
    path.write_text("alder,2030,2035\n0-5 år,10,11\n6–15,20,21\n16 år og over,70,71\nI alt,100,103\n", encoding="utf-8")
    table = read_records(path)
    assert [(r.first, r.last) for r in table.records[::2]] == [(0, 5), (6, 15), (16, 105)]
    assert sum(r.value or 0.0 for r in table.records if r.year == 2030) == 100.0


def test_excel_gives_the_same_records_as_csv(tmp_path: Path) -> None:
    sheet = tmp_path / "tall.xlsx"
    with xlsxwriter.Workbook(sheet) as book:
        page = book.add_worksheet()
        for r, row in enumerate([["sone", "kjønn", "alder", "2026", "2027"], ["nord", "k", 5, 10, 11.5], ["nord", "m", 5, 9, 8]]):
            page.write_row(r, 0, row)
    flat = tmp_path / "tall.csv"
    flat.write_text("sone;kjønn;alder;2026;2027\nnord;k;5;10;11,5\nnord;m;5;9;8\n")
    assert read_records(sheet).records == read_records(flat).records


def test_every_bad_line_is_told(tmp_path: Path) -> None:
    path = tmp_path / "feil.csv"
    path.write_text("sone;kjønn;alder;år;antall\nn;q;5;2026;1\nn;k;x;2026;1\nn;k;5;2026;-1\nn;k;9-6;2026;1\nn;k;5;2026;7\n")
    with pytest.raises(SourceError) as caught:
        read_records(path)
    assert sorted(p.line for p in caught.value.problems) == [2, 3, 4, 5]


def test_every_cell_that_is_no_number_is_told(tmp_path: Path) -> None:
    path = tmp_path / "feil.csv"
    path.write_text("sone;kjønn;alder;år;antall\nn;k;4;2026;ti\nn;k;5;2026;7\nn;k;6;2026;7 8 x\n")
    with pytest.raises(SourceError) as caught:
        read_records(path)
    assert sorted(p.line for p in caught.value.problems) == [2, 4]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"bare;tekst\n1;2\n", "fant ingen rad med kolonnene"),
        (b"sone;alder\nn;5\n", "mangler kolonnen"),
        (b"alder;antall;\xe5r\n", "ingen rader"),
        ("alder;år;antall\n".encode(), "ingen rader"),
    ],
)
def test_files_without_figures(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "fil.csv"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=words):
        read_records(path)


def test_missing_files_and_broken_sheets(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="kan ikke leses"):
        read_records(tmp_path / "finnes-ikke.csv")
    broken = tmp_path / "ark.xlsx"
    broken.write_bytes(b"PK\x03\x04ikke et regneark")
    with pytest.raises(SourceError, match="zip-fil"):
        read_records(broken)


def stock_rows(area: str, *years: int, add: int = 0) -> str:
    """Every sex and age of an area in wide form."""
    rows = ((sex, age) for sex in "FM" for age in range(106))
    return "".join(f"{area},{sex},{age},{','.join(str(age + y % 10 + add) for y in years)}\n" for sex, age in rows)


def test_stock_files_wide_long_and_gzipped(tmp_path: Path) -> None:
    wide = tmp_path / "bred.csv.gz"
    body = stock_rows("3201", 2024, 2025) + stock_rows("0301", 2024, 2025, add=7)
    wide.write_bytes(gzip.compress(f"kommunenr,sex,age,2024,2025\n{body}".encode()))
    long = tmp_path / "lang.csv"
    rows = [line.split(",") for line in body.splitlines()]
    text = "".join(f"{a};{s};{x};{y};{v}\n" for a, s, x, *found in rows for y, v in zip((2024, 2025), found, strict=True))
    long.write_text("knr;kjoenn;alder;aar;personer\n" + text)
    a, b = read_stocks(wide), read_stocks(long)
    assert a.ids == b.ids == ("0301", "3201") and a.years == (2024, 2025) and np.array_equal(a.cells, b.cells)
    assert a.only(["3201"]).cells[0, 1, 1, 105] == 110.0 and a.cells[0, 0, 0, 3] == 14.0


@pytest.mark.parametrize(
    ("old", "new", "words", "line"),
    [
        ("3201,F,30,34,35\n", "3201,F,30,34,\n", "tallet mangler (verdi: 3201 F 30 2025)", 32),
        ("3201,F,30,34,35\n", "3201,F,30,34,..\n", "tallet mangler (verdi: 3201 F 30 2025)", 32),
        ("3201,M,40,44,45\n", "", "raden mangler (verdi: 3201 M 40)", 0),
        ("3201,M,105,109,110\n", "", "raden mangler (verdi: 3201 M 105)", 0),
        ("3201,F,1,5,6\n", "3201,F,0,5,6\n", "cellen står to ganger (verdi: 3201 F 0)", 3),
        ("3201,F,1,5,6\n", "3201,F,1,5,6\n3201,F,1,5,6\n", "cellen står to ganger (verdi: 3201 F 1)", 4),
        ("3201,F,1,", "3201,F,106,", "kan ikke leses (verdi: 3201 F 106)", 3),
        ("3201,F,1,", "3201,X,1,", "kan ikke leses (verdi: 3201 X 1)", 3),
        ("3201,F,1,5,", "3201,F,1,-5,", "er ikke et antall personer (verdi: -5)", 3),
        ("3201,F,1,5,", "3201,F,1,nan,", "er ikke et tall", 3),
    ],
)
def test_bad_stock_files(tmp_path: Path, old: str, new: str, words: str, line: int) -> None:
    path = tmp_path / "b.csv"
    body = stock_rows("3201", 2024, 2025)
    assert old in body
    path.write_text("knr,sex,age,2024,2025\n" + body.replace(old, new))
    with pytest.raises(SourceError) as caught:
        read_stocks(path)
    assert any(words in str(p) and p.line == line for p in caught.value.problems), str(caught.value)


@pytest.mark.parametrize("text", ["knr,sex\n1,F\n", "knr,sex,age,2024\n", "knr,sex,age,år 2024,2024\n1,F,0,1,1\n"])
def test_stock_files_of_another_shape(tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.csv"
    path.write_text(text)
    with pytest.raises(SourceError):
        read_stocks(path)


def test_areas_without_people_are_named_from_a_year_on(tmp_path: Path) -> None:
    path = tmp_path / "b.csv"
    born = "".join(line.rsplit(",", 2)[0] + ",0,5\n" for line in stock_rows("4001", 2024, 2025).splitlines())
    path.write_text("knr,sex,age,2024,2025\n" + born + stock_rows("3201", 2024, 2025))
    stocks = read_stocks(path)
    assert stocks.empty_since(2024) == ("4001",) and stocks.empty_since(2025) == ()


def test_baerum_has_had_three_numbers() -> None:
    history = shipped()
    by_year = {y: [f.number for f in history.on("3201", y)] for y in (2019, 2020, 2023, 2024, 2026)}
    assert by_year == {2019: ["0219"], 2020: ["3024"], 2023: ["3024"], 2024: ["3201"], 2026: ["3201"]}
    assert [f.current for f in history.became("0219", 2015)] == ["3201"]
    assert [f.number for f in history.on("3203", 2015)] == ["0220", "0627", "0628"]
    assert [f.number for f in history.numbers("5501")] == ["1902", "5401", "5501"]
    assert history.numbers("9999")[0].number == "9999"


def test_the_whole_country_from_a_file(data: Path) -> None:
    history = read_codes(data / "population" / "norway_municipality_code_history.csv")
    assert [f.number for f in history.on("3201", 2023)] == ["3024"]
    assert len({f.current for f in history.formers}) == 357
    split = [f for f in history.formers if f.weight != 1.0]
    assert split and all(0.0 < f.weight < 1.0 for f in split)


def test_bad_code_lines(tmp_path: Path) -> None:
    path = tmp_path / "k.csv"
    path.write_text("kommunenr_2024,kommunenr_original,weighting,first_year,last_year\n3201,0219,2,2005,2019\n3201,0219\n")
    with pytest.raises(SourceError) as caught:
        read_codes(path)
    assert sorted(p.line for p in caught.value.problems) == [2, 3]
