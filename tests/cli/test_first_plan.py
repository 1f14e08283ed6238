"""The guide «Første plan på en time»: its commands in order, from nothing to a plan with own accounts; and what ldip new refuses."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.cli.documented import COMMAND, FENCE, ROOT
from tests.intake.files import balance, operating
from typer.testing import CliRunner

from ldip.binding.reading import collect
from ldip.cli import app as program
from ldip.cli.app import app
from ldip.sources.kostra import text_of

GUIDE = ROOT / "docs" / "guide" / "foerste-plan.md"
MOST = 5


def said(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words), prog_name="ldip")
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def steps() -> list[str]:
    """The guide's first block, a command a line."""
    block = FENCE.search(GUIDE.read_text(encoding="utf-8"))
    assert block is not None
    return [line.partition("#")[0].strip() for line in block.group().splitlines()[1:-1]]


def test_the_guide_goes_from_nothing_to_an_own_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(program, "_write", lambda *a: None)  # tall.csv, which other tests hold
    Path("0A.dat").write_text(text_of(operating()), encoding="ascii")
    Path("0B.dat").write_text(text_of(balance()), encoding="ascii")
    commands = steps()
    assert len(commands) <= MOST and commands[0] == "make install"
    told = []
    for command in commands[1:]:
        code, text = said(*COMMAND.sub("", command).split())
        assert code == 0 or (" run " in command and "lovlig" in text), f"{command}\n{text}"
        told.append(text)
    assert "Lørenskog (3222)" in told[0] and "ldip run min-kommune" in told[0]
    assert "bygger på nasjonale nivåer" in " ".join(told[1].split())
    frames = Path("min-kommune/rammer.csv").read_text(encoding="utf-8")
    assert "KOSTRA-regnskapet 2025, 0A.dat" in frames and collect(Path("min-kommune"))[1] == ()


def test_a_name_gives_the_same_plan_as_the_number(tmp_path: Path) -> None:
    for name, folder in (("Utsira", "a"), ("1151", "b")):
        assert said("new", str(tmp_path / folder), "--kommune", name)[0] == 0
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*.*"))
    assert len(files) > 25 and all((tmp_path / "a" / f).read_bytes() == (tmp_path / "b" / f).read_bytes() for f in files)
    assert tomllib.loads((tmp_path / "a" / "plan.toml").read_text(encoding="utf-8"))["grunnlag"] == "datapakke 2026-11"
    assert collect(tmp_path / "a")[1] == ()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("0230", "kommunen har nummer 3222 i dag"),
        ("Herøy", "flere kommuner heter Herøy"),
        ("Lørenskau", "mente du 3222 Lørenskog"),
        ("9999", "ikke nummeret til noen kommune"),
        ("32", "fylke"),
        ("1507", "delt mellom"),
        ("2111", "ikke er en kommune"),
        ("", "oppgi kommunens nummer"),
    ],
)
def test_what_is_no_municipality_of_today_is_refused_in_words(name: str, words: str, tmp_path: Path) -> None:
    code, text = said("new", str(tmp_path / "ny"), "--kommune", name)
    assert code == 1 and words in text and not (tmp_path / "ny").exists()


def test_a_folder_with_files_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "min").mkdir()
    (tmp_path / "min" / "notat.txt").write_text("viktig", encoding="utf-8")
    code, text = said("new", str(tmp_path / "min"), "--kommune", "1151")
    assert code == 1 and "ikke tom" in text
    code, text = said("new", str(tmp_path / "min" / "notat.txt"), "--kommune", "1151")
    assert code == 1 and "er en fil" in text
    assert [p.name for p in tmp_path.rglob("*")] == ["min", "notat.txt"]


def test_a_plan_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ldip.firstplan import place

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        place.put({"plan.toml": "x"}, tmp_path / "ny")
    assert list(tmp_path.iterdir()) == []
