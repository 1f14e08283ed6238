"""Unit, bounds and choices of a column or a row in words."""

from __future__ import annotations

from ldip.locales import tr
from ldip.workbook.cells import words
from ldip.workbook.terms import Column, Field, Row

MOST_CHOICES = 12


def note_of(column: Column) -> str:
    """The note of a heading; empty where there is nothing to say beyond the heading."""
    return "\n".join(s[:1].upper() + s[1:] for s in _said(column.field)) if column.role == "verdi" else ""


def range_words(row: Row) -> str:
    """Unit, bounds and choices of the value of a row of keys."""
    first = next(iter(row.cells.values()), None)
    said = _said(first.field) if first else []
    unit = row.texts.get("enhet_paakrevd", "")
    return "; ".join(dict.fromkeys(([tr("excel.enhet", enhet=unit)] if unit else []) + said))


def _said(field: Field) -> list[str]:
    found = [tr("excel.enhet", enhet=field.unit)] if field.unit else []
    if field.choices:
        found.append(tr("excel.en_av", valg=", ".join(c or tr("excel.tom") for c in field.choices[:MOST_CHOICES])))
    if field.low is not None and field.high is not None:
        found.append(tr("excel.fra_til", fra=words(field.low), til=words(field.high)))
    elif field.low is not None:
        found.append(tr("excel.minst", fra=words(field.low)))
    elif field.high is not None:
        found.append(tr("excel.hoeyst", til=words(field.high)))
    kinds = {"heltall": "excel.heltall", "dato": "excel.dato", "ja_nei": "excel.ja_nei", "liste": "excel.semikolon"}
    if field.kind in kinds and field.unit != field.kind:
        found.append(tr(kinds[field.kind]))
    return found
