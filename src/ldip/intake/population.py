"""Importing population figures into a plan: records become the plan's csv files, the raw file is kept with its hash.

Everything is checked before anything is written; the plan's TOML is edited with its comments kept.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final, Literal

import tomlkit

from ldip.errors import PlanError, Problem
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.read import read_folder
from ldip.plan.schema.files import AgeGroup
from ldip.plan.write import digest, set_value, write_text
from ldip.sources.codes import CodeHistory, read_codes, shipped
from ldip.sources.jsonstat import read_jsonstat
from ldip.sources.records import Record, Table, read_records

What = Literal["folketall", "historie", "framskriving"]
FILE: Final = "befolkning.toml"
CODES: Final = "notater/kommunenummer.csv"
SINGLE: Final = 2 * 106


@dataclass(frozen=True)
class Order:
    """An import request: figures, alternative, and name of the source."""

    what: What
    kilde: str
    navn: str = ""
    alternativ: str = ""
    soner: bool = False
    today: dt.date = field(default_factory=dt.date.today)

    @property
    def id(self) -> str:
        """The projection's id, from its name."""
        return _slug(self.navn)


@dataclass(frozen=True)
class Imported:
    """The written files: the plan's csv file, the kept raw file, number of rows and persons in the last year."""

    file: str
    raw: str
    rows: int
    year: int
    persons: float
    sums_left_out: int


def read_source(path: Path) -> Table:
    """Records of a file by its kind: .json is JSON-stat, everything else csv or Excel."""
    return read_jsonstat(path) if path.suffix.lower() == ".json" else read_records(path)


def import_population(folder: Path, source: Path, order: Order) -> Imported:
    """Import a file into the plan folder. Errors: PlanError with every Problem; then nothing is written."""
    plan = _plan(folder)
    table = read_source(source)
    lines, records = lines_of(plan, codes_of(plan), table, order)
    name = f"befolkning/{order.what if order.what != 'framskriving' else order.id}.csv"
    raw = f"notater/kilder/{source.name}"
    text = f"{order.kilde}; {source.name}, sha256 {digest(source)[:12]}, hentet {order.today.isoformat()}"
    edit = _edited(folder, order, name, text)
    (folder / "befolkning").mkdir(exist_ok=True)
    (folder / "notater" / "kilder").mkdir(parents=True, exist_ok=True)
    write_text(folder / name, f"# {text}\n" + "\n".join(lines) + "\n")
    shutil.copyfile(source, folder / raw)
    edit()
    last = max(r.year for r in records)
    persons = sum(r.value for r in records if r.year == last)
    return Imported(name, raw, len(lines) - 1, last, persons, table.sums)


def lines_of(plan: Plan, codes: CodeHistory, table: Table, order: Order) -> tuple[list[str], list[Record]]:
    """The lines of the plan's csv file, header first, and the records they are made of. Errors: PlanError."""
    records = _chosen(plan, codes, table, order)
    build: Mapping[str, Callable[[], list[str]]] = {
        "folketall": lambda: _stock(plan, table.file, records, order),
        "historie": lambda: _history(plan, table.file, records, order),
        "framskriving": lambda: _projection(plan, table.file, records, order),
    }
    return build[order.what](), records


def _plan(folder: Path) -> Plan:
    reading = read_folder(folder)
    if FILE not in reading.single or "plan.toml" not in reading.single:
        raise PlanError(reading.problems or [Problem(str(folder), "", "fant ingen plan her", "", "oppgi planmappen")])
    return reading.plan()


