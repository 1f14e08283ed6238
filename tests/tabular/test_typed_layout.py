"""Headers, labels, sums and notes: the table is found in the sheet, and nothing is read twice or dropped unseen."""

from __future__ import annotations

import datetime as dt

import pytest

from ldip.errors import SourceError
from ldip.tabular.headings import bare_key, key_of, year_in
from ldip.tabular.questions import duplicates, one_of, only
from ldip.tabular.terms import Fault, Shape, UnclearError, Wanted
from ldip.tabular.typed import table_of
from ldip.tabular.wholes import wholes
from tests.tabular.sheeted import csv, sheet

REGION = Wanted("region", ("region", "kommune"), "kode", role="geo", digits=(4,))
SEX = Wanted("kjoenn", ("kjønn",), "tekst")
AGE = Wanted("alder", ("alder",), "tekst")
YEAR = Wanted("aar", ("år",), "aar", role="time")
VALUE = Wanted("verdi", ("personer", "antall"), "tall")
PEOPLE = Shape((REGION, SEX, AGE, YEAR, VALUE), wide=Wanted("verdi", (), "tall"))
LEDGER = Shape(
    (Wanted("konto", ("Konto",), "kode"), Wanted("funksjon", ("Funksjon",), "kode"), Wanted("beloep", ("Beløp",), "tall"))
)
FRAMES = Shape((Wanted("ramme", ("Ramme",), "tekst"),), wide=Wanted("beloep", (), "tall"))


def told(table):
    return " | ".join(table.told)


@pytest.mark.parametrize(
    "text",
    [
        "Kjønn",
        "KJØNN",
        "kjoenn",
        "kjonn",
        " Kjønn\u00a0",
        "Kjønn (kode)",
        "K jønn",
        "Kjønn:",
        "Kjønn 1)",
        "Kjønn¹",
        "Kjønn*",
        "Kjønn 1) (kode)",
    ],
)
def test_a_heading_is_known_however_it_is_typed(text):
    assert bare_key(text) == key_of("kjønn")


def test_unlike_headings_stay_apart():
    names = [
        "år",
        "art",
        "alder",
        "beløp",
        "behov",
        "region",
        "regnskap",
        "konto",
        "kontoklasse",
        "2025",
        "2026",
        "region (tekst)",
    ]
    assert len({bare_key(n) for n in names}) == len(names)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("2026", (2026, "")),
        (2026.0, (2026, "")),
        ("2026.0", (2026, "")),
        (dt.date(2026, 1, 1), (2026, "")),
        (dt.datetime(2026, 1, 1), (2026, "")),
        (dt.date(2026, 12, 31), (2026, "31.12.")),
        ("1.1.2026", (2026, "")),
        ("01.01.2026", (2026, "")),
        ("2026-01-01 00:00:00", (2026, "")),
        ("1. jan. 2026", (2026, "")),
        ("31.8.2026", (2026, "31.8.")),
        ("2026 (prosent)", (2026, "prosent")),
        ("Personer 2026", (2026, "Personer")),
        ("Budsjett_2026", (2026, "Budsjett")),
        ("R2024", (2024, "R")),
        ("2026*", (2026, "")),
        ("2026 1)", (2026, "")),
        ("2026²", (2026, "")),
        ("2011-fra-vedt-okonomiplan", (2011, "fra-vedt-okonomiplan")),
        ("2020-2023", None),
        ("2020–2023", None),
        ("Porsgrunn (2020-2023)", None),
        ("2024/25", None),
        ("2026K1", None),
        ("2026M03", None),
        ("2020=100", None),
        ("12026", None),
        ("1.2026", None),
        ("2026,5", None),
        (202.6, None),
        ("Konto", None),
        ("", None),
    ],
)
def test_a_year_in_a_heading(cell, found):
    assert year_in(cell) == found


def test_titles_units_repeated_headers_and_notes_are_no_data():
    text = """Nordvik kommune;;
Utskrift 3.4.2026
Konto;Funksjon;Beløp (kr)
;;kr
1010;202;100
1020;202;200
konto;funksjon;BELØP (KR)
1030;202;300

Kilde: regnskapet
2) foreløpig"""
    table = table_of([csv(text)], LEDGER)
    assert table.lines == (5, 6, 8) and table.numbers("beloep") == (100, 200, 300)
    assert table.headings["beloep"] == "Beløp (kr)" and table.places == {"konto": 0, "funksjon": 1, "beloep": 2}
    assert "enheten: kr" in told(table) and "gjentatt i 1" in told(table) and "2 linjer under tabellen" in told(table)


