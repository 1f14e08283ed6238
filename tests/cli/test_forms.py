"""ldip vis oppstillinger, the auditor's file and the check of the program as a user meets them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.cli.documented import PAGES_BUILT
from typer.testing import CliRunner

from ldip.cli.app import app

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SOLVIK, NORDVIK = EXAMPLES / "solvik", EXAMPLES / "nordvik"
runner = CliRunner()


def test_forms_with_earlier_columns() -> None:
    done = runner.invoke(app, ["vis", "oppstillinger", str(SOLVIK), "5-4", "5-9", "--enhet", "tusen", "--faste"])
    assert done.exit_code == 0, done.output
    for words in (
        "Regnskap 2024",
        "Rev. budsjett 2025",
        "1 000 kr, faste 2026-kroner",
        "kommunekassen",
        "årsavslutningsdisposisjoner – investering",
    ):
        assert words in done.output, words


def test_all_forms_when_none_is_named() -> None:
    done = runner.invoke(app, ["vis", "oppstillinger", str(SOLVIK), "--grep", "boersfall"])
    assert done.exit_code == 0, done.output
    assert [p for p in ("§ 5-4", "§ 5-5", "§ 5-6", "§ 5-7", "§ 5-8", "§ 5-9") if p not in done.output] == []


@pytest.mark.parametrize(
    ("entity", "words"), [("samlet", "samlet regnskap"), ("konsern", "konsernet"), ("havn", "Solvik Havn KF")]
)
def test_forms_of_an_entity(entity: str, words: str) -> None:
    done = runner.invoke(app, ["vis", "oppstillinger", str(SOLVIK), "--regnskap", entity])
    assert done.exit_code == 0, done.output
    assert done.output.count(words) == 4 and "§ 5-4" not in done.output


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["5-99"], 2, "5-9-investering"),
        (["5-6", "--regnskap", "hamn"], 2, "kjente: kommunekasse, samlet, konsern, havn, renovasjon"),
        (["5-4", "--regnskap", "samlet"], 2, "finnes bare for kommunekassen"),
        (["5-4", "--grep", "finnes-ikke"], 1, "ukjent grep"),
    ],
)
def test_what_is_wrong_is_said(args: list[str], code: int, words: str) -> None:
    done = runner.invoke(app, ["vis", "oppstillinger", str(SOLVIK), *args])
    assert done.exit_code == code and words in done.output, done.output


def test_the_auditors_file_is_written_and_verified(tmp_path: Path) -> None:
    done = runner.invoke(app, ["skriv", "revisorfil", str(SOLVIK), "--ut", str(tmp_path)])
    assert done.exit_code == 0 and "0 ikke oppfylt" in done.output, done.output
    made = next(tmp_path.glob("revisor-9998-*.zip"))
    checked = runner.invoke(app, ["etterproev", "revisorfil", str(made)])
    assert checked.exit_code == 0 and "Filen er uendret" in checked.output
    (tmp_path / "annet.zip").write_bytes(b"x")
    wrong = runner.invoke(app, ["etterproev", "revisorfil", str(tmp_path / "annet.zip")])
    assert wrong.exit_code == 1 and "er ikke en zip-fil" in wrong.output
    none = runner.invoke(app, ["skriv", "revisorfil", str(tmp_path / "ingen")])
    assert none.exit_code == 1 and "fant ingen plan her" in none.output


def test_a_changed_file_is_told(tmp_path: Path) -> None:
    import zipfile

    runner.invoke(app, ["skriv", "revisorfil", str(SOLVIK), "--ut", str(tmp_path / "a.zip")])
    shutil.copy(tmp_path / "a.zip", tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "a") as archive:
        archive.writestr("notat.txt", "x")
    told = runner.invoke(app, ["etterproev", "revisorfil", str(tmp_path / "b.zip")])
    assert told.exit_code == 1 and "notat.txt: står ikke i innhold.json" in told.output and "1 avvik" in told.output


@pytest.mark.skipif(not PAGES_BUILT, reason="sidene er ikke bygd (make pages)")
@pytest.mark.parametrize("plan", [SOLVIK, NORDVIK])
def test_the_check_of_the_program_says_the_need_as_a_run_does(tmp_path: Path, plan: Path) -> None:
    """Solvik's headline leaves unpriced needs out, and Nordvik's has them in."""
    checked = runner.invoke(app, ["etterproev", "program", "--lager", str(tmp_path / "lager.db"), "--plan", str(plan)])
    assert checked.exit_code == 0, checked.output
    line = checked.output.splitlines()[-1].partition("». ")[2]
    assert line.startswith("Varig inndekningsbehov: ") and ("uten uprisede behov" in line) == (plan == NORDVIK)
    assert line in runner.invoke(app, ["run", str(plan), "--ut", str(tmp_path / "ut")]).output
