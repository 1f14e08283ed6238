"""Rows and numbers of a plan's csv files as people and spreadsheets leave them: read as meant, or refused with the remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ldip.binding.reading import collect
from ldip.errors import Problem
from ldip.plan.csvfile import read_rows
from ldip.plan.csvlines import UNCLOSED, parse, text_of
from ldip.plan.csvnumbers import read_column
from ldip.plan.edits import NewRow, SetCell, SetValue, apply
from ldip.plan.schema import tables as t
from ldip.plan.tomlfile import loads

ROOT = Path(__file__).resolve().parents[2]
HEAD = "tjeneste;art;beloep;enhet;priser;anslag;kilde\n"
# Texts that people type and paste: line breaks of all kinds, quotation marks, delimiters, signs of comments and formulas.
TYPED = st.text(
    st.sampled_from("ab æ1;,\"'#=+@\\\n\r\t\u2028\u2029\x85\x0b\x0c\x1c«»\u00a0{}[]") | st.characters(exclude_categories=["Cs"]),
    min_size=1,
    max_size=40,
)


def frames(text: str) -> tuple[tuple[t.FrameRow, ...], tuple[int, ...], list[Problem]]:
    return read_rows(text.encode(), "rammer.csv", t.FrameRow)


def amounts(*cells: str, delimiter: str = ";") -> list[float | str]:
    """The amounts of a frames file, and the problem of each cell that is refused."""
    quoted = [f'"{c}"' if delimiter in c else c for c in cells]
    body = "".join(f"skole;loenn;{c};kr;løpende;ja;k\n".replace(";", delimiter) for c in quoted)
    head = HEAD.replace(";", delimiter)
    rows, lines, problems = frames(head + body)
    found: dict[int, float | str] = {n: r.beloep for n, r in zip(lines, rows, strict=True)}
    found |= {p.line: f"{p.message} → {p.hint}" for p in problems}
    return [found[i + 2] for i in range(len(cells))]


def test_line_separators_end_no_row() -> None:
    text = HEAD + 'skole;loenn;58;kr;løpende;ja;Regnskap\u2028fra notat\nskole;kjoep;9;kr;løpende;ja;"Regnskap\nto linjer"\n'
    rows, lines, problems = frames(text + "skole;sosiale;16;kr;løpende;ja;Regnskap\x0bfra tekstbehandler\x85og\x0cmer\n")
    assert not problems and lines == (2, 3, 5)
    assert [r.kilde for r in rows] == [
        "Regnskap\nfra notat",
        "Regnskap\nto linjer",
        "Regnskap\x0bfra tekstbehandler\x85og\x0cmer",
    ]


def test_the_field_file_has_three_rows(field: Path, tmp_path: Path) -> None:
    file = field / "rammer_linjeskilletegn.csv"
    rows, _, problems = read_rows(file.read_bytes(), "rammer.csv", t.FrameRow)
    assert not problems and [(r.art, r.beloep) for r in rows] == [("loenn", 58.0), ("kjoep", 9.0), ("sosiale", 16.0)]
    shutil.copytree(ROOT / "examples" / "nordvik", tmp_path / "n")
    shutil.copy(file, tmp_path / "n" / "rammer.csv")
    assert not [p for p in collect(tmp_path / "n")[1] if p.file == "rammer.csv" and p.line]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["unix", "windows", "gammel mac"])
@pytest.mark.parametrize("top", ["", "\ufeff", "sep=;\n", "# om filen\n\n"])
def test_endings_and_first_lines(ending: str, top: str) -> None:
    text = (top + HEAD + "skole;loenn;58,5;kr;løpende;ja;k\n\n# mer\nskole;kjoep;9;kr;løpende;ja;k\n").replace("\n", ending)
    rows, lines, problems = frames(text)
    above = top.count("\n")
    assert not problems and [r.beloep for r in rows] == [58.5, 9.0] and lines == (above + 2, above + 5)


@pytest.mark.parametrize(
    "text",
    [
        'skole;loenn;1;kr;løpende;ja;"åpen\nskole;kjoep;2;kr;løpende;ja;k\n',
        'skole;loenn;1;kr;løpende;ja;"åpen\nskole;kjoep;2;kr;løpende;ja;"k"\n',
        'skole;loenn;1;kr;løpende;ja;"åpen',
        'skole;loenn;1;kr;løpende;ja;"åpen\n' + "mer\n" * 60,
    ],
)
def test_an_open_quotation_mark_takes_no_rows(text: str) -> None:
    rows, _, problems = frames(HEAD + text)
    assert problems[0].message == UNCLOSED and problems[0].line == 2 and problems[0].hint
    assert len(rows) == (1 if "kjoep" in text else 0)


def test_cells_beyond_the_header() -> None:
    rows, _, problems = frames(HEAD + "skole;loenn;1;kr;løpende;ja;Regnskap 2025; korrigert;;\n")
    assert not problems and rows[0].kilde == "Regnskap 2025; korrigert"
    odd = HEAD.replace("kilde", "x").replace("anslag", "kilde").replace("x", "anslag")
    assert "flere celler" in str(frames(odd + "skole;loenn;1;kr;løpende;k;ja;mer\n")[2][0])


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ((HEAD + "skole;loenn;1;kr;løpende;ja;å\n").encode("cp1252"), "ser ut som cp1252"),
        ((HEAD + "skole;loenn;1;kr;løpende;ja;å\n").encode("utf-16"), "UTF-16"),
        ((HEAD + "skole;loenn;1;kr;løpende;ja;å\n").encode("utf-16-le"), "UTF-16"),
        ((HEAD + "skole;loenn;1;kr;løpende;ja;å\n").encode("utf-16-be"), "UTF-16"),
        ((HEAD + "skole;loenn;1;kr;løpende;ja;k\n").encode().decode("cp1252").encode(), "ødelagt"),
        ((HEAD + "skole;loenn;1;kr;l\ufffdpende;ja;k\n").encode(), "ødelagt"),
    ],
    ids=["cp1252", "utf-16", "utf-16-le", "utf-16-be", "to ganger", "tapt"],
)
def test_an_encoding_is_never_guessed(raw: bytes, words: str) -> None:
    rows, _, problems = read_rows(raw, "rammer.csv", t.FrameRow)
    assert (
        rows == () and len(problems) == 1 and words in problems[0].message and "UTF-8" in problems[0].hint + problems[0].message
    )
    assert problems[0].line > 0


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["12.345", "1.234.567"], [12345, 1234567]),
        (["12.345", "12,5"], [12345, 12.5]),
        (["12.345", "1.234,50"], [12345, 1234.5]),
        (["12.345", "37.78"], [12.345, 37.78]),
        (["12.345", "0.125"], [12.345, 0.125]),
        (["12,345", "0,540"], [12.345, 0.54]),
        (["12,345", "1,234,567"], [12345, 1234567]),
        (["1000,-", "12.345,-"], [1000, 12345]),
        (["(5)", "\u22125", "–7", "5"], [-5, -5, -7, 5]),
        (["1 000", "1\u00a0000", "1\u202f000", "1\u2009000", "1'000", "1’000 000"], [1000, 1000, 1000, 1000, 1000, 1000000]),
        (["kr 1 000", "1000 kr", "1 000,50 kr"], [1000, 1000, 1000.5]),
        (["5,04e-05", "1e3"], [5.04e-05, 1000]),
        (["37.788", "58"], ["kan leses som 37\u00a0788 og som 37,788", 58]),
        (["37.788", "1,5", "2.5"], ["kan leses som", 1.5, 2.5]),
        (["12,345", "2.5"], ["kan leses som", 2.5]),
        (["1 5", "1,2,3", "-(5)", "5 %", "abc"], ["må være et tall"] * 3 + ["cellen sier prosent, men enheten er kr", "må være et tall"]),
    ],
    ids=str,
)  # fmt: skip
def test_numbers_are_decided_by_their_column(cells: list[str], wanted: list[float | str]) -> None:
    found = amounts(*cells)
    for got, meant in zip(found, wanted, strict=True):
        assert got == meant if isinstance(meant, int | float) else isinstance(got, str) and str(meant) in got, found


def test_numbers_of_a_file_with_commas() -> None:
    assert amounts("1.5", "12.345", delimiter=",") == [1.5, 12.345]
    assert amounts("1,234,567", "12,345", "2.5", delimiter=",") == [1234567, 12345, 2.5]
    (only,) = amounts("12,345", delimiter=",")
    assert isinstance(only, str) and "kan leses som" in only


def test_kroner_in_a_column_of_another_unit_are_refused() -> None:
    (problem,) = frames(HEAD + "skole;loenn;58 kr;mill. kr;løpende;ja;k\n")[2]
    assert problem.message == "cellen sier kr, men enheten er mill. kr" and (problem.line, problem.column) == (2, 3)


@given(st.lists(st.floats(-1e12, 1e12).map(lambda v: round(v, 3)), min_size=1, max_size=8), st.sampled_from(",."))
@settings(max_examples=60, deadline=None)
def test_a_column_in_one_style_is_read_or_refused_and_never_misread(values: list[float], mark: str) -> None:
    """Norwegian and English notation in a file of either kind."""
    group = {",": ".", ".": ","}[mark]
    for style in (f"{mark}", f"{group}{mark}"):
        written = []
        for v in values:
            text = f"{v:,.3f}" if len(style) == 2 else f"{v:.3f}"
            written.append(text.replace(",", "G").replace(".", mark).replace("G", group))
        for own, read in zip(values, read_column(written, mark), strict=True):
            assert read.fault or float(read.text) == own, (written, read)


@given(st.lists(TYPED, min_size=1, max_size=4), st.sampled_from(";,"))
@settings(max_examples=100, deadline=None)
def test_whatever_is_typed_in_a_cell_is_read_back(texts: list[str], delimiter: str) -> None:
    """As a new row and as a cell; line breaks come back as \\n, and no other row is touched."""
    before = {"x.csv": f"a{delimiter}b\n1{delimiter}2\n3{delimiter}4\n".encode()}
    edits = [
        e
        for text in texts
        for e in (NewRow(fil="x.csv", celler={"a": text, "b": "9"}), SetCell(fil="x.csv", rad=2, kolonne="b", verdi=text))
    ]
    after = parse(apply(before, edits)["x.csv"].decode())
    assert [r.fault for r in after.rows] == [""] * len(after.rows) and after.delimiter == delimiter
    assert [r.trimmed for r in after.rows] == [["1", text_of(texts[-1])], ["3", "4"], *([text_of(text), "9"] for text in texts)]
    assert [r.line for r in after.rows] == list(range(2, 4 + len(texts)))


@given(TYPED)
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_as_a_value_is_read_back(text: str) -> None:
    files = {"plan.toml": b'# om\nnavn = "x"  # navnet\n[a]\nb = 1\n'}
    edits = [SetValue(fil="plan.toml", noekkel=["navn"], verdi=text), SetValue(fil="plan.toml", noekkel=["a", "c"], verdi=[text])]
    assert loads(apply(files, edits)["plan.toml"].decode()) == {"navn": text, "a": {"b": 1, "c": [text]}}
