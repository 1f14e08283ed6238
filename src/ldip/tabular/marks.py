"""The decimal mark of each number column: by its own texts, by the user's answer, by the other columns, or a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from ldip.errors import Problem
from ldip.tabular.numbers import MARK_NAMES, NOT_A_NUMBER, Decision, Mark, Parsed, decide, parse, written
from ldip.tabular.questions import answer_of
from ldip.tabular.terms import Answers, Question, Raw, Unit

BOTH: Final = "kolonnen har både komma og punktum som desimaltegn"
OPEN: Final = "tallet kan leses på to måter: tegnet kan skille tusen eller desimaler"


@dataclass
class NumberColumn:
    """A column of numbers: its cells by row, each distinct text read once, and what they decide."""

    column: int
    heading: str
    cells: list[Raw]
    zero_dash: bool = False
    unit: Unit = ""
    parsed: dict[str, Parsed] = field(default_factory=dict)
    decision: Decision = field(default_factory=Decision)
    mark: Mark = ","

    @property
    def is_text(self) -> bool:
        """Whether the column holds words and no figure: a year's remarks, not its numbers."""
        words = [p for p in self.parsed.values() if not (p.missing or p.dash)]
        return bool(words) and all(p.wrong == NOT_A_NUMBER for p in words) and all(isinstance(c, str) for c in self.cells)

    def __post_init__(self) -> None:
        self.parsed = {cell: parse(cell) for cell in dict.fromkeys(self.cells) if isinstance(cell, str)}
        self.decision = decide(self.parsed.items())


@dataclass(frozen=True)
class Unclear:
    """Questions on decimal marks, and problems of columns that no mark fits."""

    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()


# The problem of a column's text: its place, what is wrong, the text and the remedy.
Place = Callable[[NumberColumn, str, str, str], Problem]


def settle(file: str, columns: Sequence[NumberColumn], answers: Answers, place: Place, apart: bool = False) -> Unclear:
    """Set the mark of every column. Errors come back as problems, with the questions that an unclear file leaves.

    With `apart`, each column has a question of its own, as in a file of several tables; otherwise one answer is for all."""
    firm: set[Mark] = {c.decision.mark for c in columns if c.decision.mark is not None}
    questions: list[Question] = []
    problems: list[Problem] = []
    for column in columns:
        answer = _answer(column, answers)
        if answer and answer not in MARK_NAMES:
            hint = f"svar {' eller '.join(MARK_NAMES)}"
            problems.append(Problem(file, "desimal", "svaret er ukjent", answer[:40], hint))
        elif column.decision.against is not None:
            problems += [
                place(column, text, BOTH, "skriv alle tall i kolonnen på samme måte") for text in column.decision.against
            ]
        elif column.decision.firm and column.decision.mark is not None:
            column.mark = column.decision.mark
            if answer and MARK_NAMES[answer] != column.mark:
                problems.append(_contradicted(column, answer, place))
        elif answer:
            column.mark = MARK_NAMES[answer]
        elif column.decision.mark is not None:
            column.mark = column.decision.mark
        elif len(firm) == 1:
            column.mark = next(iter(firm))
        elif column.decision.unclear:
            key = f"desimal.{column.heading}" if apart or firm else "desimal"
            questions.append(_question(column, key))
            hint = f"svar med --svar {key}=komma eller {key}=punktum"
            problems.append(place(column, column.decision.unclear, OPEN, hint))
    return Unclear(tuple({q.key: q for q in questions}.values()), tuple(problems))


def _answer(column: NumberColumn, answers: Answers) -> str:
    own = answer_of(answers, "desimal.", column.heading)
    return (answers.get("desimal", "") if own is None else own).strip().lower()


def _contradicted(column: NumberColumn, answer: str, place: Place) -> Problem:
    text = next(
        t for t, p in column.parsed.items() if not (p.wrong or p.missing or p.dash) and p.under(MARK_NAMES[answer]) is None
    )
    what = f"svaret «{answer}» passer ikke med tallet"
    return place(column, text, what, f"svar for én kolonne med desimal.{column.heading}")


def _question(column: NumberColumn, key: str) -> Question:
    text = column.decision.unclear
    parsed = column.parsed[text]
    choices = tuple((name, f"{name} er desimaltegn: {written(parsed.under(mark))}") for name, mark in MARK_NAMES.items())
    return Question(key, f"Hvilket tall er «{text}» i kolonnen «{column.heading}»?", choices)
