"""The plan's måltall and unit costs beside chosen neighbours, the KOSTRA group, the county and the nation.

Columns are in the plan's own order, and nothing is ranked or coloured. Source: docs/method/oppstillinger.md#andre-kommuner.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ldip.compare.neighbours import NATION, Known, Peer, in_year, known, peers, sector_level, shown_year
from ldip.compare.unit_costs import USERS, cost_per_user, spent_per_inhabitant
from ldip.locales import tr
from ldip.parameters.plausible import sectors
from ldip.parameters.unit_costs import UnitCost, unit_costs
from ldip.plan.schema.files import Ratio
from ldip.publish.content.cells import Cell, Column, Row, Table
from ldip.publish.content.fetched import cell, identity
from ldip.publish.content.ratios import ratio_format, ratio_name
from ldip.publish.digits import Format, format_of
from ldip.publish.numbers import address
from ldip.publish.protect import is_hidden, small
from ldip.simulation.run import Run
from ldip.simulation.spending import groups

PER_HEAD: Final = Format("kr per innbygger", 0, 0)
PER_USER: Final = Format("kr per bruker", 0, 0)
MOST_SOURCES: Final = 6


def ratios_beside(run: Run) -> Table:
    """The plan's måltall in its first and shown year, and the peers' newest published figures."""
    years = list(dict.fromkeys((run.years[0], run.plan.shown_year)))
    asked = peers(run.plan)
    rows: list[Row] = []
    sources: list[str] = []
    for ratio in run.plan.rules.maaltall:
        found = [known(run.plan, ratio.id, ratio.bibliotek or ratio.id, p) for p in asked]
        if any(found):
            own = [cell(run, address(ratio.id, y), ratio_format(ratio)) for y in years]
            name = f"{ratio_name(ratio)} ({ratio.enhet})"
            rows.append(Row((Cell(text=name), *own, *_beside(run, found, _published(ratio), sources)), id=ratio.id))
    heads = [Column(tr("beside.plan", year=y), year=y, wraps=True) for y in years]
    return _table(run, "maaltall_ved_siden_av", tr("beside.ratios"), heads, asked, rows, sources)


def costs_beside(run: Run) -> Table:
    """Net spending per inhabitant of services in the year before the plan and their cost per user, and the peers' spending."""
    year, asked = run.years[0] - 1, peers(run.plan)
    rows: list[Row] = []
    sources: list[str] = []
    for services, named in groups(run.plan):
        cost = _unit_cost(named)
        found = [known(run.plan, cost.id, cost.id, p) if cost else {} for p in asked]
        if not found[-1]:  # the nation is last
            level = sector_level(named, year)
            found[-1] = {level.year: level}
        name = ", ".join(run.plan.services[s].navn for s in services)
        what = cost.enhet if cost else tr("beside.perhead", sectors=", ".join(sectors()[s] for s in named))
        own = (_per_head(run, services, cost), _per_user(run, services))
        rows.append(Row((Cell(text=f"{name} ({what})"), *own, *_beside(run, found, PER_HEAD, sources)), id=services[0]))
    heads = [Column(tr("beside.spent", year=year), year=year, wraps=True), Column(tr("beside.user"), wraps=True)]
    table = _table(run, "enhetskostnader_ved_siden_av", tr("beside.costs"), heads, asked, rows, sources)
    return replace(table, notes=(tr("beside.costs.note"), *table.notes)) if rows else table


def _table(
    run: Run, name: str, title: str, own: Sequence[Column], asked: Sequence[Peer], rows: Sequence[Row], sources: Sequence[str]
) -> Table:
    notes = [tr("beside.note")] if rows else [tr("beside.none")]
    if not run.plan.rules.naboer:
        notes.append(tr("beside.choose"))
    if sources:
        listed = list(dict.fromkeys(sources))
        more = f" +{len(listed) - MOST_SOURCES}" if len(listed) > MOST_SOURCES else ""
        notes.append(tr("beside.sources", sources="; ".join(listed[:MOST_SOURCES]) + more))
    heads = (Column(kind="stub", wraps=True), *own, Column(tr("beside.year"), "words"), *(_head(p) for p in asked))
    return Table(id=name, title=title, columns=heads, rows=tuple(rows), notes=tuple(notes), run=identity(run))


def _head(peer: Peer) -> Column:
    return Column(tr("beside.nation") if peer.code == NATION else peer.name, wraps=True)


def _beside(run: Run, found: Sequence[Mapping[int, Known]], reading: Format, sources: list[str]) -> list[Cell]:
    """The year most of them have, and each one's figure of that year, or of its own newest with the year in words."""
    year = shown_year(found, run.years[0])
    chosen = [in_year(f, year) for f in found]
    sources += [k.source for k in chosen if k]
    return [Cell(text="" if year is None else str(year)), *(_cell(k, reading, year) for k in chosen)]


def _cell(figure: Known | None, reading: Format, year: int | None) -> Cell:
    if figure is None:
        return Cell(text="–")
    made = Cell(value=figure.value, format=reading, year=figure.year, unit=reading.unit, note=figure.source, anslag=figure.anslag)
    return made if figure.year == year else Cell(text=f"{made.words} ({figure.year})", year=figure.year, note=figure.source)


def _published(ratio: Ratio) -> Format:
    """The format of a published figure, which is in the reading unit."""
    return Format(format_of("", ratio.enhet).unit, 0, ratio.desimaler)


def _unit_cost(named: Sequence[str]) -> UnitCost | None:
    """The unit cost of a group with one sector; a group of several is shown per inhabitant."""
    return next((c for c in unit_costs().values() if (c.sektor,) == tuple(named)), None)


def _per_head(run: Run, services: Sequence[str], cost: UnitCost | None) -> Cell:
    spent = spent_per_inhabitant(run, services, cost)
    if spent is None:
        return Cell(text="–")
    return Cell(value=spent, format=PER_HEAD, year=run.years[0] - 1, unit=PER_HEAD.unit, note=tr("beside.spent.note"))


def _is_hidden(run: Run, service: str) -> bool:
    """Whether the users of a service are hidden: they could be found from a weighted cost, where the other parts are public."""
    return is_hidden(run, USERS, run.years[0], {"tjeneste": service})


def _per_user(run: Run, services: Sequence[str]) -> Cell:
    """Cost per user; a dash without users, and where a few would show in it."""
    users = dict(zip(run.ids("tjeneste"), run.series(USERS)[0].tolist(), strict=True))
    value = cost_per_user(run, services)
    if value is None or any(small(users[s]) for s in services):
        return Cell(text="–")
    if len(services) > 1 and any(_is_hidden(run, s) for s in services):
        return Cell(text="–")
    return Cell(value=value, format=PER_USER, year=run.years[0], unit=PER_USER.unit, note=tr("beside.user.note"))
