"""Wanted columns among the headings of a sheet: by answer, by role, by name; and the columns whose heading names a year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ldip.errors import Problem
from ldip.tabular.headings import TEXTS, bare_key, key_of, text_of, year_in
from ldip.tabular.places import column_name
from ldip.tabular.terms import Answers, Question, Raw, Shape, Sheet, Wanted

Cells = tuple[tuple[Raw, ...], ...]  # the header's cells by column, from the top row down


@dataclass(frozen=True)
class YearColumn:
    """A column of one year, with the rest of its heading."""

    column: int
    year: int
    label: str


@dataclass(frozen=True)
class Found:
    """Columns by the reader's names, year columns, required names without a column, and what is unclear."""

    places: dict[str, int]
    years: tuple[YearColumn, ...]
    lacking: tuple[str, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    valueless: str = ""  # the only name that is lacking, when it is a number column: its heading may be the table's title


def find(sheet: Sheet, cells: Cells, headings: Sequence[str], shape: Shape, answers: Answers) -> Found:
    """Find the wanted columns. A name that fits several columns is a question, never the first of them."""
    places: dict[str, int] = {}
    questions: list[Question] = []
    problems: list[Problem] = []
    names = [_names_of(column, heading) for column, heading in zip(cells, headings, strict=True)]
    for wanted in shape.columns:
        fits = _fits(sheet, wanted, headings, names)
        answer = answers.get(f"kolonne.{wanted.name}", "")
        if answer:
            chosen = _chosen(sheet, headings, answer)
            if len(chosen) != 1:
                problems.append(_no_such(sheet, wanted.name, answer, headings))
            fits = chosen[:1]
        if len(fits) > 1:
            questions.append(_which(sheet, wanted.name, headings, fits))
        if fits:
            places[wanted.name] = fits[0]
    years, asked = _years(sheet, cells, headings, shape, answers, places)
    answered = {p.key.removeprefix("kolonne.") for p in problems}  # their problem is the answer, not the file
    lacking = _lacking(shape, {*places, *answered}, years)
    values = [w.name for w in shape.columns if w.kind == "tall" and w.required and w.name not in {*places, *answered}]
    valueless = values[0] if len(lacking) == 1 and len(values) == 1 and not years else ""
    return Found(places, years, lacking, (*questions, *asked), tuple(problems), valueless)


def _lacking(shape: Shape, places: set[str], years: Sequence[YearColumn]) -> tuple[str, ...]:
    either = shape.wide is not None and any(w.kind == "aar" and w.required for w in shape.columns)
    free = {"aar", "tall"} if either and years else set()
    lacking = [
        w.names[0] if w.names else w.name for w in shape.columns if w.required and w.name not in places and w.kind not in free
    ]
    if shape.wide is not None and shape.wide.required and not either and not years:
        lacking.append("kolonner med år i overskriften")
    return tuple(lacking)


def _names_of(column: Sequence[Raw], heading: str) -> tuple[set[str], set[str]]:
    """The keys a column goes under: with its parenthesis, and without. The lowest row of a header names alone too."""
    texts = [t for c in column if (t := text_of(c))]
    own = [heading, *texts[-1:]]
    return {key_of(t) for t in own if t}, {bare_key(t) for t in own if t}


def _fits(sheet: Sheet, wanted: Wanted, headings: Sequence[str], names: Sequence[tuple[set[str], set[str]]]) -> list[int]:
    """The columns that a wanted one may be: by role, else by name. Codes and texts go by the reader's order of names."""
    if wanted.role:
        held = [
            c
            for c, role in sheet.roles.items()
            if role == wanted.role and c < len(headings) and not headings[c].casefold().endswith(TEXTS)
        ]
        if held:
            return sorted(held)
    keys = list(dict.fromkeys(key_of(n) for n in wanted.names))
    if wanted.kind == "tall":  # «Beløp» beside «Beløp (1000 kr)» is a choice
        return [c for c, (whole, bare) in enumerate(names) if not (whole | bare).isdisjoint(keys)]
    for level in (0, 1):
        for key in keys:
            if fits := [c for c, found in enumerate(names) if key in found[level]]:
                return fits
    return []


def _years(
    sheet: Sheet, cells: Cells, headings: Sequence[str], shape: Shape, answers: Answers, places: dict[str, int]
) -> tuple[tuple[YearColumn, ...], list[Question]]:
    """The year columns, unless the table has a year column of its own and numbers beside it."""
    if shape.wide is None or any(w.kind == "aar" and w.name in places for w in shape.columns):
        return (), []
    groups: dict[tuple[int, str], list[int]] = {}
    for column in range(len(cells)):
        if column not in places.values() and (found := _year_of(cells[column])):
            groups.setdefault(found, []).append(column)
    kept: list[YearColumn] = []
    asked: list[Question] = []
    for (year, label), columns in groups.items():
        name = f"{year} {label}".strip()
        chosen = [c for c in _chosen(sheet, headings, answers.get(f"kolonne.{name}", "")) if c in columns]
        if len(columns) > 1 and len(chosen) != 1:
            asked.append(_which(sheet, name, headings, columns))
        kept.append(YearColumn((chosen or columns)[0], year, label))
    return tuple(sorted(kept, key=lambda y: y.column)), asked


def _year_of(column: Sequence[Raw]) -> tuple[int, str] | None:
    """The year in the lowest cell that has one, and the other texts of the heading."""
    for at in reversed(range(len(column))):
        if found := year_in(column[at]):
            texts = [text_of(c) for c in column[:at]] + [found[1]] + [text_of(c) for c in column[at + 1 :]]
            return found[0], " ".join(dict.fromkeys(t for t in texts if t))
    return None


def _chosen(sheet: Sheet, headings: Sequence[str], answer: str) -> list[int]:
    """The columns an answer names: by heading when only one has it, else by letter or number."""
    if not answer:
        return []
    by_heading = [c for c, h in enumerate(headings) if h and key_of(h) == key_of(answer)]
    by_name = [c for c in range(len(headings)) if column_name(sheet, c) == answer.strip().upper()]
    return by_heading if len(by_heading) == 1 else by_name or by_heading


def _which(sheet: Sheet, name: str, headings: Sequence[str], columns: Sequence[int]) -> Question:
    keys = [key_of(headings[c]) for c in columns]
    choices = []
    for column, key in zip(columns, keys, strict=True):
        place = column_name(sheet, column)
        alone = keys.count(key) == 1
        choices.append((headings[column] if alone else place, f"kolonne {place}: {headings[column]}"))
    return Question(f"kolonne.{name}", f"Flere kolonner kan være {name}; hvilken gjelder?", tuple(choices))


def _no_such(sheet: Sheet, name: str, answer: str, headings: Sequence[str]) -> Problem:
    hint = f"kolonnene heter {', '.join(h for h in headings if h)[:200]}"
    return Problem(sheet.file, f"kolonne.{name}", "filen har ikke én slik kolonne", answer[:60], hint)