def _chosen(plan: Plan, codes: CodeHistory, table: Table, order: Order) -> list[Record]:
    """Records of the municipality (by its number on each date) and of one alternative."""
    if order.what == "framskriving" and (not order.navn.strip() or order.id == "egen"):
        raise PlanError([Problem(table.file, "", "framskrivingen trenger et navn", order.navn, "oppgi --navn")])
    records = list(table.records)
    contents = sorted({r.contents for r in records})
    if order.alternativ and order.alternativ not in contents:
        raise PlanError([Problem(table.file, "", "ukjent alternativ", order.alternativ, nearest(order.alternativ, contents))])
    if len(contents) > 1 and not order.alternativ:
        raise PlanError(
            [Problem(table.file, "", "filen har flere alternativer", "; ".join(contents), "velg ett med --alternativ")]
        )
    if order.alternativ:
        records = [r for r in records if r.contents == order.alternativ]
    regions = {r.region for r in records}
    if order.soner or regions == {""}:
        return records
    number = plan.head.kommune.kommunenummer
    found = [r for year in sorted({r.year for r in records}) for r in _of_year(plan, records, codes, year)]
    if not found:
        known = ", ".join(f.number for f in codes.numbers(number))
        hint = f"kommunen har hatt numrene {known}; legg SSBs klassifikasjon i {CODES} om det mangler ett"
        raise PlanError([Problem(table.file, "", "kommunen finnes ikke i filen", number, hint)])
    return found


def codes_of(plan: Plan) -> CodeHistory:
    """Municipality numbers by date: the plan's own file of SSB's classification, else what ships."""
    own = plan.folder / CODES
    return read_codes(own) if own.is_file() else shipped()


def _of_year(plan: Plan, records: Sequence[Record], codes: CodeHistory, year: int) -> list[Record]:
    """The municipality's rows of a year: by its numbers then, else by today's number (series on today's borders) or name."""
    head = plan.head.kommune
    weights = {f.number: f.weight for f in codes.on(head.kommunenummer, year)}
    rows = [r for r in records if r.year == year]
    then = [r for r in rows if r.region in weights]
    if then:
        return [Record(**{**r.__dict__, "value": r.value * weights[r.region]}) for r in then]
    return [r for r in rows if r.region == head.kommunenummer or r.region.lower() == head.navn.lower()]


def _cells(file: str, records: Sequence[Record], zones: Mapping[str, str]) -> dict[tuple[int, str, str, int], float]:
    """Persons by year, zone, sex and single age; numbers of merged municipalities are added."""
    wrong = [r for r in records if not r.sex or (r.first != r.last)]
    if wrong:
        value = f"{wrong[0].first}–{wrong[0].last} år"
        hint = "velg begge kjønn hver for seg og ettårig alder ved uttrekket"
        raise PlanError([Problem(file, "", "tallene er ikke etter kjønn og ettårig alder", value, hint)])
    cells: dict[tuple[int, str, str, int], float] = {}
    seen: set[tuple[str, int, str, int]] = set()
    for r in records:
        if (key := (r.region, r.year, r.sex, r.first)) in seen:
            raise PlanError([Problem(file, "", "samme celle står to ganger", " ".join(map(str, key)), "fjern den ene raden")])
        seen.add(key)
        place = (r.year, zones.get(r.region, "kommunen"), r.sex, r.first)
        cells[place] = cells.get(place, 0.0) + r.value
    groups: dict[tuple[int, str], int] = {}
    for year, zone, _, _ in cells:
        groups[year, zone] = groups.get((year, zone), 0) + 1
    for (year, zone), n in groups.items():
        if n != SINGLE:
            raise PlanError(
                [Problem(file, "", f"{zone} {year} har {n} celler av {SINGLE}", "", "ta med alle aldre og begge kjønn")]
            )
    return cells


def _zones(records: Sequence[Record], order: Order) -> dict[str, str]:
    return {r.region: _slug(r.label or r.region) for r in records} if order.soner else {}


def _slug(text: str) -> str:
    plain = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "kommunen"


def _stock(plan: Plan, file: str, records: list[Record], order: Order) -> list[str]:
    year = plan.population.dato.year
    now = [r for r in records if r.year == year]
    if not now:
        found = ", ".join(sorted({str(r.year) for r in records}))
        raise PlanError([Problem(file, "", f"filen har ikke 1. januar {year}", found, f"hent året eller endre dato i {FILE}")])
    cells = _cells(file, now, _zones(now, order))
    return ["sone;kjoenn;alder;personer", *(f"{z};{k};{a};{_text(v)}" for (_, z, k, a), v in sorted(cells.items()))]


