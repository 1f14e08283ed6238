"""The elements of an axis in a plan: About.axis of a field declares the folder, csv file or list that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ldip.plan.document import Plan
from ldip.plan.schema.declared import PlanField, key_column, plan_fields
from ldip.plan.schema.files import FOLDERS
from ldip.plan.schema.tables import TABLES


@cache
def holders() -> Mapping[str, PlanField]:
    """By axis, a field of each element it has. A list within the files of a folder has ids of its own and is not here."""
    found: dict[str, PlanField] = {}
    for p in plan_fields():
        if p.axis and (p.file not in FOLDERS or p.axis == FOLDERS[p.file].ABOUT.axis):
            found.setdefault(p.axis, p)
    return found


def elements(plan: Plan, field: PlanField) -> Iterator[tuple[str, Any]]:
    """The elements that have a field, by id. Errors: NotReadError where they could not be read."""
    if field.file in FOLDERS:
        yield from plan.folders.get(field.file, {}).items()
    elif field.file in TABLES:
        column = key_column(field.file)
        yield from ((str(getattr(row, column)), row) for row in plan.table(field.file, TABLES[field.file]).rows)
    else:
        found: Any = plan.document(field.file)
        for key in field.container:
            found = None if found is None else getattr(found, key)
        yield from found.items() if isinstance(found, Mapping) else ((one.id, one) for one in found or ())


def ids_of(plan: Plan, axis: str) -> tuple[str, ...]:
    """Ids of an axis: sorted where each is a file, otherwise in the plan's order. Reads no file of a folder."""
    field = holders()[axis]
    if field.file in FOLDERS:
        return tuple(sorted(plan.folders.get(field.file, {})))
    return tuple(dict.fromkeys(name for name, _ in elements(plan, field)))


def element_name(plan: Plan, axis: str, element: str) -> str:
    """An element's name in the plan, its id where it has none; a zone without a name is read as a word."""
    if axis == "sone":
        return plan.population.sonenavn.get(element) or element[:1].upper() + element[1:].replace("-", " ")
    if axis == "aldersgruppe":  # the plan's own groups, or the shipped ones it names
        found: Any = next((g for g in plan.age_groups if g.id == element), None)
    else:
        found = next((e for i, e in elements(plan, holders()[axis]) if i == element), None) if axis in holders() else None
    return str(getattr(found, "navn", element))
