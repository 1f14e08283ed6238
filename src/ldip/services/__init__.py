"""Stage 4, tjenester: users, places, capacity, coverage and FTE."""

from ldip.graph import collect, collect_given
from ldip.services import need

STEPS = collect(need)
GIVENS = collect_given(need)
