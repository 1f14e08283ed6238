"""Sheets as one typed table: the sheet and header that have the wanted columns, and their cells as values of the wanted kinds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.tabular.body import Body, body_of, column_of
from ldip.tabular.fitting import fitting
from ldip.tabular.headers import Header
from ldip.tabular.headings import TEXTS, key_of
from ldip.tabular.labels import fill_down
from ldip.tabular.marks import NumberColumn, settle
from ldip.tabular.parts import parts
from ldip.tabular.pick import pick
from ldip.tabular.places import cell_problem
from ldip.tabular.questions import unclear
from ldip.tabular.sums import Figures, Sums, sum_rows
from ldip.tabular.terms import NO_ANSWERS, Answers, Question, Raw, Shape, Sheet, Table, Wanted, WideColumn
from ldip.tabular.units import MONEY
from ldip.tabular.values import Reading, codes, numbers, texts, years

Column = tuple[str | float | None, ...]
REMARK: Final = re.compile(r"(?:merk|anm|kommentar|note|tekst|beskriv|begrunn|status|vedtak)", re.IGNORECASE)  # of a year


def table_of(sheets: Sequence[Sheet], shape: Shape, answers: Answers = NO_ANSWERS) -> Table:
    """The wanted table of a file's sheets.

    Errors: UnclearError with questions for a file that can be read in more than one way; SourceError with every cell that cannot
    be read, or with the columns that are lacking."""
    sheet, header = pick(sheets, shape, answers)
    body = body_of(sheet, header, shape)
    work = _Work(sheet, shape, answers, header, body)
    if header.found.questions or header.found.problems:
        raise unclear([*header.found.problems], header.found.questions, sheet)
    if not body.rows:
        raise SourceError(
            [Problem(sheet.file, "", "tabellen har ingen rader", "", "se at overskriften og tallene er i samme ark")]
        )
    work.read_numbers()
    work.without_sums()
    work.read_labels()
    if work.reading.problems or work.questions:
        raise unclear(work.reading.problems.told(), work.questions, sheet)
    return work.table()


@dataclass
class _Work:
    """A table under way."""

    sheet: Sheet
    shape: Shape
    answers: Answers
    header: Header
    body: Body
    questions: list[Question] = field(default_factory=list)
    figures: dict[int, Figures] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reading = Reading(self.sheet, [line for line, _ in self.body.rows])
        self.reading.problems.extend(self.body.problems)
        self.places = self.header.found.places
        found = fitting(self.sheet, self.header, self.body, self.shape)
        self.years = found.years
        self.body.told += found.told
        self.reading.problems.extend(found.problems)

    def heading(self, column: int) -> str:
        """A column's heading."""
        return self.header.headings[column]

    def wanted(self, *kinds: str) -> list[Wanted]:
        """Wanted columns of some kinds that the sheet has."""
        return [w for w in self.shape.columns if w.kind in kinds and w.name in self.places]

    def read_numbers(self) -> None:
        """Values of all number columns, their decimal marks decided together."""
        of = {self.places[w.name]: w for w in self.wanted("tall")}
        if self.shape.wide is not None:
            of |= {y.column: self.shape.wide for y in self.years}
        columns = [
            NumberColumn(c, self.heading(c), column_of(self.body.rows, c), zero_dash=w.dash == "null", unit=w.unit)
            for c, w in sorted(of.items())
        ]
        named = set(self.places.values())
        worded = {y.column for y in self.years if REMARK.search(y.label)}
        if remarks := [c for c in columns if c.column in worded - named and c.is_text]:
            columns = [c for c in columns if c not in remarks]
            self.years = tuple(y for y in self.years if y.column not in {c.column for c in remarks})
            self.body.told.append(f"kolonnene {', '.join(c.heading for c in remarks)} har bare tekst, og er ikke lest")
        open_ones = settle(self.sheet.file, columns, self.answers, self._at)
        self.reading.problems.extend(open_ones.problems)
        self.questions += open_ones.questions
        self.figures = {c.column: Figures(c, numbers(self.reading, c)) for c in columns}

    def _at(self, column: NumberColumn, text: str, what: str, hint: str) -> Problem:
        line = self.reading.lines[column.cells.index(text)]
        return cell_problem(self.sheet, line, column.column, column.heading, what, text, hint)

    def without_sums(self) -> None:
        """Take out the rows that are sums of others."""
        labels = [column_of(self.body.rows, self.places[w.name]) for w in self.wanted("kode", "tekst", "aar")]
        figures = list(self.figures.values())
        sums = sum_rows(self.sheet, self.reading.lines, labels, figures, self.answers)
        self._without(sums)
        money = [f for f in self.figures.values() if f.column.unit in MONEY]
        texts = [column_of(self.body.rows, c) for c in range(len(self.header.headings)) if c not in self.figures]
        self._without(parts(self.sheet, self.reading.lines, texts, money, self.answers))

    def _without(self, sums: Sums) -> None:
        self.body.told += sums.told
        self.questions += sums.questions
        self.reading.problems.extend(sums.problems)
        if sums.rows:
            kept = [i for i in range(len(self.body.rows)) if i not in sums.rows]
            self.body.rows = [self.body.rows[i] for i in kept]
            self.reading.lines = [self.reading.lines[i] for i in kept]
            self.figures = {c: Figures(f.column, [f.values[i] for i in kept]) for c, f in self.figures.items()}

    def read_labels(self) -> None:
        """Texts, codes and years, labels that are not repeated filled down."""
        cells = self._labels()
        for w in self.wanted("kode", "tekst", "aar"):
            column = self.places[w.name]
            self._read(w, column, cells[column])

    def _labels(self) -> dict[int, list[Raw]]:
        found = sorted({self.places[w.name] for w in self.wanted("kode", "tekst", "aar")})
        first = min(self.figures, default=len(self.header.headings))
        leading = [c for c in found if c < first]
        cells = {c: column_of(self.body.rows, c) for c in found}
        if self.sheet.roles or not leading:
            return cells
        filled = fill_down(
            self.sheet, self.reading.lines, leading, self.header.headings, [cells[c] for c in leading], self.answers
        )
        self.body.told += filled.told
        self.questions += filled.questions
        return cells | dict(zip(leading, filled.cells, strict=True))

    def _read(self, w: Wanted, column: int, cells: list[Raw]) -> None:
        heading = self.heading(column)
        twin = self._twin(column)
        if w.kind == "aar":
            self.columns[w.name] = tuple(years(self.reading, column, heading, cells, w.counted))
        elif w.kind == "tekst" and twin >= 0:
            self.columns[w.name] = tuple(texts(self.reading, twin, heading, column_of(self.body.rows, twin)))
            self.columns[f"{w.name}_kode"] = tuple(texts(self.reading, column, heading, cells))
        elif w.kind == "tekst":
            self.columns[w.name] = tuple(texts(self.reading, column, heading, cells))
        else:
            found, beside = codes(self.reading, w, column, heading, cells)
            self.columns[w.name] = tuple(found)
            own = texts(self.reading, twin, heading, column_of(self.body.rows, twin)) if twin >= 0 else beside
            self.columns[f"{w.name}_tekst"] = tuple(own)

    def _twin(self, column: int) -> int:
        """The column of texts beside a cube's column of codes; −1 without one."""
        name = key_of(self.heading(column) + TEXTS)
        return next((c for c, h in enumerate(self.header.headings) if h.endswith(TEXTS) and key_of(h) == name), -1)

    def table(self) -> Table:
        """The table when everything is read."""
        lines = tuple(self.reading.lines)
        numbers_by_name = {w.name: tuple(self.figures[self.places[w.name]].values) for w in self.wanted("tall")}
        wide = tuple(WideColumn(y.year, y.label, tuple(self.figures[y.column].values), y.column) for y in self.years)
        kept = set(lines)
        signs = {at: kind for at, kind in self.reading.percent.items() if at[0] in kept}
        return Table(
            file=self.sheet.file,
            sheet=self.sheet.name,
            lines=lines,
            columns=self.columns | numbers_by_name,
            wide=wide,
            told=(*self.sheet.told, *self.header.told, *self.body.told, *self.reading.told, *self._hidden()),
            places=dict(self.places),
            headings={name: self.heading(c) for name, c in self.places.items()},
            percent=signs | {at: "format" for at in self.sheet.percent if at[0] in kept},
        )

    def _hidden(self) -> list[str]:
        told = []
        if self.sheet.hidden:
            told.append(f"arket «{self.sheet.name}» er skjult")
        if rows := [line for line in self.reading.lines if line in self.sheet.hidden_rows]:
            told.append(f"{len(rows)} skjulte rader er lest med (den første er rad {rows[0]})")
        used = {*self.places.values(), *(y.column for y in self.years)}
        if columns := [self.heading(c) for c in sorted(used & self.sheet.hidden_columns)]:
            told.append(f"skjulte kolonner er lest med: {', '.join(columns)}")
        return told
