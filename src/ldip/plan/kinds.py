"""Problems of one kind reported once: the first in full, with the number of other places and the first of them.

A mistake on every row of a table, or a key missing in every file of a folder, is one thing to mend."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ldip.errors import Problem
from ldip.locales import tr

PLACES: Final = 5  # further places that are named
_DIGITS: Final = re.compile(r"\d+")
_PARTS: Final = re.compile(r"[./]")


@dataclass(frozen=True)
class Kind:
    """Problems with the same key, message and remedy, in their order."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        """The problem that is printed in full."""
        return self.problems[0]

    @property
    def lines(self) -> tuple[str, ...]:
        """The first problem, and the places of the others."""
        more = self.problems[1:]
        if not more:
            return (str(self.first),)
        named = ", ".join(self._place(p) for p in more[:PLACES]) + (" …" if len(more) > PLACES else "")
        return str(self.first), "    " + tr("check.more.1" if len(more) == 1 else "check.more", n=len(more), places=named)

    def _place(self, p: Problem) -> str:
        place = f"{p.file}:{p.line}" if p.line else f"{p.file} {p.key}".strip()
        return f"{place} ({p.value})" if p.value and p.value != self.first.value else place


def kinds_of(problems: Iterable[Problem]) -> tuple[Kind, ...]:
    """Problems by kind, in the order of the first of each; digits within a key or a message do not separate kinds."""
    found: dict[tuple[str, ...], list[Problem]] = {}
    for p in problems:
        names = [part for part in _PARTS.split(p.key) if part and not part.isdigit()]
        kind = (names[-1] if names else "", *(_DIGITS.sub("#", text) for text in (p.message, p.hint)))
        found.setdefault(kind, []).append(p)
    return tuple(Kind(tuple(own)) for own in found.values())


def told(problems: Iterable[Problem]) -> tuple[str, ...]:
    """Number of problems, and of kinds where they repeat, and every kind; empty without problems."""
    every = tuple(problems)
    kinds = kinds_of(every)
    if not every:
        return ()
    count = tr("check.count", n=len(every)) if len(kinds) == len(every) else tr("check.kinds", n=len(kinds), m=len(every))
    return count, *(line for kind in kinds for line in kind.lines)
