"""Stage 4, tjenester: users, places, capacity, coverage and FTE."""

from ldip.graph import collect, collect_given
from ldip.services import need, rates, workforce, zones

STEPS = collect(rates, need, zones, workforce)
GIVENS = collect_given(rates, need, zones, workforce)
