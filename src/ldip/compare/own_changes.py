"""The number of changes between two plans: inputs that differ, a path by year as one, and files that differ otherwise.

A file differs otherwise where only its sources or notes do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

from ldip.compare.plans import input_changes
from ldip.plan.csvlines import parse
from ldip.plan.document import Plan
from ldip.plan.edits import Contents, changed_files


def count_changes(before: tuple[Plan, Contents], after: tuple[Plan, Contents]) -> int:
    """The number of changes from one plan to another, each with its files; 0 where both say the same."""
    (a, old), (b, new) = before, after
    inputs = list(input_changes(a, b))
    named = {c.file for c in inputs}
    others = [f for f in changed_files(old, new) if f not in named and not _alike(f, old, new)]
    return len(inputs) + len(others)


def _alike(file: str, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> bool:
    """Whether two texts of a file say the same: equal values under equal keys, or equal cells, whatever the layout."""
    if file not in old or file not in new:
        return False
    one, other = (raw[file].decode("utf-8", "replace") for raw in (old, new))
    if file.endswith(".csv"):
        return _cells(one) == _cells(other)
    return file.endswith(".toml") and tomllib.loads(one) == tomllib.loads(other)


def _cells(text: str) -> list[list[str]]:
    table = parse(text)
    return [list(table.columns), *(list(r.cells) for r in table.rows)]
