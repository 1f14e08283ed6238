"""Key figures as a file states them, whatever its layout: long, wide by year, wide by figure, a cube, or a workbook."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.sources.indicator_names import Names
from ldip.sources.indicator_terms import Stated, Text
from ldip.tabular.files import Mistakes
from ldip.tabular.headers import Header, header_of
from ldip.tabular.headings import TEXTS, key_of, text_of
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import Answers, Shape, Sheet, Table, Wanted
from ldip.tabular.typed import table_of

REGION: Final = Wanted(
    "region",
    ("region", "KOKkommuneregion0000", "kommuneregion", "kommunenummer", "kommunenr", "knr", "kommune", "område", "municipality"),
    "tekst",
    role="geo",
)
YEAR: Final = Wanted("aar", ("år", "tid", "årstall", "årgang", "year"), "aar", role="time")
VALUE: Final = Wanted("verdi", ("value", "verdi", "tall", "nøkkeltallsverdi"), "tall", required=False)
WIDE: Final = Wanted("bred", (), "tall", required=False)
BASE: Final = Shape((REGION, YEAR, VALUE), WIDE)
NAMES: Final = frozenset(key_of(n) for n in ("navn", "kommunenavn", "regionnavn", "områdenavn"))
TABLE_NUMBER: Final = re.compile(r"^\s*\d{5}\s*:\s*")  # Statistikkbanken's titles begin with the table
LISTED: Final = re.compile(r",\s*(?:etter|by)\s.*$", re.IGNORECASE)
MOST_COLUMNS: Final = 60  # beside region, year and value
HINT: Final = "filen må ha en kolonne for region og en for år, eller år i overskriftene; hent tabellen som JSON-stat eller csv"


def stated_figures(name: str, raw: bytes, answers: Answers, names: Names) -> tuple[list[Stated], tuple[str, ...]]:
    """Every figure of a file, and what to notice in the reading. A missing figure is none.

    Errors: SourceError for a file that cannot be read or has no region or year; UnclearError when its form is open."""
    sheets = read_sheets(name, raw, answers)
    found = next(((s, h) for s in sheets if isinstance(h := header_of(s, BASE, answers), Header)), None)
    if found is None:
        table_of(sheets, BASE, answers)  # names the columns that are missing and the ones there are
        raise SourceError([Problem(name, "", "fant verken region eller år i filen", "", HINT)])
    sheet, header = found
    texts, figures = _columns(header, names)
    shape = Shape((REGION, YEAR, replace(VALUE, required=not header.found.years and not figures), *texts, *figures), WIDE)
    table = table_of(sheets, shape, answers)
    title = _title(sheet, header)
    return _stated(table, texts, figures, title), table.told


def _columns(header: Header, names: Names) -> tuple[tuple[Wanted, ...], tuple[Wanted, ...]]:
    """The columns of texts, and those of one figure each, beside region, year and value."""
    taken = {*header.found.places.values(), *(y.column for y in header.found.years)}
    texts: list[Wanted] = []
    figures: list[Wanted] = []
    for column, heading in enumerate(header.headings[:MOST_COLUMNS]):
        if column in taken or not heading or heading.casefold().endswith(TEXTS):
            continue
        if "verdi" not in header.found.places and names.find([Text("", "", heading)]):
            figures.append(Wanted(f"tall{column}", (heading,), "tall", required=False))
        else:
            texts.append(Wanted(f"tekst{column}", (heading,), "tekst", required=False))
    return tuple(texts), tuple(figures)


def _title(sheet: Sheet, header: Header) -> tuple[Text, ...]:
    """The name in the title above the header, for a table of one figure."""
    above = [text_of(c) for _, row in sheet.rows[: header.first] for c in row if text_of(c)]
    return tuple(Text("tittel", "", LISTED.sub("", TABLE_NUMBER.sub("", t)).strip()) for t in above[:1])


def _stated(table: Table, texts: Sequence[Wanted], figures: Sequence[Wanted], title: tuple[Text, ...]) -> list[Stated]:
    """The figures of the rows. Errors: SourceError for figures without region or year, with every line."""
    said, problems, found = _Said(table, texts), Mistakes(), list[Stated]()
    years, values = table.numbers("aar"), table.per_cent("verdi")
    columns = [(f.names[0], table.per_cent(f.name)) for f in figures]
    wide = [table.wide_per_cent(w) for w in table.wide]
    for row, line in enumerate(table.lines):
        region, region_text, own = said.at(row)
        year = years[row]
        single = [(own or title, values[row])]
        single += [((*own, Text("", "", heading)), column[row]) for heading, column in columns]
        cells: list[tuple[int | None, tuple[Text, ...], float | None]] = [
            (w.year, (*own, Text("", "", w.label)) if w.label else own or title, wide[at][row]) for at, w in enumerate(table.wide)
        ]
        cells += [(None if year is None else int(year), parts, value) for parts, value in single]
        known = [(at, parts, value) for at, parts, value in cells if value is not None]
        lacking = "region" if known and not (region or region_text) else "år" if any(at is None for at, _, _ in known) else ""
        if lacking:
            problems.append(Problem(table.file, lacking, f"raden har tall, men ikke {lacking}", "", "fyll ut cellen", line))
            continue
        found += [Stated(region, region_text, at or 0, parts, value, line) for at, parts, value in known]
    if problems:
        raise SourceError(problems.told())
    return found


class _Said:
    """The texts of each row: region, its text, and the other columns with their codes."""

    def __init__(self, table: Table, texts: Sequence[Wanted]) -> None:
        coded = any(table.texts("region_kode"))
        self.region = table.texts("region_kode" if coded else "region")
        self.region_text = table.texts("region") if coded else ("",) * len(table.lines)
        self.columns: list[tuple[str, tuple[str, ...], tuple[str, ...]]] = []
        for wanted in texts:
            heading, column = wanted.names[0], table.texts(wanted.name)
            if key_of(heading) in NAMES:
                self.region_text = column
            else:
                self.columns.append((heading, table.texts(f"{wanted.name}_kode"), column))

    def at(self, row: int) -> tuple[str, str, tuple[Text, ...]]:
        """Region, its text and the other texts of a row; a column without codes of its own may hold either."""
        own = tuple(Text(h, codes[row] or texts[row], texts[row]) for h, codes, texts in self.columns if texts[row] or codes[row])
        return self.region[row], self.region_text[row], own
