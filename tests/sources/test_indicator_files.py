"""Files of key figures as others' systems give them: each kind of fault has its right figures, a question, or a refusal in words."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ldip.errors import SourceError
from ldip.sources.indicators import Indicator, Indicators, indicators_in
from ldip.tabular.terms import UnclearError
from tests.sources.books import book

RESULT = "Netto driftsresultat i prosent av brutto driftsinntekter"
DEBT = "Netto lånegjeld i prosent av brutto driftsinntekter"
SHARE = "Andel av brutto driftsinntekter (prosent)"
D, R = "netto_laanegjeld_prosent", "resultatgrad"
PORSGRUNN = (Indicator(D, 2024, "4001", 80.1), Indicator(D, 2025, "4001", 81.2), Indicator(D, 2024, "4003", 70.1))


def cube(*dimensions: tuple[str, str, dict[str, str]], values: Sequence[float | None], role: dict[str, list[str]]) -> bytes:
    """A JSON-stat 2 data set of (id, label, text by code)."""
    made: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "id": [d[0] for d in dimensions],
        "size": [len(d[2]) for d in dimensions],
        "role": role,
        "dimension": {
            i: {"label": label, "category": {"index": {c: n for n, c in enumerate(texts)}, "label": texts}}
            for i, label, texts in dimensions
        },
        "value": list(values),
    }
    return json.dumps(made).encode()


def read(raw: bytes | str, name: str = "fil.csv", **answers: str) -> Indicators:
    chosen = {k.replace("__", "."): v for k, v in answers.items()}
    return indicators_in(name, raw.encode() if isinstance(raw, str) else raw, chosen)


def told(found: Indicators) -> str:
    return " | ".join(found.told)


# The files of the field collection.
@pytest.mark.parametrize(
    ("file", "figures", "areas"),
    [
        ("kostra_12134_form.json", 12, 12),
        ("kostra_12143_form.json", 12, 12),
        ("kostra_12134_koder.csv", 3, 0),
        ("kostra_12134_latin1.csv", 3, 0),
        ("kostra_minustegn.csv", 1, 0),
    ],
)
def test_field_files_have_their_figures(file: str, figures: int, areas: int, data: Path) -> None:
    found = read((data / "field" / file).read_bytes(), file)
    assert (len(found.figures), found.other_areas, found.unknown) == (figures, areas, ())
    if figures == 3:
        assert found.figures == PORSGRUNN
    if figures == 1:
        assert found.figures == (Indicator(D, 2025, "4001", -3.2),)
    if figures == 12:
        assert {f.kommune for f in found.figures} == {"4001", "4003"} and {f.kommune for f in found.areas} == {"EKG11", "EAK"}
        assert {(f.maaltall, f.aar) for f in found.figures} == {(m, y) for m in (R, D) for y in (2023, 2024, 2025)}


def test_field_cubes_keep_each_figure_in_its_place(data: Path) -> None:
    by_key = {
        (f.maaltall, f.aar, f.kommune): f.verdi for f in read((data / "field" / "kostra_12134_form.json").read_bytes()).every
    }
    assert by_key[R, 2023, "4001"] == 1.0 and by_key[D, 2025, "4001"] == 1.5 and by_key[R, 2023, "4003"] == 1.6
    turned = {
        (f.maaltall, f.aar, f.kommune): f.verdi for f in read((data / "field" / "kostra_12143_form.json").read_bytes()).every
    }
    assert turned[R, 2023, "4001"] == 1.0 and turned[R, 2023, "4003"] == 1.3 and turned[D, 2025, "EAK"] == 3.3


def test_two_scopes_of_the_field_are_asked_and_one_is_chosen(data: Path) -> None:
    raw = (data / "field" / "kostra_regnskapsomfang.json").read_bytes()
    with pytest.raises(UnclearError, match="regnskapsomfang.*Kommunekonsern, Kommunekasse") as error:
        read(raw)
    assert [(q.key, [c for c, _ in q.choices]) for q in error.value.questions] == [
        ("velg.regnskapsomfang", ["Kommunekonsern", "Kommunekasse"])
    ]
    konsern, kasse = (read(raw, velg__regnskapsomfang=a) for a in ("Kommunekonsern", "B"))
    assert len(konsern.figures) == len(kasse.figures) == 6
    assert (konsern.figures[0].verdi, kasse.figures[0].verdi) == (100.0, 103.0)
    with pytest.raises(SourceError, match="velg blant Kommunekonsern, Kommunekasse"):
        read(raw, velg__regnskapsomfang="samlet")


# The region, wherever it is.
REGIONS = {"4001": "Porsgrunn", "4003": "Skien", "EKG08": "KOSTRA-gruppe 8"}
VALUES = (80.1, 81.2, 70.1, None, 75.0, 76.0)
YEARS = {"2024": "2024", "2025": "2025"}
PX = f"""CHARSET="ANSI";
AXIS-VERSION="2010";
TITLE="12134: Utvalgte nøkkeltall, etter region, statistikkvariabel og år";
STUB="region";
HEADING="statistikkvariabel","år";
VALUES("region")="Porsgrunn","Skien","KOSTRA-gruppe 8";
VALUES("statistikkvariabel")="{DEBT}";
VALUES("år")="2024","2025";
CODES("region")="4001","4003","EKG08";
CODES("statistikkvariabel")="KOSKG310000";
CODES("år")="2024","2025";
DATA=
80.1 81.2
70.1 ".."
75.0 76.0;
"""
SAVED = book(
    ["12134: Utvalgte nøkkeltall for kommuneregnskap, etter region, statistikkvariabel og år"],
    [],
    ["", DEBT, ""],
    ["", "2024", "2025"],
    ["4001 Porsgrunn", 80.1, 81.2],
    ["4003 Skien", 70.1, ".."],
    ["EKG08 KOSTRA-gruppe 8", 75.0, 76.0],
    [],
    ["Kilde: Statistisk sentralbyrå"],
)
OF_REGION: dict[str, bytes | str] = {
    "role.geo": cube(
        ("KOKkommuneregion0000", "region", REGIONS),
        ("ContentsCode", "statistikkvariabel", {"KOSKG310000": DEBT}),
        ("Tid", "år", YEARS),
        values=VALUES,
        role={"geo": ["KOKkommuneregion0000"], "time": ["Tid"], "metric": ["ContentsCode"]},
    ),
    "another id, time first": cube(
        ("ContentsCode", "statistikkvariabel", {"x": DEBT}),
        ("Sted", "sted", REGIONS),
        ("Periode", "periode", YEARS),
        values=VALUES,
        role={"geo": ["Sted"], "time": ["Periode"], "metric": ["ContentsCode"]},
    ),
    "px": PX.encode("latin-1"),
    "saved workbook": SAVED,
    "names alone": f"region;{DEBT} 2024;{DEBT} 2025\nPorsgrunn;80,1;81,2\nSkien;70,1;..\nKostragr. 8;75,0;76,0\n",
    "number and name apart": "kommunenummer;kommunenavn;statistikkvariabel;år;verdi\n"
    + "".join(
        f"{c};{n};{DEBT};{y};{v}\n"
        for c, n, y, v in (
            ("4001", "Porsgrunn", 2024, "80,1"),
            ("4001", "Porsgrunn", 2025, "81,2"),
            ("4003", "Skien", 2024, "70,1"),
            ("4003", "Skien", 2025, ":"),
            ("EKG08", "KOSTRA-gruppe 8", 2024, "75,0"),
            ("EKG08", "KOSTRA-gruppe 8", 2025, "76,0"),
        )
    ),
}


@pytest.mark.parametrize("which", OF_REGION)
def test_the_region_is_found_whatever_it_is_called(which: str) -> None:
    found = read(OF_REGION[which], "fil")
    assert set(found.figures) == set(PORSGRUNN)
    assert set(found.areas) == {Indicator(D, 2024, "EKG08", 75.0), Indicator(D, 2025, "EKG08", 76.0)}


# A name that several dimensions have together.
def _divided(first: tuple[str, str, dict[str, str]], second: tuple[str, str, dict[str, str]]) -> bytes:
    role = {"geo": ["R"], "time": ["Tid"], "metric": ["ContentsCode"]}
    two = {"4001": "Porsgrunn"}
    return cube(first, ("R", "region", two), second, ("Tid", "år", {"2025": "2025"}), values=[81.2], role=role)


CONCEPT = ("KOKartkap0000", "regnskapsbegrep", {"KG31": "Netto lånegjeld"})
UNIT = ("ContentsCode", "statistikkvariabel", {"KOSbelopbrinv0000": SHARE})
OF_NAME: dict[str, bytes | str] = {
    "concept, then unit": _divided(CONCEPT, UNIT),
    "unit, then concept": _divided(UNIT, CONCEPT),
    "one heading": f"region;Netto lånegjeld {SHARE} 2025\n4001;81,2\n",
    "one heading, unit first": f"region;{SHARE} Netto lånegjeld 2025\n4001;81,2\n",
    "two columns": f"region;begrep;måles i;år;verdi\n4001;Netto lånegjeld;{SHARE};2025;81,2\n",
    "codes in two columns": "region;begrep;variabel;år;verdi\n4001;KG31;KOSbelopbrinv0000;2025;81,2\n",
    "codes in a heading": "region;KOSKG310000 2025\n4001;81,2\n",
    "the title of a table of one figure": book([f"12134: {DEBT}, etter region og år"], ["region", "2025"], ["4001", 81.2]),
    "a figure a column": f"region;år;{DEBT}\n4001;2025;81,2\n",
}


@pytest.mark.parametrize("which", OF_NAME)
def test_a_name_is_found_in_one_text_or_in_several(which: str) -> None:
    assert read(OF_NAME[which], "fil").figures == (Indicator(D, 2025, "4001", 81.2),)


@pytest.mark.parametrize(
    "name", ["Korrigert netto driftsresultat i prosent av brutto driftsinntekter", f"Endring i {DEBT}", f"{RESULT} per år"]
)
def test_words_around_a_name_make_it_another(name: str) -> None:
    found = read(f"region;{name} 2025;{DEBT} 2025\n4001;1;81,2\n")
    assert [f.maaltall for f in found.figures] == [D] and found.unknown == (name,)


# Unlike things of one name.
OF_SCOPE: dict[str, bytes | str] = {
    "regnskapsomfang": f"region;regnskapsomfang;variabel;år;verdi\n4001;Konsern;{DEBT};2025;81,2\n4001;Kasse;{DEBT};2025;60\n",
    "one scope each": f"region;regnskapsomfang;variabel;år;verdi\n4001;Konsern;{DEBT};2025;81,2\n4003;Kasse;{DEBT};2025;60\n",
    "in the heading": f"region;Kommunekonsern {DEBT} 2025;Kommunekasse {DEBT} 2025\n4001;81,2;60\n",
    "workbook": book(
        ["region", "omfang", "variabel", "år", "verdi"], *([4001, s, DEBT, 2025, v] for s, v in (("A", 81.2), ("B", 60)))
    ),
    "equal figures": f"region;versjon;variabel;år;verdi\n4001;foreløpig;{DEBT};2025;81,2\n4001;endelig;{DEBT};2025;81,2\n",
    "a column of its own": f"region;rapportert;variabel;år;verdi\n4001;mars;{DEBT};2025;81,2\n4001;juni;{DEBT};2025;60\n",
}


@pytest.mark.parametrize("which", OF_SCOPE)
def test_scopes_and_versions_are_chosen_by_name(which: str) -> None:
    with pytest.raises(UnclearError, match="--svar velg[.]") as error:
        read(OF_SCOPE[which], "fil")
    question = error.value.questions[0]
    found = read(OF_SCOPE[which], "fil", **{question.key: question.choices[0][0]})
    assert found.figures == (Indicator(D, 2025, "4001", 81.2),)


@pytest.mark.parametrize(
    "text",
    [
        f"region;variabel;enhet;år;verdi\n4001;{DEBT};prosent;2025;81,2\n4001;{DEBT};kr;2025;91000\n",
        "region;variabel;enhet;år;verdi\n4001;Netto lånegjeld;Beløp (1000 kr);2025;9\n4001;" + f"{DEBT};prosent;2025;81,2\n",
        f"region;{DEBT} (prosent) 2025;{DEBT} (kr) 2025\n4001;81,2;91000\n",
        "region;måles i;begrep;år;verdi\n4001;Per innbygger (kr);Netto lånegjeld;2025;91000\n4001;"
        + f"{SHARE};Netto lånegjeld;2025;81,2\n",
    ],
)
def test_a_figure_in_another_unit_is_another_figure(text: str) -> None:
    found = read(text)
    assert found.figures == (Indicator(D, 2025, "4001", 81.2),) and len(found.unknown) == 1


HEAD = "region;variabel;år;verdi\n"


@pytest.mark.parametrize(
    "text",
    [
        HEAD + f"4001;{DEBT};2025;81,2\n4001;{DEBT};2025;60\n",
        HEAD + f"4001;{RESULT};2025;1\n4001;Netto driftresultat i prosent av brutto driftsinntekter;2025;2\n",
        HEAD + f"3806;{DEBT};2023;81,2\n4001;{DEBT};2023;60\n",
        f"region;år;{DEBT}\n301;2025;81,2\n0301;2025;60\n",
    ],
)
def test_one_figure_with_two_values_is_refused_with_both(text: str) -> None:
    with pytest.raises(SourceError, match="ulike tall.*linje 2.*linje 3"):
        read(text)


@pytest.mark.parametrize(
    "text",
    [
        HEAD + f"4001;{DEBT};2025;81,2\n4001;{DEBT};2025;81,2\n",
        HEAD + f"4001;{DEBT};2025;81,2\n4001;KOSKG310000;2025;81,20\n",
        HEAD + f"4001;{DEBT};2025;81,2\nPorsgrunn;{DEBT};2025;81,2\n",
    ],
)
def test_one_figure_repeated_is_read_once_and_noticed(text: str) -> None:
    found = read(text)
    assert found.figures == (Indicator(D, 2025, "4001", 81.2),) and "1 tall sto mer enn én gang" in told(found)


# Numbers of municipalities.
@pytest.mark.parametrize(
    "raw",
    [
        HEAD + f"301;{DEBT};2025;81,2\n4001;{DEBT};2025;60\n",
        book(["region", "år", DEBT], [301, 2025, 81.2], [4001, 2025, 60]),
        f"knr;navn;{DEBT} 2025\n301;Oslo;81,2\n4001;Porsgrunn;60\n",
    ],
)
def test_lost_zeros_are_put_back(raw: str | bytes) -> None:
    found = read(raw, "fil")
    assert Indicator(D, 2025, "0301", 81.2) in found.figures and "første null" in told(found)


@pytest.mark.parametrize(
    ("row", "figure", "notice"),
    [
        (f"0805;{DEBT};2019;70", Indicator(D, 2019, "4001", 70.0), "tidligere nummer"),
        (f"3806 Porsgrunn (2020-2023);{DEBT};2022;70", Indicator(D, 2022, "4001", 70.0), "tidligere nummer"),
        (f"Porsgrunn (2020-2023);{DEBT};2022;70", Indicator(D, 2022, "4001", 70.0), "tidligere nummer"),
        (f"0805;{DEBT};2025;70", None, "nummeret var ikke i bruk i 2025"),
        (f"4003;{DEBT};2019;0", None, "nummeret var ikke i bruk i 2019"),
        (f"0104;{DEBT};2019;70", None, "ikke hele kommunen i dag"),  # Moss and Rygge are one since 2020
        (f"1507;{DEBT};2022;70", None, "ikke hele kommunen i dag"),  # Ålesund and Haram are two since 2024
        (f"Moss (-2019);{DEBT};2019;70", None, "verken er kommune"),
        (f"9999 Nordvik;{DEBT};2025;70", None, "tilhører ingen kommune"),
        (f"3100;{DEBT};2025;70", None, "tilhører ingen kommune"),
        (f"EAFK;{DEBT};2025;70", None, "verken er kommune"),
        (f"Våler;{DEBT};2025;70", None, "verken er kommune"),  # two have the name
    ],
)
def test_numbers_follow_the_year(row: str, figure: Indicator | None, notice: str) -> None:
    found = read(f"{HEAD}4001;{DEBT};2025;60\n{row}\n")
    assert notice in told(found)
    assert [f for f in found.every if f.verdi != 60.0] == ([figure] if figure else [])


def test_counties_groups_and_the_nation_keep_their_codes() -> None:
    rows = {
        "EKA40": "EKA40",
        "Telemark fylke": "EKA40",
        "EAK Landet": "EAK",
        "Landet u/Oslo": "EAKUO",
        "KOSTRA-gruppe 11": "EKG11",
    }
    for given, code in rows.items():
        assert read(f"{HEAD}4001;{DEBT};2025;60\n{given};{DEBT};2025;70\n").areas == (Indicator(D, 2025, code, 70.0),)


# Sizes.
@pytest.mark.parametrize(
    ("name", "values", "notice"),
    [
        (RESULT, ("0,0211", "0,0153", "-0,0084"), "ser ut som andeler.*vanlig er −0,4 til 4,3 prosent"),
        (DEBT, ("0,801", "0,912", "1,104"), "ser ut som andeler.*vanlig er 75 til 100 prosent"),
        ("Fri egenkapital drift i prosent av brutto driftsinntekter", ("0,113", "0,09", "0,1405"), "ser ut som andeler"),
        (
            "Langsiktig gjeld ex. pensjonsforpliktelser i prosent av brutto driftsinntekter",
            ("11420", "9810", "10560"),
            "ganger 100",
        ),
        ("Frie inntekter per innbygger", ("76,4", "81,2", "70,9"), "ser ut som 1000 kr"),
        ("Frie inntekter per innbygger", ("76400000", "81200000", "70900000"), "kr ganger 1000"),
    ],
)
def test_another_size_is_noticed_with_what_is_usual(name: str, values: tuple[str, ...], notice: str) -> None:
    rows = "".join(f"{n};{name};2025;{v}\n" for n, v in zip(("4001", "4003", "0301"), values, strict=True))
    found = read(HEAD + rows)
    assert len(found.figures) == 3 and re.search(notice, told(found)), told(found)


@pytest.mark.parametrize("values", [("0,0", "0,1", "-0,1"), ("2,1", "-3,2", "8,0"), ("1,2", "0,4", "..")])
def test_figures_of_the_usual_size_are_not_remarked(values: tuple[str, ...]) -> None:
    rows = "".join(f"{n};{RESULT};2025;{v}\n" for n, v in zip(("4001", "4003", "0301"), values, strict=True))
    assert read(HEAD + rows).told == ()


# Cells without a figure, and files without one.
@pytest.mark.parametrize("sign", ["", ".", "..", ":", "-", "…"])
def test_a_missing_figure_is_none_and_never_zero(sign: str) -> None:
    found = read(f"{HEAD}4001;{DEBT};2025;60\n4003;{DEBT};2025;{sign}\n")
    assert found.figures == (Indicator(D, 2025, "4001", 60.0),)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
def test_encodings_give_the_same_figures(encoding: str) -> None:
    text = f"region;{DEBT} 2024;{DEBT} 2025\n4001 Porsgrunn;80,1;81,2\n4003 Skien;70,1;..\n"
    assert set(read(text.encode(encoding)).figures) == set(PORSGRUNN)
