"""Checks within the plan that need no model: years, prices, references, sums. Yields Problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Final, get_args

from pydantic import BaseModel

from ldip.errors import Problem
from ldip.plan.checks import money as checkmoney
from ldip.plan.document import Plan
from ldip.plan.memo import remembered
from ldip.plan.messages import nearest
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import CURRENT, Amount, UnitCost, YearVector


def _span(plan: Plan) -> Iterator[Problem]:
    span, years = plan.head.tid, plan.years
    if span.prisnivaa > span.foerste_aar or span.prisnivaa < span.foerste_aar - 1:
        hint = f"bruk {span.foerste_aar - 1} eller {span.foerste_aar}"
        yield Problem("plan.toml", "tid.prisnivaa", "må være første planår eller året før", str(span.prisnivaa), hint)
    if span.vedtatt_til is not None and span.vedtatt_til not in years:
        hint = f"velg et år fra {years[0]} til {years[-1]}"
        yield Problem("plan.toml", "tid.vedtatt_til", "ligger utenfor planårene", str(span.vedtatt_til), hint)


def _walk(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], BaseModel]]:
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            if name in value.__dict__:
                yield from _walk(value.__dict__[name], (*path, name))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _walk(item, (*path, str(i)))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, (*path, str(key)))


@remembered
def _dated(document: BaseModel) -> tuple[tuple[str, YearVector | UnitCost], ...]:
    """Vectors and amounts of a document by their key."""
    return tuple((".".join(path), node) for path, node in _walk(document, ()) if isinstance(node, YearVector | UnitCost))


def _vectors(plan: Plan) -> Iterator[Problem]:
    for file, document in plan.documents.items():
        for key, node in _dated(document):
            if isinstance(node, YearVector):
                yield from _vector(plan, file, key, node)
            if isinstance(node, Amount | UnitCost):
                yield from _prices(plan, file, key, node)


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


def _prices(plan: Plan, file: str, key: str, node: Amount | UnitCost) -> Iterator[Problem]:
    base = f"{plan.head.tid.prisnivaa}-kroner"
    if key.endswith("gulv") or key.startswith(("nasjonalt.", "privat.")) or key == "ressurskrevende.innslagspunkt":
        wanted = CURRENT
    elif key in checkmoney.OWN_PRICES or key.startswith("rammetilskudd."):
        return
    elif (file.startswith("selvkost/") and key in ("bokfoert", "fond")) or key in (
        "vedlikehold.etterslep",
        "rentekompensasjon_grunnlag",
        "kapitalforvaltning.verdi",
    ):
        wanted = CURRENT
    else:
        wanted = base
    if node.priser != wanted:
        yield Problem(file, f"{key}.priser", "feil prisnivå her", node.priser, f'bruk "{wanted}"')


def _posts(plan: Plan) -> Iterator[Problem]:
    given, none = set(plan.investment.poster), set(plan.investment.ingen)
    for name in get_args(f.PostName):
        if (name in given) == (name in none) and not (name in f.OPTIONAL_POSTS and name not in given):
            what = "er oppgitt to ganger" if name in given else "mangler"
            hint = "oppgi posten under poster, eller før den opp i ingen = [ … ]"
            yield Problem("investeringer.toml", f"poster.{name}", what, "", hint)


def _services(plan: Plan) -> Iterator[Problem]:
    known = sorted(plan.services)
    for file, model in (("rammer.csv", t.FrameRow), ("bygg.csv", t.BuildingRow), ("tiltak.csv", t.MeasureRow)):
        table = plan.table(file, model)
        for line, row in zip(table.lines, table.rows, strict=True):
            if row.tjeneste not in known:  # type: ignore[attr-defined]
                name = row.tjeneste  # type: ignore[attr-defined]
                yield Problem(file, "tjeneste", "ukjent tjeneste", name, nearest(name, known), line)
    for name, project in plan.projects.items():
        if project.tjeneste is not None and project.tjeneste not in known:
            file = f"prosjekter/{name}.toml"
            yield Problem(file, "tjeneste", "ukjent tjeneste", project.tjeneste, nearest(project.tjeneste, known))


def duplicates(file: str, key: str, lines: Iterable[int], values: Iterable[str]) -> Iterator[Problem]:
    """One Problem for each value that has been seen before."""
    seen: Counter[str] = Counter()
    for line, value in zip(lines, values, strict=True):
        seen[value] += 1
        if seen[value] == 2:
            yield Problem(file, key, "står to ganger", value, "slå radene sammen eller fjern den ene", line)


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


CHECKS: Final = (_span, _vectors, _posts, _services, _doubles, _calibration)
