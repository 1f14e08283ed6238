"""A mistake that stands in many places is told once, with the places."""

from __future__ import annotations

import shutil
from pathlib import Path

from typer.testing import CliRunner

from ldip.cli.app import app
from ldip.errors import Problem
from ldip.plan.kinds import PLACES, kinds_of, told

ROOT = Path(__file__).resolve().parents[2]
runner = CliRunner()


def test_problems_that_differ_in_place_are_one_kind() -> None:
    rows = [Problem("rammer.csv", "enhet", "ukjent verdi", "mill kr", "bruk mill. kr", n) for n in range(3, 15)]
    rows[4] = Problem("rammer.csv", "enhet", "ukjent verdi", "tusen", "bruk mill. kr", 7)
    other = Problem("rammer.csv", "art", "ukjent verdi", "lonn", "mente du loenn?", 3)
    first, second = kinds_of([*rows, other])
    assert len(first.problems) == 12 and second.lines == (str(other),)
    assert first.lines[0] == str(rows[0])
    assert first.lines[1].strip() == "og 11 steder til: " + ", ".join(
        ["rammer.csv:4", "rammer.csv:5", "rammer.csv:6", "rammer.csv:7 (tusen)", "rammer.csv:8 …"]
    )
    assert first.lines[1].count("rammer.csv") == PLACES


def test_years_and_list_places_tell_no_kinds_apart_but_words_do() -> None:
    years = [Problem("kjøring", f"merforbruk_ub/{y}", "merforbruk fremført", f"{y}", "øk inntektene") for y in (2030, 2031)]
    lists = [Problem("a.toml", f"grupper.{i}.kostnad.priser", "feil prisnivå her", "", "bruk 2025-kroner") for i in (0, 1)]
    other = Problem("a.toml", "grupper.0.antall.priser", "mangler", "", "legg til nøkkelen")
    assert [len(k.problems) for k in kinds_of([*years, *lists, other])] == [2, 2, 1]


def test_the_count_says_kinds_and_places() -> None:
    one, two = Problem("a.csv", "x", "mangler", line=2), Problem("a.csv", "x", "mangler", line=3)
    assert told([]) == ()
    assert told([one])[0] == "1 feil i planen:"
    assert told([one, two])[0] == "1 slags feil i planen, 2 steder:"
    assert told([one, two])[2].strip() == "og ett sted til: a.csv:3"


def test_check_tells_a_wrong_unit_on_every_row_once(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    shutil.copytree(ROOT / "examples" / "nordvik", folder)
    frames = folder / "rammer.csv"
    frames.write_text(frames.read_text(encoding="utf-8").replace("mill. kr", "mill kr"), encoding="utf-8")
    for command in (["check", str(folder)], ["run", str(folder), "--ut", str(tmp_path / "ut")]):
        done = runner.invoke(app, command)
        assert done.exit_code == 1
        said = done.output.splitlines()
        assert said[0] == "1 slags feil i planen, 19 steder:", done.output
        assert "rammer.csv:3" in said[1] and said[2].strip().startswith("og 18 steder til: rammer.csv:4")
