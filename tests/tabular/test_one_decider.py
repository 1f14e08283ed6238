"""Numbers are decided in one place: a plan's own files, a workbook's cells and other people's files read alike."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ldip.plan.csvnumbers import read_column
from ldip.tabular.numbers import FOREIGN, Mark, Rules, decide, parse
from ldip.tabular.terms import Shape, UnclearError, Wanted
from ldip.tabular.typed import table_of
from ldip.workbook.cells import CellError, value_of
from ldip.workbook.terms import Field
from tests.tabular.sheeted import sheet

SHAPE = Shape((Wanted("konto", ("Konto",), "tekst"), Wanted("beloep", ("Beløp",), "tall")))
DIGITS = st.integers(1, 9_999_999)
WRITTEN = st.tuples(
    DIGITS, st.sampled_from(["{:,}", "{}", "{},5", "{}.5", "{:,},-", "kr {:,}", "({:,})", "−{}", "{},125", "{}.125"])
)


def typed(*texts: str, answers: dict[str, str] | None = None) -> list[float | None]:
    rows = [["Konto", "Beløp"], *([f"k{i}", t] for i, t in enumerate(texts))]
    return list(table_of([sheet(rows, cells=False)], SHAPE, answers or {}).numbers("beloep"))


@given(st.lists(WRITTEN, min_size=1, max_size=5), st.sampled_from([" ", ".", ",", "'"]), st.sampled_from(",."))
@example([(1, "{}.5"), (1, "{:,},-"), (1000, "{:,}")], ",", ",")
@settings(max_examples=150, deadline=None)
def test_a_plan_reads_what_a_foreign_column_decides_or_refuses_it(column: list[tuple[int, str]], group: str, prior: Mark) -> None:
    texts = [form.format(value).replace(",", "\0") if "{:,}" in form else form.format(value) for value, form in column]
    texts = [t.removesuffix("\0-").replace("\0", group) + (",-" if t.endswith("\0-") else "") for t in texts]
    parsed = {t: parse(t) for t in texts}
    strict = decide(parsed.items(), FOREIGN)
    for text, read in zip(texts, read_column(texts, prior), strict=True):
        if strict.firm and strict.mark and not parsed[text].wrong and not read.fault:
            assert float(read.text) == parsed[text].under(strict.mark), (texts, text, read)


@pytest.mark.parametrize(
    ("text", "value"),
    [("12.345,-", 12345), ("12,345,-", 12345), ("1.234.567,-", 1234567), ("1000,-", 1000), ("(1000,-)", -1000)],
)
def test_a_number_without_oere_has_no_decimals_anywhere(text: str, value: float) -> None:
    assert typed(text) == [value]
    assert [float(read_column([text], mark)[0].text) for mark in (",", ".")] == [value, value]


def test_a_number_without_oere_decides_the_rest_of_its_column() -> None:
    assert typed("1000,-", "12.345") == [1000, 12345]
    assert [r.text for r in read_column(["1000,-", "12.345"], ",")] == ["1000", "12345"]


def test_an_answer_prevails_over_what_the_column_only_hints_at() -> None:
    assert typed("37,788", "1 234") == [37.788, 1234]
    assert typed("37,788", "1 234", answers={"desimal": "punktum"}) == [37788, 1234]


def test_a_prior_mark_holds_until_the_column_shows_the_other() -> None:
    rules = Rules(prior=",", mixed=True)

    def read(*texts: str) -> list[float | None]:
        parsed = {t: parse(t) for t in texts}
        decision = decide(parsed.items(), rules)
        return [decision.value(parsed[t]) for t in texts]

    assert read("12,345") == [12.345] and read("12.345") == [None]
    assert read("12,345", "2.5") == [None, 2.5] and read("12.345", "2.5") == [12.345, 2.5]
    with pytest.raises(UnclearError):
        typed("12,345")


def test_numbers_in_exponent_form_are_exact_only_where_programs_write_them() -> None:
    assert parse("1,23457E+11").wrong and parse("12e3").wrong
    assert parse("1,23457E+11", exponents=True).comma == 123457000000 and parse("12e3", exponents=True).point == 12000
    assert parse("1e999", exponents=True).wrong


def test_kroner_and_per_cent_at_once_are_no_number() -> None:
    assert parse("kr 5 %").wrong and parse("5 prosent").percent and parse("kr 5").unit == "kr"


@pytest.mark.parametrize("text", ["12.345", "1.234.567", "12.345,-", "5 kr", "12 %", "abc", "-", ".."])
def test_a_cell_of_the_plans_workbook_that_is_not_plain_is_refused(text: str) -> None:
    with pytest.raises(CellError):
        value_of(text, Field("tall"))


def test_a_number_of_the_plans_workbook_is_read_as_people_write_it() -> None:
    assert [value_of(t, Field("tall")) for t in ("12,345", "12.5", "1 234,5", "−7", "(5)", "1000,-")] == [
        12.345,
        12.5,
        1234.5,
        -7,
        -5,
        1000,
    ]
