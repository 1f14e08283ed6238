"""Ten seconds of load on a real server: nothing that was acknowledged is lost, and nobody meets an error of the server."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).resolve().parents[2] / "benchmarks" / "last.py"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stanser en gruppe av prosesser")


def program() -> Any:
    spec = importlib.util.spec_from_file_location("last", PROGRAM)
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    sys.modules["last"] = found
    spec.loader.exec_module(found)
    return found


def test_ten_seconds_of_editors_a_queue_and_visitors() -> None:
    last = program()
    load = last.Load(editors=6, seconds=10.0, think=1.5, queued=25, visitors=4, plan="nordvik")
    seen = last.run(load, warm=0.5)
    assert seen.lost == 0 and seen.broken == 0, seen.statuses
    assert seen.saved and seen.statuses["lese"][200] > 0
    assert set(seen.statuses["bestille"]) <= {202, 429} and seen.statuses["bestille"][429] >= 4, "the queue has a ceiling"
