"""The parameter files that ship with the program: found, read and hashed in one place."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def shipped(name: str) -> dict[str, Any]:
    """A parsed parameter file, by name without suffix. Cached."""
    return tomllib.loads(files("ldip.parameters").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def shipped_files() -> dict[str, bytes]:
    """The bytes of every parameter file, by name."""
    found = (f for f in files("ldip.parameters").iterdir() if f.name.endswith(".toml"))
    return {f.name: f.read_bytes() for f in sorted(found, key=lambda f: f.name)}


@cache
def content_hash() -> str:
    """SHA-256 of all parameter files."""
    return hashlib.sha256(b"".join(shipped_files().values())).hexdigest()
