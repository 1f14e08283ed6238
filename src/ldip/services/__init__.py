"""Stage 4, tjenester: users, places, capacity, coverage and FTE."""

from ldip.graph import collect, collect_given
from ldip.services import need, rates, zones

STEPS = collect(rates, need, zones)
GIVENS = collect_given(rates, need, zones)
