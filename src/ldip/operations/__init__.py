"""Stage 5, drift: tax and grants, frames rolled forward, operating income and expenditure."""

from ldip.engine.graph import collect, collect_given
from ldip.operations import (
    equalisation,
    fees,
    frames,
    grant_parts,
    grants,
    lines,
    need_index,
    other_income,
    pension,
    rent,
    support,
)

_PARTS = (need_index, grants, grant_parts, other_income, frames, rent, support, fees, pension, lines)
NATIONAL_STEPS = equalisation.NATIONAL_STEPS
STEPS = collect(*_PARTS)
GIVENS = collect_given(*_PARTS)
