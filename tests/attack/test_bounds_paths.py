"""Paths and folders: one rule at every door, and values that are set are written or refused."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest

from ldip.binding.reading import collect, collect_contents
from ldip.errors import PlanError, SourceError
from ldip.plan import bounds
from ldip.plan.archive import packed, unpacked
from ldip.plan.edits import NewFile, SetValue, apply
from ldip.plan.folder import read_all
from ldip.plan.paths import DEEPEST, LONGEST, PART, path_fault
from ldip.plan.tomlfile import loads
from ldip.store.versions import folder_contents
from tests.web.conftest import plan_files


@pytest.mark.parametrize(
    "path",
    [
        *(
            "C:x",
            "C:/x.toml",
            "c:\\x.toml",
            "a.toml:b",
            "a/b:c.csv",
            "a\\b",
            "//x/y.toml",
            "/x",
            "../x",
            "a/../b",
            "./x",
            "a//b",
            "",
        ),
        *("con", "CON.toml", "a/NUL", "aux.tar.csv", "com1.toml", "LPT9.md", "com¹.csv", "conin$", "nul .toml"),
        *(
            "a.",
            "a ",
            " a",
            "a./b",
            "a /b",
            "x\x00.toml",
            "x\n.toml",
            "x\x85",
            "x\u202etxt.toml",
            "x\u200b.toml",
            "x*",
            "x?",
            'x"',
            "<x",
            "x|",
        ),
        *("x" * (PART + 1), "/".join("a" * (DEEPEST + 1)), "/".join(["x" * 99] * 4) + "y" * (LONGEST - 398), "\ud800.toml"),
    ],
)
def test_paths_are_safe_on_every_machine(path: str, tmp_path: Path) -> None:
    assert path_fault(path)
    if path.isprintable() and path and not path.startswith("/") and "\\" not in path:
        with pytest.raises(SourceError):
            unpacked(packed({"plan.toml": b"", "m/plan.toml": b"", path: b"x"}))
    with pytest.raises(ValueError, match=r"."):
        NewFile(fil=path, tekst="")


@pytest.mark.parametrize(
    "path",
    ["plan.toml", "tjenester/ny-skole.toml", "notater/Møte 1. mars.md", "console.md", "a/" * (DEEPEST - 1) + "x", "x" * PART],
)
def test_paths_that_people_use_are_taken(path: str) -> None:
    assert path_fault(path) == ""


def test_two_files_that_are_one_on_other_machines_are_refused() -> None:
    with pytest.raises(SourceError, match="samme navn"):
        unpacked(packed({"plan.toml": b"", "notater/A.md": b"", "notater/a.md": b""}))


def test_only_plain_files_of_a_folder_are_read(tmp_path: Path) -> None:
    """A link out of the folder, a loop, a pipe and a huge file are told, and neither followed nor read."""
    folder = tmp_path / "plan"
    (folder / "grep").mkdir(parents=True)
    (folder / "plan.toml").write_bytes(plan_files()["plan.toml"])
    assert set(folder_contents(folder)) == {"plan.toml"}
    (tmp_path / "hemmelig.toml").write_text("passord = 1", encoding="utf-8")
    (folder / "befolkning.toml").symlink_to(tmp_path / "hemmelig.toml")
    (folder / "grep" / "ring").symlink_to(folder)
    os.mkfifo(folder / "laan.csv")
    with pytest.raises(SourceError) as told:
        folder_contents(folder)
    assert {p.file for p in told.value.problems} == {"befolkning.toml", "grep/ring", "laan.csv"}
    assert {p.file for p in collect(folder)[1]} == {"befolkning.toml", "grep/ring", "laan.csv"}
    for name in ("befolkning.toml", "grep/ring", "laan.csv"):
        (folder / name).unlink()
    with (folder / "laan.csv").open("wb") as file:
        file.truncate(bounds.CSV_BYTES + 1)
    assert re.search(r"laan\.csv: flere enn", str(collect(folder)[1][0]))
    with pytest.raises(SourceError, match=r"laan\.csv: flere enn"):
        read_all(folder)


def test_what_is_refused_costs_nothing_of_the_rest() -> None:
    """A plan with one file beyond the limits still reads, with one located problem for that file."""
    files = {**plan_files(), "prosjekter/dyp.toml": ("a." * 50_000 + "a = 1").encode()}
    _, problems = collect_contents(files, levers=False)
    assert [p.file for p in problems] == ["prosjekter/dyp.toml"]


@pytest.mark.parametrize("value", [1e308, "x", [], [1], {"a": 1}, True, "\x00", "\u2028", 2**63 - 1, -0.0])
@pytest.mark.parametrize(
    "keys", [["maaltall", 0], ["maaltall"], ["maaltall", 0, "id"], ["tid", "x", "y"], [""], ["a.b"], ["\n"], ["__class__"]]
)
def test_any_value_anywhere_is_written_or_refused(keys: list[str | int], value: Any) -> None:
    """The writer that keeps the layout has errors of its own for values that do not fit."""
    try:
        edits = [SetValue(fil="handlingsregler.toml", noekkel=keys, verdi=value)]
    except ValueError:
        return
    try:
        after = apply(plan_files(), edits)["handlingsregler.toml"]
    except PlanError as error:
        assert error.problems[0].file == "handlingsregler.toml"
    else:
        assert loads(after.decode())