def _history(plan: Plan, file: str, records: list[Record], order: Order) -> list[str]:
    early = [r for r in records if r.year < plan.population.dato.year]
    if not early:
        hint = f"hent år før {plan.population.dato.year}"
        raise PlanError([Problem(file, "", "filen har ingen år før folketallets dato", "", hint)])
    cells = _cells(file, early, _zones(early, order))
    return ["aar;sone;kjoenn;alder;personer", *(f"{y};{z};{k};{a};{_text(v)}" for (y, z, k, a), v in sorted(cells.items()))]


def _projection(plan: Plan, file: str, records: list[Record], order: Order) -> list[str]:
    if all(r.sex and r.first == r.last for r in records):
        cells = _cells(file, records, {})
        return ["aar;kjoenn;alder;personer", *(f"{y};{k};{a};{_text(v)}" for (y, _, k, a), v in sorted(cells.items()))]
    groups = _grouped(file, records, plan.age_groups)
    return ["aar;aldersgruppe;personer", *(f"{y};{g};{_text(v)}" for (y, g), v in groups.items())]


def _grouped(file: str, records: Sequence[Record], groups: Sequence[AgeGroup]) -> dict[tuple[int, str], float]:
    """Persons by year and the plan's age groups; each group of the file must lie inside one of the plan's."""
    found: dict[tuple[int, str], float] = {}
    for r in sorted(records, key=lambda r: (r.year, r.first)):
        inside = next((g.id for g in groups if g.fra <= r.first and r.last <= g.til), None)
        if inside is None:
            hint = "gi planen aldersgrupper som filens grupper går opp i, eller hent ettårig alder"
            raise PlanError([Problem(file, "alder", "aldersgruppen går over planens grupper", f"{r.first}–{r.last}", hint)])
        found[r.year, inside] = found.get((r.year, inside), 0.0) + r.value
    for year in sorted({y for y, _ in found}):
        covered = sorted((r.first, r.last) for r in records if r.year == year and r.sex in ("", records[0].sex))
        gaps = [b for (_, a), (b, _) in pairwise(covered) if b != a + 1]
        if gaps or covered[0][0] != 0 or covered[-1][1] != 105:
            raise PlanError(
                [Problem(file, "alder", f"aldrene i {year} dekker ikke 0–105 én gang", "", "ta med alle aldersgrupper")]
            )
    return found


def _edited(folder: Path, order: Order, name: str, text: str) -> Callable[[], None]:
    """The change of befolkning.toml, prepared so that it is known to work before anything is written."""
    if order.what != "framskriving":
        return lambda: _reference(folder, order.what, name, text)
    document = tomlkit.parse((folder / FILE).read_text(encoding="utf-8"))
    kept = [f for f in document.get("framskrivinger", []) if f["id"] != order.id]
    entry = tomlkit.table()
    for key, value in (("id", order.id), ("navn", order.navn), ("fil", name), ("kilde", text)):
        entry.add(key, value)
    if len(kept) < len(document.get("framskrivinger", [])):
        place = next(i for i, f in enumerate(document["framskrivinger"]) if f["id"] == order.id)
        return lambda: set_value(folder, FILE, ("framskrivinger", place, "kilde"), text)
    if "framskrivinger" in document:
        document["framskrivinger"].append(entry)
    else:
        rows = tomlkit.aot()
        rows.append(entry)
        document.append("framskrivinger", rows)
    changed = tomlkit.dumps(document)
    return lambda: write_text(folder / FILE, changed)


def _reference(folder: Path, key: str, name: str, text: str) -> None:
    document = tomlkit.parse((folder / FILE).read_text(encoding="utf-8"))
    if key in document:
        set_value(folder, FILE, (key, "fil"), name)
        set_value(folder, FILE, (key, "kilde"), text)
        return
    entry = tomlkit.table()
    entry.add("fil", name)
    entry.add("kilde", text)
    document.append(key, entry)
    write_text(folder / FILE, tomlkit.dumps(document))


def _text(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
