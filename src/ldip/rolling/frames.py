"""Frames, measures and adopted lines of the year that has passed."""

from __future__ import annotations

from typing import Final

from ldip.binding.reading import collect_contents
from ldip.engine.names import AVVIK
from ldip.plan.edits import Contents, Edit, NewRow, SetCell, apply
from ldip.plan.measures import PROPOSED
from ldip.plan.schema import tables as t
from ldip.rolling.year import DEFLATOR, Year, in_unit, text
from ldip.simulation.simulate import simulate

FRAMES: Final = "rammer.csv"
MEASURES: Final = "tiltak.csv"
ADOPTED: Final = "vedtatt.csv"
SMALLEST: Final = 0.5  # kroner: less than this is no frame and no deviation
CORRECTION: Final = "korreksjon"
CARRIED: Final = "Ført videre fra"
CENT: Final = 0.01
CORRECTIONS: Final = 5
FRAME_NAMES: Final = ("ramme_utgift_ub", "ramme_inntekt_ub")
CUT: Final = "ukonkretisert"


def move_frames(year: Year) -> None:
    """rammer.csv: the frames of the year that has passed, as they roll on, by service and type."""
    found: dict[tuple[str, str], float] = {}
    for name in FRAME_NAMES:
        found |= {(k[0], k[1]): v for k, v in year.elements(name, year.past).items()}
    unit, source = "mill. kr", year.source
    for line, row in year.plan.table(FRAMES, t.FrameRow).numbered():
        value, unit = found.pop((row.tjeneste, row.art)), row.enhet
        for column, cell in (("beloep", text(in_unit(value, unit))), ("anslag", "ja"), ("kilde", source)):
            year.cell(FRAMES, line, column, cell)
    for (service, art), value in found.items():
        if abs(value) >= SMALLEST:
            cells = {"tjeneste": service, "art": art, "beloep": text(in_unit(value, unit)), "enhet": unit}
            year.edits.append(NewRow(fil=FRAMES, celler={**cells, "priser": "løpende", "anslag": "ja", "kilde": source}))


def level_frames(year: Year, contents: Contents) -> Contents:
    """The files with frames that give the first year the frames the old plan has for it, service by service and type by type.

    The frames that closed the year do not do so by themselves: users counted as the mean of a year open at its end, and a cut
    without a measure is taken out again to stay visible. Two or three corrections reach a krone."""
    wanted = {n: year.elements(n, year.first) for n in FRAME_NAMES}
    prices = {k[0]: v for n in ("prisvekst_utgift", "prisvekst_inntekt") for k, v in year.elements(n, year.first).items()}
    for _ in range(CORRECTIONS):
        run = simulate(collect_contents(contents, levers=False)[0].plan())
        new = Year(run.plan, run, year.known)
        missing = {k: v - new.elements(n, year.first)[k] for n, found in wanted.items() for k, v in found.items()}
        edits = [*_corrections(new, missing, prices), *_carried_again(year, new)]
        if not edits:
            break
        contents = apply(contents, edits)
    return contents


def _corrections(new: Year, missing: dict[tuple[str, ...], float], prices: dict[str, float]) -> list[Edit]:
    edits: list[Edit] = []
    left = {k: v / (1.0 + prices[k[1]]) for k, v in missing.items() if abs(v) >= CENT}
    for line, row in new.plan.table(FRAMES, t.FrameRow).numbered():
        if change := left.pop((row.tjeneste, row.art), 0.0):
            value = text(in_unit(row.kroner + change, row.enhet))
            edits.append(SetCell(fil=FRAMES, rad=line, kolonne="beloep", verdi=value))
    return edits


def _carried_again(year: Year, new: Year) -> list[Edit]:
    """Lines that are carried on and are not yet what the old plan has in the first year."""
    edits: list[Edit] = []
    for line, row in new.plan.table(ADOPTED, t.AdoptedRow).numbered():
        if row.aar == year.first and row.status == CORRECTION and row.kilde.startswith(CARRIED):
            axes = dict(zip(year.run.axes(row.linje), [row.element] if row.element else [], strict=True))
            change = year.coming(row.linje, **axes) - new.run.at(row.linje, year.first, axes)
            if abs(change) >= CENT:
                value = text(in_unit(row.kroner + change, row.enhet))
                edits.append(SetCell(fil=ADOPTED, rad=line, kolonne="beloep", verdi=value))
    return edits


def _levels(year: Year) -> dict[str, float]:
    """Level of each lasting measure in the year that has passed, kroner of the old price year."""
    return {k[0]: v for k, v in year.elements("tiltak_varig_ub", year.past).items()}


