"""Plans bound for a run: one alone, or several on common axes and years, with their common steps."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ldip.binding import Origin, bind
from ldip.binding.bind import axes_of
from ldip.binding.bound import Binding
from ldip.engine.execute import Lines
from ldip.engine.graph import Array, Step
from ldip.engine.schedule import Catalogue
from ldip.model.catalogue import FACTORS, catalogue
from ldip.model.cause_groups import GROUPS
from ldip.model.inputs import declared_inputs
from ldip.plan.document import Plan
from ldip.plan.schema.fields import ENGINE_UNIT
from ldip.plan.schema.files import Ratio
from ldip.plan.schema.ratios import MARGIN, SHORT
from ldip.simulation.align import Aligned, align
from ldip.simulation.inputs import PRICED_INPUTS, VARIANT_INPUTS, Demanded, ModelInputs
from ldip.statements.adopted import expression_of, level_steps, margin_expression, mean_step, names_of, own_text
from ldip.statements.entities import entities_for
from ldip.statements.ratios import expression_step
from ldip.uncertainty.factors import drawn_factors, factor_settings, mirrored, mixing
from ldip.uncertainty.paths import Weights
from ldip.uncertainty.settings import FactorSettings

Ints = NDArray[np.int64]
Key = tuple[Hashable, ...]


def align_plans(plans: Sequence[Plan], ids: Mapping[str, tuple[str, ...]]) -> tuple[Aligned, list[Binding]]:
    """Bind plans on common axes and stack them."""
    steps = catalogue().steps
    axes = {n: v[0].axes for n, v in steps.items()}
    bound = [bind(p, axes, ids) for p in plans]
    return align(bound, ids, declared_inputs()), bound


def _ratio_key(plan: Plan, names: frozenset[str]) -> Key:
    """The måltall among the kept names; plans that define them differently cannot share a set of steps.

    A margin depends on the demanded level and a mean on the plan's first year, so where these are kept they must agree too.
    """
    kept = [(r, set(names_of(r)) & names | ({r.id + SHORT} if r.krav else set())) for r in plan.rules.maaltall]
    return tuple(
        (r.id, r.uttrykk, r.regnskapsenhet, tuple(r.innstillinger.items()), (r, plan.years[0]) if found - {r.id} else None)
        for r, found in kept
        if found
    )


def same_steps(plans: Sequence[Plan], names: Sequence[str]) -> dict[Key, list[int]]:
    """Indices of the plans that can share a set of steps when `names` are kept, by the definitions they share."""
    wanted, keys, found = frozenset(names), dict[int, Key](), dict[Key, list[int]]()
    for place, plan in enumerate(plans):
        if id(plan) not in keys:
            keys[id(plan)] = _ratio_key(plan, wanted)
        found.setdefault(keys[id(plan)], []).append(place)
    return found


@lru_cache(maxsize=32)
def _plan_catalogue(ratios: tuple[Ratio, ...], ids: tuple[tuple[str, tuple[str, ...]], ...]) -> Catalogue:
    entities = entities_for(dict(ids))
    base = catalogue(entities)
    known = {n: (v[0].axes, v[0].unit) for n, v in base.steps.items()} | {n: (g.axes, g.unit) for n, g in base.givens.items()}
    axes, units = {n: k[0] for n, k in known.items()}, {n: k[1] for n, k in known.items()}
    extra: list[Step] = [*entities]
    for ratio in ratios:
        unit = ENGINE_UNIT[ratio.enhet]
        extra.append(expression_step(ratio.id, expression_of(ratio, axes), unit, ratio.kilde, dict(ids), axes))
        axes[ratio.id], units[ratio.id] = (), unit
        if margin := margin_expression(ratio, units):
            extra.append(expression_step(ratio.id + MARGIN, margin, "kr", ratio.kilde, dict(ids), axes))
        if ratio.snitt > 1:
            extra.append(mean_step(ratio, unit))

        def own(name: str, text: str, ratio: Ratio = ratio, unit: str = unit) -> Step:
            return expression_step(name, own_text(ratio, text, axes), unit, ratio.kilde, dict(ids), axes)

        extra += level_steps(ratio, unit, own)
    return catalogue(tuple(extra))


def plan_catalogue(plan: Plan, ids: Mapping[str, tuple[str, ...]]) -> Catalogue:
    """The steps of the model and of the plan's own måltall. Errors: ModelError for a bad expression."""
    return _plan_catalogue(tuple(plan.rules.maaltall), tuple((a, i) for a, i in ids.items() if a not in ("alder",)))


def _engine_origins() -> dict[str, Origin]:
    """Origins of inputs that no plan file binds: the switches of a variant, and factors at zero."""
    found = {n: Origin("variant", "", "", "visningen av inndekningsbehovet") for n in VARIANT_INPUTS}
    found |= dict.fromkeys(PRICED_INPUTS, Origin("variant", "", "", "null i planens egen kjøring; 1 der det uprisede prises"))
    for g in FACTORS.values():
        found[g.name] = Origin("faktor", "usikkerhet.toml", "faktor", "nøytral i basisforløpet")
    return found


