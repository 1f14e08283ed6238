"""A plan through a workbook and back: nothing changes by itself, and a changed cell changes just its own value."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from typing import Any

import pytest

from ldip.binding.reading import plan_of_contents
from ldip.plan.csvfile import decode
from ldip.plan.csvlines import parse
from ldip.plan.edits import apply
from ldip.workbook.taking import read_changes, taken_in
from ldip.workbook.write_book import workbook_of
from tests.workbook.books import At, Papers, at, book, cells, changed, plan, read, saved

PLANS = ("nordvik", "solvik", "baerum-2022", "3222")


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_comes_back_unchanged(name: str) -> None:
    for raw in (book(name), saved(book(name))) if name == "nordvik" else (book(name),):
        found = taken_in(plan(name), "bok.xlsx", raw)
        assert (found.problems, found.changes, found.edits, found.told) == ((), (), (), ())


def test_the_same_plan_gives_the_same_workbook() -> None:
    assert workbook_of(plan("nordvik")) == book("nordvik")


def other(a: At) -> Any:
    """Another value that the cell may have."""
    value = a.cell.value
    if a.cell.field.choices and a.cell.field.kind == "tekst":
        return next((c for c in a.cell.field.choices if c and c != value), value)
    match a.cell.field.kind:
        case "tall":
            return float(value) + 0.125
        case "heltall":
            return int(value) + 1
        case "ja_nei":
            return "nei" if value else "ja"
        case "dato":
            return dt.date(2021, 5, 4)
        case _:
            return f"{value}x"


def leaves(contents: dict[str, bytes]) -> dict[tuple[Any, ...], Any]:
    """Every value of a plan by its place: keys of TOML files, lines and columns of csv files."""
    found: dict[tuple[Any, ...], Any] = {}

    def step(path: tuple[Any, ...], value: Any) -> None:
        inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
        if inside is None:
            found[path] = value
        else:
            for key, each in inside:
                step((*path, key), each)

    for name, raw in contents.items():
        if name.endswith(".toml") and "/notater" not in name and not name.startswith("notater"):
            step((name,), tomllib.loads(raw.decode()))
        elif name.endswith(".csv"):
            text, _ = decode(raw, name)
            found |= {(name, n, h): c for n, row in parse(text).by_column() for h, c in row.items()}
    return found


def test_changed_cells_change_just_their_values() -> None:
    name = "solvik"
    chosen = random.Random(0).sample([a for a in cells(name) if a.cell.value is not None and a.cell.field.kind != "liste"], 30)
    before = leaves(plan(name))

    def change(opened: Any) -> None:
        for a in chosen:
            a.put(opened, other(a))

    opened = Papers(read(name))
    change(opened)
    seen, edits, _ = read_changes(plan(name), "bok.xlsx", opened.sheets())
    assert not seen.problems
    after = leaves(apply(plan(name), edits))
    differ = {p for p in before.keys() | after.keys() if before.get(p) != after.get(p)}
    wanted = {(a.row.file, *((a.row.line,) if a.row.line else ()), *a.cell.path) for a in chosen if other(a) != a.cell.value}
    assert differ == wanted
    for a in chosen:
        place = (a.row.file, *((a.row.line,) if a.row.line else ()), *a.cell.path)
        value = after[place]
        wrote = other(a)
        if a.row.line:
            assert (
                float(value.replace(",", ".")) == pytest.approx(wrote, rel=1e-14)
                if isinstance(wrote, float)
                else value == str(wrote)
            )
        elif a.cell.field.kind == "ja_nei":
            assert value is (wrote == "ja")
        else:
            assert value == (pytest.approx(wrote, rel=1e-14) if isinstance(wrote, float) else wrote)


def test_a_changed_cell_changes_the_plan_and_keeps_the_rest_of_its_file() -> None:
    a = at("solvik", "forutsetninger.toml", "styringsrente.verdier.2027")
    found = changed("solvik", lambda b: a.put(b, 3.9))
    assert not found.problems
    [change] = found.changes
    assert (change.where, change.file, change.key) == (a.where, "forutsetninger.toml", "styringsrente.verdier.2027")
    assert (change.before, change.after) == ("3,4", "3,9")
    text, was = found.files["forutsetninger.toml"].decode(), plan("solvik")["forutsetninger.toml"].decode()
    assert text == was.replace("2027 = 3.4", "2027 = 3.9")
    assert {n for n, raw in found.files.items() if raw != plan("solvik")[n]} == {"forutsetninger.toml"}
    assert plan_of_contents(found.files).macro.styringsrente.at(2027) == pytest.approx(0.039)
