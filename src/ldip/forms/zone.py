"""The form of a zone: a part of the people of one that is there, since a zone is where people live.

Persons by sex and age, and the rows of moves that name the zone, are divided by the same share, so that all sums stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ldip.forms.asked import Asked
from ldip.forms.terms import Choice, Made, Proposal, Spec, Values
from ldip.forms.written import cell, id_of, printed
from ldip.locales import tr
from ldip.plan.csvfile import decode
from ldip.plan.csvlines import joined, parse
from ldip.plan.document import Plan
from ldip.plan.edits import Edit, NewFile
from ldip.plan.inputs import readable_key
from ldip.plan.schema import tables as t

ALONE: Final = "kommunen"  # the zone of a plan without zones
# Tables by zone that befolkning.toml names, and the column that is divided; in rates the column is copied.
DIVIDED: Final = {
    "folketall": "personer",
    "flytting": "personer",
    "innflytting": "personer",
    "historie": "personer",
    "utflytting": "",
}


def files(name: str) -> tuple[str, ...]:
    """The files of the population."""
    return ("befolkning.toml", *(f"befolkning/{n}.csv" for n in DIVIDED))


def load(plan: Plan, name: str) -> Values | None:
    """A zone that is there has its people in the files, which no form changes."""
    return {"navn": readable_key(name)} if name in plan.zones else None


def draw(a: Asked) -> Made:
    """The fields, and the files with the new zone."""
    name = a.text(Spec("navn", required=True))
    if not a.new:
        return Made((), notes=(tr("skjema.sone.fast"),))
    known = [Choice(z, readable_key(z) if len(a.plan.zones) > 1 else tr("skjema.hele")) for z in a.plan.zones]
    largest = max(a.plan.zones, key=lambda z: _people(a.plan, z))
    origin = a.choice(Spec("fra_sone"), known, Proposal(largest, tr("skjema.sone.stoerst")))
    share = a.number(Spec("andel", unit="%", low=0.0, high=100.0), Proposal(50.0, tr("skjema.sone.halve")))
    people = _people(a.plan, origin)
    a.help("andel", tr("skjema.sone.folk", n=printed(round(people * share / 100.0)), av=printed(round(people))))
    notes = [tr("skjema.sone.bygg")]
    if not name:
        return Made((), notes=tuple(notes))
    key = id_of(name, set(a.plan.zones), "sone")
    edits = tuple(_edits(a.plan, key, origin, share / 100.0))
    places = {(e.fil, ""): "andel" for e in edits} | {("befolkning.toml", ""): "navn"}
    return Made(edits, places, tuple(notes))


def _people(plan: Plan, zone: str) -> float:
    return sum(r.personer for r in plan.referenced("folketall", t.StockRow).rows if r.sone == zone)


def _edits(plan: Plan, key: str, origin: str, share: float) -> Iterator[Edit]:
    """Each file by zone with the rows of the origin divided."""
    for name, column in DIVIDED.items():
        reference = getattr(plan.population, name, None)
        if reference is not None and (text := _divided(plan, reference.fil, column, (key, origin), share)):
            yield NewFile(fil=reference.fil, tekst=text)


def _divided(plan: Plan, file: str, column: str, zones: tuple[str, str], share: float) -> str:
    """The text of a file with rows of the new zone after the others; empty where no row is of the origin."""
    table = parse(decode(plan.contents[file], file)[0])
    heads = list(table.columns)
    if table.header is None:
        return ""
    if "sone" not in heads:
        heads.append("sone")
    comma = table.delimiter == ";"
    new, origin = zones
    added: list[str] = []
    lines = list(table.lines)
    lines[table.header.line - 1] = joined(heads, table.delimiter) + table.ending
    for row in table.rows:
        cells = (row.cells + [""] * len(heads))[: len(heads)]
        at = heads.index("sone")
        cells[at] = cells[at].strip() or ALONE
        if cells[at] != origin:
            continue
        there, here = list(cells), list(cells)
        there[at] = new
        if column:
            value = _value(plan, file, row.line, column)
            there[heads.index(column)] = cell(round(value * share, 6), comma)
            here[heads.index(column)] = cell(round(value - round(value * share, 6), 6), comma)
        lines[row.line - 1] = joined(here, table.delimiter) + table.ending
        added.append(joined(there, table.delimiter) + table.ending)
    return "".join(_ended(lines, table.ending) + added) if added else ""


def _ended(lines: Sequence[str], ending: str) -> list[str]:
    """Lines of which the last one ends as the others."""
    return [*lines[:-1], lines[-1].rstrip("\r\n") + ending] if lines else []


def _value(plan: Plan, file: str, line: int, column: str) -> float:
    """The number of a column in a line, as the plan has read it."""
    found = plan.tables[file]
    return float(getattr(found.rows[found.lines.index(line)], column))
