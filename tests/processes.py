"""Processes of the machine, as the tests of servers look at them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

PROC: Final = Path("/proc")
DEAD: Final = "Z"  # ended, and not yet waited for


def until(what: Callable[[], Any], seconds: float) -> bool:
    """Whether something holds within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return bool(what())


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has waited for does not."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != DEAD
    except OSError:
        return False
