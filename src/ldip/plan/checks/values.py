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
            for line, row in zip(table.lines, table.rows, strict=True):
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
    frames = plan.table("rammer.csv", t.FrameRow)
    yield from duplicates("rammer.csv", "tjeneste, art", frames.lines, (f"{r.tjeneste}, {r.art}" for r in frames.rows))
    for file, model in (("laan.csv", t.LoanRow), ("bygg.csv", t.BuildingRow)):
        table = plan.table(file, model)
        yield from duplicates(file, "id", table.lines, (r.id for r in table.rows))  # type: ignore[attr-defined]
    assets = plan.table("anlegg.csv", t.AssetRow)
    yield from duplicates("anlegg.csv", "klasse", assets.lines, (r.klasse for r in assets.rows))
    adopted = plan.table("vedtatt.csv", t.AdoptedRow)
    names = (f"{r.linje} {r.element} {r.aar}" for r in adopted.rows)
    yield from duplicates("vedtatt.csv", "linje, element, aar", adopted.lines, names)
    measures = plan.table("tiltak.csv", t.MeasureRow)
    before = plan.table("regnskap.csv", t.EarlierRow)
    names = (f"{r.linje} {r.kolonne} {r.aar}" for r in before.rows)
    yield from duplicates("regnskap.csv", "linje, kolonne, aar", before.lines, names)
    spread = plan.table("kostra.csv", t.KostraRow)
    names = (f"{r.maaltall} {r.aar} {r.kommune}" for r in spread.rows)
    yield from duplicates("kostra.csv", "maaltall, aar, kommune", spread.lines, names)
    yield from duplicates("tiltak.csv", "id, aar", measures.lines, (f"{r.id}, {r.aar}" for r in measures.rows))


def _calibration(plan: Plan) -> Iterator[Problem]:
    free = plan.macro.kalibrering_realvekst
    if free is not None and not free.fra <= free.verdi <= free.til:
        hint = f"velg en verdi fra {free.fra:g} til {free.til:g}"
        yield Problem("forutsetninger.toml", "kalibrering_realvekst.verdi", "ligger utenfor spennet", f"{free.verdi:g}", hint)


CHECKS: Final = (_span, _vectors, _rows, _doubles, _calibration)
