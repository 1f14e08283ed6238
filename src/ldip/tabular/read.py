"""An external file as a typed table: its bytes as sheets, and the sheets as the table a reader wants."""

from __future__ import annotations

from pathlib import Path

from ldip.tabular.files import read_bytes
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import NO_ANSWERS, Answers, Shape, Table
from ldip.tabular.typed import table_of


def read_table(name: str, raw: bytes, shape: Shape, answers: Answers = NO_ANSWERS) -> Table:
    """The wanted table of a file's bytes. Errors: UnclearError with questions; SourceError with every place."""
    return table_of(read_sheets(name, raw, answers), shape, answers)


def read_table_file(path: Path, shape: Shape, answers: Answers = NO_ANSWERS) -> Table:
    """The wanted table of a file. Errors: as `read_table`, and SourceError for a file that cannot be opened."""
    return read_table(str(path), read_bytes(path), shape, answers)
