"""Errors of unclear files, and choices that only a reader can put: one value of a column, and rows that occur twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.tabular.headings import key_of
from ldip.tabular.terms import Answers, Question, Sheet, Table, UnclearError

CHOOSE: Final = "velg."  # the beginning of the answers that choose a value of a column


def answer_of(answers: Answers, beginning: str, *headings: str) -> str | None:
    """The answer to a question of a column, by its heading or another of its names; None without one."""
    keys = {key_of(h) for h in headings}
    return next((v for k, v in answers.items() if k.startswith(beginning) and key_of(k.removeprefix(beginning)) in keys), None)


def unclear(problems: Sequence[Problem], questions: Sequence[Question], sheet: Sheet) -> SourceError:
    """The error of a file with problems and questions; every question has a problem of its own."""
    stated = {p.key for p in problems}
    hinted = " ".join(p.hint for p in problems)
    whole = [*problems]
    for q in questions:
        if q.key not in stated and q.key not in hinted:
            whole.append(
                Problem(sheet.file, q.key, q.text, "", f"svar med --svar {q.key}={' eller '.join(k for k, _ in q.choices)}")
            )
    return UnclearError(whole, tuple(questions)) if questions else SourceError(whole)


def one_of(table: Table, name: str, answers: Answers, labels: str = "") -> tuple[int, ...]:
    """The rows of the one value of a column that is read (all rows when it holds one): unlike things are never added up.

    `labels` is a column of texts that explain the values. Errors: UnclearError with the question velg.<heading>; SourceError for
    an answer that the column lacks."""
    found = table.texts(name)
    values = list(dict.fromkeys(found))
    if len(values) < 2:
        return tuple(range(len(table.lines)))
    explained = dict(zip(found, table.texts(labels), strict=True)) if labels else {}
    heading = table.headings.get(name, name)
    key = CHOOSE + heading
    answer = answer_of(answers, CHOOSE, heading, name)
    shown = [f"{v} {explained.get(v, '')}".strip() or "(tom)" for v in values]
    if answer:
        fits = [v for v in values if key_of(answer) in (key_of(v), key_of(explained.get(v, v)))]
        if len(fits) != 1:
            hint = f"kolonnen har {', '.join(shown)[:160]}"
            raise SourceError([Problem(table.file, key, "kolonnen har ikke én slik verdi", answer[:60], hint)])
        return tuple(i for i, v in enumerate(found) if v == fits[0])
    question = Question(
        key, f"Kolonnen «{heading}» har flere verdier; hvilken skal leses?", tuple(zip(values, shown, strict=True))
    )
    problem = Problem(
        table.file, key, "flere verdier kan ikke legges sammen", ", ".join(shown)[:80], f"svar med --svar {key}=VERDI"
    )
    raise UnclearError([problem], (question,))


def only(table: Table, rows: Sequence[int]) -> Table:
    """The table with some of its rows."""
    return replace(
        table,
        lines=tuple(table.lines[i] for i in rows),
        columns={name: tuple(column[i] for i in rows) for name, column in table.columns.items()},
        wide=tuple(replace(w, values=tuple(w.values[i] for i in rows)) for w in table.wide),
    )


def duplicates(table: Table, keys: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Line numbers of rows with the same values in the key columns, a tuple for each value that occurs more than once."""
    lines: dict[tuple[str | float | None, ...], list[int]] = {}
    columns = [table.columns.get(k, (None,) * len(table.lines)) for k in keys]
    for line, *values in zip(table.lines, *columns, strict=True):
        lines.setdefault(tuple(values), []).append(line)
    return tuple(tuple(found) for found in lines.values() if len(found) > 1)
