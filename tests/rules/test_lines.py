"""Texts of files are split at \\n, \\r and \\r\\n: `str.splitlines` also splits inside what people write."""

from __future__ import annotations

from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src" / "ldip"
# Output of a process of our own, and source text of the program.
ALLOWED = {"tabular/workbooks.py", "engine/formula.py", "publish/formulas.py", "simulation/formulas.py"}


def test_no_text_of_a_file_is_split_by_the_signs_of_word_processors() -> None:
    found = {str(p.relative_to(SRC)) for p in SRC.rglob("*.py") if ".splitlines(" in p.read_text(encoding="utf-8")}
    bytes_only = {"plan/bounds.py", "plan/csvfile.py"}  # bytes.splitlines knows the three endings alone
    assert found - bytes_only <= ALLOWED
