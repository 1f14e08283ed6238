"""Uncertain factors as read: their names, and a deviation from the plan in percentage points, per cent or as a rank."""

from __future__ import annotations

from typing import Final

from ldip.compare.conditions import Condition
from ldip.compare.scores import Deviation
from ldip.glossary import label
from ldip.locales import language, tr
from ldip.model.catalogue import FACTORS, factor_of
from ldip.plan.plausible.caution import short
from ldip.publish.digits import MINUS, grouped

OWN_UNIT: Final = {"flytting": "flytting", "inntektssystem": "behov"}  # per cent of something that the name does not state
NEAR: Final = (0.4, 0.6)  # shares of the draws below a factor that is near the middle
WHOLE: Final = 0.1  # from this size a deviation reads without decimals, in tens of per cent
FINE: Final = 0.001
DIGITS: Final = 6  # decimals of a level that is rounded already


def factor_name(name: str) -> str:
    """A factor in the reader's language."""
    return label(f"faktor_{name}", language())


def ranked(name: str) -> bool:
    """Whether a factor is a score without a unit, which reads as a rank among the draws."""
    declared = factor_of(FACTORS[name])
    return bool(declared.spread_in) and declared.distribution != "bernoulli"


def deviation_text(name: str, deviation: float) -> str:
    """A deviation from the plan with its sign: `+0,8 prosentpoeng`, `−4 prosent`. Not of a factor that is ranked."""
    size = _size(deviation)
    sign = "" if not size.strip("0,") else "+" if deviation > 0.0 else MINUS
    return tr(f"usikker.avvik.{_unit(name)}", v=f"{sign}{size}")


def end_text(name: str, deviation: float, side: str, share: float) -> str:
    """An end of a factor, `lav` or `hoey`: its deviation, or that it is among so many of 100 where it has no unit."""
    return tr(f"usikker.avvik.{side}", p=grouped(share)) if ranked(name) else deviation_text(name, deviation)


def condition_texts(box: tuple[Condition, ...]) -> tuple[str, ...]:
    """The conditions of a box in words; two on one factor with a unit are one, between two levels."""
    texts = list[str]()
    for c in box:
        both = [b for b in box if b.factor == c.factor]
        if len(both) == 1 or ranked(c.factor):
            texts.append(condition_text(c))
        elif c is both[0]:
            low, high = sorted(both, key=lambda b: b.level)
            a, b = (tr(f"usikker.vilkaar.sted.{side}", v=size) for side, size in map(_from_plan, (low, high)))
            texts.append(tr("usikker.vilkaar.mellom", navn=factor_name(c.factor).lower(), a=a, b=b))
    return tuple(texts)


def condition_text(c: Condition) -> str:
    """A condition in words, the factor's mean over the projected years against the plan's; a rank where it has no unit."""
    if ranked(c.factor):
        share = grouped(100.0 * c.share)
        return tr(f"usikker.vilkaar.rang.{c.side}", navn=factor_name(c.factor).lower(), p=share)
    where, size = _from_plan(c)
    return tr(f"usikker.vilkaar.{c.side}.{where}", navn=factor_name(c.factor).lower(), v=size)


def _from_plan(c: Condition) -> tuple[str, str]:
    """The side of the plan's path that a level is on, `over` or `under`, and how far."""
    away = c.level - factor_of(FACTORS[c.factor]).neutral
    return "over" if away >= 0.0 else "under", tr(f"usikker.avvik.{_unit(c.factor)}", v=short(round(100.0 * abs(away), DIGITS)))


def away_text(d: Deviation) -> str:
    """The place of a factor in a draw, from the middle of the draws; in words where it has no unit."""
    if not ranked(d.factor):
        return deviation_text(d.factor, d.value - d.middle)
    near = NEAR[0] <= d.below <= NEAR[1]
    return tr(f"usikker.avvik.{'naer' if near else 'over' if d.below > NEAR[1] else 'under'}")


def _unit(name: str) -> str:
    return OWN_UNIT.get(name, "poeng" if factor_of(FACTORS[name]).points else "prosent")


def _size(deviation: float) -> str:
    """The size of a deviation in per cent, with the decimals it needs."""
    size = abs(deviation)
    return grouped(100.0 * size, 0 if size >= WHOLE else 1 if size >= FINE else 2)
