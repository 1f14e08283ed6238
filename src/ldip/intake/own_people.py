"""Population and key figures from SSB's files as edits of a plan."""

from __future__ import annotations

from typing import Final

from ldip.errors import PlanError, Problem
from ldip.intake.indicators import kostra_csv
from ldip.intake.own_reading import Given, digest
from ldip.intake.own_terms import Choices, Part, Row, Upload
from ldip.intake.population import FILE, Order, What, lines_of
from ldip.locales import tr
from ldip.plan.document import Plan
from ldip.plan.edits import LARGEST, Edit, NewFile, SetValue
from ldip.sources.codes import CodeHistory
from ldip.sources.records import Record, Table

WHAT: Final[dict[str, What]] = {"ssb-folketall": "folketall", "ssb-historie": "historie", "ssb-framskriving": "framskriving"}
KEY_FIGURES: Final = "kostra.csv"


def replaced(plan: Plan, codes: CodeHistory, given: Given, choices: Choices) -> Part:
    """Stocks, history and projections as files of the plan, and key figures as kostra.csv; the latest of a kind holds."""
    edits: list[Edit] = []
    rows: list[Row] = []
    problems: list[Problem] = []
    told: list[str] = []
    added = 0
    for upload, table in given.people:
        order = Order(WHAT[upload.kind], upload.source or "SSB", upload.label, upload.alternative, today=choices.today)
        try:
            lines, records = lines_of(plan, codes, table, order)
        except PlanError as error:
            problems += [Problem(upload.name, p.key, p.message, p.value, p.hint, p.line) for p in error.problems]
            continue
        name = f"befolkning/{order.id if order.what == 'framskriving' else order.what}.csv"
        source = f"{order.kilde}; {upload.name}, sha256 {digest(upload.raw)}, hentet {order.today.isoformat()}"
        edits.append(NewFile(fil=name, tekst=f"# {source}\n" + "\n".join(lines) + "\n"))
        made, new = _references(plan, order, name, source, added)
        edits += made
        added += new
        rows.append(_preview(plan, order, name, source, records))
        told += _sums(upload, table)
    for upload, found in given.key_figures:
        text = kostra_csv(found.figures, upload.source or f"KOSTRA, {upload.name}")
        if len(text.encode()) > LARGEST:
            what, value = "gir flere nøkkeltall enn planen tar imot", str(len(found.figures))
            problems.append(Problem(upload.name, "", what, value, "velg færre år eller nøkkeltall ved uttrekket"))
            continue
        edits.append(NewFile(fil=KEY_FIGURES, tekst=text))
        rows.append(Row(KEY_FIGURES, tr("own.keyfigures"), None, float(len(found.figures)), "tall", upload.name))
        told += [tr("spread.unknown", name=name) for name in found.unknown]
    return Part(tuple(edits), tuple(rows), tuple(problems), tuple(told))


def _references(plan: Plan, order: Order, name: str, source: str, added: int) -> tuple[list[Edit], int]:
    """Edits of befolkning.toml that point to the file, and the number of projections added to its list."""
    p = plan.population
    if order.what == "framskriving":
        at = next((i for i, f in enumerate(p.framskrivinger) if f.id == order.id), None)
        if at is not None:
            return _pointed(["framskrivinger", at], name, source, p.framskrivinger[at].anslag), 0
        entry = {"id": order.id, "navn": order.navn, "fil": name, "kilde": source}
        if not p.framskrivinger and not added:
            return [SetValue(fil=FILE, noekkel=["framskrivinger"], verdi=[entry])], 1
        return [SetValue(fil=FILE, noekkel=["framskrivinger", len(p.framskrivinger) + added], verdi=entry)], 1
    held = p.folketall if order.what == "folketall" else p.historie
    if held is None:
        return [SetValue(fil=FILE, noekkel=[order.what], verdi={"fil": name, "kilde": source})], 0
    return _pointed([order.what], name, source, held.anslag), 0


def _pointed(place: list[str | int], name: str, source: str, rough: bool) -> list[Edit]:
    edits: list[Edit] = [
        SetValue(fil=FILE, noekkel=[*place, "fil"], verdi=name),
        SetValue(fil=FILE, noekkel=[*place, "kilde"], verdi=source),
    ]
    return [*edits, SetValue(fil=FILE, noekkel=[*place, "anslag"], verdi=False)] if rough else edits


def _preview(plan: Plan, order: Order, name: str, source: str, records: list[Record]) -> Row:
    """Persons of the plan's date, or of the last year there is."""
    years = {r.year for r in records}
    year = plan.population.dato.year if plan.population.dato.year in years else max(years)
    persons = sum(r.value for r in records if r.year == year)
    return Row(name, tr("own.people", name=order.navn or tr(f"own.{order.what}"), year=year), None, persons, "personer", source)


def _sums(upload: Upload, table: Table) -> list[str]:
    return [tr("own.sums", file=upload.name, n=table.sums)] if table.sums else []
