"""Runs every rule that reads the plan's files alone, and matches warnings with those the plan accepts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, Literal

from ldip.parameters.plausible import rules
from ldip.plan.checks.run import followed
from ldip.plan.document import NotReadError, Plan
from ldip.plan.locate import position
from ldip.plan.plausible import amounts, counts, dates, origins, overruled, people, rates, signs, units, vintage, wages
from ldip.plan.plausible.caution import Caution
from ldip.plan.schema.files import ACCEPTED, Accepted

TOPICS: Final = (rates, amounts, units, wages, signs, people, counts, dates, vintage, overruled, origins)
CHECKS: Final = tuple(followed(rule) for topic in TOPICS for rule in topic.RULES)


def plan_cautions(plan: Plan) -> tuple[Caution, ...]:
    """Warnings from the plan's files, located, each with the reason where the plan accepts it; open ones first."""
    found = [c for check in CHECKS for c in check(plan)]
    return settled(plan, found, ("plan",))


def settled(plan: Plan, found: Iterable[Caution], tried: Iterable[Literal["plan", "kjøring"]]) -> tuple[Caution, ...]:
    """Located warnings matched with the accepted ones; an accepted one of a tried kind that does not strike is listed as well."""
    known = _accepted(plan)
    matched = [_matched(c, known) for c in {(c.rule, c.place): c for c in reversed([*found])}.values()]
    stale = _stale(plan, matched, frozenset(tried))
    return tuple(sorted((_located(c, plan) for c in (*matched, *stale)), key=lambda c: (bool(c.reason), c)))


def _accepted(plan: Plan) -> tuple[Accepted, ...]:
    try:
        return tuple(plan.accepted.godtatt)
    except NotReadError:
        return ()


def _matched(caution: Caution, known: Iterable[Accepted]) -> Caution:
    for a in known:
        if (a.regel, a.sted) == (caution.rule, caution.place):
            return replace(caution, reason=a.grunn, since=a.dato.isoformat())
    return caution


def _stale(plan: Plan, found: Iterable[Caution], tried: frozenset[str]) -> Iterator[Caution]:
    struck = {(c.rule, c.place) for c in found}
    for i, a in enumerate(_accepted(plan)):
        if a.regel in rules() and rules()[a.regel].krever in tried and (a.regel, a.sted) not in struck:
            words = (("regel", a.regel), ("sted", a.sted), ("dato", a.dato.isoformat()))
            yield Caution(ACCEPTED, f"godtatt.{i}", "godtatt", f"{a.regel} {a.sted}", words, a.sted)


def _located(caution: Caution, plan: Plan) -> Caution:
    text = "" if caution.line or not caution.file.endswith(".toml") else plan.text(caution.file)
    if not text:
        return caution
    line, column = position(text, caution.key.split("."))
    return replace(caution, line=line, column=column)
