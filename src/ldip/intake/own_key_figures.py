"""KOSTRA's key figures from SSB's files as an edit of a plan: each file adds to what is there."""

from __future__ import annotations

from ldip.errors import Problem
from ldip.intake.indicators import FILE, kostra_csv, kostra_rows, read_notes
from ldip.intake.own_reading import Given
from ldip.intake.own_terms import Part, Row
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.edits import LARGEST, NewFile
from ldip.plan.schema.tables import KostraRow


def replaced(plan: Plan, given: Given) -> Part:
    """The key figures of every upload in kostra.csv; a later one replaces. Errors: SourceError for too many."""
    if not given.key_figures:
        return Part()
    held = plan.table(FILE, KostraRow).rows
    rows: list[Row] = []
    told: list[str] = []
    for upload, found in given.key_figures:
        held = kostra_rows(found.every, upload.source or f"KOSTRA, {upload.name}", held)
        rows.append(Row(FILE, tr("own.keyfigures"), None, float(len(found.every)), "tall", upload.name))
        told += read_notes(found)[1:]
    text = kostra_csv(held)
    if len(text.encode()) > LARGEST:
        hint = "velg færre år eller nøkkeltall ved uttrekket"
        name = given.key_figures[-1][0].name
        return Part(problems=(Problem(name, "", "gir flere nøkkeltall enn planen tar imot", str(len(held)), hint),))
    return Part((NewFile(fil=FILE, tekst=text),), tuple(rows), (), tuple(told))
