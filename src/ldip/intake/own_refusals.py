"""Problems that a change of a plan makes, apart from those the plan had."""

from __future__ import annotations

from dataclasses import replace

from ldip.binding.reading import collect_contents
from ldip.errors import PlanError, Problem
from ldip.plan.edits import Contents


def refuse_new(before: Contents, after: Contents) -> None:
    """Errors: PlanError with the problems that the plan would have and does not have already."""
    now = collect_contents(after, levers=False)[1]
    if not now:
        return
    known = {_place(p) for p in collect_contents(before, levers=False)[1]}
    if new := [p for p in now if _place(p) not in known]:
        raise PlanError(new)


def _place(p: Problem) -> Problem:
    """A problem without its place in the file, which rows before it move."""
    return replace(p, line=0, column=0)
