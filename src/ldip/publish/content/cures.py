"""Cures of a service's gap as people read them: each cure with places, kroner and what is then lacking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ldip.compare.cure_ways import Way
from ldip.compare.cures import Cure, cures
from ldip.locales import tr
from ldip.plan.elements import element_name
from ldip.publish.content.cells import Cell
from ldip.publish.content.fetched import millions, price_basis
from ldip.publish.digits import grouped
from ldip.simulation.places import HALF, service_places
from ldip.simulation.run import Run


@dataclass(frozen=True)
class CureRow:
    """A cure: name, where and when, the most places it adds, what is left lacking, and the change of the lasting need.

    `need` has no address, since it is a number of another run; its text has a sign."""

    way: Way
    name: str
    detail: str
    places: float
    left: float
    closes: bool
    first: int
    last: int
    need: Cell
    need_text: str


@dataclass(frozen=True)
class CureTable:
    """The cures of a service in their order, with a sentence; `lacking` is the most that it lacks without any."""

    name: str
    lacking: float
    rows: tuple[CureRow, ...]
    said: str


def cure_table(run: Run, service: str, allowed: Callable[[Way], bool] = lambda _way: True) -> CureTable:
    """The cures of a service of a run; `allowed` leaves ways out before they are counted."""
    found = cures(run.plan, service_places(run, service), allowed)
    rows = tuple(_row(run, c) for c in found.found)
    name, closing = run.plan.services[service].navn, sum(r.closes for r in rows)
    key = "kur.ingen" if not rows else "kur.lukker" if closing else "kur.ingen_lukker"
    one = ".1" if len(rows) == 1 else ""
    key = "kur.ingen_mangel" if found.lacking < HALF else f"{key}{one}"
    return CureTable(name, found.lacking, rows, tr(key, n=len(rows), lukker=closing, plasser=grouped(found.lacking)))


def _row(run: Run, c: Cure) -> CureRow:
    reading = millions(run)
    need = Cell(value=c.need, format=reading, unit="kr_fast", prices=price_basis(run, "kr_fast"))
    text = need.words
    return CureRow(
        way=c.way,
        name=way_name(run, c.way),
        detail=_detail(run, c),
        places=c.places,
        left=c.left,
        closes=c.left < HALF,
        first=c.first,
        last=c.last,
        need=need,
        need_text=f"+{text}" if c.need is not None and reading.rounded(c.need) > 0 else text,
    )


def way_name(run: Run, way: Way) -> str:
    """The name of a way. Numbers are as they are printed."""
    words = {k: _word(v) if k in ("n", "value") else v for k, v in way.words.items()}
    return tr(f"kur.{way.kind}", **words)


def _word(value: str | float) -> str:
    """A number with the decimals it has, at most one."""
    return value if isinstance(value, str) else grouped(value, 0 if float(value).is_integer() else 1)


def _detail(run: Run, c: Cure) -> str:
    where = element_name(run.plan, "sone", c.way.zone) if c.way.zone else ""
    opens = tr("kur.fra", year=c.way.opens) if c.way.opens else ""
    rest = tr("kur.helt") if c.left < HALF else tr("kur.rest", n=grouped(c.left))
    return " · ".join(filter(None, (where, opens, rest)))