def test_units_that_differ_between_columns_are_refused():
    with pytest.raises(SourceError, match="ulike enheter"):
        table_of([csv("Ramme;2025;2026\n;kr;1000 kr\nSkole;1;2")], FRAMES)


def test_a_last_row_without_figures_is_data_when_nothing_marks_it_as_a_note():
    table = table_of([csv("Ramme;2025\nSkole;1\nKultur;")], FRAMES)
    assert table.texts("ramme") == ("Skole", "Kultur") and table.wide[0].values == (1, None)


def test_rows_of_two_header_lines_and_labels_named_once():
    rows = [
        ["07459: Befolkning, etter region, kjønn, alder, statistikkvariabel og år"],
        [""],
        ["", "", "", "Personer", ""],
        ["", "", "", "2025", "2026"],
        ["4001 Porsgrunn", "Kvinner", "0 år", 1, 2],
        ["", "", "1 år", 3, 4],
        ["", "Menn", "0 år", 5, 6],
        ["", "", "1 år", 7, 8],
    ]
    table = table_of([sheet(rows)], PEOPLE)
    assert [(w.year, w.label, w.values) for w in table.wide] == [
        (2025, "Personer", (1, 3, 5, 7)),
        (2026, "Personer", (2, 4, 6, 8)),
    ]
    assert table.texts("region") == ("4001",) * 4 and table.texts("region_tekst") == ("Porsgrunn",) * 4
    assert table.texts("kjoenn") == ("Kvinner", "Kvinner", "Menn", "Menn") and table.texts("alder")[1] == "1 år"
    assert "tabellens tittel" in told(table) and "fylt fra raden over" in told(table)


def test_labels_in_the_upper_row_and_groups_over_the_years():
    rows = [["Ramme", "Regnskap", "", "Budsjett"], ["", 2024, 2025, 2026], ["Skole", 1, 2, 3]]
    table = table_of([sheet(rows)], FRAMES)
    assert [(w.year, w.label, w.column) for w in table.wide] == [
        (2024, "Regnskap", 1),
        (2025, "Regnskap", 2),
        (2026, "Budsjett", 3),
    ]


def test_years_under_an_optional_group_of_years_are_no_row():
    shape = Shape(FRAMES.columns, wide=Wanted("beloep", (), "tall", required=False))
    table = table_of([sheet([["Ramme", "Budsjett", ""], ["", 2025, 2026], ["Skole", 1, 2]])], shape)
    assert [(w.year, w.label) for w in table.wide] == [(2025, "Budsjett"), (2026, "Budsjett")] and table.lines == (3,)
    assert table_of([csv("Ramme;Tekst\nSkole;a")], shape).wide == ()


def test_the_remarks_of_a_year_are_no_figures():
    table = table_of([csv("Ramme;2026;Merknad 2026\nSkole;1;økt\nVei;2;")], FRAMES)
    assert [w.values for w in table.wide] == [(1, 2)] and "Merknad 2026" in told(table)
    for heading in ("2027", "Budsjett 2027", "Merknad 2027"):
        with pytest.raises(SourceError):  # a year of words alone is no remark by that, nor is one that has a figure
            table_of([csv(f"Ramme;2026;{heading}\nSkole;1;fem\nVei;2;" + "3" * heading.startswith("M"))], FRAMES)


def test_an_amount_that_its_delimiter_cuts_in_two_is_refused():
    with pytest.raises(SourceError, match="4 celler, og overskriften 3") as error:
        table_of([csv("Konto,Funksjon,Beløp\n1010,202,1,5\n1020,202,7", ",")], LEDGER)
    assert [p.line for p in error.value.problems] == [2]


def test_a_merged_group_ends_where_its_cells_end():
    rows = [["Ramme", "Regnskap", "", ""], ["", 2024, 2025, 2026], ["Skole", 1, 2, 3]]
    table = table_of([sheet(rows, merged=((1, 1, 1, 2),))], FRAMES)
    assert [w.label for w in table.wide] == ["Regnskap", "Regnskap", ""]


def test_a_title_with_a_year_names_no_column():
    table = table_of([sheet([["Budsjett 2026", "", ""], ["Ramme", 2026, 2027], ["Skole", 1, 2]])], FRAMES)
    assert [(w.year, w.label) for w in table.wide] == [(2026, ""), (2027, "")]


