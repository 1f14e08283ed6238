"""Numbers by column: one text is not enough to know its decimal mark."""

from __future__ import annotations

import datetime as dt

import pytest

from ldip.errors import SourceError
from ldip.tabular.numbers import parse
from ldip.tabular.terms import Fault, Shape, UnclearError, Wanted
from ldip.tabular.typed import table_of
from tests.tabular.sheeted import csv, sheet

AMOUNT = Wanted("beloep", ("Beløp",), "tall")
SHAPE = Shape((Wanted("konto", ("Konto",), "tekst"), AMOUNT))
ZERO = Shape((Wanted("konto", ("Konto",), "tekst"), Wanted("beloep", ("Beløp",), "tall", dash="null")))


def read(*texts, answers=None, shape=SHAPE):
    rows = [["Konto", "Beløp"], *([f"k{i}", t] for i, t in enumerate(texts))]
    return list(table_of([sheet(rows, cells=False)], shape, answers or {}).numbers("beloep"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 000 000", 1e6),
        ("1\u00a0234", 1234),
        ("1\u202f234,5", 1234.5),
        ("1\u2009234,5", 1234.5),
        ("1'234.5", 1234.5),
        ("1’234.5", 1234.5),
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("1.234,50", 1234.5),
        ("1,234.50", 1234.5),
        ("1000,-", 1000),
        ("1 000,–", 1000),
        ("-1000,-", -1000),
        ("kr 1 000,-", 1000),
        ("kr -5", -5),
        ("NOK 12", 12),
        ("12 kr", 12),
        ("12,5 %", 12.5),
        ("−3,2", -3.2),
        ("–3,2", -3.2),
        ("3,2-", -3.2),
        ("(2\u00a0500)", -2500),
        ("(kr 5)", -5),
        ("- 1 362 250", -1362250),
        ("+4", 4),
        ("  7  ", 7),
        (",5", 0.5),
        ("-0", 0),
        ("33.333333333333336", 33.333333333333336),
        ("1.23456E+05", 123456),
        ("5e-3", 0.005),
        ("0.125", 0.125),
        ("1234,567", 1234.567),
        ("\ufeff12\u200b", 12),
    ],
)
def test_a_number_is_read_however_it_is_typed(text, value):
    assert read(text) == [value]


@pytest.mark.parametrize("text", ["", " ", ".", "..", ":", "…", "-", "–", "\u2212", " -   ", "kr -"])
def test_a_missing_figure_is_none_and_never_zero(text):
    assert read("1", text) == [1, None]


@pytest.mark.parametrize("text", ["-", "–", " -   ", "\u2212"])
def test_a_dash_is_zero_where_the_reader_declares_it(text):
    assert read("1", text, "", shape=ZERO) == [1, 0, None]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("1.23.456", "hvert tredje siffer"),
        ("1 23", "hvert tredje siffer"),
        ("1.234 567", "hvert tredje siffer"),
        ("1,2E+05", "potensform"),
        ("1,23457E+11", "potensform"),
        ("inf", "ikke et tall"),
        ("NaN", "ikke et tall"),
        ("-Infinity", "ikke et tall"),
        ("１２", "andre sifre"),
        ("٣", "andre sifre"),
        ("1234567890123456", "15 sifre"),
        ("99999999999999,99", "15 sifre"),
        ("#N/A", "feilverdi"),
        ("#VERDI!", "feilverdi"),
        ("#REF!", "feilverdi"),
        ("--5", "ikke et tall"),
        ("(-5)", "ikke et tall"),
        ("5 mill.", "ikke et tall"),
        ("12*", "ikke et tall"),
        ("1-2", "ikke et tall"),
        ("1/2", "ikke et tall"),
    ],
)
def test_what_is_no_number_is_refused_with_its_place(text, what):
    with pytest.raises(SourceError) as error:
        read("1", text)
    (problem,) = error.value.problems
    assert what in problem.message and (problem.line, problem.column) == (3, 2) and problem.value and problem.hint


def test_a_point_beside_two_points_groups_thousands():
    assert read("12.345", "1.234.567") == [12345, 1234567]


def test_all_texts_of_the_column_decide():
    assert read("37.788", "12.5") == [37.788, 12.5]
    assert read("37.788", "1,5") == [37788, 1.5]
    assert read("37,788", "1,5") == [37.788, 1.5]
    assert read("37,788", "1,234,567") == [37788, 1234567]
    assert read("37,788", "1 234") == [37.788, 1234]  # thousands are grouped by space
    assert read("1 000 000", "12.345", "1.234.567", "-400\u202f000,50", "(2\u00a0500)") == [1e6, 12345, 1234567, -400000.5, -2500]


