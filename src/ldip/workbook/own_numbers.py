"""Numbers of a table of the workbook, decided by column: those stored as numbers, and text in the marks of its column."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.tabular.numbers import HINTS, MARK_NAMES, MARKS, Mark, Parsed, decide, parse
from ldip.tabular.terms import Answers, Fault, Question, UnclearError
from ldip.workbook.own_grid import Grid

Cell = tuple[int, int]
LARGEST: Final = 1e15
ANSWER: Final = "desimal"


def amounts_of(
    grid: Grid, rows: Sequence[int], columns: Mapping[int, str], answers: Answers, free: Collection[int] = (), rates: bool = False
) -> dict[Cell, float]:
    """Numbers by cell of some columns, by index with their headings; cells of the rows `free` may hold anything. With `rates`, a
    number shown as per cent is given as one.

    Errors: SourceError with every cell that is no number, UnclearError where a text may be two numbers."""
    texts = {c: _texts(grid, [r for r in rows if r not in free], c) for c in columns}
    marks = _marks(grid, texts, columns, answers)
    found: dict[Cell, float] = {}
    problems: list[Problem] = []
    for c in columns:
        for r in rows:
            value, wrong = _value(grid, (r, c), marks[c], rates)
            if value is not None:
                found[(r, c)] = value
            elif wrong and r not in free:
                problems.append(wrong)
    if problems:
        raise SourceError(problems)
    return found


def _texts(grid: Grid, rows: Sequence[int], column: int) -> dict[str, tuple[Parsed, Cell]]:
    """The distinct texts of a column as numbers, with the first cell of each."""
    found: dict[str, tuple[Parsed, Cell]] = {}
    for r in rows:
        cell = grid.at(r, column)
        if isinstance(cell, str) and cell.strip() and cell not in found:
            found[cell] = parse(cell), (r, column)
    return found


def _marks(
    grid: Grid, texts: Mapping[int, dict[str, tuple[Parsed, Cell]]], columns: Mapping[int, str], answers: Answers
) -> dict[int, Mark]:
    """The decimal mark of each column: by its own texts, the user's answer, or the other columns. Errors: UnclearError."""
    decided = {c: decide((t, p) for t, (p, _) in own.items()) for c, own in texts.items()}
    firm: set[Mark] = {d.mark for d in decided.values() if d.mark is not None}
    found: dict[int, Mark] = {}
    problems: list[Problem] = []
    questions: dict[str, Question] = {}
    for c, d in decided.items():
        answer = MARK_NAMES.get(answers.get(f"{ANSWER}.{columns[c]}", answers.get(ANSWER, "")))
        shared: Mark = next(iter(firm)) if len(firm) == 1 else MARKS[0]
        found[c] = d.mark or answer or shared
        if d.against is not None:
            cells = [texts[c][t][1] for t in d.against]
            hint = "skriv alle tall i kolonnen på samme måte"
            problems += [
                grid.problem(x, "kolonnen har både komma og punktum som desimaltegn", grid.text(*x), hint) for x in cells
            ]
        elif d.unclear and not d.mark and not answer and len(firm) != 1:
            cell = texts[c][d.unclear][1]
            key = f"{ANSWER}.{columns[c]}"
            what = "tallet kan leses på to måter: tegnet kan skille tusen eller desimaler"
            problems.append(grid.problem(cell, what, d.unclear, f"svar med {key}=komma eller {key}=punktum"))
            choices = tuple((name, f"{name} er desimaltegn") for name in MARK_NAMES)
            questions[key] = Question(key, f"Hvilket tall er «{d.unclear}» i kolonnen «{columns[c]}»?", choices)
    if questions:
        raise UnclearError(problems, tuple(questions.values()))
    if problems:
        raise SourceError(problems)
    return found


def _value(grid: Grid, cell: Cell, mark: Mark, rates: bool) -> tuple[float | None, Problem | None]:
    """The number of a cell, or what is wrong with it; neither for an empty one."""
    raw = grid.at(*cell)
    if isinstance(raw, Fault):
        return None, None  # refused with the other faults
    if isinstance(raw, float) and rates and grid.is_percent(*cell):
        return raw * 100.0, None
    if isinstance(raw, float):
        return (raw, None) if abs(raw) < LARGEST else (None, grid.problem(cell, "tallet er for stort", repr(raw), "rett cellen"))
    if not isinstance(raw, str):
        return None, grid.problem(cell, "er en dato, ikke et tall", str(raw), "rett cellen i regnearket")
    parsed = parse(raw)
    if parsed.missing or parsed.dash:
        return (0.0, None) if parsed.dash else (None, None)
    value = parsed.under(mark)
    if parsed.wrong or value is None:
        return None, grid.problem(cell, parsed.wrong or "er ikke et tall", raw[:60], HINTS.get(parsed.wrong, "rett cellen"))
    if parsed.percent and not rates:
        return None, grid.problem(cell, "er en prosent, ikke et tall i tabellens enhet", raw[:60], "rett cellen i regnearket")
    return value, None
