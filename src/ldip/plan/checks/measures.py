"""Checks of measures that are followed up: status, owner, realised amounts, and rows before the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.plan.checks.common import outside_years
from ldip.plan.document import Plan
from ldip.plan.measures import DROPPED, FILE, PROPOSED, STARTED
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t

BEFORE: Final = 20  # years before the plan that may be followed up


def _years(plan: Plan) -> Iterator[Problem]:
    first = plan.years[0]
    for line, row in plan.table(FILE, t.MeasureRow).numbered():
        if row.aar >= first or not row.status:
            yield from outside_years(plan, FILE, row.aar, line)
        elif row.aar < first - BEFORE:
            hint = f"følg opp tiltak fra {first - BEFORE}"
            yield Problem(FILE, "aar", "er for lenge før planen", str(row.aar), hint, line)


def _one_measure(plan: Plan) -> Iterator[Problem]:
    """Status and owner are the measure's, and the same in all its rows."""
    seen: dict[str, t.MeasureRow] = {}
    for line, row in plan.table(FILE, t.MeasureRow).numbered():
        first = seen.setdefault(row.id, row)
        for key in ("status", "ansvarlig"):
            own, other = getattr(row, key), getattr(first, key)
            if own != other:
                hint = f"skriv «{other}» i alle radene til {row.id}, eller rett den første"
                yield Problem(FILE, key, "er ulik i radene til ett tiltak", own or "tom", hint, line)


def _rows(plan: Plan) -> Iterator[Problem]:
    known = plan.head.tid.kunnskapsdato.year
    for line, row in plan.table(FILE, t.MeasureRow).numbered():
        told = "" if row.realisert is None else f"{row.realisert:g}".replace(".", ",")
        if row.realisert is not None and row.aar > known:
            hint = f"planen vet det som var kjent i {known}; la realisert stå tomt, eller flytt kunnskapsdato i plan.toml"
            yield Problem(FILE, "realisert", f"virkningen i {row.aar} kan ikke være kjent", told, hint, line)
        if row.realisert is not None and row.status in (PROPOSED, DROPPED):
            hint = "sett status til iverksatt eller realisert, eller la realisert stå tomt"
            yield Problem(FILE, "realisert", f"et tiltak som er {row.status}, har ingen realisert virkning", told, hint, line)
        if row.type == "ukonkretisert" and row.status in STARTED:
            hint = "gjør kuttet til et varig tiltak når det er konkretisert, eller bruk status vedtatt"
            yield Problem(FILE, "status", "et kutt uten tiltak kan ikke være iverksatt", row.status, hint, line)


def _realised(plan: Plan) -> Iterator[Problem]:
    """A measure that is realised has a realised amount."""
    rows = plan.table(FILE, t.MeasureRow).rows
    told = {r.id for r in rows if r.realisert is not None}
    for line, row in plan.table(FILE, t.MeasureRow).numbered():
        if row.status == "realisert" and row.id not in told:
            told.add(row.id)
            hint = "oppgi realisert i minst én rad, eller bruk status iverksatt"
            yield Problem(FILE, "realisert", "mangler når status er realisert", row.id, hint, line)


def _rules(plan: Plan) -> Iterator[Problem]:
    own = plan.operations.tiltak
    for name, times in Counter(own.virker if own else ()).items():
        if times > 1:
            yield Problem("drift.toml", "tiltak.virker", "står to ganger", name, "la statusen stå én gang")


def _levers(plan: Plan) -> Iterator[Problem]:
    for name, lever in plan.levers.items():
        file, years = f.file_of(f.LeverFile, name), Counter(e.aar for e in lever.virkning)
        for i, effect in enumerate(lever.virkning):
            key = f"virkning.{i}"
            if years[effect.aar] > 1:
                yield Problem(file, f"{key}.aar", "står to ganger", str(effect.aar), "slå årene sammen")
            if effect.realisert is not None and effect.aar > plan.head.tid.kunnskapsdato.year:
                hint = "la realisert stå tomt, eller flytt kunnskapsdato i plan.toml"
                yield Problem(file, f"{key}.realisert", "virkningen kan ikke være kjent", str(effect.aar), hint)


CHECKS: Final = (_years, _one_measure, _rows, _realised, _rules, _levers)