@pytest.mark.parametrize(
    "texts", [("37.788",), ("37,788",), ("12,345", "-4,000"), ("1 000 000", "12.345"), ("12", "345.678", "..")]
)
def test_what_stays_ambiguous_is_a_question(texts):
    with pytest.raises(UnclearError) as error:
        read(*texts)
    (question,) = error.value.questions
    (problem,) = error.value.problems
    assert question.key == "desimal" and [k for k, _ in question.choices] == ["komma", "punktum"]
    assert problem.line and "--svar desimal=komma" in problem.hint
    assert len(set(read(*texts, answers={"desimal": "komma"})) & set(read(*texts, answers={"desimal": "punktum"}))) < len(texts)


def test_the_question_shows_both_numbers():
    with pytest.raises(UnclearError) as error:
        read("37.788")
    assert error.value.questions[0].text.startswith("Hvilket tall er «37.788»")
    assert [t for _, t in error.value.questions[0].choices] == ["komma er desimaltegn: 37 788", "punktum er desimaltegn: 37,788"]
    assert read("37.788", answers={"desimal": "komma"}) == [37788]
    assert read("37.788", answers={"desimal": "punktum"}) == [37.788]
    assert read("37.788", answers={"desimal.beløp": "punktum"}) == [37.788]


def test_both_marks_in_one_column_are_refused_with_a_cell_of_each():
    with pytest.raises(SourceError, match="både komma og punktum") as error:
        read("12,5", "7", "12.5")
    assert [p.line for p in error.value.problems] == [2, 4]


def test_an_answer_against_the_evidence_is_refused():
    with pytest.raises(SourceError, match="passer ikke"):
        read("12,5", answers={"desimal": "punktum"})
    with pytest.raises(SourceError, match="svaret er ukjent"):
        read("12.345", answers={"desimal": "kommma"})


WIDE = Shape((Wanted("konto", ("Konto",), "tekst"),), wide=Wanted("beloep", (), "tall"))


def test_a_silent_column_follows_the_other_value_columns():
    table = table_of([csv("Konto;2025;2026\na;12,5;37,788\nb;1,25;1")], WIDE)
    assert [w.values for w in table.wide] == [(12.5, 1.25), (37.788, 1)]


def test_columns_that_disagree_ask_for_the_silent_one_alone():
    text = "Konto;2024;2025;2026\na;12,5;12.5;37,788"
    with pytest.raises(UnclearError) as error:
        table_of([csv(text)], WIDE)
    assert [q.key for q in error.value.questions] == ["desimal.2026"]
    assert table_of([csv(text)], WIDE, {"desimal.2026": "punktum"}).wide[2].values == (37788,)


def test_numbers_of_a_workbook_are_taken_unchanged_and_texts_beside_them_decided():
    assert read(1.5, 12.345, "12.345", "1.234.567") == [1.5, 12.345, 12345, 1234567]
    with pytest.raises(UnclearError):
        read(1.5, "12.345")


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        (Fault("feilverdi", "#DIV/0!"), "feilverdi"),
        (Fault("uberegnet", "=A1*2"), "ikke beregnet"),
        (dt.date(2026, 5, 1), "dato"),
        (float("inf"), "ikke et tall"),
        (float("nan"), "ikke et tall"),
        (1e16, "15 sifre"),
    ],
)
def test_cells_without_a_number_are_refused_all_at_once_with_their_names(cell, what):
    rows = [["Konto", "Beløp"], ["a", 1], ["b", cell], ["c", 2], ["d", cell]]
    with pytest.raises(SourceError, match=what) as error:
        table_of([sheet(rows, "Saldo")], SHAPE)
    assert [p.key for p in error.value.problems] == ["Saldo!B3", "Saldo!B5"]


def test_the_problems_of_a_file_are_bounded():
    with pytest.raises(SourceError) as error:
        read(*["x"] * 1000)
    assert len(error.value.problems) == 201 and any("800 til" in p.message for p in error.value.problems)


def test_cells_in_per_cent_are_marked_and_not_changed():
    rows = [["Konto", "Beløp"], ["a", 0.125], ["b", "12,5 %"], ["c", 3]]
    table = table_of([sheet(rows, percent=frozenset({(2, 1)}))], SHAPE)
    assert table.numbers("beloep") == (0.125, 12.5, 3)
    assert table.percent == {(2, 1): "format", (3, 1): "tegn"}
    assert table.per_cent("beloep") == (12.5, 12.5, 3)


def test_an_error_in_a_column_nobody_wants_is_nothing():
    rows = [["Konto", "Beløp", "Annet"], ["a", 1, Fault("feilverdi", "#N/A")]]
    assert table_of([sheet(rows)], SHAPE).numbers("beloep") == (1,)


def test_a_plain_amount_and_the_full_rules_give_the_same():
    for text in ("0", "-7", "12,5", "12.50", "-0,05", "123456789012"):
        full = parse(f" {text} ")
        assert (full.comma, full.point) == (parse(text).comma, parse(text).point)
