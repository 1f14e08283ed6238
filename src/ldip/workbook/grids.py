"""The sheets of a plan: one for each csv file, TOML file and folder, and one for the lists of tables in each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ldip.digits import is_digits
from ldip.locales import tr
from ldip.plan.inputs import PAGES, readable_key
from ldip.plan.schema.files import ProjectFile, home_of
from ldip.workbook.fields import slot_of
from ldip.workbook.plan_data import PlanData
from ldip.workbook.table_grids import table_grid
from ldip.workbook.terms import Column, Field, Grid, Row
from ldip.workbook.walk import BESIDE, Entry, Record, entries, flat, path_text

LISTS: Final = " · lister"
PROJECTS: Final = home_of(ProjectFile)
KEY, FILE, LIST, NUMBER = "#nøkkel", "#fil", "#liste", "#nr"  # a mark of their own: no key of a plan begins so


def grids_of(data: PlanData) -> tuple[Grid, ...]:
    """The sheets of a plan, in the order of its pages; a sheet of lists only where there are any."""
    order = ["plan.toml", *(name for names in PAGES.values() for name in names)]
    tables = data.reading.schemas
    files = [*data.documents, *tables]
    homes = dict.fromkeys(f"{n.partition('/')[0]}/" if n in data.documents and "/" in n else n for n in files)
    placed = sorted(homes, key=lambda n: (next((i for i, o in enumerate(order) if n.startswith(o)), len(order)), n))
    found: list[Grid] = []
    for home in placed:
        if home in tables:
            found.append(table_grid(data, home, title_of(home)))
        else:
            inside = [n for n in sorted(data.documents) if n == home or (home.endswith("/") and n.startswith(home))]
            found += _documents(data, home, inside)
    return tuple(found)


def title_of(home: str) -> str:
    """Title of a file's or a folder's sheet."""
    if home.endswith("/"):
        return readable_key(home.removesuffix("/"))
    try:
        return tr(f"ui.filnavn.{home}")
    except KeyError:
        return readable_key(home.rpartition("/")[2].rpartition(".")[0])


def file_key(home: str, file: str) -> str:
    """A file as its sheet names it: the id of a document in a folder."""
    return file.removeprefix(home).removesuffix(".toml")


def _documents(data: PlanData, home: str, files: Sequence[str]) -> Iterator[Grid]:
    found: list[tuple[str, Entry | Record]] = []
    if home == PROJECTS:
        grid, records = _projects(data, files)
        found += records
        yield grid
    else:
        for file in files:
            spare = not home.endswith("/")
            found += [(file, e) for e in entries(slot_of(file), data.documents[file], spare=spare)]
        yield _keys(data, home, [(file, e) for file, e in found if isinstance(e, Entry)])
    records_found = [(file, e) for file, e in found if isinstance(e, Record)]
    if records_found:
        yield _records(home, records_found)


def _keys(data: PlanData, home: str, found: Sequence[tuple[str, Entry]]) -> Grid:
    """One row for each value, series or amount."""
    several = home.endswith("/")
    given = {int(c) for _, e in found for c in e.cells if is_digits(c)}
    years = sorted({*given, *data.years} if any(e.years for _, e in found) else given)
    used = {c for _, e in found for c in e.cells}
    rows = []
    for file, e in found:
        key = path_text(e.path)
        texts = {"navn": name_of(e.path), "enhet_paakrevd": e.unit}
        rows.append(Row(file, (file_key(home, file), key) if several else (key,), e.with_years(years), texts))
    columns = [Column(FILE, tr("excel.fil"), "noekkel")] if several else []
    columns += [Column(KEY, tr("excel.noekkel"), "noekkel"), Column("navn", tr("excel.navn"), "hjelp")]
    before, after = BESIDE[:3], BESIDE[3:]
    columns += [Column(c, readable_key(c)) for c in before if c in used]
    columns += [Column(str(y), str(y)) for y in years]
    columns += [Column(c, readable_key(c)) for c in after if c in used]
    columns.append(Column("gyldig", tr("excel.gyldig"), "hjelp"))
    keys = (FILE, KEY) if several else (KEY,)
    return Grid(home, title_of(home), tr("excel.hjelp.noekler"), "noekler", keys, tuple(columns), tuple(rows))


def _projects(data: PlanData, files: Sequence[str]) -> tuple[Grid, list[tuple[str, Record]]]:
    """One row for each project, every field in a column, and the years of its progress."""
    records: list[tuple[str, Record]] = []
    rows: list[Row] = []
    order, _ = flat(slot_of(f"{PROJECTS}x.toml"), {}, (), data.years)
    columns = {key: Column(key, heading(key), "verdi", cell.field) for key, cell in order.items()}
    for file in files:
        cells, inner = flat(slot_of(file), data.documents[file], (), data.years)
        records += [(file, r) for r in inner]
        rows.append(Row(file, (file_key(PROJECTS, file),), cells))
        columns |= {key: Column(key, heading(key), "verdi", c.field) for key, c in cells.items() if key not in columns}
    shares = tuple(key for key in columns if key.startswith("framdrift."))
    first = sorted(_by_year_together(columns.values()), key=lambda c: c.key != "navn")  # the name beside the id
    named = (Column(FILE, tr("excel.fil"), "noekkel"), *first)
    grid = Grid(PROJECTS, title_of(PROJECTS), tr("excel.hjelp.prosjekter"), "poster", (FILE,), named, tuple(rows), (shares,))
    return grid, records


def _by_year_together(columns: Iterable[Column]) -> list[Column]:
    """Columns in their order, with those of the same series side by side by year."""
    found = list(columns)
    series = {c.key: c.key.rpartition(".")[0] for c in found if is_digits(c.key.rpartition(".")[2])}
    first = {name: next(i for i, c in enumerate(found) if series.get(c.key) == name) for name in set(series.values())}
    place = {c.key: (first[series[c.key]], c.key) if c.key in series else (i, "") for i, c in enumerate(found)}
    return sorted(found, key=lambda c: place[c.key])


def _records(home: str, found: Sequence[tuple[str, Record]]) -> Grid:
    """One row for each table in the lists of a file or a folder."""
    several = home.endswith("/")
    columns: dict[str, Column] = {}
    rows = []
    for file, r in found:
        key = (path_text(r.path), str(r.index + 1))
        rows.append(Row(file, (file_key(home, file), *key) if several else key, r.cells))
        columns |= {k: Column(k, heading(k), "verdi", Field()) for k, c in r.cells.items() if k not in columns}
    keys = (FILE, LIST, NUMBER) if several else (LIST, NUMBER)
    labels = {FILE: tr("excel.fil"), LIST: tr("excel.liste"), NUMBER: tr("excel.nr")}
    named = (*(Column(k, labels[k], "noekkel") for k in keys), *_by_year_together(columns.values()))
    return Grid(f"{home}{LISTS}", f"{title_of(home)}{LISTS}", tr("excel.hjelp.lister"), "poster", keys, named, tuple(rows))


def heading(key: str) -> str:
    """Readable heading of a dotted key."""
    return " · ".join(part if is_digits(part) else readable_key(part) for part in key.split("."))


def name_of(path: Sequence[str | int]) -> str:
    """Readable name of a path."""
    return " · ".join(readable_key(str(k)) for k in path)
