"""Content about draws as JSON models: printed cells, tables, fans, chances, bars and conditions."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel

from ldip.publish.content.cells import Band, Cell, Figure, Sentence, Table, Trail


class DrawnCell(BaseModel):
    """A number as it is printed, with its value in the engine's unit and its address where it has one; or words."""

    tekst: str
    verdi: float | None
    adresse: str
    tone: str


class DrawnRow(BaseModel):
    """A row of a table; `slag` is line or sum."""

    id: str
    slag: str
    celler: list[DrawnCell]


class TableOut(BaseModel):
    """A table as printed."""

    id: str
    tittel: str
    kolonner: list[str]
    aar: list[int | None]
    rader: list[DrawnRow]
    merknader: list[str]


class DrawnTrail(BaseModel):
    """A line of a figure."""

    id: str
    etikett: str
    celler: list[DrawnCell]


class BandOut(BaseModel):
    """A band of a fan, from the lower cells to the upper."""

    etikett: str
    fra: list[DrawnCell]
    til: list[DrawnCell]


class FanShownOut(BaseModel):
    """A fan with its sentence; the table is made of the same cells."""

    navn: str
    tittel: str
    enhet: str
    linjer: list[DrawnTrail]
    baand: list[BandOut]
    setning: str


class Told(BaseModel):
    """Sentences and the table that they are computed from (None where there are too few draws)."""

    setninger: list[str]
    tabell: TableOut | None


class PathOut(BaseModel):
    """The draws on one path: its name, chances, first years broken, debt and fans."""

    navn: str
    sjanser: Told
    brudd: Told
    gjeld: Told
    vifter: list[FanShownOut]


class LevelOut(BaseModel):
    """A saving that is enough in so many of 100 draws, and the draw it is."""

    prosent: int
    tall: DrawnCell
    forloep: int


class CurvePointOut(BaseModel):
    """A saving (kr, fixed prices) and in how many of 100 draws it is enough."""

    prosent: int
    nivaa: float
    tall: str


class EnoughOut(BaseModel):
    """The saving that is enough, where the plan's own number lies, and the saving for each of 1 to 99 of 100 draws."""

    planens: DrawnCell
    planens_andel: DrawnCell
    nivaaer: list[LevelOut]
    kurve: list[CurvePointOut]
    enhet: str
    hale: DrawnCell
    sagt: Told


class BarOut(BaseModel):
    """A factor alone at its two ends, in words, and the change at each."""

    faktor: str
    navn: str
    lav: str
    hoey: str
    ved_lav: DrawnCell
    ved_hoey: DrawnCell


class TornadoOut(BaseModel):
    """The bars of one outcome, the longest first."""

    utfall: str
    tittel: str
    enhet: str
    stolper: list[BarOut]
    sagt: Told


class DrawnShare(BaseModel):
    """A factor's share of the spread."""

    faktor: str
    navn: str
    andel: DrawnCell


class WhenOut(BaseModel):
    """A failure, the conditions in words, and the shares of the failures inside and of the inside that fails."""

    regel: str
    navn: str
    vilkaar: list[str]
    ryker: DrawnCell
    dekning: DrawnCell
    tetthet: DrawnCell
    setninger: list[str]


def cell_out(c: Cell) -> DrawnCell:
    """A cell as JSON model."""
    return DrawnCell(tekst=c.words, verdi=c.signed, adresse=c.address, tone=c.tone)


def cells_out(cells: Iterable[Cell]) -> list[DrawnCell]:
    """Cells as JSON models."""
    return [cell_out(c) for c in cells]


def table_out(table: Table) -> TableOut:
    """A table as JSON model."""
    return TableOut(
        id=table.id,
        tittel=table.title,
        kolonner=[c.label for c in table.columns],
        aar=[c.year for c in table.columns],
        rader=[DrawnRow(id=r.id, slag=r.kind, celler=cells_out(r.cells)) for r in table.rows],
        merknader=list(table.notes),
    )


def told(said: Iterable[Sentence], table: Table | None) -> Told:
    """Sentences with their table."""
    return Told(setninger=[s.text for s in said], tabell=table_out(table) if table is not None else None)


def fan_out(name: str, figure: Figure, said: Sentence) -> FanShownOut:
    """A fan as JSON model."""
    return FanShownOut(
        navn=name,
        tittel=figure.title,
        enhet=figure.unit,
        linjer=[_trail(t) for t in figure.trails],
        baand=[_band(b) for b in figure.bands],
        setning=said.text,
    )


def _trail(t: Trail) -> DrawnTrail:
    return DrawnTrail(id=t.id, etikett=t.label, celler=cells_out(t.cells))


def _band(b: Band) -> BandOut:
    return BandOut(etikett=b.label, fra=cells_out(b.low), til=cells_out(b.high))
