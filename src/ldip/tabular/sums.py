"""Rows named as sums: skipped when they are the sum of other rows, otherwise a question. Never read as one more row."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from ldip.errors import Problem
from ldip.tabular.headings import text_of
from ldip.tabular.marks import NumberColumn
from ldip.tabular.places import cell_problem
from ldip.tabular.terms import Answers, Question, Raw, Sheet

NAMED: Final = re.compile(
    r"(?:del|total|mellom)?sum(?:mer)?(?:\b|_).*|total[te]?|totalsum|totalt\b.*|i alt|til ?sammen|samla|samlet|grand total",
    re.IGNORECASE,
)
ANSWER: Final = "sumrader"
SKIP: Final = "utelat"
KEEP: Final = "behold"
MOST_TRIED: Final = 10_000_000  # figures added up


@dataclass
class Sums:
    """Rows that are sums of others, by index, and what is unclear."""

    rows: set[int] = field(default_factory=set)
    told: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)


@dataclass(frozen=True)
class Figures:
    """The number columns of a table with their values."""

    column: NumberColumn
    values: Sequence[float | None]

    @property
    def unit(self) -> float:
        """The least unit the column is written in: figures that are rounded to it add up within half a unit a row."""
        most = max((p.decimals for p in self.column.parsed.values()), default=0)
        native = any(isinstance(c, float) and not c.is_integer() for c in self.column.cells)
        return 10.0 ** -min(most, 6) if most or not native else 0.005


def sum_rows(
    sheet: Sheet, lines: Sequence[int], labels: Sequence[Sequence[Raw]], figures: Sequence[Figures], answers: Answers
) -> Sums:
    """Find the sum rows of a table. `labels` are its label columns' cells before repeated labels are filled down."""
    found = Sums()
    named = _named(labels)
    if not named or not figures or len(named) == len(lines):
        return found
    answer = answers.get(ANSWER, "")
    if answer == KEEP:
        return found
    others = [i for i in range(len(lines)) if i not in named]
    tried, sums = 0, sorted(named)
    for row in sums:
        held = [f for f in figures if f.values[row] is not None]
        nearest: Sequence[int] = ()
        fits = answer == SKIP
        for group in () if fits else filter(None, _groups(row, sums, others, len(lines))):
            nearest, tried = nearest or group, tried + len(group) * (len(held) + 1)
            fits = all(_adds(f, row, group, named[row]) for f in held)
            if fits or tried > MOST_TRIED:
                break
        if tried > MOST_TRIED:
            return _too_many(sheet, lines, named, figures[0])
        if fits:
            found.rows.add(row)
        elif nearest and (named[row] or any(f.values[row] for f in held)):
            _differs(sheet, lines, named, found, row, held, nearest)
    if found.rows:
        texts = list(dict.fromkeys(named[i] or "uten navn" for i in sorted(found.rows)))
        found.told.append(f"{len(found.rows)} sumrader er ikke lest ({', '.join(texts)[:80]})")
    return found


def _too_many(sheet: Sheet, lines: Sequence[int], named: dict[int, str], figure: Figures) -> Sums:
    """So many sum rows that they are not held against other rows: the user chooses."""
    found, row, place = Sums(), min(named), figure.column
    what = f"{len(named)} rader heter sum eller har ikke navn, og er for mange til å bli kontrollert"
    hint = f"svar med --svar {ANSWER}={SKIP} (les uten dem) eller {ANSWER}={KEEP} (les dem som de andre)"
    found.problems.append(cell_problem(sheet, lines[row], place.column, place.heading, what, place.cells[row], hint))
    found.questions.append(Question(ANSWER, what, ((SKIP, "summer: les uten dem"), (KEEP, "rader som de andre"))))
    return found


def _named(labels: Sequence[Sequence[Raw]]) -> dict[int, str]:
    """Rows whose only labels are names of sums, or that have no label; a row with other labels too is a category («I alt»)."""
    if not labels:
        return {}
    kind: dict[Raw, int] = {}  # 0 empty, 1 a name of a sum, 2 other
    for cells in labels:
        for cell in dict.fromkeys(cells):
            text = text_of(cell)
            kind[cell] = 0 if not text else 1 if NAMED.fullmatch(text.rstrip(" :.")) else 2
    rows = {}
    for i, cells in enumerate(zip(*labels, strict=True)):
        kinds = {kind[c] for c in cells}
        if 2 not in kinds:
            rows[i] = next((text_of(c) for c in cells if text_of(c)), "")
        elif 1 in kinds and len([c for c in cells if kind[c]]) == 2 and len(cells) > 2:
            rows[i] = " ".join(text_of(c) for c in cells if text_of(c))
    return rows


def _groups(row: int, sums: Sequence[int], others: Sequence[int], count: int) -> Iterator[Sequence[int]]:
    """The sets of rows that a sum row may be the sum of, the likeliest first."""
    at, here = bisect_left(sums, row), bisect_left(others, row)
    before = sums[at - 1] if at else -1
    after = sums[at + 1] if at + 1 < len(sums) else count
    yield others[bisect_right(others, before) : here]
    yield others[:here]
    yield others[here : bisect_left(others, after)]
    yield sums[:at]
    yield others
    yield others[here:]
    yield sums[max(at - 2, 0) : bisect_left(sums, row - 1)]  # from the sum before the last one


def _adds(figure: Figures, row: int, group: Sequence[int], name: str) -> bool:
    """Whether a row is the sum of a group, within the rounding of its figures when it is named so and sums several."""
    total = sum(v for i in group if (v := figure.values[i]) is not None)
    value = figure.values[row] or 0.0
    if len(group) < 2:
        return bool(name) and total == value
    rounding = figure.unit * (0.5 * min(len(group), 20) + 0.5) if name else 0.0
    return abs(total - value) <= rounding + 1e-9 * max(abs(value), abs(total))


def _differs(
    sheet: Sheet,
    lines: Sequence[int],
    named: dict[int, str],
    found: Sums,
    row: int,
    held: Sequence[Figures],
    group: Sequence[int],
) -> None:
    worst = next(f for f in held if not _adds(f, row, group, named[row]))
    total = sum(v for i in group if (v := worst.values[i]) is not None)
    is_called = f"heter «{named[row]}»" if named[row] else "har tall uten navn"
    what = f"raden {is_called}, men radene den følger summerer til {_shown(total)}"
    hint = f"rett tallet, eller svar med --svar {ANSWER}={SKIP} (les uten raden) eller {ANSWER}={KEEP} (les den som de andre)"
    place = worst.column
    found.problems.append(cell_problem(sheet, lines[row], place.column, place.heading, what, place.cells[row], hint))
    if not found.questions:
        text = f"Rad {lines[row]} {is_called}, men er ikke summen av andre rader; hva er den?"
        found.questions.append(Question(ANSWER, text, ((SKIP, "en sum: les uten den"), (KEEP, "en rad som de andre"))))


def _shown(value: float) -> str:
    return f"{value:,.3f}".rstrip("0").rstrip(".").replace(",", " ").replace(".", ",")
