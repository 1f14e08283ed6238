"""Every benchmark still names what exists: they are run by hand, so nothing else would tell."""

from __future__ import annotations

import ast
import importlib
from importlib.util import find_spec
from pathlib import Path

import pytest

BENCHMARKS = sorted((Path(__file__).resolve().parents[2] / "benchmarks").glob("*.py"))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda p: p.stem)
def test_a_benchmark_imports_what_exists(path: Path) -> None:
    wanted = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.ImportFrom)]
    missing = []
    for node in wanted:
        if node.module and node.module.partition(".")[0] == "ldip":
            module = importlib.import_module(node.module)
            missing += [
                f"{node.module}.{a.name}" for a in node.names if not (hasattr(module, a.name) or _is_module(node.module, a.name))
            ]
    assert wanted and not missing


def _is_module(package: str, name: str) -> bool:
    return hasattr(importlib.import_module(package), "__path__") and find_spec(f"{package}.{name}") is not None
