"""Splits left out of public output: those in which a hidden project or hidden counts are part of the change."""

from __future__ import annotations

from ldip.plan.document import Plan
from ldip.plan.schema.files import ServiceFile, file_of
from ldip.plan.shield import shield_of
from ldip.publish.protect import COUNTS


def split_tells(a: Plan, b: Plan) -> bool:
    """Whether a split of the change between two plans could tell a hidden number: what either of them hides differs.

    The share of a cause is the difference between runs that mix the plans, as if by a draft that touches what differs."""
    hidden = shield_of(a).hidden | shield_of(b).hidden
    if any(a.projects.get(i) != b.projects.get(i) for i in hidden):
        return True
    levels = {i for plan in (a, b) for i, s in plan.services.items() if s.nivaaer}
    return bool(levels) and (_rows(a) != _rows(b) or any(_service(a, i) != _service(b, i) for i in levels))


def projects_tell(a: Plan, b: Plan) -> bool:
    """Whether shares of single projects are left out: either plan hides some."""
    return bool(shield_of(a).hidden | shield_of(b).hidden)


def _rows(plan: Plan) -> object:
    table = plan.tables.get(COUNTS)
    return table.rows if table is not None else ()


def _service(plan: Plan, service: str) -> object:
    return plan.documents.get(file_of(ServiceFile, service))
