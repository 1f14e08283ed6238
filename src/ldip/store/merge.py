"""Merging by file: edits of different files are merged, an edit of a changed file is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Files = Mapping[str, str]  # path → sha256 of the content
Changes = Mapping[str, str | None]  # None removes the file


@dataclass(frozen=True)
class Conflict:
    """A file both have changed since `base`: its base, current and proposed content; None where it is removed."""

    path: str
    base: str | None
    theirs: str | None
    mine: str | None


def changed(before: Files, after: Files) -> dict[str, str | None]:
    """The edits from `before` to `after`."""
    found: dict[str, str | None] = {p: h for p, h in after.items() if before.get(p) != h}
    return found | {p: None for p in before if p not in after}


def applied(files: Files, changes: Changes) -> dict[str, str]:
    """Files after the changes are applied."""
    merged = {**files, **{p: h for p, h in changes.items() if h is not None}}
    return {p: h for p, h in sorted(merged.items()) if changes.get(p, h) is not None}


def conflicts(base: Files, theirs: Files, mine: Changes) -> list[Conflict]:
    """Files that both sides changed since `base`, to different contents."""
    moved = changed(base, theirs)
    both = (p for p in sorted(mine) if p in moved and moved[p] != mine[p])
    return [Conflict(p, base.get(p), theirs.get(p), mine[p]) for p in both]
