"""Population figures of external files as plain records: wide or long, single or grouped ages, numbers or names of regions.

Every row that cannot be read is reported, a cell without a figure stays without one, and rows that are sums of others are
set apart, so that no person is counted twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from ldip.errors import Problem, SourceError
from ldip.sources.ages import ages, span_of
from ldip.sources.record import Record, Table
from ldip.sources.sums import without_sums
from ldip.sources.versions import chosen, refuse_versions
from ldip.tabular.files import Mistakes, read_bytes
from ldip.tabular.places import cell_name
from ldip.tabular.sheets import read_sheets
from ldip.tabular.terms import NO_ANSWERS, Answers, Shape, Sheet, Wanted
from ldip.tabular.terms import Table as Typed

__all__ = ["Record", "Table", "ages", "read_records", "records_of", "sex_of"]
T = TypeVar("T")
SEXES: Final = {
    **dict.fromkeys(("2", "kvinner", "kvinne", "k", "f", "female", "females", "women", "jenter"), "k"),
    **dict.fromkeys(("1", "menn", "mann", "m", "male", "males", "men", "gutter"), "m"),
}
BOTH: Final = frozenset({"0", "begge kjønn", "i alt", "alle", "begge", "kvinner og menn", "both sexes", "totalt", "total", "sum"})
MOST_PERSONS: Final = 1e9
# The user's choices about population that no column answers.
CHOICES: Final = frozenset({"velg.kommune", "velg.alternativ", "velg.grenser", "velg.nivaa", "velg.overlapp"})
SHAPE: Final = Shape(
    columns=(
        Wanted("kommunenummer", ("kommunenummer", "kommunenr", "knr", "kommunekode"), "kode", required=False),
        Wanted("område", ("region", "kommune", "område", "omraade", "municipality"), "kode", required=False, role="geo"),
        Wanted("områdenavn", ("kommunenavn", "regionnavn", "områdenavn"), "tekst", required=False),
        Wanted("sone", ("sone", "delområde", "krets", "grunnkrets", "skolekrets", "bydel", "bydeler", "zone"), "kode", False),
        Wanted("sonenavn", ("sonenavn", "kretsnavn", "grunnkretsnavn", "bydelsnavn"), "tekst", required=False),
        Wanted("kjønn", ("kjønn", "kjoenn", "kjonn", "sex"), "tekst", required=False),
        Wanted("alder", ("alder", "aldersgruppe", "age"), "tekst"),
        Wanted("år", ("år", "aar", "tid", "year"), "aar", role="time", counted=True),
        Wanted(
            "alternativ",
            ("statistikkvariabel", "contentscode", "alternativ", "framskriving", "contents"),
            "tekst",
            required=False,
            role="metric",
        ),
        Wanted(
            "personer", ("personer", "antall", "folketall", "folkemengde", "value", "verdi", "persons"), "tall", unit="antall"
        ),
    ),
    wide=Wanted("personer", (), "tall", unit="antall", counted=True),
)


def read_records(path: Path, answers: Answers = NO_ANSWERS) -> Table:
    """Records of a file. Errors: SourceError with every line that cannot be read, UnclearError with questions."""
    return records_of(str(path), read_bytes(path), answers)


def records_of(name: str, raw: bytes, answers: Answers = NO_ANSWERS) -> Table:
    """Records of a file's bytes. Errors: as `read_records`."""
    sheets = read_sheets(name, raw, answers)
    found = chosen(sheets, SHAPE, answers, CHOICES)
    sheet = next(s for s in sheets if s.name == found.sheet)
    problems = Mistakes()
    records = list(_records(sheet, found, problems))
    if problems:
        raise SourceError(problems.told())
    every = max(len(found.wide), 1)
    keys = [(r.region, r.label, r.zone, r.zone_label, r.sex, r.first, r.last, r.year, r.contents) for r in records[::every]]
    refuse_versions(sheets, found, SHAPE, keys, answers)
    kept, told = without_sums(name, records)
    if not kept:
        raise SourceError([Problem(name, "", "filen har ingen tall", "", "velg kjønn, alder og år ved uttrekket")])
    return Table(name, kept, len(records) - len(kept), (*found.told, *told))


