"""Explanations of the numbers of a table, as a table: the same sentences as on the page and the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.locales import tr
from ldip.publish.content.cells import Cell, Column, Row, Table
from ldip.publish.content.fetched import identity
from ldip.publish.explain.cards import Card
from ldip.publish.explain.chain import card_at
from ldip.publish.method import readable_source
from ldip.publish.numbers import of_draws, parse
from ldip.publish.render.card import where
from ldip.simulation.run import Run

MOST: Final = 60  # rows
HEADS: Final = ("tall", "verdi", "setning", "regnestykke", "lov", "rad")


def explained_table(run: Run, of: Table, internal: bool = False) -> Table:
    """A row for each number of a table's rows in the year that is shown first; without those of draws and hidden ones."""
    cards = [card_at(run, a, internal) for _, a in zip(range(MOST), _addresses(run, of), strict=False)]
    return Table(
        id="forklaringer",
        title=tr("forklar.ark"),
        columns=tuple(Column(tr(f"forklar.ark.{h}"), "words" if h != HEADS[0] else "stub") for h in HEADS),
        rows=tuple(_row(c) for c in cards),
        run=identity(run),
    )


def _addresses(run: Run, of: Table) -> Iterator[str]:
    """The address of one number of each row: of the first year that is shown, else the last of the row."""
    for row in of.rows:
        own = [c for c in row.cells if c.address and not c.hidden and not of_draws(parse(c.address)[2])]
        if own:
            yield next((c for c in own if c.year == run.plan.shown_year), own[-1]).address


def _row(card: Card) -> Row:
    place = card.place or next((f.place for f in card.facts if f.place), None)
    law = "; ".join(dict.fromkeys(readable_source(f.text) for f in card.facts if f.kind == "lov"))
    words = (
        card.title,
        f"{card.digits} {card.unit}".strip(),
        card.sentence,
        "; ".join(card.sums),
        law,
        where(place) if place else "",
    )
    return Row(tuple(Cell(text=w) for w in words), id=card.name)