def test_merged_labels_reach_every_row_of_theirs():
    rows = [["Konto", "Funksjon", "Beløp"], ["1010", "202", 1], ["", "211", 2], ["1020", "202", 3], ["1020", "211", 4]]
    table = table_of([sheet(rows, merged=((2, 0, 3, 0),))], LEDGER)
    assert table.texts("konto") == ("1010", "1010", "1020", "1020")


def test_a_blank_label_in_a_column_that_repeats_its_labels_stays_blank():
    rows = [["Konto", "Funksjon", "Beløp"], ["1010", "202", 1], ["1010", "211", 2], ["", "253", 3]]
    assert table_of([sheet(rows)], LEDGER).texts("konto") == ("1010", "1010", "")


def test_a_few_blank_labels_are_a_question():
    rows = [["Konto", "Funksjon", "Beløp"], ["1010", "202", 1], ["1020", "211", 2], ["", "253", 3], ["1030", "202", 4]]
    with pytest.raises(UnclearError) as error:
        table_of([sheet(rows)], LEDGER)
    assert [q.key for q in error.value.questions] == ["tomme.Konto"]
    assert table_of([sheet(rows)], LEDGER, {"tomme.Konto": "fyll"}).texts("konto")[2] == "1020"
    assert table_of([sheet(rows)], LEDGER, {"tomme.Konto": "mangler"}).texts("konto")[2] == ""


def test_a_blank_code_right_of_a_given_one_is_never_filled():
    rows = [["Konto", "Funksjon", "Beløp"], ["1010", "202", 1], ["1020", "", 2]]
    assert table_of([sheet(rows)], LEDGER).texts("funksjon") == ("202", "")


SUMS = "Ramme;2025;2026\nSkole;1;2\nBarnehage;3;4\n{};{};{}\n"


@pytest.mark.parametrize("name", ["Sum", "SUM:", "Totalt", "I alt", "Sum oppvekst", "Til sammen", "Delsum", ""])
def test_a_row_that_is_a_sum_is_left_out_and_reported(name):
    table = table_of([csv(SUMS.format(name, 4, 6))], FRAMES)
    assert table.texts("ramme") == ("Skole", "Barnehage") and "1 sumrader er ikke lest" in told(table)


def test_sums_of_groups_and_of_everything():
    text = "Ramme;2025\nSkole;1\nBarnehage;2\nSum oppvekst;3\nVei;4\nVann;5\nSum teknisk;9\nTotalt;12\n"
    assert table_of([csv(text)], FRAMES).texts("ramme") == ("Skole", "Barnehage", "Vei", "Vann")
    first = "Ramme;2025\nI alt;12\nSkole;1\nBarnehage;2\nVei;4\nVann;5\n"
    assert table_of([csv(first)], FRAMES).texts("ramme") == ("Skole", "Barnehage", "Vei", "Vann")


def test_sums_of_rounded_figures_add_up_within_the_rounding():
    text = "Ramme;2025\nSkole;1,4\nBarnehage;2,4\nVei;3,4\nSum;7,3\n"
    assert table_of([csv(text)], FRAMES).texts("ramme") == ("Skole", "Barnehage", "Vei")


def test_a_row_named_as_a_sum_that_does_not_add_up_is_a_question_with_both_figures():
    text = SUMS.format("Sum", 4, 60)
    with pytest.raises(UnclearError) as error:
        table_of([csv(text)], FRAMES)
    (problem,) = error.value.problems
    assert "«Sum»" in problem.message and "summerer til 6" in problem.message and problem.value == "60" and problem.line == 4
    assert [q.key for q in error.value.questions] == ["sumrader"]
    assert table_of([csv(text)], FRAMES, {"sumrader": "utelat"}).texts("ramme") == ("Skole", "Barnehage")
    assert table_of([csv(text)], FRAMES, {"sumrader": "behold"}).wide[1].values == (2, 4, 60)


@pytest.mark.parametrize("figures", ["1;2\n;2", "1;2\n2;3\n;7", "1;2\n;1"])
def test_a_row_without_a_name_is_never_dropped_unless_it_is_the_sum(figures):
    with pytest.raises(UnclearError, match="uten navn"):
        table_of(
            [csv("Ramme;2025\n" + "\n".join(f"a{line}" if line[0] != ";" else line for line in figures.split("\n")))], FRAMES
        )


