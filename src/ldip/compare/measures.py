"""Measures followed up: what is lacking without them, what they give and what is left; and promised, decided and realised effect.

The need without measures, with those in effect, and with the proposed ones as well are rows of one batch, so that no measure is
counted twice (docs/method/inndekningsbehov.md#tiltak)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.plan.document import Plan
from ldip.plan.measures import ACTING, FILE, PROPOSED, STARTED, by_year, rules_of, used, with_only
from ldip.plan.memo import remembered
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.simulation.cases import Case, Cases
from ldip.simulation.run_cases import needs

THOUSAND: Final = 1000.0  # kroner: a smaller difference is that of frames divided in another way


@dataclass(frozen=True)
class MeasureEffect:
    """The lasting need by measures, kr_fast: `without` any, and `left` with those in effect. `effect` is the difference.

    `further` is what the proposed measures would take off what is left; it is part of neither number."""

    without: float
    left: float
    further: float
    acting: int
    proposed: int
    within: int  # measures whose effect is in both numbers, since adopted lines hold it

    @property
    def effect(self) -> float:
        """The need that the measures in effect remove."""
        return self.without - self.left


@dataclass(frozen=True, eq=False)
class Followed:
    """A measure or lever followed up. Amounts are kroner in the plan's price year, (year,), positive is higher expenditure.

    nan where an amount is not known; a realised one is known in the years that are stated. `used` is what is in effect in the
    run, zero for what is not. `kind` is `grep` for a lever. `stated` are the years with an amount of their own."""

    id: str
    name: str
    kind: str
    service: str
    sector: str
    goal: str
    status: str
    owner: str
    acts: bool
    promised: Array
    decided: Array
    realised: Array
    used: Array
    stated: tuple[int, ...]

    @property
    def deviation(self) -> Array:
        """Realised less decided effect where both are known, (year,)."""
        return self.realised - self.decided


@remembered
def measure_effect(plan: Plan) -> MeasureEffect | None:
    """The lasting need without measures, with those in effect and with the proposed; None where the plan has none of them.

    Errors: ModelError when the model itself is wrong."""
    rules, rows = rules_of(plan), [r for r, _ in used(plan)]
    acting = {r.id for r in rows}
    proposed = {r.id for r in by_year(plan) if r.status == PROPOSED} - acting
    if not acting and not proposed:
        return None
    within = {r.id for r in rows if r.innarbeidet}
    plans = [
        with_only(plan, lambda r: False),
        plan,
        with_only(plan, lambda r: rules.acts(r) or r.status == PROPOSED),
        with_only(plan, lambda r: rules.acts(r) and not r.innarbeidet),
    ]
    chosen = [0, 1, *([2] if proposed else []), *([3] if within else [])]
    found = dict(
        zip(chosen, needs(Cases.of([plans[k] for k in chosen], [Case(plan=i) for i in range(len(chosen))])), strict=True)
    )
    without, left = float(found[0]), float(found[1])
    further = left - float(found.get(2, left))
    hidden = len(within) if abs(float(found.get(3, left)) - left) < THOUSAND else 0
    return MeasureEffect(without, left, further, len(acting), len(proposed), hidden)


def followed(plan: Plan) -> tuple[tuple[int, ...], tuple[Followed, ...]]:
    """Years and every measure, then every lever with a status or an effect; years before the plan are those followed up."""
    rows, levers = by_year(plan), [(i, x) for i, x in plan.levers.items() if x.status or x.virkning]
    told = [r.aar for r in rows] + [e.aar for _, lever in levers for e in lever.virkning]
    years = tuple(range(min([plan.years[0], *told]), plan.years[-1] + 1))
    ids = dict.fromkeys(r.id for r in plan.table(FILE, t.MeasureRow).rows)
    measures = [_measure(plan, [r for r in rows if r.id == i], years) for i in ids]
    return years, (*measures, *(_lever(i, lever, years) for i, lever in levers))


def _measure(plan: Plan, rows: list[t.MeasureRow], years: tuple[int, ...]) -> Followed:
    first, rules, lasts = rows[0], rules_of(plan), rows[0].type != "engangs"
    acts = rules.acts(first)
    promised = _levels(((r.aar, r.lovet, r.enhet) for r in rows), years, lasts)
    decided = _levels(((r.aar, r.beloep, r.enhet) for r in rows), years, lasts)
    amounts = [(r.aar, rules.kroner(r)) for r in rows]
    taken = np.nan_to_num(_levels(((y, v, "kr") for y, v in amounts), years, lasts)) if acts else np.zeros(len(years))
    realised = _levels(((r.aar, r.realisert, r.enhet) for r in rows), years, False)
    about = (first.id, first.navn, first.type, first.tjeneste, first.sektor, first.maal, first.status, first.ansvarlig)
    return Followed(*about, acts, promised, decided, realised, taken, tuple(r.aar for r in rows))


def _lever(name: str, lever: f.LeverFile, years: tuple[int, ...]) -> Followed:
    found = sorted(lever.virkning, key=lambda e: e.aar)
    parts = (_levels(((e.aar, getattr(e, k), e.enhet) for e in found), years, True) for k in ("lovet", "vedtatt"))
    promised, decided = parts
    realised = _levels(((e.aar, e.realisert, e.enhet) for e in found), years, False)
    about = (name, lever.navn, "grep", "", "", "", lever.status, lever.ansvarlig)
    return Followed(*about, False, promised, decided, realised, np.zeros(len(years)), tuple(e.aar for e in found))


def _levels(amounts: Iterable[tuple[int, float | None, str]], years: tuple[int, ...], lasts: bool) -> Array:
    """Kroner by year, (year,): a lasting amount holds until the next one, another its own year; nan where none is known."""
    out = np.full(len(years), np.nan)
    for year, amount, unit in amounts:
        k = year - years[0]
        out[k : None if lasts else k + 1] = np.nan if amount is None else amount * SCALE[unit]
    return out


@dataclass(frozen=True)
class Came:
    """The outcome of a measure in the last year that is known: realised and decided amount, kroner, and their ratio."""

    year: int
    realised: float
    decided: float

    @property
    def share(self) -> float | None:
        """Realised as a share of decided; None where nothing is decided."""
        return self.realised / self.decided if self.decided else None


def came(one: Followed, years: tuple[int, ...]) -> Came | None:
    """The last year with a realised amount; None where none is known, or the decided one is not."""
    known = [k for k in range(len(years)) if not np.isnan(one.realised[k]) and not np.isnan(one.decided[k])]
    return Came(years[known[-1]], float(one.realised[known[-1]]), float(one.decided[known[-1]])) if known else None


def full_year(one: Followed, years: tuple[int, ...]) -> tuple[int, float] | None:
    """The year a lasting measure reaches its last level, and that level in kroner; None where it is whole from the start."""
    levels = one.decided[~np.isnan(one.decided)]
    if one.kind == "engangs" or not len(levels) or levels[0] == levels[-1]:
        return None
    return years[int(np.flatnonzero(one.decided != levels[-1])[-1]) + 1], float(levels[-1])


@dataclass(frozen=True)
class Standing:
    """Sums of measures with a status in a year, kroner: decided, those of them that are started, and proposed."""

    year: int
    decided: float
    started: float
    proposed: float

    @property
    def waiting(self) -> float:
        """Decided, but not yet put into effect."""
        return self.decided - self.started


def standing(plan: Plan, every: Iterable[Followed], years: tuple[int, ...]) -> Standing | None:
    """The measures by how far they have come, in the plan's headline year; levers are not in it. None without a status."""
    k, own = years.index(plan.shown_year), [m for m in every if m.kind != "grep" and m.status]

    def total(statuses: tuple[str, ...]) -> float:
        return float(np.nansum([m.decided[k] for m in own if m.status in statuses]))

    return Standing(plan.shown_year, total(ACTING), total(STARTED), total((PROPOSED,))) if own else None
