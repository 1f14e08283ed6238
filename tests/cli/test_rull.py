"""ldip rull writes the new plan beside the old one, or nothing."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from ldip.cli.app import app

NORDVIK = Path(__file__).resolve().parents[2] / "examples" / "nordvik"


def test_the_new_plan_is_a_folder_of_its_own(tmp_path: Path) -> None:
    target = tmp_path / "ny"
    done = CliRunner().invoke(app, ["rull", str(NORDVIK), "--til", "2027", "--ut", str(target)])
    assert done.exit_code == 0, done.output
    assert "Må fornyes:" in done.output and "balanse.toml: bytt med balansen 31.12.2026" in done.output
    assert CliRunner().invoke(app, ["check", str(target)]).exit_code == 0
    again = CliRunner().invoke(app, ["rull", str(NORDVIK), "--ut", str(target)])
    assert again.exit_code == 1 and "ikke tom" in again.output
    assert [p.name for p in tmp_path.iterdir()] == ["ny"]


def test_a_date_that_is_none_is_refused(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["rull", str(NORDVIK), "--kunnskapsdato", "i fjor", "--ut", str(tmp_path / "x")])
    assert done.exit_code == 2 and not (tmp_path / "x").exists()