def test_a_row_of_zeros_without_a_name_is_left_to_the_reader():
    assert table_of([csv("Ramme;2025\nSkole;1\nVei;2\n;0")], FRAMES).texts("ramme") == ("Skole", "Vei", "")
    assert table_of([csv("Ramme;2025\nSkole;1\nVei;-1\n;0")], FRAMES).texts("ramme") == ("Skole", "Vei")
    assert table_of([csv("Ramme;2025\nSkole;1\nVei;-1\n;-")], FRAMES).texts("ramme") == ("Skole", "Vei")


def test_a_category_named_i_alt_among_other_labels_is_the_readers():
    rows = [
        ["region", "kjønn", "alder", "år", "personer"],
        ["4001", "Kvinner", "I alt", 2026, 3],
        ["4001", "Kvinner", "0 år", 2026, 3],
    ]
    assert len(table_of([sheet(rows)], PEOPLE).lines) == 2


def test_a_table_of_one_sum_is_read():
    assert table_of([csv("Ramme;2025\nI alt;5")], FRAMES).wide[0].values == (5,)


def test_rows_left_out_by_pattern_are_counted():
    shape = Shape(LEDGER.columns, leave_out=("Sum*", "*mellomregning*"))
    table = table_of([csv("Konto;Funksjon;Beløp;Tekst\n1010;202;1;a\nSum 1;;7;\n1020;202;9;internt mellomregning")], shape)
    assert table.numbers("beloep") == (1,) and "2 rader er utelatt" in told(table)


def test_two_columns_of_one_name_are_a_question():
    text = "Konto;Funksjon;Beløp;Beløp\n1010;202;1;2"
    with pytest.raises(UnclearError) as error:
        table_of([csv(text)], LEDGER)
    (question,) = error.value.questions
    assert question.key == "kolonne.beloep" and [k for k, _ in question.choices] == ["3", "4"]
    assert table_of([csv(text)], LEDGER, {"kolonne.beloep": "4"}).numbers("beloep") == (2,)
    book = sheet([["Konto", "Funksjon", "Beløp (kr)", "Beløp (budsjett)"], ["1010", "202", 1, 2]])
    with pytest.raises(UnclearError) as error:
        table_of([book], LEDGER)
    assert [k for k, _ in error.value.questions[0].choices] == ["Beløp (kr)", "Beløp (budsjett)"]
    assert table_of([book], LEDGER, {"kolonne.beloep": "beløp (budsjett)"}).numbers("beloep") == (2,)
    assert table_of([book], LEDGER, {"kolonne.beloep": "C"}).numbers("beloep") == (1,)


def test_one_year_in_two_columns_is_a_question():
    text = "Ramme;2025;2026;2026\nSkole;1;2;3"
    with pytest.raises(UnclearError) as error:
        table_of([csv(text)], FRAMES)
    assert [q.key for q in error.value.questions] == ["kolonne.2026"]
    assert [w.values for w in table_of([csv(text)], FRAMES, {"kolonne.2026": "4"}).wide] == [(1,), (3,)]


def test_a_column_is_named_by_an_answer():
    text = "Kto;Funksjon;Sum hittil\n1010;202;5"
    answers = {"kolonne.konto": "kto", "kolonne.beloep": "Sum hittil"}
    assert table_of([csv(text)], LEDGER, answers).numbers("beloep") == (5,)
    with pytest.raises(SourceError, match="ikke én slik kolonne"):
        table_of([csv("Konto;Funksjon;Beløp\n1;2;3")], LEDGER, {"kolonne.beloep": "Saldo"})


def test_lacking_columns_are_named_with_the_nearest_row():
    with pytest.raises(SourceError) as error:
        table_of([csv("Tittel\nKonto;Funksjonen;Tekst\n1;2;x")], LEDGER)
    (problem,) = error.value.problems
    assert problem.value == "Funksjon, Beløp" and "Konto, Funksjonen, Tekst" in problem.hint and problem.line == 2


def test_the_title_of_a_table_heads_its_only_numbers():
    text = "region;kjønn;alder;år;07459: Befolkning,\n4001;Kvinner;0;2026;5"
    table = table_of([csv(text)], PEOPLE)
    assert table.numbers("verdi") == (5,) and "07459" in told(table)


