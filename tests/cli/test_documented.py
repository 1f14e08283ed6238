"""Every command that README, the guide, the method pages and the examples show is run, and the guide shows every command."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.cli.documented import KNOWN, PAGES, ROOT, Desk, shown

from ldip import Run
from ldip.cli import app as program
from ldip.cli.earlier import MOVED

FEWEST = {"README.md": 5, "docs/guide/kommandoer.md": 45, "docs/guide/importer-befolkning.md": 4, "docs/guide/lager.md": 9}
NAMED = re.compile(r"«ldip ([a-zæøå-]+)(?: ([a-zæøå]+))?")


@pytest.fixture(scope="module")
def tried() -> set[tuple[str, ...]]:
    """What has been run; a command that leaves nothing behind is run once."""
    return set()


@pytest.fixture(scope="module")
def written() -> set[tuple[bool, bool]]:
    """The kinds of runs, with draws and internal, whose files have been written."""
    return set()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tried: set[tuple[str, ...]], written: set[tuple[bool, bool]]) -> Desk:
    """A desk in a folder of its own. The 65 000 numbers of a run take seconds to write: once for each kind of run."""

    def write(run: Run, folder: Path, internal: bool, warnings: Sequence[str]) -> None:
        if (kind := (run.draws > 0, internal)) not in written:
            written.add(kind)
            write_numbers(run, folder, internal, warnings)

    write_numbers = program._write
    monkeypatch.setattr(program, "_write", write)
    monkeypatch.chdir(tmp_path)
    for name in ("LDIP_LAGER", "LDIP_BRUKER"):
        monkeypatch.delenv(name, raising=False)
    return Desk(tmp_path, tried)


@pytest.mark.parametrize(
    "page", [p for p in PAGES if shown(p.read_text(encoding="utf-8"))], ids=lambda p: str(p.relative_to(ROOT))
)
def test_every_command_of_a_page_works(page: Path, desk: Desk) -> None:
    lines = shown(page.read_text(encoding="utf-8"))
    assert len(lines) >= FEWEST.get(str(page.relative_to(ROOT)), 1)
    for line in lines:
        desk.run(line)


def test_the_guide_shows_every_command() -> None:
    guide = [line for p in PAGES if p.parent.name == "guide" for line in shown(p.read_text(encoding="utf-8"))]
    words = {tuple(line.removeprefix(".venv/bin/").split()[1:][: len(path)]) for line in guide for path in KNOWN}
    missing = [" ".join(p) for p, c in KNOWN.items() if not hasattr(c, "commands") and not c.hidden and p not in words]
    assert missing == []


def test_the_example_in_python_works(desk: Desk) -> None:
    found = re.search(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert found and "draws=1000" in found.group(1)
    names: dict[str, object] = {}
    exec(found.group(1).replace("draws=1000", "draws=20"), names)
    assert isinstance(names["run"], Run) and (desk.place / "examples").is_dir()


def test_commands_are_found_in_blocks_and_in_sentences() -> None:
    page = "Kjør `ldip run\nPLAN`.\n```\n.venv/bin/ldip check x   # alt\nannet\n```\nog `ldip` og `x ldip run`\n   ```\n   ldip new y\n   ```\n"
    assert shown(page) == ["ldip run PLAN", ".venv/bin/ldip check x   # alt", "ldip", "ldip new y"]


@pytest.mark.parametrize(
    "line",
    [
        "ldip finnes-ikke",
        "ldip vis finnes-ikke min-kommune",
        "ldip check min-kommune --finnes-ikke",
        "ldip check mappe-som-ikke-finnes",
        "ldip stress min-kommune",
        "ldip serve --finnes-ikke",
        "ldip serve --port x",
        "ldip explain min-kommune finnes_ikke 2030",
    ],
)
def test_a_wrong_command_fails_the_test(line: str, desk: Desk) -> None:
    with pytest.raises(Exception, match=r"finnes[-_ ]ikke|ingen plan|gammelt navn|valid integer|No such"):
        desk.run(line)


def test_messages_name_commands_by_todays_names() -> None:
    """In the catalogues, in what errors advise, and in what files say about themselves."""
    wrong = []
    assert not [old for old in MOVED if f"/ldip {old} " in (ROOT / "Makefile").read_text(encoding="utf-8")]
    for path in [p for s in ("*.py", "*.json", "*.toml") for p in (ROOT / "src" / "ldip").rglob(s) if "static" not in p.parts]:
        for first, second in NAMED.findall(path.read_text(encoding="utf-8")):
            command = KNOWN.get((first,))
            known = command is not None and (not hasattr(command, "commands") or not second or (first, second) in KNOWN)
            if first in MOVED or not known:
                wrong.append(f"{path.name}: ldip {first} {second}")
    assert wrong == []
