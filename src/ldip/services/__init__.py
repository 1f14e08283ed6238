"""Stage 4, tjenester: users, places, capacity, coverage and FTE."""

from ldip.engine.graph import collect, collect_given
from ldip.services import buildings, need, rates, users, workforce, zones

STEPS = collect(rates, need, users, buildings, zones, workforce)
GIVENS = collect_given(rates, need, users, buildings, zones, workforce)
