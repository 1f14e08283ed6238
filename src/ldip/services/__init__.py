"""Stage 4, tjenester: users, places, capacity, coverage and FTE."""

from ldip.engine.graph import Given, Opening, Step, collect
from ldip.services import buildings, missing, need, rates, users, whole, workforce, zones

STEPS = collect(Step, rates, need, users, buildings, missing, zones, whole, workforce)
GIVENS = collect(Given, rates, need, users, buildings, missing, zones, whole, workforce)
OPENINGS = collect(Opening, rates, need, users, buildings, missing, zones, whole, workforce)
