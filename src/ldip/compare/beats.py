"""The chance that one plan is better than another, draw by draw: a draw is the same future in both.

So what both plans share, such as the rate, does not blur the difference between them (common random numbers)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ldip.compare.conditions import Flags
from ldip.compare.draw_causes import ALL
from ldip.compare.drawn_rules import DrawnRule, drawn_rules, firsts
from ldip.errors import ModelError
from ldip.plan.document import Plan
from ldip.simulation.inputs import PLAIN
from ldip.simulation.run import Run
from ldip.simulation.simulate import HEADLINES, simulate
from ldip.uncertainty.summary import Percentile, percentile_row, standard_error

EQUAL: Final = 1.0  # kr_fast: needs that differ by less are equal
SHOWN: Final = (10.0, 50.0, 90.0)


@dataclass(frozen=True)
class Share:
    """A share of the draws with its standard error."""

    share: float
    error: float


@dataclass(frozen=True)
class RuleBeats:
    """A måltall that both plans have: the share of draws where it is kept in all years it is judged in A, and in B, and in
    A alone and B alone."""

    id: str
    in_a: Share
    in_b: Share
    only_a: Share
    only_b: Share


@dataclass(frozen=True, eq=False)
class Beats:
    """Plan A against plan B. `lower` is the share of draws in which A has the lower lasting need, `equal` in which they are the
    same; `saved` is the need of B less that of A in real draws at 10, 50 and 90 per cent, kr_fast, and `mean` its mean."""

    a: Run
    b: Run
    lower: Share
    equal: Share
    saved: tuple[Percentile, ...]
    mean: float
    mean_error: float
    rules: tuple[RuleBeats, ...]
    everything: RuleBeats | None


def beats(a: Plan, b: Plan, draws: int = 1000, seed: int | None = None) -> Beats:
    """Compare two plans on the same draws, those of plan A's seed when left out.

    Errors: ModelError for fewer than one draw, plans in prices of different years or with other first years, whose draws are not
    of the same years, or a plan without a lasting need."""
    if draws < 1:
        raise ModelError(f"sammenligningen trenger minst én trekning, ikke {draws}")
    if a.head.tid.prisnivaa != b.head.tid.prisnivaa:
        years = f"{a.head.tid.prisnivaa} og {b.head.tid.prisnivaa}"
        raise ModelError(
            f"planene er i faste priser fra hvert sitt år, {years}; del endringen på årsaker med «ldip sammenlign» A B"
        )
    if a.years[0] != b.years[0]:
        raise ModelError(f"planene begynner i {a.years[0]} og {b.years[0]}; forløpene er da ikke av de samme årene")
    used = a.uncertainty.froe if seed is None else seed
    one, two = (simulate(p, draws, used, HEADLINES, variant=PLAIN) for p in (a, b))
    if without := [r.plan.head.navn for r in (one, two) if r.lasting.amount is None]:
        raise ModelError(f"{without[0]} har ikke noe varig behov å sammenligne: ingen framskrevne år eller krav som kan holdes")
    less = two.needs - one.needs
    at = [(p, percentile_row(less, p)) for p in SHOWN]
    rules = _both(one, two)
    return Beats(
        one,
        two,
        lower=_share(less > EQUAL),
        equal=_share(np.abs(less) <= EQUAL),
        saved=tuple(Percentile(p, float(less[i]), i + 1) for p, i in at),
        mean=float(less.mean()),
        mean_error=float(less.std(ddof=min(1, draws - 1)) / np.sqrt(draws)),
        rules=tuple(_beats(i, x.always, y.always) for i, x, y in rules),
        everything=_everything(rules),
    )


def _both(a: Run, b: Run) -> list[tuple[str, DrawnRule, DrawnRule]]:
    """The måltall that both plans have with the same first level, in the order of A."""
    other = {r.ratio.measured: r for r in firsts(drawn_rules(b))}
    ours = {r.ratio.measured: r for r in firsts(drawn_rules(a))}
    return [(i, r, other[i]) for i, r in ours.items() if i in other and other[i].level == r.level]


def _everything(rules: list[tuple[str, DrawnRule, DrawnRule]]) -> RuleBeats | None:
    if not rules:
        return None
    a, b = ([pair[side].always for pair in ((x, y) for _, x, y in rules)] for side in (0, 1))
    return _beats(ALL, np.asarray(np.stack(a).all(axis=0)), np.asarray(np.stack(b).all(axis=0)))


def _beats(name: str, a: Flags, b: Flags) -> RuleBeats:
    return RuleBeats(name, _share(a), _share(b), _share(a & ~b), _share(b & ~a))


def _share(flags: Flags) -> Share:
    share = float(flags.mean())
    return Share(share, standard_error(share, len(flags)))
