"""Stage 5, drift: tax and grants, frames rolled forward, operating income and expenditure."""

from ldip.engine.graph import Given, Opening, Step, collect
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
    unpriced,
)

_PARTS = (need_index, grants, grant_parts, other_income, frames, rent, support, fees, pension, unpriced, lines)
NATIONAL_STEPS = equalisation.NATIONAL_STEPS
STEPS = collect(Step, *_PARTS)
GIVENS = collect(Given, *_PARTS)
OPENINGS = collect(Opening, *_PARTS)