@pytest.mark.parametrize("heading", ["07459: Befolkning,;kretsnr", "kretsnr", "kretsnr;soner"])
def test_another_column_of_numbers_is_a_question(heading):
    text = f"region;kjønn;alder;år;{heading}\n4001;Kvinner;0;2026;5" + ";6" * heading.count(";")
    with pytest.raises(UnclearError) as error:
        table_of([csv(text)], PEOPLE)
    (question,) = error.value.questions
    assert question.key == "kolonne.verdi"
    key = question.choices[0][0]
    assert table_of([csv(text)], PEOPLE, {"kolonne.verdi": key}).numbers("verdi") == (5,)


def test_years_in_headings_or_in_a_column_but_not_both():
    long = table_of([csv("region;kjønn;alder;år;personer;endring 2020\n4001;Kvinner;0;2026;5;9")], PEOPLE)
    assert long.wide == () and long.numbers("aar") == (2026,) and long.numbers("verdi") == (5,)
    wide = table_of([csv("region;kjønn;alder;2026\n4001;Kvinner;0;5")], PEOPLE)
    assert "verdi" not in wide.columns and wide.wide[0].values == (5,)
    with pytest.raises(SourceError, match="mangler kolonnen"):
        table_of([csv("region;kjønn;alder\n4001;Kvinner;0")], PEOPLE)


@pytest.mark.parametrize(
    "cell", [2026, "2026", "2026.0", dt.date(2026, 1, 1), dt.datetime(2026, 1, 1), "1.1.2026", "1. jan. 2026"]
)
def test_a_year_is_a_number_a_text_or_a_date(cell):
    rows = [["region", "kjønn", "alder", "år", "personer"], ["4001", "K", "0", cell, 1]]
    table = table_of([sheet(rows)], PEOPLE)
    assert table.numbers("aar") == (2026,)
    assert ("datoer" in told(table)) == (not isinstance(cell, str | int) or len(str(cell)) > 6)


@pytest.mark.parametrize("cell", ["2026K1", "26", 26, 2026.5, "2025-2026", "i år", Fault("feilverdi", "#N/A")])
def test_what_is_no_year_is_refused(cell):
    rows = [["region", "kjønn", "alder", "år", "personer"], ["4001", "K", "0", cell, 1]]
    with pytest.raises(SourceError) as error:
        table_of([sheet(rows)], PEOPLE)
    assert [p.key for p in error.value.problems] == ["Ark1!D2"]


@pytest.mark.parametrize(
    ("cell", "code", "text"),
    [
        (301, "0301", ""),
        ("301", "0301", ""),
        ("301.0", "0301", ""),
        ("0301", "0301", ""),
        ("0301 Oslo", "0301", "Oslo"),
        ("301 Oslo", "0301", "Oslo"),
        ("K-0301 Oslo", "0301", "Oslo"),
        ("0301 - Oslo", "0301", "Oslo"),
        ("0301\u00a0Oslo", "0301", "Oslo"),
        ("EKG01 KOSTRA-gruppe 1", "EKG01", "KOSTRA-gruppe 1"),
        ("Porsgrunn (2020-2023)", "Porsgrunn (2020-2023)", "Porsgrunn (2020-2023)"),
    ],
)
def test_a_code_gets_its_zeros_back_and_keeps_its_text(cell, code, text):
    table = table_of([sheet([["kommune", "2025"], ["4001", 1], [cell, 2]])], Shape((REGION,), wide=Wanted("v", (), "tall")))
    assert (table.texts("region")[1], table.texts("region_tekst")[1]) == (code, text)
    assert ("tapte nuller" in told(table)) == str(cell).startswith("301")


@pytest.mark.parametrize("cell", [30111, "030101", 301.5, dt.date(2026, 3, 1), "3,01E+05", Fault("feilverdi", "#REF!")])
def test_what_is_no_code_is_refused_with_its_cell(cell):
    with pytest.raises(SourceError) as error:
        table_of([sheet([["kommune", "2025"], [cell, 1]])], Shape((REGION,), wide=Wanted("v", (), "tall")))
    assert [p.key for p in error.value.problems] == ["Ark1!A2"]


def test_hidden_rows_columns_and_sheets_are_read_and_reported():
    rows = [["Konto", "Funksjon", "Beløp"], ["1010", "202", 1], ["1020", "202", 2]]
    table = table_of(
        [sheet([["Om"]]), sheet(rows, "Tall", hidden=True, hidden_rows=frozenset({3}), hidden_columns=frozenset({1}))], LEDGER
    )
    assert table.numbers("beloep") == (1, 2) and table.sheet == "Tall"
    assert (
        "«Tall» er skjult" in told(table)
        and "1 skjulte rader" in told(table)
        and "skjulte kolonner er lest med: Funksjon" in told(table)
    )


