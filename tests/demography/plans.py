"""Changed copies of the example plans."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from ldip import Plan, read_plan
from ldip.binding.reading import collect

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def changed(folder: Path, example: str, *edits: tuple[str, str, str], more: Callable[[Path], None] | None = None) -> Plan:
    """Copy an example, replace text in files (file, old, new), and read it. An edit that hits nothing fails."""
    target = folder / example
    shutil.copytree(EXAMPLES / example, target, ignore=shutil.ignore_patterns("resultat"))
    for file, old, new in edits:
        text = (target / file).read_text(encoding="utf-8")
        assert old in text, f"{file}: {old}"
        (target / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    if more:
        more(target)
    return read_plan(target)


def told(folder: Path, example: str, file: str, old: str, new: str) -> str:
    """Every problem of a copied example after one text is replaced, as a user reads them."""
    target = folder / example
    shutil.copytree(EXAMPLES / example, target, ignore=shutil.ignore_patterns("resultat"))
    text = (target / file).read_text(encoding="utf-8")
    assert old in text, f"{file}: {old}"
    (target / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    return "\n".join(str(p) for p in collect(target)[1])
