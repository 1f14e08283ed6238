"""Splits left out of public output: those in which a hidden project or hidden counts are part of the change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ldip.compare.parts import Part
from ldip.plan.document import Plan
from ldip.plan.schema.files import ServiceFile, file_of
from ldip.plan.shield import shield_of
from ldip.publish.protect import COUNTS
from ldip.publish.protect_inputs import input_shown, of_projects


def split_tells(a: Plan, b: Plan) -> bool:
    """Whether a split of the change between two plans could tell a hidden number: what either of them hides differs.

    The share of a cause is the difference between runs that mix the plans, as if by a draft that touches what differs."""
    hidden = shield_of(a).hidden | shield_of(b).hidden
    if any(a.projects.get(i) != b.projects.get(i) for i in hidden):
        return True
    levels = {i for plan in (a, b) for i, s in plan.services.items() if s.nivaaer}
    return bool(levels) and (_rows(a) != _rows(b) or any(_service(a, i) != _service(b, i) for i in levels))


def parts_shown(plans: Sequence[Plan], parts: Iterable[Part]) -> bool:
    """Whether public output shows a cause by its parts: none is hidden, and none is a project where a plan hides some.

    Where one part were left out, the others and the cause would tell it."""
    hides = any(shield_of(p).hidden for p in plans)
    return all(
        not (hides and of_projects(part.file)) and all(input_shown(p, part.file, _keys(part)) for p in plans) for part in parts
    )


def _keys(part: Part) -> tuple[str, ...]:
    return tuple(part.key.split(".")) if part.key else ()


def _rows(plan: Plan) -> object:
    table = plan.tables.get(COUNTS)
    return table.rows if table is not None else ()


def _service(plan: Plan, service: str) -> object:
    return plan.documents.get(file_of(ServiceFile, service))
