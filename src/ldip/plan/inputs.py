"""The plan's inputs as rows and tables people can edit: every value with its file, path, unit, source, and rule by year.

Nothing is computed; the path of a row is the path that an edit of it uses.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from ldip.digits import is_digits
from ldip.plan.choices import Choice, Column, codes, columns, words
from ldip.plan.choices import readable_key as readable_key
from ldip.plan.csvfile import ROW_KEYS, decode, row_name
from ldip.plan.csvlines import parse
from ldip.plan.document import Plan
from ldip.plan.read import Reading
from ldip.plan.schema import files as f
from ldip.plan.schema.about import OWN_UNIT, RATIO_UNIT
from ldip.plan.schema.declared import EACH, field_at, words_of
from ldip.plan.schema.fields import Sourced, Strict, UnitCost, YearVector
from ldip.plan.schema.tables import TABLES

Keys = tuple[str | int, ...]
Kind = Literal["vektor", "tall", "heltall", "tekst", "valg", "ja_nei", "liste"]
Page = Literal["makro", "befolkning", "tjenester", "investeringer", "finans", "regler", "usikkerhet", "grep"]
FIRST: Final[Page] = "makro"  # also shows every file of the schema that no page lists
# The pages of Forutsetninger, with the files that are edited on each in the order they are shown; a folder ends in «/».
PAGES: Final[Mapping[Page, tuple[str, ...]]] = {
    "makro": ("forutsetninger.toml", "inntekter.toml", "drift.toml", "plan.toml"),
    "befolkning": ("befolkning.toml", "boligprogram.csv", "befolkning/"),
    "tjenester": (
        *(
            f.home_of(f.ServiceFile),
            "rammer.csv",
            "tiltak.csv",
            "bygg.csv",
            "bygghendelser.csv",
            "sambruk.csv",
            "behovsliste.csv",
        ),
        *("arbeidskraft.toml", f.home_of(f.SelfCostFile)),
    ),
    "investeringer": (f.home_of(f.ProjectFile), "investeringer.toml", "anlegg.csv"),
    "finans": ("laan.csv", "finans.toml", "fond.toml", "balanse.toml", f.home_of(f.EnterpriseFile)),
    "regler": ("handlingsregler.toml", "vedtatt.csv", "kontroll.csv", "regnskap.csv", "kostra.csv", f.ACCEPTED),
    "usikkerhet": ("usikkerhet.toml", f.home_of(f.StressFile), f.home_of(f.ScenarioFile)),
    "grep": (f.home_of(f.LeverFile), f.home_of(f.AmendmentFile)),
}
MOST_ROWS: Final = 100  # of a csv file shown at a time
FEWEST: Final = 3  # given values that tell what is usual
UNUSUAL: Final = 4.0  # times the middle of the given values
SAID_BESIDE: Final = frozenset({"kilde", "anslag", "enhet", "priser", "videre", "verdi", "verdier", "beloep"})


@dataclass(frozen=True)
class Cell:
    """One input: its place, kind and name, its value or values by year in the file's unit, and the keys beside it."""

    file: str
    path: Keys
    name: str
    section: str
    kind: Kind
    unit: str = ""
    prices: str = ""
    value: float | int | str | bool | None = None
    values: Mapping[int, float] = field(default_factory=dict)
    beyond: str = ""
    source: str = ""
    source_path: Keys = ()
    anslag: bool = False
    choices: tuple[Choice, ...] = ()
    value_path: Keys = ()
    values_path: Keys = ()
    vector: YearVector | None = None

    def filled(self, years: Iterable[int]) -> dict[int, float]:
        """Values of years that are not given, by the rule of the vector, in the file's own unit."""
        held = {y: self.vector.said(y) for y in years if y not in self.values} if self.vector else {}
        return {y: v for y, v in held.items() if v is not None}

    @property
    def middle(self) -> float:
        """The middle of the given values by size; 0 for too few to tell."""
        sizes = sorted(abs(v) for v in self.values.values())
        return sizes[len(sizes) // 2] if len(sizes) >= FEWEST else 0.0

    @property
    def unusual(self) -> tuple[int, ...]:
        """Years whose value is far above the others; they count, and whoever changes them is warned."""
        return tuple(y for y, v in self.values.items() if self.middle and abs(v) > UNUSUAL * self.middle)


@dataclass(frozen=True)
class Sheet:
    """A csv file: its columns, what they hold, and some rows as (line, name, cells); `first` is the index of the first."""

    file: str
    columns: tuple[str, ...]
    labels: tuple[str, ...]
    holds: tuple[Column, ...]
    rows: tuple[tuple[int, str, tuple[str, ...]], ...]
    first: int
    count: int


def files_on(reading: Reading, page: Page) -> list[str]:
    """The plan's files on a page, in the page's order; files it does not list come last."""
    files = [n for n in sorted(reading.contents) if n.endswith((".toml", ".csv")) and page_of(n) == page]
    return [*(n for name in PAGES[page] for n in files if _under(n, name)), *(n for n in files if not _named(n))]


def page_of(file: str) -> Page | None:
    """The page a file is edited on; None for one that is no file of the schema."""
    known = file in f.SINGLE or file in TABLES or file.partition("/")[0] in f.FOLDERS
    return _named(file) or (FIRST if known else None)


def _named(file: str) -> Page | None:
    return next((page for page, names in PAGES.items() if any(_under(file, n) for n in names)), None)


def _under(file: str, name: str) -> bool:
    return file.startswith(name) if name.endswith("/") else file == name


def cells_of(reading: Reading, file: str) -> list[Cell]:
    """The inputs of a TOML file; empty for a file that cannot be read."""
    plan = reading.plan()
    document = plan.documents.get(file)
    return [] if document is None else [_coded(plan, c) for c in cells_in(file, document)]


def _coded(plan: Plan, cell: Cell) -> Cell:
    """A text that names an element of the plan, with those it can name."""
    found = codes(plan, str(cell.path[-1])) if cell.kind == "tekst" else ()
    if not found:
        return cell
    own = str(cell.value)
    known = found if any(c.code == own for c in found) else (Choice(own, own), *found)
    return replace(cell, kind="valg", choices=known)


def cells_in(file: str, document: Strict) -> list[Cell]:
    """The inputs of a document."""
    return list(_walk(file, document, (), "", document))


def sheet_of(reading: Reading, file: str, first: int = 0) -> Sheet | None:
    """A csv file from row `first` on; None when it cannot be read as text."""
    text, problems = decode(reading.contents[file], file)
    if problems:
        return None
    table = parse(text)
    heads = table.columns
    naming = [heads.index(c) for c in ROW_KEYS.get(file, ()) if c in heads]
    shown = tuple(_row(r.line, r.trimmed, len(heads), naming) for r in table.rows[first : first + MOST_ROWS])
    labels = tuple(readable_key(h) for h in heads)
    return Sheet(file, tuple(heads), labels, columns(reading, file, heads), shown, first, len(table.rows))


def _row(line: int, cells: list[str], width: int, naming: list[int]) -> tuple[int, str, tuple[str, ...]]:
    """Line, name and exactly as many cells as there are columns."""
    whole = (cells + [""] * width)[:width]
    return line, row_name(whole[i] for i in naming), tuple(whole)


def _walk(file: str, value: Any, path: Keys, section: str, parent: Any) -> Iterator[Cell]:
    if isinstance(value, YearVector):
        yield _vector(file, value, path, section)
        yield from _rest(file, value, path, section)
    elif isinstance(value, UnitCost):
        yield _amount(file, value, path, section)
        yield from _rest(file, value, path, section)
    elif isinstance(value, Strict):
        inner = section if not path or isinstance(path[-1], int) else _name(path, file)
        for name in _given(value):
            if name in ("kilde", "anslag") and len(value.model_fields_set - {"kilde", "anslag"}):
                continue  # shown beside every input of the table
            yield from _walk(file, getattr(value, name), (*path, name), inner if path else section, value)
    elif isinstance(value, Mapping) and value and all(is_digits(str(k)) for k in value):
        yield _by_year(file, value, path, section, parent)
    elif isinstance(value, Mapping):
        for name, each in value.items():
            yield from _walk(file, each, (*path, str(name)), _name(path, file), parent)
    elif isinstance(value, list | tuple) and value and not isinstance(value[0], str | int | float):
        for i, each in enumerate(value):
            named = next((str(n) for k in ("navn", "id") if (n := getattr(each, k, None))), f"{_name(path, file)} {i + 1}")
            yield from _walk(file, each, (*path, i), named, each)
    else:
        yield _leaf(file, value, path, section, parent)


def _amount(file: str, value: UnitCost, path: Keys, section: str) -> Cell:
    place, name = (*path, "beloep"), _name(path, file)
    cell = Cell(file, place, name, section, "tall", value.enhet, value.priser, value.beloep, value_path=place)
    return _sourced(cell, value)


def _by_year(file: str, value: Mapping[Any, Any], path: Keys, section: str, parent: Any) -> Cell:
    """A table year = number without unit or rule, such as the progress of a project."""
    by_year = {int(k): float(v) for k, v in value.items()}
    return _sourced(Cell(file, path, _name(path, file), section, "vektor", values=by_year, values_path=path), parent)


def _rest(file: str, value: Strict, path: Keys, section: str) -> Iterator[Cell]:
    """Keys of a vector or an amount beyond the common ones."""
    for name in (n for n in _given(value) if n not in SAID_BESIDE):
        yield from _walk(file, getattr(value, name), (*path, name), section, value)


def _vector(file: str, value: YearVector, path: Keys, section: str) -> Cell:
    said = {n: str(getattr(value, n, "")) for n in ("enhet", "priser")}
    return Cell(
        file,
        path,
        _name(path, file),
        section,
        "vektor",
        said["enhet"],
        said["priser"],
        value.verdi,
        value.by_year,
        value.videre or "",
        value.kilde,
        (*path, "kilde"),
        value.anslag,
        value_path=(*path, "verdi"),
        values_path=(*path, "verdier"),
        vector=value,
    )


def _leaf(file: str, value: Any, path: Keys, section: str, parent: Any) -> Cell:
    kind: Kind = "tekst"
    if isinstance(value, bool):
        kind = "ja_nei"
    elif isinstance(value, int):
        kind = "heltall"
    elif isinstance(value, float):
        kind = "tall"
    elif isinstance(value, list | tuple):
        kind, value = "liste", ", ".join(str(v) for v in value)
    elif isinstance(value, dt.date):
        value = value.isoformat()
    choices = _choices(parent, path) if kind == "tekst" else ()
    unit = unit_of(file, path, parent) if kind in ("tall", "heltall") else ""
    shown: Kind = "valg" if choices else kind
    return _sourced(
        Cell(file, path, _name(path, file), section, shown, unit, value=value, choices=choices, value_path=path), parent
    )


def unit_of(file: str, path: Keys, parent: Any) -> str:
    """The declared unit of a number; the word in `enhet` beside it where the declaration refers to it."""
    field = field_at(file, tuple(EACH if isinstance(k, int) else k for k in path))
    declared = field.about.unit if field else ""
    return str(_beside(parent, "enhet") or "") if declared in ("", OWN_UNIT, RATIO_UNIT) else declared


def _given(value: Strict) -> list[str]:
    """The keys that a file sets, in the schema's order."""
    return [n for n in type(value).model_fields if n in value.model_fields_set]


def _sourced(cell: Cell, table: Any) -> Cell:
    """An input with the source of its table, and whether it is approximate."""
    if not isinstance(table, Sourced):
        return cell
    place, text = (*cell.path[:-1], "kilde"), str(_beside(table, "kilde") or "")
    return replace(cell, source=text, source_path=place, anslag=bool(_beside(table, "anslag")))


def _beside(table: Any, key: str) -> Any:
    """A key of the same table; None where it is absent or could not be read."""
    return table.__dict__.get(key) if isinstance(table, Strict) else None


def _choices(parent: Any, path: Keys) -> tuple[Choice, ...]:
    """The words a key may have, where the schema enumerates them."""
    found = type(parent).model_fields.get(str(path[-1])) if isinstance(parent, Strict) and path else None
    return words(words_of(found.annotation)) if found is not None else ()


def _name(path: Keys, file: str) -> str:
    last = next((str(p) for p in reversed(path) if isinstance(p, str)), file)
    return last if is_digits(last) else readable_key(last)
