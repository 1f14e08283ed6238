"""Problems that a change of a plan makes, apart from those the plan had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ldip.binding.reading import collect_contents
from ldip.errors import PlanError, Problem
from ldip.plan.edits import Contents


def refuse_new(before: Contents, after: Contents) -> None:
    """Errors: PlanError with the problems that the plan would have and does not have already."""
    if new := beyond(before, collect_contents(after, levers=False)[1]):
        raise PlanError(new)


def beyond(before: Contents, problems: Sequence[Problem]) -> list[Problem]:
    """The problems that the plan does not have already, wherever in a file: rows before a problem move it."""
    if not problems:
        return []
    known = {_anywhere(p) for p in collect_contents(before, levers=False)[1]}
    return [p for p in problems if _anywhere(p) not in known]


def _anywhere(p: Problem) -> Problem:
    return replace(p, line=0, column=0)
