"""Years that have passed, and keys that are no longer used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.digits import is_digits
from ldip.parameters.plausible import rules
from ldip.plan.document import Plan
from ldip.plan.plausible.caution import Caution
from ldip.plan.schema import tables as t
from ldip.plan.schema.files import ProjectFile, file_of

PASSED: Final = "prosjektstart"


def _undecided(plan: Plan) -> Iterator[Caution]:
    """Projects in an early phase that spend before the plan begins or before the date of its knowledge."""
    limit = first_open_year(plan)
    for name, project in plan.projects.items():
        spent = [int(y) for y, share in project.framdrift.items() if share > 0.0 and is_digits(y)]
        if not (project.in_use and project.early and spent and project.type == "prosjekt"):
            continue
        start = min(spent) + project.utsettes_aar
        if start < limit:
            file = file_of(ProjectFile, name)
            words = (("navn", project.navn), ("fase", project.fase), ("aar", str(start)), ("grense", str(limit)))
            yield Caution(file, "framdrift", PASSED, f"{file}: framdrift", words, str(start), "prosjekt")


def _closed(plan: Plan) -> Iterator[Caution]:
    """Buildings that closed before the plan begins."""
    first = plan.years[0]
    for line, row in plan.table("bygg.csv", t.BuildingRow).numbered():
        if row.stenger and int(row.stenger[:4]) < first:
            words = (("navn", row.navn), ("aar", row.stenger[:4]), ("grense", str(first)))
            place = f"bygg.csv: {row.id}"
            yield Caution("bygg.csv", "stenger", PASSED, place, words, row.stenger, "bygg", line)


def first_open_year(plan: Plan) -> int:
    """The first year in which something can still be decided: the first plan year, or that of the date of knowledge if later."""
    return max(plan.years[0], plan.head.tid.kunnskapsdato.year)


def _unused(plan: Plan) -> Iterator[Caution]:
    """Keys that the schema accepts and ignores; a key that the schema demands cannot be left out and is never listed."""
    for field in rules()["utgaatt"].noekler:
        file, _, key = field.partition(":")
        document = plan.document(file)
        about = type(document).model_fields.get(key) if document is not None else None
        if document is not None and about is not None and not about.is_required() and key in document.model_fields_set:
            words = (("felt", key), ("fil", file))
            yield Caution(file, key, "utgaatt", f"{file}: {key}", words, str(getattr(document, key)))


RULES: Final = (_undecided, _closed, _unused)
