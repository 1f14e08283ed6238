"""Unit costs of a plan's services as others measure theirs: net spending per inhabitant, and cost per user."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ldip.parameters.unit_costs import UnitCost
from ldip.simulation.run import Run
from ldip.simulation.spending import net_spending

USERS: Final = "kostnadsbrukere_aapning"


def spent_per_inhabitant(run: Run, services: Sequence[str], cost: UnitCost | None) -> float | None:
    """Net spending of the year before the plan per inhabitant of the ages that `cost` is divided by (all without), kroner.

    None without such inhabitants. KOSTRA divides a sector's net spending alike (SSB, KOSTRA table 12367)."""
    people, net = run.series("folketall_ib")[0], net_spending(run)
    served = float(people[..., cost.fra_alder : cost.til_alder + 1].sum() if cost else people.sum())
    return sum(net[s] for s in services) / served if served > 0.0 else None


def cost_per_user(run: Run, services: Sequence[str]) -> float | None:
    """Cost per user by the plan's unit costs, weighted by users of the first year, kroner in fixed prices. None without users."""
    users = dict(zip(run.ids("tjeneste"), run.series(USERS)[0].tolist(), strict=True))
    units = dict(zip(run.ids("tjeneste"), run.series("enhetskostnad_fast")[0].tolist(), strict=True))
    of = sum(users[s] for s in services)
    return sum(users[s] * units[s] for s in services) / of if of > 0.0 else None
