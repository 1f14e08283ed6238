"""ldip excel profil and hent: questions, preview, all or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.workbook.own_books import model
from typer.testing import CliRunner, Result

from ldip.binding.reading import collect
from ldip.cli.app import app

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "nordvik"
PROFILE = "notater/excel-profil.toml"
ANSWERED = ["--svar", "rammer.navn.Fellesutgifter=annet", "--godta"]


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan beside a workbook, with the profile that the command saved."""
    place = tmp_path_factory.mktemp("eget")
    shutil.copytree(EXAMPLE, place / "plan", ignore=shutil.ignore_patterns("resultat", ".*"))
    (place / "bok.xlsx").write_bytes(model().saved())
    made = ldip("profil", place / "bok.xlsx", place / "plan", *ANSWERED)
    assert made.exit_code == 0 and "prosjekter: arket Investeringer 2026-2035, de første av 46 rader" in made.stdout
    return place


@pytest.fixture
def plan(ready: Path, tmp_path: Path) -> Path:
    shutil.copytree(ready, tmp_path, dirs_exist_ok=True)
    return tmp_path / "plan"


def ldip(*args: str | Path) -> Result:
    return CliRunner().invoke(app, ["excel", *map(str, args)], prog_name="ldip", env={"LDIP_LANG": "nb"})


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_unsure_choices_are_printed_with_their_answers_and_nothing_is_saved(plan: Path) -> None:
    before = files(plan)
    done = ldip("profil", plan.parent / "bok.xlsx", plan)
    assert done.exit_code == 1 and files(plan) == before
    assert '--svar "rammer.navn.Fellesutgifter=annet"' in done.stderr
    assert ' * --svar "rammer.navn.Skole og SFO=skole"' in done.stderr


def test_the_profile_is_saved_shown_and_used(plan: Path) -> None:
    book = plan.parent / "bok.xlsx"
    before = files(plan)
    assert PROFILE in before
    shown = ldip("hent", book, plan, "--vis")
    assert shown.exit_code == 0 and files(plan) == before and "Ingenting er skrevet" in shown.stdout
    assert "prosjekter bare i planen" in shown.stdout and "Summer i regnearket som stemmer med radene (10)" in shown.stdout
    done = ldip("hent", book, plan)
    assert done.exit_code == 0 and (plan / "prosjekter" / "nytt-sykehjem-60-plasser.toml").is_file()
    assert not collect(plan)[1]


def test_a_defect_writes_nothing(plan: Path) -> None:
    book = plan.parent / "bok.xlsx"
    (plan / PROFILE).rename(plan.parent / "profil.toml")
    broken = model()
    broken.book["Driftsrammer"]["D6"] = "mangler"
    book.write_bytes(broken.saved())
    before = files(plan)
    done = ldip("hent", book, plan, "--profil", plan.parent / "profil.toml")
    assert done.exit_code == 1 and files(plan) == before
    assert "Driftsrammer!D6" in done.stderr


def test_a_plan_without_a_profile_names_the_command(plan: Path) -> None:
    (plan / PROFILE).unlink()
    done = ldip("hent", plan.parent / "bok.xlsx", plan)
    assert done.exit_code == 1 and "ldip excel profil" in done.stderr
