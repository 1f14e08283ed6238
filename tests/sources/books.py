"""Workbooks of one sheet, as bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl import Workbook


def book(*rows: Sequence[object], sheet: str = "Ark1") -> bytes:
    """A workbook with the rows of its only sheet."""
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
