"""Stage 5, drift: tax and grants, frames rolled forward, operating income and expenditure."""

from ldip.graph import collect, collect_given
from ldip.operations import equalisation, frames, grant_parts, grants, lines, need_index, other_income

NATIONAL_STEPS = equalisation.NATIONAL_STEPS
STEPS = collect(need_index, grants, grant_parts, other_income, frames, lines)
GIVENS = collect_given(need_index, grants, grant_parts, other_income, frames, lines)
