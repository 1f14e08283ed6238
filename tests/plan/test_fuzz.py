"""Damaged plans never give a traceback: either located problems, or a plan that runs."""

from __future__ import annotations

import random
import re
import shutil
from pathlib import Path

import pytest

from ldip import simulate
from ldip.binding.reading import collect

ROOT = Path(__file__).resolve().parents[2]
PLACES = ["0", "-1", "1e9", "99999", "nan", "''", "true", "2021"]


def damage(text: str, rng: random.Random) -> str:
    """One random mistake in a file."""
    lines = text.split("\n")
    i = rng.randrange(len(lines))
    kind = rng.randrange(7)
    if kind == 0:
        del lines[i]
    elif kind == 1:
        lines[i] = lines[i].replace("=", "= -", 1)
    elif kind == 2:
        lines[i] = re.sub(r"\d+", lambda m: rng.choice(PLACES), lines[i], count=1)
    elif kind == 3:
        lines.insert(i, lines[rng.randrange(len(lines))])
    elif kind == 4:
        lines[i] = lines[i][: rng.randrange(len(lines[i]) + 1)]
    elif kind == 5:
        lines = lines[:i]
    else:
        other = rng.randrange(len(lines))
        lines[i], lines[other] = lines[other], lines[i]
    return "\n".join(lines)


@pytest.mark.parametrize(("example", "seed"), [("nordvik", 1), ("nordvik", 2), ("baerum-2022", 3), ("solvik", 4)])
def test_damaged_plans(example: str, seed: int, tmp_path: Path) -> None:
    folder, rng = tmp_path / "plan", random.Random(seed)
    shutil.copytree(ROOT / "examples" / example, folder, ignore=shutil.ignore_patterns("resultat", "notater"))
    files = sorted(f for f in folder.rglob("*") if f.suffix in (".toml", ".csv"))
    good = {f: f.read_bytes() for f in files}
    runs = refused = 0
    for _ in range(80):
        chosen = rng.sample(files, rng.choice([1, 1, 2]))
        for file in chosen:
            file.write_text(damage(good[file].decode(), rng), encoding="utf-8")
        reading, problems = collect(folder)
        for p in problems:
            assert p.file and p.message and p.hint, p
        if problems:
            refused += 1
        else:
            runs += 1
            _ = simulate(reading.plan(), keep=["inndekningsbehov"]).problems
        for file in chosen:
            file.write_bytes(good[file])
    assert runs >= 10 and refused >= 10
