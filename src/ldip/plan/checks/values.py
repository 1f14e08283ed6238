"""Checks that apply to any file: years, price bases, duplicate rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.plan.checks.common import dated, duplicates, price_base
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import Priced, YearVector


def _span(plan: Plan) -> Iterator[Problem]:
    span, years = plan.head.tid, plan.years
    if span.prisnivaa > span.foerste_aar or span.prisnivaa < span.foerste_aar - 1:
        hint = f"bruk {span.foerste_aar - 1} eller {span.foerste_aar}"
        yield Problem("plan.toml", "tid.prisnivaa", "må være første planår eller året før", str(span.prisnivaa), hint)
    if span.vedtatt_til is not None and span.vedtatt_til not in years:
        hint = f"velg et år fra {years[0]} til {years[-1]}"
        yield Problem("plan.toml", "tid.vedtatt_til", "ligger utenfor planårene", str(span.vedtatt_til), hint)


def _vectors(plan: Plan) -> Iterator[Problem]:
    base = price_base(plan)
    for file, document in plan.documents.items():
        for key, node in dated(document):
            if isinstance(node, YearVector):
                yield from _vector(plan, file, key, node)
            if isinstance(node, Priced):
                yield from _prices(base, file, f"{key}.priser", node)


def _rows(plan: Plan) -> Iterator[Problem]:
    base = price_base(plan)
    for file, model in t.TABLES.items():
        if issubclass(model, Priced):
            table = plan.table(file, model)
            for line, row in table.numbered():
                yield from _prices(base, file, "priser", row, line)


def _vector(plan: Plan, file: str, key: str, node: YearVector) -> Iterator[Problem]:
    if node.verdi is not None:
        return
    given = node.by_year
    last = max(given)
    missing = [y for y in plan.years if y not in given and y < last]
    if missing:
        yield Problem(file, f"{key}.verdier", f"mangler {missing[0]}", "", f"legg til {missing[0]} = …")
    if last < plan.years[-1] and node.videre is None:
        hint = 'sett videre = "siste", "null" eller "videreføres"'
        yield Problem(file, key, f"mangler regel for årene etter {last}", "", hint)


def _prices(base: str, file: str, key: str, node: Priced, line: int = 0) -> Iterator[Problem]:
    """A Problem when an amount is in other prices than its type takes."""
    lawful = node.bases(base)
    if lawful and node.priser not in lawful:
        yield Problem(file, key, node.WRONG, node.priser, node.REMEDY.format(*lawful), line)


def _doubles(plan: Plan) -> Iterator[Problem]:
    yield from duplicates(plan.table("rammer.csv", t.FrameRow), "tjeneste, art", lambda r: f"{r.tjeneste}, {r.art}")
    yield from duplicates(plan.table("laan.csv", t.LoanRow), "id", lambda r: r.id)
    yield from duplicates(plan.table("bygg.csv", t.BuildingRow), "id", lambda r: r.id)
    yield from duplicates(plan.table("anlegg.csv", t.AssetRow), "klasse", lambda r: r.klasse)
    adopted, before = plan.table("vedtatt.csv", t.AdoptedRow), plan.table("regnskap.csv", t.EarlierRow)
    kinds = ("", " engangs eller uttrapping")
    yield from duplicates(adopted, "linje, element, aar", lambda r: f"{r.linje} {r.element} {r.aar}{kinds[r.years_left > 0]}")
    yield from duplicates(before, "linje, kolonne, aar", lambda r: f"{r.linje} {r.kolonne} {r.aar}")
    spread = plan.table("kostra.csv", t.KostraRow)
    yield from duplicates(spread, "maaltall, aar, kommune", lambda r: f"{r.maaltall} {r.aar} {r.kommune}")
    yield from duplicates(plan.table("tiltak.csv", t.MeasureRow), "id, aar", lambda r: f"{r.id}, {r.aar}")


def _calibration(plan: Plan) -> Iterator[Problem]:
    free = plan.macro.kalibrering_realvekst
    if free is not None and not free.fra <= free.verdi <= free.til:
        hint = f"velg en verdi fra {free.fra:g} til {free.til:g}"
        yield Problem("forutsetninger.toml", "kalibrering_realvekst.verdi", "ligger utenfor spennet", f"{free.verdi:g}", hint)


CHECKS: Final = (_span, _vectors, _rows, _doubles, _calibration)
