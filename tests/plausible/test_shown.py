"""Warnings in the command line, tall.json and the JSON API: a section of their own, and never an exit code."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ldip import Caution, Plan, Run, cautions, read_plan, simulate
from ldip.cli.app import app
from ldip.publish.protect import shown_cautions

ROOT = Path(__file__).resolve().parents[2]
runner = CliRunner()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Nordvik with a growth of wages that is given as a fraction."""
    found = tmp_path / "nordvik"
    shutil.copytree(ROOT / "examples" / "nordvik", found, ignore=shutil.ignore_patterns("resultat"))
    text = (found / "forutsetninger.toml").read_text(encoding="utf-8")
    (found / "forutsetninger.toml").write_text(text.replace("2028 = 3.0", "2028 = 0.03"), encoding="utf-8")
    return found


def test_check_prints_warnings_apart_and_exits_with_0(folder: Path) -> None:
    result = runner.invoke(app, ["check", str(folder)])
    assert result.exit_code == 0
    before, _, after = result.output.partition("Rimelighet")
    assert "ingen feil" in before and "loennsvekst" not in before
    assert "ikke feil" in after and "forutsetninger.toml:6" in after and "[regel prosent, sted" in after and "Kilde:" in after


def test_errors_come_first_and_set_the_exit_code(folder: Path) -> None:
    (folder / "bygg.csv").write_text("id\n", encoding="utf-8")
    result = runner.invoke(app, ["check", str(folder)])
    assert result.exit_code == 1
    before, _, after = result.output.partition("Rimelighet")
    assert "bygg.csv" in before and "loennsvekst.verdier.2028" in after and "bygg.csv" not in after


def test_run_prints_open_and_accepted_warnings_and_writes_them(folder: Path) -> None:
    result = runner.invoke(app, ["run", str(folder), "--ut", str(folder / "ut")])
    assert result.exit_code == 0, result.output
    assert "godtatte varsler: 1" in result.output and "Godtatt 2026-10-15: Investeringsplanen har bare" in result.output
    written = json.loads((folder / "ut" / "tall.json").read_text(encoding="utf-8"))
    assert written["problemer"] == [] and any("loennsvekst.verdier.2028" in w for w in written["varsler"])


def test_check_of_a_folder_that_is_no_plan_has_no_warnings(tmp_path: Path) -> None:
    result = runner.invoke(app, ["check", str(tmp_path)])
    assert result.exit_code == 1 and "Rimelighet" not in result.output


def test_warnings_of_shielded_projects_and_small_counts_are_not_public(solvik: Plan, solvik_run: Run) -> None:
    found = cautions(solvik_run)
    assert any(p.skjermet and not p.settled for p in solvik.projects.values())
    compared = Caution("prosjekter/skole-nord.toml", "kostnad.beloep", "tusen", "prosjekter/skole-nord.toml: kostnad.beloep")
    hidden = Caution("prosjekter/barnehage-utvidelse.toml", "framdrift", "prosjektstart", "framdrift")
    assert shown_cautions([compared, hidden, *found], solvik, solvik_run) == found


def test_warnings_tell_no_small_counts(tmp_path: Path) -> None:
    folder = tmp_path / "solvik"
    shutil.copytree(ROOT / "examples" / "solvik", folder, ignore=shutil.ignore_patterns("resultat"))
    homes = folder / "tjenester" / "bolig-nedsatt.toml"
    text = homes.read_text(encoding="utf-8")
    homes.write_text(text.replace("antall = 6, vekt = 1.6", "antall = 3, vekt = 1.6"), encoding="utf-8")
    few = simulate(read_plan(folder))
    users = Caution("tjenester/bolig-nedsatt.toml", "enhetskostnad.beloep", "enhetskostnad", "bolig-nedsatt")
    places = replace(users, key="plasser", rule="plasser")  # the sum of the levels is large enough to be shown
    assert shown_cautions([users, places], few.plan, few) == (places,)
    assert shown_cautions([users, places], few.plan) == (users, places)
