"""Problems of a changed plan at the cells of the workbook that the values are from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ldip.errors import Problem
from ldip.plan.csvfile import decode
from ldip.plan.csvlines import parse
from ldip.workbook.merge_csv import CsvEdits
from ldip.workbook.seen import Added, Seen
from ldip.workbook.walk import path_text


@dataclass
class Places:
    """The cell of every value of a workbook, and where the rows of its csv files are after the edits."""

    seen: Seen
    rows: dict[str, CsvEdits] = field(default_factory=dict)
    after: Mapping[str, bytes] = field(default_factory=dict)

    def of_csv(self, file: str, line: int, column: str) -> str:
        """The cell of a column in a line of the file after the edits; empty where it is not in the workbook."""
        found = self.rows.get(file)
        base = line if found is None else next((b for b, n in found.lines.items() if n == line), 0)
        own = {path: where for (f, n, path), where in self.seen.places.items() if f == file and n == base}
        if own:
            return own.get(column) or next(iter(own.values()))
        added = self._added(found, file, line) if found else None
        return (added.places.get((column,)) or added.where) if added else ""

    def of_file(self, file: str) -> str:
        """The only changed cell of a file, otherwise the sheet; empty for a file that the workbook does not have."""
        changed = [t.where for t in self.seen.touches if t.file == file]
        sheet = self.seen.sheets.get(file)
        return changed[0] if len(changed) == 1 else f"ark {sheet}" if sheet else ""

    def _added(self, found: CsvEdits, file: str, line: int) -> Added | None:
        """The row that was added at a line: the new rows are the last of the file."""
        lines = [r.line for r in parse(decode(self.after.get(file, b""), file)[0]).rows]
        new = dict(zip(lines[len(lines) - len(found.new) :], found.new, strict=False)) if found.new else {}
        return new.get(line)

    def of_toml(self, file: str, key: str) -> str:
        """The cell of a key: its own, one within it or around it; a changed one first."""
        touched = {path_text(t.path): t.where for t in self.seen.touches if t.file == file}
        for a in (a for a in self.seen.added if a.file == file):
            touched |= {path_text((*a.path, *p)): where for p, where in a.places.items()} | {path_text(a.path): a.where}
        every = {path: where for (f, _, path), where in self.seen.places.items() if f == file}
        for found in (touched, every):
            if key in found:
                return found[key]
        for found in (touched, every):
            inside = [w for p, w in found.items() if key and (p.startswith(f"{key}.") or (p and key.startswith(f"{p}.")))]
            if inside:
                return inside[0]
        return next(iter(touched.values()), "")


def located(problem: Problem, places: Places) -> Problem:
    """A problem at its cell; as it is where the workbook has no cell for it."""
    if problem.file.endswith(".csv"):
        where = places.of_csv(problem.file, problem.line, problem.key) if problem.line else places.of_file(problem.file)
    else:
        where = places.of_toml(problem.file, problem.key)
    if not where:
        return replace(problem, line=0, column=0)
    key = f"{problem.file} {problem.key}".strip()
    return Problem(where, key, problem.message, problem.value, problem.hint)