def _records(sheet: Sheet, t: Typed, problems: Mistakes) -> Iterator[Record]:
    """Every cell as a record. Texts are parsed once for each that is distinct."""
    places = _named(t, "kommunenummer" if "kommunenummer" in t.columns else "område", "områdenavn")
    zones = _named(t, "sone", "sonenavn")
    if not {"kommunenummer", "område", "områdenavn"} & t.columns.keys():
        places, zones = zones, [("", "")] * len(zones)
    sexes, spans, contents = _sexes(t), _spans(t), t.texts("alternativ")
    columns = [(w.year, w.label, w.values, w.column) for w in t.wide]
    nowhere = {i for i, place in enumerate(places) if not any(place)} if any(map(any, places)) else set()
    years, values, at = t.numbers("år"), t.numbers("personer"), t.places.get("personer", 0)
    for i, line in enumerate(t.lines):
        sex, span = sexes[i], spans[i]
        year = years[i]
        if isinstance(sex, Problem) or isinstance(span, Problem) or not (columns or year) or i in nowhere:
            lacking = Problem("", "område", "området mangler") if i in nowhere else Problem("", "år", "året mangler")
            wrong = next((p for p in (sex, span) if isinstance(p, Problem)), lacking)
            problems.append(Problem(sheet.file, wrong.key, wrong.message, wrong.value, "rett linjen", line))
            continue
        cells = columns or [(int(year or 0), "", values, at)]
        for when, what, figures, column in cells:
            value = figures[i]
            place = "" if value is not None or sheet.roles else _key_of_cell(sheet, line, column)
            if value is not None and not 0.0 <= value < MOST_PERSONS:
                key, wrong_value = _key_of_cell(sheet, line, column), f"{value:g}"
                problems.append(Problem(sheet.file, key, "er ikke et antall personer", wrong_value, "rett tallet", line))
                continue
            yield Record(
                places[i][0],
                sex,
                *span,
                when,
                what or contents[i],
                value,
                places[i][1],
                *zones[i],
                0 if sheet.roles else line,
                place,
            )


def _key_of_cell(sheet: Sheet, line: int, column: int) -> str:
    """The key of a problem in a cell: sheet and cell of a workbook; empty for a text file, whose place is the line."""
    return f"{sheet.name}!{cell_name(sheet, line, column)}" if sheet.cells else ""


def _named(t: Typed, code: str, name: str) -> list[tuple[str, str]]:
    """Code and name of each row's region."""
    codes, texts, names = t.texts(code), t.texts(f"{code}_tekst"), t.texts(name)
    if code == "kommunenummer" and name not in t.columns:
        names = t.texts("område")
    region = _cached(_region)
    return [region((c, n or x)) for c, x, n in zip(codes, texts, names, strict=True)]


def _sexes(t: Typed) -> list[str | Problem]:
    """Sex of each row, or the problem of one that cannot be read."""
    if "kjønn" not in t.columns:
        return [""] * len(t.lines)
    sex = _cached(lambda pair: _tried("kjønn", pair[0], lambda: sex_of(pair[0])))
    return [sex((text, "")) for text in t.texts("kjønn")]


def _spans(t: Typed) -> list[tuple[int, int] | Problem]:
    """First and last age of each row, or the problem of one that cannot be read."""
    span = _cached(lambda pair: _tried("alder", pair[0], lambda: span_of(*pair)))
    return [span(pair) for pair in zip(t.texts("alder"), t.texts("alder_kode"), strict=True)]


def _tried(key: str, value: str, parse: Callable[[], T]) -> T | Problem:
    try:
        return parse()
    except ValueError as error:
        return Problem("", key, str(error), value[:60])


def _cached(parse: Callable[[tuple[str, str]], T]) -> Callable[[tuple[str, str]], T]:
    """A parser of pairs of texts that parses each distinct pair once."""
    known: dict[tuple[str, str], T] = {}

    def found(pair: tuple[str, str]) -> T:
        if pair not in known:
            known[pair] = parse(pair)
        return known[pair]

    return found


def _region(pair: tuple[str, str]) -> tuple[str, str]:
    """Code and name of a region: «0301 Oslo», «K-0301», «Oslo (0301)», a code with its name beside, or a name alone."""
    text, name = pair[0].strip(), "" if pair[1].strip() == pair[0].strip() else pair[1].strip()
    if found := re.fullmatch(r"(?:K[-_ ]?)?([0-9]{2,8}[a-z]?)(?:\s+[-–]?\s*(\S.*))?", text):
        return found[1], name.removeprefix(f"{found[1]} ") or (found[2] or "").strip()
    if found := re.fullmatch(r"(.*\S)\s*\((?:K-)?([0-9]{4})\)", text):
        return found[2], found[1]
    return (text or name), (name or text)


def sex_of(text: str) -> str:
    """k, m or "" for both. Errors: ValueError."""
    plain = text.strip().lower()
    if plain in BOTH:
        return ""
    if plain not in SEXES:
        raise ValueError(f"kjønnet {text!r} er ukjent")
    return SEXES[plain]
