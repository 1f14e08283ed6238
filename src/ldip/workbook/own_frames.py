"""Frames of services and lines of the budget from the workbook, as adopted lines of the plan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.glossary import label
from ldip.intake.own_rows import in_unit, row_edits
from ldip.locales import tr
from ldip.locales.written import spans
from ldip.model.catalogue import catalogue
from ldip.plan.document import Plan
from ldip.plan.edits import Contents
from ldip.plan.schema.fields import CURRENT
from ldip.simulation.run import Run
from ldip.workbook.own_names import Known, Names
from ldip.workbook.own_profile import AdoptedLines, Frames
from ldip.workbook.own_terms import Block, Made

FILE: Final = "vedtatt.csv"
FRAME: Final = "bevilgning_sum"
OUTSIDE: Final = "tiltak_utenom_vedtaket"
INCOME: Final = "ramme_inntekt_ub"
INDEX: Final = "deflator_indeks_ub"
Values = dict[tuple[str, int], float]


def known_services(plan: Plan) -> Known:
    """The plan's services with their names."""
    return Known({i: (s.navn, i) for i, s in plan.services.items()}, "tjeneste")


@cache
def known_lines() -> Known:
    """The quantities that take an adopted line of the whole municipality, with their labels."""
    steps = catalogue().steps
    taken = [n for n, found in steps.items() if found[0].takes_line and found[0].unit == "kr" and not found[0].axes]
    return Known({n: (label(n), label(n, "nn")) for n in taken}, "linje")


def values_of(part: Frames | AdoptedLines, block: Block, names: Names, run: Run) -> Values:
    """Amounts by id and year in running kroner: rows of one id added up."""
    found: dict[tuple[str, int], list[float]] = {}
    for line in block.lines:
        if (i := names.ids.get(line.name)) is not None:
            for year, value in line.values.items():
                found.setdefault((i, year), []).append(value)
    return {k: math.fsum(v) * _prices(part, k[1], run) for k, v in found.items()}


def _prices(part: Frames | AdoptedLines, year: int, run: Run) -> float:
    """Running kroner per krone of the workbook, by the plan's deflator; outside its years that of the nearest."""
    if part.priser == CURRENT:
        return 1.0
    return run.value(INDEX, min(max(year, run.years[0]), run.years[-1]))


def income_of(run: Run, service: str, year: int) -> float:
    """Own income of a service in a year of the run, kroner."""
    values = run.series(INCOME)[run.year_index(year)]
    return float(values[run.ids("tjeneste").index(service)].sum())


def written_years(part: Frames | AdoptedLines, block: Block, plan: Plan) -> list[int]:
    """The years of the workbook that become adopted lines."""
    last = plan.head.tid.vedtatt_til if part.aar == "vedtatte" else plan.years[-1]
    return [y for y in block.years if plan.years[0] <= y <= (last or 0)]


def line_edits(contents: Contents, part: Frames | AdoptedLines, block: Block, values: Values, run: Run, source: str) -> Made:
    """Edits of vedtatt.csv: a row for each id and year that is adopted. Errors: SourceError for another price year."""
    plan = run.plan
    if part.priser not in (CURRENT, f"{plan.head.tid.prisnivaa}-kroner"):
        hint = f"bruk løpende eller {plan.head.tid.prisnivaa}-kroner"
        raise SourceError([Problem(FILE, f"{block.key}.priser", "prisnivået kan ikke regnes om", part.priser, hint)])
    years = written_years(part, block, plan)
    frames = isinstance(part, Frames)
    wanted: dict[tuple[str, ...], Mapping[str, object]] = {}
    for (i, year), value in values.items():
        if year not in years:
            continue
        amount = value + (income_of(run, i, year) if _is_net(part) else 0.0)
        place = (FRAME, str(year), i) if frames else (i, str(year), "")
        wanted[place] = {
            "beloep": in_unit(amount, part.enhet),
            "enhet": part.enhet,
            "priser": CURRENT,
            "status": "vedtatt",
            "anslag": "nei",
            "kilde": source,
        }

    def ours(cells: dict[str, str]) -> bool:
        place = (cells.get("linje", ""), cells.get("aar", ""), cells.get("element", ""))
        return place in wanted and not cells.get("varighet") and cells.get("uttrapping_aar", "") in ("", "0")

    edits = row_edits(contents, FILE, ("linje", "aar", "element"), wanted, ours)
    return Made(tuple(edits), tuple(_told(part, block, years, plan)))


def _is_net(part: Frames | AdoptedLines) -> bool:
    return isinstance(part, Frames) and part.innhold == "netto"


def _told(part: Frames | AdoptedLines, block: Block, years: list[int], plan: Plan) -> list[str]:
    told: list[str] = []
    if later := [y for y in block.years if y not in years]:
        told.append(tr("own_workbook.compared", sheet=block.sheet, years=spans(later), last=plan.head.tid.vedtatt_til or "–"))
    if _is_net(part):
        told.append(tr("own_workbook.net", sheet=block.sheet))
    return told
