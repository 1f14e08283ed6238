"""A draft taken apart: which of its edits can be taken back alone, and the inputs that each of them changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ldip.compare.changed_input import InputChange
from ldip.compare.plans import input_changes
from ldip.plan.document import Plan
from ldip.plan.edits import DropFile, Edit, NewFile, NewRow, SetValue


@dataclass(frozen=True)
class Part:
    """Edits of a draft by their place in it, which can be taken back together, and the inputs that they changed."""

    edits: tuple[int, ...]
    file: str
    changes: tuple[InputChange, ...]


def parts_of(before: Plan, after: Plan, edits: Sequence[Edit]) -> tuple[Part, ...]:
    """The parts of a draft in the order of their first edits. An input belongs to the first part that changed it."""
    left, found = dict[str, list[InputChange]](), list[Part]()
    for c in input_changes(before, after):
        left.setdefault(c.file, []).append(c)
    for group in _groups(edits):
        file = edits[group[0]].fil
        own, rest = list[InputChange](), list[InputChange]()
        wholly = sorted((edits[i] for i in group), key=lambda e: isinstance(e, NewRow | SetValue))  # a file is replaced but once
        for c in left.get(file, ()):
            (own if any(_told(e, c) for e in wholly) else rest).append(c)
        left[file] = rest
        found.append(Part(tuple(group), file, tuple(own)))
    return tuple(found)


def _groups(edits: Sequence[Edit]) -> list[list[int]]:
    """Edits that can only be taken back together: those of a file that is added or removed, of the rows of a csv file where lines
    are numbered, and of one key of a TOML file. Every other edit is alone."""
    numbered = {e.fil for e in edits if e.fil.endswith(".csv") and not isinstance(e, NewRow)}
    whole = {e.fil for e in edits if isinstance(e, NewFile | DropFile)}
    found: dict[tuple[str, ...], list[int]] = {}
    for i, e in enumerate(edits):
        key: tuple[str, ...] = (e.fil, str(i))
        if e.fil in numbered | whole:
            key = (e.fil,)
        elif isinstance(e, SetValue):
            key = (e.fil, _thing(e))
        found.setdefault(key, []).append(i)
    return list(found.values())


def _thing(e: SetValue) -> str:
    """The key that an edit of a TOML file is of: a list is edited as a whole, since its places move."""
    keys: list[str] = []
    for k in e.noekkel:
        if isinstance(k, int):
            break
        keys.append(k)
    return ".".join(k for k in keys if not k.isdigit())


def _told(e: Edit, c: InputChange) -> bool:
    """Whether an edit is of the input that changed."""
    if e.fil != c.file:
        return False
    if isinstance(e, NewRow):
        named = {v for k, v in e.celler.items() if k in ("id", "linje", "bygg", "tjeneste")}
        return not c.path or bool(named & set(c.path))
    if isinstance(e, SetValue):
        keys = [str(k) for k in e.noekkel]
        n = min(len(keys), len(c.path))
        return list(c.path[:n]) == keys[:n] or c.form == "bane"
    return True


def without(edits: Sequence[Edit], gone: Iterable[int]) -> list[Edit]:
    """The edits less some of them."""
    left = set(gone)
    return [e for i, e in enumerate(edits) if i not in left]
