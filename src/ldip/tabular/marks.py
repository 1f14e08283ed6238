"""The decimal mark of each number column: by its own texts, by the user's answer, by the other columns, or a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ldip.errors import Problem
from ldip.tabular.headings import key_of
from ldip.tabular.numbers import MARK_NAMES, NOT_A_NUMBER, Decision, Mark, Parsed, decide, parse
from ldip.tabular.places import cell_problem
from ldip.tabular.terms import Answers, Question, Raw, Sheet


@dataclass
class NumberColumn:
    """A column of numbers: its cells by row, each distinct text read once, and what they decide."""

    column: int
    heading: str
    cells: list[Raw]
    zero_dash: bool = False
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


def settle(sheet: Sheet, lines: Sequence[int], columns: Sequence[NumberColumn], answers: Answers) -> Unclear:
    """Set the mark of every column. Errors come back as problems, with the questions that an unclear file leaves."""
    firm: set[Mark] = {c.decision.mark for c in columns if c.decision.mark is not None}
    questions: list[Question] = []
    problems: list[Problem] = []
    for column in columns:
        answer = _answer(column, answers)
        if answer and answer not in MARK_NAMES:
            hint = f"svar {' eller '.join(MARK_NAMES)}"
            problems.append(Problem(sheet.file, "desimal", "svaret er ukjent", answer[:40], hint))
        elif column.decision.against is not None:
            problems += _mixed(sheet, lines, column)
        elif column.decision.mark is not None:
            column.mark = column.decision.mark
            if answer and MARK_NAMES[answer] != column.mark:
                problems.append(_contradicted(sheet, lines, column, answer))
        elif answer:
            column.mark = MARK_NAMES[answer]
        elif len(firm) == 1:
            column.mark = next(iter(firm))
        elif column.decision.unclear:
            own = bool(firm)
            questions.append(_question(column, own))
            problems.append(_unclear(sheet, lines, column, own))
    return Unclear(tuple({q.key: q for q in questions}.values()), tuple(problems))


def _answer(column: NumberColumn, answers: Answers) -> str:
    own = [v for k, v in answers.items() if k.startswith("desimal.") and key_of(k[8:]) == key_of(column.heading)]
    return (own[0] if own else answers.get("desimal", "")).strip().lower()


def _line_of(lines: Sequence[int], column: NumberColumn, text: str) -> int:
    return lines[column.cells.index(text)]


def _mixed(sheet: Sheet, lines: Sequence[int], column: NumberColumn) -> list[Problem]:
    what = "kolonnen har både komma og punktum som desimaltegn"
    hint = "skriv alle tall i kolonnen på samme måte"
    against = column.decision.against or ()
    return [cell_problem(sheet, _line_of(lines, column, t), column.column, column.heading, what, t, hint) for t in against]


def _contradicted(sheet: Sheet, lines: Sequence[int], column: NumberColumn, answer: str) -> Problem:
    text = next(
        t for t, p in column.parsed.items() if not (p.wrong or p.missing or p.dash) and p.under(MARK_NAMES[answer]) is None
    )
    hint = f"svar for én kolonne med desimal.{column.heading}"
    what = f"svaret «{answer}» passer ikke med tallet"
    return cell_problem(sheet, _line_of(lines, column, text), column.column, column.heading, what, text, hint)


def _key(column: NumberColumn, own: bool) -> str:
    return f"desimal.{column.heading}" if own else "desimal"


def _question(column: NumberColumn, own: bool) -> Question:
    text = column.decision.unclear
    parsed = column.parsed[text]
    choices = tuple((name, f"{name} er desimaltegn: {_shown(parsed.under(mark))}") for name, mark in MARK_NAMES.items())
    return Question(_key(column, own), f"hvilket tall er «{text}» i kolonnen «{column.heading}»?", choices)


def _unclear(sheet: Sheet, lines: Sequence[int], column: NumberColumn, own: bool) -> Problem:
    text = column.decision.unclear
    what = "tallet kan leses på to måter: tegnet kan skille tusen eller desimaler"
    hint = f"svar med --svar {_key(column, own)}=komma eller {_key(column, own)}=punktum"
    return cell_problem(sheet, _line_of(lines, column, text), column.column, column.heading, what, text, hint)


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    whole, _, part = f"{value:.10f}".rstrip("0").partition(".")
    return f"{int(whole):,}".replace(",", " ") + (f",{part}" if part else "")