def move_measures(year: Year) -> None:
    """tiltak.csv: what has taken effect is in the frames; later rows of the same measure give the change from there.

    A measure with a status is followed up: its rows stay, and those of years that have passed are in the frames as well."""
    table, level, factor = year.plan.table(MEASURES, t.MeasureRow), _levels(year), year.growth(DEFLATOR)
    drop: list[int] = []
    stays = {r.id for r in table.rows if r.type == CUT and r.aar == year.first}
    for line, row in table.numbered():
        if row.status and row.type != CUT:
            _follow(year, line, row, factor)
            continue
        within = 0.0 if row.type in ("engangs", CUT) else level[row.id]
        if row.aar > year.past:
            year.cell(MEASURES, line, "beloep", text(in_unit((row.kroner - within) * factor, row.enhet)))
            _known(year, line, row, factor)
        elif row.type == CUT and row.id not in stays and row.kroner == level[row.id]:
            year.cell(MEASURES, line, "aar", str(year.first))
            year.cell(MEASURES, line, "beloep", text(in_unit(row.kroner * factor, row.enhet)))
            _known(year, line, row, factor)
        else:
            drop.append(line)
            done = "ligger nå i rammene" if row.type == "varig" else "er gjennomført"
            year.told.append(f"{MEASURES}: {row.navn} {row.aar} {done}")
    year.drop(MEASURES, drop)


def _follow(year: Year, line: int, row: t.MeasureRow, factor: float) -> None:
    """A row of a measure that is followed up, in the new prices. A proposal whose first year has passed moves on by a year."""
    year.cell(MEASURES, line, "beloep", text(row.beloep * factor))
    _known(year, line, row, factor)
    own = [r.aar for r in year.plan.table(MEASURES, t.MeasureRow).rows if r.id == row.id]
    if row.status == PROPOSED and min(own) <= year.past:
        year.cell(MEASURES, line, "aar", str(row.aar + 1))
        year.told.append(f"{MEASURES}: {row.navn} {row.aar} er foreslått og ikke vedtatt, og er flyttet til {row.aar + 1}")


def _known(year: Year, line: int, row: t.MeasureRow, factor: float) -> None:
    """Promised and realised amounts of a row, in the new prices."""
    for column, amount in (("lovet", row.lovet), ("realisert", row.realisert)):
        if amount is not None:
            year.cell(MEASURES, line, column, text(amount * factor))


def move_adopted(year: Year) -> None:
    """vedtatt.csv: lines of the past year go; the part that the plan carries on stays as a correction of the first year."""
    table = year.plan.table(ADOPTED, t.AdoptedRow)
    had: dict[tuple[str, str], list[t.AdoptedRow]] = {}
    drop: list[int] = []
    for line, row in table.numbered():
        had.setdefault((row.linje, row.element), []).append(row)
        if row.aar <= year.past:
            drop.append(line)
    year.drop(ADOPTED, drop)
    for (name, element), rows in had.items():
        if not any(r.aar == year.first for r in rows) and any(r.aar <= year.past for r in rows):
            _carried(year, name, element, rows)


def _carried(year: Year, name: str, element: str, rows: list[t.AdoptedRow]) -> None:
    axes = dict(zip(year.run.axes(name), [element] if element else [], strict=True))
    residual = AVVIK + name
    if residual not in year.run.all_names or abs(year.coming(residual, **axes)) < SMALLEST:
        year.told.append(f"{ADOPTED}: {name} {rows[0].aar} er utløpt")
        return
    steps = year.run.catalogue.steps[name][0]
    value = year.coming(name, **axes) - sum(_sum(year, n, axes) for n in steps.unstated)
    last = max(rows, key=lambda r: (r.aar, -r.years_left))
    cells = {
        "linje": name,
        "aar": str(year.first),
        "beloep": text(in_unit(value, last.enhet)),
        "enhet": last.enhet,
        "priser": "løpende",
        "status": CORRECTION,
        "anslag": "ja",
        "kilde": f"{CARRIED} {last.kilde}; bytt med vedtatt budsjett {year.first}",
    }
    more = {"element": element, "videre": last.videre}
    year.edits.append(NewRow(fil=ADOPTED, celler={**cells, **{k: v for k, v in more.items() if v}}))


def _sum(year: Year, name: str, axes: dict[str, str]) -> float:
    own = {a: v for a, v in axes.items() if a in year.run.axes(name)}
    return sum(v for k, v in year.elements(name, year.first).items() if all(x in k for x in own.values()))
