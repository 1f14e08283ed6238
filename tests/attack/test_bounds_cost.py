"""What is refused is refused at once and with little memory: each dear draft in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.attack.dear import DEAR

ROOT = Path(__file__).resolve().parents[2]
MEGABYTES = 300.0  # above idle (issue 9, point 7)


@pytest.fixture(scope="module")
def figures() -> dict[str, tuple[float, float, int]]:
    """Seconds of processor time, megabytes and status by draft."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.attack.dear"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, tuple[float, float, int]] = json.loads(done.stdout)
    return found


def test_every_dear_draft_is_refused_with_little_time_and_memory(figures: dict[str, tuple[float, float, int]]) -> None:
    assert set(figures) == set(DEAR)
    for name, (seconds, _, status) in figures.items():
        assert status in (413, 422), name
        assert seconds <= 2.0, (name, seconds)
    assert sum(grown for _, grown, _ in figures.values()) <= MEGABYTES


def test_the_key_of_the_attack_takes_less_than_a_second(figures: dict[str, tuple[float, float, int]]) -> None:
    """200 kB of `a.a.a…=1` took 22.5 GB; it is the first request that is measured."""
    seconds, grown, status = figures["dotted key"]
    assert status == 422 and seconds <= 1.0 and grown <= MEGABYTES
