"""Checks of the rules of action, compared figures and adopted lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem, SourceError
from ldip.pack.areas import current_number, ever
from ldip.pack.municipalities import municipality
from ldip.parameters.ratios import library
from ldip.parameters.unit_costs import unit_costs
from ldip.plan.checks.common import outside_years
from ldip.plan.document import Plan
from ldip.plan.messages import nearest
from ldip.plan.schema import tables as t
from ldip.plan.schema.ratios import DERIVED

RULES: Final = "handlingsregler.toml"


def _rules(plan: Plan) -> Iterator[Problem]:
    rules = plan.rules
    for key, rule in (("egenkapitalfinansiering", rules.egenkapitalfinansiering), ("resultatgrad", rules.resultatgrad)):
        if rule is not None and rule.krevd == "gulv" and rule.gulv is None:
            yield Problem("handlingsregler.toml", f"{key}.gulv", "mangler når gulvet er det som kreves", "", "oppgi gulv")
        if rule is not None and rule.gulv is not None and rule.gulv > rule.maal:
            yield Problem("handlingsregler.toml", f"{key}.gulv", "er høyere enn målet", f"{rule.gulv:g}", "senk gulvet")
    seen: set[str] = set()
    derived = {r.id + end for r in rules.maaltall for end in DERIVED}
    for i, ratio in enumerate(rules.maaltall):
        if ratio.id in seen or ratio.id in derived:
            yield Problem("handlingsregler.toml", f"maaltall.{i}.id", "står to ganger", ratio.id, "gi måltallet en egen id")
        seen.add(ratio.id)
        if ratio.gjelder == "siste_aar" and ratio.siste_aar is None:
            yield Problem("handlingsregler.toml", f"maaltall.{i}.siste_aar", "mangler", "", "oppgi året målet gjelder")


def _kostra(plan: Plan) -> Iterator[Problem]:
    """kostra.csv: figures of måltall the plan has adopted or the library knows, or of unit costs."""
    known = {*library(), *unit_costs(), *(r.id for r in plan.rules.maaltall)}
    table = plan.table("kostra.csv", t.KostraRow)
    told: set[str] = set()
    for line, row in table.numbered():
        if row.maaltall not in known and row.maaltall not in told:
            told.add(row.maaltall)
            yield Problem("kostra.csv", "maaltall", "ukjent måltall", row.maaltall, nearest(row.maaltall, sorted(known)), line)


def _neighbours(plan: Plan) -> Iterator[Problem]:
    """Neighbours that exist today or that kostra.csv has figures of; an invented municipality may have invented ones."""
    own, seen = plan.head.kommune.kommunenummer, set[str]()
    itself = {own, current_number(own, plan.head.tid.foerste_aar)}
    compared = {r.kommune for r in plan.table("kostra.csv", t.KostraRow).rows} if plan.rules.naboer else set()
    for i, number in enumerate(plan.rules.naboer):
        key = f"naboer.{i}"
        if number in itself:
            yield Problem(RULES, key, "er kommunen selv", number, "velg andre kommuner å se planen ved siden av")
        if number in seen:
            yield Problem(RULES, key, "står to ganger", number, "la kommunen stå én gang")
        seen.add(number)
        if number not in compared and (ever(own) or ever(number)):
            try:
                municipality(number)
            except SourceError as error:
                yield from (Problem(RULES, key, p.message, number, p.hint) for p in error.problems)


def _years(plan: Plan) -> Iterator[Problem]:
    table = plan.table("vedtatt.csv", t.AdoptedRow)
    for line, row in table.numbered():
        yield from outside_years(plan, table.file, row.aar, line)


CHECKS: Final = (_rules, _kostra, _neighbours, _years)
