"""Files of a plan just within each limit are read, just above are refused before a parser sees them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pytest

from ldip.errors import PlanError, Problem
from ldip.plan import bounds
from ldip.plan.bounds import capped, csv_problem, plan_problems, toml_problem, value_problem
from ldip.plan.csvfile import read_rows
from ldip.plan.edits import NewFile, NewRow, SetValue, apply
from ldip.plan.schema import tables as t
from ldip.plan.tomlfile import loads
from ldip.plan.write import edited_all
from tests.web.conftest import plan_files


def _lines(n: int, made: Callable[[int, int], str]) -> str:
    """`n` of something on lines of at most as many as a list may have."""
    full, rest = divmod(n, bounds.TOML_ITEMS)
    return "\n".join([*(made(i, bounds.TOML_ITEMS) for i in range(full)), *([made(full, rest)] if rest else [])])


TOML: Mapping[str, tuple[int, Callable[[int], str]]] = {
    "byte": (bounds.TOML_BYTES, lambda n: "x = 1" + (" " * 40_000 + "\n") * 6 + " " * (n - 240_011)),
    "linjer": (bounds.TOML_LINES, lambda n: "#\n" * (n - 1)),
    "nøkler": (
        bounds.TOML_KEYS,
        lambda n: _lines(n, lambda i, m: f"t{i} = {{" + ",".join(f"k{j}=1" for j in range(m - 1)) + "}"),
    ),
    "verdier": (bounds.TOML_VALUES, lambda n: _lines(n, lambda i, m: f"x{i} = [" + "1," * (m - 1) + "]")),
    "tabeller": (
        bounds.TOML_VALUES,
        lambda n: _lines(n, lambda i, m: f"x{i} = [" + "[1]," * ((m - 1) // 2) + "1," * ((m - 1) % 2) + "]"),
    ),
    "liste": (bounds.TOML_DEPTH, lambda n: "x = " + "[" * n + "]" * n),
    "innrykk": (bounds.TOML_DEPTH, lambda n: "x = " + "{a = " * n + "1" + "}" * n),
    "nøkkel": (bounds.TOML_DEPTH, lambda n: ".".join(["a"] * n) + " = 1"),
    "sitert": (bounds.TOML_DEPTH, lambda n: " . ".join(['"a.b"'] * n) + " = 1"),
    "overskrift": (bounds.TOML_DEPTH, lambda n: "[" + ".".join(["a"] * n) + "]\nx = 1"),
    "punktum": (bounds.TOML_DOTS, lambda n: "".join(f"a.k{i} = 1.5\n" for i in range(n))),
    "tekst": (bounds.TOML_TEXT, lambda n: 'x = "' + "æ" * ((n - 2) // 2) + "b" * (n % 2) + '"'),
    "linjetekst": (bounds.TOML_TEXT, lambda n: "x = '''" + "[" * (n - 6) + "'''"),
    "tall": (bounds.TOML_WORD, lambda n: "x = " + "1" * n),
    "ord": (bounds.TOML_WORD, lambda n: "k" * n + " = 1"),
}


@pytest.mark.parametrize("kind", TOML)
def test_toml_is_as_large_as_allowed_and_no_larger(kind: str) -> None:
    most, made = TOML[kind]
    within, above = made(most), made(most + 1)
    assert toml_problem(within.encode(), "x.toml") is None
    assert loads(within) is not None
    problem = toml_problem(above.encode(), "x.toml")
    assert problem is not None and problem.file == "x.toml" and "flere enn" in problem.message and problem.hint
    with pytest.raises(PlanError, match="flere enn"):
        apply(plan_files() | {"prosjekter/x.toml": above.encode()}, [SetValue(fil="prosjekter/x.toml", noekkel=["y"], verdi=1)])


def test_what_is_said_in_texts_and_comments_is_not_counted() -> None:
    text = f'# {"[" * 500}\nx = "{"[{." * 500}"\ny = \'{"." * 500}\'\nz = """\n"" {"[" * 50} \\" """""\nw = \'\'\'{"a.b" * 99}\'\'\'\n'
    assert loads(text)["z"].endswith('""')
    assert toml_problem(text.encode(), "x.toml") is None


def test_the_line_of_a_refusal_is_that_of_the_cause() -> None:
    text = 'a = """\n\n"""\n# x\nb = ' + "[" * 30
    problem = toml_problem(text.encode(), "x.toml")
    assert problem is not None and problem.line == 5


def _csv(rows: int, columns: int = 2, cell: str = "x") -> bytes:
    head = ";".join(f"c{i}" for i in range(columns))
    return "\n".join([head, *([";".join([cell] * columns)] * (rows - 1))]).encode()


@pytest.mark.parametrize("file", sorted(bounds.TABLES_ROWS))
def test_every_table_has_its_number_of_rows(file: str) -> None:
    most = bounds.TABLES_ROWS[file]
    assert file in t.TABLES and most <= bounds.CSV_ROWS
    assert csv_problem(_csv(most), file) is None
    for end in (b"\r\n", b"\r", b"\v", "\u2028".encode(), b"\xc2\x85"):
        assert csv_problem(_csv(most + 1).replace(b"\n", end), file) is not None, end


def test_tables_are_all_bounded() -> None:
    assert set(bounds.TABLES_ROWS) == set(t.TABLES)


CSV: Mapping[str, tuple[int, Callable[[int], bytes]]] = {
    "rader": (bounds.CSV_ROWS, _csv),
    "kolonner": (bounds.CSV_COLUMNS, lambda n: _csv(2, n)),
    "linje": (bounds.CSV_LINE, lambda n: b"a;b\n" + b"x" * (n - 2) + b";1\n"),
    "sitert": (bounds.CSV_LINE, lambda n: b'a;b\n"' + b"x" * (n - 1) + b"\n1;2"),
    "celler": (bounds.CSV_CELLS, lambda n: _csv(n // 200, 200, "") + (b"" if n % 200 == 0 else b"\na")),
    "byte": (bounds.CSV_BYTES, lambda n: b"a\n" + (b"x" * 19_999 + b"\n") * ((n - 2) // 20_000) + b"y" * ((n - 2) % 20_000)),
}


@pytest.mark.parametrize("kind", CSV)
def test_csv_is_as_large_as_allowed_and_no_larger(kind: str) -> None:
    most, made = CSV[kind]
    assert csv_problem(made(most), "befolkning/f.csv") is None
    problem = csv_problem(made(most + 1), "befolkning/f.csv")
    assert problem is not None and problem.file == "befolkning/f.csv" and problem.hint
    _, _, problems = read_rows(made(most + 1), "befolkning/f.csv", t.StockRow)
    assert problems == [problem]


def test_a_cell_longer_than_pythons_is_a_located_error() -> None:
    with pytest.raises(PlanError, match=r"laan\.csv:2: linjen er lengre"):
        apply({"laan.csv": b'id;navn\n"' + b"x" * 140_000}, [NewRow(fil="laan.csv", celler={"id": "a"})])


def test_mistakes_on_every_row_are_told_some_times_only() -> None:
    rows = b"kjoenn;alder;personer\n" + b"x;y;z\n" * 100_000
    _, _, problems = read_rows(rows, "befolkning/f.csv", t.StockRow)
    assert bounds.MOST_PROBLEMS <= len(problems) <= bounds.MOST_PROBLEMS + 5
    assert problems[-1].message == "resten av filen er ikke lest"
    many = [Problem("a", "", str(i)) for i in range(bounds.SHOWN_PROBLEMS + 1)]
    assert capped(many[:-1]) == many[:-1]
    assert capped(many)[-1].message == "og 1 feil til i planen" and len(capped(many)) == bounds.SHOWN_PROBLEMS + 1


def test_a_column_is_named_once() -> None:
    _, _, problems = read_rows(b"kjoenn;alder;personer;alder\nk;1;2;3\n", "f.csv", t.StockRow)
    assert [p.message for p in problems] == ["kolonnen står to ganger"]


def in_folder(folder: str, count: int) -> dict[str, int]:
    return {f"{folder}/{i}.toml": 1 for i in range(count)}


PLAN: Mapping[str, tuple[int, Callable[[int], dict[str, int]]]] = {
    "filer": (bounds.PLAN_FILES, lambda n: {f"notater/{i}.md": 1 for i in range(n)}),
    "byte": (bounds.PLAN_BYTES, lambda n: {f"notater/{i}.md": n // 16 for i in range(16)} | {"plan.toml": n % 16}),
    "notat": (bounds.NOTE_BYTES, lambda n: {"notater/x.md": n}),
    "csv": (bounds.CSV_BYTES, lambda n: {"x.csv": n}),
    "toml": (bounds.TOML_BYTES, lambda n: {"x.toml": n}),
    "tjenester": (bounds.FOLDER_FILES, partial(in_folder, "tjenester")),
    **{k: (m, partial(in_folder, k)) for k, m in bounds.FOLDERS_FILES.items()},
}


@pytest.mark.parametrize("kind", PLAN)
def test_a_plan_is_as_large_as_allowed_and_no_larger(kind: str) -> None:
    most, made = PLAN[kind]
    assert plan_problems(made(most)) == []
    assert len(plan_problems(made(most + 1))) == 1


def test_rows_of_all_files_together_are_bounded() -> None:
    half = bounds.PLAN_ROWS // 2
    assert bounds.rows_problem({"a.csv": _csv(half), "b.csv": _csv(half)}, ["a.csv", "b.csv"]) is None
    assert bounds.rows_problem({"a.csv": _csv(half), "b.csv": _csv(half + 1)}, ["a.csv", "b.csv"]) is not None


def _deep(n: int) -> Any:
    value: Any = 1
    for _ in range(n):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("within", "above"),
    [
        (_deep(bounds.JSON_DEPTH - 1), _deep(bounds.JSON_DEPTH)),
        ([1] * (bounds.JSON_NODES - 1), [1] * bounds.JSON_NODES),
        (2**63 - 1, 2**63),
        (-(2**63), -(2**63) - 1),
        ({"a": [0]}, {"a": [10**5000]}),
    ],
)
def test_a_value_of_an_edit_is_bounded(within: Any, above: Any) -> None:
    assert value_problem(within) == "" and value_problem(above)
    assert SetValue(fil="plan.toml", noekkel=["x"], verdi=within).verdi == within
    with pytest.raises(ValueError, match=r"flere enn|for mange sifre"):
        SetValue(fil="plan.toml", noekkel=["x"], verdi=above)


def test_a_draft_is_held_to_the_limits_of_the_whole_plan() -> None:
    files = plan_files()
    room = bounds.FOLDERS_FILES["foretak"]
    more = [NewFile(fil=f"foretak/f{i}.toml", tekst="x = 1") for i in range(room + 1)]
    assert len(apply(files, more[:room])) == len(files) + room
    with pytest.raises(PlanError, match=f"foretak/: flere enn {room} filer"):
        apply(files, more)


def test_many_values_are_set_together_as_one_by_one() -> None:
    """One parse for all the edits gives the same text as one for each."""
    text = plan_files()["finans.toml"].decode()
    edits: list[tuple[list[str | int], Any]] = [
        (["nytt"], {"a": [1]}),
        (["nytt", "a", 1], 2),
        (["nytt", "b"], "x"),
        (["nytt", "a", 0], 3),
    ]
    alone = text
    for path, value in edits:
        alone = edited_all(alone, [(path, value)], "finans.toml")
    assert loads(edited_all(text, edits, "finans.toml")) == loads(alone)
    assert edits[0][1] == {"a": [1]}, "what was sent is unchanged"
