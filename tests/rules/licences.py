"""The licences of everything the program runs on: `python -m tests.rules.licences` writes docs/lisenser.md. Asks no network.

Python packages say it in their metadata, those of the pages in the lock. What is not installed here, or says it unclearly, is
in the tables below with where it was read."""

from __future__ import annotations

import json
import re
from importlib import metadata
from pathlib import Path

from packaging.utils import canonicalize_name

from tests.rules.locks import read_lock

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "lisenser.md"
# Licences that let a municipality use, change and share the program (docs/decisions/0014).
ACCEPTED = {
    *("MIT", "MIT-0", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"),
    *("PSF-2.0", "Zlib", "CC0-1.0", "OFL-1.1", "Unicode-3.0", "LGPL-3.0-only", "BlueOak-1.0.0", "CC-BY-4.0", "Python-2.0"),
}
ELSEWHERE = {  # of other platforms, so not installed where this is run
    "colorama": "BSD-3-Clause",  # its LICENSE.txt
    "httpx2-jsfetch": "BSD-3-Clause",  # its metadata
    "tzdata": "Apache-2.0",  # its metadata
}
UNCLEAR = {"numba": "BSD-2-Clause", "segno": "BSD-3-Clause"}  # the metadata says BSD; the clauses are those of its LICENSE
SPOKEN = {
    "MIT License": "MIT",
    "ISC License": "ISC",
    "ISC License (ISCL)": "ISC",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


def python_packages(lock: str = "requirements-run.lock") -> dict[str, str]:
    """SPDX expression by package of a lock; empty where none is known."""
    return {p.name: licence_of(p.name) for p in read_lock((ROOT / lock).read_text(encoding="utf-8")).pins}


def licence_of(name: str) -> str:
    """The SPDX expression of an installed package."""
    if name in UNCLEAR:
        return UNCLEAR[name]
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ELSEWHERE.get(canonicalize_name(name), "")
    said = [found.get("License-Expression") or "", (found.get("License") or "").strip()]
    said += [c.rpartition(" :: ")[2] for c in found.get_all("Classifier") or [] if c.startswith("License :: ")]
    return next((e for s in said if accepted(e := SPOKEN.get(s, s))), "")


def page_packages() -> dict[str, str]:
    """SPDX expression by package of the pages, without what only developers need."""
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return {k.rpartition("node_modules/")[2]: p.get("license", "") for k, p in packages.items() if k and not p.get("dev")}


def accepted(expression: str) -> bool:
    """Whether every part of an expression is an accepted licence."""
    parts = re.split(r" (?:AND|OR) ", expression.replace("(", "").replace(")", ""))
    return bool(expression) and all(p in ACCEPTED for p in parts)


def page() -> str:
    """docs/lisenser.md."""
    lines = ["# Lisenser", ""]
    lines += [
        "LDIP er MIT-lisensiert. Listen under er laget av `make licences` av låsefilene; versjonene står i `make sbom`.",
        "",
    ]
    lines += [
        "psycopg (LGPL) brukes bare med PostgreSQL, uendret og som eget bibliotek, og kan byttes ut av den som drifter.",
        "",
    ]
    lines += ["## Python", "", "| Pakke | Lisens |", "|---|---|"]
    lines += [f"| {name} | {licence} |" for name, licence in sorted(python_packages().items())]
    lines += ["", "## Nettsidene", ""]
    pages = page_packages()
    for licence in sorted(set(pages.values())):
        names = ", ".join(sorted(n for n, v in pages.items() if v == licence))
        lines += [f"**{licence}:** {names}", ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
