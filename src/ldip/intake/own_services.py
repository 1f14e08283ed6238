"""Functions of the accounts to services of a plan: by the municipality's own map, else by the shipped one; nothing falls away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ldip.errors import Problem
from ldip.locales import tr
from ldip.locales.written import millions
from ldip.parameters.service_map import function_rules, otherwise
from ldip.plan.document import Plan
from ldip.plan.schema import tables as t
from ldip.sources.kostra import OPERATING, Record
from ldip.sources.kostra_accounts import FINANCE_FROM, THOUSAND, frames

PRIVATE_ART = "370"  # grants to private providers are booked as purchases from private (KOSTRA's guide, art 370)
PRIVATE_FUNCTIONS = frozenset({201})


@dataclass(frozen=True)
class Placed:
    """Kroner by (service, art), the services whose amount is a share of a sum, notes for the user, and problems."""

    rows: Mapping[tuple[str, str], float]
    shared: frozenset[str]
    told: tuple[str, ...]
    problems: tuple[Problem, ...]


def placed(plan: Plan, records: Iterable[Record], own: Mapping[int, str], refunds: int, file: str) -> Placed:
    """Frames by service: each function to its services, an amount of several shared by the frames the plan has."""
    kept, told = _without_private(plan, records)
    functions = {r.kode for r in kept if r.kontoklasse in OPERATING and r.kode < FINANCE_FROM}
    targets = {f: targets_of(plan, f, own) for f in sorted(functions)}
    found = frames(kept, {f: "+".join(names) for f, names in targets.items() if names}, refunds)
    rows: dict[tuple[str, str], float] = defaultdict(float)
    for (names, art), kroner in found.rows.items():
        for service, part in _shares(plan, names.split("+"), art, kroner).items():
            rows[service, art] += part
    shared = frozenset(s for names in targets.values() if len(names) > 1 for s in names)
    hint = "ta med et kart (csv: funksjon;tjeneste), eller legg til tjenesten i planen"
    problems = tuple(
        Problem(file, f"funksjon {f}", "ingen tjeneste i planen tar denne funksjonen", millions(kroner), hint)
        for f, kroner in sorted(found.unmapped.items())
    )
    if shared:
        told.append(tr("own.shared", services=", ".join(sorted(plan.services[s].navn for s in shared))))
    return Placed({k: v for k, v in rows.items() if abs(v) > 1e-6}, shared, tuple(told), problems)


def targets_of(plan: Plan, function: int, own: Mapping[int, str]) -> tuple[str, ...]:
    """The services of a plan that a function goes to; more than one where a sector is split between services."""
    if function in own:
        return (own[function],)
    rule = next((r for r in function_rules() if function in r.functions), None)
    if rule is not None:
        named = [s for s in rule.services if s in plan.services]
        if named:
            return (named[0],)
        if of_sector := sorted(n for n, s in plan.services.items() if rule.sector and rule.sector in s.kostra):
            return tuple(of_sector)
    return tuple(s for s in otherwise() if s in plan.services)[:1]


def _shares(plan: Plan, services: list[str], art: str, kroner: float) -> dict[str, float]:
    """An amount by service, by their present frames of the art, else by all their expenditure, else equally; to the øre."""
    if len(services) == 1:
        return {services[0]: kroner}
    rows = plan.table("rammer.csv", t.FrameRow).rows
    same = {s: sum(r.kroner for r in rows if r.tjeneste == s and r.art == art) for s in services}
    spent = {s: sum(r.kroner for r in rows if r.tjeneste == s and r.art in t.EXPENDITURE) for s in services}
    weights = next((w for w in (same, spent) if sum(w.values()) > 0.0), dict.fromkeys(services, 1.0))
    total = sum(weights.values())
    parts = {s: round(kroner * weights[s] / total, 2) for s in services[:-1]}
    return {**parts, services[-1]: round(kroner - sum(parts.values()), 2)}


def _without_private(plan: Plan, records: Iterable[Record]) -> tuple[list[Record], list[str]]:
    """Records without the grants to private providers that the plan computes beside the frame of the service."""
    kept, left = [], 0.0
    apart = any(s.privat is not None and "barnehage" in s.kostra for s in plan.services.values())
    for r in records:
        if apart and r.kontoklasse in OPERATING and r.kode in PRIVATE_FUNCTIONS and r.art == PRIVATE_ART:
            left += r.beloep * THOUSAND
        else:
            kept.append(r)
    return kept, [tr("own.private", amount=millions(left))] if left else []
