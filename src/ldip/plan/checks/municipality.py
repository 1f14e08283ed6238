"""The municipality of the plan exists, in the plan's first year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.pack.municipalities import refusal
from ldip.plan.document import Plan
from ldip.sources.codes import shipped


def _number(plan: Plan) -> Iterator[Problem]:
    """A number of today, or an earlier one in use in the first year. A plan marked as an illustration may be of any place."""
    head = plan.head
    number, codes = head.kommune.kommunenummer, shipped()
    if head.illustrasjon or any(f.current == number for f in codes.formers):
        return
    year = max(head.tid.foerste_aar, min(f.first for f in codes.formers))  # the history begins there
    if codes.became(number, year):
        return
    found = refusal(number)
    yield Problem("plan.toml", "kommune.kommunenummer", found.message, number, found.hint)


CHECKS: Final = (_number,)
