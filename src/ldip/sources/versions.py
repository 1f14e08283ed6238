"""Rows of a table that are the same cell in several versions, which differ in a column that no reader wants; one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.tabular.headings import TEXTS, key_of, text_of
from ldip.tabular.pick import pick
from ldip.tabular.questions import CHOOSE, one_of, only
from ldip.tabular.terms import Answers, Question, Raw, Shape, Sheet, Table, UnclearError, Wanted
from ldip.tabular.typed import table_of

MOST_PAIRS: Final = 50  # of equal cells that are compared
MOST_VALUES: Final = 40  # of a column that tells versions apart


def chosen(sheets: Sequence[Sheet], shape: Shape, answers: Answers, own: frozenset[str]) -> Table:
    """The wanted table, with the rows of the values that the user has chosen by column (velg.<heading>).

    `own` are choices that are made elsewhere. Errors: as `table_of`, and SourceError for a column that the file lacks."""
    names = [k.removeprefix(CHOOSE) for k in answers if k.startswith(CHOOSE) and k not in own]
    wanted = tuple(Wanted(CHOOSE + n, (n, n + TEXTS), "tekst", required=False) for n in names)
    table = table_of(sheets, replace(shape, columns=(*shape.columns, *wanted)), answers)
    for w in wanted:
        if w.name not in table.columns:
            hint = "se at overskriften er skrevet som i filen"
            raise SourceError([Problem(table.file, w.name, "filen har ingen slik kolonne", w.names[0][:60], hint)])
        table = only(table, one_of(table, w.name, answers))
    return table


def refuse_versions(
    sheets: Sequence[Sheet], table: Table, shape: Shape, keys: Sequence[tuple[object, ...]], answers: Answers
) -> None:
    """Errors: UnclearError where rows with one key differ in a column that no reader wants: which of its values to read."""
    first: dict[tuple[object, ...], int] = {}
    pairs: list[tuple[int, int]] = []
    for line, key in zip(table.lines, keys, strict=True):
        if (earlier := first.setdefault(key, line)) != line:
            pairs.append((earlier, line))
            if len(pairs) == MOST_PAIRS:
                break
    if not pairs:
        return
    sheet, header = pick(sheets, shape, answers)
    used = {*table.places.values(), *(w.column for w in table.wide)}
    rows = dict(sheet.rows)
    for column, heading in enumerate(header.headings):
        name = heading.removesuffix(TEXTS)
        has_texts = not heading.endswith(TEXTS) and name + TEXTS in header.headings  # a cube's codes: its texts are next
        if column in used or not heading or has_texts or _is_twin(header.headings, column, used):
            continue
        if all(_cell(rows, a, column) != _cell(rows, b, column) for a, b in pairs):
            values = list(dict.fromkeys(_cell(rows, line, column) for line in table.lines))
            if len(values) <= MOST_VALUES:
                raise _unclear(table.file, name, values, pairs[0])


def _is_twin(headings: Sequence[str], column: int, used: set[int]) -> bool:
    """Whether a column is the texts of a cube's dimension that is read."""
    name = headings[column]
    return name.endswith(TEXTS) and any(
        c in used and key_of(h + TEXTS) == key_of(name) for c, h in enumerate(headings) if c != column
    )


def _cell(rows: Mapping[int, Sequence[Raw]], line: int, column: int) -> str:
    cells = rows[line]
    return text_of(cells[column]).strip() if column < len(cells) else ""


def _unclear(file: str, heading: str, values: Sequence[str], pair: tuple[int, int]) -> UnclearError:
    key = f"{CHOOSE}{heading}"
    shown = ", ".join(v or "(tom)" for v in values)[:160]
    where = f"rad {pair[0]} og {pair[1]}; {heading}: {shown}"
    hint = f"svar med --svar {key}=VERDI; ulike utgaver legges aldri sammen"
    problem = Problem(file, key, "samme celle står i flere utgaver", where, hint, pair[1])
    question = Question(
        key, f"Kolonnen «{heading}» har flere verdier. Hvilken skal leses?", tuple((v, v or "(tom)") for v in values)
    )
    return UnclearError([problem], (question,))
