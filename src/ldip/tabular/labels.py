"""Labels that a sheet does not repeat: merged cells, and leading columns that name only the first row of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ldip.tabular.headings import text_of
from ldip.tabular.terms import Answers, Question, Raw, Sheet

SPARSE: Final = 0.5  # of the rows that are blank: a column of groups is mostly blank, one with a missing code is not
FILL: Final = "fyll"
LEAVE: Final = "mangler"


@dataclass
class Filled:
    """The label columns' cells by row after filling, and what a user must notice."""

    cells: list[list[Raw]]
    told: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


def fill_down(
    sheet: Sheet,
    lines: Sequence[int],
    columns: Sequence[int],
    headings: Sequence[str],
    cells: Sequence[Sequence[Raw]],
    answers: Answers,
) -> Filled:
    """Fill blank labels of the leading columns from the row above. `columns` are those before the first value column."""
    filled = Filled([list(c) for c in cells])
    grouped = False  # a column to the left names groups, so the next ones may too
    for at, column in enumerate(columns):
        grouped |= _merged(sheet, lines, column, filled.cells[at])
        if at == len(columns) - 1:
            break  # the last label is what tells rows of a group apart
        blank = _leading_blanks(cells, filled.cells, at)
        if not blank:
            continue
        answer = answers.get(f"tomme.{headings[column]}", "")
        if answer == LEAVE or (not answer and _repeats(filled.cells, at)):
            continue
        grouped |= answer == FILL or len(blank) >= SPARSE * len(lines)
        if not grouped:
            filled.questions.append(_question(headings[column], len(blank)))
            continue
        _fill(filled.cells, at, blank)
        filled.told.append(f"kolonnen «{headings[column]}» er tom i {len(blank)} rader, og er fylt fra raden over")
    return filled


def _merged(sheet: Sheet, lines: Sequence[int], column: int, cells: list[Raw]) -> bool:
    """Give every row of merged cells their value. Returns whether the column has such cells."""
    ranges = [(top, bottom) for top, left, bottom, right in sheet.merged if left <= column <= right and bottom > top]
    index = {line: i for i, line in enumerate(lines)} if ranges else {}
    found, end = False, 0
    for top, bottom in sorted(ranges):
        if top in index and top > end:  # merged cells do not overlap
            found, end = True, bottom
            for line in range(top + 1, min(bottom, lines[-1]) + 1):
                i = index.get(line)
                if i is not None and not text_of(cells[i]):
                    cells[i] = cells[index[top]]
    return found


def _leading_blanks(cells: Sequence[Sequence[Raw]], filled: Sequence[Sequence[Raw]], at: int) -> list[int]:
    """Rows where this label is blank with every label to its left, and a label to its right is not."""
    empty = {c for c in dict.fromkeys(filled[at]) if not text_of(c)}
    return [
        i
        for i, cell in enumerate(filled[at])
        if i and cell in empty
        if not any(text_of(cells[c][i]) for c in range(at))
        if any(text_of(cells[c][i]) for c in range(at + 1, len(cells)))
    ]


def _repeats(cells: Sequence[Sequence[Raw]], at: int) -> bool:
    """Whether the column repeats a label in the next row: then a blank is no repetition."""
    column = cells[at]
    left = [cells[c] for c in range(at)]
    return any(
        column[i] == column[i - 1] and text_of(column[i]) and all(c[i] == c[i - 1] for c in left) for i in range(1, len(column))
    )


def _fill(cells: Sequence[list[Raw]], at: int, blank: Sequence[int]) -> None:
    for i in blank:
        cells[at][i] = cells[at][i - 1]


def _question(heading: str, count: int) -> Question:
    text = f"Kolonnen «{heading}» er tom i {count} rader; gjelder raden over, eller mangler verdien?"
    return Question(f"tomme.{heading}", text, ((FILL, "raden over gjelder"), (LEAVE, "verdien mangler")))
