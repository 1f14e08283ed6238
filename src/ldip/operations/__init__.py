"""Stage 5, drift: tax and grants, frames rolled forward, operating income and expenditure."""

from ldip.engine.graph import Given, Opening, Step, collect
from ldip.operations import (
    carried,
    equalisation,
    fees,
    frames,
    grant_parts,
    grants,
    household,
    lines,
    measures,
    need_index,
    other_income,
    own_income,
    pension,
    rent,
    revision,
    support,
    unpriced,
)

_INCOME = (need_index, carried, grants, grant_parts, revision, other_income)
_PARTS = (*_INCOME, measures, frames, own_income, rent, support, fees, household, pension, unpriced, lines)
NATIONAL_STEPS = equalisation.NATIONAL_STEPS
STEPS = collect(Step, *_PARTS)
GIVENS = collect(Given, *_PARTS)
OPENINGS = collect(Opening, *_PARTS)
