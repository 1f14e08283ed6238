"""Two plans compared: every difference is listed once with its place, nothing else is, and results follow."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldip import Plan, compare_plans
from ldip.binding.reading import with_levers
from ldip.cli.app import app
from ldip.compare.plans import InputChange, input_changes
from ldip.publish.digits import grouped
from ldip.publish.screen.compare import MOST_ROWS, input_table, result_table
from tests.demography.plans import changed
from tests.publish.printed import text_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def found(a: Plan, b: Plan) -> set[tuple[str, str, str | None, str | None]]:
    return {(c.file, c.key, c.before, c.after) for c in input_changes(a, b)}


def test_a_plan_does_not_differ_from_itself(solvik: Plan, baerum: Plan) -> None:
    for plan in (solvik, baerum):
        assert list(input_changes(plan, plan)) == []
        bridge = compare_plans(plan, plan)
        assert bridge.results == () and bridge.years == tuple(plan.years)


def test_every_change_is_told_with_its_place(solvik: Plan, tmp_path: Path) -> None:
    def more(folder: Path) -> None:
        (folder / "grep" / "boersfall.toml").unlink()
        shutil.copy(folder / "selvkost" / "vann.toml", folder / "selvkost" / "slam.toml")

    other = changed(
        tmp_path,
        "solvik",
        ("finans.toml", "loepetid = 30", "loepetid = 25"),
        ("fond.toml", 'id = "bufferfond"\nnavn = "Bufferfond"', 'id = "bufferfond"\nnavn = "Buffer"'),
        ("finans.toml", "tapsbane = [-12, -4, 6]", "tapsbane = [-12, -6]"),
        ("laan.csv", "200;mill. kr;25;", "200;mill. kr;22;"),
        (
            "tiltak.csv",
            "velferdsteknologi;Velferdsteknologi;hjemmetjeneste;varig;2027;nei;-0,8",
            "velferdsteknologi;Velferdsteknologi;hjemmetjeneste;varig;2031;nei;-0,8",
        ),
        ("handlingsregler.toml", "tak = 110", "tak = 100"),
        more=more,
    )
    told = found(solvik, other)
    assert {
        ("finans.toml", "nye_laan.loepetid", "30", "25"),
        ("fond.toml", "disposisjonsfond.bufferfond.navn", "Bufferfond", "Buffer"),
        ("finans.toml", "kapitalforvaltning.tapsbane.1", "-4", "-6"),
        ("finans.toml", "kapitalforvaltning.tapsbane.2", "6", None),
        ("laan.csv", "kbn-1: restloepetid", "25", "22"),
        ("handlingsregler.toml", "maaltall.netto_laanegjeld_konsern.tak", "110", "100"),
        ("grep/boersfall.toml", "", "finnes", None),
        ("selvkost/slam.toml", "", None, "finnes"),
    } <= told
    moved = {(f, k, b is None, a is None) for f, k, b, a in told if f == "tiltak.csv"}
    assert moved == {
        ("tiltak.csv", "velferdsteknologi, 2027", False, True),
        ("tiltak.csv", "velferdsteknologi, 2031", True, False),
    }
    assert len(told) == 10
    place = {c.key: c.line for c in input_changes(solvik, other)}
    lines = (tmp_path / "solvik" / "finans.toml").read_text(encoding="utf-8").splitlines()
    assert "loepetid = 25" in lines[place["nye_laan.loepetid"] - 1]
    rows = (tmp_path / "solvik" / "laan.csv").read_text(encoding="utf-8").splitlines()
    assert rows[place["kbn-1: restloepetid"] - 1].startswith("kbn-1;")


def test_changes_come_in_the_order_of_the_schema(nordvik: Plan, solvik: Plan) -> None:
    """Every run prints the same first rows: the fields given in a file are a set, and its order differs from run to run."""
    for file, model in (("plan.toml", type(solvik.head)), ("befolkning.toml", type(solvik.population))):
        seen = dict.fromkeys(c.key.split(".")[0] for c in input_changes(nordvik, solvik) if c.file == file)
        common = [n for n in model.model_fields if n in seen and n in nordvik.documents[file].model_fields_set]
        assert [n for n in seen if n in common] == common, file
        assert len(common) > 2, file


def test_what_goes_one_way_goes_back(solvik: Plan, tmp_path: Path) -> None:
    other = changed(tmp_path, "solvik", ("laan.csv", "0,40", "0,60"), ("finans.toml", "loepetid = 30", "loepetid = 25"))
    assert found(other, solvik) == {(f, k, after, before) for f, k, before, after in found(solvik, other)}


def test_cells_of_a_large_table_are_named_by_what_they_are(nordvik: Plan, tmp_path: Path) -> None:
    path = EXAMPLES / "nordvik" / "befolkning" / "folketall.csv"
    row = next(x for x in path.read_text(encoding="utf-8").splitlines() if x.startswith("k;3;"))
    other = changed(tmp_path, "nordvik", ("befolkning/folketall.csv", row, "k;3;999"))
    assert [(c.key, c.after) for c in input_changes(nordvik, other)] == [("k, 3, kommunen: personer", "999")]


def test_a_row_is_named_by_what_it_states(nordvik: Plan, tmp_path: Path) -> None:
    """An adopted line without an element, a duration or a phase-out has none of them in its name."""
    other = changed(
        tmp_path, "nordvik", ("vedtatt.csv", "skatt_paa_inntekt_og_formue;2026;161,0", "skatt_paa_inntekt_og_formue;2026;162,0")
    )
    assert [c.key for c in input_changes(nordvik, other)] == ["skatt_paa_inntekt_og_formue, 2026: beloep"]


def test_results_that_follow(baerum: Plan) -> None:
    bridge = compare_plans(baerum, with_levers(baerum, ["samlebevilgninger"]))
    assert bridge.inputs and bridge.results
    for change in bridge.results:
        assert change.before == bridge.before.value(change.name, change.year)
        assert change.after == bridge.after.value(change.name, change.year) != change.before
    printed = text_of(result_table(bridge))
    year = baerum.shown_year
    for run in (bridge.before, bridge.after):
        assert grouped(run.value("laanegjeld_ub", year) / 1e6) in printed
    assert not [c for c in bridge.results if c.name == "innbyggere_ub"], "the lever moves no people"


def test_different_years_and_places_can_be_held_together(baerum: Plan, solvik: Plan) -> None:
    bridge = compare_plans(baerum, solvik)
    assert bridge.years == tuple(range(2026, 2042))
    table = input_table(bridge)
    assert table.row_count == MOST_ROWS and f"… og {len(bridge.inputs) - MOST_ROWS} til" in text_of(table)
    assert input_table(bridge, every=True).row_count == len(bridge.inputs)


def test_a_change_without_a_place_has_no_line() -> None:
    assert InputChange("x", "y", None, "1").line == 0


@pytest.mark.parametrize(
    ("other", "code", "words"),
    [("solvik", 0, "Planene er like"), ("nordvik", 0, "Resultater som er endret"), ("finnes-ikke", 1, "fant ingen plan her")],
)
def test_on_the_command_line(other: str, code: int, words: str) -> None:
    done = CliRunner().invoke(app, ["sammenlign", "planer", str(EXAMPLES / "solvik"), str(EXAMPLES / other)])
    assert done.exit_code == code and words in done.output, done.output


def test_a_change_that_moves_nothing_is_said(tmp_path: Path) -> None:
    changed(tmp_path, "solvik", ("plan.toml", 'beskrivelse = "Tre soner', 'beskrivelse = "Fire soner'))
    done = CliRunner().invoke(app, ["sammenlign", "planer", str(EXAMPLES / "solvik"), str(tmp_path / "solvik")])
    assert done.exit_code == 0 and "flytter ingen hovedtall" in done.output and "plan.toml" in done.output
