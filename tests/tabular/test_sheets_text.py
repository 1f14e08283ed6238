"""Delimited text as sheets: encodings, delimiters, quotes and row ends; an open choice is a question."""

from __future__ import annotations

import gzip

import pytest

from ldip.errors import SourceError
from ldip.tabular import files
from ldip.tabular import text as text_module
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import Fault, Raw, Sheet, UnclearError

LETTERS = "kommune;beløp\nÅlesund;-1\nBærum;2\nØrsta;3\nÆrø;4\n"
ROWS = [(1, ("kommune", "beløp")), (2, ("Ålesund", "-1")), (3, ("Bærum", "2")), (4, ("Ørsta", "3")), (5, ("Ærø", "4"))]


def one(raw: bytes | str, name: str = "x.csv", **answers: str) -> Sheet:
    found = read_sheets(name, raw.encode() if isinstance(raw, str) else raw, answers)
    assert len(found) == 1
    return found[0]


def cells(raw: bytes | str, **answers: str) -> list[tuple[Raw, ...]]:
    return [c for _, c in one(raw, **answers).rows]


def refused(raw: bytes | str, name: str = "x.csv") -> SourceError:
    with pytest.raises(SourceError) as found:
        one(raw, name)
    assert not isinstance(found.value, UnclearError)
    return found.value


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", ""), ("utf-8-sig", ""), ("utf-16", "UTF-16 LE"), ("utf-16-le", "UTF-16 LE"), ("utf-16-be", "UTF-16 BE"),
        ("utf-32", "UTF-32 LE"), ("cp1252", "Windows-1252"), ("latin-1", "Windows-1252"), ("iso8859-15", "Windows-1252"),
        ("mac-roman", "Mac OS Roman"), ("cp850", "DOS 850"), ("cp865", "DOS 850"),
    ],
)  # fmt: skip
def test_norwegian_letters_are_right_in_every_encoding(encoding: str, told: str) -> None:
    sheet = one(LETTERS.encode(encoding))
    assert list(sheet.rows) == ROWS
    assert sheet.told == ((f"filen er lest som {told}",) if told else ())
    assert one(("\ufeff" + LETTERS).encode("utf-16-be")).rows == sheet.rows


@pytest.mark.parametrize("letter", "æøåÆØÅé«»–§½")
def test_one_letter_alone_decides_windows_1252(letter: str) -> None:
    assert cells(f"navn;{letter} x\n1;2\n".encode("cp1252"))[0][1] == f"{letter} x"


@pytest.mark.parametrize(
    ("raw", "right", "encoding"),
    [
        ("navn;sum\nMüller š;1\n".encode("cp1252"), "Müller š", "cp1252"),
        ("navn;sum\nBœr;1\n".encode("cp1252"), "Bœr", "cp1252"),
        ("navn;sum\nŁódź;1\n".encode("cp1250"), "Łódź", "cp1250"),
    ],
)  # fmt: skip
def test_letters_of_more_than_one_encoding_are_asked_for(raw: bytes, right: str, encoding: str) -> None:
    with pytest.raises(UnclearError) as found:
        one(raw)
    (question,) = found.value.questions
    assert question.key == "tegnsett" and len(question.choices) > 1
    assert found.value.problems[0].file == "x.csv" and "tegnsett=" in found.value.problems[0].hint
    assert all(c < "\x80" or c >= "\xa0" for _, text in question.choices for c in text)
    assert cells(raw, tegnsett=encoding)[1][0] == right


def test_an_answer_is_used_and_a_wrong_one_refused() -> None:
    assert cells(LETTERS.encode("cp865"), tegnsett="DOS 865")[1][0] == "Ålesund"
    for wrong, what in (
        ("tull", "er ikke et tegnsett"),
        ("base64", "er ikke et tegnsett"),
        ("utf-8", "kan ikke leses som UTF-8"),
    ):
        with pytest.raises(SourceError, match=what):
            one(LETTERS.encode("cp865"), tegnsett=wrong)
    assert list(one(LETTERS, tegnsett="cp865", skilletegn="|").rows) == ROWS, "svar for andre filer"
    with pytest.raises(SourceError, match="er ikke et skilletegn"):
        one("a;b\n1;2\n", skilletegn="x")


def test_letters_lost_before_are_refused_with_the_line() -> None:
    assert refused("navn;sum\nB\ufffdrum;1\n").problems[0].line == 2
    assert refused("navn;sum\n\nBÃ¦rum;1\n").problems[0].line == 3
    for letter in "æøåÆØÅ":
        for wrong in ("cp1252", "latin-1", "mac-roman"):
            twice = f"navn;{letter}".encode().decode(wrong, errors="ignore")
            assert "to ganger" in str(refused(twice)), (letter, wrong)


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_divides_the_rows_evenly(delimiter: str) -> None:
    rows = [("konto", "navn", "beløp"), ("010", 'Lønn, fast; "A" | x', "1"), ("020", "Vikar", "2")]
    text = "\n".join(delimiter.join(f'"{c.replace(chr(34), 2 * chr(34))}"' for c in r) for r in rows)
    assert cells(text) == rows


