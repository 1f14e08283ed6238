"""Checks of endringsforslag/: ids, years, services, and lines of vedtatt.csv that can be changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.plan.amendments import ADOPTED, MEASURES, SIGN, Amendment, budget_years, lines_of, proposals_of
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.amendments import AmendmentFile


def _ids(plan: Plan) -> Iterator[Problem]:
    taken = {r.id for r in plan.table(MEASURES, t.MeasureRow).rows}
    known = lines_of(plan)
    for i, said in proposals_of(plan).items():
        file, times = f.file_of(AmendmentFile, i), Counter(x.id for x in said.linjer)
        for k, line in enumerate(said.linjer):
            if times[line.id] > 1:
                yield Problem(file, f"linjer.{k}.id", "står to ganger", line.id, "gi linjene hver sin id")
            if not line.status and line.tjeneste and f"endring-{i}-{line.id}" in taken:
                hint = 'sett status = "vedtatt" på linjen, eller fjern raden i tiltak.csv'
                yield Problem(file, f"linjer.{k}.id", "linjen er alt tatt inn i tiltak.csv", line.id, hint)
            for other in line.stopper:
                if other not in known:
                    yield Problem(file, f"linjer.{k}.stopper", "ukjent linje", other, nearest(other, list(known)))


def _lines(plan: Plan) -> Iterator[Problem]:
    years = budget_years(plan)
    for a in lines_of(plan).values():
        key = f"linjer.{a.place}"
        for year in a.kroner:
            if year not in years:
                hint = f"forslag gjelder {years[0]}–{years[-1]}"
                yield Problem(a.file, f"{key}.beloep", "året er ikke i økonomiplanen", str(year), hint)
        if a.line.tjeneste and a.line.tjeneste not in plan.services:
            hint = nearest(a.line.tjeneste, list(plan.services))
            yield Problem(a.file, f"{key}.tjeneste", "planen har ikke tjenesten", a.line.tjeneste, hint)
        if a.line.linje and not a.line.status:
            yield from _adopted(plan, a, key)


def _adopted(plan: Plan, a: Amendment, key: str) -> Iterator[Problem]:
    """A line that cannot be changed, and years in which the plan has no adopted amount to change."""
    if a.line.linje not in SIGN:
        hint = nearest(a.line.linje, sorted(SIGN))
        yield Problem(a.file, f"{key}.linje", "linjen kan ikke endres i et forslag", a.line.linje, hint)
        return
    rows = plan.table(ADOPTED, t.AdoptedRow).rows
    there = {r.aar for r in rows if (r.linje, r.element) == (a.line.linje, a.line.element) and not r.years_left}
    fading = {r.aar for r in rows if (r.linje, r.element) == (a.line.linje, a.line.element) and r.uttrapping_aar}
    for year, kroner in a.kroner.items():
        if kroner and a.line.varighet == "engangs" and year in fading and year == plan.head.tid.vedtatt_til:
            hint = 'sett varighet = "varig", eller bruk tjeneste'
            yield Problem(a.file, f"{key}.varighet", "linjen har alt et beløp som trappes ut", a.line.linje, hint)
        if kroner and year not in there and year in plan.years:
            hint = "før hele linjen i vedtatt.csv først, eller bruk tjeneste eller endringer"
            yield Problem(a.file, f"{key}.beloep.{year}", f"{a.line.linje} har ingen vedtatt rad i {year}", "", hint)


CHECKS: Final = (_ids, _lines)
