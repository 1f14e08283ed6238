"""Rows of amounts that are in another row: parts of one («herav …»), and sums that have codes as the rows they add up."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Final

import numpy as np

from ldip.tabular.headings import text_of
from ldip.tabular.places import cell_problem
from ldip.tabular.sums import ANSWER, KEEP, SKIP, Figures, Sums
from ldip.tabular.terms import Answers, Question, Raw, Sheet

MOST: Final = 0.25  # of the rows
PART: Final = re.compile(r"(?:herav|hvorav|derav|av dette|av desse|av disse)\b.*", re.IGNORECASE | re.DOTALL)
WHOLE: Final = re.compile(
    r"(?:del|total|mellom)?sum(?:mer)?(?:\b|_).*|total[te]?\b.*|.*\bi alt|til ?sammen|samla|samlet|grand total",
    re.IGNORECASE | re.DOTALL,
)


def parts(
    sheet: Sheet, lines: Sequence[int], texts: Sequence[Sequence[Raw]], figures: Sequence[Figures], answers: Answers
) -> Sums:
    """Find the rows that the rest of a table of amounts has already. `texts` are the cells of all columns but the amounts'."""
    found = Sums()
    answer = answers.get(ANSWER, "")
    if answer == KEEP or not figures:
        return found
    within = {i: t for i, t in _named(texts, PART.fullmatch).items() if any(f.values[i] for f in figures)}
    called = _named(texts, WHOLE.fullmatch)
    if 0 < len(called) <= max(1.0, MOST * len(lines)):  # in more it is a category («I alt»)
        within |= {row: called[row] for row in _sums(len(lines), called.keys(), within.keys(), figures)}
    if answer == SKIP:
        found.rows |= within.keys()
        found.told += [f"{len(within)} rader er deler eller summer av andre, og er ikke lest"] if within else []
        return found
    for row, text in sorted(within.items()):
        place = next(f.column for f in figures if f.values[row])
        what = f"raden heter «{text[:40]}», og beløpet er med i andre rader"
        hint = f"svar med --svar {ANSWER}={SKIP} (les uten slike rader) eller {ANSWER}={KEEP} (les dem som de andre)"
        found.problems.append(cell_problem(sheet, lines[row], place.column, place.heading, what, place.cells[row], hint))
    if within:
        text = f"{len(within)} rader ser ut til å være deler eller summer av andre rader; hva er de?"
        found.questions.append(Question(ANSWER, text, ((SKIP, "les uten dem"), (KEEP, "rader som de andre"))))
    return found


def _sums(count: int, called: Collection[int], within: Collection[int], figures: Sequence[Figures]) -> Iterator[int]:
    """Rows of `called` that are the sum of two rows or more above, below, or in all, in every column that they have."""
    plain = np.ones(count, dtype=bool)
    plain[[*called, *within]] = False
    values = np.array([[v or 0.0 for v in f.values] for f in figures])
    summed = np.concatenate([np.zeros((len(figures), 1)), np.cumsum(np.where(plain, values, 0.0), axis=1)], axis=1)
    counted = np.concatenate([[0], np.cumsum(plain & values.any(axis=0))])
    slack = np.array([f.unit for f in figures])
    rows = sorted(called)
    for before, row, after in zip([-1, *rows[:-1]], rows, [*rows[1:], count], strict=True):
        own = values[:, row] != 0.0
        for start, end in ((before + 1, row), (row + 1, after), (0, row), (0, count)):
            parts_of = counted[end] - counted[start]
            off = np.abs(summed[:, end] - summed[:, start] - values[:, row])
            room = slack * (0.5 * min(parts_of, 20) + 0.5) + 1e-9 * np.abs(values[:, row])
            if parts_of > 1 and own.any() and bool((off <= room)[own].all()):
                yield row
                break


def _named(texts: Sequence[Sequence[Raw]], fits: Callable[[str], object]) -> dict[int, str]:
    """Rows with a text that fits, and the text."""
    rows: dict[int, str] = {}
    for cells in texts:
        wanted = {c: t for c in dict.fromkeys(cells) if isinstance(c, str) and (t := text_of(c)) and fits(t.rstrip(" :."))}
        if wanted:
            rows |= {i: wanted[c] for i, c in enumerate(cells) if isinstance(c, str) and c in wanted}
    return rows
