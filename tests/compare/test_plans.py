"""Two plans compared: every difference is listed once with its place, nothing else is, and results follow."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldip import Plan, compare_plans, read_plan
from ldip.binding.reading import plan_of_contents, with_levers
from ldip.cli.app import app
from ldip.compare.method import Stored
from ldip.compare.plans import input_changes
from ldip.compare.split import Measure, split_plans
from ldip.compare.stored import stored_beside, with_stored
from ldip.glossary import label
from ldip.plan.edits import SetValue, apply
from ldip.publish.content.changes import changed_inputs, in_words
from ldip.publish.digits import grouped
from ldip.publish.screen.compare import MOST_ROWS, input_table, result_table
from tests.demography.plans import changed
from tests.publish.printed import text_of

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


Told = tuple[str, str, str, str]


def read(a: Plan, b: Plan) -> list[Told]:
    """Changed inputs as they are read: file, name, before and after."""
    return [(c.change.file, c.name, c.before, c.after) for c in in_words(input_changes(a, b), a, b, {})]


def said(a: Plan, b: Plan) -> set[Told]:
    plain = [[text.replace("\u00a0", " ") for text in told] for told in read(a, b)]
    return {(file, name, before, after) for file, name, before, after in plain}


def test_a_plan_does_not_differ_from_itself(solvik: Plan, baerum: Plan) -> None:
    for plan in (solvik, baerum):
        assert list(input_changes(plan, plan)) == []
        bridge = compare_plans(plan, plan)
        assert bridge.results == () and bridge.years == tuple(plan.years)


def test_every_change_is_one_line_in_words_with_its_place(solvik: Plan, tmp_path: Path) -> None:
    def more(folder: Path) -> None:
        (folder / "grep" / "boersfall.toml").unlink()
        (folder / "prosjekter" / "gravlund-2.toml").unlink()
        shutil.copy(folder / "selvkost" / "vann.toml", folder / "selvkost" / "slam.toml")

    other = changed(
        tmp_path,
        "solvik",
        ("finans.toml", "loepetid = 30", "loepetid = 25"),
        ("finans.toml", "tapsbane = [-12, -4, 6]", "tapsbane = [-12, -6]"),
        ("laan.csv", "200;mill. kr;25;", "200;mill. kr;22;"),
        ("tiltak.csv", "hjemmetjeneste;varig;2027;nei;-0,8", "hjemmetjeneste;varig;2031;nei;-0,8"),
        ("tiltak.csv", "foreslaatt;Skolesjef", "vedtatt;Skolesjef"),
        ("handlingsregler.toml", "tak = 110", "tak = 100"),
        ("befolkning.toml", "levealder_tillegg = 0.2 ", "# "),
        more=more,
    )
    told = said(solvik, other)
    assert told == {
        ("finans.toml", "Nye lån, løpetid", "30 år", "25 år"),
        ("finans.toml", "Kapitalforvaltning, tapsbane", "-12, -4, 6", "-12, -6"),
        ("laan.csv", "Lån, KBN flytende, restløpetid", "25 år", "22 år"),
        (
            "tiltak.csv",
            "Tiltak, Velferdsteknologi 2027–2031",
            "−0,8 mill. kr i 2027, 0 mill. kr i 2031",
            "0 mill. kr i 2027, −0,8 mill. kr i 2031",
        ),
        (
            "tiltak.csv",
            "Tiltak, Velferdsteknologi, lovet 2027–2031",
            "−1 mill. kr i 2027, ingen i 2031",
            "ingen i 2027, −1 mill. kr i 2031",
        ),
        ("tiltak.csv", "Tiltak, Færre ruter i skoleskyssen, status", "foreslått", "vedtatt"),
        ("handlingsregler.toml", "Måltall, Netto lånegjeld, tak", "110 %", "100 %"),
        ("befolkning.toml", "Levealder tillegg", "0,2 år", "0 år"),
        ("grep/boersfall.toml", "Børsfall", "i planen", "tatt ut"),
        ("prosjekter/gravlund-2.toml", "Utvide Solvik gravlund", "9 mill. kr (2026-kroner)", "tatt ut"),
        ("selvkost/slam.toml", "Vann", "ikke i planen", "lagt til"),
    }
    assert (
        "prosjekter/gravlund-2.toml",
        "Utvide Solvik gravlund",
        "ikke i planen",
        "nytt prosjekt: 9 mill. kr (2026-kroner)",
    ) in said(other, solvik)
    place = {c.key: c.line for c in input_changes(solvik, other)}
    lines = (tmp_path / "solvik" / "finans.toml").read_text(encoding="utf-8").splitlines()
    assert "loepetid = 25" in lines[place["nye_laan.loepetid"] - 1]
    rows = (tmp_path / "solvik" / "laan.csv").read_text(encoding="utf-8").splitlines()
    assert rows[place["kbn-1.restloepetid"] - 1].startswith("kbn-1;")


def test_a_path_by_year_is_one_line_with_both_ends(baerum: Plan) -> None:
    rate = baerum.macro.styringsrente
    name = label("styringsrente", "nb")
    years = baerum.years

    def moved(*edits: tuple[int, float]) -> set[Told]:
        values = {str(y): float(rate.said(y) or 0.0) for y in years} | {str(y): v for y, v in edits}
        edit = SetValue(fil="forutsetninger.toml", noekkel=["styringsrente", "verdier"], verdi=values)
        return said(baerum, plan_of_contents(apply(baerum.contents, [edit])))

    last = float(rate.said(years[-1]) or 0.0)
    shown = grouped(last, len(f"{last:.4f}".rstrip("0").partition(".")[2]))
    ((_, title, before, after),) = moved((years[-2], 4.25), (years[-1], 4.25))
    assert (title, before, after) == (f"{name} fra {years[-2]}", f"{shown} %", "4,25 %")
    ((_, title, before, after),) = moved((years[5], 4.5))
    assert title == f"{name} {years[5]}" and after == "4,5 %"
    ((_, title, before, after),) = moved((years[5], 4.5), (years[9], 4.0))
    assert title == f"{name} {years[5]}–{years[9]}" and after == f"4,5 % i {years[5]}, 4 % i {years[9]}"
    assert before == f"{shown} %" and not moved()


def test_an_absent_key_shows_what_holds_without_it(solvik: Plan, nordvik: Plan) -> None:
    """Never a dash: the declared value, the meaning of the absence, or that the plan has none."""
    told = said(solvik, nordvik)
    assert not [t for t in told if {t[2], t[3]} & {"", "–"}]
    by_name = {t[1]: t[2:] for t in told}
    assert by_name["Disposisjonsfond, Fritt disposisjonsfond, mål fra 2026"] == ("26 mill. kr", "nivået ved åpningen")
    assert by_name["Avtalt trekkramme fra 2026"] == ("15 mill. kr", "0 mill. kr")
    assert by_name["Ny skole på Nordbyen, kostnadsramme"] == ("150 mill. kr (2026-kroner)", "ingen")


def test_changes_are_ranked_by_the_effect_of_their_cause(solvik: Plan, nordvik: Plan) -> None:
    effects = {"tiltak": -9.0, "finans": 20.0, "befolkning": 1.0}
    found = in_words(input_changes(nordvik, solvik), nordvik, solvik, effects)
    groups = [g for g in dict.fromkeys(c.change.group for c in found) if g in effects]
    assert groups == ["finans", "tiltak", "befolkning"]
    outside = [c.change.group in ("tekst", "kontroll", "grep", "struktur") for c in found]
    assert outside == sorted(outside) and any(outside)


def test_a_large_table_is_one_line_a_column(nordvik: Plan, solvik: Plan) -> None:
    told = said(nordvik, solvik)
    assert [t for t in told if t[0] == "befolkning/folketall.csv" and t[2] == "4 240 personer"]
    assert len([t for t in told if t[0].startswith("befolkning/")]) < 12


def test_what_goes_one_way_goes_back(solvik: Plan, tmp_path: Path) -> None:
    other = changed(tmp_path, "solvik", ("laan.csv", "0,40", "0,60"), ("finans.toml", "loepetid = 30", "loepetid = 25"))
    assert said(other, solvik) == {(f, k, after, before) for f, k, before, after in said(solvik, other)}


def test_a_row_is_named_by_what_it_states(nordvik: Plan, tmp_path: Path) -> None:
    """An adopted line without an element, a duration or a phase-out has none of them in its name."""
    other = changed(
        tmp_path, "nordvik", ("vedtatt.csv", "skatt_paa_inntekt_og_formue;2026;161,0", "skatt_paa_inntekt_og_formue;2026;162,0")
    )
    assert said(nordvik, other) == {("vedtatt.csv", "Vedtatt, inntekts- og formuesskatt 2026", "161 mill. kr", "162 mill. kr")}


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
    rows = changed_inputs(bridge)
    table = input_table(rows)
    assert table.row_count == MOST_ROWS and f"… og {len(rows) - MOST_ROWS} til" in text_of(table)
    assert input_table(rows, every=True).row_count == len(rows) == len(bridge.inputs)


@pytest.mark.parametrize(
    ("other", "code", "words"),
    [("solvik", 0, "Planene er like"), ("finnes-ikke", 1, "fant ingen plan her")],
)
def test_on_the_command_line(other: str, code: int, words: str) -> None:
    done = CliRunner().invoke(app, ["sammenlign", str(EXAMPLES / "solvik"), str(EXAMPLES / other)])
    assert done.exit_code == code and words in done.output, done.output


def test_the_pair_itself_and_the_named_command_print_the_same(tmp_path: Path) -> None:
    """Verdicts, the split of the number chosen, changed inputs and results; an unknown number is refused with the nearest name."""
    changed(tmp_path, "nordvik", ("prosjekter/skole-nord.toml", "beloep = 140\n", "beloep = 190\n"))
    pair = [str(EXAMPLES / "nordvik"), str(tmp_path / "nordvik")]
    run = CliRunner()
    one, other = (
        run.invoke(app, ["sammenlign", *name, *pair, "--tall", "laanegjeld_ub", "--aar", "2030"]) for name in ([], ["planer"])
    )
    assert one.exit_code == 0 and one.output == other.output, one.output
    for words in (
        "Dommen over de to planene",
        "i 2030 øker fra",
        "Hele endringen er flere og større",
        "Summen stemmer: avvik 0 kr.",
        "Resultater",
    ):
        assert words in one.output, words
    wrong = run.invoke(app, ["sammenlign", *pair, "--tall", "laanegjeldd_ub"])
    assert wrong.exit_code == 1 and "laanegjeldd_ub" in wrong.stderr
    near = run.invoke(app, ["sammenlign", "stres", "plan"])
    assert near.exit_code == 2 and "Mente du «stress»?" in near.stderr


def test_a_change_that_moves_nothing_is_said(tmp_path: Path) -> None:
    changed(tmp_path, "solvik", ("plan.toml", 'beskrivelse = "Tre soner', 'beskrivelse = "Fire soner'))
    done = CliRunner().invoke(app, ["sammenlign", "planer", str(EXAMPLES / "solvik"), str(tmp_path / "solvik")])
    assert done.exit_code == 0 and "flytter ingen hovedtall" in done.output and "Fire soner" in done.output


def test_a_stored_run_of_another_program_is_a_bar_of_its_own(tmp_path: Path, nordvik: Plan) -> None:
    """From the figures stored beside the first plan to its run today; nothing where they are alike, or of another plan."""
    other = changed(tmp_path, "nordvik", ("prosjekter/skole-nord.toml", "beloep = 140\n", "beloep = 190\n"))
    before = compare_plans(nordvik, other).before
    split = split_plans(nordvik, other, [Measure("laanegjeld_ub", 2030)])
    now = before.value("laanegjeld_ub", 2030)
    kept = {"laanegjeld_ub/2030/basis": now - 4e6}
    moved = with_stored(split, before, Stored(nordvik.content_hash, "0.1", kept))
    assert moved.causes[0] == "metode" and float(moved.shapley.sum()) == pytest.approx(float((moved.after - moved.before)[0]))
    assert float(moved.shapley[0, 0]) == pytest.approx(4e6 * float(split.before[0]) / now)
    for stored in (
        None,
        Stored(other.content_hash, "", kept),
        Stored(nordvik.content_hash, "", {"laanegjeld_ub/2030/basis": now}),
    ):
        assert with_stored(split, before, stored) is split
    assert stored_beside(tmp_path) is None


def test_within_a_cause_the_largest_amount_is_first() -> None:
    a, b = (read_plan(EXAMPLES / name) for name in ("baerum-2021", "baerum-2022"))
    names = [c.name for c in in_words(input_changes(a, b), a, b, {}) if c.change.group == "investeringsvolum"]
    large, middle, small = (
        next(i for i, n in enumerate(names) if n.startswith(s)) for s in ("Prosjekter i LDIP", "Idrett", "Veg")
    )
    assert large < middle < small
