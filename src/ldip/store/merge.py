"""Merging by file: edits that touch different files go together, an edit of a file that has changed is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Files = Mapping[str, str]  # path → sha256 of the content
Changes = Mapping[str, str | None]  # None removes the file


@dataclass(frozen=True)
class Conflict:
    """A file both have changed since `base`: what it was, what stands now, and what was offered; None where it is gone."""

    path: str
    base: str | None
    theirs: str | None
    mine: str | None


def changed(before: Files, after: Files) -> dict[str, str | None]:
    """What takes `before` to `after`."""
    found: dict[str, str | None] = {p: h for p, h in after.items() if before.get(p) != h}
    return found | {p: None for p in before if p not in after}


def applied(files: Files, changes: Changes) -> dict[str, str]:
    """Files after changes."""
    merged = {**files, **{p: h for p, h in changes.items() if h is not None}}
    return {p: h for p, h in sorted(merged.items()) if changes.get(p, h) is not None}


def conflicts(base: Files, theirs: Files, mine: Changes) -> list[Conflict]:
    """Files that stand otherwise than in `base` and that `mine` would make a third thing of."""
    moved = changed(base, theirs)
    both = (p for p in sorted(mine) if p in moved and moved[p] != mine[p])
    return [Conflict(p, base.get(p), theirs.get(p), mine[p]) for p in both]