def test_several_sheets_that_fit_are_a_question():
    rows = [["Konto", "Funksjon", "Beløp"], ["1010", "202", 1]]
    book = [sheet(rows, "2024"), sheet([*rows, ["1020", "202", 2]], "2025"), sheet(rows, "Gammel", hidden=True)]
    with pytest.raises(UnclearError) as error:
        table_of(book, LEDGER)
    assert error.value.questions[0].key == "ark" and [k for k, _ in error.value.questions[0].choices] == ["2024", "2025"]
    assert table_of(book, LEDGER, {"ark": "2025"}).numbers("beloep") == (1, 2)
    with pytest.raises(SourceError, match="2024, 2025, Gammel"):
        table_of(book, LEDGER, {"ark": "2026"})


def test_a_second_table_under_the_first_is_refused():
    rows = [["Konto", "Funksjon", "Beløp"], ["1010", "202", 1], ["Konto", "Funksjon", "Budsjett"], ["1010", "202", 9]]
    with pytest.raises(SourceError, match="enda en tabell"):
        table_of([sheet(rows)], LEDGER)


def test_a_dimension_is_found_by_its_role():
    rows = [
        ["Kode0000", "Kode0000 (tekst)", "Tid", "Tid (tekst)", "value"],
        ["0301", "Oslo", "2025", "2025", 1],
        ["EAK", "Landet", "2025", "2025", ".."],
    ]
    shape = Shape((REGION, Wanted("navn", ("Kode0000",), "tekst"), YEAR, Wanted("v", ("value",), "tall")))
    table = table_of([sheet(rows, roles={0: "geo", 2: "time"}, cells=False)], shape)
    assert table.texts("region") == ("0301", "EAK") and table.texts("region_tekst") == ("Oslo", "Landet")
    assert table.texts("navn") == ("Oslo", "Landet") and table.texts("navn_kode") == ("0301", "EAK")
    assert table.numbers("v") == (1, None)


def test_unlike_things_are_a_question_and_never_added():
    rows = [["Konto", "Funksjon", "Beløp", "Versjon"], ["1010", "202", 1, "11-14VB"], ["1010", "202", 2, "12-15IN1"]]
    table = table_of([sheet(rows)], Shape((*LEDGER.columns, Wanted("versjon", ("Versjon",), "tekst"))))
    with pytest.raises(UnclearError) as error:
        one_of(table, "versjon", {})
    assert error.value.questions[0].key == "velg.Versjon" and [k for k, _ in error.value.questions[0].choices] == [
        "11-14VB",
        "12-15IN1",
    ]
    chosen = only(table, one_of(table, "versjon", {"velg.versjon": "12-15in1"}))
    assert chosen.numbers("beloep") == (2,) and chosen.lines == (3,)
    with pytest.raises(SourceError, match="ikke én slik verdi"):
        one_of(table, "versjon", {"velg.versjon": "13"})
    assert one_of(only(table, (0,)), "versjon", {}) == (0,)


def test_rows_that_occur_twice_are_listed():
    rows = [["Konto", "Funksjon", "Beløp"], ["1010", "202", 1], ["1020", "202", 2], ["1010", "202", 1]]
    assert duplicates(table_of([sheet(rows)], LEDGER), ("konto", "funksjon")) == ((2, 4),)


def test_a_table_without_rows_is_refused():
    with pytest.raises(SourceError):
        table_of([csv("Konto;Funksjon;Beløp")], LEDGER)
    with pytest.raises(SourceError):
        table_of([], LEDGER)


def test_a_whole_beside_its_parts_is_found_whatever_it_is_called():
    text = "Ramme;2025;2026\nOppvekst;300;330\nSkole;200;210\nBarnehage;100;120\nVei;500;600\nVann;400;450\nTeknisk;900;1050"
    rows = list(zip(*(w.values for w in table_of([csv(text)], FRAMES).wide), strict=True))
    assert wholes(rows) == ((0, (1, 2)), (5, (3, 4)))
    assert wholes([(200, 210), (100, 120), (300, 331)]) == wholes([(200,), (100,), (300,)]) == wholes([]) == ()
