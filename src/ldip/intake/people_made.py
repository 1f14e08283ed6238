"""The plan's csv file of a population table, and the edits of befolkning.toml that point to it. Nothing is written here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from ldip.errors import PlanError, Problem
from ldip.intake.people_checks import People, stacked, unusual
from ldip.intake.people_choice import ALTERNATIVE, NO_PEOPLE, missing, of_alternative, of_home
from ldip.intake.people_files import projection_fault, table_name
from ldip.intake.people_merge import history_of, source_of, with_history, with_projection
from ldip.intake.people_rows import Zones, cells, grouped, number, slug, zone_ids
from ldip.intake.people_zones import without_parts, zones_of
from ldip.intake.places import Home
from ldip.locales.written import spans
from ldip.plan.document import Plan
from ldip.plan.edits import SetValue
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import FileRef
from ldip.sources.codes import CodeHistory
from ldip.sources.records import Record, Table
from ldip.tabular.terms import Answers

What = Literal["folketall", "historie", "framskriving"]
FILE: Final = "befolkning.toml"


@dataclass(frozen=True)
class Order:
    """An import request: figures, alternative, name of the source, and the user's answers to what the file leaves open."""

    what: What
    kilde: str
    navn: str = ""
    alternativ: str = ""
    soner: bool = False
    today: dt.date = field(default_factory=dt.date.today)
    svar: Answers = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The projection's id, from its name."""
        return slug(self.navn)

    @property
    def key(self) -> str:
        """The projection's id, or what the figures are: each has a file of its own."""
        return self.id if self.what == "framskriving" else self.what