def test_a_comma_in_numbers_titles_and_names_is_no_delimiter() -> None:
    assert cells("0301;1,5\n0302;2,5\n") == [("0301", "1,5"), ("0302", "2,5")]
    assert cells("Folk, etter region, kjønn, og år\n\nnavn;tall\nA;1,5\nB, C;2,5\n")[1:] == [
        ("navn", "tall"),
        ("A", "1,5"),
        ("B, C", "2,5"),
    ]
    assert cells("a\tb\n1,5\t2,5\n3,5\t4,5\n")[1] == ("1,5", "2,5")
    assert cells('a, "b"\n1, "2, 3"\n') == [("a", "b"), ("1", "2, 3")]
    assert cells("alene\n1\n2\n") == [("alene",), ("1",), ("2",)]


def test_the_beginning_of_a_large_text_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_module, "LARGE", 40)
    rows = [("navn", "tall"), *((f"Etternavn, {i}", "1,5") for i in range(50))]
    assert cells("".join(f"{a};{b}\n" for a, b in rows)) == rows


def test_two_delimiters_that_divide_alike_are_asked_for() -> None:
    text = "a;b,c;d\n1;x,y;3\nu;v,w;z\n"
    with pytest.raises(UnclearError) as found:
        one(text)
    (question,) = found.value.questions
    assert question.key == "skilletegn" and {k for k, _ in question.choices} == {"semikolon", "komma"}
    assert found.value.problems[0].line == 1
    assert cells(text, skilletegn="komma")[0] == ("a;b", "c;d")
    assert cells(text, skilletegn=";")[0] == ("a", "b,c", "d")


@pytest.mark.parametrize("first", ["sep=,\n", "SEP=,\r\n", '"sep=,"\n', "sep=,,,\n"])
def test_a_first_line_can_state_the_delimiter(first: str) -> None:
    assert list(one(first + "a;b,c;d\n1;x,y;3\n").rows) == [(2, ("a;b", "c;d")), (3, ("1;x", "y;3"))]


def test_rows_end_at_line_ends_only_and_have_their_first_line() -> None:
    text = 'a;b\r\nx\u2028y;\u0085\r\n"to\nlinjer; og mer";p\x0bq\n\n"tre\r\n\r\nlinjer";r\x0cs\nsist;t\x1cu'
    rows = [
        (1, ("a", "b")),
        (2, ("x\u2028y", "\u0085")),
        (3, ("to\nlinjer; og mer", "p\x0bq")),
        (6, ("tre\r\n\r\nlinjer", "r\x0cs")),
    ]
    assert list(one(text).rows) == [*rows, (9, ("sist", "t\x1cu"))]
    assert list(one("a;b\rc;d\r").rows) == [(1, ("a", "b")), (2, ("c", "d"))]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ('a;b\n1;2\n3;"åpen\n5;6\n', 3, "åpnet og ikke lukket"),
        ('a;b\n1;2\n3;"åpen, x\n5;6,7\n', 3, "åpnet og ikke lukket"),
        ('a;b\n"si "ja" nå";2\n', 2, "inne i en celle"),
        ("a;b\n1;2\n3\r4;5\n", 3, "kan ikke deles i celler"),
        (f'a;b\n1;2\n"{"x" * 131_073}";2\n', 3, "for lang"),
    ],
)  # fmt: skip
def test_quotes_that_are_not_closed_are_refused_with_the_line(text: str, line: int, what: str) -> None:
    (problem,) = refused(text).problems
    assert problem.line == line and what in problem.message and problem.hint


def test_error_values_and_comments_are_seen() -> None:
    rows = cells("# laget av oss, i dag\na;b\n#N/A;2\n#I/T;#DIV/0!\n# merk;3\n#1;Err:502\n")
    fault = [Fault("feilverdi", t) for t in ("#N/A", "#I/T", "#DIV/0!", "Err:502")]
    assert rows == [("a", "b"), (fault[0], "2"), (fault[1], fault[2]), ("# merk", "3"), ("#1", fault[3])]


def test_bounds_hold_before_a_row_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit, most, what in (
        ("SOURCE_ROWS", 3, "rader"),
        ("SOURCE_COLUMNS", 1, "kolonner"),
        ("SOURCE_CELLS", 7, "celler"),
        ("SOURCE_BYTES", 15, "byte"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(files, limit, most)
            assert f"flere enn {most} {what}" in str(refused("a;b\n1;2\n3;4\n5;6\n"))
    packed = gzip.compress(LETTERS.encode("cp1252"))
    assert list(one(packed, "x.csv.gz").rows) == ROWS
    assert "kan ikke leses" in str(refused(packed[:-9], "x.csv.gz"))


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        (b"%PDF-1.7 x", "en PDF"), (b"<html><table>", "HTML"), (b"<?xml version='1.0'?><Workbook>", "XML"), (b"PK\x03\x04" + b"x" * 40, "zip"),
        (b"{\\rtf1", "RTF"), (b"", "tom"), (b"\n \n", "tom"), (b"\xef\xbb\xbf;;\n", "ingen rader"), (b"\x00\x01\xff\xfe" * 9, "ikke en tekstfil"),
        (b"{}", "ikke JSON-stat"), (b"[1, 2]", "ikke JSON-stat"), (b'{"a": ', "ikke gyldig JSON"),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused_by_its_kind(raw: bytes, what: str) -> None:
    found = refused(raw)
    assert what in str(found) and all(p.hint and p.file == "x.csv" for p in found.problems)
