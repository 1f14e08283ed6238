"""The parameter files that ship with the program: one place that finds, reads and hashes them."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def shipped(name: str) -> dict[str, Any]:
    """A parameter file as read, by name without ending."""
    return tomllib.loads(files("ldip.parameters").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def shipped_files() -> dict[str, bytes]:
    """Every parameter file by name, as it lies."""
    found = (f for f in files("ldip.parameters").iterdir() if f.name.endswith(".toml"))
    return {f.name: f.read_bytes() for f in sorted(found, key=lambda f: f.name)}


@cache
def content_hash() -> str:
    """SHA-256 of all parameter files."""
    return hashlib.sha256(b"".join(shipped_files().values())).hexdigest()