@dataclass(frozen=True, eq=False)
class BoundPlans:
    """Plans on common axes and years with their steps: all that is needed to compute any row of them.

    `numbers` are the plans' indices among those of the cases; `bindings` hold each plan's arrays for its own years. The other
    fields are caches: inputs by selection, values that draws take from the base case, lasting needs (kr_fast) by
    selection and by what is priced.
    """

    plans: tuple[Plan, ...]
    numbers: tuple[int, ...]
    bindings: tuple[Binding, ...]
    aligned: Aligned | None
    catalogue: Catalogue
    seed: int
    demanded: tuple[Demanded, ...] = ()
    selected: dict[tuple[int, ...], ModelInputs] = field(default_factory=dict, repr=False)
    people_bases: dict[tuple[int, ...], dict[str, Array]] = field(default_factory=dict, repr=False)
    levels: dict[tuple[tuple[int, ...], tuple[str, ...]], float] = field(default_factory=dict, repr=False)

    @property
    def years(self) -> tuple[int, ...]:
        """Years of the batch, from the earliest plan's first to the latest plan's last."""
        return self.aligned.years if self.aligned else self.bindings[0].years

    @property
    def ids(self) -> Mapping[str, tuple[str, ...]]:
        """Element ids by axis."""
        return self.aligned.ids if self.aligned else self.bindings[0].ids

    @cached_property
    def drawn(self) -> tuple[dict[str, FactorSettings], ...]:
        """The factors that each plan draws, with their numbers."""
        return tuple(drawn_factors(p, b) for p, b in zip(self.plans, self.bindings, strict=True))

    @cached_property
    def mixing(self) -> tuple[dict[str, Weights], ...]:
        """Independent surprises that each factor's own are mixed of, by plan."""
        return tuple(mixing(p, factor_settings(p)) for p in self.plans)

    @property
    def mirrored(self) -> bool:
        """Whether every second draw is the opposite of the one before it, by the first plan's setting."""
        return mirrored(self.plans[0])

    @property
    def whole(self) -> Ints:
        """Selection in which each plan supplies every cause group of its own, (plan, group)."""
        return np.repeat(np.arange(len(self.plans))[:, None], len(GROUPS), axis=1)

    def picked(self, picks: Ints, name: str) -> Ints:
        """Indices (row,) of the plans that rows take an input from; picks (row, group)."""
        return picks[:, 0 if self.aligned is None else GROUPS.index(self.aligned.declared[name].group)]

    def own_years(self, place: int) -> slice:
        """Slice of a plan's own years within those of the batch."""
        first = self.bindings[place].years[0] - self.years[0]
        return slice(first, first + len(self.bindings[place].years))

    def places(self, picks: Ints) -> Ints:
        """Indices of plans in this batch from their indices among those of the cases."""
        found = np.zeros(max(self.numbers) + 1, dtype=np.int64)
        found[list(self.numbers)] = np.arange(len(self.numbers))
        return np.asarray(found[picks])

    def inputs(self, picks: Ints) -> ModelInputs:
        """Inputs of rows that pick each cause group from one plan, (row, group); one row where all pick the same."""
        if self.aligned is None or bool((picks == picks[:1]).all()):
            picks = picks[:1]
        if len(picks) > 1:
            return self._picked(picks)
        key = tuple(picks[0].tolist())
        if key not in self.selected:
            self.selected[key] = self._picked(picks)
        return self.selected[key]

    def _picked(self, picks: Ints) -> ModelInputs:
        if self.aligned is None:
            b = self.bindings[0]
            return ModelInputs(b.years, b.ids, b.values, b.openings, b.lines, demanded=self.demanded)
        rows: dict[str, Any] = self.aligned.rows(picks)
        lines = {n: Lines(m, rows["amounts"][n], *(part.get(n) for part in rows["more"])) for n, m in rows["masks"].items()}
        return ModelInputs(self.years, self.ids, rows["values"], rows["openings"], lines, rows["start"], self.demanded)


def bind_plans(
    plans: Sequence[Plan], numbers: tuple[int, ...], ids: Mapping[str, tuple[str, ...]], owner: Plan | None, seed: int
) -> BoundPlans:
    """Bind plans for one batch on common axes, with the måltall of `owner`. One plan on its own axes needs no alignment."""
    steps = plan_catalogue(owner, ids) if owner else catalogue(entities_for(ids))
    if len(plans) > 1 or axes_of(plans[0]) != ids:
        aligned, bindings = align_plans(plans, ids)
        return BoundPlans(tuple(plans), numbers, tuple(bindings), aligned, steps, seed, demanded_of(owner))
    alone = bind(plans[0], {n: v[0].axes for n, v in steps.steps.items()}, ids)
    alone.origins.update(_engine_origins())
    return BoundPlans(tuple(plans), numbers, (alone,), None, steps, seed, demanded_of(owner))


def demanded_of(owner: Plan | None) -> tuple[Demanded, ...]:
    """The måltall that a plan demands."""
    return tuple(
        Demanded(
            r.id,
            r.id + SHORT,
            r.snitt,
            not r.has_low,
            ENGINE_UNIT[r.enhet] == "kr",
            r.siste_aar if r.gjelder == "siste_aar" else None,
        )
        for r in (owner.rules.maaltall if owner else ())
        if r.krav
    )
