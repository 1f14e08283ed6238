"""Uploads that can be read in more than one way: every choice with its file, and the answers of each file for itself."""

from __future__ import annotations

from ldip.firstplan.build import build
from ldip.intake.own_figures import Upload, proposed
from tests.e2e.uploaded import RIGHT, TWO_SHEETS, WRONG

PLAN = {name: text.encode() for name, text in build("3222").items()}


def test_every_open_choice_has_its_file_beside_the_problems_of_the_others() -> None:
    uploads = [
        Upload("rett.csv", RIGHT["folk.csv"], "ssb-folketall"),
        Upload("to_ark.xlsx", TWO_SHEETS, "ssb-folketall"),
        Upload("feil.xlsx", WRONG["feil.xlsx"][0], "ssb-historie"),
    ]
    found = proposed(PLAN, uploads)
    assert found.refused and not found.edits
    assert [(a.upload, a.file, a.question.key) for a in found.questions] == [(1, "to_ark.xlsx", "ark")]
    assert [key for key, _ in found.questions[0].question.choices] == ["Ark 2026", "Ark 2025"]
    assert {(p.file, p.line) for p in found.problems} == {("to_ark.xlsx", 0), ("feil.xlsx", 3)}


def test_an_answer_is_of_its_own_file_and_gives_what_the_file_alone_would() -> None:
    alone = proposed(PLAN, [Upload("folk.xlsx", RIGHT["folk.xlsx"], "ssb-folketall")])
    answered = proposed(PLAN, [Upload("to_ark.xlsx", TWO_SHEETS, "ssb-folketall", answers={"ark": "Ark 2026"})])
    assert not answered.questions and not answered.problems
    assert [(r.file, r.after) for r in answered.rows] == [(r.file, r.after) for r in alone.rows] != []
    other = proposed(PLAN, [Upload("to_ark.xlsx", TWO_SHEETS, "ssb-folketall", answers={"ark": "Ark 2025"})])
    assert not other.questions and "1. januar 2026" in other.problems[0].message
    unknown = proposed(PLAN, [Upload("to_ark.xlsx", TWO_SHEETS, "ssb-folketall", answers={"ark": "Ark 2024"})])
    assert unknown.problems and not unknown.edits


def test_every_kind_of_file_gives_the_same_figures() -> None:
    found = {name: proposed(PLAN, [Upload(name, raw, "ssb-folketall")]) for name, raw in RIGHT.items()}
    texts = {name: next(e.tekst for e in p.edits if e.fil.endswith(".csv")).split("\n", 1)[1] for name, p in found.items()}
    assert set(texts.values()) == {texts["folk.csv"]} and texts["folk.csv"].count("250") >= 212
