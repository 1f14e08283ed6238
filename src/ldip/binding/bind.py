"""bind(plan): every area bound in order, on given axes (the plan's own, or the union of several plans)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from ldip.binding.adopted import bind_adopted
from ldip.binding.bound import Binding
from ldip.binding.buildings import bind_buildings
from ldip.binding.capital import LOSSES, bind_capital
from ldip.binding.direct import bind_direct, bind_starts, direct_files
from ldip.binding.enterprises import bind_enterprises
from ldip.binding.fees import bind_fees
from ldip.binding.income import FIRST_YEARS, PARTS, bind_income
from ldip.binding.macro import bind_macro, bind_uncertainty
from ldip.binding.money import TRANCHES, bind_assets, bind_balance, bind_loans
from ldip.binding.operations import bind_operations
from ldip.binding.population import bind_population
from ldip.binding.projects import bind_projects
from ldip.binding.rules import bind_rules
from ldip.binding.service_rates import bind_workforce
from ldip.binding.services import bind_frames, bind_measures, bind_services
from ldip.binding.unpriced import bind_unpriced
from ldip.binding.users import level_ids
from ldip.finance.enterprise_lines import INTERNAL
from ldip.parameters.ages import members
from ldip.parameters.demography import AGES
from ldip.parameters.income_system import AGE_CRITERIA
from ldip.plan.document import Plan
from ldip.plan.elements import holders, ids_of
from ldip.plan.incremental import Incremental
from ldip.plan.schema import tables as t
from ldip.plan.schema.operations import VINTAGES
from ldip.plan.schema.rules import MOST_WINDOW

Ids = Mapping[str, tuple[str, ...]]
Part = Callable[..., None]


def _axes_of(plan: Plan) -> Ids:
    return {
        **{axis: ids_of(plan, axis) for axis in holders() if axis != "aldersgruppe"},
        "sone": plan.zones,
        "kjoenn": ("k", "m"),
        "alder": tuple(str(a) for a in range(AGES)),
        "aldersgruppe": tuple(g.id for g in plan.age_groups),
        "aldersutvalg": tuple(members()),
        "alderskriterium": tuple(AGE_CRITERIA),
        "tilskuddsdel": PARTS,
        "integreringsaar": FIRST_YEARS,
        "utgiftsart": t.EXPENDITURE,
        "inntektsart": t.INCOME,
        "behovsnivaa": level_ids(plan),
        "premieaargang": tuple(str(v + 1) for v in range(VINTAGES)),
        "inndekningsaar": ("0", "1", "2", "3"),
        "tidligere_aar": tuple(str(v) for v in range(MOST_WINDOW)),
        "laaneaargang": tuple(str(v) for v in range(TRANCHES)),
        "internlinje": INTERNAL,
        "tapsaar": LOSSES,
    }


axes_of: Final = Incremental(_axes_of)
"""Element ids of every axis of a plan, in the plan's order where order matters, else sorted."""


def bind(plan: Plan, step_axes: Mapping[str, Sequence[str]], ids: Ids | None = None) -> Binding:
    """Arrays of a plan for its own years. `ids` may be a union of axes; absent elements get neutral values.

    Each area is cached by the documents and tables it was bound from, so the arrays are read-only."""
    own = axes_of(plan)
    b = Binding(tuple(plan.years), dict(ids or own))
    b.absent = {axis: frozenset(b.ids[axis]) - frozenset(own[axis]) for axis in own}
    for part in BOUND:
        b.add(part(plan, b.ids))
    b.add(ADOPTED(plan, b.ids, {n: tuple(a) for n, a in step_axes.items()}))
    return b


def _followed(bind_part: Part) -> Incremental[Binding]:
    """The binding of one area, cached until a document or table that it read changes."""

    def bound(plan: Plan, ids: Ids, *more: Any) -> Binding:
        part = Binding(tuple(plan.years), ids)
        bind_part(plan, part, *more)
        part.close()
        return part

    return Incremental(bound)


WRITTEN: Final[tuple[Part, ...]] = (
    bind_starts,
    bind_macro,
    bind_population,
    bind_uncertainty,
    bind_income,
    bind_services,
    bind_buildings,
    bind_workforce,
    bind_projects,
    bind_operations,
    bind_fees,
    bind_frames,
    bind_measures,
    bind_assets,
    bind_loans,
    bind_balance,
    bind_capital,
    bind_enterprises,
    bind_rules,
    bind_unpriced,
)
FROM_FIELDS: Final[tuple[Part, ...]] = tuple(partial(bind_direct, file) for file in direct_files())
BOUND: Final = tuple(_followed(part) for part in (*FROM_FIELDS, *WRITTEN))
ADOPTED: Final = _followed(bind_adopted)
