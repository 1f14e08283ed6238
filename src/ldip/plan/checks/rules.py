"""Checks of the rules of action, compared figures and adopted lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.parameters.ratios import library
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import tables as t


def _rules(plan: Plan) -> Iterator[Problem]:
    rules = plan.rules
    for key, rule in (("egenkapitalfinansiering", rules.egenkapitalfinansiering), ("resultatgrad", rules.resultatgrad)):
        if rule is not None and rule.krevd == "gulv" and rule.gulv is None:
            yield Problem("handlingsregler.toml", f"{key}.gulv", "mangler når gulvet er det som kreves", "", "oppgi gulv")
        if rule is not None and rule.gulv is not None and rule.gulv > rule.maal:
            yield Problem("handlingsregler.toml", f"{key}.gulv", "er høyere enn målet", f"{rule.gulv:g}", "senk gulvet")
    for key, year in (("jevn_fra", rules.jevn_fra), ("overskriftsaar", rules.overskriftsaar)):
        if year not in plan.years:
            yield Problem("handlingsregler.toml", key, "ligger utenfor planårene", str(year), "velg et planår")
    seen: set[str] = set()
    derived = {r.id + end for r in rules.maaltall for end in ("_margin", "_snitt")}
    for i, ratio in enumerate(rules.maaltall):
        if ratio.id in seen or ratio.id in derived:
            yield Problem("handlingsregler.toml", f"maaltall.{i}.id", "står to ganger", ratio.id, "gi måltallet en egen id")
        seen.add(ratio.id)
        if ratio.gjelder == "siste_aar" and ratio.siste_aar is None:
            yield Problem("handlingsregler.toml", f"maaltall.{i}.siste_aar", "mangler", "", "oppgi året målet gjelder")


def _kostra(plan: Plan) -> Iterator[Problem]:
    """kostra.csv: figures of måltall the plan has adopted or the library knows."""
    known = {*library(), *(r.id for r in plan.rules.maaltall)}
    table = plan.table("kostra.csv", t.KostraRow)
    told: set[str] = set()
    for line, row in zip(table.lines, table.rows, strict=True):
        if row.maaltall not in known and row.maaltall not in told:
            told.add(row.maaltall)
            yield Problem("kostra.csv", "maaltall", "ukjent måltall", row.maaltall, nearest(row.maaltall, sorted(known)), line)


def _years(plan: Plan) -> Iterator[Problem]:
    years = plan.years
    for file, model in (("vedtatt.csv", t.AdoptedRow), ("kontroll.csv", t.ControlRow), ("tiltak.csv", t.MeasureRow)):
        table = plan.table(file, model)
        for line, row in zip(table.lines, table.rows, strict=True):
            year = row.aar  # type: ignore[attr-defined]
            if year not in years and file != "kontroll.csv":
                hint = f"planårene er {years[0]}–{years[-1]}"
                yield Problem(file, "aar", "ligger utenfor planårene", str(year), hint, line)


CHECKS: Final = (_rules, _kostra, _years)
