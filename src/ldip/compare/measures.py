"""Measures followed up: what is lacking without them, what they give and what is left; and promised, decided and realised effect.

The need without measures, with those in effect, and with the proposed ones as well are rows of one batch, so that no measure is
counted twice (docs/method/inndekningsbehov.md#tiltak)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from ldip.engine.graph import Array
from ldip.plan.document import Plan
from ldip.plan.measures import ACTING, FILE, PROPOSED, by_year, rules_of, used, with_statuses
from ldip.plan.memo import remembered
from ldip.plan.schema import files as f
from ldip.plan.schema import tables as t
from ldip.plan.schema.fields import SCALE
from ldip.simulation.cases import Case, Cases
from ldip.simulation.run_cases import needs

STARTED: Final = ("iverksatt", "realisert")


@dataclass(frozen=True)
class MeasureEffect:
    """The lasting need by measures, kr_fast: `without` any, and `left` with those in effect. `effect` is the difference.

    `further` is what the proposed measures would take off what is left; it is part of neither number."""

    without: float
    left: float
    further: float
    acting: int
    proposed: int
    within: int  # measures in effect that lie in adopted frames, so that their effect is in both numbers

    @property
    def effect(self) -> float:
        """What the measures in effect take off the need."""
        return self.without - self.left


@dataclass(frozen=True, eq=False)
class Followed:
    """A measure or lever followed up. Amounts are kroner in the plan's price year, (year,), positive is higher expenditure.

    nan where an amount is not known. `used` is what acts in the run, zero for what is not in effect. `kind` is `grep` for a
    lever."""

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

    @property
    def deviation(self) -> Array:
        """Realised less decided effect where both are known, (year,)."""
        return self.realised - self.decided


@remembered
def measure_effect(plan: Plan) -> MeasureEffect | None:
    """The lasting need without measures, with those in effect and with the proposed; None where the plan has none of them.

    Errors: ModelError when the model itself is wrong."""
    acting = {r.id for r, _ in used(plan)}
    proposed = {r.id for r in by_year(plan) if r.status == PROPOSED} - acting
    if not acting and not proposed:
        return None
    statuses = (*rules_of(plan).acting, PROPOSED)
    plans = (with_statuses(plan, None), plan, with_statuses(plan, statuses))
    without, left, least = needs(Cases.of(plans, [Case(plan=i) for i in range(3)])).tolist()
    within = {r.id for r, _ in used(plan) if r.innarbeidet}
    return MeasureEffect(without, left, left - least, len(acting), len(proposed), len(within))


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
    known = plan.head.tid.kunnskapsdato.year
    realised = _known(_levels(((r.aar, r.realisert, r.enhet) for r in rows), years, lasts), years, known)
    about = (first.id, first.navn, first.type, first.tjeneste, first.sektor, first.maal, first.status, first.ansvarlig)
    return Followed(*about, acts, promised, decided, realised, taken)


def _lever(name: str, lever: f.LeverFile, years: tuple[int, ...]) -> Followed:
    found = sorted(lever.virkning, key=lambda e: e.aar)
    parts = (_levels(((e.aar, getattr(e, k), e.enhet) for e in found), years, True) for k in ("lovet", "vedtatt"))
    promised, decided = parts
    realised = _levels(((e.aar, e.realisert, e.enhet) for e in found), years, False)
    about = (name, lever.navn, "grep", "", "", "", lever.status, lever.ansvarlig)
    return Followed(*about, False, promised, decided, realised, np.zeros(len(years)))


def _levels(amounts: Iterable[tuple[int, float | None, str]], years: tuple[int, ...], lasts: bool) -> Array:
    """Kroner by year, (year,): a lasting amount holds until the next one, another its own year; nan where none is known."""
    out = np.full(len(years), np.nan)
    for year, amount, unit in amounts:
        k = year - years[0]
        out[k : None if lasts else k + 1] = np.nan if amount is None else amount * SCALE[unit]
    return out


def _known(levels: Array, years: tuple[int, ...], last: int) -> Array:
    """Realised amounts up to the last year the plan knows of."""
    return np.where(np.array(years) <= last, levels, np.nan)


@dataclass(frozen=True)
class Standing:
    """Sums of decided measures in a year, kroner: all decided, those of them that are started, and what awaits it."""

    year: int
    decided: float
    started: float
    proposed: float

    @property
    def waiting(self) -> float:
        """Decided, but not yet put into effect."""
        return self.decided - self.started


def standing(plan: Plan) -> Standing:
    """The measures with a status in the plan's headline year, by how far they have come; levers are not in the sums."""
    years, every = followed(plan)
    k = years.index(plan.shown_year)

    def total(statuses: Iterable[str]) -> float:
        chosen = (float(m.decided[k]) for m in every if m.kind != "grep" and m.status in tuple(statuses))
        return float(np.nansum(list(chosen)))

    return Standing(plan.shown_year, total(ACTING), total(STARTED), total((PROPOSED,)))


def realised_years(every: Iterable[Followed], years: tuple[int, ...]) -> Iterator[int]:
    """Years in which some realised effect is known."""
    known = [~np.isnan(m.realised) for m in every]
    return (y for k, y in enumerate(years) if any(row[k] for row in known))
