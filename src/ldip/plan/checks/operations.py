"""Checks of drift.toml and self-cost areas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ldip.errors import Problem
from ldip.plan.checks.common import unknown
from ldip.plan.document import Plan
from ldip.plan.schema.files import SelfCostFile, file_of

RETURN_WITHIN = 5  # years within which a self-cost fund closes (selvkostforskriften § 8)


def _operations(plan: Plan) -> Iterator[Problem]:
    ops, services, file = plan.operations, sorted(plan.services), "drift.toml"
    if ops.effektivisering:
        for name in ops.effektivisering.unntak:
            yield from unknown(file, "effektivisering.unntak", name, services, "ukjent tjeneste")
    if ops.loenns_og_prisreserve:
        for name in ops.loenns_og_prisreserve.noekkel:
            yield from unknown(file, f"loenns_og_prisreserve.noekkel.{name}", name, services, "ukjent tjeneste")
    if ops.internhusleie:
        yield from unknown(file, "internhusleie.utleier", ops.internhusleie.utleier, services, "ukjent tjeneste")
    if ops.ressurskrevende:
        yield from unknown(file, "ressurskrevende.tjeneste", ops.ressurskrevende.tjeneste, services, "ukjent tjeneste")
        years = (plan.head.tid.foerste_aar - 1, plan.head.tid.foerste_aar)
        if ops.ressurskrevende.aar not in years:
            hint = f"bruk {years[0]} eller {years[1]}"
            yield Problem(file, "ressurskrevende.aar", "må være første planår eller året før", str(ops.ressurskrevende.aar), hint)


def _fees(plan: Plan) -> Iterator[Problem]:
    for name, s in plan.fees.items():
        file = file_of(SelfCostFile, name)
        given = s.gebyrinntekt.by_year if s.gebyrinntekt else {}
        if s.gebyrinntekt is not None and not given:
            hint = "oppgi verdier = { år = beløp } for de vedtatte årene"
            yield Problem(file, "gebyrinntekt.verdi", "gebyret kan ikke oppgis for alle år", f"{s.gebyrinntekt.verdi}", hint)
        last = max(given, default=plan.years[0] - 1)
        if not last < s.fond_lukkes <= last + RETURN_WITHIN:
            hint = f"velg et år fra {last + 1} til {last + RETURN_WITHIN}"
            text = "fondet skal tilbakeføres innen fem år (selvkostforskriften § 8)"
            yield Problem(file, "fond_lukkes", text, str(s.fond_lukkes), hint)
        if sorted(given) != list(range(plan.years[0], plan.years[0] + len(given))):
            yield Problem(file, "gebyrinntekt.verdier", "årene må følge hverandre fra første planår", "", "rett årene")


CHECKS: Final = (_operations, _fees)
