"""Stage 3, investeringer: projects, their financing sources, the asset register, renewal and backlog."""

from ldip.engine.graph import Given, Opening, Step, collect
from ldip.investments import assets, delays, openings, portfolio, posts, projects, unpriced, upkeep

STEPS = collect(Step, projects, delays, portfolio, posts, assets, openings, unpriced, upkeep)
GIVENS = collect(Given, projects, delays, portfolio, posts, assets, openings, unpriced, upkeep)
OPENINGS = collect(Opening, projects, delays, portfolio, posts, assets, openings, unpriced, upkeep)
