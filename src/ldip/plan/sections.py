"""The sections of the pages of inputs, one per file; where an input's own row is; and inputs found by their words.

An input has the address «file:path» or «file:line». Addresses written by others may name a part of an input, or a table of
several: the row is then the input that holds the part, or the first one in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ldip.digits import is_digits
from ldip.glossary import glossary, label
from ldip.locales import LANGUAGES
from ldip.plan.csvfile import decode
from ldip.plan.csvlines import parse
from ldip.plan.inputs import MOST_ROWS, PAGES, Cell, Page, cells_of, files_on, page_of, sheet_of
from ldip.plan.read import Reading

MOST_HITS: Final = 40
LONGEST_QUERY: Final = 100  # characters
MOST_WORDS: Final = 8
MOST_LOOKED: Final = 5000  # rows of a csv file that are searched
NAMES: Final = ("navn", "id", "tjeneste")  # columns of a csv file whose cells tell what a row is about
NEWEST: Final = "ny"  # in an address: the last row of a csv file
UNNAMED: Final = "befolkning/"  # tables of counts by age and year: no row has a name of its own


@dataclass(frozen=True)
class Section:
    """A file as one section of a page: its own name in the plan (empty where it has none), and its number of inputs or rows."""

    file: str
    name: str
    count: int


@dataclass(frozen=True)
class Row:
    """The place of an input: its page and file, its path or line, and the index of the row in its section."""

    page: Page
    file: str
    place: str
    index: int


@dataclass(frozen=True)
class Hit:
    """An input that was found: its address in parts, and its name, section, file name and unit."""

    page: Page
    file: str
    place: str
    name: str
    section: str
    within: str
    unit: str


def sections_of(reading: Reading, files: Sequence[str]) -> list[Section]:
    """The sections of some files, in their order."""
    return [_section(reading, f) for f in files]


def _section(reading: Reading, file: str) -> Section:
    if file.endswith(".csv"):
        sheet = sheet_of(reading, file)
        return Section(file, "", 0 if sheet is None else sheet.count)
    return Section(file, file_name(reading, file), len(cells_of(reading, file)))


def file_name(reading: Reading, file: str) -> str:
    """The name of the element that a file of a folder describes; empty for other files."""
    document = reading.plan().documents.get(file) if "/" in file else None
    return str(getattr(document, "navn", "") or "")


def row_at(reading: Reading, address: str) -> Row | None:
    """The row of an address; None for a file or a place that the plan has not."""
    file, _, place = address.partition(":")
    page = page_of(file)
    if page is None or file not in reading.contents:
        return None
    if file.endswith(".csv"):
        lines = [r.line for r in parse(decode(reading.contents[file], file)[0]).rows]
        if not lines:
            return None
        index = lines.index(int(place)) if is_digits(place) and int(place) in lines else -1 if place == NEWEST else 0
        return Row(page, file, str(lines[index]), index % len(lines))
    paths = [".".join(str(k) for k in c.path) for c in cells_of(reading, file)]
    found = next((i for i, p in enumerate(paths) if place == p or place.startswith(f"{p}.")), None)
    if found is None:
        found = next((i for i, p in enumerate(paths) if p.startswith(f"{place}.")), 0)
    return Row(page, file, paths[found], found) if paths else None


def find(reading: Reading, query: str, may: Callable[[Cell], bool], files: Sequence[str]) -> list[Hit]:
    """Inputs whose names, sections, units or keys have every word of a query, the closest first; `may` tells whether the names
    in the file of an input may be shown."""
    asked = [w for w in query[:LONGEST_QUERY].lower().split()[:MOST_WORDS] if w]
    if not asked:
        return []
    ranked: list[tuple[int, int, Hit]] = []
    for hit, said in _all(reading, may, files):
        text = said.lower()
        if all(w in text for w in asked):
            ranked.append((_rank(hit, query.strip().lower()), len(ranked), hit))
    return [hit for _, _, hit in sorted(ranked, key=lambda r: r[:2])[:MOST_HITS]]


def _rank(hit: Hit, query: str) -> int:
    """Closeness of a hit, the smallest first: its name is the query, begins with it, has it, or it is elsewhere."""
    name = hit.name.lower()
    return 0 if name == query else 1 if name.startswith(query) else 2 if query in name else 3


def _all(reading: Reading, may: Callable[[Cell], bool], files: Sequence[str]) -> Iterator[tuple[Hit, str]]:
    """Every row with the text it is found by."""
    for file in files:
        page = page_of(file)
        if page is None or file.startswith(UNNAMED):
            continue
        if file.endswith(".csv"):
            yield from _rows(reading, page, file)
            continue
        within = file_name(reading, file)
        for c in cells_of(reading, file):
            if may(c):
                place = ".".join(str(k) for k in c.path)
                hit = Hit(page, file, place, c.name, c.section, within, c.unit)
                keys = [str(k) for k in c.path if isinstance(k, str)]
                yield hit, " ".join((c.name, c.section, within, file, c.unit, place, *_synonyms(keys)))


def _rows(reading: Reading, page: Page, file: str) -> Iterator[tuple[Hit, str]]:
    """The rows of a csv file, found by the cells that say what they are about."""
    for first in range(0, MOST_LOOKED, MOST_ROWS):
        sheet = sheet_of(reading, file, first)
        if sheet is None or not sheet.rows:
            return
        own = [i for i, c in enumerate(sheet.columns) if c in NAMES]
        for line, name, cells in sheet.rows:
            said = [cells[i] for i in own]
            names = [x.name for i, c in enumerate(sheet.holds) for x in c.choices if x.code == cells[i]]
            shown = next((cells[i] for i, c in enumerate(sheet.columns) if c == "navn" and cells[i]), name or str(line))
            yield Hit(page, file, str(line), shown, "", "", ""), " ".join((name, *said, *names, *sheet.labels, file))


def _synonyms(keys: Sequence[str]) -> Iterator[str]:
    """The labels of keys in every language of the glossary."""
    for key in keys:
        if key in glossary():
            yield from (label(key, each) for each in LANGUAGES)


def files_of(reading: Reading) -> list[str]:
    """Every file that is edited on a page, page by page."""
    return [f for page in PAGES for f in files_on(reading, page)]
