"""The measures of a first plan's money: its operating income, the level of spending, and the assumptions of the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from ldip.estimates.derivation import Derivation

MILLION: Final = 1e6
SOURCES: Final = 3  # sources named in a short sentence; `explain` has them all
PUBLISHER: Final = re.compile(r"[,(:;]|\d")  # what follows the publisher in a source


@dataclass(frozen=True)
class Macro:
    """The plan's own assumptions, as fractions: policy rate by year, NIBOR over it, growth of construction prices and wages."""

    policy_rate: dict[int, float]
    nibor: float
    construction: float
    deflator: float

    def loan_rate(self, first: int, years: int) -> float:
        """Mean NIBOR of `years` years from `first`; the last known rate goes on."""
        last = max(self.policy_rate)
        held = [self.policy_rate.get(y, self.policy_rate[last]) for y in range(first, first + max(years, 1))]
        return sum(held) / len(held) + self.nibor


@dataclass(frozen=True)
class Size:
    """Operating income of the first plan year and the accounts year (mill. kr), and the level factor.

    `level` has its reason in one sentence, for the source of every frame; `derived` is the same figure with all its terms.
    `general` is the general income that the municipality's own result leaves room for (mill. kr), where that is known.
    `growth` is the yearly growth of income after the first years, in the plan's own run."""

    income: Derivation
    accounts_income: Derivation
    level: Derivation
    target: Derivation
    macro: Macro
    growth: Derivation
    derived: Derivation | None = None
    rounds: int = 0
    general: Derivation | None = None


def brief(derivation: Derivation) -> str:
    """A share in one short sentence: name, per cent, and where it comes from without the figures inside it."""
    value = f"{100.0 * derivation.value:.1f}".replace(".", ",")
    sources = dict.fromkeys(s for leaf in derivation.leaves if (s := PUBLISHER.split(leaf.source)[0].strip()))
    how = derivation.formula or derivation.source
    used = "; ".join(list(sources)[:SOURCES]) if derivation.terms else ""
    return f"{derivation.name} {value} prosent ({how}{': ' + used if used else ''})"
