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
    """A deviation from the plan with its sign: `+0,8 prosentpoeng`, `−4 prosent`; standard deviations where it has no unit."""
    size = grouped(abs(deviation), 1) if ranked(name) else _size(deviation)
    sign = "" if not size.strip("0,") else "+" if deviation > 0.0 else MINUS
    return tr(f"usikker.avvik.{'spredning' if ranked(name) else _unit(name)}", v=f"{sign}{size}")


def condition_text(c: Condition) -> str:
    """A condition in words, the factor's mean over the projected years against the plan's; a rank where it has no unit."""
    if ranked(c.factor):
        share = grouped(100.0 * c.share)
        return tr(f"usikker.vilkaar.rang.{c.side}", navn=factor_name(c.factor).lower(), p=share)
    away = c.level - factor_of(FACTORS[c.factor]).neutral
    where = "over" if away >= 0.0 else "under"
    size = tr(f"usikker.avvik.{_unit(c.factor)}", v=short(round(100.0 * abs(away), DIGITS)))
    return tr(f"usikker.vilkaar.{c.side}.{where}", navn=factor_name(c.factor).lower(), v=size)


def away_text(d: Deviation) -> str:
    """The place of a factor in a draw, from the middle of the draws."""
    return deviation_text(d.factor, d.value - d.middle)


def _unit(name: str) -> str:
    return "poeng" if factor_of(FACTORS[name]).points else "prosent"


def _size(deviation: float) -> str:
    """The size of a deviation in per cent, with the decimals it needs."""
    size = abs(deviation)
    return grouped(100.0 * size, 0 if size >= WHOLE else 1 if size >= FINE else 2)
