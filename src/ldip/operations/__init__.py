"""Stage 5, drift: tax and grants, frames rolled forward, operating income and expenditure."""

from ldip.graph import collect, collect_given
from ldip.operations import frames, grants, lines

STEPS = collect(grants, frames, lines)
GIVENS = collect_given(grants, frames, lines)
