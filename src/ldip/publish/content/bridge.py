"""The bridge from the last adopted year to the first projected one, as a table."""

from __future__ import annotations

from ldip.compare.adopted_bridge import AdoptedBridge, BridgeLine, adopted_bridge
from ldip.compare.bridge_causes import CAUSES
from ldip.locales import tr
from ldip.publish.content.cells import Cell, Column, Row, Table
from ldip.publish.content.fetched import cell, identity, millions, price_basis
from ldip.publish.content.statements import in_words
from ldip.publish.numbers import address
from ldip.simulation.run import Run
from ldip.statements.forms import form


def bridge_table(run: Run) -> Table:
    """Every line of §§ 5-6 and 5-4: the adopted year, the change by cause, the projected year; a plan without one states so."""
    found = adopted_bridge(run)
    if found is None:
        return Table(
            id="bro",
            title=tr("bridge.title"),
            columns=(Column(kind="stub"),),
            rows=(),
            notes=(tr("bridge.none"),),
            run=identity(run),
        )
    causes = [c for c in CAUSES if any(line.causes[c] for line in found.lines)]
    return Table(
        id="bro",
        title=tr("bridge.title.years", first=found.adopted, last=found.projected),
        columns=(
            Column("§", "stub"),
            Column(tr("ui.linje"), "stub", wraps=True),
            Column(str(found.adopted), year=found.adopted, adopted=True),
            *(Column(tr(f"bridge.{c}"), wraps=True) for c in causes),
            Column(str(found.projected), year=found.projected),
        ),
        rows=tuple(_row(run, found, line, causes) for line in found.lines),
        notes=(tr("bridge.note"), *(f"{p.key}: {p.message} → {p.hint}" for p in found.problems)),
        run=identity(run),
    )


def _row(run: Run, found: AdoptedBridge, line: BridgeLine, causes: list[str]) -> Row:
    """A line in its own sign."""
    of = next(x for x in form(line.form).linjer if x.nr == line.nr)
    before, after = (cell(run, address(line.name, y), millions(run)) for y in (found.adopted, found.projected))
    changes = (
        Cell(value=line.causes[c], format=millions(run), unit="kr", prices=price_basis(run, "kr"), note=tr("bridge.note"))
        for c in causes
    )
    words = (Cell(text=f"{line.form} {line.nr}"), Cell(text=in_words(of)))
    return Row((*words, before, *changes, after), "sum" if of.sum else "line", line.name)
