"""ldip excel ut and inn on the command line: what is written, and what is answered when nothing is."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from ldip.cli.app import app

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("excel")
    shutil.copytree(EXAMPLES / "nordvik", made / "plan")
    assert CliRunner().invoke(app, ["excel", "ut", str(made / "plan"), str(made / "bok.xlsx")]).exit_code == 0
    return made


@pytest.mark.parametrize(
    ("value", "options", "answer", "code"),
    [
        (61.5, ["--vis"], "Endringer: 1. Filer som ville blitt endret: 1. Ingenting er skrevet.", 0),
        ("1.234", [], "Endringer: 0. Feil: 1. Ingenting er skrevet.", 1),
    ],
)
def test_the_answer_is_plain_about_nothing_being_written(
    folder: Path, value: object, options: list[str], answer: str, code: int
) -> None:
    opened = openpyxl.load_workbook(folder / "bok.xlsx")
    opened["Rammer"]["F5"].value = value
    opened.save(folder / "endret.xlsx")
    before = (folder / "plan" / "rammer.csv").read_bytes()
    done = CliRunner().invoke(app, ["excel", "inn", str(folder / "endret.xlsx"), str(folder / "plan"), *options])
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (code, answer)
    assert (folder / "plan" / "rammer.csv").read_bytes() == before


def test_a_workbook_has_the_name_of_one(folder: Path) -> None:
    done = CliRunner().invoke(app, ["excel", "ut", str(folder / "plan"), str(folder / "bok.csv")])
    assert done.exit_code == 1
    assert "må slutte på .xlsx" in done.output
    assert not (folder / "bok.csv").exists()


def test_another_workbook_is_refused_with_the_command_for_it(folder: Path) -> None:
    other = openpyxl.Workbook()
    other.active["A1"] = "Prosjekt"
    other.save(folder / "annet.xlsx")
    done = CliRunner().invoke(app, ["excel", "inn", str(folder / "annet.xlsx"), str(folder / "plan")])
    assert done.exit_code == 1
    assert "ldip excel profil" in done.output