@dataclass(frozen=True)
class Made:
    """A csv file of the plan and the edits of befolkning.toml that point to it; `records` are the imported ones."""

    file: str
    lines: tuple[str, ...]
    source: str
    edits: tuple[SetValue, ...]
    records: tuple[Record, ...]
    told: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole file."""
        return f"# {self.source}\n" + "\n".join(self.lines) + "\n"

    def persons(self, year: int) -> float:
        """Imported persons of a year."""
        return sum(r.value or 0.0 for r in self.records if r.year == year)


def made_of(plan: Plan, codes: CodeHistory, taken: Collection[str], table: Table, order: Order) -> Made:
    """The plan's csv file of a table, and its edits. `taken` are the plan's file names. Errors: PlanError, UnclearError."""
    if order.what == "framskriving" and (fault := projection_fault(plan, table.file, order.navn, order.id)):
        raise PlanError([fault])
    home = Home(plan.head.kommune.kommunenummer, plan.head.kommune.navn, codes, order.svar)
    asked = _of_years(plan, table.file, of_alternative(table, order.alternativ or order.svar.get(ALTERNATIVE, "")), order)
    records, zones, told = _own(table, asked, home, order)
    held = _held(plan, order)
    make = {"folketall": _stock, "historie": _history, "framskriving": _projection}[order.what]
    lines, keeps, notes = make(plan, table.file, records, zones, order)
    if all(r.sex and r.first == r.last for r in records):
        notes = [*notes, *unusual(home.current, stacked(cells(table.file, records, zones)), present(plan))]
    stated = f"{order.kilde}, hentet {order.today.isoformat()}"
    source = source_of(held.kilde if held else "", stated, keeps)
    name = table_name(plan, taken, order.key, held.fil if held else None)
    return Made(name, tuple(lines), source, tuple(_edits(plan, order, held, name, source)), tuple(records), (*told, *notes))


def present(plan: Plan) -> dict[int, People]:
    """Persons that the plan has, by year: its stock at its date."""
    year = plan.population.dato.year
    rows = plan.referenced("folketall", t.StockRow).rows
    return stacked({(year, r.sone, r.kjoenn, r.alder): r.personer for r in rows})


Lines = tuple[list[str], bool, list[str]]  # lines of the csv file, whether figures of the plan's own are kept in it, and notes


def _stock(plan: Plan, file: str, records: Sequence[Record], zones: Zones, order: Order) -> Lines:
    found = cells(file, records, zones)
    rows = (f"{z};{k};{a};{number(v)}" for (_, z, k, a), v in sorted(found.items()))
    return ["sone;kjoenn;alder;personer", *rows], False, []


def _history(plan: Plan, file: str, records: Sequence[Record], zones: Zones, order: Order) -> Lines:
    merged = with_history(file, history_of(plan), cells(file, records, zones), order.svar)
    rows = (f"{y};{z};{k};{a};{number(v)}" for (y, z, k, a), v in sorted(merged.cells.items()))
    return ["aar;sone;kjoenn;alder;personer", *rows], merged.keeps, list(merged.told)


def _projection(plan: Plan, file: str, records: Sequence[Record], zones: Zones, order: Order) -> Lines:
    held = next((f for f in plan.population.framskrivinger if f.id == order.id and not f.anslag), None)
    rows = plan.table(held.fil, t.ProjectionRow).rows if held else ()
    if all(r.sex and r.first == r.last for r in records):
        found: dict[tuple[int, str, int], float] = {(y, k, a): v for (y, _, k, a), v in cells(file, records, {}).items()}
        old: dict[tuple[int, str, int], float] = {(r.aar, r.kjoenn, r.alder): r.personer for r in rows if r.alder is not None}
        single = with_projection(old, found, len(rows) > len(old))
        lines = [f"{y};{k};{a};{number(v)}" for (y, k, a), v in sorted(single.cells.items())]
        return ["aar;kjoenn;alder;personer", *lines], single.keeps, list(single.told)
    groups = grouped(file, records, plan.age_groups)
    before = {(r.aar, r.aldersgruppe): r.personer for r in rows if r.alder is None}
    by_group = with_projection(before, groups, len(rows) > len(before))
    order_of = {g.id: i for i, g in enumerate(plan.age_groups)}
    lines = [f"{y};{g};{number(v)}" for (y, g), v in sorted(by_group.cells.items(), key=lambda c: (c[0][0], order_of[c[0][1]]))]
    return ["aar;aldersgruppe;personer", *lines], by_group.keeps, list(by_group.told)


def _of_years(plan: Plan, file: str, records: Sequence[Record], order: Order) -> list[Record]:
    """Records of the years that the figures are of. Errors: PlanError where there are none."""
    date = plan.population.dato.year
    years = {r.year for r in records}
    if order.what == "folketall":
        if date not in years:
            hint = f"hent året eller endre dato i {FILE}"
            raise PlanError([Problem(file, "", f"filen har ikke 1. januar {date}", spans(years), hint)])
        return [r for r in records if r.year == date]
    if order.what == "historie":
        if min(years) >= date:
            raise PlanError([Problem(file, "", "filen har ingen år før folketallets dato", spans(years), f"hent år før {date}")])
        return [r for r in records if r.year < date]
    return list(records)


def _own(table: Table, records: Sequence[Record], home: Home, order: Order) -> tuple[list[Record], Zones, list[str]]:
    """The municipality's records, ids of its zones, and notes. Errors: PlanError for cells without a figure."""
    regions = {r.region for r in records}
    if order.soner:
        found, told = zones_of(table.file, records, home)
    elif regions == {""}:
        found, told = without_parts(table.file, records, home.answers)
    else:
        chosen = of_home(table, records, home)
        found, told = without_parts(table.file, chosen.records, home.answers)
        told = [*chosen.told, *told]
    problems = missing(table.file, found)
    totals: dict[int, float] = {}
    for r in found:
        totals[r.year] = totals.get(r.year, 0.0) + (r.value or 0.0)
    if not problems and (empty := [y for y, total in totals.items() if not total]):
        problems = [Problem(table.file, "", f"alle tall er 0 i {spans(empty)}", "", NO_PEOPLE)]
    if problems:
        raise PlanError(problems)
    return found, zone_ids(table.file, found) if order.soner and order.what != "framskriving" else {}, told


def _held(plan: Plan, order: Order) -> FileRef | None:
    """The plan's reference that the import replaces or adds to."""
    p = plan.population
    if order.what == "framskriving":
        return next((f for f in p.framskrivinger if f.id == order.id), None)
    return p.folketall if order.what == "folketall" else p.historie


def _edits(plan: Plan, order: Order, held: FileRef | None, name: str, source: str) -> Iterator[SetValue]:
    """Edits of befolkning.toml that point to the file; figures that replace an estimate are one no more."""
    place: list[int | str] = [order.what]
    if order.what == "framskriving":
        p = plan.population
        at = next((i for i, f in enumerate(p.framskrivinger) if f.id == order.id), len(p.framskrivinger))
        place = ["framskrivinger", at]
        entry = {"id": order.id, "navn": order.navn, "fil": name, "kilde": source}
        if not p.framskrivinger:
            yield SetValue(fil=FILE, noekkel=["framskrivinger"], verdi=[entry])
        elif held is None:
            yield SetValue(fil=FILE, noekkel=place, verdi=entry)
    elif held is None:
        yield SetValue(fil=FILE, noekkel=place, verdi={"fil": name, "kilde": source})
    if held is not None:
        yield SetValue(fil=FILE, noekkel=[*place, "fil"], verdi=name)
        yield SetValue(fil=FILE, noekkel=[*place, "kilde"], verdi=source)
        if held.anslag:
            yield SetValue(fil=FILE, noekkel=[*place, "anslag"], verdi=False)
