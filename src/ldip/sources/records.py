"""Population figures from external tables as plain records: csv, Excel, wide or long, single or grouped ages.

Reads Statistikkbanken's csv, KOMPAS-like csv (sone; år; kjønn; alder; antall) and sheets with one
column for each year. Every line that cannot be read is reported; nothing is dropped silently.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ldip.digits import LONGEST, is_digits
from ldip.errors import Problem, SourceError
from ldip.parameters.demography import AGES
from ldip.sources.stocks import read_text
from ldip.tabular.files import Mistakes, csv_rows
from ldip.tabular.sheets import is_workbook, sheet_rows

SYNONYMS: Final = {
    "region": ("region", "sone", "kommune", "kommunenr", "knr", "omraade", "område", "delområde", "krets", "grunnkrets", "bydel"),
    "sex": ("kjønn", "kjoenn", "kjonn", "sex"),
    "age": ("alder", "aldersgruppe", "age"),
    "year": ("år", "aar", "tid", "year"),
    "contents": ("statistikkvariabel", "contentscode", "alternativ", "framskriving"),
    "value": ("personer", "antall", "folketall", "folkemengde", "value", "verdi"),
}
SEXES: Final = {"2": "k", "kvinner": "k", "kvinne": "k", "k": "k", "f": "k", "1": "m", "menn": "m", "mann": "m", "m": "m"}
BOTH: Final = frozenset({"0", "begge kjønn", "i alt", "alle", "begge"})
ALL_AGES: Final = frozenset({"i alt", "alle aldre", "alle", "total", "999", "999a"})


@dataclass(frozen=True)
class Record:
    """Persons 1 January of a year. sex is "k", "m" or "" for both; ages include both ends, 105 is open."""

    region: str
    sex: str
    first: int
    last: int
    year: int
    contents: str
    value: float
    label: str = ""


@dataclass(frozen=True)
class Table:
    """Records of a file, and the count of rows skipped as sums over sexes or ages of other rows."""

    file: str
    records: tuple[Record, ...]
    sums: int = 0


def read_records(path: Path) -> Table:
    """Read csv or Excel. Errors: SourceError with every line that cannot be read."""
    rows = list(sheet_rows(path) if is_workbook(path) else _csv(path))
    start = next((i for i, (_, cells) in enumerate(rows) if _is_header(cells)), None)
    if start is None:
        hint = "første rad skal ha kolonnenavn: område, kjønn, alder, og år og antall eller ett år per kolonne"
        raise SourceError([Problem(str(path), "", "fant ingen overskriftsrad", "", hint)])
    line, header = rows[start]
    layout = _layout(str(path), line, header)
    records: list[Record] = []
    problems = Mistakes()
    for number, cells in rows[start + 1 :]:
        try:
            records += layout.read(cells)
        except (ValueError, IndexError) as error:
            problems.append(Problem(str(path), "", str(error), ";".join(cells)[:60], "rett linjen", number))
    if problems:
        raise SourceError(problems.told())
    return without_sums(str(path), records)


def without_sums(file: str, records: Sequence[Record]) -> Table:
    """Skip rows that are sums of others in the file: both sexes where each sex is given, all ages where ages are given."""
    sexes = any(r.sex for r in records)
    parts = any(not _whole(r) for r in records)
    kept = tuple(r for r in records if not (sexes and not r.sex) and not (parts and _whole(r)))
    if not kept:
        raise SourceError([Problem(file, "", "filen har ingen tall", "", "velg kjønn, alder og år ved uttrekket")])
    return Table(file, kept, len(records) - len(kept))


def _whole(r: Record) -> bool:
    return r.first == 0 and r.last == AGES - 1


def ages(text: str) -> tuple[int, int]:
    """First and last age: «7», «007», «7 år», «105 år eller eldre», «90+», «6-15 år». Errors: ValueError."""
    plain = text.strip().lower()
    if plain in ALL_AGES:
        return 0, AGES - 1
    numbers = [int(n[:LONGEST]) for n in re.findall(r"[0-9]+", plain)]
    is_open = "+" in plain or "eldre" in plain or "over" in plain
    if not numbers or len(numbers) > 2 or numbers[0] >= AGES + 15:
        raise ValueError(f"alderen {text!r} kan ikke leses")
    first = min(numbers[0], AGES - 1)
    last = AGES - 1 if is_open else min(numbers[-1], AGES - 1)
    if last < first:
        raise ValueError(f"alderen {text!r} går baklengs")
    return first, last


def year_of(text: str) -> int:
    """The year of a cell: four digits. Errors: ValueError."""
    if not (is_digits(text) and len(text) == 4):
        raise ValueError(f"året {text[:20]!r} kan ikke leses")
    return int(text)


def sex_of(text: str) -> str:
    """k, m or "" for both. Errors: ValueError."""
    plain = text.strip().lower()
    if plain in BOTH:
        return ""
    if plain not in SEXES:
        raise ValueError(f"kjønnet {text!r} er ukjent")
    return SEXES[plain]


def number(text: str) -> float:
    """A count. Errors: ValueError for anything but a number that is zero or more."""
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        raise ValueError(f"tallet {text!r} kan ikke leses") from None
    if not 0.0 <= value < 1e9:
        raise ValueError(f"tallet {text!r} er ikke et antall personer")
    return value


@dataclass(frozen=True)
class _Layout:
    columns: dict[str, int]
    years: tuple[tuple[int, int, str], ...]  # year, column, contents

    def read(self, cells: list[str]) -> Iterator[Record]:
        region = cells[self.columns["region"]].strip() if "region" in self.columns else ""
        sex = sex_of(cells[self.columns["sex"]]) if "sex" in self.columns else ""
        first, last = ages(cells[self.columns["age"]])
        code, _, label = region.partition(" ")
        if not re.fullmatch(r"(K-)?[0-9]{2,8}[a-z]?", code):
            code, label = region, region
        contents = cells[self.columns["contents"]].strip() if "contents" in self.columns else ""
        code = code.removeprefix("K-")
        if self.years:
            for year, column, what in self.years:
                yield Record(code, sex, first, last, year, what or contents, number(cells[column]), label.strip())
        else:
            year = year_of(cells[self.columns["year"]].strip())
            yield Record(code, sex, first, last, year, contents, number(cells[self.columns["value"]]), label.strip())


def _is_header(cells: list[str]) -> bool:
    found = {c.strip().lower() for c in cells}
    return bool(found & set(SYNONYMS["age"]))


def _layout(file: str, line: int, header: list[str]) -> _Layout:
    plain = [h.strip().lower() for h in header]
    columns = {key: plain.index(n) for key, names in SYNONYMS.items() for n in reversed(names) if n in plain}
    years = []
    for i, name in enumerate(header):
        found = re.search(r"\b(19|20)[0-9]{2}\b", name)
        if found and i not in columns.values():
            what = re.sub(r"\s+", " ", name.replace(found[0], "")).strip(" ,;-")
            years.append((int(found[0]), i, what))
    if not years and not {"year", "value"} <= columns.keys():
        hint = "legg til kolonnene år og antall, eller ett år per kolonne"
        raise SourceError([Problem(file, "", "mangler år eller antall", ", ".join(header), hint, line)])
    return _Layout(columns, tuple(years))


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Lines as cells, with the delimiter that gives a header row (title lines may precede it)."""
    text = read_text(path)
    for delimiter in (";", "\t", ","):
        rows = [(n, cells) for n, cells in enumerate(csv_rows(path, text, delimiter), start=1) if any(cells)]
        if any(_is_header(cells) and len(cells) > 1 for _, cells in rows):
            yield from rows
            return
