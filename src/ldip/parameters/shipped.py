"""The parameter files that ship with the program: found, read and hashed in one place."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final

FOLDERS: Final = ("scenario", "stress")  # folders with one file for each of their kind


@cache
def shipped(name: str) -> dict[str, Any]:
    """A parsed parameter file, by name without suffix. Cached."""
    return tomllib.loads(files("ldip.parameters").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def shipped_folder(name: str) -> dict[str, dict[str, Any]]:
    """The parsed files of a folder of parameters, by id in alphabetical order. Cached."""
    start = f"{name}/"
    return {
        n.removeprefix(start).removesuffix(".toml"): tomllib.loads(raw.decode("utf-8"))
        for n, raw in shipped_files().items()
        if n.startswith(start)
    }


def shipped_files() -> dict[str, bytes]:
    """The bytes of every parameter file, by path."""
    home = files("ldip.parameters")
    found = {f.name: f.read_bytes() for f in home.iterdir() if f.name.endswith(".toml")}
    for folder in FOLDERS:
        found |= {f"{folder}/{f.name}": f.read_bytes() for f in home.joinpath(folder).iterdir() if f.name.endswith(".toml")}
    return dict(sorted(found.items()))


@cache
def content_hash() -> str:
    """SHA-256 of all parameter files."""
    return hashlib.sha256(b"".join(shipped_files().values())).hexdigest()
