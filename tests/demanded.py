"""What a test needs and a machine may lack: skipped with the reason, or a failure where it is demanded, as in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def unavailable(reason: str, demanded: str) -> NoReturn:
    """Skip; fail where the environment variable `demanded` is set."""
    if os.environ.get(demanded):
        pytest.fail(f"{reason}, men {demanded} krever det")
    pytest.skip(reason)
