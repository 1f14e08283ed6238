"""Several files after one option."""

from __future__ import annotations

from pathlib import Path

import pytest

from ldip.cli.spreading import spread

NAMES = frozenset({"--kostra"})


def test_files_after_an_option_are_each_given_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("0A.dat", "0B.dat"):
        (tmp_path / name).touch()
    two = ["--kostra", "0A.dat", "--kostra", "0B.dat"]
    assert spread(["--kostra", "0A.dat", "0B.dat", "mappe"], NAMES) == [*two, "mappe"]
    assert spread(["mappe", "--kostra", "0A.dat", "0B.dat", "--hent"], NAMES) == ["mappe", *two, "--hent"]
    assert spread(two, NAMES) == two
    assert spread(["0A.dat", "0B.dat"], NAMES) == ["0A.dat", "0B.dat"]
    assert spread(["--kostra", "borte.dat", "0B.dat"], NAMES) == ["--kostra", "borte.dat", "--kostra", "0B.dat"]
